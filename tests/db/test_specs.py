"""Facts survive the database: every spec comes back as it went in, and only differences are written."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from bot.db import documents, outbox, people, schema, specs, templates, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions
from bot.db.templates import BUILT_IN
from bot.domain import document
from bot.domain.people import Person
from bot.domain.process import status
from bot.domain.slots import Taken
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
    Status,
    Text,
    Tick,
    UserId,
    Via,
    WorkspaceId,
)
from bot.domain.template import LineKind
from tests.db.at_once import at_once
from tests.domain.facts import (
    BUTTON,
    CHECK,
    CODY,
    DANA,
    DRAFT,
    IN_STATUS,
    MEETING,
    NOW,
    OTTO,
    RITA,
    SAM,
    SCHEDULED,
    TEAM,
    UNSCHEDULED,
    WITHDRAWN,
)

OTHER_TEAM = WorkspaceId("T-TWO")
THREADS, EACH = 8, 4

# One database serves all examples of a test: each adds a spec of its own.
repeatable = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

# ------------------------------------------------------------------------------------------------------- any spec

written = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside.
maybe = st.none() | moments
users = st.sampled_from([UserId(f"U-{name}") for name in ("DANA", "SAM", "RITA", "OTTO")])
sources = st.builds(Source, via=st.sampled_from(Via), key=st.sampled_from(("", "check/1.2", "bell/1.2")))
ticks = st.lists(st.builds(Tick, user=users, source=sources, at=moments), max_size=3)
discussions = st.builds(
    Discussion,
    key=st.sampled_from(("one", "two", "three")),
    kind=st.sampled_from(DiscussionKind),
    starts_at=moments,
    length=st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
    place=written,
    set_by=users,
    set_at=moments,
    sequence=st.integers(0, 9),
    cancelled_at=maybe,
    cancelled_by=st.none() | users,
    decider=st.none() | users,
)


@st.composite
def checklists(draw: st.DrawFn) -> tuple[Line, ...]:
    """Lines at any depth, with any ticks of people."""
    return tuple(
        Line(
            position=position,
            text=draw(written),
            role=draw(st.none() | written),
            depth=draw(st.integers(0, 3)),
            kind=draw(st.none() | st.sampled_from(LineKind)),
            ticks=in_order(draw(ticks)),
            not_needed_by=draw(st.none() | users),
        )
        for position in range(draw(st.integers(0, 4)))
    )


def in_order(given: list[Any]) -> tuple[Any, ...]:
    """What people gave: of one person and source the last counts, and it comes back by time."""
    latest = {(each.user, each.source): each for each in given}
    return tuple(sorted(latest.values(), key=lambda each: (each.at, each.user, each.source.via, each.source.key)))


any_spec = st.builds(
    Spec,
    id=st.just(SpecId(0)),
    workspace=st.just(TEAM),
    number=st.just(0),
    title=written,
    drafter=users,
    channel=st.just(ChannelId("C-SPECS")),
    created_at=moments,
    text=st.builds(Text, revision=st.integers(1, 9), author=users, summary=written, reading_minutes=st.integers(1, 99)),
    url=st.none() | written,
    shared_at=maybe,
    withdrawn_at=maybe,
    withdrawn_by=st.none() | users,
    waiting_since=maybe,
    snoozed_until=maybe,
    readers_chosen_at=maybe,
    participants=st.lists(st.builds(Participant, user=users, role=st.sampled_from(Role)), unique=True).map(tuple),
    receipts=st.lists(
        st.builds(Receipt, user=users, revision=st.integers(1, 9), source=sources, at=moments), max_size=4
    ).map(in_order),
    nudges=st.lists(st.builds(Nudge, user=users, source=sources, at=moments), max_size=4).map(in_order),
    lines=checklists(),
    discussion=st.none() | discussions,
    reminded=st.lists(
        st.builds(Reminded, kind=st.just("unscheduled"), user=users, occasion=st.sampled_from("abc"), at=moments),
        max_size=4,
        unique_by=lambda entry: (entry.user, entry.occasion),
    ).map(lambda found: tuple(sorted(found, key=lambda entry: (entry.at, entry.occasion, entry.user)))),
)

NUMBERS = count(1)


def add(sessions: Sessions, spec: Spec, template_id: int) -> Spec:
    """Keep a spec with its revision, as the service does."""
    with sessions.begin() as session:
        added = specs.add(session, replace(spec, number=next(NUMBERS)), template_id)
        documents.save(session, added.id, spec.text, document.parse("# Title\n"), NOW)
    return added


def load(sessions: Sessions, spec: Spec) -> Spec | None:
    with sessions.begin() as session:
        return specs.load(session, spec.workspace, spec.number)


@repeatable
@given(spec=any_spec)
def test_any_spec_comes_back_as_it_was_kept(sessions: Sessions, template_id: int, spec: Spec) -> None:
    added = add(sessions, spec, template_id)
    assert load(sessions, added) == replace(spec, id=added.id, number=added.number)


@repeatable
@given(one=any_spec, other=any_spec)
def test_any_change_of_facts_is_kept(sessions: Sessions, template_id: int, one: Spec, other: Spec) -> None:
    before = add(sessions, one, template_id)
    # The text of a revision is saved beside the facts, by documents.save.
    after = replace(other, id=before.id, number=before.number, text=before.text)
    # A discussion is never forgotten: it is cancelled or followed by another one.
    after = replace(after, discussion=after.discussion or before.discussion)
    with sessions.begin() as session:
        specs.save(session, before, after)
    assert load(sessions, before) == after


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that change something, as the database hears them."""
    heard: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            heard.append(" ".join(statement.split()[:3]))

    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"title": "Another"}, ["UPDATE specs SET"]),
        ({"nudges": (Nudge(user=SAM, source=BUTTON, at=NOW),)}, ["INSERT INTO nudges"]),
        ({"participants": UNSCHEDULED.participants[:1]}, ["DELETE FROM participants"] * 2),
        ({"discussion": MEETING, "waiting_since": None}, ["UPDATE specs SET", "INSERT INTO discussions"]),
    ],
)
def test_saving_writes_only_what_differs(
    engine: Engine, sessions: Sessions, template_id: int, changes: dict[str, Any], expected: list[str]
) -> None:
    before = add(sessions, UNSCHEDULED, template_id)
    with statements(engine) as heard, sessions.begin() as session:
        specs.save(session, before, replace(before, **changes))
    assert heard == expected


