"""The modal of a channel's settings: how it looks, that any settings fit, and what it says."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.domain.reactions import EmojiMap
from bot.domain.settings import DEFAULTS, Change, ChannelSettings, Holiday, Panel, Places, Setting, problems
from bot.domain.spec import ChannelId
from bot.services import holidays
from bot.slack.limits import SELECT_OPTIONS
from bot.slack.views import settings
from tests.domain.facts import DANA, NOW, SAM
from tests.slack.limits import check_view
from tests.slack.views.examples import NAMES, assert_looks_as_before, drawn, texts

PLACES = Places(countries={"FR": "France", "DE": "Germany", "GR": "Greece"}, regions={"BY": "Bayern", "BE": "Berlin"})
PANEL = Panel(
    channel=ChannelId("C0SPECS"),
    settings=ChannelSettings(
        remind_after_days=3, start=time(8, 30), end=time(16), country="DE", region="BE", emoji=EmojiMap(nudge=("hand",))
    ),
    places=PLACES,
    next_holiday=Holiday(day=date(2026, 12, 25), name="Christmas Day"),
    changes=[
        Change(by=SAM, at=NOW, what=["start", "end", "emoji"]),
        Change(by=DANA, at=NOW - timedelta(days=2), what=["country", "region"]),
    ],
    names=NAMES,
)
UNTOUCHED = Panel(
    channel=PANEL.channel, settings=DEFAULTS, places=replace(PLACES, regions={}), next_holiday=None, names={}
)

any_settings = st.builds(
    ChannelSettings,
    remind_after_days=st.integers(-1, 25),
    start=st.times(),
    end=st.times(),
    days=st.frozensets(st.integers(0, 6)),
    country=st.none() | st.sampled_from(["DE", "IT", "GB", "XX"]),
    region=st.none() | st.sampled_from(["BE", "RM", "ENG"]),
    emoji=st.builds(
        EmojiMap, read=st.lists(texts, max_size=9).map(tuple), nudge=st.lists(texts, max_size=9).map(tuple)
    ),
    progress_marks=st.booleans(),
)


def test_the_modals_look_as_before() -> None:
    assert_looks_as_before("settings", settings.form(PANEL))
    assert_looks_as_before("settings, untouched", settings.form(UNTOUCHED))
    assert_looks_as_before("settings, wrong", settings.form(UNTOUCHED, wrong={Setting.END: "Too short."})["blocks"][-1])
    assert_looks_as_before("settings, saved", settings.saved(PANEL))


@hypothesis(drawn, max_examples=20)  # Each draws a menu of every country.
@given(wanted=any_settings)
def test_any_settings_that_somebody_can_enter_are_taken_by_slack(wanted: ChannelSettings) -> None:
    places = holidays.places(wanted.country)
    wrong = problems(wanted, places)
    panel = replace(PANEL, settings=wanted, places=places)
    check_view(settings.form(panel, wrong=wrong))
    if not wrong:
        check_view(settings.saved(panel))


def test_the_countries_with_the_most_regions_fit_into_the_menus() -> None:
    known = {country: holidays.places(country) for country in holidays.places(None).countries}
    largest = sorted(known, key=lambda country: len(known[country].regions))[-8:]
    assert len(known[largest[-1]].regions) > SELECT_OPTIONS
    for country in largest:
        check_view(settings.form(replace(UNTOUCHED, settings=ChannelSettings(country=country), places=known[country])))


def test_each_problem_has_a_field_that_the_form_draws() -> None:
    blocks = {block.get("block_id") for block in settings.form(PANEL)["blocks"] if block["type"] == "input"}
    assert set(settings.FIELDS) == set(Setting)
    assert set(settings.FIELDS.values()) <= blocks


def test_each_setting_has_words_for_its_change() -> None:
    assert set(settings.CHANGED) == set(vars(DEFAULTS))


def test_the_defaults_offer_no_way_back_to_themselves() -> None:
    assert "settings.defaults" not in str(settings.form(UNTOUCHED))
    assert "settings.defaults" in str(settings.form(PANEL))
