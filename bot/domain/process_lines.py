"""The lines of a process list: whose they are, and which of them facts can tick.

The rule kept here: a line gets a kind only when its words say plainly what it asks for. A line that is ticked by the
wrong fact is worse than one that is ticked by hand.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import markdown


class LineKind(StrEnum):
    """What a known line asks for; a line of any other wording is ticked by hand."""

    SCHEDULE = "schedule"
    FACILITATE = "facilitate"
    READ = "read"
    REMIND = "remind"
    VIABLE_PATH = "viable-path"
    TICKETS = "tickets"
    WRITE_TICKETS = "write-tickets"
    FEEDBACK = "feedback"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True)
class TemplateLine:
    """One task of a process list; `depth` starts at 0, and a kind of None is ticked by hand.

    A line inside another inherits its role where it names none.
    """

    text: str
    role: str | None
    depth: int
    done: bool
    kind: LineKind | None


MOST_LINES = 200
"""Of a process list. Each click looks at all of them, and no team follows more."""


@dataclass(frozen=True, kw_only=True)
class ProcessLine(TemplateLine):
    """A task with the place of its tick character, counted in characters of the text that it was read from."""

    offset: int


def _asks(verbs: str, objects: str, *, gap: int) -> re.Pattern[str]:
    """A verb, and one of the things it is done to at most `gap` words later."""
    return re.compile(rf"\b(?:{verbs})\b(?:\W+\w+){{0,{gap}}}?\W+(?:{objects})\b", re.IGNORECASE)


_MEETING = r"discussions?|discuss|meetings?|review|conversation"
_SPEC = r"specs?|documents?|docs?|drafts?|proposals?|it|this|before"
_TICKETS = r"tickets?|issues?|stories"
_PATHS = r"options?|paths?|approach|way forward"
_PULL_REQUEST = r"pr|pull request"

# Where several of these fit a line, the one that begins first in it says what the line is about: "Remind the drafter if
# no meeting has been scheduled" and "Read the spec before the scheduled discussion" both speak of scheduling in passing.
_WORDINGS: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    (LineKind.REMIND, _asks(r"remind|nudge", r"drafters?|authors?|owners?|writers?", gap=4)),
    (LineKind.SCHEDULE, _asks(r"schedule|book|arrange|set up|find", rf"{_MEETING}|time to meet|call", gap=4)),
    (LineKind.FACILITATE, _asks(r"facilitate|moderate|lead|run|host|hold", _MEETING, gap=4)),
    (LineKind.READ, _asks(r"read|reread", _SPEC, gap=3)),
    (LineKind.VIABLE_PATH, _asks(r"choose|pick|select|decide|agree|settle|determine|identify|find", _PATHS, gap=4)),
    (LineKind.VIABLE_PATH, _asks(r"viable", rf"{_PATHS}|way", gap=2)),
    (LineKind.TICKETS, _asks(r"turn|convert|break|split|translate", _TICKETS, gap=8)),
    (LineKind.WRITE_TICKETS, _asks(r"write|create|file|make|log", _TICKETS, gap=4)),
    (LineKind.FEEDBACK, _asks(r"formal|formally", r"feedback|review|approval", gap=2)),
    (LineKind.FEEDBACK, _asks(r"give|provide|leave|submit", r"feedback", gap=4)),
    (LineKind.ARCHIVE, _asks(r"archive|archives|archiving", rf"{_SPEC}|{_PULL_REQUEST}", gap=4)),
    (LineKind.ARCHIVE, _asks(_PULL_REQUEST, r"archive|archives|archiving", gap=4)),
)

# A role is a few words before a colon and a space; emphasis around it is dropped. A sentence or a link is no role.
_ROLE = re.compile(
    r"(?P<mark>\*\*|__|\*|_|)(?P<role>[^\W_][^:.!?`\[\]*_]{0,39})(?:(?P=mark):|:(?P=mark))\s+(?P<text>\S.*)"
)


def kind_of(text: str) -> LineKind | None:
    """The kind of a line by its words, without case; null when it must be ticked by hand."""
    matches = [(match.start(), kind) for kind, wording in _WORDINGS if (match := wording.search(text))]
    return min(matches, key=lambda found: found[0])[1] if matches else None


def read_lines(source: str) -> tuple[ProcessLine, ...]:
    """The task list items of a process heading's body, outer and inner, in order."""
    lines = []
    roles: list[str | None] = []
    for task in markdown.read(source).tasks():
        match = _ROLE.fullmatch(task.text)
        inherited = roles[task.depth - 1] if task.depth else None
        role, text = (match["role"].strip(), match["text"]) if match else (inherited, task.text)
        roles[task.depth :] = [role]
        lines.append(
            ProcessLine(text=text, role=role, depth=task.depth, done=task.done, kind=kind_of(text), offset=task.offset)
        )
    return tuple(lines)


def as_json(line: TemplateLine) -> dict[str, str | int | bool | None]:
    """A line as the command line prints it."""
    return {"text": line.text, "role": line.role, "depth": line.depth, "done": line.done, "kind": line.kind}
