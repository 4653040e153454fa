"""The statements that find the facts of specs, and what their rows mean.

Each click loads a spec. Statements are made once: making one costs several times as much as executing it; and there are
few, for each costs more than the rows that it finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    Cast,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)

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


class By(NamedTuple):
    """The statement that finds a spec's own row, and the one that locks it too."""

    find: Select[Any]
    lock: Select[Any]


def _by(is_meant: ColumnElement[bool]) -> By:
    # Nothing is joined: whoever waited for the lock on PostgreSQL finds this row as it is then, but what would be joined
    # to it as it was before. The facts are found after it.
    find = select(t.specs).where(_IN_WORKSPACE, is_meant)
    return By(find, find.with_for_update())


BY_NUMBER = _by(t.specs.c.number == bindparam("number"))
BY_ID = _by(t.specs.c.id == bindparam("id"))
_ALL = select(t.specs).where(_IN_WORKSPACE).order_by(t.specs.c.number.desc())


class _Given(StrEnum):
    """The kinds of fact that share one statement."""

    TEXT = "text"
    DISCUSSION = "discussion"
    TICK = "tick"
    LINE = "line"
    PARTICIPANT = "participant"
    LEFT = "left"
    RECEIPT = "receipt"
    NUDGE = "nudge"
    REMINDED = "reminded"


_NOTHING, _NO_TIME = cast(null(), t.checklist_lines.c.text.type), cast(null(), t.ticks.c.at.type)
_ABSENT: Mapping[str, ColumnElement[Any]] = {
    **dict.fromkeys(("user_id", "via", "source_key"), _NOTHING),
    **dict.fromkeys(("number", "place"), literal_column("0")),
    **dict.fromkeys(("at", "second_at", "third_at"), _NO_TIME),
    **dict.fromkeys(("more", "second_user_id", "third_user_id"), _NOTHING),
}
"""What the kinds have in common, where a kind has no such thing; the first kind says of which type it is."""

_ABSENT_TOO = {name: null() if isinstance(value, Cast) else value for name, value in _ABSENT.items()}

# By kind, the table, and which of its columns stands under which of those names.
_COLUMNS: Mapping[_Given, tuple[Table, Mapping[str, str]]] = {
    _Given.TEXT: (
        t.revisions,
        {
            "user_id": "author_id",
            "source_key": "digest",
            "number": "reading_minutes",
            "place": "open_questions",
            "more": "summary",
        },
    ),
    _Given.DISCUSSION: (
        t.discussions,
        {
            "user_id": "set_by",
            "via": "kind",
            "source_key": "key",
            "number": "length_minutes",
            "place": "sequence",
            "at": "set_at",
            "more": "place",
            "second_at": "starts_at",
            "third_at": "cancelled_at",
            "second_user_id": "cancelled_by",
            "third_user_id": "decider_id",
        },
    ),
    _Given.LINE: (
        t.checklist_lines,
        {
            "user_id": "not_needed_by",
            "via": "kind",
            "source_key": "text",
            "number": "depth",
            "place": "position",
            "more": "role",
        },
    ),
    _Given.TICK: (
        t.ticks,
        {"user_id": "user_id", "via": "via", "source_key": "source_key", "number": "position", "at": "at"},
    ),
    _Given.RECEIPT: (
        t.receipts,
        {"user_id": "user_id", "via": "via", "source_key": "source_key", "number": "revision", "at": "at"},
    ),
    _Given.NUDGE: (t.nudges, {"user_id": "user_id", "via": "via", "source_key": "source_key", "at": "at"}),
    _Given.PARTICIPANT: (t.participants, {"user_id": "user_id", "via": "role", "place": "position"}),
    _Given.LEFT: (t.participants, {"user_id": "user_id"}),
    _Given.REMINDED: (
        t.reminders,
        {
            "user_id": "user_id",
            "via": "kind",
            "source_key": "occasion",
            "at": "at",
            "more": "message",
            "second_at": "declined_at",
            "third_at": "snoozed_until",
        },
    ),
}

