"""Templates as given, in versions; a spec keeps the version it began with. The built-in one has an empty channel."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.db import schema as t
from bot.domain.spec import ChannelId, UserId, WorkspaceId

BUILT_IN = ChannelId("")


def keep(
    session: Session, workspace: WorkspaceId, channel: ChannelId, source: str, *, by: UserId | None, now: datetime
) -> int:
    """The id of the version with this source; a new version unless the same bytes were kept before."""
    c = t.templates.c
    own = (c.workspace_id == workspace, c.channel_id == channel)
    digest = sha256(source.encode()).hexdigest()
    known: int | None = session.scalar(select(c.id).where(*own, c.digest == digest))
    if known is not None:
        return known
    newest = session.scalar(select(func.max(c.version)).where(*own)) or 0
    values = {"workspace_id": workspace, "channel_id": channel, "version": newest + 1, "source": source}
    row = insert(t.templates).values(digest=digest, added_by=by, added_at=now, **values).returning(c.id)
    kept: int = session.execute(row).scalar_one()
    return kept
