"""What the channel hears of a discussion."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.domain.spec import Discussion, Spec, UserId
from bot.slack.views import announcements
from bot.slack.views.cards import Names
from tests.domain.facts import MEETING, NOW
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, discussions, drawn, names, specs

THREAD = EXAMPLES["decided in the thread"].discussion
assert THREAD is not None

SAID = {
    "set": MEETING,
    "moved": replace(MEETING, sequence=1, place="Room 2"),
    "cancelled": replace(MEETING, sequence=1, cancelled_at=NOW, cancelled_by=MEETING.set_by),
    "in the thread": THREAD,
    "in the thread, by somebody else": replace(THREAD, decider=UserId("U072SAM")),
}


@pytest.mark.parametrize("name", SAID)
def test_each_announcement_looks_as_before(name: str) -> None:
    shown = announcements.announcement(EXAMPLES["scheduled"], SAID[name], NAMES)
    assert_looks_as_before(f"announcement, {name}", shown)


@drawn
@given(spec=specs(), discussion=discussions(), known=names)
def test_any_announcement_is_taken_by_slack(spec: Spec, discussion: Discussion, known: Names) -> None:
    check_message(announcements.announcement(spec, discussion, known), announcements.fallback(spec, discussion))
    check_message(announcements.handover(spec, spec.drafter), spec.name)


def test_whoever_gets_a_spec_with_its_decision_is_said_to_decide() -> None:
    spec = EXAMPLES["decided in the thread"]
    assert THREAD is not None
    sam = UserId("U072SAM")
    deciding = replace(spec, drafter=sam, discussion=replace(THREAD, decider=sam))
    assert "from now on, and decides here in the thread by <!date^" in str(announcements.handover(deciding, sam))
    drafting = replace(deciding, discussion=THREAD)
    assert "from now on." in str(announcements.handover(drafting, sam))


def test_only_what_is_set_or_moved_goes_to_the_channel() -> None:
    assert [name for name, discussion in SAID.items() if announcements.goes_to_channel(discussion)] == [
        "set",
        "moved",
        "in the thread",
        "in the thread, by somebody else",
    ]
