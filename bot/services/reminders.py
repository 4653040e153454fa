"""Look after the specs whose time has come."""

from datetime import datetime, timedelta

from bot.db import handled, outbox, specs
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.services import process

BATCH = 20
KEEP_HANDLED = timedelta(days=7)
"""Slack repeats an event within minutes and a person a submission within a day; a week is plenty."""


def attend_due(session: Session, now: datetime) -> int:
    """Send what is owed for up to `BATCH` specs whose time has come; gives how many there were."""
    due = specs.to_attend(session, now, BATCH)
    for workspace, spec_id in due:
        spec = specs.load_by_id(session, workspace, spec_id, lock=True)
        if spec is not None:
            process.attend(session, now, spec)
            if spec.shared_at is not None:
                # Time has gone on, which may show on the card; one that looks the same is not sent again.
                outbox.want(session, workspace, spec_id, OutboxKind.CARD)
    return len(due)


def next_attend_at(session: Session, now: datetime) -> datetime | None:
    """The next moment at which a reminder may be due."""
    del now
    return specs.next_attend_at(session)


def forget_handled(session: Session, now: datetime) -> int:
    """Housekeeping: forget submissions and events that nobody repeats any more."""
    return handled.forget_before(session, now - KEEP_HANDLED)
