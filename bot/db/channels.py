"""Channels that the bot knows, with their settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.reactions import EmojiMap
from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.domain.spec import ChannelId, Closed, Closing, WorkspaceId

LONGEST_NAME = 120
"""Characters that the column holds; Slack allows 80."""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel as Slack last described it, with the team's settings; `closing` is None while the bot can write there."""

    id: ChannelId
    name: str
    is_private: bool
    settings: ChannelSettings = DEFAULTS
    closing: Closing | None = None


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
        settings=_settings(row),
        closing=Closing(at=row.closed_at, why=Closed(row.closed_why)) if row.closed_at and row.closed_why else None,
    )


def settings_of(session: Session, workspace: WorkspaceId, channel: ChannelId) -> ChannelSettings:
    """What the team has set; the defaults for a channel that the bot has not met."""
    known = get(session, workspace, channel)
    return known.settings if known else DEFAULTS


def lock(session: Session, workspace: WorkspaceId, channel: ChannelId) -> None:
    """Until the transaction ends, nobody else who locks the channel goes on."""
    c = t.channels.c
    session.execute(select(c.id).where(c.workspace_id == workspace, c.id == channel).with_for_update())


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


def close(session: Session, workspace: WorkspaceId, channel: ChannelId, why: Closed, now: datetime) -> bool:
    """The bot cannot write there; False where that, and why, was known already."""
    c = t.channels.c
    is_news = or_(c.closed_why.is_(None), c.closed_why != why)
    closing = update(t.channels).where(c.workspace_id == workspace, c.id == channel, is_news)
    values = {"closed_at": func.coalesce(c.closed_at, now), "closed_why": why}
    return bool(session.execute(closing.values(values)).rowcount)


def reopen(session: Session, workspace: WorkspaceId, channel: ChannelId) -> bool:
    """The bot can write there again; False where it could."""
    c = t.channels.c
    opening = update(t.channels).where(c.workspace_id == workspace, c.id == channel, c.closed_at.is_not(None))
    return bool(session.execute(opening.values(closed_at=None, closed_why=None)).rowcount)


def set_settings(session: Session, workspace: WorkspaceId, channel: ChannelId, settings: ChannelSettings) -> None:
    """From now on the channel has these settings; one that the bot has not met is left alone.

    What equals the default is kept as "the default", so that a better one of a later release reaches the team.
    """
    usual = _values(DEFAULTS)
    kept = {name: None if value == usual[name] else value for name, value in _values(settings).items()}
    kept["progress_reactions"] = settings.progress_marks  # This column has no null.
    same = (t.channels.c.workspace_id == workspace, t.channels.c.id == channel)
    session.execute(update(t.channels).where(*same).values(kept))


def _values(settings: ChannelSettings) -> dict[str, Any]:
    return {
        "remind_after_days": settings.remind_after_days,
        "progress_reactions": settings.progress_marks,
        "work_starts": settings.start,
        "work_ends": settings.end,
        "work_days": "".join(map(str, sorted(settings.days))),
        "holiday_country": settings.country,
        "holiday_region": settings.region,
        "emoji": {"read": list(settings.emoji.read), "nudge": list(settings.emoji.nudge)},
    }


def _settings(row: Row[Any]) -> ChannelSettings:
    values = _values(DEFAULTS)
    values |= {name: getattr(row, name) for name in values if getattr(row, name) is not None}
    return ChannelSettings(
        remind_after_days=values["remind_after_days"],
        progress_marks=values["progress_reactions"],
        start=values["work_starts"],
        end=values["work_ends"],
        days=frozenset(map(int, values["work_days"])),
        country=values["holiday_country"],
        region=values["holiday_region"],
        emoji=EmojiMap(read=tuple(values["emoji"]["read"]), nudge=tuple(values["emoji"]["nudge"])),
    )
