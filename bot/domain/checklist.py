"""The checklist of a spec: what each line says, derived from facts first and hands second."""

from datetime import datetime
from enum import StrEnum

from bot.domain.ledger import ASKS_FOR_TIME
from bot.domain.spec import DiscussionKind, Line, Role, Spec, UserId
from bot.domain.template import LineKind


class LineState(StrEnum):
    """What a checklist line says; "not needed here" is kept apart from done."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not needed"


FACT_KINDS = frozenset({LineKind.SCHEDULE, LineKind.READ, LineKind.REMIND})
"""Lines that tick themselves. A hand may set them too, and the history says that it did."""

AFTER_DISCUSSION = frozenset(
    {LineKind.VIABLE_PATH, LineKind.TICKETS, LineKind.WRITE_TICKETS, LineKind.FEEDBACK, LineKind.ARCHIVE}
)
"""Lines whose turn comes once the discussion has taken place."""


def children(spec: Spec, line: Line) -> tuple[Line, ...]:
    """The lines directly or indirectly below `line`."""
    below = []
    for other in spec.lines[line.position + 1 :]:
        if other.depth <= line.depth:
            break
        below.append(other)
    return tuple(below)


def parents(spec: Spec, line: Line) -> tuple[Line, ...]:
    """The lines that `line` is directly or indirectly below, the nearest first."""
    above: list[Line] = []
    for other in reversed(spec.lines[: line.position]):
        if other.depth < (above[-1] if above else line).depth:
            above.append(other)
    return tuple(above)


def leaves(spec: Spec) -> tuple[Line, ...]:
    """The lines without children, in order: what people tick, numbered from 1 for the keycaps."""
    return tuple(line for line in spec.lines if not children(spec, line))


def line_state(spec: Spec, line: Line) -> LineState:
    """The state of a checklist line, from facts first and hands second."""
    if line.not_needed_by is not None:
        return LineState.NOT_NEEDED
    # The lines directly below: what is further down counts through them, for one that is not needed speaks for its own.
    if below := [child for child in children(spec, line) if parents(spec, child)[0] == line]:
        states = {line_state(spec, child) for child in below}
        if LineState.OPEN in states:
            return LineState.OPEN
        return LineState.DONE if LineState.DONE in states else LineState.NOT_NEEDED
    if line.ticks:
        return LineState.DONE
    if any(parent.not_needed_by is not None for parent in parents(spec, line)):
        return LineState.NOT_NEEDED
    return _fact_state(spec, line.kind)


def _fact_state(spec: Spec, kind: LineKind | None) -> LineState:
    if kind is LineKind.READ and not spec.expected_readers:
        return LineState.NOT_NEEDED if spec.shared_at else LineState.OPEN
    if kind is LineKind.FEEDBACK and spec.users(Role.STAKEHOLDER) and not spec.feedback_expected:
        # Where nobody was named it is for a hand to say whether anybody's is needed.
        return LineState.NOT_NEEDED if spec.shared_at else LineState.OPEN
    holds = (
        (kind is LineKind.SCHEDULE and spec.standing_discussion is not None)
        or (kind is LineKind.READ and not missing_readers(spec))
        or (kind is LineKind.REMIND and (spec.discussion is not None or bool(spec.nudges) or _is_reminded(spec)))
    )
    return LineState.DONE if holds else LineState.OPEN


def _is_reminded(spec: Spec) -> bool:
    return any(entry.kind in ASKS_FOR_TIME for entry in spec.reminded)


def is_due(spec: Spec, line: Line, now: datetime) -> bool:
    """Whether the line's turn has come; the others are "later"."""
    discussion = spec.standing_discussion
    # A decision in the thread is under discussion from its start on; a meeting once it begins.
    met = discussion is not None and (discussion.kind is DiscussionKind.THREAD or discussion.starts_at <= now)
    if line.kind is LineKind.FACILITATE:
        return met
    if line.kind in {LineKind.READ, LineKind.REMIND} and spec.shared_at is None:
        return False
    return line.kind not in AFTER_DISCUSSION or met


def missing_readers(spec: Spec) -> tuple[UserId, ...]:
    """Who is expected to read and has given no receipt."""
    read = {receipt.user for receipt in spec.receipts}
    return tuple(user for user in spec.expected_readers if user not in read)


def waiting(spec: Spec) -> tuple[UserId, ...]:
    """Who asked for a discussion, each once."""
    return tuple(dict.fromkeys(nudge.user for nudge in spec.nudges))
