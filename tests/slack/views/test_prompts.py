"""Short direct messages: what they ask of whom, and what they become once there is nothing to ask any more."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.checklist import FACT_KINDS, leaves
from bot.domain.process import transition
from bot.domain.spec import Spec, UserId
from bot.domain.template import LineKind
from bot.slack.views import prompts
from bot.slack.views.cards import Names
from bot.slack.views.prompts import LineHelp
from tests.domain.facts import (
    BUTTON,
    CODY,
    DANA,
    LINES,
    NOW,
    OTTO,
    READ,
    REVIEW,
    RITA,
    SAM,
    SCHEDULE,
    SHARED_AT,
    TOMORROW,
    UNSCHEDULED,
    line,
)
from tests.flows.workspace import texts
from tests.slack.limits import check_message
from tests.slack.views.examples import NAMES, assert_looks_as_before, drawn, moments, names, specs, users

REMIND = len(LINES)
WAITING = replace(UNSCHEDULED, lines=(*LINES, line(REMIND, "Remind the drafter", kind=LineKind.REMIND)))


def after(*events: e.Event, spec: Spec = WAITING) -> Spec:
    for event in events:
        spec = transition(spec, event, NOW).spec
    return spec


def read_by(user: UserId) -> e.Event:
    return e.ReceiptGiven(by=user, revision=1, source=BUTTON)


def dropped(position: int) -> e.Event:
    return e.LineNeedChanged(by=RITA, position=position, needed=False)


DATED = e.DiscussionSet(by=SAM, key="meeting", starts_at=TOMORROW)
IN_THREAD = e.NoMeetingNeeded(by=DANA, key="thread", decide_by=TOMORROW)
CANCELLED = e.DiscussionCancelled(by=DANA)
ASKED = e.Nudged(by=SAM, source=BUTTON)
REMINDED = e.ReminderSent(kind="unscheduled", to=DANA, occasion=f"{SHARED_AT.isoformat()}/1")
TICKED = e.LineTicked(by=SAM, position=SCHEDULE, source=BUTTON)


def answer(spec: Spec, position: int, viewer: UserId, *, is_latest: bool = True, is_private: bool = False) -> LineHelp:
    return LineHelp(
        spec=spec,
        line=spec.lines[position],
        viewer=viewer,
        zone="Europe/Berlin",
        now=NOW,
        is_private=is_private,
        is_latest=is_latest,
    )


def words(shown: LineHelp) -> str:
    return "\n".join(texts(prompts.line_help(shown, NAMES)))


OPEN = {
    "to a stakeholder": (WAITING, SCHEDULE, SAM, "can you pick a time?", "Pick a time"),
    "to the drafter": (WAITING, SCHEDULE, DANA, "when do you want to discuss it?", "Pick a time"),
    "after a cancellation": (after(DATED, CANCELLED), SCHEDULE, SAM, "can you pick a time?", "Pick a time"),
    "to a reader": (WAITING, READ, RITA, "can you read it?", "Read"),
    "to a reader before the meeting": (after(DATED), READ, RITA, "can you read it before Tuesday?", "Read"),
    "to one who has read": (after(read_by(SAM)), READ, SAM, "waiting for Rita to read it", None),
    "to the drafter about readers": (WAITING, READ, DANA, "waiting for Sam, Rita to read it", None),
    "to somebody who need not read": (WAITING, READ, OTTO, "waiting for Sam, Rita to read it", "Read"),
    "about the drafter": (WAITING, REMIND, SAM, "do you want to discuss it?", "Please schedule"),
    "to the drafter about themselves": (WAITING, REMIND, DANA, "when do you want to discuss it?", "Pick a time"),
    "to a co-drafter": (WAITING, REMIND, CODY, "when do you want to discuss it?", "Pick a time"),
}


@pytest.mark.parametrize(("spec", "position", "viewer", "ask", "button"), OPEN.values(), ids=OPEN)
def test_an_open_line_asks_each_person_for_what_they_can_do(
    spec: Spec, position: int, viewer: UserId, ask: str, button: str | None
) -> None:
    shown = answer(spec, position, viewer)
    assert ask in words(shown)
    assert "ticks itself once" in words(shown)
    pressed = prompts.line_help(shown, NAMES)[0].get("accessory")
    assert (pressed["text"]["text"] if pressed else None) == button
    assert prompts.fallback(shown, NAMES)[:90] == f"TS-12 Hearing schedule: {ask}"
    assert prompts.fallback(replace(shown, is_private=True), NAMES) == f"TS-12: {ask}"


SETTLED = {
    "a date": (after(DATED), SCHEDULE, "✓ 1️⃣ “Schedule the discussion”: <!date", "line 1 is done"),
    "a date, reminder": (after(DATED), REMIND, "set by Sam. Nothing to do.", "line 5 is done"),
    "in the thread": (after(IN_THREAD), SCHEDULE, "decided in the thread by <!date", "line 1 is done"),
    "by hand": (after(TICKED), SCHEDULE, "ticked by Sam. Nothing to do.", "line 1 is done"),
    "not needed": (
        after(dropped(READ)),
        READ,
        "⊘ 2️⃣ “Read before the discussion”: not needed here, says Rita",
        "is not needed",
    ),
    "none of it needed": (
        after(dropped(REVIEW)),
        READ,
        "“Read before the discussion”: not needed here. Nothing",
        "is not needed",
    ),
    "for nobody": (replace(WAITING, participants=()), READ, "nobody is expected to read it", "is not needed"),
    "all have read": (after(read_by(SAM), read_by(RITA)), READ, "everybody has read it", "line 2 is done"),
    "asked for": (after(ASKED), REMIND, "1 person asked for a discussion", "line 5 is done"),
    "reminded": (after(REMINDED), REMIND, "Dana was reminded", "line 5 is done"),
    "a date that was": (after(DATED, CANCELLED), REMIND, "a time had been set", "line 5 is done"),
    "withdrawn": (after(e.Withdrawn(by=DANA)), SCHEDULE, "✓ Withdrawn. Nothing to do.", "was withdrawn"),
}


@pytest.mark.parametrize(("spec", "position", "why", "notification"), SETTLED.values(), ids=SETTLED)
def test_a_line_that_waits_for_nothing_says_why_and_offers_nothing(
    spec: Spec, position: int, why: str, notification: str
) -> None:
    shown = answer(spec, position, SAM)
    assert why in words(shown)
    assert [block for block in prompts.line_help(shown, NAMES) if "accessory" in block] == []
    assert notification in prompts.fallback(shown, NAMES)
    assert prompts.fallback(shown, NAMES).endswith("Nothing to do.")


def test_an_answer_that_was_given_again_says_so() -> None:
    shown = answer(WAITING, SCHEDULE, SAM, is_latest=False)
    assert "Answered again below." in words(shown)
    assert "Pick a time" not in words(shown)


def test_the_answer_and_what_becomes_of_it_look_as_before() -> None:
    for name, spec in {"answer about a line": WAITING, "answer about a line, settled": after(DATED)}.items():
        assert_looks_as_before(name, prompts.line_help(answer(spec, SCHEDULE, SAM), NAMES))


@drawn
@given(spec=specs(), viewer=users, now=moments, known=names, is_latest=st.booleans())
def test_any_prompt_is_taken_by_slack(
    *, spec: Spec, viewer: UserId, now: datetime, known: Names, is_latest: bool
) -> None:
    for each in [leaf for leaf in leaves(spec) if leaf.kind in FACT_KINDS][:10]:
        shown = replace(answer(spec, each.position, viewer, is_latest=is_latest), now=now)
        check_message(prompts.line_help(shown, known), prompts.fallback(shown, known))
