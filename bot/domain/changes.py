"""What changed in a text since somebody read it: section by section, and word by word inside of them.

The rule kept here: white space never counts, nor does what no reader sees (comments, front matter, the process list,
whose ticks are on the card). It is quick for every pair of texts: lines that differ are compared word by word as far as
a bound allows, and beyond it told as one replaced by the other.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from bot.domain import markdown
from bot.domain.differences import Mark
from bot.domain.document import Document, Part, normalise_heading

AROUND: Final = 6
"""Words that are told before and after what changed, so that its place is found."""
_MOST_LINES: Final = 1_500  # Of a section; comparing lines, too, takes longer than linear time.
_MOST_WORDS: Final = 1_200  # Of lines that belong together, on either side.
_WORDS_IN_ALL: Final = 8_000
_SHORTEST_SAME: Final = 3  # Fewer words between two changes are no place to rest the eye: they are told as changed too.
_ALIKE: Final = 0.4  # Lines that have less of the shorter one in common are no longer the same lines.

_WORD: Final = re.compile(r"\S+")
_BEGINS_A_LINE: Final = re.compile(r"[-*+>|]|\|.*|#{1,6}|\d{1,9}[.)]|```.*|~~~.*")


class Words(NamedTuple):
    """Some words in a row and what became of them; `SKIPPED` stands for all that are left out there."""

    mark: Mark
    text: str


_LEFT_OUT: Final = Words(Mark.SKIPPED, "")


Passage: TypeAlias = tuple[Words, ...]
"""A place that changed, with the words around it; line ends are kept where a list's item or a paragraph begins."""


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    """What became of one section; `heading` is empty for what stands before the first one, the title among it.

    `mark` is whether it is new, gone or the same one with other words, and `was` what its heading said before, if that
    was something else. A section that is new or gone has one passage with all its words, or none where it has none.
    """

    heading: str
    mark: Mark
    was: str = ""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Every section that changed, in the order of the new text, and then those that are gone."""

    sections: tuple[SectionChange, ...]
    moved: bool
    """Whether sections that stayed stand in another order."""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.sections) or self.moved


def changes(before: Document, after: Document) -> Changes:
    """Compare two revisions of a text."""
    old, new = _by_heading(before.sections), _by_heading(after.sections)
    same = {key: key for key in new if key in old}
    same |= _renamed(old, new, same)
    budget = _Budget()
    found = [_changed("", _head(before), _head(after), budget)]
    for key, part in new.items():
        if key in same:
            found.append(_section(old[same[key]], part, budget))
        else:
            found.append(SectionChange(heading=part.heading, mark=Mark.ADDED, passages=_whole(Mark.ADDED, part)))
    kept = set(same.values())
    found += [
        SectionChange(heading=part.heading, mark=Mark.REMOVED, passages=_whole(Mark.REMOVED, part))
        for key, part in old.items()
        if key not in kept
    ]
    places = {key: place for place, key in enumerate(old)}
    order = [places[same[key]] for key in new if key in same]
    return Changes(sections=tuple(filter(None, found)), moved=order != sorted(order))


# Which section is which

_Key: TypeAlias = tuple[str, int]
"""A heading as it is compared, and which of those that read the same."""


def _by_heading(sections: Sequence[Part]) -> dict[_Key, Part]:
    seen: Counter[str] = Counter()
    found = {}
    for section in sections:
        heading = normalise_heading(section.heading)
        seen[heading] += 1
        found[heading, seen[heading]] = section
    return found


def _renamed(old: dict[_Key, Part], new: dict[_Key, Part], same: dict[_Key, _Key]) -> dict[_Key, _Key]:
    """Sections with another heading and the words that they had."""
    gone = {_words_of(part.body): key for key, part in reversed(old.items()) if key not in same}
    gone.pop("", None)
    return {
        key: gone.pop(words) for key, part in new.items() if key not in same and (words := _words_of(part.body)) in gone
    }


def _words_of(source: str) -> str:
    return " ".join(markdown.without_comments(source).split())


def _head(document: Document) -> str:
    return f"{document.title or ''}\n\n{document.introduction}"


def _section(before: Part, after: Part, budget: "_Budget") -> SectionChange | None:
    was = "" if _words_of(before.heading) == _words_of(after.heading) else before.heading
    found = _changed(after.heading, before.body, after.body, budget)
    if was:
        return SectionChange(heading=after.heading, mark=Mark.SAME, was=was, passages=found.passages if found else ())
    return found


def _changed(heading: str, before: str, after: str, budget: "_Budget") -> SectionChange | None:
    passages = () if before == after else tuple(_passages(before, after, budget))
    return SectionChange(heading=heading, mark=Mark.SAME, passages=passages) if passages else None


def _whole(mark: Mark, part: Part) -> tuple[Passage, ...]:
    text = _text(_read(part.body))
    return ((Words(mark, text),),) if text else ()


# What changed inside of a section


class _Word(NamedTuple):
    text: str
    begins: bool
    """Whether it begins a line that has to begin there: a list's item, a table's row, a paragraph."""


@dataclass
class _Budget:
    """How many words may still be compared one by one."""

    left: int = _WORDS_IN_ALL

    def allows(self, words: int) -> bool:
        """Whether so many more may be; from then on they have been."""
        if words > min(_MOST_WORDS, self.left):
            return False
        self.left -= words
        return True


def _read(source: str) -> list[_Word]:
    """The words of a text that a reader sees."""
    text = markdown.without_comments(source)
    found = []
    at = 0
    for match in _WORD.finditer(text):
        ends = len(markdown.LINE_END.findall(text[at : match.start()]))
        found.append(_Word(match[0], ends > 1 or (ends > 0 and bool(_BEGINS_A_LINE.fullmatch(match[0])))))
        at = match.end()
    return found


def _text(words: Sequence[_Word]) -> str:
    return "".join(("\n" if word.begins else " ") + word.text for word in words).strip()


def _passages(before: str, after: str, budget: _Budget) -> Iterator[Passage]:
    old, new = _lines(_read(before)), _lines(_read(after))
    for from_old, from_new in _differing(old, new):
        yield from _compared(list(chain(*from_old)), list(chain(*from_new)), budget)


_Line: TypeAlias = list[_Word]


def _lines(words: Sequence[_Word]) -> list[_Line]:
    lines: list[_Line] = []
    for word in words:
        if word.begins or not lines:
            lines.append([])
        lines[-1].append(word)
    return lines


def _differing(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[tuple[Sequence[_Line], Sequence[_Line]]]:
    """Yield the lines that differ with those in whose place they came."""
    a, b = ([" ".join(word.text for word in line) for line in lines] for lines in (old, new))
    start, end = _common(a, b)
    stop_a, stop_b = len(a) - end, len(b) - end
    if max(stop_a, stop_b) - start > _MOST_LINES:
        yield old[start:stop_a], new[start:stop_b]
        return
    for tag, from_a, to_a, from_b, to_b in SequenceMatcher(None, a[start:stop_a], b[start:stop_b]).get_opcodes():
        if tag == "equal":
            continue
        mine, theirs = old[start + from_a : start + to_a], new[start + from_b : start + to_b]
        if len(mine) == len(theirs):
            yield from (([one], [other]) for one, other in zip(mine, theirs, strict=True))
        else:
            yield mine, theirs


def _common(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """How many both begin with, and how many of the others both end with."""
    most = min(len(a), len(b))
    start = next((place for place in range(most) if a[place] != b[place]), most)
    end = next((place for place in range(most - start) if a[-1 - place] != b[-1 - place]), most - start)
    return start, end


def _compared(old: Sequence[_Word], new: Sequence[_Word], budget: _Budget) -> Iterator[Passage]:
    """Yield the passages of lines that came in the place of others."""
    a, b = [word.text for word in old], [word.text for word in new]
    if a == b:  # Only where the lines end is another.
        return
    runs = _calmed(list(_runs(a, b, budget)))
    if sum(to_a - from_a for is_same, from_a, to_a, *_ in runs if is_same) < _ALIKE * min(len(a), len(b)):
        yield _replaced(old, new)
        return
    passage: list[Words] = []
    for place, (is_same, from_a, to_a, from_b, to_b) in enumerate(runs):
        if not is_same:
            passage += _replaced(old[from_a:to_a], new[from_b:to_b])
            continue
        same = new[from_b:to_b]
        is_first, is_last = place == 0, place == len(runs) - 1
        if not is_first and not is_last and len(same) <= 2 * AROUND:
            passage.append(Words(Mark.SAME, _text(same)))
            continue
        if not is_first:
            yield (*passage, *_beginning(same))
        passage = [] if is_last else [*_ending(same)]
    if passage:
        yield tuple(passage)


_Run: TypeAlias = tuple[bool, int, int, int, int]
"""Whether the words are the same, and where they stand in both."""


def _runs(a: Sequence[str], b: Sequence[str], budget: _Budget) -> Iterator[_Run]:
    start, end = _common(a, b)
    stop_a, stop_b = len(a) - end, len(b) - end
    if start:
        yield True, 0, start, 0, start
    if budget.allows(max(stop_a, stop_b) - start):
        codes = SequenceMatcher(None, a[start:stop_a], b[start:stop_b]).get_opcodes()
        for tag, from_a, to_a, from_b, to_b in codes:
            yield tag == "equal", start + from_a, start + to_a, start + from_b, start + to_b
    else:
        yield False, start, stop_a, start, stop_b
    if end:
        yield True, stop_a, len(a), stop_b, len(b)


def _calmed(runs: Sequence[_Run]) -> list[_Run]:
    """The same runs, where few same words between two changes are changed with them."""
    calmed: list[_Run] = []
    for place, (is_same, from_a, to_a, from_b, to_b) in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        stays = is_same and not (is_between and to_a - from_a < _SHORTEST_SAME)
        if calmed and not stays and not calmed[-1][0]:
            calmed[-1] = (False, calmed[-1][1], to_a, calmed[-1][3], to_b)
        else:
            calmed.append((stays, from_a, to_a, from_b, to_b))
    return calmed


def _replaced(old: Sequence[_Word], new: Sequence[_Word]) -> Passage:
    marked = ((Mark.REMOVED, old), (Mark.ADDED, new))
    return tuple(Words(mark, _text(words)) for mark, words in marked if words)


def _beginning(same: Sequence[_Word]) -> Passage:
    skipped = (_LEFT_OUT,) if len(same) > AROUND else ()
    return (Words(Mark.SAME, _text(same[:AROUND])), *skipped)


def _ending(same: Sequence[_Word]) -> Passage:
    skipped = (_LEFT_OUT,) if len(same) > AROUND else ()
    return (*skipped, Words(Mark.SAME, _text(same[-AROUND:])))
