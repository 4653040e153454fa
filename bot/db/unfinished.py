"""What people typed into forms that were not submitted: each form is for that person alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.spec import UserId, WorkspaceId

_c = t.unfinished.c


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A form as it was last seen.

    `key` is that of the submission it would have become, `about` says which form it is and of which spec, and `held`
    are plain JSON values.
    """

    key: str
    about: str
    held: Mapping[str, Any]
    at: datetime


def keep(session: Session, workspace: WorkspaceId, user: UserId, form: Unfinished) -> None:
    """Keep a form in place of what was kept of it before, unless that is newer: keystrokes may overtake one another."""
    values = {"about": form.about, "held": dict(form.held), "at": form.at}
    if not insert_new(session, t.unfinished, {"workspace_id": workspace, "user_id": user, "key": form.key, **values}):
        older = (*_own(workspace, user), _c.key == form.key, _c.at <= form.at)
        session.execute(update(t.unfinished).where(*older).values(values))


def left(
    session: Session, workspace: WorkspaceId, user: UserId, about: str, *, since: datetime
) -> Sequence[Unfinished]:
    """What a person did not submit, the newest first."""
    submitted = exists().where(t.handled.c.workspace_id == workspace, t.handled.c.key == _c.key)
    rows = session.execute(
        select(_c.key, _c.about, _c.held, _c.at)
        .where(*_own(workspace, user), _c.about == about, _c.at >= since, ~submitted)
        .order_by(_c.at.desc(), _c.key)
    )
    return [Unfinished(key=row.key, about=row.about, held=row.held, at=row.at) for row in rows]


def discard(session: Session, workspace: WorkspaceId, user: UserId, key: str) -> None:
    """Forget a form."""
    session.execute(delete(t.unfinished).where(*_own(workspace, user), _c.key == key))


def forget_before(session: Session, moment: datetime) -> int:
    """Forget what nobody came back for; gives how many."""
    tables = (t.unfinished, t.unfinished_forms)
    return sum(session.execute(delete(table).where(table.c.at < moment)).rowcount for table in tables)


def _own(workspace: WorkspaceId, user: UserId) -> tuple[Any, ...]:
    return (_c.workspace_id == workspace, _c.user_id == user)
