"""A spec's Markdown as Slack blocks for modals, where Slack's own ``markdown`` block is not allowed.

The rule kept here: whatever the text holds, every word of it is shown, in order, on pages that Slack accepts. HTML
comments stay hidden, for they are hints to writers, and tags that only shape text. What Slack has no form for (tables, deep nesting, HTML,
relative links) becomes plain text. The work grows with the length of the text, not with its square.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from bot.slack.blocks import Block, actions, divider, header, rich_text, section
from bot.slack.elements import Element
from bot.slack.views.inline import bold, inline, plain_text, shown_html, text_piece
from bot.slack.views.packing import BLOCK_CHARS, PIECE_CHARS, Part, packed, paged
from bot.slack.wording import clean, escape, one_line

_LABEL_CHARS: Final = 40
_TABLE_COLUMNS: Final = 44  # What a phone shows of monospaced text on one line.
_DEEPEST_INDENT: Final = 8
_HEADER_CHARS: Final = 150
_NESTING: Final = 100  # The parser drops what is nested deeper, so such a text is shown as its source.
_BRACKETS: Final = 500  # Each "[" makes the parser look ahead; a line with more of them is no prose.
_TASK: Final = re.compile(r"\[([ xX])\](?=\s|$)")


def pages(
    markdown: str,
    *,
    before: Sequence[Part] = (),
    buttons: Mapping[int, Element] | None = None,
    blocks_per_page: int = 80,
    chars_per_page: int = 40_000,
) -> tuple[tuple[Block, ...], ...]:
    """Return the text as pages of blocks for modals: at least one page, and one block on each.

    A page has at most ``blocks_per_page`` blocks (1 or more), ``chars_per_page`` characters of text and 200 KB of
    JSON; a single block is never split for them. Pages break between Markdown's blocks, never behind a heading; a list,
    a table or a code block is divided only where it is longer than ``BLOCK_CHARS``.

    ``before`` comes before the text. A heading that begins on one of the lines of ``buttons`` (counted from 0) has that
    button beside it, once more on each page that begins before the next of them.
    """
    shown = list(_parts(_parse(markdown), buttons or {}))
    if not shown:
        shown = [Part(block=rich_text(_section([text_piece("Nothing written yet.", "italic")])))]
    return tuple(paged([*before, *shown], blocks_per_page, chars_per_page))


# Parsing


def _parse_inline(state: StateCore) -> None:
    """Stand in for the parser's rule of the same name, which takes a time that grows with the square of brackets."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.content.count("[") > _BRACKETS:
            token.children = [Token("text", "", 0, content=token.content)]
        else:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _parse_inline)
    parser.parse("warm up")  # Rules are compiled at first use, which two threads must not do at once.
    return parser


_PARSER: Final = _parser()


