"""Channels that the bot knows, with their settings."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.db import schema as t
from bot.domain.spec import ChannelId, WorkspaceId


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel as Slack last described it, with the team's settings (None: the default)."""

    id: ChannelId
    name: str
    is_private: bool
    remind_after_days: int | None = None
    progress_reactions: bool = True


def get(session: Session, workspace: WorkspaceId, channel: ChannelId) -> Channel | None:
    """The channel, if the bot has met it."""
    c = t.channels.c
    row = session.execute(select(t.channels).where(c.workspace_id == workspace, c.id == channel)).one_or_none()
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
    """Keep what Slack says of a channel; its settings stay."""
    c = t.channels.c
    known = get(session, workspace, channel)
    if known is None:
        values = {"workspace_id": workspace, "id": channel, "name": name, "is_private": is_private}
        session.execute(insert(t.channels).values(progress_reactions=True, **values))
    elif (known.name, known.is_private) != (name, is_private):
        where = update(t.channels).where(c.workspace_id == workspace, c.id == channel)
        session.execute(where.values(name=name, is_private=is_private))
