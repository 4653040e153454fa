from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import (
    NeverAtWork,
    WorkingTime,
    add_working_days,
    clock_phrase,
    day_phrase,
    is_working,
    is_working_throughout,
    next_start_of_day,
    next_working_moment,
    start_of_day_tomorrow,
    suggest_times,
    working_day_before,
    working_days_between,
)

BERLIN = WorkingTime(zone="Europe/Berlin")
NEW_YORK = WorkingTime(zone="America/New_York")
KOLKATA = WorkingTime(zone="Asia/Kolkata")
EVERY_DAY = frozenset(range(7))
NEVER = WorkingTime(zone="UTC", days=frozenset())

repeatable = settings(deadline=None, derandomize=True, database=None)


def local(text: str, zone: str = "Europe/Berlin", *, fold: int = 0) -> datetime:
    """A wall-clock time as the UTC moment that the functions take and give."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 08:59:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 17:29:59", True),
        ("2026-11-24 17:30", False),
        ("2026-11-28 12:00", False),  # Saturday
        ("2026-07-24 09:00", True),  # the same wall clock in summer
    ],
)
def test_working_time_is_read_on_the_persons_own_wall_clock(at: str, expected: bool) -> None:  # noqa: FBT001
    assert is_working(local(at), BERLIN) is expected


def test_the_same_moment_is_working_time_for_one_and_night_for_another() -> None:
    at = local("2026-11-24 10:00")
    assert is_working(at, BERLIN)
    assert not is_working(at, NEW_YORK)


def test_a_zone_with_half_hours_starts_its_day_on_its_own_half_hour() -> None:
    assert next_working_moment(datetime(2026, 11, 24, 1, tzinfo=UTC), KOLKATA) == datetime(
        2026, 11, 24, 3, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "x" * 5000, "nul\0"])
def test_an_unknown_zone_counts_as_utc(zone: str) -> None:
    assert next_working_moment(datetime(2026, 11, 24, 3, tzinfo=UTC), WorkingTime(zone=zone)) == datetime(
        2026, 11, 24, 9, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 10:15", "2026-11-24 10:15"),
        ("2026-11-24 03:00", "2026-11-24 09:00"),
        ("2026-11-24 17:30", "2026-11-25 09:00"),
        ("2026-11-27 22:00", "2026-11-30 09:00"),  # Friday night to Monday morning
        ("2026-03-27 18:00", "2026-03-30 09:00"),  # over the weekend on which clocks go forward
        ("2026-10-23 18:00", "2026-10-26 09:00"),  # and on which they go back
        ("2026-12-31 18:00", "2027-01-01 09:00"),  # no holiday unless somebody says so
    ],
)
def test_quiet_hours_defer_to_the_next_working_moment(at: str, expected: str) -> None:
    assert next_working_moment(local(at), BERLIN) == local(expected)


def test_holidays_and_absences_defer_over_the_year_border() -> None:
    who = replace(
        BERLIN,
        holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
        away=((local("2026-12-21 00:00"), local("2026-12-31 12:00")),),
    )
    assert next_working_moment(local("2026-12-18 17:30"), who) == local("2026-12-31 12:00")
    assert next_working_moment(local("2026-12-31 17:30"), who) == local("2027-01-04 09:00")


def test_an_absence_of_weeks_is_skipped_and_its_end_is_working_time_again() -> None:
    who = replace(BERLIN, away=((local("2026-11-02 00:00"), local("2026-11-30 09:00")),))
    assert not is_working(local("2026-11-24 10:00"), who)
    assert next_start_of_day(local("2026-10-30 12:00"), who) == local("2026-11-30 09:00")
    assert is_working(local("2026-11-30 09:00"), who)


def test_an_absence_at_noon_cuts_the_day_in_two() -> None:
    who = replace(BERLIN, away=((local("2026-11-24 11:00"), local("2026-11-24 14:00")),))
    assert is_working(local("2026-11-24 10:59"), who)
    assert next_working_moment(local("2026-11-24 11:00"), who) == local("2026-11-24 14:00")
    assert next_start_of_day(local("2026-11-24 10:00"), who) == local("2026-11-25 09:00")


def test_overlapping_absences_count_once() -> None:
    who = replace(
        BERLIN,
        away=(
            (local("2026-11-24 10:00"), local("2026-11-24 13:00")),
            (local("2026-11-24 08:00"), local("2026-11-24 11:00")),
        ),
    )
    assert next_working_moment(local("2026-11-24 09:00"), who) == local("2026-11-24 13:00")


def test_a_start_that_clocks_skip_becomes_the_moment_of_the_jump() -> None:
    early = WorkingTime(zone="Europe/Berlin", start=time(2, 30), end=time(8), days=EVERY_DAY)
    jump = datetime(2027, 3, 28, 1, tzinfo=UTC)  # 2:00 becomes 3:00
    assert next_start_of_day(datetime(2027, 3, 27, 22, tzinfo=UTC), early) == jump
    assert not is_working(jump - timedelta(seconds=1), early)


def test_a_working_day_inside_the_skipped_hour_is_no_working_day() -> None:
    blink = WorkingTime(zone="Europe/Berlin", start=time(2, 10), end=time(2, 50), days=EVERY_DAY)
    assert next_start_of_day(local("2027-03-27 12:00"), blink) == local("2027-03-29 02:10")


def test_nine_o_clock_that_clocks_skip_is_no_nine_o_clock_for_anybody() -> None:
    apia = WorkingTime(zone="Pacific/Apia", days=EVERY_DAY)  # Samoa left out Friday, 30 December 2011
    assert next_start_of_day(local("2011-12-29 12:00", "Pacific/Apia"), apia) == local(
        "2011-12-31 09:00", "Pacific/Apia"
    )
    assert working_day_before(local("2011-12-31 12:00", "Pacific/Apia"), apia) == local(
        "2011-12-29 09:00", "Pacific/Apia"
    )


def test_an_hour_that_occurs_twice_is_worked_twice() -> None:
    night = WorkingTime(zone="Europe/Berlin", start=time(2), end=time(3), days=EVERY_DAY)
    first, second = local("2026-10-25 02:15"), local("2026-10-25 02:15", fold=1)
    assert second - first == timedelta(hours=1)
    assert is_working(first, night)
    assert is_working(second, night)
    assert next_start_of_day(local("2026-10-24 12:00"), night) == local("2026-10-25 02:00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 08:00", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-25 09:00"),
        ("2026-11-24 12:00", "2026-11-25 09:00"),
        ("2026-11-27 09:00", "2026-11-30 09:00"),
    ],
)
def test_the_next_start_of_day_is_strictly_later(at: str, expected: str) -> None:
    assert next_start_of_day(local(at), BERLIN) == local(expected)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 14:00", "2026-11-23 09:00"),
        ("2026-11-30 00:30", "2026-11-27 09:00"),  # Monday back to Friday
        ("2026-03-30 10:00", "2026-03-27 09:00"),
        ("2027-01-01 10:00", "2026-12-31 09:00"),
    ],
)
def test_the_working_day_before_begins_at_its_start(at: str, expected: str) -> None:
    assert working_day_before(local(at), BERLIN) == local(expected)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 03:25", "2026-11-25 09:00"),  # in the small hours the morning before the person is today's
        ("2026-11-24 12:00", "2026-11-25 09:00"),
        ("2026-11-24 23:59", "2026-11-25 09:00"),
        ("2026-11-27 03:25", "2026-11-30 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
        ("2026-11-29 12:00", "2026-11-30 09:00"),
        ("2026-03-07 12:00", "2026-03-09 09:00"),  # the clocks change in New York in between
    ],
)
def test_tomorrow_is_the_next_date_on_the_persons_own_clock_or_the_next_working_day(at: str, expected: str) -> None:
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata"):
        assert start_of_day_tomorrow(local(at, zone), WorkingTime(zone=zone)) == local(expected, zone)
    back = WorkingTime(zone="Europe/Berlin", away=((local("2026-11-20 09:00"), local("2026-11-30 12:00")),))
    if expected.startswith("2026-11"):
        assert start_of_day_tomorrow(local(at), back) == local("2026-11-30 12:00")
    with pytest.raises(NeverAtWork):
        start_of_day_tomorrow(local(at), NEVER)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-24 09:00", "2026-11-24 09:30", True),
        ("2026-11-24 17:00", "2026-11-24 17:30", True),
        ("2026-11-24 17:15", "2026-11-24 17:45", False),
        ("2026-11-24 08:45", "2026-11-24 09:15", False),
        ("2026-11-24 12:00", "2026-11-25 12:00", False),
        ("2026-11-29 12:00", "2026-11-29 12:30", False),
    ],
)
def test_a_meeting_is_inside_working_time_from_its_start_to_its_end(start: str, end: str, *, expected: bool) -> None:
    assert is_working_throughout(local(start), local(end), BERLIN) is expected


def test_the_working_day_before_is_counted_from_the_persons_own_date() -> None:
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)  # still Monday evening in New York
    assert working_day_before(at, NEW_YORK) == local("2026-11-20 09:00", "America/New_York")
    assert working_day_before(at, BERLIN) == local("2026-11-23 09:00")


@pytest.mark.parametrize(
    ("at", "count", "expected"),
    [
        ("2026-11-24 14:00", 0, "2026-11-24 14:00"),
        ("2026-11-24 14:00", 2, "2026-11-26 14:00"),
        ("2026-11-26 14:00", 2, "2026-11-30 14:00"),
        ("2026-11-24 20:00", 2, "2026-11-27 09:00"),  # eight in the evening is deferred once it is reached
        ("2026-11-28 14:00", 0, "2026-11-30 09:00"),
        ("2026-11-28 14:00", 1, "2026-12-01 09:00"),  # a Saturday counts as Monday's start
        ("2026-03-27 14:00", 1, "2026-03-30 14:00"),  # the wall clock stays when clocks change
        ("2026-10-23 14:00", 1, "2026-10-26 14:00"),
    ],
)
def test_working_days_are_added_at_the_same_wall_clock_time(at: str, count: int, expected: str) -> None:
    assert add_working_days(local(at), count, BERLIN) == local(expected)


def test_holidays_do_not_count_as_working_days() -> None:
    who = replace(BERLIN, holidays=frozenset({date(2026, 11, 25)}))
    assert add_working_days(local("2026-11-24 14:00"), 1, who) == local("2026-11-26 14:00")
    assert working_days_between(local("2026-11-24 14:00"), local("2026-11-26 14:00"), who) == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-24 14:00", "2026-11-24 17:00", 0),
        ("2026-11-24 14:00", "2026-11-25 13:59", 0),
        ("2026-11-24 14:00", "2026-11-25 14:00", 1),
        ("2026-11-26 14:00", "2026-11-28 10:00", 1),  # on Saturday, Friday 14:00 has passed
        ("2026-11-27 14:00", "2026-11-29 23:00", 0),
        ("2026-11-28 14:00", "2026-12-01 08:59", 0),  # a Saturday counts as Monday's start
        ("2026-11-28 14:00", "2026-12-01 09:00", 1),
        ("2026-11-28 14:00", "2026-11-29 14:00", 0),
        ("2026-11-25 14:00", "2026-11-24 14:00", 0),
        ("2026-12-28 14:00", "2027-01-04 14:00", 5),
    ],
)
def test_only_whole_working_days_have_passed(start: str, end: str, expected: int) -> None:
    assert working_days_between(local(start), local(end), BERLIN) == expected


def test_the_search_for_somebody_who_never_works_ends() -> None:
    now = local("2026-11-24 12:00")
    for search in (next_working_moment, next_start_of_day, working_day_before):
        with pytest.raises(NeverAtWork):
            search(now, NEVER)
    with pytest.raises(NeverAtWork):
        add_working_days(now, 1, NEVER)
    assert not is_working(now, NEVER)
    assert working_days_between(now, now + timedelta(days=50), NEVER) == 0
    assert suggest_times(now, [NEVER]) == ()
    assert suggest_times(now, [BERLIN, NEVER]) == ()


@pytest.mark.parametrize(("start", "end"), [(time(22), time(6)), (time(9), time(9))])
def test_hours_that_end_before_they_start_are_refused(start: time, end: time) -> None:
    with pytest.raises(ValueError, match="end after they start"):
        WorkingTime(zone="UTC", start=start, end=end)


def test_an_absence_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        WorkingTime(zone="UTC", away=((local("2026-11-25 12:00"), local("2026-11-24 12:00")),))


def test_a_naive_time_is_refused_everywhere() -> None:
    naive = datetime(2026, 11, 24, 12)  # noqa: DTZ001
    aware = naive.replace(tzinfo=UTC)
    for search in (is_working, next_working_moment, next_start_of_day, working_day_before):
        with pytest.raises(ValueError, match="time zone"):
            search(naive, BERLIN)
    with pytest.raises(ValueError, match="time zone"):
        add_working_days(naive, 1, BERLIN)
    with pytest.raises(ValueError, match="time zone"):
        working_days_between(aware, naive, BERLIN)
    with pytest.raises(ValueError, match="time zone"):
        suggest_times(naive, [BERLIN])
    with pytest.raises(ValueError, match="time zone"):
        day_phrase(aware, naive, "UTC")
    with pytest.raises(ValueError, match="time zone"):
        WorkingTime(zone="UTC", away=((naive, naive),))


def test_working_days_are_not_taken_away() -> None:
    with pytest.raises(ValueError, match="added"):
        add_working_days(local("2026-11-24 12:00"), -1, BERLIN)


def suggestions(now: str, *people: WorkingTime, count: int = 3) -> list[str]:
    found = suggest_times(local(now), people, count=count)
    return [clock_phrase(at, local(now), people[0].zone) for at in found]


def test_three_friendly_times_on_three_days_are_suggested() -> None:
    assert suggestions("2026-11-24 12:00", BERLIN) == ["Wed 14:00", "Thu 10:00", "Fri 15:00"]


def test_suggestions_begin_on_the_next_working_day() -> None:
    assert suggestions("2026-11-24 00:30", BERLIN)[0] == "Wed 14:00"
    assert suggestions("2026-11-27 12:00", BERLIN)[0] == "Mon 14:00"
    assert suggestions("2026-11-28 12:00", BERLIN)[0] == "Mon 14:00"


def test_suggestions_fit_an_ocean() -> None:
    assert suggestions("2026-11-24 12:00", BERLIN, NEW_YORK) == ["Wed 15:00", "Thu 16:00", "Fri 17:00"]


def test_suggestions_follow_the_weeks_in_which_only_one_side_has_changed_its_clocks() -> None:
    only_early = replace(BERLIN, end=time(15))
    assert suggestions("2026-10-23 12:00", only_early, NEW_YORK) == ["Mon 14:00", "Tue 14:30", "Wed 14:15"]
    assert suggestions("2026-11-02 12:00", only_early, NEW_YORK) == []


def test_no_shared_hours_suggest_nothing() -> None:
    assert suggestions("2026-11-24 12:00", BERLIN, WorkingTime(zone="America/Los_Angeles")) == []


def test_a_short_shared_stretch_off_the_full_hour_is_found() -> None:
    narrow = WorkingTime(zone="Europe/Berlin", start=time(9, 10), end=time(9, 50))
    assert suggestions("2026-11-24 12:00", BERLIN, narrow) == ["Wed 09:15", "Thu 09:15", "Fri 09:15"]


def test_few_shared_days_give_several_times_on_one_day_that_do_not_overlap() -> None:
    mondays = WorkingTime(zone="Europe/Berlin", start=time(13), end=time(15), days=frozenset({0}))
    meeting = timedelta(minutes=60)
    found = suggest_times(local("2026-11-24 12:00"), [BERLIN, mondays], count=4, length=meeting)
    assert [day_phrase(at, local("2026-11-24 12:00"), "Europe/Berlin") for at in found] == ["Monday"] * 2 + [
        "Mon 7 Dec"
    ] * 2
    assert all(later - earlier >= meeting for earlier, later in pairwise(found))


def test_an_absence_further_ahead_than_ten_working_days_leaves_nothing_to_suggest() -> None:
    away = replace(BERLIN, away=((local("2026-11-20 00:00"), local("2026-12-24 00:00")),))
    assert suggestions("2026-11-24 12:00", BERLIN, away) == []
    assert (
        suggestions("2026-11-24 12:00", away, BERLIN)[0] == "Thu 24 Dec 14:00"
    )  # the drafter's own ten days begin later


def test_nobody_is_suggested_nothing() -> None:
    assert suggest_times(local("2026-11-24 12:00"), []) == ()
    assert suggest_times(local("2026-11-24 12:00"), [BERLIN], count=0) == ()


def test_a_meeting_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="takes some time"):
        suggest_times(local("2026-11-24 12:00"), [BERLIN], length=timedelta(0))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-30 23:59", "today"),
        ("2026-12-31 00:00", "tomorrow"),
        ("2026-12-29 10:00", "yesterday"),
        ("2027-01-01 10:00", "Friday"),
        ("2027-01-05 10:00", "Tuesday"),
        ("2026-12-28 10:00", "Monday"),
        ("2027-01-06 10:00", "Wed 6 Jan 2027"),
        ("2026-12-07 10:00", "Mon 7 Dec"),
        ("2025-12-30 10:00", "Tue 30 Dec 2025"),
    ],
)
def test_a_day_is_named_as_people_say_it(at: str, expected: str) -> None:
    assert day_phrase(local(at), local("2026-12-30 12:00"), "Europe/Berlin") == expected


def test_the_day_and_the_clock_are_those_of_the_reader() -> None:
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert day_phrase(at, at - timedelta(hours=12), "UTC") == "today"
    assert day_phrase(at, at - timedelta(hours=12), "Asia/Kolkata") == "tomorrow"
    assert clock_phrase(at, at, "UTC") == "Tue 23:30"
    assert clock_phrase(at, at, "Asia/Kolkata") == "Wed 05:00"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-30 14:00", "Wed 14:00"),
        ("2027-01-05 23:59", "Tue 23:59"),
        ("2027-01-06 00:00", "Wed 6 Jan 00:00"),
        ("2027-01-11 10:00", "Mon 11 Jan 10:00"),
        ("2026-12-29 10:00", "Tue 29 Dec 10:00"),
    ],
)
def test_a_weekday_alone_names_no_other_day_than_the_next_one_of_that_name(at: str, expected: str) -> None:
    assert clock_phrase(local(at), local("2026-12-30 12:00"), "Europe/Berlin") == expected


moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati",
     "Pacific/Niue", "America/Santiago", "Africa/Casablanca", "UTC"]
)  # fmt: skip


@st.composite
def people(draw: st.DrawFn) -> WorkingTime:
    start, end = sorted(draw(st.lists(st.integers(0, 95), min_size=2, max_size=2, unique=True)))
    away = draw(st.lists(st.tuples(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=40))), max_size=3))
    return WorkingTime(
        zone=draw(zones),
        start=time(start // 4, start % 4 * 15),
        end=time(end // 4, end % 4 * 15),
        days=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        holidays=draw(st.frozensets(st.dates(date(2024, 1, 1), date(2030, 1, 1)), max_size=5)),
        away=tuple((left, left + length) for left, length in away),
    )


@repeatable
@given(moments, people())
def test_the_next_working_moment_is_working_time_and_never_earlier(at: datetime, who: WorkingTime) -> None:
    found = next_working_moment(at, who)
    assert found >= at
    assert is_working(found, who)
    assert (found == at) is is_working(at, who)
    assert not is_working(found - timedelta(microseconds=1), who) or found == at


@repeatable
@given(moments, moments, people())
def test_a_later_moment_is_never_deferred_to_an_earlier_one(one: datetime, other: datetime, who: WorkingTime) -> None:
    earlier, later = sorted((one, other))
    assert next_working_moment(earlier, who) <= next_working_moment(later, who)
    assert next_start_of_day(earlier, who) <= next_start_of_day(later, who)
    assert working_day_before(earlier, who) <= working_day_before(later, who)


@repeatable
@given(moments, people())
def test_starts_of_day_are_working_time_on_the_right_side_of_the_moment(at: datetime, who: WorkingTime) -> None:
    after, before = next_start_of_day(at, who), working_day_before(at, who)
    assert is_working(after, who)
    assert is_working(before, who)
    assert before < at < after


@repeatable
@given(moments, st.integers(0, 20), people())
def test_added_working_days_have_passed_and_end_in_working_time(at: datetime, count: int, who: WorkingTime) -> None:
    found = add_working_days(at, count, who)
    assert found >= at
    assert is_working(found, who)
    assert working_days_between(at, found, who) >= count


@repeatable
@given(moments, st.timedeltas(timedelta(0), timedelta(days=20)), st.integers(0, 10))
def test_waiting_longer_never_brings_the_working_day_forward(at: datetime, wait: timedelta, count: int) -> None:
    assert add_working_days(at, count, BERLIN) <= add_working_days(at + wait, count, BERLIN)
    assert add_working_days(at, count, BERLIN) <= add_working_days(at, count + 1, BERLIN)


@settings(repeatable, max_examples=40)  # Each asks about every minute of three meetings.
@given(moments, st.lists(people(), min_size=1, max_size=3), st.sampled_from([15, 30, 60, 90]))
def test_suggestions_are_inside_everybodys_hours(now: datetime, everybody: list[WorkingTime], minutes: int) -> None:
    length = timedelta(minutes=minutes)
    found = suggest_times(now, everybody, length=length)
    assume(found)
    assert len(found) <= 3
    assert list(found) == sorted(set(found))
    for at in found:
        assert at > now
        for who in everybody:
            # Working time has no gap shorter than a minute here, so each minute of the meeting tells.
            assert all(is_working(at + timedelta(minutes=minute), who) for minute in range(minutes))
