"""A spec's text as parts that add up to its exact source.

The rule kept here: `render(parse(text)) == text` for every text, and an edit changes only what it is about. A title
edit changes the title's words, a section edit that section's body, a tick one character.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from bot.domain import markdown, process_lines
from bot.domain.field_lines import FieldLine, fill_fields, read_fields
from bot.domain.markdown import Heading
from bot.domain.outline import KNOWN_HEADINGS, end_of, find_outline, normalise_heading
from bot.domain.process_lines import ProcessLine
from bot.errors import Refused

__all__ = [
    "KNOWN_HEADINGS",
    "Document",
    "Part",
    "PartKind",
    "as_json",
    "normalise_heading",
    "parse",
    "parse_template",
    "refuse_many_lines",
    "render",
    "retitled",
    "with_section",
    "with_tick",
    "with_title",
]

_ATX = re.compile(r"(?P<open>[ ]{0,3}(?P<marks>#{1,6})[ \t]*)(?P<text>.*?)(?P<close>(?:[ \t]+#+)?[ \t]*)")


class PartKind(StrEnum):
    """What a part is: a section of the spec, or the list of its process."""

    SECTION = "section"
    PROCESS = "process"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One heading with its body; `marker` is the heading's exact lines, `body` the exact source after it."""

    kind: PartKind
    heading: str
    level: int
    marker: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A parsed text: `head` and the parts, one after the other, are the exact source.

    `title` is the title heading's source without its markers, or None; `title_span` is where that heading's lines
    stand in `head`, and `content_start` where `head` begins after byte order mark and front matter. `known` holds the
    normalised headings that are no title, None for a template, whose title follows a rule of its own.
    """

    head: str
    parts: tuple[Part, ...]
    title: str | None
    title_span: tuple[int, int] | None = field(repr=False)
    content_start: int = field(repr=False)
    known: frozenset[str] | None = field(repr=False)

    @property
    def sections(self) -> tuple[Part, ...]:
        """The sections in order; the process list is none."""
        return tuple(part for part in self.parts if part.kind is PartKind.SECTION)

    @cached_property
    def process(self) -> tuple[ProcessLine, ...]:
        """The lines of the process list; offsets count from the beginning of the process part's body."""
        found = [part for part in self.parts if part.kind is PartKind.PROCESS]
        return process_lines.read_lines(found[0].body) if found else ()

    @cached_property
    def field_lines(self) -> tuple[FieldLine, ...]:
        """The `**Field**: value` lines before the first part; their offsets count within `introduction`."""
        return read_fields(self.introduction)

    @property
    def fields(self) -> dict[str, str]:
        """The values of the `**Field**: value` lines by name; of two lines with one name the first counts."""
        values: dict[str, str] = {}
        for line in self.field_lines:
            values.setdefault(line.name, line.value)
        return values

    @cached_property
    def introduction(self) -> str:
        """The text before the first part without front matter and title: fields, comments and prose."""
        start, end = self.title_span or (self.content_start, self.content_start)
        return self.head[self.content_start : start] + self.head[end:]

    @cached_property
    def preamble(self) -> str:
        """The text before the first part without front matter, title and field lines; comments stay in it."""
        source, kept, at = self.introduction, [], 0
        for line in self.field_lines:
            kept.append(source[at : line.start])
            at = line.end
        return ("".join(kept) + source[at:]).strip()

    @cached_property
    def inner(self) -> tuple[Part, ...]:
        """All deeper headings with what follows up to their next equal; these parts overlap each other."""
        return tuple(_inner((self.introduction, *(section.body for section in self.sections))))

    @property
    def text(self) -> str:
        """The exact source."""
        return self.head + "".join(part.marker + part.body for part in self.parts)


def parse(text: str, known: Collection[str] = KNOWN_HEADINGS) -> Document:
    """Read a spec. `known` are the headings of its template, which are no titles.

    A leading level-1 heading is the title (unless it is a known one with others beside it: such a spec has its
    sections on level 1), else the first heading, unless it is a known one or the only one. Raises `Refused` for a NUL.
    """
    return _parse(text, frozenset(map(normalise_heading, known)))


def parse_template(text: str) -> Document:
    """Read a template: its title is only a leading level-1 heading, the one such beside the process heading."""
    return _parse(text, None)


@lru_cache(maxsize=16)
def _parse(text: str, known: frozenset[str] | None) -> Document:
    # Reading is most of what an edit costs, and one text is read again at each step: listed, opened, compared, saved.
    markdown.refuse_nul(text)
    content_start = markdown.front_matter(text)[2]
    content = text[content_start:]
    blocks = markdown.read(content)
    headings = blocks.headings
    title, process, level = find_outline(blocks, known)
    starts = [
        heading for heading in headings if heading is process or (heading is not title and heading.level == level)
    ]
    ends = [*(heading.start for heading in starts[1:]), len(content)][: len(starts)]
    return Document(
        head=text[: content_start + starts[0].start] if starts else text,
        parts=tuple(
            _part(content, heading, end, PartKind.PROCESS if heading is process else PartKind.SECTION)
            for heading, end in zip(starts, ends, strict=True)
        ),
        title=(title.text or None) if title else None,
        title_span=(content_start + title.start, content_start + title.end) if title else None,
        content_start=content_start,
        known=known,
    )


def _part(source: str, heading: Heading, end: int, kind: PartKind) -> Part:
    return Part(
        kind=kind,
        heading=heading.text,
        level=heading.level,
        marker=source[heading.start : heading.end],
        body=source[heading.end : end],
    )


