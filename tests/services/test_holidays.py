"""Public holidays: which places are known, and which days are holidays there."""

import subprocess
import sys
from datetime import date

import pytest

from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.services import holidays


@pytest.mark.parametrize(
    ("country", "region", "day", "is_off"),
    [
        ("DE", None, date(2026, 12, 25), True),
        ("DE", "BE", date(2027, 3, 8), True),
        ("DE", "BY", date(2027, 3, 8), False),
        ("US", None, date(2026, 11, 26), True),
        ("GB", "SCT", date(2026, 11, 30), True),
        ("GB", "ENG", date(2026, 11, 30), False),
        (None, None, date(2026, 12, 25), False),
    ],
)
def test_days_off_are_those_of_the_place(country: str | None, region: str | None, day: date, *, is_off: bool) -> None:
    assert (day in holidays.days_off(country, region)) == is_off


def test_days_off_of_one_place_are_the_same() -> None:
    assert holidays.days_off("DE", "BE") == holidays.days_off("DE", "BE") != holidays.days_off("DE", "BY")
    assert "2026-12-25" not in holidays.days_off("DE", None)


def test_the_next_one_is_the_next_that_would_have_been_a_working_day() -> None:
    german = ChannelSettings(country="DE")
    found = holidays.next_one(german, date(2026, 11, 22))
    assert found is not None
    assert (found.day, found.name) == (date(2026, 12, 25), "Christmas Day")
    after = holidays.next_one(german, date(2026, 12, 26))  # a Saturday, and a holiday
    assert after is not None
    assert after.day == date(2027, 1, 1)
    assert holidays.next_one(DEFAULTS, date(2026, 11, 22)) is None


def test_places_are_named_as_people_know_them_and_fit_their_columns() -> None:
    countries = holidays.places(None).countries
    assert {"DE": "Germany", "US": "United States", "IM": "Isle of Man", "CD": "DR Congo"}.items() <= countries.items()
    assert list(countries.values()) == sorted(countries.values())
    for country in countries:
        assert len(country) == 2
        for code, name in holidays.places(country).regions.items():
            assert len(code) <= 32
            assert 0 < len(name) <= 75


def test_the_regions_are_those_of_the_country() -> None:
    assert holidays.places("GB").regions == {
        "ENG": "England",
        "NIR": "Northern Ireland",
        "SCT": "Scotland",
        "WLS": "Wales",
    }
    assert holidays.places(None).regions == holidays.places("XX").regions == {}


def test_nobody_waits_for_the_holidays_before_they_are_needed() -> None:
    program = "import sys, bot.services.process, bot.services.settings; print('holidays' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert said.stdout.strip() == "False"
