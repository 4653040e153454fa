"""What changed since somebody read a text, as it stands above the text: short, and never more than Slack takes."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.domain.changes import Changes, Passage, SectionChange, Words
from bot.domain.differences import Mark
from bot.domain.markdown import plain
from bot.domain.spec import Receipt
from bot.slack import blocks as b
from bot.slack import wording as w
from bot.slack.elements import Element
from bot.slack.views import packing
from bot.slack.views.inline import text_piece
from bot.slack.views.packing import Part

SECTIONS_SHOWN: Final = 10
PASSAGES_SHOWN: Final = 5
"""Of one section: whoever wants all of them finds the text below."""
PASSAGE_TEXT: Final = 300
HEADING_TEXT: Final = 150

_STYLES: Final = {Mark.ADDED: ("bold",), Mark.REMOVED: ("strike",), Mark.SAME: (), Mark.SKIPPED: ()}
_LEAST_TEXT: Final = 20  # With less room than this a text is not begun that does not fit.
_BULLET: Final = re.compile(r"\A[-*+]\s+")


def parts(found: Changes, receipt: Receipt) -> list[Part]:
    """What comes before the text, for the person who gave this receipt."""
    read = f"You read revision {receipt.revision} · {w.date(receipt.at, w.DateStyle.DAY)}"
    if not found:
        return [Part(block=b.context(f"{read} · no words have changed since"))]
    shown = [
        Part(block=b.header("Changed since you last read it"), heading=True),
        Part(block=b.context(f"{read} · *bold* is new since, ~struck out~ is gone"), heading=True),
    ]
    for section in found.sections[:SECTIONS_SHOWN]:
        shown += [Part(block=block) for block in packing.packed(_section(section))]
    more = [f"and {_counted(rest, 'more section')}"] if (rest := len(found.sections) - SECTIONS_SHOWN) > 0 else []
    more += ["Sections were moved."] if found.moved else []
    shown += [Part(block=b.context(line)) for line in more]
    return [*shown, Part(block=b.divider(), heading=True)]


def _section(section: SectionChange) -> Iterator[Element]:
    yield {"type": "rich_text_section", "elements": _heading(section)}
    items = [_passage(passage) for passage in section.passages[:PASSAGES_SHOWN]]
    if (rest := len(section.passages) - PASSAGES_SHOWN) > 0:
        items.append([text_piece(f"and {_counted(rest, 'more place')}", "italic")])
    if items:
        lines = [{"type": "rich_text_section", "elements": pieces} for pieces in items]
        yield {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": lines}


def _heading(section: SectionChange) -> list[Element]:
    words = _words(section.heading) if section.heading else "Title and introduction"
    match section.mark:
        case Mark.REMOVED:
            return [text_piece(words, "bold", "strike"), text_piece(" · removed")]
        case Mark.ADDED:
            return [text_piece(words, "bold"), text_piece(" · new section")]
        case _:
            was = [text_piece(f" · was “{_words(section.was)}”")] if section.was else []
            return [text_piece(words, "bold"), *was]


def _words(heading: str) -> str:
    return w.one_line(plain(heading), HEADING_TEXT) or "(no words)"


def _passage(passage: Passage) -> list[Element]:
    """The words of a place, as many as fit: those that are cut off end in an ellipsis.

    What is gone gives way to what is new: it has at most half of the room, unless the rest needs less.
    """
    shown = _without_bullet(passage)
    pieces: list[Element] = []
    room = PASSAGE_TEXT
    others = sum(len(words.text) for words in shown if words.mark is not Mark.REMOVED)
    room_for_removed = max(PASSAGE_TEXT // 2, PASSAGE_TEXT - others)
    for words in shown:
        is_removed = words.mark is Mark.REMOVED
        its_room = min(room, room_for_removed) if is_removed else room
        is_left_out = words.mark is Mark.SKIPPED or its_room < min(_LEAST_TEXT, len(words.text))
        text = "…" if is_left_out else w.truncate(w.clean(words.text), its_room)
        pieces += [*([text_piece(" ")] if pieces else []), text_piece(text, *_STYLES[words.mark])]
        room -= len(text)
        room_for_removed -= len(text) if is_removed else 0
        if room < 0:
            break
    return pieces


def _without_bullet(passage: Passage) -> Sequence[Words]:
    """The same without a list's mark at its beginning: each place has one here anyway."""
    first, *rest = passage
    return [first._replace(text=_BULLET.sub("", first.text)), *rest]


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
