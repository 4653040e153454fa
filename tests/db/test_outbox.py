"""The outbox: one row a message, one claim a row, and nothing that is wanted gets lost."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest
from sqlalchemy import literal, select, update

from bot.db import outbox, schema, specs, templates, workspaces
from bot.db.moment import Moment
from bot.db.outbox import LEASE, Claim, OutboxKind, Posted
from bot.db.session import Sessions, open_engine, open_sessions
from bot.db.templates import BUILT_IN
from bot.domain.spec import SpecId
from tests.db.at_once import at_once
from tests.domain.facts import DANA, DRAFT, NOW, SAM, TEAM

MANY, CLAIMERS = 40, 4
SECOND = timedelta(seconds=1)


@pytest.fixture
def spec(sessions: Sessions, template_id: int) -> SpecId:
    """A spec that wants to be shown."""
    with sessions.begin() as session:
        return specs.add(session, DRAFT, template_id).id


@pytest.fixture
def start() -> datetime:
    """A real time at which everything that the test wants is due."""
    return datetime.now(UTC) + timedelta(minutes=1)


def want(sessions: Sessions, spec: SpecId, kind: OutboxKind = OutboxKind.CARD, subject: str = "") -> None:
    with sessions.begin() as session:
        outbox.want(session, TEAM, spec, kind, subject=subject)


def claim(sessions: Sessions, at: datetime, limit: int = 10) -> Sequence[Claim]:
    with sessions.begin() as session:
        return outbox.claim(session, at, NOW, limit)


def finish(sessions: Sessions, taken: Claim, at: datetime, ts: str = "1.2") -> bool:
    with sessions.begin() as session:
        return outbox.finish(session, taken, literal(at, Moment), channel="C-SPECS", ts=ts, sent_hash="hash")


def release(sessions: Sessions, taken: Claim, at: datetime, **how: bool) -> None:
    with sessions.begin() as session:
        outbox.release(session, taken, at, **how)


def rows(sessions: Sessions) -> Sequence[Any]:
    with sessions.begin() as session:
        return session.execute(select(schema.outbox)).all()


def test_what_is_wanted_is_claimed_once_and_then_done(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    (taken,) = claim(sessions, start)
    assert (taken.workspace, taken.spec, taken.kind, taken.subject) == (TEAM, spec, OutboxKind.CARD, "")
    assert (taken.attempts, taken.unsure, taken.first_attempt_at, taken.ts) == (1, False, NOW, None)
    assert claim(sessions, start) == []
    assert finish(sessions, taken, start)
    with sessions.begin() as session:
        assert outbox.posted(session, spec, OutboxKind.CARD) == Posted(channel="C-SPECS", ts="1.2")
        assert outbox.next_due_at(session) is None
    assert claim(sessions, start + timedelta(days=1)) == []


def test_wanting_often_is_one_message(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    for _ in range(10):
        want(sessions, spec)
    (taken,) = claim(sessions, start)
    assert finish(sessions, taken, start)
    assert claim(sessions, start) == []


def test_each_subject_is_a_message_of_its_own(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    for subject in ("one", "two", "one"):
        want(sessions, spec, OutboxKind.ANNOUNCEMENT, subject)
    taken = claim(sessions, start)
    assert {each.subject for each in taken} == {"one", "two"}
    assert len({each.delivery_id for each in taken}) == len({each.token for each in taken}) == 2


def test_a_message_that_was_sent_is_wanted_again_as_the_same_message(
    sessions: Sessions, spec: SpecId, start: datetime
) -> None:
    want(sessions, spec)
    (first,) = claim(sessions, start)
    finish(sessions, first, start)
    want(sessions, spec)
    (second,) = claim(sessions, start)
    assert (second.id, second.delivery_id) == (first.id, first.delivery_id)
    assert (second.channel, second.ts, second.sent_hash, second.unsure) == ("C-SPECS", "1.2", "hash", False)


def test_what_is_wanted_while_it_is_being_sent_is_due_again_afterwards(
    sessions: Sessions, spec: SpecId, start: datetime
) -> None:
    want(sessions, spec)
    (taken,) = claim(sessions, start)
    want(sessions, spec)
    # One message never has two sends in flight.
    assert claim(sessions, start) == []
    assert finish(sessions, taken, start)
    (again,) = claim(sessions, start)
    assert again.ts == "1.2"
    assert finish(sessions, again, start)
    assert claim(sessions, start) == []


def test_wanting_every_message_of_a_kind_makes_none(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    with sessions.begin() as session:
        outbox.want_again(session, spec, OutboxKind.REMINDER)
    assert rows(sessions) == []
    for subject in ("one", "two"):
        want(sessions, spec, OutboxKind.REMINDER, subject)
    want(sessions, spec)
    for taken in claim(sessions, start):
        finish(sessions, taken, start)
    with sessions.begin() as session:
        outbox.want_again(session, spec, OutboxKind.REMINDER)
    assert {taken.subject for taken in claim(sessions, start)} == {"one", "two"}


def test_a_claim_that_lapsed_is_taken_over_as_unsure(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    (lost,) = claim(sessions, start)
    with sessions.begin() as session:
        assert outbox.next_due_at(session) == start + LEASE
    assert claim(sessions, start + LEASE - SECOND) == []
    (taken_over,) = claim(sessions, start + LEASE)
    assert (taken_over.unsure, taken_over.attempts) == (True, 2)
    assert taken_over.token != lost.token
    assert taken_over.first_attempt_at == lost.first_attempt_at


def test_whoever_comes_too_late_changes_nothing(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    (late,) = claim(sessions, start)
    (taken_over,) = claim(sessions, start + LEASE)
    before = rows(sessions)
    assert not finish(sessions, late, start + LEASE, ts="late")
    release(sessions, late, start, unsure=True)
    with sessions.begin() as session:
        outbox.park(session, late, "late")
    assert rows(sessions) == before
    assert finish(sessions, taken_over, start + LEASE, ts="right")
    with sessions.begin() as session:
        assert outbox.posted(session, spec, OutboxKind.CARD) == Posted(channel="C-SPECS", ts="right")


def test_the_look_up_begins_with_the_first_attempt(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    (first,) = claim(sessions, start)
    release(sessions, first, start, unsure=True)
    with sessions.begin() as session:
        (second,) = outbox.claim(session, start, NOW + timedelta(hours=1), 10)
    assert (second.first_attempt_at, second.unsure, second.attempts) == (NOW, True, 2)


@pytest.mark.parametrize(("unsure", "count", "attempts"), [(True, True, 2), (False, True, 2), (False, False, 1)])
def test_a_released_row_is_due_when_it_says(
    sessions: Sessions,
    spec: SpecId,
    start: datetime,
    *,
    unsure: bool,
    count: bool,
    attempts: int,
) -> None:
    want(sessions, spec)
    (taken,) = claim(sessions, start)
    release(sessions, taken, start + timedelta(minutes=5), unsure=unsure, count=count)
    assert claim(sessions, start + timedelta(minutes=5) - SECOND) == []
    (again,) = claim(sessions, start + timedelta(minutes=5))
    assert (again.unsure, again.attempts) == (unsure, attempts)


def test_a_release_without_an_attempt_forgets_no_doubt(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    claim(sessions, start)
    (unsure,) = claim(sessions, start + LEASE)
    release(sessions, unsure, start + LEASE, unsure=False, count=False)
    (again,) = claim(sessions, start + LEASE)
    assert again.unsure


def test_wanting_keeps_the_delay_that_slack_asked_for(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    (taken,) = claim(sessions, start)
    release(sessions, taken, start + timedelta(minutes=5), unsure=False)
    want(sessions, spec)
    assert claim(sessions, start + timedelta(minutes=5) - SECOND) == []
    (again,) = claim(sessions, start + timedelta(minutes=5))
    assert again.wanted == 2


def test_a_parked_row_blocks_nobody_and_is_tried_again_when_it_is_wanted(
    sessions: Sessions, spec: SpecId, start: datetime
) -> None:
    want(sessions, spec)
    (poison,) = claim(sessions, start)
    with sessions.begin() as session:
        outbox.park(session, poison, "channel_not_found")
    assert [row.parked_error for row in rows(sessions)] == ["channel_not_found"]
    want(sessions, spec, OutboxKind.PROGRESS)
    assert [taken.kind for taken in claim(sessions, start + timedelta(days=1))] == [OutboxKind.PROGRESS]
    want(sessions, spec)
    (again,) = claim(sessions, start)
    assert (again.kind, again.attempts) == (OutboxKind.CARD, 1)
    assert {row.parked_error for row in rows(sessions)} == {None}


def test_what_has_waited_longest_is_claimed_first_and_no_more_than_asked_for(
    sessions: Sessions, spec: SpecId, start: datetime
) -> None:
    for minute, subject in enumerate(("third", "first", "second")):
        want(sessions, spec, OutboxKind.ANNOUNCEMENT, subject)
        due_at = start - timedelta(minutes=(minute + 2) % 3)
        with sessions.begin() as session:
            same = schema.outbox.c.subject == subject
            session.execute(update(schema.outbox).where(same).values(next_attempt_at=due_at))
    assert [taken.subject for taken in claim(sessions, start, limit=2)] == ["third", "second"]
    assert [taken.subject for taken in claim(sessions, start, limit=2)] == ["first"]


def test_times_of_any_zone_are_the_same_moment(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    want(sessions, spec)
    tokyo = start.astimezone(datetime.fromisoformat("2026-01-01T00:00:00+09:00").tzinfo)
    (taken,) = claim(sessions, tokyo)
    want(sessions, spec)
    finish(sessions, taken, tokyo)
    with sessions.begin() as session:
        assert outbox.next_due_at(session) == start


def test_the_recipient_is_kept(sessions: Sessions, spec: SpecId, start: datetime) -> None:
    with sessions.begin() as session:
        outbox.want(session, TEAM, spec, OutboxKind.REMINDER, subject="one", user=DANA)
        outbox.want(session, TEAM, spec, OutboxKind.LINE_HELP, subject="one", user=SAM)
    assert {taken.kind: taken.user for taken in claim(sessions, start)} == {
        OutboxKind.REMINDER: DANA,
        OutboxKind.LINE_HELP: SAM,
    }


def test_two_claimers_never_get_the_same_row(
    database_url: str, sessions: Sessions, spec: SpecId, start: datetime
) -> None:
    with sessions.begin() as session:
        for number in range(MANY):
            outbox.want(session, TEAM, spec, OutboxKind.ANNOUNCEMENT, subject=str(number))

    def claim_all(own: Sessions) -> list[str]:
        got: list[str] = []
        while taken := claim(own, start, limit=3):
            got += [each.subject for each in taken]
        return got

    claimed = at_once(database_url, [claim_all] * CLAIMERS)
    assert sorted((subject for got in claimed for subject in got), key=int) == [str(number) for number in range(MANY)]


def test_two_who_want_the_same_for_the_first_time_share_a_row(
    database_url: str, sessions: Sessions, spec: SpecId
) -> None:
    def want(own: Sessions) -> None:
        with own.begin() as session:
            outbox.want(session, TEAM, spec, OutboxKind.CARD)
            outbox.want_message_of_the_day(session, TEAM, SAM, "2026-03-02T09:00:00+00:00")

    at_once(database_url, [want] * CLAIMERS)
    assert [row.wanted for row in rows(sessions)] == [CLAIMERS, CLAIMERS]


def test_a_transaction_that_fails_wants_nothing(sessions: Sessions, spec: SpecId) -> None:
    with suppress(RuntimeError), sessions.begin() as session:
        outbox.want(session, TEAM, spec, OutboxKind.CARD)
        raise RuntimeError
    assert rows(sessions) == []


def test_specs_have_outboxes_of_their_own(sessions: Sessions, template_id: int, spec: SpecId, start: datetime) -> None:
    with sessions.begin() as session:
        other = specs.add(session, replace(DRAFT, number=13), template_id).id
    want(sessions, spec)
    want(sessions, other)
    assert {taken.spec for taken in claim(sessions, start)} == {spec, other}


def test_what_is_wanted_is_due_at_once_by_the_databases_own_clock(sessions: Sessions, spec: SpecId) -> None:
    want(sessions, spec)
    with sessions.begin() as session:
        (taken,) = outbox.claim(session, outbox.read_clock(session), NOW, 10)
        outbox.want_again(session, spec, OutboxKind.CARD)
    with sessions.begin() as session:
        assert outbox.finish(session, taken, outbox.real_now(session), channel="C-SPECS", ts="1.2", sent_hash=None)
        (again,) = outbox.claim(session, outbox.read_clock(session), NOW, 10)
        assert (again.id, again.wanted) == (taken.id, 2)
        due_at = outbox.next_due_at(session)
    assert due_at is not None
    assert abs(due_at - LEASE - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_goes_on_while_a_transaction_waits(sessions: Sessions) -> None:
    with sessions.begin() as session:
        before = outbox.read_clock(session)
        sleep(0.01)
        assert outbox.read_clock(session) > before


def test_a_claimer_skips_the_rows_that_another_one_has_in_hand(postgresql_url: str, start: datetime) -> None:
    engine = open_engine(postgresql_url)
    own = open_sessions(engine)
    with own.begin() as session:
        workspaces.ensure(session, TEAM)
        kept = templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=NOW)
        spec = specs.add(session, DRAFT, kept).id
        for number in range(5):
            outbox.want(session, TEAM, spec, OutboxKind.ANNOUNCEMENT, subject=str(number))
    with own.begin() as one, own.begin() as other:
        first, second = outbox.claim(one, start, NOW, 3), outbox.claim(other, start, NOW, 3)
    assert len(first) == 3
    assert len(second) == 2
    assert {taken.subject for taken in (*first, *second)} == set("01234")
    engine.dispose()
