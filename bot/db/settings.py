"""Who changed which settings of a channel, and when. Nothing here updates or deletes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.db import schema as t
from bot.db.session import Session
from bot.domain.settings import Change
from bot.domain.spec import ChannelId, UserId, WorkspaceId


def append(
    session: Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    *,
    by: UserId,
    now: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Keep one change: the settings that differ, as plain JSON values."""
    where = {"workspace_id": workspace, "channel_id": channel}
    values = {"changed_by": by, "changed_at": now, "before": before, "after": after}
    session.execute(insert(t.setting_changes).values(where | values))


def newest(session: Session, workspace: WorkspaceId, channel: ChannelId, limit: int) -> Sequence[Change]:
    """The newest changes of a channel, the newest first."""
    c = t.setting_changes.c
    query = select(t.setting_changes).where(c.workspace_id == workspace, c.channel_id == channel)
    rows = session.execute(query.order_by(c.id.desc()).limit(limit))
    return [Change(by=UserId(row.changed_by), at=row.changed_at, what=list(row.after)) for row in rows]
