"""The statements that find the facts of specs, and what their rows mean.

Each click loads a spec. Statements are made once: making one costs several times as much as executing it; and there are
few, for each costs more than the rows that it finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, cast, literal, null, select, true, union_all

from bot.db import schema as t
from bot.db.session import Session
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

_IN_WORKSPACE = t.specs.c.workspace_id == bindparam("workspace")
_TEXT_COLUMNS = ("author_id", "summary", "reading_minutes", "open_questions", "digest")


class By(NamedTuple):
    """The statement that finds specs with their newest text and their discussion, and the one that locks them."""

    find: Select[Any]
    lock: Select[Any]


def _rows_where(is_meant: ColumnElement[bool]) -> By:
    r, d = t.revisions.c, t.discussions.c
    newest = and_(r.spec_id == t.specs.c.id, r.number == t.specs.c.revision)
    latest = and_(d.spec_id == t.specs.c.id, d.key == t.specs.c.discussion_key)
    beside = [
        *(r[name].label(f"text_{name}") for name in _TEXT_COLUMNS),
        *(column.label(f"discussion_{column.name}") for column in d if column.name not in {"spec_id", "key"}),
    ]
    joined = t.specs.outerjoin(t.revisions, newest).outerjoin(t.discussions, latest)
    query = select(t.specs, *beside).select_from(joined).where(_IN_WORKSPACE, is_meant)
    return By(query, select(t.specs.c.id).where(_IN_WORKSPACE, is_meant).with_for_update())


BY_NUMBER = _rows_where(t.specs.c.number == bindparam("number"))
BY_ID = _rows_where(t.specs.c.id == bindparam("id"))
_ALL = _rows_where(true()).find.order_by(t.specs.c.number.desc())


class _Given(StrEnum):
    """The kinds of fact that share one statement."""

    TICK = "tick"
    LINE = "line"
    PARTICIPANT = "participant"
    RECEIPT = "receipt"
    NUDGE = "nudge"
    REMINDED = "reminded"


Belongs = Callable[[Table], ColumnElement[bool]]


def _facts_where(belongs: Belongs) -> Select[Any]:
    """The statement that finds the checklist lines, and everything that people gave, of the specs that are meant."""
    none, no_time, nothing = literal(0), cast(null(), t.ticks.c.at.type), cast(null(), t.checklist_lines.c.text.type)
    lines, ticks, receipts, nudges = t.checklist_lines.c, t.ticks.c, t.receipts.c, t.nudges.c
    people, reminders = t.participants.c, t.reminders.c
    columns: Mapping[_Given, tuple[Table, Sequence[Any]]] = {
        _Given.LINE: (
            t.checklist_lines,
            (lines.not_needed_by, lines.kind, lines.text, lines.depth, lines.position, no_time, lines.role),
        ),
        _Given.TICK: (t.ticks, (ticks.user_id, ticks.via, ticks.source_key, ticks.position, none, ticks.at)),
        _Given.RECEIPT: (
            t.receipts,
            (receipts.user_id, receipts.via, receipts.source_key, receipts.revision, none, receipts.at),
        ),
        _Given.NUDGE: (t.nudges, (nudges.user_id, nudges.via, nudges.source_key, none, none, nudges.at)),
        _Given.PARTICIPANT: (t.participants, (people.user_id, people.role, literal(""), none, people.position)),
        _Given.REMINDED: (
            t.reminders,
            (
                *(reminders.user_id, reminders.kind, reminders.occasion, none, none, reminders.at, reminders.message),
                *(reminders.declined_at, reminders.snoozed_until),
            ),
        ),
    }
    names = ("user_id", "via", "source_key", "number", "place", "at", "more", "declined_at", "snoozed_until")
    absent = (nothing, nothing, nothing, none, none, no_time, nothing, no_time, no_time)
    parts = [
        select(
            literal(given.value).label("given"),
            table.c.spec_id,
            *(column.label(name) for column, name in zip((*picked, *absent[len(picked) :]), names, strict=True)),
        ).where(belongs(table))
        for given, (table, picked) in columns.items()
    ]
    every = union_all(*parts).subquery()
    # By time, and always the same where the time is; lines and participants by their place.
    order = [every.c[name] for name in ("place", "at", "user_id", "via", "source_key")]
    return select(every).order_by(*order)


_OF_ONE = _facts_where(lambda table: table.c.spec_id == bindparam("spec_id"))
_OF_ALL = _facts_where(lambda table: table.c.spec_id.in_(select(t.specs.c.id).where(_IN_WORKSPACE)))


def of_one(session: Session, row: Row[Any]) -> Spec:
    """The spec of a row that BY_NUMBER or BY_ID found."""
    return _assemble([row], session.execute(_OF_ONE, {"spec_id": row.id}))[0]


def of_all(session: Session, workspace: WorkspaceId) -> list[Spec]:
    """Every spec of the workspace, the newest first; two statements, however many specs there are."""
    given = {"workspace": workspace}
    return _assemble(session.execute(_ALL, given).all(), session.execute(_OF_ALL, given))


def _assemble(rows: Sequence[Row[Any]], facts: Iterable[Row[Any]]) -> list[Spec]:
    gifts: dict[int, dict[str, list[Row[Any]]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        gifts[fact.spec_id][fact.given].append(fact)
    return [_spec(row, gifts[row.id]) for row in rows]


def _spec(row: Row[Any], gifts: Mapping[str, Sequence[Row[Any]]]) -> Spec:
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
        lines=_lines(gifts.get(_Given.LINE, ()), gifts.get(_Given.TICK, ())),
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


def _lines(rows: Sequence[Row[Any]], ticks: Sequence[Row[Any]]) -> tuple[Line, ...]:
    ticked: dict[int, list[Tick]] = defaultdict(list)
    for row in ticks:
        ticked[row.number].append(Tick(user=UserId(row.user_id), source=_source(row), at=row.at))
    return tuple(
        Line(
            position=row.place,
            text=row.source_key,
            role=row.more,
            depth=row.number,
            kind=LineKind(row.via) if row.via else None,
            ticks=tuple(ticked[row.place]),
            not_needed_by=row.user_id,
        )
        for row in rows
    )


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(user=UserId(row.user_id), revision=row.number, source=_source(row), at=row.at)


def _reminded(row: Row[Any]) -> Reminded:
    return Reminded(
        kind=row.via,
        user=UserId(row.user_id),
        occasion=row.source_key,
        at=row.at,
        message=row.more,
        declined_at=row.declined_at,
        snoozed_until=row.snoozed_until,
    )


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
