"""One event through the whole process: facts, history, what is wanted outside and when to look again, in one commit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.db import channels, history, people, schema, specs, templates, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions
from bot.db.templates import BUILT_IN
from bot.domain import events as e
from bot.domain.people import Person
from bot.domain.process import status
from bot.domain.spec import Spec, Status, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import people as acquaintances
from bot.services import process, reminders
from bot.services.access import Access
from tests.db.at_once import at_once
from tests.domain.facts import BUTTON, DANA, DRAFT, NOW, OTTO, RITA, SAM, SECURITY, TEAM, TOMORROW

DUE_AT = datetime.fromisoformat("2026-11-25T09:00:00+01:00")  # two working days after NOW, 9:00 in Berlin


@pytest.fixture
def draft(sessions: Sessions) -> Spec:
    """A draft in a public channel; its drafter lives in Berlin."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        kept = templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=NOW)
        people.learn(session, TEAM, Person(id=DANA, name="Dana", zone="Europe/Berlin"))
        channels.learn(session, TEAM, DRAFT.channel, name="specs", is_private=False)
        return specs.add(session, DRAFT, kept)


def act(sessions: Sessions, event: e.Event, now: datetime = NOW, number: int = DRAFT.number) -> Spec:
    """Let a person do something in the spec's channel, as a listener would."""
    access = Access(user=getattr(event, "by", DANA), here=DRAFT.channel)
    with sessions.begin() as session:
        return process.act(session, now, workspace=TEAM, number=number, access=access, event=event)


def share(sessions: Sessions) -> Spec:
    return act(sessions, e.Shared(by=DANA))


def load(sessions: Sessions) -> Spec:
    with sessions.begin() as session:
        return process.get(session, TEAM, DRAFT.number)


def wanted(sessions: Sessions) -> dict[tuple[OutboxKind, str], int]:
    """How often each message was wanted."""
    with sessions.begin() as session:
        return {(OutboxKind(row.kind), row.subject): row.wanted for row in session.execute(select(schema.outbox))}


def happened(sessions: Sessions, spec: Spec) -> list[tuple[UserId | None, str]]:
    with sessions.begin() as session:
        return [(entry.by, entry.event) for entry in reversed(history.newest(session, spec.id, 100))]


def attend_at(sessions: Sessions) -> datetime | None:
    with sessions.begin() as session:
        return specs.next_attend_at(session)


def attend(sessions: Sessions, now: datetime) -> bool:
    with sessions.begin() as session:
        return reminders.attend_next(session, now)


def test_an_event_changes_the_facts_writes_history_and_wants_what_follows(sessions: Sessions, draft: Spec) -> None:
    shared = share(sessions)
    assert status(shared) is Status.UNSCHEDULED
    assert load(sessions).shared_at == NOW
    assert happened(sessions, draft) == [(DANA, "Shared")]
    kinds = {kind for kind, _ in wanted(sessions)}
    assert kinds == {OutboxKind.CARD, OutboxKind.PROGRESS, OutboxKind.READERS}
    assert attend_at(sessions) == DUE_AT


def test_an_event_that_changes_nothing_writes_nothing(sessions: Sessions, draft: Spec) -> None:
    share(sessions)
    before = wanted(sessions), happened(sessions, draft)
    assert share(sessions) == load(sessions)
    assert (wanted(sessions), happened(sessions, draft)) == before


def test_a_refused_event_writes_nothing(sessions: Sessions, draft: Spec) -> None:
    with pytest.raises(Refused, match="Only the drafter"):
        act(sessions, e.Withdrawn(by=OTTO), number=share(sessions).number)
    assert happened(sessions, draft) == [(DANA, "Shared")]
    assert status(load(sessions)) is Status.UNSCHEDULED


def test_a_spec_of_another_workspace_does_not_exist(sessions: Sessions, draft: Spec) -> None:
    with sessions.begin() as session:
        workspaces.ensure(session, WorkspaceId("T-TWO"))
        with pytest.raises(Refused, match="There is no TS-12 here"):
            process.get(session, WorkspaceId("T-TWO"), draft.number)


def test_a_draft_draws_only_its_drafters_card(sessions: Sessions, draft: Spec) -> None:
    act(sessions, e.LineTicked(by=DANA, position=SECURITY, source=BUTTON), number=draft.number)
    assert set(wanted(sessions)) == {(OutboxKind.DRAFT_CARD, DANA)}


def test_each_move_of_a_discussion_is_announced_once(sessions: Sessions, draft: Spec) -> None:
    share(sessions)
    first = e.DiscussionSet(by=SAM, key="meeting", starts_at=TOMORROW)
    act(sessions, first, number=draft.number)
    act(sessions, first)
    act(sessions, replace(first, by=DANA, starts_at=TOMORROW + timedelta(hours=1)))
    announced = {subject for kind, subject in wanted(sessions) if kind is OutboxKind.ANNOUNCEMENT}
    assert announced == {"meeting/0", "meeting/1"}


