"""What in a template's text is read otherwise than whoever wrote it surely meant, each with its line.

Everything here is valid Markdown. But a comment or a code block without an end swallows the sections after it, and a task
without its box is no line of the checklist, and a heading without words is a section without a name: nobody would notice before the first spec.
"""

import re
from collections.abc import Iterator

from bot.domain import markdown
from bot.domain.document import Document, Part, PartKind, normalise_heading
from bot.domain.markdown import COMMENT_CLOSE, COMMENT_OPEN, Blocks

_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_FENCE_END = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ \t]*")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+", re.MULTILINE)
_BOX = re.compile(r"^\[[^\]]{0,3}\][ \t]*")
_SHOWN = 40  # characters of a line that is quoted

_NO_TASK = "“{line}” is no task, so the checklist leaves it out. Write it as `- [ ] {words}`."
_NO_WORDS = "this heading has no words, so its section has no name. Write some after “{marks}”, or remove the line."
_OTHER_CHECKLIST = (
    "the checklist is made of “{process}” alone, and the tasks below “{heading}” are the text of a section. "
    "Move them there, or let this heading end in another word than “Process”."
)
_NO_CHECKLIST = (
    "“{heading}” has no tasks below it, so it is a section and there is no checklist. "
    "Write each line of it as `- [ ] Drafter: Schedule the discussion.`"
)


def find(text: str, parsed: Document) -> tuple[str, ...]:
    """Sentences for the person who brought the template; `parsed` is `text` as it is read."""
    content = text[parsed.content_start :]
    blocks = markdown.read(content)
    found = [*_unended(blocks), *_no_words(parsed), *_no_tasks(parsed), *_no_checklist(blocks, parsed)]
    before = markdown.line_at(text, parsed.content_start) - 1
    return tuple(f"Line {before + markdown.line_at(content, at)}: {said}" for at, said in sorted(found))


def _unended(blocks: Blocks) -> Iterator[tuple[int, str]]:
    """Comments and code blocks that go on to the end of the text, or until another one happens to end."""
    for start, end in blocks.comments():
        comment = blocks.source[start:end]
        swallowed = _HEADING.search(comment)
        is_open = not comment.endswith(COMMENT_CLOSE)
        if is_open or (swallowed and COMMENT_OPEN in comment[len(COMMENT_OPEN) :]):
            until = f" before “{_short(swallowed[1])}”, which it swallows" if swallowed else ""
            yield start, f"this comment has no end{until}. Write `{COMMENT_CLOSE}` after its last word."
    for token in blocks.tokens:
        if token.type == "fence":
            start, end = blocks.span(token)
            last = markdown.LINE_END.split(blocks.source[start:end].rstrip("\r\n"))[-1]
            is_ended = end > start + len(last) and _FENCE_END.fullmatch(last)
            if not is_ended and end >= len(blocks.source.rstrip()):
                yield start, f"this code block has no end. Put a line “{token.markup}” after its last one."


def _no_words(parsed: Document) -> Iterator[tuple[int, str]]:
    """Headings of sections that say nothing."""
    for start, part in _parts(parsed):
        if part.kind is PartKind.SECTION and not part.heading:
            yield start, _NO_WORDS.format(marks="#" * part.level)


def _no_tasks(parsed: Document) -> Iterator[tuple[int, str]]:
    """Items of the process list that are no tasks; without a box a nested one is a note, and meant as it stands."""
    for start, part in _parts(parsed):
        if part.kind is PartKind.PROCESS:
            at = start + len(part.marker)
            blocks = markdown.read(part.body)
            tasks = {markdown.line_at(part.body, task.offset) for task in blocks.tasks()}
            for token in (token for token in blocks.tokens if token.type == "list_item_open"):
                begin, end = blocks.span(token)
                line = markdown.LINE_END.split(part.body[begin:end])[0]
                words = _ITEM.sub("", line)
                is_meant = token.level == 1 or words.startswith("[")
                if is_meant and markdown.line_at(part.body, begin) not in tasks:
                    yield at + begin, _NO_TASK.format(line=_short(line), words=_short(_BOX.sub("", words)))


def _no_checklist(blocks: Blocks, parsed: Document) -> Iterator[tuple[int, str]]:
    """Headings that say that they are the process, and give no checklist."""
    if process := [part for part in parsed.parts if part.kind is PartKind.PROCESS]:
        names = {"process": _short(process[0].heading)}
        for start, part in _parts(parsed):
            if part.kind is PartKind.SECTION and _is_process(part.heading) and markdown.read(part.body).tasks():
                yield start, _OTHER_CHECKLIST.format(heading=_short(part.heading), **names)
        return
    for heading in blocks.headings:
        if _is_process(heading.text):
            yield heading.start, _NO_CHECKLIST.format(heading=_short(heading.text))


def _is_process(heading: str) -> bool:
    return normalise_heading(heading).rpartition(" ")[2] == "process"


def _parts(parsed: Document) -> Iterator[tuple[int, Part]]:
    """Each part with where it begins in what follows the front matter."""
    at = len(parsed.head) - parsed.content_start
    for part in parsed.parts:
        yield at, part
        at += len(part.marker) + len(part.body)


def _short(text: str) -> str:
    words = " ".join(text.split()).replace("`", "'")
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
