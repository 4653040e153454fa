"""A template's front matter: a few keys between `---` lines, and what is wrong with them.

The rule kept here: what cannot be read is reported with its line, and never keeps the rest of a template from being read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from bot.domain import markdown

# Front matter is a handful of lines; the YAML parser needs a second for 100 kB.
LONGEST = 20_000  # characters

TEXTS, LISTS = ("name", "about", "title"), ("labels", "assignees")

_OPENING = re.compile(r"---[ \t]*(?:\r\n?|\n)\s*[A-Za-z][\w -]*:")
_KEY = re.compile(r"""^["']?([A-Za-z][\w -]*?)["']?[ ]*:(?=\s|$)""", re.MULTILINE)

_UNENDED = (
    "Line 1: the front matter that `---` opens has no end. Put a line `---` after its last key; until then it is read "
    "as text."
)
_TOO_LONG = (
    f"Line 1: the front matter is longer than {LONGEST} characters, so it was not read. Keep name, about, "
    "title, labels and assignees there, and move the rest below."
)
_TOO_DEEP = "Line 2: the front matter is nested too deeply to be read. Write each key on a line of its own."


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """What the keys say; `problems` are sentences for the person who brought the template."""

    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...]


def read(text: str) -> FrontMatter:
    """The front matter of a template's text; empty where there is none."""
    matter, problems = _load(text)
    texts = {key: value for key in TEXTS if isinstance(value := matter.get(key), str) and value}
    return FrontMatter(texts=texts, lists={key: _list(matter, key) for key in LISTS}, problems=problems)


def _load(text: str) -> tuple[Mapping[str, object], tuple[str, ...]]:
    start, end, content = markdown.front_matter(text)
    if content == start:
        opens = _OPENING.match(text.removeprefix(markdown.BYTE_ORDER_MARK))
        return {}, (_UNENDED,) if opens else ()
    if end - start > LONGEST:
        return {}, (_TOO_LONG,)
    # Line ends as YAML's own marks count them.
    matter = text[start:end]
    try:
        # This loader makes strings, lists and mappings only: a name stays as written, be it `1.10` or `yes`.
        loaded = yaml.load(matter, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        return {}, (_yaml_problem(error, matter),)
    except RecursionError:
        return {}, (_TOO_DEEP,)
    if not isinstance(loaded, dict):
        return {}, ("Line 2: the front matter has no keys. Write lines such as `name: Tech spec`.",)
    return loaded, tuple(_problems(loaded, matter))


def _yaml_problem(error: yaml.YAMLError, matter: str) -> str:
    at, reason = 0, "it cannot be read"
    if isinstance(error, yaml.reader.ReaderError):
        at, reason = error.position, error.reason
    elif isinstance(error, yaml.MarkedYAMLError):
        # What is still open at the very end is mended where it was opened.
        marks = [mark.index for mark in (error.problem_mark, error.context_mark) if mark]
        at = next((mark for mark in marks if mark < len(matter)), 0)
        reason = error.problem or reason
    return (
        f"Line {_line(matter, at)}: the front matter is no valid YAML: {reason}. Put quotes around a value that holds a "
        "colon, a bracket or a quote; the rest of the template was read."
    )


def _problems(loaded: Mapping[str, object], matter: str) -> Iterator[str]:
    places: dict[str, int] = {}
    for found in _KEY.finditer(matter):
        key = found[1]
        if key in places and key in (*TEXTS, *LISTS):
            line = _line(matter, found.start())
            yield f"Line {line}: `{key}` stands in the front matter a second time, and this one counts. Remove one of them."
        places[key] = found.start()
    for key in (*TEXTS, *LISTS):
        value, line = loaded.get(key, ""), _line(matter, places.get(key, 0))
        if key in TEXTS and not isinstance(value, str):
            yield f"Line {line}: `{key}` in the front matter is no text, so it was left out. Write it as `{key}: some words`."
        elif key in LISTS and not _is_list(value):
            yield (
                f"Line {line}: `{key}` in the front matter is neither text nor a list of texts, so it was left out. "
                f"Write it as `{key}: first, second`."
            )


def _line(matter: str, at: int) -> int:
    """The front matter begins on the file's second line."""
    return markdown.line_at(matter, at) + 1


def _is_list(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _list(matter: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = matter.get(key, "")
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not _is_list(items):
        return ()
    return tuple(item.strip() for item in items if item.strip())
