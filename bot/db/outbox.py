"""What the outside must still see: one row a target message, wanted in the transaction that made it necessary.

A row is finished when `next_attempt_at` is null. Claiming gives it a token and lets `next_attempt_at` be the end of the
lease, so that a claim whose process died is simply due again; its outcome is then unknown (`unsure`). These times are
real time by one clock (`real_now`), never the workspace's, with the exception of `first_attempt_at`, which is compared
with Slack's `ts`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Row,
    Update,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningUpdate

from bot.db import schema as t
from bot.db.moment import Moment
from bot.db.session import Session
from bot.domain.spec import ChannelId, Closed, SpecId, UserId, WorkspaceId

Time = ColumnElement[datetime]

LEASE = timedelta(seconds=30)
"""How long a claim holds: longer than any HTTP timeout of the deliverer plus a margin."""


class OutboxKind(StrEnum):
    """What a row stands for; stored. Each kind has one deliverer in `slack/deliver`."""

    CARD = "card"
    DRAFT_CARD = "draft card"
    ANNOUNCEMENT = "announcement"
    COMMENT = "comment"
    REMINDER = "reminder"
    MESSAGE_OF_THE_DAY = "message of the day"
    LINE_HELP = "line help"
    PROGRESS = "progress"
    READERS = "readers"
    EXPORT = "export"


IN_CHANNEL = frozenset(
    {OutboxKind.CARD, OutboxKind.ANNOUNCEMENT, OutboxKind.COMMENT, OutboxKind.PROGRESS, OutboxKind.READERS}
)
"""What goes to the channel of a spec; everything else goes to a person."""

REACTED_TO = frozenset({OutboxKind.CARD, OutboxKind.ANNOUNCEMENT})
"""What people's reactions count on."""

CLOSED: Mapping[str, Closed] = {
    "is_archived": Closed.ARCHIVED,
    "is_inactive": Closed.ARCHIVED,
    "not_in_channel": Closed.LEFT,
    "channel_not_found": Closed.GONE,
}
"""Slack's errors that say that the bot cannot write in a channel."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One row in hand; `wanted` is what it had seen when it was claimed."""

    id: int
    token: str
    wanted: int
    workspace: WorkspaceId
    spec: SpecId | None
    """None for what belongs to a person."""
    kind: OutboxKind
    subject: str
    user: UserId | None
    delivery_id: str
    channel: str | None
    ts: str | None
    sent_hash: str | None
    unsure: bool
    first_attempt_at: datetime
    attempts: int


_SERVERS_CLOCK: Time = func.clock_timestamp(type_=Moment)
_OWN_CLOCK: Time = bindparam("real_now", callable_=lambda: datetime.now(UTC), type_=Moment)


def real_now(session: Session) -> Time:
    """The real time as an expression, so that writing it takes no round trip; `read_clock` gives it as a value.

    PostgreSQL says it itself: the clocks of the processes that share the outbox may differ, and a lease is one process's
    promise to the others. A SQLite file is shared on one machine.
    """
    return _SERVERS_CLOCK if session.dialect.name == "postgresql" else _OWN_CLOCK


def read_clock(session: Session) -> datetime:
    """The real time by the clock that leases are kept by."""
    return session.execute(select(real_now(session))).scalar_one()


def want(
    session: Session,
    workspace: WorkspaceId,
    spec: SpecId,
    kind: OutboxKind,
    *,
    subject: str = "",
    user: UserId | None = None,
    again: tuple[OutboxKind, ...] = (),
) -> None:
    """Ask for the message to be drawn anew, or for the first time; and for those of the kinds `again` that there are."""
    if again:
        given = {"spec": spec, "of_kind": kind, "about": subject}
        raised = session.execute(_wanting_one_and(session.dialect.name, again), given)
        if any(row.kind == kind and row.subject == subject for row in raised):
            return
    _want(session, {"workspace_id": workspace, "spec_id": spec, "kind": kind, "subject": subject, "user_id": user})


def want_message_of_the_day(session: Session, workspace: WorkspaceId, user: UserId, message: str) -> None:
    """The same for a person's message of the day with this name."""
    wanted = {"workspace_id": workspace, "spec_id": None, "user_id": user, "subject": f"{user}/{message}"}
    _want(session, {**wanted, "kind": OutboxKind.MESSAGE_OF_THE_DAY})


def _want(session: Session, wanted: Mapping[str, Any]) -> None:
    statement = _wanting(session.dialect.name, is_of_spec=wanted["spec_id"] is not None)
    session.execute(statement, {**wanted, "delivery_id": uuid4().hex})


