"""The modal in which a discussion is set or moved."""

import json
import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.slots import Offer
from bot.domain.spec import Discussion, Spec, UserId
from bot.slack.views.cards import Names
from bot.slack.views.discussions import schedule
from bot.slack.wording import DateStyle, date
from tests.domain.facts import CODY, DANA, MEETING, OTTO, RITA, SAM, TOMORROW
from tests.slack.limits import check_view
from tests.slack.views.examples import (
    EXAMPLES,
    NAMES,
    assert_looks_as_before,
    discussions,
    drawn,
    moments,
    names,
    specs,
    users,
)

SPEC = EXAMPLES["unscheduled"]
EVERYBODY = (DANA, CODY, SAM, RITA)
OFFER = Offer(people=EVERYBODY, times=tuple(TOMORROW + timedelta(days=days) for days in range(3)))
NOTHING = replace(OFFER, times=())


def test_the_form_looks_as_before() -> None:
    first = OFFER.times[0]
    assert_looks_as_before("schedule", schedule(SPEC, None, OFFER, NAMES, starts_at=first, viewer=SAM))
    moving = schedule(EXAMPLES["scheduled"], MEETING, OFFER, NAMES, starts_at=TOMORROW, viewer=DANA)
    assert_looks_as_before("schedule, move", moving)
    nothing = schedule(SPEC, None, NOTHING, NAMES, starts_at=None, viewer=DANA)
    assert_looks_as_before("schedule, no shared hours", nothing)


def test_a_time_outside_somebodys_hours_is_warned_of_by_its_name_with_at_most_three_people() -> None:
    def warned(outside: tuple[UserId, ...]) -> str:
        shown = schedule(SPEC, None, replace(OFFER, outside=outside), NAMES, starts_at=TOMORROW, viewer=SAM)
        return next((text for text in re.findall(r"⚠️ [^\"']*", str(shown))), "")

    at = date(TOMORROW, DateStyle.WEEKDAY)
    assert warned((SAM, RITA)) == f"⚠️ {at} is outside the working hours of Sam, Rita."
    assert warned((DANA, CODY, SAM, RITA)) == f"⚠️ {at} is outside the working hours of Dana, Cody, Sam and 1 more."
    assert warned(()) == ""


def said(spec: Spec, offer: Offer, viewer: UserId) -> tuple[str, bool]:
    """What stands above the fields, and whether the discussion can be moved into the thread there."""
    shown = schedule(spec, None, offer, NAMES, starts_at=None, viewer=viewer)
    above = shown["blocks"][1]
    return str(above.get("text", {}).get("text", "")), "No meeting needed" in json.dumps(shown)


def test_where_no_hours_are_shared_each_is_told_what_they_can_do() -> None:
    nothing = "*No working hours are shared by everybody in the next two weeks* (Dana, Cody, Sam, Rita)."
    assert said(SPEC, NOTHING, CODY) == (f"{nothing} Deciding in the thread may be easier.", True)
    assert said(SPEC, NOTHING, OTTO) == (f"{nothing} Deciding in the thread may be easier. Ask Dana.", False)
    assert said(EXAMPLES["draft"], NOTHING, DANA) == (nothing, False)
    assert said(EXAMPLES["decided in the thread"], NOTHING, DANA) == (nothing, False)
    left = replace(NOTHING, people=(SAM,))
    assert said(SPEC, left, SAM)[0].endswith("Ask whoever takes the spec over.")
    assert said(SPEC, replace(NOTHING, people=()), SAM) == ("", False)


def test_the_time_that_a_discussion_has_is_not_offered_as_another_one() -> None:
    def offered(*days: int) -> str:
        offer = replace(OFFER, times=tuple(MEETING.starts_at + timedelta(days=day) for day in days))
        shown = schedule(EXAMPLES["scheduled"], MEETING, offer, NAMES, starts_at=MEETING.starts_at, viewer=DANA)
        return str(shown["blocks"][1]["text"]["text"])

    others = "\n".join(f"• {date(MEETING.starts_at + timedelta(days=day), DateStyle.WEEKDAY)}" for day in (1, 2, 3))
    assert offered(0, 1, 2, 3) == f"*Next times inside everybody's working hours*\n{others}"
    assert offered(1, 2, 3, 4) == offered(0, 1, 2, 3)
    assert offered(0).startswith("*No other time is inside everybody's working hours")


offers = st.builds(
    Offer,
    people=st.lists(users, max_size=20, unique=True).map(tuple),
    times=st.lists(moments, max_size=3, unique=True).map(tuple),
    outside=st.lists(users, max_size=20, unique=True).map(tuple),
)


@drawn
@given(spec=specs(), meeting=st.none() | discussions(), offer=offers, known=names, is_drafter=st.booleans())
def test_the_form_of_any_spec_is_taken_by_slack(
    spec: Spec, meeting: Discussion | None, offer: Offer, known: Names, *, is_drafter: bool
) -> None:
    viewer = spec.drafter if is_drafter else UserId("U0OTHER")
    for starts_at in (None, TOMORROW):
        check_view(schedule(spec, meeting, offer, known, starts_at=starts_at, viewer=viewer))
