"""Up to where people's reactions were followed: events may come late, twice and in any order."""

from datetime import datetime

from sqlalchemy import Integer, delete, literal_column
from sqlalchemy.dialects import postgresql, sqlite

from bot.db import schema as t
from bot.db.session import Session
from bot.domain.spec import ChannelId, UserId, WorkspaceId


def is_newest(
    session: Session,
    workspace: WorkspaceId,
    *,
    channel: ChannelId,
    ts: str,
    by: UserId,
    emoji: str,
    at: datetime,
) -> bool:
    """Whether nothing newer was heard of this person, emoji and message; from now on `at` is the newest.

    False for a repeat too. Two at the same time: one waits for the other to commit.
    """
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    key = {"workspace_id": workspace, "channel_id": channel, "ts": ts, "user_id": by, "emoji": emoji}
    new = insert(t.newest_reactions).values(**key, at=at)
    moved = new.on_conflict_do_update(
        index_elements=list(key), set_={"at": new.excluded.at}, where=t.newest_reactions.c.at < new.excluded.at
    )
    return session.scalar(moved.returning(literal_column("1", Integer))) is not None


def forget_before(session: Session, moment: datetime) -> int:
    """Forget what nobody repeats any more; gives how many."""
    return session.execute(delete(t.newest_reactions).where(t.newest_reactions.c.at < moment)).rowcount
