"""The ⋯ modal: all lines, what this person may do, and what happened."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spec import Role, Spec, UserId
from bot.slack import blocks as b
from bot.slack import limits
from bot.slack.views import forms, menus
from bot.slack.views.cards import Names
from bot.slack.views.menus import Happening
from bot.slack.wording import date, escape
from tests.domain.facts import NOW, OTTO
from tests.slack.limits import check_view
from tests.slack.views.examples import (
    DRAFTER,
    EXAMPLES,
    NAMES,
    assert_looks_as_before,
    drawn,
    moments,
    names,
    specs,
    texts,
    users,
)

HAPPENED = [
    Happening(at=NOW, by=UserId("U-SAM"), event="LineTicked", details={"position": 0}),
    Happening(at=NOW, by=None, event="ReminderSent", details={}),
    Happening(at=NOW, by=UserId("U-DANA"), event="Shared", details={}),
]
parts = st.builds(lambda user, role: {"user": user, "role": role.value}, users, st.sampled_from(Role))
happenings = st.builds(
    Happening,
    at=moments,
    by=st.none() | users,
    event=st.sampled_from(
        ("LineTicked", "LineUnticked", "LineNeedChanged", "PeopleChanged", "FromTheFuture", "<!channel>")
    ),
    details=st.fixed_dictionaries(
        {},
        optional={
            "position": st.integers(0, 300),
            "needed": st.booleans(),
            "added": st.lists(parts, max_size=9),
            "removed": st.lists(parts, max_size=9),
        },
    ),
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_menu_of_each_status_looks_as_before(name: str) -> None:
    spec = EXAMPLES[name]
    assert_looks_as_before(f"menu, {name}", menus.menu(spec, NAMES, NOW, HAPPENED, viewer=spec.drafter))


def test_the_lines_of_what_was_withdrawn_are_shown_and_cannot_be_set() -> None:
    shown = str(menus.menu(EXAMPLES["withdrawn"], NAMES, NOW, HAPPENED, viewer=DRAFTER))
    assert "Security looked at it" in shown
    assert "Not needed here" not in shown


def test_the_history_tells_for_when_the_discussion_was_set_and_moved() -> None:
    def set_to(at: datetime) -> Happening:
        return Happening(at=NOW, by=DRAFTER, event="DiscussionSet", details={"starts_at": at.isoformat()})

    cancelled = Happening(at=NOW, by=DRAFTER, event="DiscussionCancelled", details={})
    first, second, third = (NOW + timedelta(days=days) for days in (1, 2, 3))
    happened = [set_to(third), cancelled, set_to(second), HAPPENED[0], set_to(first)]
    told = str(menus.menu(EXAMPLES["scheduled"], NAMES, NOW, happened, viewer=OTTO))
    assert f"set the discussion: {date(third)}" in told
    assert f"moved the discussion to {date(second)}" in told
    assert f"set the discussion: {date(first)}" in told
    undated = Happening(at=NOW, by=DRAFTER, event="DiscussionSet", details={})
    assert "set the discussion" in str(menus.menu(EXAMPLES["scheduled"], NAMES, NOW, [undated], viewer=OTTO))


def test_the_menu_of_somebody_else_offers_only_what_they_may_do() -> None:
    menu = menus.menu(EXAMPLES["scheduled"], NAMES, NOW, HAPPENED, viewer=OTTO)
    assert_looks_as_before("menu, somebody else", menu)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("comment", "Sam commented on “Costs”"),
        ("question", "asked about “Costs”"),
        ("concern", "a concern about “Costs”"),
    ],
)
def test_the_history_tells_which_section_somebody_commented_on(kind: str, told: str) -> None:
    happened = [Happening(at=NOW, by=UserId("U-SAM"), event="Commented", details={"kind": kind, "heading": "Costs"})]
    assert told in str(menus.menu(EXAMPLES["scheduled"], NAMES, NOW, happened, viewer=OTTO))


@pytest.mark.parametrize(
    ("decider", "words"),
    [
        ("U-SAM", "Dana lets Sam decide it in the thread"),
        ("U-DANA", "Dana decides it in the thread"),
        (None, "Dana moved the discussion into the thread"),
    ],
)
def test_the_history_tells_who_decides_in_the_thread(decider: str | None, words: str) -> None:
    entry = Happening(at=NOW, by=UserId("U-DANA"), event="NoMeetingNeeded", details={"decider": decider})
    assert words in str(menus.menu(EXAMPLES["decided in the thread"], NAMES, NOW, [entry], viewer=OTTO))


@drawn
@given(spec=specs(), known=names, happened=st.lists(happenings, max_size=14), viewer=st.sampled_from((DRAFTER, OTTO)))
def test_any_menu_is_taken_by_slack(spec: Spec, known: Names, happened: list[Happening], viewer: UserId) -> None:
    menu = menus.menu(spec, known, NOW, happened, viewer=viewer)
    check_view(menu)
    assert menu == menus.menu(spec, known, NOW, happened, viewer=viewer)


@drawn
@given(text=texts)
def test_any_notice_is_taken_by_slack(text: str) -> None:
    check_view(menus.notice(escape(text)))


def test_an_answer_in_an_open_modal_leaves_all_else_and_takes_the_place_of_the_one_before() -> None:
    view = forms.hand_over(EXAMPLES["unscheduled"])
    opened = {**view, "id": "V1", "root_view_id": "V0", "state": {"values": {}}}
    shown = menus.noticed(menus.noticed(opened, "One."), "Two.")
    assert shown == {**view, "blocks": [b.section("Two.", block_id="notice"), *view["blocks"]]}
    check_view(shown)
    full = {**view, "blocks": [b.divider()] * limits.MODAL_BLOCKS}
    check_view(menus.noticed(full, "Three."))
