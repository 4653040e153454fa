"""Up to where people's reactions were followed: events may come late, twice, in any order, and before their message is known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, delete, literal_column, update
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
    waits: bool,
) -> bool:
    """Whether nothing newer was heard of this person, emoji and message; from now on `at` is the newest.

    False for a repeat too. Two at the same time: one waits for the other to commit. With `waits` it is kept to be taken
    once its message is known, unless something newer is heard before.
    """
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    key = {"workspace_id": workspace, "channel_id": channel, "ts": ts, "user_id": by, "emoji": emoji}
    new = insert(t.newest_reactions).values(**key, at=at, waits=waits)
    moved = new.on_conflict_do_update(
        index_elements=list(key),
        set_={"at": new.excluded.at, "waits": new.excluded.waits},
        where=t.newest_reactions.c.at < new.excluded.at,
    )
    return session.scalar(moved.returning(literal_column("1", Integer))) is not None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A reaction that was added before its message was known."""

    by: UserId
    emoji: str
    at: datetime


def take_waiting(session: Session, workspace: WorkspaceId, channel: ChannelId, ts: str) -> list[Waiting]:
    """What waited for this message, in the order in which it was made; it waits no more."""
    c = t.newest_reactions.c
    of_message = (c.workspace_id == workspace, c.channel_id == channel, c.ts == ts, c.waits.is_(True))
    taken = update(t.newest_reactions).where(*of_message).values(waits=False).returning(c.user_id, c.emoji, c.at)
    found = [Waiting(by=UserId(row.user_id), emoji=row.emoji, at=row.at) for row in session.execute(taken)]
    return sorted(found, key=lambda waiting: waiting.at)


def forget_before(session: Session, moment: datetime) -> int:
    """Forget what nobody repeats any more; gives how many."""
    return session.execute(delete(t.newest_reactions).where(t.newest_reactions.c.at < moment)).rowcount
