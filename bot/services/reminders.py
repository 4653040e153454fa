"""Look after the specs whose time has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import handled, outbox, reactions, specs
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.calendar import NeverAtWork
from bot.domain.reminders import drafter_due_at
from bot.domain.spec import Reminded, Source, Spec, SpecId, UserId, Via, WorkspaceId
from bot.services import process
from bot.services import specs as spec_services
from bot.services.access import Access

KEEP_HANDLED = timedelta(days=7)
"""Slack repeats an event within minutes and a person a submission within a day; a week is plenty."""


def attend_next(session: Session, now: datetime) -> bool:
    """Send what is owed for one spec whose time has come; False when there is none.

    One a transaction: who had locked a person for one spec and wanted another person for the next could wait for somebody
    who did the same the other way round.
    """
    found = specs.to_attend(session, now)
    if found is None:
        return False
    workspace, spec_id = found
    spec = specs.load_by_id(session, workspace, spec_id, lock=True)
    if spec is not None:
        if process.attend(session, now, spec) == spec:
            # Nothing was sent, so nothing was drawn anew; but a time that a message offers may have passed.
            outbox.want_reminders_again(session, workspace, [spec_id])
        if spec.shared_at is not None:
            # Time has gone on, which may show; what looks the same is not sent again.
            outbox.want(session, workspace, spec_id, OutboxKind.CARD, again=(OutboxKind.LINE_HELP,))
    return True


@dataclass(frozen=True, kw_only=True)
class NudgeHeard:
    """A spec whose drafter was nudged, and when they hear of it; None where they cannot be told."""

    spec: Spec
    names: Mapping[UserId, str]
    at: datetime | None


def nudge(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> NudgeHeard:
    """Ask the drafter for a discussion."""
    event = e.Nudged(by=access.user, source=Source(via=Via.COMMAND))
    spec = process.act(session, now, workspace=workspace, number=number, access=access, event=event)
    rules = process.load_rules(session, spec)
    try:
        at = drafter_due_at(spec, rules) if rules.closing is None and spec.drafter not in rules.unreachable else None
    except NeverAtWork:
        at = None
    return NudgeHeard(spec=spec, names=spec_services.names_of(session, [spec]), at=at)


def look_again(session: Session, now: datetime, *, spec: SpecId, at: datetime) -> None:
    """Draw what was sent of this spec anew at `at`, when it will not be right any more."""
    del now
    specs.attend_by(session, spec, at)


def defer(session: Session, now: datetime, *, workspace: WorkspaceId, spec: SpecId, entry: Reminded) -> None:
    """What could not be sent in time was not sent: it is owed again, at a time when it may be."""
    held = specs.load_by_id(session, workspace, spec, lock=True)
    if held is not None:
        event = e.ReminderDeferred(kind=entry.kind, to=entry.user, occasion=entry.occasion)
        process.apply(session, now, held, event)


def next_attend_at(session: Session, now: datetime) -> datetime | None:
    """The next moment at which a reminder may be due."""
    del now
    return specs.next_attend_at(session)


def forget_handled(session: Session, now: datetime) -> int:
    """Housekeeping: forget submissions and reactions that nobody repeats any more."""
    moment = now - KEEP_HANDLED
    return handled.forget_before(session, moment) + reactions.forget_before(session, moment)
