"""Load and save the facts of a spec, and find specs.

Every function that finds a spec for a person takes the workspace: workspaces are walled off from each other.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.db import schema as t
from bot.db.outbox import OutboxKind
from bot.domain.spec import (
    ChannelId,
    Discussion,
    DiscussionKind,
    Line,
    Nudge,
    Participant,
    Receipt,
    Reminded,
    Role,
    Source,
    Spec,
    SpecId,
    Text,
    Tick,
    UserId,
    Via,
    WorkspaceId,
)
from bot.domain.template import LineKind

Fact = TypeVar("Fact")
Values = dict[str, Any]


def load(session: Session, workspace: WorkspaceId, number: int, *, lock: bool = False) -> Spec | None:
    """All facts of the spec with this number; with `lock` its row stays locked until the transaction ends."""
    return _load(session, _BY_NUMBER, {"workspace": workspace, "number": number}, lock=lock)


def load_by_id(session: Session, workspace: WorkspaceId, spec_id: SpecId, *, lock: bool = False) -> Spec | None:
    """The same for the storage's own id."""
    return _load(session, _BY_ID, {"workspace": workspace, "id": spec_id}, lock=lock)


def _load(session: Session, by: Mapping[bool, Select[Any]], given: Values, *, lock: bool) -> Spec | None:
    row = session.execute(by[lock], given).one_or_none()
    return _assemble(session, [row], _OF_ONE, {"spec_id": row.id})[0] if row else None


def load_all(session: Session, workspace: WorkspaceId) -> list[Spec]:
    """Every spec of the workspace, the newest first."""
    query = select(t.specs).where(t.specs.c.workspace_id == workspace).order_by(t.specs.c.number.desc())
    return _assemble(session, session.execute(query).all(), _OF_ALL, {"workspace": workspace})


def number_by_message(session: Session, workspace: WorkspaceId, channel: ChannelId, ts: str) -> int | None:
    """The number of the spec whose card, or whose reply in the card's thread, stands there."""
    c = t.outbox.c
    of_card = c.kind.in_([OutboxKind.CARD, OutboxKind.ANNOUNCEMENT])
    where = and_(c.workspace_id == workspace, c.channel_id == channel, c.ts == ts, of_card)
    joined = t.outbox.join(t.specs, t.specs.c.id == t.outbox.c.spec_id)
    return session.scalar(select(t.specs.c.number).select_from(joined).where(where))


