"""Changes of a spec's text: a section's words, the sections themselves, or the whole text.

The rule kept here: a change touches what it is about, and every other section keeps its bytes and stays a section. What
a text left open is closed (and `said` tells); a text that would swallow or disturb its neighbours is refused. Where the
same section was changed meanwhile, nothing is overwritten: `SectionChanged`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias, assert_never

from bot.domain import markdown
from bot.domain.bases import Base, SectionChanged, base_of, digest, find, standing, titled, unchanged
from bot.domain.document import Document, Part, PartKind, normalise_heading, parse, retitled, with_section
from bot.domain.events import TextChange
from bot.domain.process_lines import ProcessLine
from bot.errors import Refused

HEADING_LIMIT = 150
"""Characters of a heading that is typed here."""

_BLANK_BEFORE = re.compile(r"(?:[ \t]*(?:\r\n?|\n))*")


@dataclass(frozen=True, kw_only=True)
class SetBody:
    """Another text for a section. `hint` is what its template says, `is_file` whether the text comes from a file."""

    base: Base
    body: str
    hint: str = ""
    is_file: bool = False


@dataclass(frozen=True, kw_only=True)
class SetHeading:
    """Another heading for a section."""

    base: Base
    heading: str


@dataclass(frozen=True, kw_only=True)
class Move:
    """A section one place up, or down."""

    base: Base
    up: bool


@dataclass(frozen=True, kw_only=True)
class Remove:
    """A section with its text goes."""

    base: Base


@dataclass(frozen=True, kw_only=True)
class Add:
    """A new section after the others."""

    heading: str
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplaceText:
    """A whole text in place of the one with the digest `base`."""

    base: str
    text: str


Edit: TypeAlias = SetBody | SetHeading | Move | Remove | Add | ReplaceText


@dataclass(frozen=True, kw_only=True)
class Edited:
    """What an edit gave. `heading` is the section it is about, `renamed` what that is called now; `said` tells what else was done."""

    document: Document
    change: TextChange
    heading: str = ""
    renamed: str = ""
    said: tuple[str, ...] = ()


def field_text(body: str, hint: str = "") -> str:
    """A section's text for a field: with LF, without the blank lines around it; empty where only its hint stands there."""
    is_comment = body.lstrip().startswith(markdown.COMMENT_OPEN)
    if hint and is_comment and markdown.comment_texts(body) == hint and not markdown.without_comments(body).strip():
        return ""
    return markdown.LINE_END.sub("\n", body[slice(*_core(body))])


def apply(document: Document, edit: Edit) -> Edited:
    """Make a change.

    Raises SectionChanged where somebody else changed the same section, and Refused for what would disturb the others,
    is too long or holds a NUL; the texts say what would help.
    """
    edited = _apply(document, edit)
    if len(edited.document.text) > len(document.text):
        markdown.refuse_long(edited.document.text, "With this the text")
    return edited


def _apply(document: Document, edit: Edit) -> Edited:
    match edit:
        case SetBody():
            return _with_body(document, edit)
        case SetHeading():
            return _with_heading(document, edit)
        case Move():
            return _moved(document, edit)
        case Remove(base=base):
            return _removed(document, unchanged(document, base))
        case Add():
            return _added(document, edit)
        case ReplaceText():
            return _replaced(document, edit)
        case _:
            assert_never(edit)


# A section's place and its text


def _place(document: Document, index: int) -> int:
    """Where a section stands among all parts."""
    return [place for place, part in enumerate(document.parts) if part.kind is PartKind.SECTION][index]


def _core(body: str) -> tuple[int, int]:
    """Where a body's text begins and ends, without the blank lines around it."""
    before = _BLANK_BEFORE.match(body)
    start = before.end() if before else 0
    return start, max(start, len(body.rstrip(" \t\r\n")))


def _with_body(document: Document, edit: SetBody) -> Edited:
    index = find(document, edit.base)
    section = document.sections[index]
    markdown.refuse_nul(edit.body)
    text, said = (_section_of_file(document, section, edit.body)) if edit.is_file else (edit.body, ())
    unchanged = Edited(document=document, change=TextChange.BODY, heading=section.heading, said=said)
    typed = field_text(text)
    if typed == field_text(section.body, edit.hint):
        return unchanged
    place = _place(document, index)
    is_last = place + 1 == len(document.parts)
    body = _spaced(section.body, typed, markdown.newline_of(section.body + document.text), is_last=is_last)
    after = with_section(document, index, body)
    _check_neighbours(document, after, place, typed)
    return replace(unchanged, document=after, said=(*said, *_side_effects(document, after, index, body)))


