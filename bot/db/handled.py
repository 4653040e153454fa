"""What was handled already: a submission's key, so that a repeat gets the first result."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.spec import SpecId, WorkspaceId


def first_time(session: Session, workspace: WorkspaceId, key: str, now: datetime) -> bool:
    """Whether this key is new; from now on it is not. Two at the same time: one waits and then hears False."""
    return insert_new(session, t.handled, {"workspace_id": workspace, "key": key, "at": now})


def keep_result(session: Session, workspace: WorkspaceId, key: str, spec: SpecId) -> None:
    """Remember what this key led to."""
    same = (t.handled.c.workspace_id == workspace, t.handled.c.key == key)
    session.execute(update(t.handled).where(*same).values(spec_id=spec))


def result(session: Session, workspace: WorkspaceId, key: str) -> SpecId | None:
    """What this key led to."""
    same = (t.handled.c.workspace_id == workspace, t.handled.c.key == key)
    return session.scalar(select(t.handled.c.spec_id).where(*same))


def forget_before(session: Session, moment: datetime) -> int:
    """Forget what nobody repeats any more; gives how many."""
    return session.execute(delete(t.handled).where(t.handled.c.at < moment)).rowcount
