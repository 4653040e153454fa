"""The outbox as its deliverer uses it: claim rows, and say what became of each. Leases are kept by real time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.db import channels, outbox, specs
from bot.db.outbox import Claim
from bot.db.session import Session
from bot.domain.spec import ChannelId
from bot.services import reactions
from bot.services.reactions import Refusal


def until_next_due(session: Session, now: datetime) -> timedelta | None:
    """How long until a row is due or a claim lapses, negative for what is late; None when everything is delivered."""
    del now
    due_at = outbox.next_due_at(session)
    return due_at - outbox.read_clock(session) if due_at is not None else None


def claim(session: Session, now: datetime, *, limit: int) -> list[Claim]:
    """Take up to `limit` rows that are due."""
    return outbox.claim(session, outbox.read_clock(session), now, limit)


def finish(
    session: Session, now: datetime, *, claim: Claim, channel: str | None, ts: str | None, sent_hash: str | None
) -> bool:
    """The message shows what it should; False when somebody else had taken the row over."""
    del now
    return outbox.finish(session, claim, outbox.real_now(session), channel=channel, ts=ts, sent_hash=sent_hash)


def stand(
    session: Session, now: datetime, *, claim: Claim, channel: ChannelId, ts: str, sent_hash: str | None
) -> Sequence[Refusal] | None:
    """The same for a message that people react to and that is known from now on: what they reacted with before counts.

    Gives what was refused of that; None when somebody else had taken the row over.
    """
    # In the order in which everybody locks.
    channels.lock(session, claim.workspace, channel)
    if claim.spec is not None:
        specs.load_by_id(session, claim.workspace, claim.spec, lock=True)
    if not finish(session, now, claim=claim, channel=channel, ts=ts, sent_hash=sent_hash):
        return None
    return reactions.catch_up(session, now, claim.workspace, channel, ts)


def release(session: Session, now: datetime, *, claim: Claim, pause: timedelta, unsure: bool, count: bool) -> None:
    """Try again after a pause; `unsure` when Slack may have taken it, `count=False` when no attempt was made."""
    del now
    outbox.release(session, claim, outbox.read_clock(session) + pause, unsure=unsure, count=count)


def park(session: Session, now: datetime, *, claim: Claim, error: str) -> None:
    """Give up, with the reason."""
    del now
    outbox.park(session, claim, error)


def keep_file(session: Session, now: datetime, *, claim: Claim, channel: str, file_id: str) -> None:
    """Remember an uploaded file before it is shared."""
    del now
    outbox.keep_file(session, claim, channel=channel, file_id=file_id)
