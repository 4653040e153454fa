"""What the outside must still see: one row a target message, wanted in the transaction that made it necessary.

A row is finished when `next_attempt_at` is null. Claiming gives it a token and lets `next_attempt_at` be the end of the
lease, so that a claim whose process died is simply due again; its outcome is then unknown (`unsure`). These times are
real time, never the workspace's clock, with the exception of `first_attempt_at`, which is compared with Slack's `ts`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, Update, and_, case, insert, literal, select, update
from sqlalchemy.orm import Session

from bot.db import schema as t
from bot.domain.spec import SpecId, UserId, WorkspaceId

LEASE = timedelta(seconds=30)
"""How long a claim holds: longer than any HTTP timeout of the deliverer plus a margin."""


class OutboxKind(StrEnum):
    """What a row stands for; stored. Each kind has one deliverer in `slack/deliver`."""

    CARD = "card"
    DRAFT_CARD = "draft card"
    ANNOUNCEMENT = "announcement"
    REMINDER = "reminder"
    LINE_HELP = "line help"
    PROGRESS = "progress"
    READERS = "readers"
    EXPORT = "export"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One row in hand; `wanted` is what it had seen when it was claimed."""

    id: int
    token: str
    wanted: int
    workspace: WorkspaceId
    spec: SpecId
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


def want(
    session: Session,
    workspace: WorkspaceId,
    spec: SpecId,
    kind: OutboxKind,
    *,
    subject: str = "",
    user: UserId | None = None,
) -> None:
    """Ask for the message to be drawn anew. The spec's row must be locked, so that nobody inserts it at the same time."""
    c = t.outbox.c
    real_now = datetime.now(UTC)
    same = and_(c.spec_id == spec, c.kind == kind, c.subject == subject)
    raised = session.execute(update(t.outbox).where(same).values(wanted=c.wanted + 1, **_due_if_idle(real_now)))
    if raised.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(
            insert(t.outbox).values(
                workspace_id=workspace,
                spec_id=spec,
                kind=kind,
                subject=subject,
                user_id=user,
                delivery_id=uuid4().hex,
                wanted=1,
                unsure=False,
                attempts=0,
                next_attempt_at=real_now,
            )
        )


def want_again(session: Session, spec: SpecId, kind: OutboxKind) -> None:
    """Ask for every message of this kind that the spec has to be drawn anew; none is made."""
    c = t.outbox.c
    of_kind = and_(c.spec_id == spec, c.kind == kind)
    due = _due_if_idle(datetime.now(UTC))
    session.execute(update(t.outbox).where(of_kind).values(wanted=c.wanted + 1, **due))


def _due_if_idle(real_now: datetime) -> dict[str, Any]:
    """What is finished or parked becomes due.

    A claimed row keeps its lease: finishing it sees the raised `wanted`. A delayed one keeps its delay, which Slack may
    have asked for, and shows the newest state when it is over.
    """
    c = t.outbox.c
    is_idle = c.next_attempt_at.is_(None)
    return {
        "next_attempt_at": case((is_idle, literal(real_now, t.Moment)), else_=c.next_attempt_at),
        "attempts": case((is_idle, 0), else_=c.attempts),
        "parked_error": None,
    }


def claim(session: Session, real_now: datetime, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` due rows; `now` is the workspace's clock. Send outside the transaction, then finish each."""
    c = t.outbox.c
    due = (
        select(t.outbox)
        .where(c.next_attempt_at <= real_now, c.kind.in_(list(OutboxKind)))
        .order_by(c.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claims = [_claimed(row, now) for row in session.execute(due).all()]
    for taken in claims:
        session.execute(
            update(t.outbox)
            .where(c.id == taken.id)
            .values(
                token=taken.token,
                unsure=taken.unsure,
                first_attempt_at=taken.first_attempt_at,
                attempts=taken.attempts,
                next_attempt_at=real_now + LEASE,
            )
        )
    return claims


def _claimed(row: Row[Any], now: datetime) -> Claim:
    return Claim(
        id=row.id,
        token=uuid4().hex,
        wanted=row.wanted,
        workspace=WorkspaceId(row.workspace_id),
        spec=SpecId(row.spec_id),
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
    session: Session, taken: Claim, real_now: datetime, *, channel: str | None, ts: str | None, sent_hash: str | None
) -> bool:
    """The message shows what it should. False when the claim had lapsed: whoever took it over knows better."""
    c = t.outbox.c
    done = session.execute(
        _of(taken).values(
            token=None,
            unsure=False,
            attempts=0,
            channel_id=channel,
            ts=ts,
            sent_hash=sent_hash,
            next_attempt_at=case((c.wanted == taken.wanted, None), else_=literal(real_now, t.Moment)),
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


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


def posted(session: Session, spec: SpecId, kind: OutboxKind, subject: str = "") -> Posted | None:
    """Where the message of this kind stands, if it was sent."""
    c = t.outbox.c
    where = and_(c.spec_id == spec, c.kind == kind, c.subject == subject, c.ts.is_not(None))
    row = session.execute(select(c.channel_id, c.ts).where(where)).one_or_none()
    return Posted(channel=row.channel_id, ts=row.ts) if row else None