def test_a_tick_that_is_taken_back_leaves_no_row(sessions: Sessions, template_id: int) -> None:
    ticked = replace(UNSCHEDULED.lines[0], ticks=(Tick(user=SAM, source=CHECK, at=NOW),))
    before = add(sessions, replace(UNSCHEDULED, lines=(ticked,)), template_id)
    with sessions.begin() as session:
        specs.save(session, before, replace(before, lines=(replace(ticked, ticks=()),)))
        assert session.execute(select(schema.ticks)).all() == []


def test_participants_who_were_deactivated_have_left_until_they_are_back(sessions: Sessions, template_id: int) -> None:
    added = add(sessions, UNSCHEDULED, template_id)
    for is_deactivated, left in ((False, set()), (True, {SAM}), (False, set())):
        with sessions.begin() as session:
            people.learn(session, TEAM, Person(id=SAM, name="Sam", is_deactivated=is_deactivated))
            workspaces.ensure(session, OTHER_TEAM)
            people.learn(session, OTHER_TEAM, Person(id=RITA, name="Rita", is_deactivated=True))
            found = specs.load(session, TEAM, added.number)
            assert found is not None
            assert found.left == left
            assert [spec.left for spec in specs.load_all(session, TEAM)] == [left]


def test_when_people_meet_is_told_of_shared_specs_whose_discussion_stands(sessions: Sessions, template_id: int) -> None:
    met = add(sessions, SCHEDULED, template_id)
    not_meeting = (
        replace(SCHEDULED, shared_at=None),
        replace(SCHEDULED, withdrawn_at=NOW),
        replace(SCHEDULED, discussion=replace(MEETING, cancelled_at=NOW)),
        replace(SCHEDULED, discussion=replace(MEETING, kind=DiscussionKind.THREAD)),
        replace(SCHEDULED, discussion=replace(MEETING, starts_at=NOW)),
        replace(UNSCHEDULED, drafter=RITA, participants=()),
    )
    others = [add(sessions, spec, template_id) for spec in not_meeting]
    ends_at = MEETING.starts_at + MEETING.length
    expected = {
        Taken(spec=met.id, user=user, starts_at=MEETING.starts_at, ends_at=ends_at) for user in (DANA, CODY, RITA)
    }
    with sessions.begin() as session:
        specs.attend(session, [met.id, *(spec.id for spec in others)], MEETING.starts_at)
        assert set(specs.meetings_of(session, TEAM, [DANA, CODY, RITA, OTTO], NOW)) == expected
        assert specs.meetings_of(session, OTHER_TEAM, [DANA], NOW) == []
        assert specs.meetings_of(session, TEAM, [], NOW) == []