_OWN = t.specs.alias("own").c
_CURRENT: Mapping[_Given, ColumnElement[bool]] = {
    _Given.TEXT: and_(_OWN.id == t.revisions.c.spec_id, _OWN.revision == t.revisions.c.number),
    _Given.DISCUSSION: and_(_OWN.id == t.discussions.c.spec_id, _OWN.discussion_key == t.discussions.c.key),
    _Given.LEFT: and_(
        _OWN.id == t.participants.c.spec_id,
        _OWN.workspace_id == t.people.c.workspace_id,
        t.people.c.id == t.participants.c.user_id,
        t.people.c.is_deactivated,
    ),
}
"""Of these only some are facts: the latest, where the others are history; and of participants those who were deactivated."""


def _facts_where(belongs: Callable[[Table], ColumnElement[bool]]) -> CompoundSelect[Any]:
    """The statement that finds the text, the discussion, the checklist lines and what people gave of the specs meant."""
    parts: list[Select[Any]] = []
    for kind, (table, names) in _COLUMNS.items():
        absent = _ABSENT_TOO if parts else _ABSENT
        picked = {**absent, **{name: table.c[column] for name, column in names.items()}}
        columns = [value.label(name) for name, value in picked.items()]
        # Constants and not parameters: psycopg takes a long statement apart at each execution, and a short one once.
        given = literal_column(f"'{kind.value}'", String).label("given")
        part = select(given, table.c.spec_id, *columns).where(belongs(table))
        parts.append(part.where(_CURRENT[kind]) if kind in _CURRENT else part)
    # By time, and always the same where the time is; lines and participants by their place.
    return union_all(*parts).order_by("place", "at", "user_id", "via", "source_key")


_OF_ONE = _facts_where(lambda table: table.c.spec_id == bindparam("spec_id"))
_OF_ALL = _facts_where(lambda table: table.c.spec_id.in_(select(t.specs.c.id).where(_IN_WORKSPACE)))


def of_one(session: Session, row: Row[Any]) -> Spec:
    """The spec of a row that BY_NUMBER or BY_ID found, with its facts as they are now."""
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
        text=_text(row, gifts.get(_Given.TEXT, ())),
        url=row.url,
        shared_at=row.shared_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        waiting_since=row.waiting_since,
        snoozed_until=row.snoozed_until,
        readers_chosen_at=row.readers_chosen_at,
        participants=given(_Given.PARTICIPANT, lambda r: Participant(user=UserId(r.user_id), role=Role(r.via))),
        left=frozenset(given(_Given.LEFT, lambda r: UserId(r.user_id))),
        receipts=given(_Given.RECEIPT, _receipt),
        nudges=given(_Given.NUDGE, lambda r: Nudge(user=UserId(r.user_id), source=_source(r), at=r.at)),
        lines=_lines(gifts.get(_Given.LINE, ()), gifts.get(_Given.TICK, ())),
        discussion=next(iter(given(_Given.DISCUSSION, _discussion)), None),
        reminded=given(_Given.REMINDED, _reminded),
    )


def _text(own: Row[Any], newest: Sequence[Row[Any]]) -> Text:
    for row in newest:
        return Text(
            revision=own.revision,
            author=UserId(row.user_id),
            summary=row.more,
            reading_minutes=row.number,
            open_questions=row.place,
            digest=row.source_key,
        )
    return Text(author=UserId(own.drafter_id))


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
        declined_at=row.second_at,
        snoozed_until=row.third_at,
    )


def _discussion(row: Row[Any]) -> Discussion:
    return Discussion(
        key=row.source_key,
        kind=DiscussionKind(row.via),
        starts_at=row.second_at,
        length=timedelta(minutes=row.number),
        place=row.more,
        set_by=UserId(row.user_id),
        set_at=row.at,
        sequence=row.place,
        cancelled_at=row.third_at,
        cancelled_by=row.second_user_id,
        decider=row.third_user_id,
    )
