"""Channels that the bot knows, with their settings."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.spec import ChannelId, WorkspaceId

LONGEST_NAME = 120
"""Characters that the column holds; Slack allows 80."""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel as Slack last described it, with the team's settings (None: the default)."""

    id: ChannelId
    name: str
    is_private: bool
    remind_after_days: int | None = None
    progress_reactions: bool = True


_GET = select(t.channels).where(t.channels.c.workspace_id == bindparam("workspace"), t.channels.c.id == bindparam("id"))


def get(session: Session, workspace: WorkspaceId, channel: ChannelId) -> Channel | None:
    """The channel, if the bot has met it."""
    row = session.execute(_GET, {"workspace": workspace, "id": channel}).one_or_none()
    if row is None:
        return None
    return Channel(
        id=ChannelId(row.id),
        name=row.name,
        is_private=row.is_private,
        remind_after_days=row.remind_after_days,
        progress_reactions=row.progress_reactions,
    )


def public(session: Session, workspace: WorkspaceId) -> frozenset[ChannelId]:
    """The public channels among those that the bot knows."""
    c = t.channels.c
    query = select(c.id).where(c.workspace_id == workspace, c.is_private.is_(False))
    return frozenset(ChannelId(found) for found in session.scalars(query))


def learn(session: Session, workspace: WorkspaceId, channel: ChannelId, *, name: str, is_private: bool) -> None:
    """Keep what Slack says of a channel; its settings stay. A name longer than any of Slack's is cut."""
    name = name[:LONGEST_NAME]
    known = get(session, workspace, channel)
    if known is None:
        values = {"workspace_id": workspace, "id": channel, "name": name, "is_private": is_private}
        if insert_new(session, t.channels, {**values, "progress_reactions": True}):
            return
    if known is None or (known.name, known.is_private) != (name, is_private):
        same = (t.channels.c.workspace_id == workspace, t.channels.c.id == channel)
        session.execute(update(t.channels).where(*same).values(name=name, is_private=is_private))
