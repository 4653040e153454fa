"""What somebody typed into a form that was not submitted: one form a person, for that person alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.spec import UserId, WorkspaceId


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A form as it was last seen; `key` is that of the submission it would have become, `held` plain JSON values."""

    key: str
    held: Mapping[str, Any]
    at: datetime


def keep(session: Session, workspace: WorkspaceId, user: UserId, form: Unfinished) -> None:
    """Keep a form in place of the one that was kept before."""
    values = {"key": form.key, "held": dict(form.held), "at": form.at}
    if not insert_new(session, t.unfinished_forms, {"workspace_id": workspace, "user_id": user, **values}):
        session.execute(update(t.unfinished_forms).where(*_own(workspace, user)).values(values))


def find(session: Session, workspace: WorkspaceId, user: UserId) -> Unfinished | None:
    """What is kept for a person."""
    row = session.execute(select(t.unfinished_forms).where(*_own(workspace, user))).one_or_none()
    return Unfinished(key=row.key, held=row.held, at=row.at) if row else None


def discard(session: Session, workspace: WorkspaceId, user: UserId, key: str) -> None:
    """Forget a form; one with another key stays."""
    session.execute(delete(t.unfinished_forms).where(*_own(workspace, user), t.unfinished_forms.c.key == key))


def forget_before(session: Session, moment: datetime) -> int:
    """Forget what nobody came back for; gives how many."""
    return session.execute(delete(t.unfinished_forms).where(t.unfinished_forms.c.at < moment)).rowcount


def _own(workspace: WorkspaceId, user: UserId) -> tuple[Any, ...]:
    return (t.unfinished_forms.c.workspace_id == workspace, t.unfinished_forms.c.user_id == user)
