"""A channel's settings: what can be set, and what will happen in words."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkingTime
from bot.domain.reactions import EmojiMap
from bot.domain.reminders import Rules
from bot.domain.settings import DEFAULTS, ChannelSettings, Holiday, Places, Setting, changed, explain, problems

PLACES = Places(countries={"DE": "Germany"}, regions={"BE": "Berlin"})
CHRISTMAS = Holiday(day=date(2026, 12, 25), name="Christmas Day")


def words(**given: object) -> str:
    return "\n".join(explain(replace(DEFAULTS, **given), PLACES, CHRISTMAS if "country" in given else None))


def test_the_defaults_are_those_of_the_reminders_and_of_the_calendar() -> None:
    usual = WorkingTime(zone="UTC")
    assert DEFAULTS.remind_after_days == Rules().remind_after_days
    assert (DEFAULTS.start, DEFAULTS.end, DEFAULTS.days) == (usual.start, usual.end, usual.days)
    assert problems(DEFAULTS, PLACES) == {}


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"remind_after_days": 0}, Setting.REMIND_AFTER),
        ({"remind_after_days": 21}, Setting.REMIND_AFTER),
        ({"end": time(9)}, Setting.END),
        ({"end": time(9, 59)}, Setting.END),
        ({"start": time(22), "end": time(6)}, Setting.END),
        ({"days": frozenset()}, Setting.DAYS),
        ({"days": frozenset({7})}, Setting.DAYS),
        ({"country": "XX"}, Setting.COUNTRY),
        ({"country": "DE", "region": "SCT"}, Setting.REGION),
        ({"emoji": EmojiMap(read=())}, Setting.READ),
        ({"emoji": EmojiMap(nudge=("one",))}, Setting.NUDGE),
        ({"emoji": EmojiMap(nudge=("bell", "white_check_mark"))}, Setting.NUDGE),
    ],
)
def test_what_cannot_be_is_told_at_its_field_alone(given: dict[str, object], setting: Setting) -> None:
    assert list(problems(replace(DEFAULTS, **given), PLACES)) == [setting]


@pytest.mark.parametrize(
    "given",
    [
        {"remind_after_days": 1},
        {"remind_after_days": 20},
        {"end": time(10)},
        {"start": time(0), "end": time(23, 59)},
        {"days": frozenset({6})},
        {"country": "DE"},
        {"country": "DE", "region": "BE"},
        {"emoji": EmojiMap(read=("eyes",), nudge=("hand", "+1"))},
    ],
)
def test_what_can_be_is_taken(given: dict[str, object]) -> None:
    assert problems(replace(DEFAULTS, **given), PLACES) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "hears from me 2 working days after sharing"),
        ({"remind_after_days": 1}, "hears from me 1 working day after sharing"),
        ({}, "Never outside 9:00 to 17:30 on Monday to Friday, in everybody's own time zone; I know of no"),
        ({"start": time(8, 5)}, "8:05 to 17:30"),
        ({"days": frozenset({6, 0, 1, 2, 3})}, "on Sunday to Thursday,"),
        ({"days": frozenset({0, 2, 4})}, "on Monday, Wednesday and Friday,"),
        ({"days": frozenset({0, 1})}, "on Monday and Tuesday,"),
        ({"days": frozenset({6, 0})}, "on Sunday and Monday,"),
        ({"days": frozenset({2})}, "on Wednesday,"),
        ({"days": frozenset(range(7))}, "17:30 every day,"),
        (
            {"country": "DE", "region": "BE"},
            "public holidays in Germany (Berlin): the next one is 25 Dec (Christmas Day).",
        ),
        ({"country": "DE"}, "public holidays in Germany: the next"),
        ({"emoji": EmojiMap(nudge=("hand", "+1"))}, ":hand: or :+1: asks for a time"),
        ({"progress_marks": False}, "I mark no cards"),
        ({}, "with :calendar:"),
    ],
)
def test_what_will_happen_is_said_in_words(given: dict[str, object], said: str) -> None:
    assert said in words(**given)


@given(days=st.frozensets(st.integers(0, 6), min_size=1))
def test_the_words_name_the_first_and_the_last_working_day_and_no_day_off_at_their_ends(days: frozenset[int]) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    said = words(days=days)
    named = {number for number, name in enumerate(names) if name in said}
    assert named <= days
    if len(days) < len(names) and " to " not in said.split(" on ", 1)[1].split(", in everybody")[0]:
        assert named == days


def test_a_change_names_what_differs_and_nothing_else() -> None:
    assert changed(DEFAULTS, DEFAULTS) == []
    after = ChannelSettings(remind_after_days=3, country="DE", progress_marks=False)
    assert changed(DEFAULTS, after) == ["remind_after_days", "country", "progress_marks"]
