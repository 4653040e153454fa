"""Example facts: the people of one story, and a spec in each status."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.spec import (
    ChannelId,
    Discussion,
    DiscussionKind,
    Line,
    Nudge,
    Participant,
    Receipt,
    Role,
    Source,
    Spec,
    SpecId,
    Status,
    Text,
    Tick,
    UserId,
    Via,
    WorkspaceId,
)
from bot.domain.template import LineKind

DANA, CODY = UserId("U-DANA"), UserId("U-CODY")  # drafter and co-drafter
SAM, RITA, OTTO = UserId("U-SAM"), UserId("U-RITA"), UserId("U-OTTO")  # stakeholder, reader, somebody else
TEAM = WorkspaceId("T-ONE")

CREATED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
SHARED_AT = CREATED_AT + timedelta(hours=1)
NOW = SHARED_AT + timedelta(hours=4)
TOMORROW = NOW + timedelta(days=1)

BUTTON = Source(via=Via.BUTTON)


def reaction(emoji: str, ts: str = "1763888400.000100") -> Source:
    """An emoji on a message."""
    return Source(via=Via.REACTION, key=f"{emoji}/{ts}")


CHECK, BELL, ONE = reaction("white_check_mark"), reaction("bell"), reaction("one")

SCHEDULE, REVIEW, READ, SECURITY, TICKETS = range(5)
"""Positions of the checklist's lines."""


def line(position: int, text: str, *, depth: int = 0, kind: LineKind | None = None) -> Line:
    """A checklist line that nobody touched."""
    return Line(position=position, text=text, role="Drafter", depth=depth, kind=kind)


LINES = (
    line(SCHEDULE, "Schedule a discussion", kind=LineKind.SCHEDULE),
    line(REVIEW, "Review"),
    line(READ, "Read the spec", depth=1, kind=LineKind.READ),
    line(SECURITY, "Security looked at it", depth=1),
    line(TICKETS, "Write tickets", kind=LineKind.WRITE_TICKETS),
)

DRAFT = Spec(
    id=SpecId(12),
    workspace=TEAM,
    number=12,
    title="Hearing schedule",
    drafter=DANA,
    channel=ChannelId("C-SPECS"),
    created_at=CREATED_AT,
    text=Text(author=DANA, summary="Move scheduling in two releases."),
    participants=(
        Participant(user=CODY, role=Role.DRAFTER),
        Participant(user=SAM, role=Role.STAKEHOLDER),
        Participant(user=RITA, role=Role.READER),
    ),
    lines=LINES,
)

UNSCHEDULED = replace(DRAFT, shared_at=SHARED_AT, waiting_since=SHARED_AT)

MEETING = Discussion(
    key="meeting",
    kind=DiscussionKind.MEETING,
    starts_at=NOW + timedelta(days=3),
    length=timedelta(minutes=30),
    place="",
    set_by=DANA,
    set_at=NOW,
)

SCHEDULED = replace(UNSCHEDULED, waiting_since=None, discussion=MEETING)

WITHDRAWN = replace(UNSCHEDULED, withdrawn_at=NOW, withdrawn_by=DANA)


def touched(spec: Spec) -> Spec:
    """The spec with what people's reactions can give where it stands: a receipt, a tick, a nudge of each."""
    everybody = (DANA, CODY, SAM, RITA)
    tickets = replace(spec.lines[TICKETS], ticks=tuple(Tick(user=user, source=ONE, at=NOW) for user in everybody))
    return replace(
        spec,
        receipts=tuple(Receipt(user=user, revision=1, source=CHECK, at=NOW) for user in everybody),
        nudges=tuple(Nudge(user=user, source=BELL, at=NOW) for user in (SAM, RITA)) if spec.waiting_since else (),
        lines=(*spec.lines[:TICKETS], tickets),
    )


IN_STATUS: Mapping[Status, Spec] = {
    Status.DRAFT: touched(DRAFT),
    Status.UNSCHEDULED: touched(UNSCHEDULED),
    Status.SCHEDULED: touched(SCHEDULED),
    Status.WITHDRAWN: touched(WITHDRAWN),
}
"""A spec in each status, with something of everybody to take back."""
