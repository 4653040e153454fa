"""What differs between two texts, line by line, as people read it.

The rule kept here: it is quick for every pair of texts. What they have in common at both ends is set aside first, and
texts that differ in more lines than anybody reads are told as one replaced by the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.domain.markdown import LINE_END

CONTEXT_LINES = 2
MOST_COMPARED = 4_000
"""Lines of each text that are compared one by one; finding the fewest changes takes longer than linear time."""


class Mark(StrEnum):
    """What became of a line."""

    SAME = " "
    REMOVED = "-"
    ADDED = "+"
    SKIPPED = "…"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The lines that changed, with a few around them; a skipped one stands for all that are left out there.

    `line_ends_only` is whether the texts have the same lines and end them differently.
    """

    lines: tuple[tuple[Mark, str], ...]
    added: int
    removed: int
    line_ends_only: bool = False


def difference(before: str, after: str) -> Difference:
    """Compare two texts."""
    old, new = LINE_END.split(before), LINE_END.split(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    lines: list[tuple[Mark, str]] = []
    before_them = old[max(0, start - CONTEXT_LINES) : start]
    after_them = old[len(old) - end :][:CONTEXT_LINES]
    if a or b:
        lines += [(Mark.SKIPPED, "")] if start > len(before_them) else []
        lines += [(Mark.SAME, line) for line in before_them]
        lines += _compared(a, b)
        lines += [(Mark.SAME, line) for line in after_them]
        lines += [(Mark.SKIPPED, "")] if end > len(after_them) else []
    return Difference(
        lines=tuple(lines),
        added=sum(mark is Mark.ADDED for mark, _ in lines),
        removed=sum(mark is Mark.REMOVED for mark, _ in lines),
        line_ends_only=before != after and not lines,
    )


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return place
    return min(len(old), len(new))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Mark, str]]:
    if max(len(old), len(new)) > MOST_COMPARED:
        yield from ((Mark.REMOVED, line) for line in old)
        yield from ((Mark.ADDED, line) for line in new)
        return
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            same = [(Mark.SAME, line) for line in old[from_old:to_old]]
            if len(same) > 2 * CONTEXT_LINES:
                same[CONTEXT_LINES:-CONTEXT_LINES] = [(Mark.SKIPPED, "")]
            yield from same
        else:
            yield from ((Mark.REMOVED, line) for line in old[from_old:to_old])
            yield from ((Mark.ADDED, line) for line in new[from_new:to_new])
