import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Refused
from bot.slack.when import parse_when

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)  # Tuesday, 12:00 in Berlin


def read(text: str, *, zone: str = "Europe/Berlin", now: datetime = NOW) -> str:
    """What the text means, on the typist's own clock."""
    at = parse_when(text, zone=zone, now=now)
    assert at.tzinfo is UTC
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def refusal(text: str, *, zone: str = "Europe/Berlin", now: datetime = NOW) -> str:
    with pytest.raises(Refused) as refused:
        parse_when(text, zone=zone, now=now)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thu 2pm", "2026-11-26 14:00"),
        ("2pm thu", "2026-11-26 14:00"),
        ("Thursday at 2:30 PM", "2026-11-26 14:30"),
        ("on thurs, 2 p.m.", "2026-11-26 14:00"),
        ("this thursday @ 14:00", "2026-11-26 14:00"),
        ("2.30pm on friday", "2026-11-27 14:30"),
        ("friday 10", "2026-11-27 10:00"),
        ("next tuesday at 10", "2026-12-01 10:00"),
        ("tomorrow 15:00", "2026-11-25 15:00"),
        ("tomorrow at noon", "2026-11-25 12:00"),
        ("today 12:01", "2026-11-24 12:01"),
        ("day after tomorrow 9am", "2026-11-26 09:00"),
        ("in 3 days 14:00", "2026-11-27 14:00"),
        ("14:00 in two weeks", "2026-12-08 14:00"),
        ("in a month at 10", "2026-12-24 10:00"),
        ("a week from now 10:00", "2026-12-01 10:00"),
        ("dec 3 2pm", "2026-12-03 14:00"),
        ("3 December 14:00", "2026-12-03 14:00"),
        ("3rd of december at 10", "2026-12-03 10:00"),
        ("Thu, Dec 3, 2026 at 9:15am", "2026-12-03 09:15"),
        ("jan 5 14:00", "2027-01-05 14:00"),
        ("2026-12-03 14:00", "2026-12-03 14:00"),
        ("2026-12-03T14:00:00", "2026-12-03 14:00"),
        ("2026-12-03 2:15", "2026-12-03 02:15"),
        ("25/12 14:00", "2026-12-25 14:00"),
        ("12/25 14:00", "2026-12-25 14:00"),
        ("13.5.2027 14:00", "2027-05-13 14:00"),
        ("12/12 14:00", "2026-12-12 14:00"),
        ("2028-02-29 10:00", "2028-02-29 10:00"),
        ("14:00", "2026-11-24 14:00"),
        ("2pm", "2026-11-24 14:00"),
        ("  thu \t 2pm\n", "2026-11-26 14:00"),
        ("thu １４:00", "2026-11-26 14:00"),
        ("wed 12am", "2026-11-25 00:00"),
        ("wed 12pm", "2026-11-25 12:00"),
        ("wed 02:30", "2026-11-25 02:30"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11:59", "2026-11-25 11:59"),
        ("12:00", "2026-11-25 12:00"),
        ("tue 14:00", "2026-11-24 14:00"),
        ("tue 9:00", "2026-12-01 09:00"),
        ("monday 14:00", "2026-11-30 14:00"),
    ],
)
def test_a_time_that_has_passed_means_its_next_one(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-03 14:00 Berlin", "2026-12-03T13:00Z"),
        ("2026-07-03 14:00 Berlin", "2026-07-03T12:00Z"),
        ("thu 2pm Europe/Berlin", "2026-05-28T12:00Z"),
        ("fri 9:30am New York", "2026-05-29T13:30Z"),
        ("fri 9:30am america/new_york", "2026-05-29T13:30Z"),
        ("fri 9:30am in new york", "2026-05-29T13:30Z"),
        ("fri 9:30am Berlin time", "2026-05-29T07:30Z"),
        ("friday 10 UTC", "2026-05-29T10:00Z"),
        ("10:00 gmt", "2026-05-27T10:00Z"),
        ("15:00 CEST", "2026-05-26T13:00Z"),
        ("2026-12-03 15:00 CET", "2026-12-03T14:00Z"),
        ("2pm PT", "2026-05-26T21:00Z"),
        ("2pm pdt", "2026-05-26T21:00Z"),
        ("thu 14:00 São Paulo", "2026-05-28T17:00Z"),
        ("thu 14:00 Port of Spain", "2026-05-28T18:00Z"),
        ("thu 14:00 Kathmandu", "2026-05-28T08:15Z"),
        ("thu 14:00 Japan", "2026-05-28T05:00Z"),
        ("thu 14:00 UTC+5:30", "2026-05-28T08:30Z"),
        ("thu 14:00 GMT -3", "2026-05-28T17:00Z"),
    ],
)
def test_a_zone_or_city_at_the_end_says_whose_clock_is_meant(text: str, moment: str) -> None:
    now = datetime(2026, 5, 26, 11, tzinfo=UTC)  # Tuesday
    assert parse_when(text, zone="Asia/Kolkata", now=now) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Niue"])