def test_history_tells_what_an_event_was_about(sessions: Sessions, draft: Spec) -> None:
    share(sessions)
    act(sessions, e.DiscussionSet(by=SAM, key="meeting", starts_at=TOMORROW, place="Room 5"))
    with sessions.begin() as session:
        (entry,) = history.newest(session, draft.id, 1)
    assert (entry.at, entry.by, entry.event) == (NOW, SAM, "DiscussionSet")
    assert entry.details == {
        "key": "meeting",
        "starts_at": TOMORROW.isoformat(),
        "length": 1800.0,
        "place": "Room 5",
    }


def test_people_who_act_at_the_same_time_do_not_undo_each_other(
    database_url: str, sessions: Sessions, draft: Spec
) -> None:
    share(sessions)
    readers = [UserId(f"U-{number}") for number in range(6)]

    def read_and_nudge(own: Sessions, user: UserId) -> None:
        act(own, e.ReceiptGiven(by=user, revision=1, source=BUTTON), number=draft.number)
        act(own, e.Nudged(by=user, source=BUTTON), number=draft.number)

    at_once(database_url, [partial(read_and_nudge, user=user) for user in readers])
    spec = load(sessions)
    assert {receipt.user for receipt in spec.receipts} == {nudge.user for nudge in spec.nudges} == set(readers)


# ------------------------------------------------------------------------------------------------------------ reminders


def test_a_spec_whose_time_has_come_is_reminded_of_once(sessions: Sessions, draft: Spec) -> None:
    share(sessions)
    assert attend(sessions, DUE_AT - timedelta(seconds=1)) == 0
    assert attend(sessions, DUE_AT) == 1
    assert attend(sessions, DUE_AT) == 0
    (sent,) = load(sessions).reminded
    assert (sent.user, sent.at) == (DANA, DUE_AT)
    assert (OutboxKind.MESSAGE_OF_THE_DAY, f"{DANA}/{sent.message}") in wanted(sessions)
    assert happened(sessions, draft)[-1] == (None, "ReminderSent")
    assert attend_at(sessions) == DUE_AT + timedelta(days=2)


@pytest.mark.usefixtures("draft")
def test_two_workers_at_the_same_time_send_one_reminder(database_url: str, sessions: Sessions) -> None:
    share(sessions)
    assert sorted(at_once(database_url, [partial(attend, now=DUE_AT)] * 2)) == [False, True]
    assert len(load(sessions).reminded) == 1


def of_the_day(sessions: Sessions) -> dict[str, int]:
    return {subject: n for (kind, subject), n in wanted(sessions).items() if kind is OutboxKind.MESSAGE_OF_THE_DAY}


def add_another(sessions: Sessions, draft: Spec, number: int = 13) -> None:
    """Another spec of the same drafter."""
    with sessions.begin() as session:
        kept = templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=NOW)
        specs.add(session, replace(draft, number=number), kept)


def test_two_workers_with_two_specs_of_one_drafter_send_one_message(
    database_url: str, sessions: Sessions, draft: Spec
) -> None:
    add_another(sessions, draft)
    for number in (12, 13):
        act(sessions, e.Shared(by=DANA), number=number)
    # Whoever looks at the clock first need not be first at the drafter's row.
    moments = (DUE_AT, DUE_AT + timedelta(seconds=1))
    assert at_once(database_url, [partial(attend, now=now) for now in moments]) == [True, True]
    assert len(of_the_day(sessions)) == 1
    with sessions.begin() as session:
        told = [process.get(session, TEAM, number).reminded for number in (12, 13)]
    assert len({entry.message for (entry,) in told}) == 1


def test_what_comes_after_the_message_of_the_day_comes_the_next_day(sessions: Sessions, draft: Spec) -> None:
    add_another(sessions, draft)
    share(sessions)
    attend(sessions, DUE_AT)
    act(sessions, e.Shared(by=DANA), DUE_AT - timedelta(days=2), number=13)
    assert attend(sessions, DUE_AT + timedelta(minutes=11))
    assert len(of_the_day(sessions)) == 1
    assert attend_at(sessions) == DUE_AT + timedelta(days=1)
    assert attend(sessions, DUE_AT + timedelta(days=1))
    assert len(of_the_day(sessions)) == 2


