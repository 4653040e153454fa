"""The reminder about a missing date."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spec import Spec
from bot.slack.views import reminders
from bot.slack.views.cards import Names
from bot.slack.views.reminders import Unscheduled
from tests.domain.facts import NOW
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, moments, names, specs


def asked(name: str, *, is_latest: bool = True) -> Unscheduled:
    times = [NOW + timedelta(days=days, hours=1) for days in (1, 2, 3)]
    return Unscheduled(
        spec=EXAMPLES[name],
        zone="Europe/Berlin",
        now=NOW,
        times=times,
        not_before=NOW + timedelta(days=2),
        is_latest=is_latest,
    )


def test_the_reminder_and_what_becomes_of_it_look_as_before() -> None:
    for name in ("unscheduled", "scheduled", "decided in the thread", "withdrawn"):
        assert_looks_as_before(f"reminder, {name}", reminders.unscheduled(asked(name), NAMES))


def test_only_the_latest_reminder_is_live() -> None:
    assert "actions" not in [b["type"] for b in reminders.unscheduled(asked("unscheduled", is_latest=False), NAMES)]


def test_the_first_ninety_characters_say_spec_and_ask() -> None:
    told = reminders.fallback(EXAMPLES["unscheduled"])
    assert told[:90] == "TS-12 Hearing schedule: 2 people want to discuss it. When?"


@drawn
@given(
    spec=specs(),
    known=names,
    times=st.lists(moments, max_size=3, unique=True),
    not_before=st.none() | moments,
    is_latest=st.booleans(),
)
def test_any_reminder_is_taken_by_slack(
    *, spec: Spec, known: Names, times: list[datetime], not_before: datetime | None, is_latest: bool
) -> None:
    state = Unscheduled(
        spec=spec, zone="Asia/Kolkata", now=NOW, times=times, not_before=not_before, is_latest=is_latest
    )
    check_message(reminders.unscheduled(state, known), reminders.fallback(spec))
    assert reminders.unscheduled(state, known) == reminders.unscheduled(state, known)
