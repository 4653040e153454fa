"""Look after the specs whose time has come."""

from datetime import datetime, timedelta

from bot.db import handled, outbox, reactions, specs
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.spec import Reminded, SpecId, WorkspaceId
from bot.services import process

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
        process.attend(session, now, spec)
        if spec.shared_at is not None:
            # Time has gone on, which may show on the card; one that looks the same is not sent again.
            outbox.want(session, workspace, spec_id, OutboxKind.CARD)
    return True


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
