"""Setting a discussion: what is kept when only the time changes, and whose working time counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.db import channels, people, workspaces
from bot.db.session import Sessions
from bot.domain import events as e
from bot.domain.people import Person
from bot.domain.settings import DEFAULTS
from bot.domain.spec import ChannelId, Closed, DiscussionKind, Participant, Role, Spec, UserId
from bot.errors import Refused
from bot.services import discussions, handovers, places, process, reminders, specs
from bot.services.access import Access, ProfileUnknown
from bot.services.specs import NewSpec
from tests.domain.facts import DANA, NOW, OTTO, SAM, TEAM

CHANNEL = ChannelId("C-SPECS")


@pytest.fixture(autouse=True)
def spec(sessions: Sessions) -> None:
    """A shared spec without a date; the drafter lives in Berlin, the stakeholder in New York."""
    new = NewSpec(key="key", title="Title", drafter=DANA, channel=CHANNEL, share=True, stakeholders=(SAM,))
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, CHANNEL, name="specs", is_private=False)
        people.learn(session, TEAM, Person(id=DANA, name="Dana", zone="Europe/Berlin"))
        people.learn(session, TEAM, Person(id=SAM, name="Sam", zone="America/New_York"))
        specs.create(session, NOW, workspace=TEAM, new=new)


def set_time(
    sessions: Sessions,
    days: int,
    *,
    by: UserId = DANA,
    length: timedelta | None = None,
    place: str | None = None,
) -> Spec:
    access = Access(user=by, here=CHANNEL)
    with sessions.begin() as session:
        return discussions.set_time(
            session,
            NOW,
            workspace=TEAM,
            number=1,
            access=access,
            starts_at=NOW + timedelta(days=days),
            length=length,
            place=place,
        )


def test_a_time_alone_makes_a_meeting_of_half_an_hour(sessions: Sessions) -> None:
    meeting = set_time(sessions, 1, by=SAM).standing_discussion
    assert meeting is not None
    assert (meeting.length, meeting.place, meeting.set_by) == (timedelta(minutes=30), "", SAM)


def test_moving_it_keeps_length_place_and_identity(sessions: Sessions) -> None:
    first = set_time(sessions, 1, length=timedelta(minutes=60), place=" Room 2 ").standing_discussion
    moved = set_time(sessions, 2).standing_discussion
    assert first is not None
    assert moved is not None
    assert (moved.key, moved.length, moved.place) == (first.key, timedelta(minutes=60), "Room 2")
    assert moved.sequence == first.sequence + 1


def test_only_a_drafter_moves_it(sessions: Sessions) -> None:
    set_time(sessions, 1)
    with pytest.raises(Refused, match="only its drafter can move it"):
        set_time(sessions, 2, by=SAM)


def test_the_times_offered_are_inside_everybodys_hours(sessions: Sessions) -> None:
    with sessions.begin() as session:
        found = discussions.times_for(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA))
    assert found.offer.people == (DANA, SAM)
    assert (found.names[DANA], found.names[SAM]) == ("Dana", "Sam")
    assert len(found.offer.times) == 3
    for at in found.offer.times:
        assert 14 <= at.astimezone(UTC).hour < 17  # 9:00 in New York to 17:30 in Berlin


def test_no_time_is_offered_at_which_they_meet_for_another_spec_but_the_one_that_is_moved(
    sessions: Sessions,
) -> None:
    access = Access(user=DANA)

    def times(number: int) -> Sequence[datetime]:
        with sessions.begin() as session:
            return discussions.times_for(session, NOW, workspace=TEAM, number=number, access=access).offer.times

    first = times(1)[0]
    new = NewSpec(
        key="2", title="Other", drafter=DANA, channel=CHANNEL, share=True, stakeholders=(SAM,), starts_at=first
    )
    with sessions.begin() as session:
        specs.create(session, NOW, workspace=TEAM, new=new)
    assert first not in times(1)
    assert first in times(2)
    assert len(times(2)) == 4  # its own, and three others


def test_no_meeting_gives_the_drafter_five_working_days_to_decide(sessions: Sessions) -> None:
    with sessions.begin() as session:
        spec = discussions.no_meeting(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA))
    decision = spec.standing_discussion
    assert decision is not None
    assert (decision.kind, decision.decider) == (DiscussionKind.THREAD, DANA)
    assert decision.starts_at == NOW + timedelta(days=7)


def test_a_form_for_a_new_spec_begins_with_the_same_day_and_the_channels_hours(sessions: Sessions) -> None:
    def ends(channel: ChannelId | None, drafter: UserId = DANA) -> datetime:
        with sessions.begin() as session:
            return discussions.thread_ends(session, NOW, workspace=TEAM, channel=channel, drafter=drafter)

    assert ends(None) == ends(CHANNEL) == NOW + timedelta(days=7)
    with sessions.begin() as session:
        channels.set_settings(session, TEAM, CHANNEL, replace(DEFAULTS, days=frozenset()))
    assert ends(CHANNEL) == NOW + timedelta(days=7)
    with sessions.begin() as session:
        channels.set_settings(session, TEAM, CHANNEL, replace(DEFAULTS, days=frozenset({0})))
    assert ends(CHANNEL) == NOW + timedelta(weeks=5)
    with pytest.raises(ProfileUnknown):
        ends(None, OTTO)


def test_a_snooze_without_a_date_is_until_the_start_of_tomorrow_in_the_drafters_zone(sessions: Sessions) -> None:
    with sessions.begin() as session:
        spec = discussions.snooze(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA), until=None)
    assert spec.snoozed_until == datetime.fromisoformat("2026-11-24T09:00:00+01:00")
    small_hours = datetime.fromisoformat("2026-11-25T03:25:00+01:00").astimezone(UTC)
    with sessions.begin() as session:
        spec = discussions.snooze(session, small_hours, workspace=TEAM, number=1, access=Access(user=DANA), until=None)
    assert spec.snoozed_until == datetime.fromisoformat("2026-11-26T09:00:00+01:00")


def test_a_refused_time_leaves_everything_as_it_was(sessions: Sessions) -> None:
    with pytest.raises(Refused, match="has passed"):
        set_time(sessions, -1)
    with sessions.begin() as session:
        assert process.get(session, TEAM, 1).discussion is None


def test_where_the_drafter_has_left_whoever_moves_it_into_the_thread_decides(sessions: Sessions) -> None:
    with sessions.begin() as session:
        process.apply(
            session,
            NOW,
            process.get(session, TEAM, 1, lock=True),
            e.PeopleChanged(by=DANA, added=(Participant(user=SAM, role=Role.DRAFTER),), removed=()),
        )
        people.learn(session, TEAM, Person(id=DANA, name="Dana", zone="Europe/Berlin", is_deactivated=True))
        access = Access(user=SAM, here=CHANNEL)
        spec = discussions.no_meeting(session, NOW, workspace=TEAM, number=1, access=access)
    assert spec.discussion is not None
    assert spec.discussion.decider == SAM


def test_guests_take_over_from_nobody(sessions: Sessions) -> None:
    with sessions.begin() as session:
        people.learn(session, TEAM, Person(id=DANA, name="Dana", is_deactivated=True))
        people.learn(session, TEAM, Person(id=SAM, name="Sam", is_guest=True))
        access = Access(user=SAM, here=CHANNEL).joined(CHANNEL)
        with pytest.raises(Refused, match="Guests do not run specs"):
            handovers.take_over(session, NOW, workspace=TEAM, number=1, access=access)


def test_in_a_closed_channel_a_nudge_promises_nothing(sessions: Sessions) -> None:
    access = Access(user=SAM, here=CHANNEL)
    with sessions.begin() as session:
        assert reminders.nudge(session, NOW, workspace=TEAM, number=1, access=access).at is not None
        places.closed(session, NOW, workspace=TEAM, channel=CHANNEL, why=Closed.ARCHIVED)
        assert reminders.nudge(session, NOW, workspace=TEAM, number=1, access=access).at is None