def _spaced(old: str, typed: str, newline: str, *, is_last: bool) -> str:
    """A typed text as a body: in the section's line ends, with the blank lines around it that the old text had."""
    if not typed:
        return "" if is_last else newline
    start, end = _core(old)
    around = (newline, newline if is_last else newline * 2) if start == end else (old[:start], old[end:].lstrip(" \t"))
    return around[0] + typed.replace("\n", newline) + around[1]


def _section_of_file(document: Document, section: Part, file: str) -> tuple[str, tuple[str, ...]]:
    """A file's text for a section; of a file of the whole spec only this section's."""
    parsed = parse(file, document.known or ())
    same = [part for part in parsed.sections if normalise_heading(part.heading) == normalise_heading(section.heading)]
    if len(same) != 1:
        return file, ()
    return same[0].body, ("The file has a section of this name, and only that section's text is taken.",)


def _check_neighbours(before: Document, after: Document, place: int, typed: str) -> None:
    """Refuse a text with which the other parts would not be what they were."""
    following = len(before.parts) - place - 1
    own = after.parts[place : len(after.parts) - following]
    if (
        after.head == before.head
        and after.title_span == before.title_span
        and after.parts[:place] == before.parts[:place]
        and after.parts[len(after.parts) - following :] == before.parts[place + 1 :]
        and own
        and own[0].marker.rstrip("\r\n") == before.parts[place].marker.rstrip("\r\n")
        and all(part.kind is PartKind.SECTION for part in own)
    ):
        return
    level = before.parts[place].level
    shallow = next((heading for heading in markdown.read(typed).headings if heading.level < level), None)
    if shallow is not None:
        raise Refused(
            f"The heading “{_short(shallow.text)}” stands above this section's own, and would take in the sections "
            f"after it. Begin it with {'#' * level} for a section of its own, or with {'#' * (level + 1)} inside this one."
        )
    if any(part.kind is PartKind.PROCESS for part in own):
        raise Refused("A heading that ends in “Process” would be taken for the checklist's. Call it something else.")
    raise Refused(
        "With this text the sections after it would not be read as before. Close what it opens (code, comments, HTML), "
        "or replace the whole text by a file."
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 -- as much as an error at a field has room for


def _side_effects(before: Document, after: Document, index: int, body: str) -> tuple[str, ...]:
    """What happened beside the change that was asked for."""
    said = []
    more = len(after.sections) - len(before.sections)
    own = "".join(part.marker + part.body for part in after.sections[index : index + more + 1])
    own = own.removeprefix(after.sections[index].marker).lstrip("\r\n")
    closer = own[len(body.lstrip("\r\n")) :].strip()
    if closer:
        said.append(f"Your text left something open. I closed it with {closer} so that the sections after it stay.")
    if more:
        said.append(f"Headings in your text became {more} section{'s' if more > 1 else ''} of their own.")
    return tuple(said)


# The sections themselves


def _with_heading(document: Document, edit: SetHeading) -> Edited:
    index = titled(document, edit.base)
    section = document.sections[index]
    words = _words(edit.heading)
    done = Edited(document=document, change=TextChange.HEADING, heading=section.heading, renamed=words)
    if words == section.heading:
        return done
    place = _place(document, index)
    for marker in retitled(section.marker, words, markdown.newline_of(document.text)):
        parts = list(document.parts)
        parts[place] = replace(section, marker=marker, heading=words)
        after, said = _arranged(document, parts)
        if after is not None:
            return replace(done, document=after, said=said)
    raise Refused(_NO_HEADING.format(_short(words)))


_NO_HEADING = (
    "“{}” cannot be a section's heading here: it would be read as the title or as the checklist's heading. "
    "Choose other words, or give the text a title first with “Rename the spec”."
)
_NO_PLACE = (
    "There it would not be read as a section: the first heading of a text without a title is taken for the title. "
    "Give the text a title first with “Rename the spec”."
)


def _moved(document: Document, edit: Move) -> Edited:
    index = standing(document, edit.base)
    other = index - 1 if edit.up else index + 1
    section = document.sections[index]
    done = Edited(document=document, change=TextChange.MOVED, heading=section.heading)
    if not 0 <= other < len(document.sections):
        return done
    parts = list(document.parts)
    here, there = _place(document, index), _place(document, other)
    parts[here], parts[there] = parts[there], parts[here]
    after, said = _arranged(document, parts)
    if after is None:
        raise Refused(_NO_PLACE)
    return replace(done, document=after, said=said)


def _removed(document: Document, index: int) -> Edited:
    section = document.sections[index]
    after, said = _arranged(document, [part for part in document.parts if part is not section])
    if after is None:
        raise Refused(
            "Without this section the others would be read differently. Give the text a title first with “Rename the spec”."
        )
    return Edited(document=after, change=TextChange.REMOVED, heading=section.heading, said=said)


def _added(document: Document, edit: Add) -> Edited:
    words = _words(edit.heading)
    newline = markdown.newline_of(document.text)
    own = [place for place, part in enumerate(document.parts) if part.kind is PartKind.SECTION]
    level = document.parts[own[0]].level if own else min((part.level for part in document.parts), default=2)
    place = own[-1] + 1 if own else 0
    part = Part(
        kind=PartKind.SECTION,
        heading=words,
        level=level,
        marker=markdown.atx(level, words) + newline,
        body=newline if place < len(document.parts) else "",
    )
    after, said = _arranged(document, [*document.parts[:place], part, *document.parts[place:]])
    if after is None:
        raise Refused(_NO_HEADING.format(_short(words)))
    index = len(after.sections) - 1
    filled = _with_body(after, SetBody(base=base_of(after, index), body=edit.body))
    return replace(filled, change=TextChange.ADDED, heading=words, said=(*said, *filled.said))


def _words(typed: str) -> str:
    markdown.refuse_nul(typed)
    words = " ".join(typed.split())
    if not words:
        raise Refused("Give the section a heading: a few words.")
    if len(words) > HEADING_LIMIT:
        raise Refused(
            f"That heading has {len(words)} characters. Up to {HEADING_LIMIT} fit; the rest belongs into the text."
        )
    return words


def _arranged(document: Document, parts: Sequence[Part]) -> tuple[Document | None, tuple[str, ...]]:
    """The text with these parts in this order, and what else was done; None where they would not all be read as such.

    Parts that meet for the first time get what they need between them: line ends, and the end of what was left open.
    """
    newline = markdown.newline_of(document.text)
    head = document.head[: document.content_start]
    if parts and head.endswith(("-", ".")):
        head += newline  # front matter that ended with the text's last line
    pieces = [part.marker + part.body for part in (_top(document), *parts)]
    if after_all := _as_meant(document, parts, head + "".join(pieces)):
        return after_all, ()
    said = []
    neighbours = set(pairwise((_top(document), *document.parts)))
    for place, (before, after) in enumerate(pairwise((_top(document), *parts))):
        if (before, after) not in neighbours:
            ended = markdown.ended(pieces[place], after.marker, newline)
            if closer := ended[len(pieces[place]) :].strip():
                said.append(f"“{_short(before.heading)}” left something open. I closed it with {closer}.")
            pieces[place] = ended
    return _as_meant(document, parts, head + "".join(pieces)), tuple(said)


def _as_meant(document: Document, parts: Sequence[Part], text: str) -> Document | None:
    """The text as it is read, if these are its parts and its title is the one it was."""
    after = parse(text, document.known or ())
    is_as_meant = (
        after.title == document.title
        and after.title_span == document.title_span
        and [(part.kind, part.level, part.heading) for part in after.parts]
        == [(part.kind, part.level, part.heading) for part in parts]
    )
    return after if is_as_meant else None


def _top(document: Document) -> Part:
    """What stands before the first part, without front matter."""
    body = document.head[document.content_start :]
    return Part(kind=PartKind.SECTION, heading="The text before the sections", level=0, marker="", body=body)


# The whole text


def _replaced(document: Document, edit: ReplaceText) -> Edited:
    if edit.base != digest(document.text):
        raise SectionChanged("The text was changed meanwhile.")
    markdown.refuse_nul(edit.text)
    after = parse(edit.text, document.known or ())
    said: tuple[str, ...] = ()
    kept = [part for part in document.parts if part.kind is PartKind.PROCESS]
    if kept and not any(part.kind is PartKind.PROCESS for part in after.parts):
        arranged, _ = _arranged(after, [*after.parts, *kept])
        if arranged is None:
            raise Refused(_OTHER_PROCESS)
        after = arranged
        said = ("The file has no process list, so the one that the spec has stays below it.",)
    if _asked(after.process) != _asked(document.process):
        raise Refused(_OTHER_PROCESS)
    return Edited(document=after, change=TextChange.REPLACED, said=said)


_OTHER_PROCESS = (
    "The process list of this file is not the spec's, and people have ticked that one. Copy its lines from the spec "
    "(Get it as a file), or leave the list out: then it stays as it is. Boxes may be ticked or not."
)


def _asked(lines: Sequence[ProcessLine]) -> list[tuple[str, str | None, int]]:
    return [(line.text, line.role, line.depth) for line in lines]
