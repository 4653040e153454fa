"""Load and save the facts of a spec, and find specs.

Every function that finds a spec for a person takes the workspace: workspaces are walled off from each other.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    cast,
    delete,
    insert,
    literal,
    null,
    select,
    true,
    union_all,
    update,
)
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
    given = {"workspace": workspace}
    return _assemble(session, session.execute(_ALL, given).all(), _OF_ALL, given)


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


# Each click loads a spec. Statements are made once: making one costs several times as much as executing it; and there are
# few, for each costs more than the rows that it finds.

_IN_WORKSPACE = t.specs.c.workspace_id == bindparam("workspace")
_TEXT_COLUMNS = ("author_id", "summary", "reading_minutes", "open_questions", "digest")


def _rows_where(is_meant: ColumnElement[bool]) -> Mapping[bool, Select[Any]]:
    """The statement that finds specs with their newest text and their discussion, without and with a lock on the spec."""
    r, d = t.revisions.c, t.discussions.c
    newest = and_(r.spec_id == t.specs.c.id, r.number == t.specs.c.revision)
    latest = and_(d.spec_id == t.specs.c.id, d.key == t.specs.c.discussion_key)
    beside = [
        *(r[name].label(f"text_{name}") for name in _TEXT_COLUMNS),
        *(column.label(f"discussion_{column.name}") for column in d if column.name not in {"spec_id", "key"}),
    ]
    joined = t.specs.outerjoin(t.revisions, newest).outerjoin(t.discussions, latest)
    query = select(t.specs, *beside).select_from(joined).where(_IN_WORKSPACE, is_meant)
    return {False: query, True: query.with_for_update(of=t.specs)}


_BY_NUMBER = _rows_where(t.specs.c.number == bindparam("number"))
_BY_ID = _rows_where(t.specs.c.id == bindparam("id"))
_ALL = _rows_where(true())[False].order_by(t.specs.c.number.desc())


class _Given(StrEnum):
    """The kinds of fact that share one statement: somebody did something, at a time."""

    TICK = "tick"
    PARTICIPANT = "participant"
    RECEIPT = "receipt"
    NUDGE = "nudge"
    REMINDED = "reminded"


Belongs = Callable[[Table], ColumnElement[bool]]


def _facts_where(belongs: Belongs) -> tuple[Select[Any], Select[Any]]:
    """The statements that find the checklist lines, and everything that people gave, of the specs that are meant."""
    none, no_time = literal(0), cast(null(), t.ticks.c.at.type)
    columns: Mapping[_Given, tuple[Table, Sequence[Any]]] = {
        _Given.TICK: (t.ticks, (t.ticks.c.via, t.ticks.c.source_key, t.ticks.c.position, none, t.ticks.c.at)),
        _Given.RECEIPT: (
            t.receipts,
            (t.receipts.c.via, t.receipts.c.source_key, t.receipts.c.revision, none, t.receipts.c.at),
        ),
        _Given.NUDGE: (t.nudges, (t.nudges.c.via, t.nudges.c.source_key, none, none, t.nudges.c.at)),
        _Given.PARTICIPANT: (
            t.participants,
            (t.participants.c.role, literal(""), none, t.participants.c.position, no_time),
        ),
        _Given.REMINDED: (t.reminders, (t.reminders.c.kind, t.reminders.c.occasion, none, none, t.reminders.c.at)),
    }
    names = ("via", "source_key", "number", "place", "at")
    parts = [
        select(
            literal(given.value).label("given"),
            table.c.spec_id,
            table.c.user_id,
            *(column.label(name) for column, name in zip(picked, names, strict=True)),
        ).where(belongs(table))
        for given, (table, picked) in columns.items()
    ]
    every = union_all(*parts).subquery()
    # By time, and always the same where the time is; participants by the order in which they were named.
    order = [every.c[name] for name in ("place", "at", "user_id", "via", "source_key")]
    lines = select(t.checklist_lines).where(belongs(t.checklist_lines)).order_by(t.checklist_lines.c.position)
    return lines, select(every).order_by(*order)


_OF_ONE = _facts_where(lambda table: table.c.spec_id == bindparam("spec_id"))
_OF_ALL = _facts_where(lambda table: table.c.spec_id.in_(select(t.specs.c.id).where(_IN_WORKSPACE)))


def _assemble(
    session: Session, rows: Sequence[Row[Any]], queries: tuple[Select[Any], Select[Any]], given: Values
) -> list[Spec]:
    """Specs from their rows, with the same few statements however many specs there are."""
    connection = session.connection()
    lines: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(queries[0], given):
        lines[row.spec_id].append(row)
    gifts: dict[int, dict[_Given, list[Row[Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(queries[1], given):
        gifts[row.spec_id][_Given(row.given)].append(row)
    return [_spec(row, lines[row.id], gifts[row.id]) for row in rows]


def _spec(row: Row[Any], lines: Sequence[Row[Any]], gifts: Mapping[_Given, Sequence[Row[Any]]]) -> Spec:
    def given(kind: _Given, make: Callable[[Row[Any]], Fact]) -> tuple[Fact, ...]:
        return tuple(map(make, gifts.get(kind, ())))

    return Spec(
        id=SpecId(row.id),
        workspace=WorkspaceId(row.workspace_id),
        number=row.number,
        title=row.title,
        drafter=UserId(row.drafter_id),
        channel=ChannelId(row.channel_id),
        created_at=row.created_at,
        text=_text(row),
        url=row.url,
        shared_at=row.shared_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        waiting_since=row.waiting_since,
        snoozed_until=row.snoozed_until,
        participants=given(_Given.PARTICIPANT, lambda r: Participant(user=UserId(r.user_id), role=Role(r.via))),
        receipts=given(_Given.RECEIPT, _receipt),
        nudges=given(_Given.NUDGE, lambda r: Nudge(user=UserId(r.user_id), source=_source(r), at=r.at)),
        lines=tuple(_line(line, gifts.get(_Given.TICK, ())) for line in lines),
        discussion=_discussion(row) if row.discussion_kind is not None else None,
        reminded=given(_Given.REMINDED, _reminded),
    )


def _text(row: Row[Any]) -> Text:
    if row.text_author_id is None:
        return Text(author=UserId(row.drafter_id))
    return Text(
        revision=row.revision,
        author=UserId(row.text_author_id),
        summary=row.text_summary,
        reading_minutes=row.text_reading_minutes,
        open_questions=row.text_open_questions,
        digest=row.text_digest,
    )


def _source(row: Row[Any]) -> Source:
    return Source(via=Via(row.via), key=row.source_key)


def _line(row: Row[Any], ticks: Sequence[Row[Any]]) -> Line:
    return Line(
        position=row.position,
        text=row.text,
        role=row.role,
        depth=row.depth,
        kind=LineKind(row.kind) if row.kind else None,
        ticks=tuple(
            Tick(user=UserId(tick.user_id), source=_source(tick), at=tick.at)
            for tick in ticks
            if tick.number == row.position
        ),
        not_needed_by=row.not_needed_by,
    )


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(user=UserId(row.user_id), revision=row.number, source=_source(row), at=row.at)


def _reminded(row: Row[Any]) -> Reminded:
    return Reminded(kind=row.via, user=UserId(row.user_id), occasion=row.source_key, at=row.at)


def _discussion(row: Row[Any]) -> Discussion:
    return Discussion(
        key=row.discussion_key,
        kind=DiscussionKind(row.discussion_kind),
        starts_at=row.discussion_starts_at,
        length=timedelta(minutes=row.discussion_length_minutes),
        place=row.discussion_place,
        set_by=UserId(row.discussion_set_by),
        set_at=row.discussion_set_at,
        sequence=row.discussion_sequence,
        cancelled_at=row.discussion_cancelled_at,
        cancelled_by=row.discussion_cancelled_by,
        decider=row.discussion_decider_id,
    )
