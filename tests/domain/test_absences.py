"""How an absence is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absences import Absence, first_day_back, in_words, whole_days

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)  # Tuesday, 12:00 in Berlin
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("left", "back", "told"),
    [
        ("2026-11-25T00:00", "2026-11-26T00:00", "Wed 25 Nov"),
        ("2026-12-24T00:00", "2027-01-03T00:00", "Thu 24 Dec to Sat 2 Jan 2027"),
        ("2026-11-24T12:00", "2026-11-30T00:00", "Tue 24 Nov to Sun 29 Nov"),
        ("2026-11-24T12:00", "2026-11-24T17:00", "Tue 24 Nov to 17:00"),
        ("2026-11-27T12:00", "2026-11-28T00:00", "Fri 27 Nov 12:00 on"),
        ("2026-11-27T14:00", "2026-11-27T16:00", "Fri 27 Nov 14:00 to 16:00"),
        ("2026-11-27T14:00", "2026-11-30T10:00", "Fri 27 Nov 14:00 to Mon 30 Nov 10:00"),
        ("2026-11-27T14:00", "2026-11-30T00:00", "Fri 27 Nov 14:00 to Sun 29 Nov"),
    ],
)
def test_an_absence_is_told_as_people_would(left: str, back: str, told: str) -> None:
    left_at, back_at = (datetime.fromisoformat(f"{at}+01:00") for at in (left, back))
    assert in_words(Absence(left_at=left_at, back_at=back_at), zone=BERLIN, now=NOW) == told


@pytest.mark.parametrize(
    ("last", "back"),
    [(date(2026, 11, 25), "Thu 26 Nov"), (date(2026, 11, 27), "Mon 30 Nov"), (date(2027, 1, 1), "Mon 4 Jan 2027")],
)
def test_the_first_day_back_is_a_working_day(last: date, back: str) -> None:
    assert first_day_back(whole_days(date(2026, 11, 24), last, BERLIN), zone=BERLIN, now=NOW) == back


@given(
    first=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    days=st.integers(0, 400),
    zone=st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_whole_days_are_told_by_their_days_in_every_zone(first: date, days: int, zone: str) -> None:
    absence = whole_days(first, first + timedelta(days=days), zone)
    told = in_words(absence, zone=zone, now=NOW)
    assert ":" not in told
    assert (" to " in told) == (days > 0)
    assert abs((absence.back_at - absence.left_at) - timedelta(days=days + 1)) <= timedelta(hours=1)
