"""Workspaces, and the numbers of their specs."""

from sqlalchemy import select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.spec import WorkspaceId


def ensure(session: Session, workspace: WorkspaceId) -> None:
    """Make the workspace's row if it is missing; two at the same time make one."""
    if session.scalar(select(t.workspaces.c.id).where(t.workspaces.c.id == workspace)) is None:
        insert_new(session, t.workspaces, {"id": workspace, "last_number": 0})


def next_number(session: Session, workspace: WorkspaceId) -> int:
    """The next spec's number. The row stays locked until the transaction ends, so no number is given twice."""
    raise_it = (
        update(t.workspaces)
        .where(t.workspaces.c.id == workspace)
        .values(last_number=t.workspaces.c.last_number + 1)
        .returning(t.workspaces.c.last_number)
    )
    number: int = session.execute(raise_it).scalar_one()
    return number


def lock(session: Session, workspace: WorkspaceId) -> None:
    """Keep the workspace's row until the transaction ends: what is counted in the workspace is counted by one at a time.

    Others may still add rows that point to it (`key_share`): those who did and then count would wait for one another.
    """
    row = select(t.workspaces.c.id).where(t.workspaces.c.id == workspace)
    session.execute(row.with_for_update(key_share=True))
