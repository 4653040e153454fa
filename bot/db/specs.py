"""Load and save the facts of a spec, and find specs.

Every function that finds a spec for a person takes the workspace: workspaces are walled off from each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, delete, func, insert, or_, select, union, update

from bot.db import schema as t
from bot.db import spec_facts
from bot.db.outbox import REACTED_TO
from bot.db.session import Session
from bot.db.spec_rows import KEPT, Values, own_values
from bot.domain.slots import Taken
from bot.domain.spec import ChannelId, DiscussionKind, Spec, SpecId, UserId, WorkspaceId


def load(session: Session, workspace: WorkspaceId, number: int, *, lock: bool = False) -> Spec | None:
    """All facts of the spec with this number; with `lock` its row stays locked until the transaction ends."""
    return _load(session, spec_facts.BY_NUMBER, {"workspace": workspace, "number": number}, lock=lock)


def load_by_id(session: Session, workspace: WorkspaceId, spec_id: SpecId, *, lock: bool = False) -> Spec | None:
    """The same for the storage's own id."""
    return _load(session, spec_facts.BY_ID, {"workspace": workspace, "id": spec_id}, lock=lock)


def _load(session: Session, by: spec_facts.By, given: Values, *, lock: bool) -> Spec | None:
    row = session.execute(by.lock if lock else by.find, given).one_or_none()
    return spec_facts.of_one(session, row) if row else None


def load_all(session: Session, workspace: WorkspaceId) -> list[Spec]:
    """Every spec of the workspace, the newest first."""
    return spec_facts.of_all(session, workspace)


def reminded_by(session: Session, workspace: WorkspaceId, user: UserId, message: str) -> list[Spec]:
    """The specs of which this message of a person's tells, in the order in which they were reminded."""
    r = t.reminders.c
    belongs = and_(r.user_id == user, r.message == message, t.specs.c.workspace_id == workspace)
    query = select(r.spec_id).join(t.specs, t.specs.c.id == r.spec_id).where(belongs).group_by(r.spec_id)
    found = session.scalars(query.order_by(func.min(r.at), r.spec_id))
    loaded = [load_by_id(session, workspace, SpecId(spec_id)) for spec_id in found]
    return [spec for spec in loaded if spec is not None]


def number_by_message(session: Session, workspace: WorkspaceId, channel: ChannelId, ts: str) -> int | None:
    """The number of the spec whose card, or whose reply in the card's thread, stands there."""
    c = t.outbox.c
    where = and_(c.workspace_id == workspace, c.channel_id == channel, c.ts == ts, c.kind.in_(REACTED_TO))
    joined = t.outbox.join(t.specs, t.specs.c.id == t.outbox.c.spec_id)
    return session.scalar(select(t.specs.c.number).select_from(joined).where(where))