def refuse_many_lines(document: Document) -> None:
    """Refuse a text whose process list is too long to be followed, and say from which line on it is."""
    lines, most = document.process, process_lines.MOST_LINES
    if len(lines) <= most:
        return
    starts = zip(_starts(document), document.parts, strict=True)
    at = next(start + len(part.marker) for start, part in starts if part.kind is PartKind.PROCESS)
    first = markdown.line_at(document.text, at + lines[most].offset)
    raise Refused(
        f"The process list has {len(lines):,} lines, and up to {most} fit: those from line {first:,} on are too many. "
        "Keep the steps of the process there, and move the rest into a section."
    )


def render(document: Document) -> str:
    """The document's text, exactly as it was parsed where nothing was edited."""
    return document.text


def with_section(document: Document, index: int, body: str) -> Document:
    """Replace the body of the section `index` (as in `sections`), and nothing else.

    What the next heading needs to stay a heading is added to the body: a line end and an empty line, in the file's
    own style, and the end of a code fence or comment that was left open. A body with bare LF takes the line ends of a
    file that has only CRLF or CR.
    """
    section = document.sections[index]
    if body == section.body:
        return document
    at = next(place for place, part in enumerate(document.parts) if part is section)
    newline = markdown.newline_of(document.text)
    if set(markdown.LINE_END.findall(document.text)) == {newline} and "\r" not in body:
        body = body.replace("\n", newline)
    if body and not section.marker.endswith(("\n", "\r")):
        body = newline + body
    before = document.head + "".join(part.marker + part.body for part in document.parts[:at]) + section.marker
    after = "".join(part.marker + part.body for part in document.parts[at + 1 :])
    parsed = _parse(before + body + after, document.known)
    if not after or len(before) + len(body) in _starts(parsed):
        return parsed
    body = markdown.ended(body, document.parts[at + 1].marker, newline)
    return _parse(before + body + after, document.known)


def _starts(document: Document) -> Iterator[int]:
    """Where each part begins in the text."""
    at = len(document.head)
    for part in document.parts:
        yield at
        at += len(part.marker) + len(part.body)


def with_tick(document: Document, index: int, *, done: bool) -> Document:
    """Tick or untick the line `index` of the process list: one character, or none where it stands already."""
    line = document.process[index]
    if line.done == done:
        return document
    parts = tuple(
        _ticked(part, line.offset, done=done) if part.kind is PartKind.PROCESS else part for part in document.parts
    )
    return replace(document, parts=parts)


def _ticked(part: Part, offset: int, *, done: bool) -> Part:
    return replace(part, body=part.body[:offset] + ("x" if done else " ") + part.body[offset + 1 :])


def with_fields(document: Document, values: Mapping[str, str]) -> Document:
    """Write values into the fields at the head, as `fill_fields` does; the same document where they stand already."""
    start = document.content_start
    filled = document.head[:start] + fill_fields(document.head[start:], values)
    if filled == document.head:
        return document
    return _parse(filled + document.text[len(document.head) :], document.known)


def with_title(document: Document, title: str) -> Document:
    """Replace the words of the title heading; its markers, and all else, stay.

    A document without a title gets a level-1 heading before its text. An underlined heading whose new words would not
    be read as a heading (a list marker, say) becomes one with `#` marks. Raises `Refused` for an empty title.
    """
    title = " ".join(title.split())
    if not title:
        message = "A title needs at least one letter or digit. Type what the spec is about in a few words."
        raise Refused(message)
    if title == document.title:
        return document
    newline = markdown.newline_of(document.text)
    start, end = document.title_span or (document.content_start, document.content_start)
    rest = document.text[end:]
    # Front matter may end with the text's last line, without a line end of its own.
    lead = newline if document.head[:start].endswith(("-", ".")) else ""
    candidates = [lead + markdown.atx(1, title) + newline * 2]
    if document.title_span:
        marker = document.head[start:end]
        candidates = retitled(marker, title, newline)
    for candidate in candidates:
        edited = _parse(document.text[:start] + candidate + rest, document.known)
        if edited.title == title:
            break
    return edited


def retitled(marker: str, title: str, newline: str) -> list[str]:
    """A heading's exact lines with other words, in the ways in which they may be read: the first that works is best."""
    lines = markdown.LINE_END.split(marker)
    ending = markdown.LINE_END.search(marker)
    match = _ATX.fullmatch(lines[0])
    if match:
        tail = marker[len(lines[0]) :]
        gap = "" if match["open"].endswith((" ", "\t")) else " "
        protect = " #" if markdown.CLOSING_MARKS.fullmatch(title) and not match["close"].strip() else ""
        return [f"{match['open']}{gap}{title}{protect}{match['close']}{tail}"]
    # An underlined heading: its words may take several lines, its last line that is not empty is the underline.
    underline = lines[-1] or lines[-2]
    tail = "" if lines[-1] else marker[len(marker.rstrip("\r\n")) :]
    style = ending.group() if ending else newline
    indent = marker[: len(marker) - len(marker.lstrip(" "))]
    level = 1 if underline.strip().startswith("=") else 2
    return [f"{indent}{title}{style}{underline}{tail}", f"{markdown.atx(level, title)}{tail or newline}"]


def _inner(sources: Iterable[str]) -> Iterator[Part]:
    for source in sources:
        headings = markdown.read(source).headings
        for place, heading in enumerate(headings):
            yield _part(source, heading, end_of(headings, place, heading.level, len(source)), PartKind.SECTION)


def as_json(document: Document) -> dict[str, object]:
    """The document as `spec parse --json` prints it; section bodies are exact source."""
    return {
        "title": document.title,
        "preamble": document.preamble,
        "fields": document.fields,
        "sections": [
            {"heading": section.heading, "level": section.level, "body": section.body} for section in document.sections
        ],
        "process": [process_lines.as_json(line) for line in document.process],
    }
