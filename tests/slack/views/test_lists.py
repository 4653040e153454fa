"""Answers that only the asking person sees."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spec import Spec, UserId
from bot.slack.ids import Action, Command
from bot.slack.views import lists
from bot.slack.views.cards import Names
from bot.slack.views.lists import Which
from tests.domain.facts import NOW
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, names, specs, texts


def test_the_list_looks_as_before() -> None:
    assert_looks_as_before("list", lists.listing(Which.OPEN, (), [*EXAMPLES.values()], NAMES, NOW))


def test_of_a_decision_in_the_thread_the_list_says_who_takes_it() -> None:
    spec = EXAMPLES["decided in the thread"]
    assert spec.discussion is not None
    theirs = replace(spec, discussion=replace(spec.discussion, decider=UserId("U-SAM")))
    assert "waiting for Sam to decide" in str(lists.listing(Which.ALL, (), [theirs], NAMES, NOW))
    draft = replace(theirs, shared_at=None)
    assert "waiting for Dana to share it" in str(lists.listing(Which.ALL, (), [draft], NAMES, NOW))


def test_help_looks_as_before_and_is_taken_by_slack() -> None:
    assert_looks_as_before("help", lists.help_page())
    check_message(lists.help_page(), "Tech specs")


def test_help_knows_every_command() -> None:
    assert {*lists.HELP, *lists.MORE_HELP} == set(Command)
    assert len(lists.HELP) == 5


@drawn
@given(which=st.sampled_from(Which), title=texts, spec=specs(), known=names, count=st.sampled_from((0, 1, 15, 16, 300)))
def test_any_list_is_taken_by_slack(which: Which, title: str, spec: Spec, known: Names, count: int) -> None:
    for words in ((), title.split()):
        shown = lists.listing(which, words, [spec] * count, known, NOW, left={spec.drafter} if words else ())
        check_message(shown, lists.heading(which, words))
    check_message(lists.choice(Command.SCHEDULE, Action.PICK_TIME, [spec] * count), "Which one?")
    check_message(lists.really_withdraw(spec), "Really?")
    check_message(lists.join_and_share(spec.number, title[:200] or "Not there."), "Not there.")


def test_what_does_not_fit_is_counted() -> None:
    shown = lists.listing(Which.STUCK, (), [EXAMPLES["unscheduled"]] * 20, NAMES, NOW)
    assert "and 5 more. Words narrow it down: `/techspec list stuck checkout`" in str(shown[-1])


MEETING = EXAMPLES["scheduled"]
THREAD = EXAMPLES["decided in the thread"]
LONG = timedelta(days=36)
ROWS = {
    "a draft": (EXAMPLES["draft"], LONG, "waiting for Dana to share it", "5 weeks"),
    "no date": (EXAMPLES["unscheduled"], LONG, "waiting for Dana to set a time, 2 asked for it", "5 weeks"),
    "soon": (EXAMPLES["unscheduled"], timedelta(hours=1), "waiting for Dana to set a time, 2 asked for it", ""),
    "read by nobody": (replace(MEETING, receipts=()), timedelta(days=1), "waiting for Sam, Rita to read it", "1 day"),
    "read": (MEETING, timedelta(0), "waiting for the discussion, everybody has read it", ""),
    "for nobody": (replace(MEETING, participants=()), timedelta(0), "waiting for the discussion", ""),
    "met": (MEETING, timedelta(days=5), "waiting for Dana to tick off the discussion", "2 days"),
    "in the thread": (THREAD, timedelta(days=3), "waiting for Dana to decide", "3 days"),
    "overdue": (THREAD, timedelta(days=9), "waiting for Dana to decide", "2 days"),
    "withdrawn": (EXAMPLES["withdrawn"], LONG, "nothing to do, Dana may reopen it", "5 weeks"),
}


@pytest.mark.parametrize(("spec", "later", "step", "length"), ROWS.values(), ids=ROWS)
def test_each_row_says_what_it_waits_for_whom_and_how_long(
    spec: Spec, later: timedelta, step: str, length: str
) -> None:
    row = lists.listing(Which.ALL, (), [spec], NAMES, NOW + later)[-1]["text"]["text"]
    assert f"\n{step} · since <!date" in row
    assert re.findall(r" \((.+)\)$", row) == ([length] if length else [])


def test_what_the_thread_was_to_decide_is_not_told_as_decided() -> None:
    row = lists.listing(Which.ALL, (), [THREAD], NAMES, NOW + timedelta(days=9))[-1]["text"]["text"]
    assert "· was to be decided in the thread by <!date" in row


def test_nobody_is_waited_for_who_has_left() -> None:
    [_, row, gone] = lists.listing(
        Which.ALL, (), [EXAMPLES["unscheduled"], EXAMPLES["withdrawn"]], NAMES, NOW, left={EXAMPLES["draft"].drafter}
    )
    assert "waiting for somebody to take it over, Dana has left · since" in row["text"]["text"]
    assert "has left" not in gone["text"]["text"]


def test_lists_that_one_likes_to_find_empty_say_so() -> None:
    assert "Nothing is stuck" in str(lists.listing(Which.STUCK, (), [], NAMES, NOW))
    assert "I cannot record decisions yet" in str(lists.listing(Which.DECIDED, (), [], NAMES, NOW))
    assert "stuck, with “a b”: nothing here" in str(lists.listing(Which.STUCK, ("a", "b"), [], NAMES, NOW))
