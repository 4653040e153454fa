"""When each person was last sent their message of the day.

The rule kept here: who is about to tell people something locks their rows first, always after the spec's and in one
order, so that two workers do not tell one person twice on one day.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.spec import UserId, WorkspaceId


def told_at(
    session: Session, workspace: WorkspaceId, users: Iterable[UserId], *, lock: bool = False
) -> Mapping[UserId, datetime]:
    """When those of `users` who ever got one got the latest; with `lock` nobody else tells them anything meanwhile."""
    c = t.messages_of_the_day.c
    wanted = sorted(set(users))
    if lock:
        for user in wanted:
            insert_new(session, t.messages_of_the_day, {"workspace_id": workspace, "user_id": user})
    query = select(c.user_id, c.told_at).where(c.workspace_id == workspace, c.user_id.in_(wanted)).order_by(c.user_id)
    rows = session.execute(query.with_for_update() if lock else query)
    return {UserId(row.user_id): row.told_at for row in rows if row.told_at is not None}


def keep(session: Session, workspace: WorkspaceId, user: UserId, at: datetime) -> None:
    """Remember that the person's message of the day goes out now; their row must be locked."""
    c = t.messages_of_the_day.c
    session.execute(
        update(t.messages_of_the_day).where(c.workspace_id == workspace, c.user_id == user).values(told_at=at)
    )