def test_what_waits_with_a_spec_is_shared_waits_for_a_date_and_has_somebody_of_it(
    sessions: Sessions, template_id: int
) -> None:
    spec = add(sessions, SCHEDULED, template_id)
    theirs = add(sessions, replace(UNSCHEDULED, drafter=RITA, participants=()), template_id)
    also_theirs = add(sessions, replace(UNSCHEDULED, drafter=OTTO), template_id)
    for other in (DRAFT, SCHEDULED, WITHDRAWN, replace(UNSCHEDULED, drafter=OTTO, participants=())):
        add(sessions, other, template_id)
    with sessions.begin() as session:
        assert specs.waiting_with(session, spec) == [theirs.id, also_theirs.id]


def test_a_reminder_cannot_be_written_twice(sessions: Sessions, template_id: int) -> None:
    before = add(sessions, UNSCHEDULED, template_id)
    sent = replace(before, reminded=(Reminded(kind="unscheduled", user=DANA, occasion="first", at=NOW),))
    with sessions.begin() as session:
        specs.save(session, before, sent)
    # Another process that loaded the spec before cannot send it again.
    with pytest.raises(IntegrityError), sessions.begin() as session:
        specs.save(session, before, sent)


def test_the_latest_discussion_counts_even_when_both_were_set_at_the_same_moment(
    sessions: Sessions, template_id: int
) -> None:
    cancelled = replace(MEETING, key="z-first", cancelled_at=NOW, cancelled_by=DANA)
    before = add(sessions, replace(UNSCHEDULED, discussion=cancelled), template_id)
    after = replace(before, discussion=replace(MEETING, key="a-second"))
    with sessions.begin() as session:
        specs.save(session, before, after)
        assert len(session.execute(select(schema.discussions)).all()) == 2
    assert load(sessions, before) == after


# ------------------------------------------------------------------------------------------------- numbers, workspaces


def test_numbers_are_given_once_though_many_create_at_the_same_time(database_url: str, template_id: int) -> None:
    del template_id

    def create_some(sessions: Sessions) -> list[int]:
        numbers = []
        for _ in range(EACH):
            with sessions.begin() as session:
                number = workspaces.next_number(session, TEAM)
                kept = templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=NOW)
                specs.add(session, replace(DRAFT, number=number), kept)
                numbers.append(number)
        return numbers

    made = at_once(database_url, [create_some] * THREADS)
    assert sorted(number for numbers in made for number in numbers) == list(range(1, THREADS * EACH + 1))


def test_a_number_that_was_rolled_back_is_given_again(sessions: Sessions, template_id: int) -> None:
    del template_id
    with suppress(RuntimeError), sessions.begin() as session:
        assert workspaces.next_number(session, TEAM) == 1
        raise RuntimeError
    with sessions.begin() as session:
        assert workspaces.next_number(session, TEAM) == 1


