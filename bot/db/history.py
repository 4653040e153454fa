"""The append-only history of a spec: who did what, when. Nothing here updates or deletes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.db import schema as t
from bot.db.session import Session
from bot.domain.spec import SpecId, UserId


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; `by` is None for the bot, `details` holds plain JSON values."""

    at: datetime
    by: UserId | None
    event: str
    details: Mapping[str, Any]


# Nobody asks for its id, so the database need not say it.
_APPEND = insert(t.history).inline()


def append(session: Session, spec: SpecId, entry: Entry) -> None:
    """Write one entry."""
    values = {"at": entry.at, "by": entry.by, "event": entry.event, "details": dict(entry.details)}
    session.execute(_APPEND, {"spec_id": spec, **values})


def has(session: Session, spec: SpecId, *events: str) -> bool:
    """Whether any of these events ever happened to the spec."""
    c = t.history.c
    return session.scalar(select(c.id).where(c.spec_id == spec, c.event.in_(events)).limit(1)) is not None


def newest(session: Session, spec: SpecId, limit: int) -> Sequence[Entry]:
    """The newest entries first."""
    c = t.history.c
    rows = session.execute(select(t.history).where(c.spec_id == spec).order_by(c.id.desc()).limit(limit))
    return [Entry(at=row.at, by=row.by, event=row.event, details=row.details) for row in rows]