def to_attend(session: Session, now: datetime, limit: int) -> list[tuple[WorkspaceId, SpecId]]:
    """Specs whose time has come, locked; another process skips them."""
    query = (
        select(t.specs.c.workspace_id, t.specs.c.id)
        .where(t.specs.c.attend_at <= now)
        .order_by(t.specs.c.attend_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(WorkspaceId(row.workspace_id), SpecId(row.id)) for row in session.execute(query)]


def next_attend_at(session: Session) -> datetime | None:
    """The next moment at which a reminder may be due, over all workspaces."""
    query = select(t.specs.c.attend_at).where(t.specs.c.attend_at.is_not(None)).order_by(t.specs.c.attend_at).limit(1)
    return session.scalar(query)


def set_attend_at(session: Session, spec_id: SpecId, at: datetime | None) -> None:
    """When `reminders.due` is to be asked next."""
    session.execute(update(t.specs).where(t.specs.c.id == spec_id).values(attend_at=at))


def attend_drafters(session: Session, workspace: WorkspaceId, drafter: UserId, at: datetime) -> None:
    """Ask `reminders.due` at `at` for the drafter's specs that have something to come: what it depends on changed."""
    c = t.specs.c
    where = and_(c.workspace_id == workspace, c.drafter_id == drafter, c.attend_at.is_not(None))
    session.execute(update(t.specs).where(where).values(attend_at=at))


def add(session: Session, spec: Spec, template_id: int) -> Spec:
    """Insert a new spec (its `id` is ignored) and give it back with its id; its revision is saved beside it."""
    values = {**_spec_values(spec), "template_id": template_id}
    row_id = session.execute(insert(t.specs).values(values).returning(t.specs.c.id)).scalar_one()
    for table, rows in _child_rows(spec).items():
        if rows:
            session.execute(insert(table), [{"spec_id": row_id, **key_and_values} for key_and_values in rows.values()])
    return replace(spec, id=SpecId(row_id))


def save(session: Session, before: Spec, after: Spec) -> None:
    """Write what differs between the facts as loaded and the facts as they are now."""
    old, new = _spec_values(before), _spec_values(after)
    if changed := {name: value for name, value in new.items() if old[name] != value}:
        session.execute(update(t.specs).where(t.specs.c.id == after.id).values(changed))
    rows_before, rows_after = _child_rows(before), _child_rows(after)
    for table, wanted in rows_after.items():
        if wanted != rows_before[table]:
            _sync(session, table, after.id, rows_before[table], wanted)


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


_CHILDREN = (t.checklist_lines, t.ticks, t.participants, t.receipts, t.nudges, t.discussions, t.reminders)
_KEYS = {table: [f"key_{column.name}" for column in table.primary_key] for table in _CHILDREN}


def _row(table: Table) -> ColumnElement[bool]:
    return and_(*(column == bindparam(name) for column, name in zip(table.primary_key, _KEYS[table], strict=True)))


_DELETES = {table: delete(table).where(_row(table)) for table in _CHILDREN}
_UPDATES = {table: update(table).where(_row(table)) for table in _CHILDREN}


def _spec_values(spec: Spec) -> Values:
    return {
        "workspace_id": spec.workspace,
        "number": spec.number,
        "title": spec.title,
        "drafter_id": spec.drafter,
        "channel_id": spec.channel,
        "url": spec.url,
        "revision": spec.text.revision,
        "created_at": spec.created_at,
        "shared_at": spec.shared_at,
        "withdrawn_at": spec.withdrawn_at,
        "withdrawn_by": spec.withdrawn_by,
        "discussion_key": spec.discussion.key if spec.discussion else None,
        "waiting_since": spec.waiting_since,
        "snoozed_until": spec.snoozed_until,
    }


def _child_rows(spec: Spec) -> dict[Table, dict[tuple[Any, ...], Values]]:
    """The facts as rows, by table and by primary key without spec_id."""
    lists: dict[Table, list[Values]] = {
        t.checklist_lines: [
            {
                "position": line.position,
                "text": line.text,
                "role": line.role,
                "depth": line.depth,
                "kind": line.kind,
                "not_needed_by": line.not_needed_by,
            }
            for line in spec.lines
        ],
        t.ticks: [
            {"position": line.position, **_sourced(tick.user, tick.source), "at": tick.at}
            for line in spec.lines
            for tick in line.ticks
        ],
        t.participants: [
            {"user_id": p.user, "role": p.role, "position": position} for position, p in enumerate(spec.participants)
        ],
        t.receipts: [{**_sourced(r.user, r.source), "revision": r.revision, "at": r.at} for r in spec.receipts],
        t.nudges: [{**_sourced(n.user, n.source), "at": n.at} for n in spec.nudges],
        t.discussions: [_discussion_values(spec.discussion)] if spec.discussion else [],
        t.reminders: [{"kind": r.kind, "user_id": r.user, "occasion": r.occasion, "at": r.at} for r in spec.reminded],
    }
    return {table: {_key(table, values): values for values in rows} for table, rows in lists.items()}


def _key(table: Table, values: Values) -> tuple[Any, ...]:
    return tuple(values[column.name] for column in table.primary_key if column.name != "spec_id")


def _sourced(user: UserId, source: Source) -> Values:
    return {"user_id": user, "via": source.via, "source_key": source.key}


def _discussion_values(discussion: Discussion) -> Values:
    return {
        "key": discussion.key,
        "kind": discussion.kind,
        "starts_at": discussion.starts_at,
        "length_minutes": int(discussion.length.total_seconds() // 60),
        "place": discussion.place,
        "set_by": discussion.set_by,
        "set_at": discussion.set_at,
        "sequence": discussion.sequence,
        "cancelled_at": discussion.cancelled_at,
        "cancelled_by": discussion.cancelled_by,
        "decider_id": discussion.decider,
    }


_GIVEN = ("at", "user_id", "via", "source_key")
"""The order of what people gave: by time, and always the same where the time is."""

_ORDERS: Mapping[Table, Sequence[str]] = {
    t.ticks: _GIVEN,
    t.checklist_lines: ("position",),
    t.participants: ("position",),
    t.receipts: _GIVEN,
    t.nudges: _GIVEN,
    t.discussions: ("key",),
    t.reminders: ("at", "occasion"),
}

# Each click loads a spec. Statements are made once: making one costs several times as much as executing it.


_IN_WORKSPACE = t.specs.c.workspace_id == bindparam("workspace")


def _rows_where(is_meant: ColumnElement[bool]) -> Mapping[bool, Select[Any]]:
    """The statement that finds a spec's row, without and with a lock on it."""
    query = select(t.specs).where(_IN_WORKSPACE, is_meant)
    return {False: query, True: query.with_for_update()}


_BY_NUMBER = _rows_where(t.specs.c.number == bindparam("number"))
_BY_ID = _rows_where(t.specs.c.id == bindparam("id"))

Queries = Mapping[Table, Select[Any]]


def _facts_where(belongs: Callable[[Table], ColumnElement[bool]]) -> Queries:
    """For each kind of fact the statement that finds those that belong; of a text's revisions, the newest."""
    r = t.revisions.c
    texts = select(r.spec_id, r.number, r.author_id, r.summary, r.reading_minutes, r.open_questions, r.digest)
    newest = and_(t.specs.c.id == r.spec_id, t.specs.c.revision == r.number)
    return {
        t.revisions: texts.join(t.specs, newest).where(belongs(t.revisions)),
        **{
            table: select(table).where(belongs(table)).order_by(*(table.c[name] for name in order))
            for table, order in _ORDERS.items()
        },
    }


_OF_ONE = _facts_where(lambda table: table.c.spec_id == bindparam("spec_id"))
_OF_ALL = _facts_where(lambda table: table.c.spec_id.in_(select(t.specs.c.id).where(_IN_WORKSPACE)))


def _assemble(session: Session, rows: Sequence[Row[Any]], queries: Queries, given: Values) -> list[Spec]:
    """Specs from their rows, with one query a kind of fact however many specs there are."""
    connection = session.connection()

    def facts(table: Table, make: Callable[[Row[Any]], Fact]) -> dict[int, list[Fact]]:
        found: dict[int, list[Fact]] = defaultdict(list)
        for row in connection.execute(queries[table], given):
            found[row.spec_id].append(make(row))
        return found

    ticks = facts(t.ticks, lambda r: (r.position, Tick(user=UserId(r.user_id), source=_source(r), at=r.at)))
    lines = facts(t.checklist_lines, _line(ticks))
    people = facts(t.participants, lambda r: Participant(user=UserId(r.user_id), role=Role(r.role)))
    receipts = facts(t.receipts, _receipt)
    nudges = facts(t.nudges, lambda r: Nudge(user=UserId(r.user_id), source=_source(r), at=r.at))
    discussions = facts(t.discussions, _discussion)
    reminded = facts(t.reminders, _reminded)
    texts = {row.spec_id: _text(row) for row in connection.execute(queries[t.revisions], given)}
    return [
        Spec(
            id=SpecId(row.id),
            workspace=WorkspaceId(row.workspace_id),
            number=row.number,
            title=row.title,
            drafter=UserId(row.drafter_id),
            channel=ChannelId(row.channel_id),
            created_at=row.created_at,
            text=texts.get(row.id, Text(author=UserId(row.drafter_id))),
            url=row.url,
            shared_at=row.shared_at,
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=row.withdrawn_by,
            waiting_since=row.waiting_since,
            snoozed_until=row.snoozed_until,
            participants=tuple(people[row.id]),
            receipts=tuple(receipts[row.id]),
            nudges=tuple(nudges[row.id]),
            lines=tuple(lines[row.id]),
            discussion=next((found for found in discussions[row.id] if found.key == row.discussion_key), None),
            reminded=tuple(reminded[row.id]),
        )
        for row in rows
    ]


def _text(row: Row[Any]) -> Text:
    return Text(
        revision=row.number,
        author=UserId(row.author_id),
        summary=row.summary,
        reading_minutes=row.reading_minutes,
        open_questions=row.open_questions,
        digest=row.digest,
    )


def _source(row: Row[Any]) -> Source:
    return Source(via=Via(row.via), key=row.source_key)


def _line(ticks: Mapping[int, list[tuple[int, Tick]]]) -> Callable[[Row[Any]], Line]:
    def make(row: Row[Any]) -> Line:
        return Line(
            position=row.position,
            text=row.text,
            role=row.role,
            depth=row.depth,
            kind=LineKind(row.kind) if row.kind else None,
            ticks=tuple(tick for position, tick in ticks.get(row.spec_id, ()) if position == row.position),
            not_needed_by=row.not_needed_by,
        )

    return make


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(user=UserId(row.user_id), revision=row.revision, source=_source(row), at=row.at)


def _reminded(row: Row[Any]) -> Reminded:
    return Reminded(kind=row.kind, user=UserId(row.user_id), occasion=row.occasion, at=row.at)


def _discussion(row: Row[Any]) -> Discussion:
    return Discussion(
        key=row.key,
        kind=DiscussionKind(row.kind),
        starts_at=row.starts_at,
        length=timedelta(minutes=row.length_minutes),
        place=row.place,
        set_by=UserId(row.set_by),
        set_at=row.set_at,
        sequence=row.sequence,
        cancelled_at=row.cancelled_at,
        cancelled_by=row.cancelled_by,
        decider=row.decider_id,
    )
