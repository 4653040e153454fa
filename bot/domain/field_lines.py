"""The `**Field**: value` lines at the head of a template or a spec.

The rule kept here: a field is a line of a plain paragraph that begins with a bold name and a colon. All else is text.
"""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import markdown
from bot.domain.outline import normalise_heading

_NAME = re.compile(r"[ ]{0,3}\*\*(?P<name>[^*\s](?:[^*\r\n]*[^*\s])?)\*\*[ \t]*:(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """One field; `start` and `end` hold its whole lines, `value_start` and `value_end` what follows the colon."""

    name: str
    value: str
    hint: str
    start: int
    end: int
    value_start: int
    value_end: int


def read_fields(source: str) -> tuple[FieldLine, ...]:
    """All fields of a source, in order.

    A value ends with its line, or with the line on which a comment that it opens ends. A value is given without its
    comments, which are the hint.
    """
    blocks = markdown.read(source)
    comments = deque(blocks.comments())
    found = []
    for start, end in blocks.paragraphs():
        while comments and comments[0][0] < start:
            comments.popleft()
        at = start
        while at < end:
            stop = _line_end(source, at, end)
            while comments and comments[0][0] < stop:
                stop = max(stop, _line_end(source, comments.popleft()[1], end))
            match = _NAME.fullmatch(source, at, stop)
            if match:
                found.append(_field(match, at, stop))
            at = stop
    return tuple(found)


def fill_fields(source: str, values: Mapping[str, str]) -> str:
    """Write one-line values after the colons, in place of what stood there; the hint of a field is gone then.

    Names are compared without case and punctuation; those that the source does not have are ignored.
    """
    by_name = {normalise_heading(name): " ".join(value.split()) for name, value in values.items()}
    for line in reversed(read_fields(source)):
        value = by_name.get(normalise_heading(line.name))
        if value is not None and value != line.value:
            # A comment would make the field empty again when it is read.
            value = value.replace(markdown.COMMENT_OPEN, "\\" + markdown.COMMENT_OPEN)
            gap = "" if source[: line.value_start].endswith((" ", "\t")) else " "
            source = source[: line.value_start] + gap + value + source[line.value_end :]
    return source


def _line_end(source: str, at: int, limit: int) -> int:
    match = markdown.LINE_END.search(source, at, limit)
    return match.end() if match else limit


def _field(match: re.Match[str], start: int, end: int) -> FieldLine:
    value = match["value"]
    spaces = len(value) - len(value.lstrip(" \t"))
    return FieldLine(
        name=match["name"],
        value=" ".join(markdown.without_comments(value.strip()).split()),
        hint=markdown.comment_texts(value.strip()),
        start=start,
        end=end,
        value_start=match.start("value") + spaces,
        value_end=match.start("value") + max(len(value.rstrip()), spaces),
    )