def test_only_the_messages_that_tell_of_a_spec_are_drawn_anew(sessions: Sessions, draft: Spec) -> None:
    add_another(sessions, draft)
    share(sessions)
    attend(sessions, DUE_AT)
    act(sessions, e.Shared(by=DANA), DUE_AT - timedelta(days=1), number=13)
    attend(sessions, DUE_AT + timedelta(days=1))
    before = of_the_day(sessions)
    act(sessions, e.Nudged(by=RITA, source=BUTTON), DUE_AT, number=13)
    raised = [subject for subject, count in of_the_day(sessions).items() if count > before[subject]]
    assert raised == [f"{DANA}/{(DUE_AT + timedelta(days=1)).astimezone(UTC).isoformat()}"]


@pytest.mark.parametrize(
    ("event", "is_drawn"),
    [
        (e.DiscussionSet(by=RITA, key="meeting", starts_at=DUE_AT + timedelta(days=9)), True),
        (e.Withdrawn(by=DANA), True),
        (e.LineTicked(by=DANA, position=SECURITY, source=BUTTON), False),
    ],
)
def test_when_people_meet_for_one_spec_what_asks_them_about_others_is_drawn_anew(
    sessions: Sessions, draft: Spec, event: e.Event, *, is_drawn: bool
) -> None:
    add_another(sessions, draft)
    share(sessions)
    attend(sessions, DUE_AT)
    act(sessions, e.Shared(by=DANA), DUE_AT, number=13)
    before = of_the_day(sessions)
    act(sessions, event, DUE_AT, number=13)
    assert of_the_day(sessions) == {subject: count + is_drawn for subject, count in before.items()}


def test_workers_with_the_same_people_in_another_order_do_not_wait_for_each_other(
    database_url: str, sessions: Sessions, draft: Spec
) -> None:
    """Each would hold one drafter and want the other, if a worker attended several specs in one transaction."""
    with sessions.begin() as session:
        people.learn(session, TEAM, Person(id=SAM, name="Sam", zone="Europe/Berlin"))
    for number in range(13, 25):
        add_another(sessions, replace(draft, drafter=(DANA, SAM)[number % 3 == 0], participants=()), number)
        drafter = (DANA, SAM)[number % 3 == 0]
        act(sessions, e.Shared(by=drafter), number=number)

    def work(own: Sessions) -> int:
        attended = 0
        while attend(own, DUE_AT):
            attended += 1
        return attended

    assert sum(at_once(database_url, [work] * 3)) == 12
    assert set(of_the_day(sessions)) == {f"{user}/{DUE_AT.astimezone(UTC).isoformat()}" for user in (DANA, SAM)}


@pytest.mark.usefixtures("draft")
def test_a_date_stops_the_clock_and_has_the_sent_reminder_drawn_anew(sessions: Sessions) -> None:
    share(sessions)
    attend(sessions, DUE_AT)
    before = {
        subject: count for (kind, subject), count in wanted(sessions).items() if kind is OutboxKind.MESSAGE_OF_THE_DAY
    }
    assert before
    begins_at = DUE_AT + timedelta(days=1)
    act(sessions, e.DiscussionSet(by=RITA, key="meeting", starts_at=begins_at), DUE_AT)
    after = {
        subject: count for (kind, subject), count in wanted(sessions).items() if kind is OutboxKind.MESSAGE_OF_THE_DAY
    }
    assert after == {subject: count + 1 for subject, count in before.items()}
    assert attend_at(sessions) == begins_at, "the card changes when the discussion begins"
    attend(sessions, begins_at)
    assert attend_at(sessions) is None


@pytest.mark.usefixtures("draft")
def test_a_nudge_looks_again_at_the_drafters_next_start_of_day(sessions: Sessions) -> None:
    share(sessions)
    act(sessions, e.Nudged(by=SAM, source=BUTTON), NOW + timedelta(minutes=1))
    assert attend_at(sessions) == DUE_AT - timedelta(days=1)


@pytest.mark.usefixtures("draft")
def test_a_worker_that_comes_at_night_sends_nothing_and_comes_again_in_the_morning(sessions: Sessions) -> None:
    share(sessions)
    with sessions.begin() as session:
        # The drafter has flown to New York since the time was set.
        people.learn(session, TEAM, Person(id=DANA, name="Dana", zone="America/New_York"))
    assert attend(sessions, DUE_AT) == 1
    assert load(sessions).reminded == ()
    assert attend_at(sessions) == datetime.fromisoformat("2026-11-25T09:00:00-05:00")


def test_whoever_moves_to_another_zone_is_asked_by_its_clock_and_offered_other_times(
    sessions: Sessions, draft: Spec
) -> None:
    share(sessions)
    attend(sessions, DUE_AT)
    before = of_the_day(sessions)
    with sessions.begin() as session:
        moved = Person(id=SAM, name="Sam", zone="Asia/Kolkata")
        acquaintances.learn(session, DUE_AT, workspace=TEAM, found=[moved])
    assert attend_at(sessions) == DUE_AT, f"{SAM} takes part in {draft.name}"
    assert of_the_day(sessions) == {subject: count + 1 for subject, count in before.items()}
