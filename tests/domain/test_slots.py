"""The times that are offered: whose hours count, what is taken, and what stands side by side in one message."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import MEETING_LENGTH, WorkingTime, clock_phrase
from bot.domain.reminders import Rules
from bot.domain.slots import Taken, everybody, free_times, side_by_side
from bot.domain.spec import Spec, SpecId, UserId
from tests.domain.facts import CODY, DANA, OTTO, RITA, SAM, UNSCHEDULED

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday
USUAL = Rules(working_time=dict.fromkeys((DANA, CODY, SAM, RITA), WorkingTime(zone=BERLIN)))
OTHER = replace(UNSCHEDULED, id=SpecId(13), number=13)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def shown(times: tuple[datetime, ...]) -> list[str]:
    return [clock_phrase(at, NOW, BERLIN) for at in times]


def meets(user: UserId, text: str, spec: Spec = OTHER, minutes: int = 30) -> Taken:
    return Taken(spec=spec.id, user=user, starts_at=at(text), ends_at=at(text) + timedelta(minutes=minutes))


def but(rules: Rules, user: UserId, who: WorkingTime) -> Rules:
    return replace(rules, working_time={**rules.working_time, user: who})


def test_everybody_is_who_drafts_decides_and_reads_and_has_not_left() -> None:
    assert everybody(UNSCHEDULED, Rules()) == (DANA, CODY, SAM, RITA)
    assert everybody(UNSCHEDULED, Rules(unreachable=frozenset({DANA, CODY}))) == (SAM, RITA)
    assert everybody(replace(UNSCHEDULED, left=frozenset({RITA})), Rules()) == (DANA, CODY, SAM)


def test_the_hours_of_a_co_drafter_count() -> None:
    assert shown(free_times(UNSCHEDULED, NOW, USUAL)) == ["Tue 14:00", "Wed 10:00", "Thu 15:00"]
    late = but(USUAL, CODY, WorkingTime(zone=BERLIN, start=time(16)))
    assert shown(free_times(UNSCHEDULED, NOW, late)) == ["Tue 16:00", "Wed 17:00", "Thu 16:30"]


def test_the_hours_of_somebody_who_has_left_do_not() -> None:
    in_tokyo = but(USUAL, RITA, WorkingTime(zone="Asia/Tokyo", end=time(16)))
    assert free_times(UNSCHEDULED, NOW, in_tokyo) == ()
    gone = replace(in_tokyo, unreachable=frozenset({RITA}))
    assert shown(free_times(UNSCHEDULED, NOW, gone))[0] == "Tue 14:00"


def test_without_anybody_left_there_is_no_time() -> None:
    alone = replace(UNSCHEDULED, participants=())
    assert free_times(alone, NOW, replace(USUAL, unreachable=frozenset({DANA}))) == ()


def test_a_time_at_which_one_of_them_meets_for_another_spec_is_taken() -> None:
    taken = [meets(RITA, "2026-11-24 13:45"), meets(OTTO, "2026-11-25 10:00")]
    assert shown(free_times(UNSCHEDULED, NOW, USUAL, taken)) == ["Tue 10:00", "Wed 14:00", "Thu 15:00"]
    assert shown(free_times(UNSCHEDULED, NOW, USUAL, [meets(RITA, "2026-11-24 14:00", UNSCHEDULED)]))[0] == "Tue 14:00"
    assert shown(free_times(UNSCHEDULED, NOW, USUAL, [meets(SAM, "2026-11-24 09:00", minutes=600)]))[0] == "Wed 14:00"


BOTH = {UNSCHEDULED.id: USUAL, OTHER.id: USUAL}


def test_one_message_offers_no_time_twice() -> None:
    one, other = side_by_side([(UNSCHEDULED, NOW), (OTHER, NOW)], DANA, NOW, BOTH, [])
    assert (shown(one), shown(other)) == (["Tue 14:00", "Wed 10:00"], ["Tue 10:00", "Wed 14:00"])


def test_where_there_is_no_room_for_two_both_are_offered_the_same() -> None:
    narrow = but(USUAL, SAM, WorkingTime(zone=BERLIN, start=time(9), end=time(9, 30), days=frozenset({2})))
    rules = dict.fromkeys(BOTH, narrow)
    offers = side_by_side([(UNSCHEDULED, NOW), (OTHER, NOW)], DANA, NOW, rules, [])
    assert [shown(times) for times in offers] == [["Wed 09:00", "Wed 2 Dec 09:00"]] * 2


def test_the_times_of_the_other_spec_stay_when_one_is_set() -> None:
    asked = [(UNSCHEDULED, NOW), (OTHER, NOW)]
    before = side_by_side(asked, DANA, NOW, BOTH, [])
    [set_at, _] = before[0]
    taken = [Taken(spec=UNSCHEDULED.id, user=DANA, starts_at=set_at, ends_at=set_at + MEETING_LENGTH)]
    assert side_by_side(asked, DANA, NOW, BOTH, taken) == before


def test_times_do_not_move_before_the_first_has_passed_and_then_all_are_new() -> None:
    rules = {UNSCHEDULED.id: USUAL}
    [first] = side_by_side([(UNSCHEDULED, NOW)], DANA, NOW, rules, [])
    assert side_by_side([(UNSCHEDULED, NOW)], DANA, first[0] - timedelta(seconds=1), rules, []) == [first]
    [later] = side_by_side([(UNSCHEDULED, NOW)], DANA, first[0], rules, [])
    assert shown(later) == ["Wed 14:00", "Thu 10:00", "Fri 15:00"]


def test_times_are_offered_as_soon_as_there_are_some() -> None:
    away = WorkingTime(zone=BERLIN, away=((at("2026-11-20 00:00"), at("2026-12-21 00:00")),))
    rules = {UNSCHEDULED.id: but(USUAL, SAM, away)}
    assert side_by_side([(UNSCHEDULED, NOW)], DANA, NOW, rules, []) == [()]
    [offered] = side_by_side([(UNSCHEDULED, NOW)], DANA, at("2026-12-14 12:00"), rules, [])
    assert clock_phrase(offered[0], offered[0], BERLIN) == "Mon 14:00"
