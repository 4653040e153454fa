"""What the outbox gave up, by reason and channel: for whoever runs the bot, and not for delivering."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select

from bot.db import schema as t
from bot.db.session import Session


@dataclass(frozen=True, kw_only=True)
class Parked:
    """Messages that were given up for the same reason, of specs in the same channel."""

    error: str
    count: int
    channel_id: str
    channel_name: str | None
    """None for a private channel, and for one that the bot does not know."""


def found(session: Session) -> list[Parked]:
    """What was given up and not wanted since, in all workspaces; the most frequent first."""
    c, spec, channel = t.outbox.c, t.specs.c, t.channels.c
    public_name = case((channel.is_private.is_(False), channel.name))
    count = func.count()
    query = (
        select(c.parked_error, spec.channel_id, public_name, count)
        .join(t.specs, spec.id == c.spec_id)
        .outerjoin(t.channels, and_(channel.workspace_id == spec.workspace_id, channel.id == spec.channel_id))
        .where(c.parked_error.is_not(None))
        .group_by(c.parked_error, spec.channel_id, public_name)
        .order_by(count.desc(), c.parked_error, spec.channel_id)
    )
    return [
        Parked(error=error, count=number, channel_id=place, channel_name=name)
        for error, place, name, number in session.execute(query)
    ]
