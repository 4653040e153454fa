"""When people are away: what can be planned, what is told, and whose specs hear of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db import people, schema, workspaces
from bot.db.session import Sessions
from bot.domain.absences import LONGEST, MOST_PLANNED, Absence, AbsenceId, Plan
from bot.domain.people import Person
from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import absences, process, specs
from bot.services.access import ProfileUnknown
from bot.services.specs import NewSpec
from tests.domain.facts import CODY, DANA, NOW, OTTO, RITA, SAM, TEAM

CHANNEL = ChannelId("C-SPECS")
OTHERS = WorkspaceId("T-OTHERS")
WEEK = Absence(left_at=NOW + timedelta(days=1), back_at=NOW + timedelta(days=8))


@pytest.fixture(autouse=True)
def known(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for workspace in (TEAM, OTHERS):
            workspaces.ensure(session, workspace)
            for user in (DANA, CODY, SAM, RITA, OTTO):
                people.learn(session, workspace, Person(id=user, name=user, zone="Europe/Berlin"))


def plan(sessions: Sessions, user: UserId = DANA, absence: Absence = WEEK, now: datetime = NOW) -> Plan:
    with sessions.begin() as session:
        return absences.plan(session, now, workspace=TEAM, user=user, absence=absence)


def see(sessions: Sessions, user: UserId = DANA, workspace: WorkspaceId = TEAM, now: datetime = NOW) -> Plan:
    with sessions.begin() as session:
        return absences.see(session, now, workspace=workspace, user=user)


def take_back(sessions: Sessions, absence: AbsenceId, user: UserId = DANA, now: datetime = NOW) -> Plan:
    with sessions.begin() as session:
        return absences.take_back(session, now, workspace=TEAM, user=user, absence=absence)


def share(sessions: Sessions, key: str, drafter: UserId = DANA, **given: object) -> int:
    new = NewSpec(key=key, title=f"Title {key}", drafter=drafter, channel=CHANNEL, share=True, **given)
    with sessions.begin() as session:
        return specs.create(session, NOW, workspace=TEAM, new=new).number


def moved(sessions: Sessions, at: datetime) -> set[int]:
    """The specs that are attended to at that moment."""
    with sessions.begin() as session:
        return set(session.scalars(select(schema.specs.c.number).where(schema.specs.c.attend_at == at)))


def test_several_may_be_planned_and_are_shown_the_earliest_first(sessions: Sessions) -> None:
    later = Absence(left_at=NOW + timedelta(days=30), back_at=NOW + timedelta(days=31))
    plan(sessions, absence=later)
    plan(sessions)
    found = see(sessions)
    assert found.zone == "Europe/Berlin"
    assert [each.absence for each in found.planned] == [WEEK, later]
    assert see(sessions, SAM).planned == see(sessions, DANA, OTHERS).planned == []


def test_the_same_absence_twice_is_one(sessions: Sessions) -> None:
    plan(sessions)
    assert len(plan(sessions).planned) == 1


def test_what_is_over_is_planned_no_more(sessions: Sessions) -> None:
    plan(sessions)
    assert len(see(sessions, now=WEEK.back_at - timedelta(seconds=1)).planned) == 1
    assert see(sessions, now=WEEK.back_at).planned == []


@pytest.mark.parametrize(
    ("left", "back", "why"),
    [
        (timedelta(days=2), timedelta(days=2), "before you leave"),
        (timedelta(days=2), timedelta(days=1), "before you leave"),
        (timedelta(days=-2), timedelta(0), "has passed"),
        (timedelta(days=1), LONGEST + timedelta(days=2), "more than a year"),
    ],
)
def test_what_cannot_be_is_refused(sessions: Sessions, left: timedelta, back: timedelta, why: str) -> None:
    with pytest.raises(Refused, match=why):
        plan(sessions, absence=Absence(left_at=NOW + left, back_at=NOW + back))
    assert see(sessions).planned == []


def test_nobody_plans_without_end(sessions: Sessions) -> None:
    for day in range(MOST_PLANNED):
        plan(sessions, absence=Absence(left_at=NOW + timedelta(day), back_at=NOW + timedelta(day + 1)))
    with pytest.raises(Refused, match="Remove one"):
        plan(sessions)


def test_one_that_is_taken_back_is_gone_and_only_its_owner_can(sessions: Sessions) -> None:
    [kept] = plan(sessions).planned
    take_back(sessions, kept.id, SAM)
    assert see(sessions).planned == [kept]
    assert take_back(sessions, kept.id).planned == []
    assert take_back(sessions, kept.id).planned == []


def test_of_somebody_whom_the_bot_never_met_slack_is_asked(sessions: Sessions) -> None:
    with pytest.raises(ProfileUnknown):
        see(sessions, UserId("U-NEW"))


def test_drafters_are_told_which_of_their_specs_wait(sessions: Sessions) -> None:
    share(sessions, "1")
    share(sessions, "2", CODY, co_drafters=[DANA])
    share(sessions, "3", CODY, readers=[DANA])
    share(sessions, "4", starts_at=NOW + timedelta(days=3))
    assert [spec.number for spec in see(sessions).waiting] == [1, 2]


@pytest.mark.parametrize("user", [DANA, CODY, SAM, RITA])
def test_the_specs_in_which_somebody_takes_part_hear_of_it_at_once(sessions: Sessions, user: UserId) -> None:
    share(sessions, "1", co_drafters=[CODY], stakeholders=[SAM], readers=[RITA])
    share(sessions, "2", OTTO)
    later = NOW + timedelta(minutes=7)
    [kept] = plan(sessions, user, now=later).planned
    assert moved(sessions, later) == {1}
    later += timedelta(minutes=7)
    take_back(sessions, kept.id, user, later)
    assert moved(sessions, later) == {1}


def test_what_changes_nothing_moves_nothing(sessions: Sessions) -> None:
    share(sessions, "1")
    plan(sessions)
    later = NOW + timedelta(minutes=7)
    plan(sessions, now=later)
    take_back(sessions, AbsenceId(999), now=later)
    assert moved(sessions, later) == set()


def test_a_persons_working_time_leaves_out_their_absences(sessions: Sessions) -> None:
    number = share(sessions, "1", readers=[RITA])
    plan(sessions)
    with sessions.begin() as session:
        rules = process.load_rules(session, process.get(session, TEAM, number))
    assert rules.of(DANA).away == ((WEEK.left_at, WEEK.back_at),)
    assert rules.of(RITA).away == ()


def test_absences_that_are_long_over_are_forgotten(sessions: Sessions) -> None:
    plan(sessions)
    plan(sessions, SAM, Absence(left_at=NOW, back_at=NOW + timedelta(days=100)))
    with sessions.begin() as session:
        assert absences.forget_past(session, WEEK.back_at + absences.KEEP_PAST) == 0
        assert absences.forget_past(session, WEEK.back_at + absences.KEEP_PAST + timedelta(seconds=1)) == 1
        assert session.scalar(select(func.count()).select_from(schema.absences)) == 1


def test_times_come_back_in_utc_on_every_database(sessions: Sessions) -> None:
    tokyo = datetime.fromisoformat("2026-12-24T00:00:00+09:00")
    plan(sessions, absence=Absence(left_at=tokyo, back_at=tokyo + timedelta(days=1)))
    [kept] = see(sessions).planned
    assert kept.absence.left_at == tokyo
    assert kept.absence.left_at.tzinfo is UTC