@cache
def _wanting(dialect: str, *, is_of_spec: bool) -> postgresql.Insert | sqlite.Insert:
    """Each click wants something: the statement is made once."""
    is_server = dialect == "postgresql"
    due_at = _SERVERS_CLOCK if is_server else _OWN_CLOCK
    fresh = {"wanted": 1, "unsure": False, "attempts": 0, "next_attempt_at": due_at}
    given = ("workspace_id", "spec_id", "kind", "subject", "user_id", "delivery_id")
    insert = (postgresql.insert if is_server else sqlite.insert)(t.outbox).inline()
    new = insert.values({**fresh, **{name: bindparam(name) for name in given}})
    c = t.outbox.c
    again = {"wanted": c.wanted + 1, **_due_if_idle(due_at)}
    if is_of_spec:
        return new.on_conflict_do_update(index_elements=[c.spec_id, c.kind, c.subject], set_=again)
    of_a_person = [c.workspace_id, c.kind, c.subject]
    return new.on_conflict_do_update(index_elements=of_a_person, index_where=c.spec_id.is_(None), set_=again)


def want_given_up(session: Session, workspace: WorkspaceId, channel: ChannelId) -> None:
    """Ask again for what was given up of the specs of a channel, because the channel was closed."""
    c, s = t.outbox.c, t.specs.c
    of_channel = select(s.id).where(s.workspace_id == workspace, s.channel_id == channel)
    given_up = (c.spec_id.in_(of_channel), c.kind.in_(IN_CHANNEL), c.parked_error.in_(CLOSED))
    due = _due_if_idle(real_now(session))
    session.execute(update(t.outbox).where(*given_up).values(wanted=c.wanted + 1, **due))


def want_reminders_again(session: Session, workspace: WorkspaceId, specs: Sequence[SpecId]) -> None:
    """Ask for every message to somebody that reminded them of these specs, or answered them, to be drawn anew."""
    c, r = t.outbox.c, t.reminders.c
    subjects = select(r.user_id + "/" + r.message).where(r.spec_id.in_(specs), r.message.is_not(None))
    of_a_day = and_(c.spec_id.is_(None), c.kind == OutboxKind.MESSAGE_OF_THE_DAY, c.subject.in_(subjects))
    of_its_own = and_(c.spec_id.in_(specs), c.kind.in_([OutboxKind.REMINDER, OutboxKind.LINE_HELP]))
    query = select(c.id).where(c.workspace_id == workspace, or_(of_its_own, of_a_day))
    # Such a message tells of many specs: locked in one order, so that two who change them do not wait for each other.
    found = session.scalars(query.order_by(c.id).with_for_update()).all()
    due = _due_if_idle(real_now(session))
    session.execute(update(t.outbox).where(c.id.in_(found)).values(wanted=c.wanted + 1, **due))


def want_again(session: Session, spec: SpecId, *kinds: OutboxKind) -> None:
    """Ask for every message of these kinds that the spec has to be drawn anew; none is made."""
    session.execute(_wanting_again(session.dialect.name, kinds), {"spec": spec})


def _wanting_again(dialect: str, kinds: tuple[OutboxKind, ...]) -> Update:
    return _raising(dialect, t.outbox.c.kind.in_(kinds))


@cache
def _wanting_one_and(dialect: str, again: tuple[OutboxKind, ...]) -> ReturningUpdate[tuple[str, str]]:
    """Clicks want the card and answers anew: the statement is made once."""
    c = t.outbox.c
    is_one = and_(c.kind == bindparam("of_kind"), c.subject == bindparam("about"))
    return _raising(dialect, or_(is_one, c.kind.in_(again))).returning(c.kind, c.subject)


def _raising(dialect: str, is_meant: ColumnElement[bool]) -> Update:
    c = t.outbox.c
    due_at = _SERVERS_CLOCK if dialect == "postgresql" else _OWN_CLOCK
    raised = {"wanted": c.wanted + 1, **_due_if_idle(due_at)}
    return update(t.outbox).where(c.spec_id == bindparam("spec"), is_meant).values(raised)


def subjects(session: Session, spec: SpecId, kind: OutboxKind, user: UserId) -> Sequence[str]:
    """What the messages of this kind to a person are about, sent or not."""
    c = t.outbox.c
    return session.scalars(select(c.subject).where(c.spec_id == spec, c.kind == kind, c.user_id == user)).all()


def want_anew(session: Session, workspace: WorkspaceId, channel: str, ts: str) -> bool:
    """Ask for the message that stands there to be sent even if it looks as it did; False where none of ours stands."""
    c = t.outbox.c
    same = (c.workspace_id == workspace, c.channel_id == channel, c.ts == ts)
    again = {"wanted": c.wanted + 1, "sent_hash": None, **_due_if_idle(real_now(session))}
    return bool(session.execute(update(t.outbox).where(*same, c.kind != OutboxKind.PROGRESS).values(again)).rowcount)


def _due_if_idle(due_at: Time) -> dict[str, Any]:
    """What is finished or parked becomes due.

    A claimed row keeps its lease: finishing it sees the raised `wanted`. A delayed one keeps its delay, which Slack may
    have asked for, and shows the newest state when it is over.
    """
    c = t.outbox.c
    is_idle = c.next_attempt_at.is_(None)
    return {
        "next_attempt_at": case((is_idle, due_at), else_=c.next_attempt_at),
        "attempts": case((is_idle, 0), else_=c.attempts),
        "parked_error": None,
    }