def test_today_is_the_typists_own_date(zone: str) -> None:
    today = NOW.astimezone(ZoneInfo(zone)).date()
    assert read("tomorrow 15:00", zone=zone) == f"{today + timedelta(days=1)} 15:00"
    assert read("today 23:59", zone=zone) == f"{today} 23:59"


def test_an_abbreviation_that_continents_share_is_read_where_it_is_the_typists_own() -> None:
    assert read("thu 14:00 IST", zone="Asia/Kolkata") == "2026-11-26 14:00"
    assert read("thu 14:00 cst", zone="America/Chicago") == "2026-11-26 14:00"
    assert "place" in refusal("thu 14:00 CST")


@pytest.mark.parametrize(
    "text", ["2026-07-03 14:00 CET", "2026-12-03 14:00 CEST", "2026-07-03 14:00 PST", "thu 10 EDT"]
)
def test_an_abbreviation_out_of_season_is_refused(text: str) -> None:
    assert "please name a city" in refusal(text, now=datetime(2026, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u202e"])
def test_nothing_typed_asks_when(text: str) -> None:
    assert refusal(text) == "When? Write it like “thu 2pm”, “tomorrow 15:00” or “2026-12-01 14:00 Berlin”."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("thursday", "needs a time of day, such as “thursday 14:00”"),
        ("tomorrow", "needs a time of day, such as “tomorrow 14:00”"),
        ("dec 3 Berlin", "needs a time of day, such as “dec 3 14:00”"),
        ("in 3 days", "needs a time of day"),
        ("12", "don't know that day"),
        ("2026", "don't know that day"),
        ("may", "don't know that day"),
        ("now", "don't know that day"),
        ("asap please", "don't know that day"),
        ("dec 3 10", "don't know that day"),
        ("friday 25", "don't know that day"),
        ("25:00", "no clock shows 25:00"),
        ("thu 25:00", "no clock shows 25:00"),
        ("thu 14:60", "no clock shows 14:60"),
        ("thu 13pm", "no clock shows 13pm"),
        ("next week 14:00", "don't know that day"),
        ("thu 14:00 Atlantis", "don't know that day, or that place"),
        ("14:00 Easter", "don't know that day"),
        ("3 days ago 14:00", "has passed"),
        ("yesterday 5pm", "has passed"),
        ("yesterday", "has passed"),
        ("last friday 14:00", "has passed"),
        ("3/2/2026 14:00", "has passed"),
        ("two weeks from today 14:00", "don't know that day"),
        ("thu 3", "3:00 could be in the morning or in the afternoon"),
        ("thu 2:30", "2:30 could be in the morning or in the afternoon"),
        ("3/12 14:00", "it could be 2026-12-03 or 2027-03-12"),
        ("3.12.2027 14:00", "it could be 2027-03-12 or 2027-12-03"),
        ("next thursday 10:00", "it could be 2026-11-26 or 2026-12-03"),
        ("fri 3 dec 14:00", "2026-12-03 is a Thursday"),
        ("thu or fri 14:00", "several days"),
        ("thu fri 14:00", "several days"),
        ("thu 14:00-15:00", "several times"),
        ("thu 2pm fri 3pm", "several times"),
        ("31 nov 10:00", "no such day"),
        ("feb 29 10:00", "no such day"),
        ("2027-02-29 10:00", "no such day"),
        ("2026-13-03 10:00", "no such day"),
        ("0000-01-01 10:00", "no such day"),
        ("today 9:00", "has passed"),
        ("today 12:00", "has passed"),
        ("2026-11-24 11:59", "has passed"),
        ("nov 3 14:00", "has passed"),
        ("3 dec 2025 14:00", "has passed"),
        ("0001-01-01 00:00 Kiritimati", "has passed"),
        ("2029-01-01 14:00", "two years ahead"),
        ("9999-12-31 23:59 Niue", "two years ahead"),
        ("in 999 months 14:00", "two years ahead"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_with_its_reason(text: str, reason: str) -> None:
    answer = refusal(text)
    assert reason in answer
    assert answer.startswith(f"I can't take “{text}” as a time: ")


def test_the_day_in_a_far_place_is_asked_for_where_it_is_another_date() -> None:
    evening = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert "another day already" in refusal("tomorrow 9:00 Auckland", now=evening)
    assert parse_when("thu 9:00 Auckland", zone="Europe/Berlin", now=evening) == datetime(2026, 11, 25, 20, tzinfo=UTC)


def test_a_refusal_is_short_and_its_examples_can_be_typed_back() -> None:
    answer = refusal("thu " * 5000)
    assert "too long" in answer
    assert len(answer) < 250
    examples = re.findall("“([^”]+)”", refusal(""))
    assert len(examples) == 3
    assert all(parse_when(example, zone="Europe/Berlin", now=NOW) > NOW for example in examples)


def test_both_days_of_an_ambiguous_text_can_be_typed_back() -> None:
    days = re.findall(r"2026-\d\d-\d\d", refusal("next thursday 10:00"))[:2]
    assert [read(f"{day} 10:00") for day in days] == ["2026-11-26 10:00", "2026-12-03 10:00"]


def test_a_date_means_no_day_that_has_passed() -> None:
    december = datetime(2026, 12, 19, 9, tzinfo=UTC)
    assert "it could be 2027-01-02 or 2027-02-01" in refusal("1/2 10am", now=december)
    assert read("12/9 10am", now=datetime(2026, 9, 30, 9, tzinfo=UTC)) == "2026-12-09 10:00"


def test_a_time_that_clocks_skip_is_refused() -> None:
    now = datetime(2027, 3, 26, 12, tzinfo=UTC)
    for text in ("2027-03-28 02:30", "sunday 02:30", "in two days 02:30"):
        assert "on 2027-03-28 there is no 02:30 in Europe/Berlin" in refusal(text, now=now)
    assert read("2027-03-28 02:30 London", now=now) == "2027-03-28 03:30"
    assert read("sunday 03:00", now=now) == "2027-03-28 03:00"


def test_a_time_that_occurs_twice_is_the_first_of_the_two() -> None:
    now = datetime(2026, 10, 23, 12, tzinfo=UTC)
    assert parse_when("2026-10-25 02:30", zone="Europe/Berlin", now=now) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_wall_clock_is_kept_over_a_change_of_clocks() -> None:
    now = datetime(2026, 10, 23, 12, tzinfo=UTC)
    assert parse_when("fri 14:30", zone="Europe/Berlin", now=now) == datetime(2026, 10, 23, 12, 30, tzinfo=UTC)
    assert parse_when("mon 14:30", zone="Europe/Berlin", now=now) == datetime(2026, 10, 26, 13, 30, tzinfo=UTC)


def test_an_unknown_zone_of_a_profile_counts_as_utc() -> None:
    assert parse_when("thu 14:00", zone="Mars/Olympus", now=NOW) == datetime(2026, 11, 26, 14, tzinfo=UTC)


def test_a_clock_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        parse_when("thu 14:00", zone="UTC", now=NOW.replace(tzinfo=None))


WORDS = (
    "thu", "friday", "next", "this", "today", "tomorrow", "day", "after", "in", "3", "12", "31", "a", "week", "weeks",
    "from", "now", "month", "dec", "february", "29", "2026", "9999", "0001", "-", "/", "3/12", "2027-03-28", "14:00", "2:30",
    "02:30", "2pm", "12am", "noon", "at", "on", "of", "@", ",", "Berlin", "New", "York", "UTC", "UTC+14", "CET", "pst", "time",
)  # fmt: skip
zones = st.sampled_from(
    ["Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Niue", "Australia/Lord_Howe", "?"]
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(
    st.text() | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.from_regex(r"[0-9:/.+apm -]{1,12}"),
    zones,
    moments,
)
def test_any_text_is_a_time_to_come_or_refused(text: str, zone: str, now: datetime) -> None:
    try:
        at = parse_when(text, zone=zone, now=now)
    except Refused:
        return
    assert at.tzinfo is UTC
    assert now < at < now + timedelta(days=2 * 366 + 2)


@settings(deadline=None, derandomize=True, database=None)
@given(st.datetimes(datetime(2026, 11, 27), datetime(2028, 11, 1)), zones)  # noqa: DTZ001
def test_a_date_written_in_full_is_read_back_as_it_is(wall: datetime, zone: str) -> None:
    text = f"{wall:%Y-%m-%d %H:%M}"
    try:
        assert read(text, zone=zone if zone != "?" else "UTC") == text
    except Refused as refused:
        assert "as clocks go forward" in str(refused)  # noqa: PT017
