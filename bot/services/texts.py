"""What the text of a spec says by now: facts that the process knows better than the text are written into it.

The rule kept here: facts are written when the text is shown or exported, and never kept; so nobody is told of a change
of the text. What people wrote themselves into a field stays.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.db import history, people
from bot.db.session import Session
from bot.domain import document
from bot.domain.checklist import LineState, children, line_state
from bot.domain.document import Document
from bot.domain.outline import normalise_heading
from bot.domain.spec import DiscussionKind, Spec, UserId, WorkspaceId

DRAFTER = "Drafter"
MEETING = "Discussion Meeting"
"""The fields of templates that the process knows the value of."""

_MEETING = re.compile(r"(?:\d{4}-\d\d-\d\d \d\d:\d\d \([\w/+-]+\))?", re.ASCII)
"""A value of the second that is not people's own: none, or one that `_said` gave."""


def first_fields(
    session: Session, workspace: WorkspaceId, drafter: UserId, starts_at: datetime | None
) -> Mapping[str, str]:
    """What is known of the fields of a spec that is being made; all others are for people to fill in."""
    known = people.get(session, workspace, [drafter]).get(drafter)
    if known is None:
        return {}
    return {DRAFTER: known.name, MEETING: _said(starts_at, known.zone)}


def as_it_stands(session: Session, spec: Spec, text: Document) -> Document:
    """The text with the checklist's ticks in its process list, and in its fields who drafts it and when it is discussed."""
    return document.with_fields(with_ticks(spec, text), _known_fields(session, spec, text))


def _known_fields(session: Session, spec: Spec, text: Document) -> Mapping[str, str]:
    written = {normalise_heading(name): value for name, value in text.fields.items()}
    drafter = people.get(session, spec.workspace, [spec.drafter]).get(spec.drafter)
    if drafter is None:
        return {}
    known = {}
    if history.has(session, spec.id, "HandedOver", "TakenOver"):
        known[DRAFTER] = drafter.name
    # An imported text may tell of a meeting that the bot never heard of.
    if spec.discussion is not None and _MEETING.fullmatch(written.get(normalise_heading(MEETING), "")):
        standing = spec.standing_discussion
        is_meeting = standing is not None and standing.kind is DiscussionKind.MEETING
        known[MEETING] = _said(standing.starts_at if standing is not None and is_meeting else None, drafter.zone)
    return known


def _said(starts_at: datetime | None, zone: str) -> str:
    return f"{starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})" if starts_at is not None else ""


def with_ticks(spec: Spec, text: Document) -> Document:
    """The text with the checklist's state in its process list; each tick that differs changes one character.

    A line with others below it follows them once they say something else than the text; until then it stays as it was
    written, for people tick such lines as they like.
    """
    written = list(zip(text.process, spec.lines, strict=False))
    is_done = [line_state(spec, line) is LineState.DONE for _, line in written]
    differs = [line.done != done for (line, _), done in zip(written, is_done, strict=True)]
    for index, (_, line) in enumerate(written):
        below = children(spec, line)
        if below and line.not_needed_by is None:
            differs[index] &= any(differs[child.position] for child in below if not children(spec, child))
    for index, done in enumerate(is_done):
        if differs[index]:
            text = document.with_tick(text, index, done=done)
    return text
