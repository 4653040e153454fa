"""Typed absences: what they mean on the person's own clock, and what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.absences import LONGEST
from bot.errors import Refused
from bot.slack.away import parse_absence

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)  # Tuesday, 12:00 in Berlin


def read(text: str, *, zone: str = "Europe/Berlin", now: datetime = NOW) -> str:
    """From when to when, on the typist's own clock; "now" for now."""
    absence = parse_absence(text, zone=zone, now=now)
    left, back = (
        "now" if at == now else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        for at in (absence.left_at, absence.back_at)
    )
    return f"{left} to {back}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("until monday", "now to 2026-11-30 00:00"),
        ("until tuesday", "now to 2026-12-01 00:00"),
        ("till next monday", "now to 2026-11-30 00:00"),
        ("until tomorrow", "now to 2026-11-25 00:00"),
        ("until 5pm", "now to 2026-11-24 17:00"),
        ("until fri 10:00", "now to 2026-11-27 10:00"),
        ("Until Dec 3", "now to 2026-12-03 00:00"),
        ("today", "now to 2026-11-25 00:00"),
        ("tomorrow", "2026-11-25 00:00 to 2026-11-26 00:00"),
        ("on friday", "2026-11-27 00:00 to 2026-11-28 00:00"),
        ("2026-12-03", "2026-12-03 00:00 to 2026-12-04 00:00"),
        ("fri afternoon", "2026-11-27 12:00 to 2026-11-28 00:00"),
        ("fri morning", "2026-11-27 00:00 to 2026-11-27 12:00"),
        ("this afternoon", "now to 2026-11-25 00:00"),
        ("24 dec to 2 jan", "2026-12-24 00:00 to 2027-01-03 00:00"),
        ("from 24 dec through 2 jan", "2026-12-24 00:00 to 2027-01-03 00:00"),
        ("from 24 dec until 2 jan", "2026-12-24 00:00 to 2027-01-02 00:00"),
        ("dec 24 – jan 2", "2026-12-24 00:00 to 2027-01-03 00:00"),
        ("24-27 dec", "2026-12-24 00:00 to 2026-12-28 00:00"),
        ("24th to 27th of december", "2026-12-24 00:00 to 2026-12-28 00:00"),
        ("24 – 27 dec 2027", "2027-12-24 00:00 to 2027-12-28 00:00"),
        ("2026-12-24 to 2027-01-02", "2026-12-24 00:00 to 2027-01-03 00:00"),
        ("mon to wed", "2026-11-30 00:00 to 2026-12-03 00:00"),
        ("fri to tue", "2026-11-27 00:00 to 2026-12-02 00:00"),
        ("fri to next tuesday", "2026-11-27 00:00 to 2026-12-02 00:00"),
        ("today to tomorrow", "now to 2026-11-26 00:00"),
        ("fri afternoon to mon morning", "2026-11-27 12:00 to 2026-11-30 12:00"),
        ("fri 14:00 to 16:00", "2026-11-27 14:00 to 2026-11-27 16:00"),
        ("fri 14:00 to mon 10:00", "2026-11-27 14:00 to 2026-11-30 10:00"),
        ("for 3 days", "now to 2026-11-27 00:00"),
        ("a week", "now to 2026-12-01 00:00"),
        ("two weeks", "now to 2026-12-08 00:00"),
        ("this week", "now to 2026-11-30 00:00"),
        ("next week", "2026-11-30 00:00 to 2026-12-07 00:00"),
    ],
)
def test_absences_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "When?"),
        ("for ever", "I don't know that day"),
        ("10 nov to 20 nov", "that has passed"),
        ("0001-01-01 to friday", "that has passed"),
        ("yesterday", "that has passed"),
        ("fri 25:00 to mon", "no clock shows 25:00"),
        ("fri 14:00", "it needs an end"),
        ("from monday", "it needs an end"),
        ("this morning", "that has passed"),
        ("2026-11-23", "that has passed"),
        ("until 9:00 today", "that has passed"),
        ("24 dec to 20 dec", "end before it begins"),
        ("wed to this afternoon", "end before it begins"),
        ("2026-12-24 to 2027-12-26", "more than a year"),
        ("until 2029-01-01", "more than two years ahead"),
        ("until 9999-12-31", "more than two years ahead"),
        ("0001-01-01", "that has passed"),
        ("2026-02-30", "there is no such day"),
        ("3/4 to 5/4", "it could be"),
        ("x" * 200, "it is too long"),
    ],
)
def test_what_is_no_absence_is_refused_with_the_reason_and_an_example(text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_absence(text, zone="Europe/Berlin", now=NOW)
    assert why in str(refused.value)
    assert "“until monday”" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("24 dec to 2 jan", "2026-12-31", "now to 2027-01-03 00:00"),
        ("24 dec to 2 jan", "2027-01-02", "now to 2027-01-03 00:00"),
        ("24 dec until 2 jan", "2027-01-01", "now to 2027-01-02 00:00"),
        ("24 dec to 2 jan", "2027-01-03", "2027-12-24 00:00 to 2028-01-03 00:00"),
        ("24.12. to 31.12.", "2026-12-27", "now to 2027-01-01 00:00"),
        ("24-31 dec", "2026-12-27", "now to 2027-01-01 00:00"),
        ("2026-12-24 to 2026-12-29", "2026-12-27", "now to 2026-12-30 00:00"),
        ("24 dec afternoon to 2 jan", "2026-12-27", "now to 2027-01-03 00:00"),
        ("yesterday to friday", "2026-11-24", "now to 2026-11-28 00:00"),
        ("last friday to friday", "2026-11-24", "now to 2026-11-28 00:00"),
        ("1/12 to 20 jan", "2026-12-05", "2027-01-12 00:00 to 2027-01-21 00:00"),
    ],
)
def test_an_absence_that_is_running_is_taken_until_its_end(text: str, today: str, expected: str) -> None:
    assert read(text, now=datetime.fromisoformat(f"{today}T11:00+00:00")) == expected


def test_days_begin_and_end_with_the_clocks_of_the_zone() -> None:
    # Clocks go forward on Sunday, 29 March: the weekend has 47 hours.
    spring = datetime(2026, 3, 24, 11, tzinfo=UTC)
    absence = parse_absence("sat to sun", zone="Europe/Berlin", now=spring)
    assert absence.back_at - absence.left_at == timedelta(hours=47)
    assert read("tomorrow", zone="Asia/Kolkata") == "2026-11-25 00:00 to 2026-11-26 00:00"


DAYS = (
    "mon",
    "yesterday",
    "10 nov",
    "0001-01-01",
    "2/11",
    "friday",
    "tomorrow",
    "24 dec",
    "2026-12-03",
    "in 3 days",
    "today",
    "14:00",
    "fri 9:00",
    "sun afternoon",
)
anything = st.text(max_size=60) | st.builds(
    "{} {} {}".format, st.sampled_from(DAYS), st.sampled_from(["to", "until", "-", ""]), st.sampled_from(DAYS)
)


@settings(max_examples=120, derandomize=True)
@given(text=anything, zone=st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Apia"]))
def test_whatever_is_typed_is_refused_or_an_absence_to_come(text: str, zone: str) -> None:
    try:
        absence = parse_absence(text, zone=zone, now=NOW)
    except Refused:
        return
    assert NOW <= absence.left_at < absence.back_at
    assert absence.back_at - absence.left_at <= LONGEST
