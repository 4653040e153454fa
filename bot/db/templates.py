"""Templates as given, in versions; a spec keeps the version it began with. The built-in one has an empty channel."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from bot.db import schema as t
from bot.db import workspaces
from bot.db.session import Session
from bot.domain.shelf import Choice, TemplateId, Version
from bot.domain.spec import ChannelId, SpecId, UserId, WorkspaceId

BUILT_IN = ChannelId("")


def keep(
    session: Session, workspace: WorkspaceId, channel: ChannelId, source: str, *, by: UserId | None, now: datetime
) -> TemplateId:
    """The id of the version with this source; a new version unless the same bytes were kept before."""
    c = t.templates.c
    same = (c.workspace_id == workspace, c.channel_id == channel, c.digest == _digest(source))
    # Nearly always it is there and counted, and nobody needs to wait for the workspace's lock.
    counted: int | None = session.scalar(select(c.id).where(*same, c.version.is_not(None)))
    if counted is not None:
        return TemplateId(counted)
    kept = bring(session, workspace, channel, source, name=None, by=by, now=now)
    _count(session, workspace, channel, kept)
    return kept


def bring(
    session: Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    source: str,
    *,
    name: str | None,
    by: UserId | None,
    now: datetime,
) -> TemplateId:
    """The id of this source, which is no version of the channel's yet unless the same bytes are one already."""
    workspaces.lock(session, workspace)
    c = t.templates.c
    digest = _digest(source)
    same = (c.workspace_id == workspace, c.channel_id == channel, c.digest == digest)
    known: int | None = session.scalar(select(c.id).where(*same))
    if known is not None:
        # Looked at again: what was only looked at is forgotten after a while.
        session.execute(update(t.templates).where(c.id == known, c.version.is_(None)).values(added_at=now))
        return TemplateId(known)
    values = {"workspace_id": workspace, "channel_id": channel, "name": name, "source": source, "digest": digest}
    row = insert(t.templates).values(added_by=by, added_at=now, **values).returning(c.id)
    return TemplateId(session.execute(row).scalar_one())


def _digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()


def choose(
    session: Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    template: TemplateId | None,
    *,
    by: UserId,
    now: datetime,
) -> None:
    """From now on the channel uses this one of its versions, or the built-in template."""
    workspaces.lock(session, workspace)
    if template is not None:
        _count(session, workspace, channel, template)
    values = {"workspace_id": workspace, "channel_id": channel, "template_id": template}
    session.execute(insert(t.template_choices).values(chosen_by=by, chosen_at=now, **values))


def _count(session: Session, workspace: WorkspaceId, channel: ChannelId, template: TemplateId) -> None:
    """Number a version when it is first used; the workspace's lock is held."""
    c = t.templates.c
    if session.scalar(select(c.version).where(c.id == template)) is None:
        own = (c.workspace_id == workspace, c.channel_id == channel)
        newest = session.scalar(select(func.max(c.version)).where(*own)) or 0
        session.execute(update(t.templates).where(*own, c.id == template).values(version=newest + 1))


def forget_before(session: Session, moment: datetime) -> int:
    """Forget what was brought before `moment` and is no version; how many there were."""
    c = t.templates.c
    return session.execute(delete(t.templates).where(c.version.is_(None), c.added_at < moment)).rowcount


def source(session: Session, workspace: WorkspaceId, template: TemplateId) -> tuple[ChannelId, str] | None:
    """Whose template it is, and its text; None for an id that this workspace does not have."""
    c = t.templates.c
    query = select(c.channel_id, c.source).where(c.workspace_id == workspace, c.id == template)
    row = session.execute(query).one_or_none()
    return (ChannelId(row.channel_id), row.source) if row else None


def source_of_spec(session: Session, spec: SpecId) -> str:
    """The text of the template that a spec began with; raises NoResultFound for an unknown spec."""
    joined = t.specs.join(t.templates, t.templates.c.id == t.specs.c.template_id)
    found: str = session.execute(
        select(t.templates.c.source).select_from(joined).where(t.specs.c.id == spec)
    ).scalar_one()
    return found


def current(session: Session, workspace: WorkspaceId, channel: ChannelId) -> TemplateId | None:
    """What the channel uses now; None is the built-in template."""
    c = t.template_choices.c
    own = (c.workspace_id == workspace, c.channel_id == channel)
    found = session.scalar(select(c.template_id).where(*own).order_by(c.id.desc()).limit(1))
    return TemplateId(found) if found is not None else None


def in_use(session: Session, workspace: WorkspaceId) -> Sequence[Version]:
    """The versions that the workspace's channels use now, by name."""
    c = t.template_choices.c
    newest = select(func.max(c.id)).where(c.workspace_id == workspace).group_by(c.channel_id)
    query = _versions(workspace).join(t.template_choices, c.template_id == t.templates.c.id)
    query = query.where(c.id.in_(newest)).order_by(t.templates.c.name, t.templates.c.id)
    return [_version(row) for row in session.execute(query)]


def versions(session: Session, workspace: WorkspaceId, channel: ChannelId, limit: int) -> Sequence[Version]:
    """The channel's newest versions; what was only looked at is none."""
    query = _versions(workspace).where(t.templates.c.channel_id == channel)
    return [_version(row) for row in session.execute(query.order_by(t.templates.c.version.desc()).limit(limit))]


def count_versions(session: Session, workspace: WorkspaceId, channel: ChannelId) -> int:
    """How many versions the channel has."""
    c = t.templates.c
    own = (c.workspace_id == workspace, c.channel_id == channel, c.version.is_not(None))
    return session.scalar(select(func.count()).where(*own)) or 0


def choices(session: Session, workspace: WorkspaceId, channel: ChannelId, limit: int) -> Sequence[Choice]:
    """Who chose what, the newest first."""
    c = t.template_choices.c
    own = (c.workspace_id == workspace, c.channel_id == channel)
    rows = session.execute(select(t.template_choices).where(*own).order_by(c.id.desc()).limit(limit)).all()
    used = _versions(workspace).where(t.templates.c.id.in_([row.template_id for row in rows]))
    known = {row.id: _version(row) for row in session.execute(used)}
    return [Choice(version=known.get(row.template_id), by=UserId(row.chosen_by), at=row.chosen_at) for row in rows]


def _versions(workspace: WorkspaceId) -> Select[Any]:
    # Without the texts, which are long and of which a list shows nothing.
    c = t.templates.c
    columns = (c.id, c.channel_id, c.version, c.name, c.added_by, c.added_at)
    return select(*columns).where(c.workspace_id == workspace, c.version.is_not(None))


def _version(row: Row[Any]) -> Version:
    return Version(
        id=TemplateId(row.id),
        channel=ChannelId(row.channel_id),
        number=row.version,
        name=row.name,
        added_by=UserId(row.added_by) if row.added_by else None,
        added_at=row.added_at,
    )