def claim(session: Session, at: datetime, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` rows that are due `at` this real time; `now` is the workspace's clock.

    Send outside the transaction, then finish each.
    """
    c = t.outbox.c
    due = (
        select(t.outbox)
        .where(c.next_attempt_at <= at, c.kind.in_(list(OutboxKind)))
        .order_by(c.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claims = [_claimed(row, now) for row in session.execute(due).all()]
    leases = [
        {
            "row_id": taken.id,
            "token": taken.token,
            "unsure": taken.unsure,
            "first_attempt_at": taken.first_attempt_at,
            "attempts": taken.attempts,
            "next_attempt_at": at + LEASE,
        }
        for taken in claims
    ]
    if leases:
        session.execute(update(t.outbox).where(c.id == bindparam("row_id")), leases)
    return claims


def _claimed(row: Row[Any], now: datetime) -> Claim:
    return Claim(
        id=row.id,
        token=uuid4().hex,
        wanted=row.wanted,
        workspace=WorkspaceId(row.workspace_id),
        spec=SpecId(row.spec_id) if row.spec_id is not None else None,
        kind=OutboxKind(row.kind),
        subject=row.subject,
        user=row.user_id,
        delivery_id=row.delivery_id,
        channel=row.channel_id,
        ts=row.ts,
        sent_hash=row.sent_hash,
        # A token that is still there is of a claim that lapsed: it may have sent the message.
        unsure=row.unsure or row.token is not None,
        first_attempt_at=row.first_attempt_at or now,
        attempts=row.attempts + 1,
    )


def finish(
    session: Session, taken: Claim, at: Time, *, channel: str | None, ts: str | None, sent_hash: str | None
) -> bool:
    """The message shows what it should. False when the claim had lapsed: whoever took it over knows better."""
    given = {"row_id": taken.id, "held": taken.token, "seen": taken.wanted}
    done = session.execute(_finishing(at), {**given, "channel": channel, "stands_at": ts, "hash": sent_hash})
    return bool(done.rowcount)


@cache
def _finishing(at: Time) -> Update:
    c = t.outbox.c
    return (
        update(t.outbox)
        .where(c.id == bindparam("row_id"), c.token == bindparam("held"))
        .values(
            token=None,
            unsure=False,
            attempts=0,
            channel_id=bindparam("channel"),
            ts=bindparam("stands_at"),
            sent_hash=bindparam("hash"),
            next_attempt_at=case((c.wanted == bindparam("seen"), None), else_=at),
        )
    )


def release(session: Session, taken: Claim, next_attempt_at: datetime, *, unsure: bool, count: bool = True) -> None:
    """Try again later. `unsure` when Slack may have taken it; `count=False` when no attempt was made."""
    attempts = taken.attempts if count else taken.attempts - 1
    # Without an attempt nothing was learned about the ones before it.
    unsure = unsure or (taken.unsure and not count)
    session.execute(_of(taken).values(token=None, unsure=unsure, attempts=attempts, next_attempt_at=next_attempt_at))


def keep_file(session: Session, taken: Claim, *, channel: str, file_id: str) -> None:
    """Remember an uploaded file before it is shared, so that another attempt can ask Slack what became of it."""
    session.execute(_of(taken).values(channel_id=channel, ts=file_id))


def park(session: Session, taken: Claim, error: str) -> None:
    """Give up, with the reason; wanting it again tries again."""
    session.execute(_of(taken).values(token=None, next_attempt_at=None, parked_error=error))


def _of(taken: Claim) -> Update:
    return update(t.outbox).where(t.outbox.c.id == taken.id, t.outbox.c.token == taken.token)


def next_due_at(session: Session) -> datetime | None:
    """When the next row is due or its claim lapses; None when everything is delivered."""
    c = t.outbox.c
    query = select(c.next_attempt_at).where(c.next_attempt_at.is_not(None)).order_by(c.next_attempt_at).limit(1)
    return session.scalar(query)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Where a message stands."""

    channel: str
    ts: str


_POSTED = select(t.outbox.c.channel_id, t.outbox.c.ts).where(
    t.outbox.c.spec_id == bindparam("spec"),
    t.outbox.c.kind == bindparam("kind"),
    t.outbox.c.subject == bindparam("subject"),
    t.outbox.c.ts.is_not(None),
)


def posted(session: Session, spec: SpecId, kind: OutboxKind, subject: str = "") -> Posted | None:
    """Where the message of this kind stands, if it was sent."""
    row = session.execute(_POSTED, {"spec": spec, "kind": kind, "subject": subject}).one_or_none()
    return Posted(channel=row.channel_id, ts=row.ts) if row else None


def is_posting(session: Session, workspace: WorkspaceId, channel: ChannelId) -> bool:
    """Whether a message to the channel may stand there already, and not be known to."""
    c, spec = t.outbox.c, t.specs.c
    of_channel = and_(spec.workspace_id == workspace, spec.channel_id == channel)
    coming = and_(of_channel, c.kind.in_(REACTED_TO), c.next_attempt_at.is_not(None))
    query = select(c.id).join(t.specs, spec.id == c.spec_id).where(coming).limit(1)
    return session.execute(query).first() is not None