@dataclass(frozen=True, kw_only=True)
class _Node:
    """A Markdown block with what it contains; a leaf's text is in the children of its ``inline`` token."""

    token: Token
    children: list["_Node"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.token.type.removesuffix("_open")

    @property
    def inline(self) -> Sequence[Token]:
        return next((child.token.children or [] for child in self.children), [])


def _parse(markdown: str) -> list[_Node]:
    tokens = _PARSER.parse(markdown)
    if max((token.level for token in tokens), default=0) >= _NESTING - 1:
        return [_Node(token=Token("fence", "code", 0, content=markdown))]
    root: list[_Node] = []
    open_lists = [root]
    for token in tokens:
        if token.nesting < 0:
            open_lists.pop()
            continue
        node = _Node(token=token)
        open_lists[-1].append(node)
        if token.nesting > 0:
            open_lists.append(node.children)
    return root


# Blocks of Markdown as elements of a rich_text block; ``quote`` is how many quotes they stand in.


def _section(pieces: Sequence[Element]) -> Element:
    return {"type": "rich_text_section", "elements": list(pieces)}


def _line(pieces: Sequence[Element], quote: int) -> Iterator[Element]:
    """Yield a paragraph; ``quote`` is how many quotes it stands in, of which Slack draws one."""
    if not pieces:
        return
    if not quote:
        yield _section(pieces)
        return
    deeper = [text_piece("› " * (quote - 1))] if quote > 1 else []
    yield {"type": "rich_text_quote", "elements": [*deeper, *pieces]}


def _elements(node: _Node, quote: int = 0, indent: int = 0) -> Iterator[Element]:
    match node.kind:
        case "bullet_list" | "ordered_list":
            yield from _list(node, quote, indent)
        case "blockquote":
            for child in node.children:
                yield from _elements(child, quote + 1, indent)
        case "fence" | "code_block":
            yield from _preformatted([], clean(node.token.content).removesuffix("\n").split("\n"), quote)
        case "table":
            yield from _table(node, quote, indent)
        case "hr":
            yield from _line([text_piece("———")], quote)
        case _:
            yield from _line(_leaf(node), quote)


def _leaf(node: _Node) -> list[Element]:
    """Return the text of a paragraph, a heading or a block of HTML."""
    match node.kind:
        case "heading":
            return bold(inline(node.inline))
        case "html_block":
            text = clean(shown_html(node.token.content)).strip()
            return [text_piece(text)] if text else []
        case _:
            return inline(node.inline)


def _list(node: _Node, quote: int, indent: int) -> Iterator[Element]:
    ordered = node.kind == "ordered_list"
    # Slack's first number is offset + 1 and cannot be less than 1.
    offset = max(0, int(node.token.attrs.get("start", 1)) - 1)
    items: list[Element] = []
    for number, item in enumerate(node.children, start=1):
        leaves = 0
        for child in item.children:
            if child.kind not in {"paragraph", "heading", "html_block"}:
                break
            leaves += 1
        items.append(_section(_item(item.children[:leaves])))
        rest = item.children[leaves:]
        if rest or number == len(node.children):
            yield _list_element(items, ordered=ordered, offset=offset + number - len(items), indent=indent, quote=quote)
            items = []
        for child in rest:
            yield from _elements(child, quote, indent + 1)


def _item(leaves: Sequence[_Node]) -> list[Element]:
    lines = [pieces for pieces in map(_leaf, leaves) if pieces]
    if not lines:
        return [text_piece(" ")]  # Slack refuses text without a character.
    first = lines[0][0]
    if first.keys() == {"type", "text"} and (task := _TASK.match(first["text"])):  # neither a link nor code
        box = "☐" if task[1] == " " else "☑"
        lines[0][0] = first | {"text": box + first["text"][task.end() :]}
    return list(chain(lines[0], *([text_piece("\n"), *line] for line in lines[1:])))


def _list_element(items: list[Element], *, ordered: bool, offset: int, indent: int, quote: int) -> Element:
    made: Element = {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "indent": min(indent, _DEEPEST_INDENT),
        "elements": items,
    }
    return made | ({"offset": offset} if ordered and offset else {}) | _border(quote)


def _border(quote: int) -> Element:
    """Return what draws the bar of a quote beside a list or code."""
    return {"border": 1} if quote else {}


def _preformatted(head: Sequence[str], lines: Sequence[str], quote: int) -> Iterator[Element]:
    """Yield the lines as monospaced text, split at line ends into blocks that each begin with ``head``."""
    room = BLOCK_CHARS - PIECE_CHARS - sum(len(line) + 1 for line in head)
    held: list[str] = []
    size = 0
    for line in chain.from_iterable(_slices(line, room) for line in lines):
        if held and size + len(line) > room:
            yield _code([*head, *held], quote)
            held, size = [], 0
        held.append(line)
        size += len(line) + 1
    if any(line.strip() for line in [*head, *held]):
        yield _code([*head, *held], quote)


def _slices(line: str, length: int) -> list[str]:
    return [line[at : at + length] for at in range(0, len(line), length)] or [""]


def _code(lines: Sequence[str], quote: int) -> Element:
    return {"type": "rich_text_preformatted", "elements": [text_piece("\n".join(lines) or " ")]} | _border(quote)


# Tables


def _table(node: _Node, quote: int, indent: int) -> Iterator[Element]:
    rows = [row.children for group in node.children for row in group.children]
    cells = [[inline(cell.inline) for cell in row] for row in rows]
    texts = [[plain_text(cell) for cell in row] for row in cells]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    links = any(piece["type"] == "link" for row in cells for cell in row for piece in cell)
    if not links and sum(widths) + 2 * (len(widths) - 1) <= _TABLE_COLUMNS:
        right = ["right" in str(cell.token.attrs.get("style", "")) for cell in rows[0]]
        lines = [_aligned(row, widths, right) for row in texts]
        yield from _preformatted([lines[0], "  ".join("─" * width for width in widths)], lines[1:], quote)
        return
    labels = [one_line(text, _LABEL_CHARS) for text in texts[0]]
    if labels != texts[0] or len(cells) == 1:
        yield from _line(bold([text_piece(" · ".join(texts[0]))]), quote)
    records = [_section(record) for row in cells[1:] if (record := _record(labels, row))]
    if records:
        yield _list_element(records, ordered=False, offset=0, indent=indent, quote=quote)


def _width(text: str) -> int:
    """Return the columns that the text takes when monospaced: two for a wide character, none for an accent."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _aligned(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = zip(row, widths, right, strict=True)
    padded = ((text, " " * (width - _width(text)), to_the_right) for text, width, to_the_right in cells)
    return "  ".join(pad + text if to_the_right else text + pad for text, pad, to_the_right in padded).rstrip()


def _record(labels: Sequence[str], row: Sequence[list[Element]]) -> list[Element]:
    """Return a row as lines of ``Label: value``, for tables that no phone shows side by side."""
    lines = [
        [*([text_piece(f"{label}: ", "bold")] if label else []), *cell]
        for label, cell in zip(labels, row, strict=True)
        if cell
    ]
    return list(chain(*lines[:1], *([text_piece("\n"), *line] for line in lines[1:])))


def _parts(nodes: Iterable[_Node], buttons: Mapping[int, Element]) -> Iterator[Part]:
    resumed: Block | None = None
    for node in nodes:
        heading = node.kind == "heading"
        button = buttons.get(node.token.map[0]) if heading and node.token.map else None
        if button is not None:
            yield from _with_button(node, button)
            words = escape(one_line(plain_text(inline(node.inline)), _HEADER_CHARS)) or "…"
            resumed = section(f"_{words}, continued_", accessory=button)
        elif node.kind == "hr":
            yield Part(block=divider(), resumed=resumed)
        elif heading and node.token.tag in {"h1", "h2"} and (title := _title(node)):
            yield Part(block=header(title), heading=True, resumed=resumed)
        else:
            for block in packed(_elements(node)):
                yield Part(block=block, heading=heading, resumed=resumed)


def _with_button(node: _Node, button: Element) -> Iterator[Part]:
    """Yield a heading with its button: beside it, or below one that is long or has links."""
    if title := _title(node):
        yield Part(block=section(f"*{escape(title).replace('*', '∗')}*", accessory=button), heading=True)
        return
    yield from (Part(block=block, heading=True) for block in packed(_elements(node)))
    yield Part(block=actions(button, block_id=button["action_id"]), heading=True)


def _title(node: _Node) -> str:
    """Return the text of a heading that is short and has no links."""
    pieces = inline(node.inline)
    text = plain_text(pieces)
    return text if len(text) <= _HEADER_CHARS and all(piece["type"] == "text" for piece in pieces) else ""
