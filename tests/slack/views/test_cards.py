"""The card: how it looks in each status, and that Slack takes it whatever the spec holds."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from bot.domain.absences import Absence, Plan
from bot.domain.ledger import ReminderKind
from bot.domain.spec import Line, Participant, Reminded, Role, Spec, Status, UserId
from bot.domain.template import LineKind
from bot.slack.ids import Action, Command
from bot.slack.views import absences, announcements, cards, forms, lists, menus, reminders
from bot.slack.views.cards import Names
from bot.slack.views.lists import Which
from bot.slack.views.reminders import Reminder
from tests.domain.facts import NOW
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, example, names, specs


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_card_of_each_status_looks_as_before(name: str) -> None:
    assert_looks_as_before(f"card, {name}", cards.card(EXAMPLES[name], NAMES, NOW))


def test_the_card_after_the_meeting_began_looks_as_before() -> None:
    met = cards.card(example(Status.SCHEDULED), NAMES, NOW + timedelta(days=4))
    assert_looks_as_before("card, met", met)


def test_formal_feedback_is_asked_of_those_who_are_needed_and_of_nobody_else() -> None:
    asked = (Line(position=0, text="Formal feedback", role=None, depth=0, kind=LineKind.FEEDBACK),)
    optional = Participant(user=UserId("U-RITA"), role=Role.OPTIONAL)
    spec = example(Status.SCHEDULED)
    spec = replace(spec, lines=asked, participants=(*spec.participants[:2], optional))
    card = cards.card(spec, NAMES, NOW + timedelta(days=4))
    assert next(block for block in card if block.get("block_id") == "line-0")["text"]["text"] == (
        "1️⃣ ☐ Formal feedback (Sam)"
    )


def test_who_has_left_is_not_waited_for_to_give_formal_feedback() -> None:
    asked = (Line(position=0, text="Formal feedback", role=None, depth=0, kind=LineKind.FEEDBACK),)
    people = tuple(Participant(user=UserId(user), role=Role.STAKEHOLDER) for user in ("U-SAM", "U-RITA"))
    spec = replace(example(Status.SCHEDULED), lines=asked, participants=people, left=frozenset({UserId("U-SAM")}))
    met = NOW + timedelta(days=4)
    assert "Formal feedback (Rita)" in str(cards.card(spec, NAMES, met))
    nobody = str(cards.card(replace(spec, left=frozenset({UserId("U-SAM"), UserId("U-RITA")})), NAMES, met))
    assert "Formal feedback" not in nobody
    assert "1 not needed" in nobody


def test_a_shared_draft_leads_to_its_card() -> None:
    assert_looks_as_before("card, shared draft", cards.shared_draft(example(Status.UNSCHEDULED)))


@drawn
@given(spec=specs(), known=names)
def test_any_card_is_taken_by_slack_and_equal_facts_give_equal_json(spec: Spec, known: Names) -> None:
    check_message(cards.card(spec, known, NOW, drafter_left=True), spec.name)
    card = cards.card(spec, known, NOW)
    check_message(card, cards.fallback(spec, NOW))
    assert card == cards.card(replace(spec), dict(known), NOW)
    check_message(cards.shared_draft(spec), cards.fallback(spec, NOW))
    check_message(cards.handed_over(spec, known), cards.fallback(spec, NOW))


@drawn
@given(spec=specs())
def test_at_most_five_open_lines_are_shown_however_long_the_checklist_is(spec: Spec) -> None:
    card = cards.card(spec, {}, NOW)
    assert sum(block.get("block_id", "").startswith("line-") for block in card) <= 5


def test_a_title_reads_alike_and_unformatted_on_every_surface() -> None:
    spec = replace(EXAMPLES["scheduled"], title="*bold* _it_ ~x~")
    assert spec.discussion is not None
    entry = Reminded(kind=ReminderKind.UNSCHEDULED, user=spec.drafter, occasion="once", at=NOW)
    reminder = Reminder(
        spec=spec,
        entry=entry,
        is_live=False,
        zone="UTC",
        now=NOW,
        times=(),
        not_before=None,
        coming=None,
        is_private=False,
        channel_name="specs",
    )
    plan = Plan(zone="UTC", planned=(), waiting=(spec,))
    away = Absence(left_at=NOW, back_at=NOW + timedelta(days=3))
    shown = {
        "card": cards.card(spec, NAMES, NOW),
        "list": lists.listing(Which.OPEN, [], [spec], NAMES, NOW),
        "choice": lists.choice(Command.SHOW, Action.SHOW, [spec]),
        "withdraw": lists.really_withdraw(spec),
        "menu": menus.menu(spec, NAMES, NOW, (), viewer=spec.drafter),
        "announcement": announcements.announcement(spec, spec.discussion, NAMES),
        "reminder": reminders.message([reminder], NAMES),
        "absence": absences.done(away, plan, NOW),
        "hand over": forms.hand_over(spec),
    }
    for surface, blocks in shown.items():
        assert "∗bold∗ ˍitˍ ∼x∼" in json.dumps(blocks, ensure_ascii=False), surface


def test_a_card_offers_to_ask_for_a_time_only_where_that_counts() -> None:
    asking = {name for name, spec in EXAMPLES.items() if "please schedule" in str(cards.card(spec, NAMES, NOW))}
    assert asking == {"unscheduled", "kept elsewhere"}


def test_naming_somebody_on_a_card_does_not_notify_them() -> None:
    assert "<@" not in str(cards.card(example(Status.UNSCHEDULED), NAMES, NOW))


def test_the_notification_says_spec_and_status() -> None:
    assert cards.fallback(example(Status.UNSCHEDULED), NOW) == "TS-12 Hearing schedule: needs a time"
