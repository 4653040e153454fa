"""Rich-text elements and blocks, cut and packed so that Slack accepts each block and each page.

The rule kept here: nothing is dropped. Text is cut behind a word, code at line ends, and a page between blocks.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from bot.slack.blocks import Block, rich_text
from bot.slack.elements import Element

BLOCK_CHARS: Final = 3_000
"""The most text, in characters, that one rich_text block gets here."""
PIECE_CHARS: Final = 4
"""What a change of style counts beside its text, in characters, so that a block's JSON stays in proportion."""

_PAGE_BYTES: Final = 200_000  # A view may have 250 KB; the rest is for what a view puts around a page.
_SMALLEST_TAIL: Final = 200  # With less room than this, text goes on in the next block and not in this one.


def _size(element: Element) -> int:
    """Return the characters that an element takes, with what its links and changes of style cost."""
    if "text" in element:
        return len(element["text"]) + len(element.get("url", "")) + PIECE_CHARS
    return sum(map(_size, element.get("elements", ())))


def packed(elements: Iterable[Element]) -> Iterator[Block]:
    """Yield rich_text blocks of at most ``BLOCK_CHARS``; an element is divided only where it is longer than that."""
    held: list[Element] = []
    size = 0
    for element in chain.from_iterable(map(_divided, elements)):
        more = _size(element)
        if held and size + more > BLOCK_CHARS:
            yield rich_text(*held)
            held, size = [], 0
        held.append(element)
        size += more
    if held:
        yield rich_text(*held)


def _divided(element: Element) -> Iterator[Element]:
    """Yield the element, or parts of it where it is longer than a block."""
    if _size(element) <= BLOCK_CHARS:
        yield element
    elif element["type"] == "rich_text_list":
        yield from _divided_list(element)
    else:
        for pieces in _chunks(element["elements"]):
            yield element | {"elements": pieces}


def _divided_list(element: Element) -> Iterator[Element]:
    offset = element.get("offset", 0)
    held: list[Element] = []
    size = 0

    def cut(number: int) -> Element:
        first = offset + number - len(held)
        return element | {"elements": held} | ({"offset": first} if element["style"] == "ordered" and first else {})

    for number, item in enumerate(element["elements"]):
        first, *continued = _divided(item)
        if held and size + _size(first) > BLOCK_CHARS:
            yield cut(number)
            held, size = [], 0
        held.append(first)
        size += _size(first)
        if continued:
            yield cut(number + 1)
            held, size = [], 0
            yield from continued
    if held:
        yield cut(len(element["elements"]))


def _chunks(pieces: Sequence[Element]) -> Iterator[list[Element]]:
    chunk: list[Element] = []
    room = BLOCK_CHARS
    for piece in pieces:
        text = piece["text"]
        cost = _size(piece) - len(text)
        at = 0
        while at < len(text):
            if chunk and room - cost < min(len(text) - at, _SMALLEST_TAIL):
                yield chunk
                chunk, room = [], BLOCK_CHARS
            end = _word_end(text, at, at + room - cost)
            chunk.append(piece | {"text": text[at:end]})
            room -= cost + end - at
            at = end
    if chunk:
        yield chunk


def _word_end(text: str, at: int, end: int) -> int:
    """Return where to cut a text that begins at ``at``: at ``end``, or behind the last white space before it."""
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", at, end), text.rfind("\n", at, end))
    return end if space < at else space + 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A block on its way to a page, and whether it heads what comes next.

    `resumed` is what a page that begins with this block says first: in the middle of what it is.
    """

    block: Block
    heading: bool = False
    resumed: Block | None = None

    @cached_property
    def chars(self) -> int:
        """The characters of the block's text, with what its links and changes of style count."""
        return len(self.block["text"]["text"]) if "text" in self.block else _size(self.block)

    @cached_property
    def json_bytes(self) -> int:
        """The bytes of the block as it is sent."""
        return len(json.dumps(self.block))


def paged(parts: Iterable[Part], most_blocks: int, most_chars: int) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks page by page; a page that one block alone exceeds holds just that block.

    The line that says in the middle of what a page begins comes on top of the most that it holds.
    """
    page: list[Part] = []
    for part in parts:
        while page and (
            len(page) >= most_blocks
            or sum(each.chars for each in page) + part.chars > most_chars
            or sum(each.json_bytes for each in page) + part.json_bytes > _PAGE_BYTES
        ):
            # Headings at the end of the page go with what they head, unless there is nothing else on it.
            end = next((index + 1 for index in range(len(page) - 1, -1, -1) if not page[index].heading), len(page))
            yield tuple(_blocks(page[:end]))
            page = page[end:]
        page.append(part)
    yield tuple(_blocks(page))


def _blocks(page: Sequence[Part]) -> Iterator[Block]:
    if page and (resumed := page[0].resumed):
        yield resumed
    yield from (part.block for part in page)