def to_attend(session: Session, now: datetime) -> tuple[WorkspaceId, SpecId] | None:
    """A spec whose time has come, locked; another process skips it and gets the next."""
    query = (
        select(t.specs.c.workspace_id, t.specs.c.id)
        .where(t.specs.c.attend_at <= now)
        .order_by(t.specs.c.attend_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.execute(query).one_or_none()
    return (WorkspaceId(row.workspace_id), SpecId(row.id)) if row else None


def next_attend_at(session: Session) -> datetime | None:
    """The next moment at which a reminder may be due, over all workspaces."""
    query = select(t.specs.c.attend_at).where(t.specs.c.attend_at.is_not(None)).order_by(t.specs.c.attend_at).limit(1)
    return session.scalar(query)


def set_attend_at(session: Session, spec_id: SpecId, at: datetime | None) -> None:
    """When `reminders.due` is to be asked next."""
    session.execute(update(t.specs).where(t.specs.c.id == spec_id).values(attend_at=at))


def attend_by(session: Session, spec_id: SpecId, at: datetime) -> None:
    """Ask `reminders.due` at `at`, unless it is to be asked sooner."""
    c = t.specs.c
    is_later = or_(c.attend_at.is_(None), c.attend_at > at)
    session.execute(update(t.specs).where(c.id == spec_id, is_later).values(attend_at=at))


def open_of_channel(session: Session, workspace: WorkspaceId, channel: ChannelId) -> list[SpecId]:
    """The shared specs of a channel that were not withdrawn."""
    return _open_ids(session, workspace, t.specs.c.channel_id == channel)


def open_of_person(session: Session, workspace: WorkspaceId, user: UserId) -> list[SpecId]:
    """The shared specs, not withdrawn, in which the person takes part."""
    takes_part = select(t.participants.c.spec_id).where(t.participants.c.user_id == user)
    return _open_ids(session, workspace, or_(t.specs.c.drafter_id == user, t.specs.c.id.in_(takes_part)))


def open_with(session: Session, workspace: WorkspaceId, users: Sequence[UserId]) -> list[SpecId]:
    """What one of these people drafts or takes part in, shared or not, and that was not withdrawn."""
    c = t.specs.c
    takes_part = select(t.participants.c.spec_id).where(t.participants.c.user_id.in_(users))
    where = (c.workspace_id == workspace, c.withdrawn_at.is_(None), or_(c.drafter_id.in_(users), c.id.in_(takes_part)))
    return [SpecId(found) for found in session.scalars(select(c.id).where(*where).order_by(c.id))]


def waiting_with(session: Session, spec: Spec) -> list[SpecId]:
    """The other specs that wait for a date and share somebody with this one."""
    c, p = t.specs.c, t.participants.c
    users = [spec.drafter, *(participant.user for participant in spec.participants)]
    takes_part = select(p.spec_id).where(p.user_id.in_(users))
    is_waiting = (c.waiting_since.is_not(None), c.shared_at.is_not(None), c.withdrawn_at.is_(None), c.id != spec.id)
    where = (c.workspace_id == spec.workspace, *is_waiting, or_(c.drafter_id.in_(users), c.id.in_(takes_part)))
    return [SpecId(found) for found in session.scalars(select(c.id).where(*where).order_by(c.id))]


def meetings_of(session: Session, workspace: WorkspaceId, users: Iterable[UserId], after: datetime) -> list[Taken]:
    """When each of these people meets, later than `after`: the standing discussions of shared specs."""
    given = {"workspace": workspace, "users": list(users), "after": after}
    return [
        Taken(
            spec=SpecId(row.spec_id),
            user=UserId(row.user_id),
            starts_at=row.starts_at,
            ends_at=row.starts_at + timedelta(minutes=row.length_minutes),
        )
        for row in session.execute(_MEETINGS, given)
    ]


def _meetings(user: ColumnElement[str]) -> Select[Any]:
    c, d = t.specs.c, t.discussions.c
    latest = and_(d.spec_id == c.id, d.key == c.discussion_key)
    stands = and_(d.kind == DiscussionKind.MEETING, d.cancelled_at.is_(None), d.starts_at > bindparam("after"))
    # What is to begin is to be attended to: an index tells the few from all that ever met.
    is_open = and_(c.attend_at.is_not(None), c.shared_at.is_not(None), c.withdrawn_at.is_(None))
    columns = (c.id.label("spec_id"), user.label("user_id"), d.starts_at, d.length_minutes)
    who = user.in_(bindparam("users", expanding=True))
    return select(*columns).where(c.workspace_id == bindparam("workspace"), latest, stands, is_open, who)


_MEETINGS = union(
    _meetings(t.specs.c.drafter_id),
    _meetings(t.participants.c.user_id).where(t.participants.c.spec_id == t.specs.c.id),
)


def _open_ids(session: Session, workspace: WorkspaceId, is_meant: ColumnElement[bool]) -> list[SpecId]:
    c = t.specs.c
    where = (c.workspace_id == workspace, c.shared_at.is_not(None), c.withdrawn_at.is_(None), is_meant)
    return [SpecId(found) for found in session.scalars(select(c.id).where(*where).order_by(c.id))]


def attend(session: Session, spec_ids: Sequence[SpecId], at: datetime) -> None:
    """Ask `reminders.due` at `at` for all of these: what it depends on changed."""
    # Locked in one order, so that two who change what the same specs depend on do not wait for one another.
    session.execute(select(t.specs.c.id).where(t.specs.c.id.in_(spec_ids)).order_by(t.specs.c.id).with_for_update())
    session.execute(update(t.specs).where(t.specs.c.id.in_(spec_ids)).values(attend_at=at))


def add(session: Session, spec: Spec, template_id: int) -> Spec:
    """Insert a new spec (its `id` is ignored) and give it back with its id; its revision is saved beside it."""
    values = {**own_values(spec), "template_id": template_id}
    row_id = session.execute(insert(t.specs).values(values).returning(t.specs.c.id)).scalar_one()
    for table, kept in KEPT.items():
        if rows := kept.rows(spec):
            session.execute(insert(table), [{"spec_id": row_id, **values} for values in rows])
    return replace(spec, id=SpecId(row_id))


def save(session: Session, before: Spec, after: Spec) -> None:
    """Write what differs between the facts as loaded and the facts as they are now."""
    old, new = own_values(before), own_values(after)
    if changed := {name: value for name, value in new.items() if old[name] != value}:
        session.execute(update(t.specs).where(t.specs.c.id == after.id).values(changed))
    for table, kept in KEPT.items():
        if kept.facts(before) != kept.facts(after):
            _sync(session, table, after.id, _by_key(table, kept.rows(before)), _by_key(table, kept.rows(after)))


def _by_key(table: Table, rows: Sequence[Values]) -> dict[tuple[Any, ...], Values]:
    names = [column.name for column in table.primary_key if column.name != "spec_id"]
    return {tuple(values[name] for name in names): values for values in rows}


def _sync(
    session: Session,
    table: Table,
    spec_id: SpecId,
    before: Mapping[tuple[Any, ...], Values],
    after: Mapping[tuple[Any, ...], Values],
) -> None:
    """Bring the rows of one kind of fact from `before` to `after`; both are keyed by the primary key without spec_id."""

    def at(key: tuple[Any, ...]) -> Values:
        return dict(zip(_KEYS[table], (spec_id, *key), strict=True))

    # A discussion that another one followed is history and keeps its row.
    for key in before.keys() - after.keys() if table is not t.discussions else ():
        session.execute(_DELETES[table], at(key))
    for key, values in after.items():
        if key not in before:
            session.execute(insert(table), {"spec_id": spec_id, **values})
        elif before[key] != values:
            session.execute(_UPDATES[table], {**at(key), **values})


_KEYS = {table: [f"key_{column.name}" for column in table.primary_key] for table in KEPT}


def _row(table: Table) -> ColumnElement[bool]:
    return and_(*(column == bindparam(name) for column, name in zip(table.primary_key, _KEYS[table], strict=True)))


_DELETES = {table: delete(table).where(_row(table)) for table in KEPT}
_UPDATES = {table: update(table).where(_row(table)) for table in KEPT}