def test_workspaces_are_walled_off_from_each_other(sessions: Sessions, template_id: int) -> None:
    mine = add(sessions, DRAFT, template_id)
    with sessions.begin() as session:
        workspaces.ensure(session, OTHER_TEAM)
        outbox.want(session, TEAM, mine.id, OutboxKind.CARD)
        (card,) = outbox.claim(session, datetime.now(UTC), NOW, 10)
        outbox.finish(session, card, outbox.real_now(session), channel="C-SPECS", ts="1.2", sent_hash=None)
    with sessions.begin() as session:
        assert specs.load(session, TEAM, mine.number) == specs.load_by_id(session, TEAM, mine.id) == mine
        assert specs.number_by_message(session, TEAM, ChannelId("C-SPECS"), "1.2") == mine.number
        assert specs.load_all(session, TEAM) == [mine]
        assert specs.load(session, OTHER_TEAM, mine.number) is None
        assert specs.load_by_id(session, OTHER_TEAM, mine.id) is None
        assert specs.number_by_message(session, OTHER_TEAM, ChannelId("C-SPECS"), "1.2") is None
        assert specs.load_all(session, OTHER_TEAM) == []
        assert workspaces.next_number(session, OTHER_TEAM) == 1


def test_the_same_number_is_free_in_another_workspace_and_taken_in_this_one(
    sessions: Sessions, template_id: int
) -> None:
    with sessions.begin() as session:
        workspaces.ensure(session, OTHER_TEAM)
        mine = specs.add(session, replace(DRAFT, number=1), template_id)
        theirs = specs.add(session, replace(DRAFT, number=1, workspace=OTHER_TEAM), template_id)
        assert mine.id != theirs.id
        assert specs.load_by_id(session, TEAM, theirs.id) is None
    with pytest.raises(IntegrityError), sessions.begin() as session:
        specs.add(session, replace(DRAFT, number=1), template_id)


def test_all_specs_come_newest_first_each_with_its_own_facts(sessions: Sessions, template_id: int) -> None:
    added = [add(sessions, spec, template_id) for spec in IN_STATUS.values()]
    assert len(added) == len(Status)
    with sessions.begin() as session:
        found = specs.load_all(session, TEAM)
        assert found == [specs.load(session, TEAM, spec.number) for spec in reversed(added)]
    assert [status(spec) for spec in reversed(found)] == list(Status)


# ----------------------------------------------------------------------------------------------------------- attention


def test_specs_are_attended_in_the_order_of_their_times(sessions: Sessions, template_id: int) -> None:
    early, late, never, later = (add(sessions, UNSCHEDULED, template_id) for _ in range(4))
    with sessions.begin() as session:
        assert specs.next_attend_at(session) is None
        for spec, hours in ((late, -1), (early, -2), (later, 1)):
            specs.set_attend_at(session, spec.id, NOW + timedelta(hours=hours))
        specs.set_attend_at(session, never.id, None)
        assert specs.next_attend_at(session) == NOW - timedelta(hours=2)
        assert specs.to_attend(session, NOW) == (TEAM, early.id)
        specs.set_attend_at(session, early.id, NOW + timedelta(hours=2))
        assert specs.to_attend(session, NOW) == (TEAM, late.id)


def test_a_time_without_a_zone_is_refused(sessions: Sessions, template_id: int) -> None:
    spec = add(sessions, UNSCHEDULED, template_id)
    with pytest.raises(Exception, match="must be aware"), sessions.begin() as session:
        specs.set_attend_at(session, spec.id, NOW.replace(tzinfo=None))


def test_times_of_any_zone_come_back_in_utc_and_sort_by_time(sessions: Sessions, template_id: int) -> None:
    tokyo = datetime.fromisoformat("2026-11-24T08:00:00+09:00")
    spec = add(sessions, replace(UNSCHEDULED, snoozed_until=tokyo), template_id)
    found = load(sessions, spec)
    assert found is not None
    assert found.snoozed_until == tokyo
    assert found.snoozed_until is not None
    assert found.snoozed_until.tzinfo is UTC
    with sessions.begin() as session:
        specs.set_attend_at(session, spec.id, tokyo)
        assert specs.to_attend(session, tokyo - timedelta(seconds=1)) is None
        assert specs.to_attend(session, tokyo) == (TEAM, spec.id)


def test_a_participant_may_have_two_roles(sessions: Sessions, template_id: int) -> None:
    both = tuple(Participant(user=RITA, role=role) for role in (Role.READER, Role.STAKEHOLDER))
    found = load(sessions, add(sessions, replace(DRAFT, participants=both), template_id))
    assert found is not None
    assert found.participants == both
