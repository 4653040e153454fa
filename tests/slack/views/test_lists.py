"""Answers that only the asking person sees."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spec import Spec
from bot.slack.ids import Action, Command
from bot.slack.views import lists
from bot.slack.views.cards import Names
from tests.domain.facts import NOW
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, names, specs, texts


def test_the_list_looks_as_before() -> None:
    assert_looks_as_before("list", lists.listing("Tech specs: open", [*EXAMPLES.values()], NAMES, NOW))


def test_help_looks_as_before_and_is_taken_by_slack() -> None:
    assert_looks_as_before("help", lists.help_page())
    check_message(lists.help_page(), "Tech specs")


def test_help_knows_every_command() -> None:
    assert {*lists.HELP, *lists.MORE_HELP} == set(Command)
    assert len(lists.HELP) == 5


@drawn
@given(title=texts, spec=specs(), known=names, count=st.sampled_from((0, 1, 15, 16, 300)))
def test_any_list_is_taken_by_slack(title: str, spec: Spec, known: Names, count: int) -> None:
    check_message(lists.listing(title, [spec] * count, known, NOW), "Tech specs")
    check_message(lists.choice(Command.SCHEDULE, Action.PICK_TIME, [spec] * count), "Which one?")
    check_message(lists.really_withdraw(spec), "Really?")
    check_message(lists.join_and_share(spec.number, title[:200] or "Not there."), "Not there.")


def test_what_does_not_fit_is_counted() -> None:
    shown = lists.listing("All", [EXAMPLES["unscheduled"]] * 20, NAMES, NOW)
    assert "and 5 more" in str(shown[-1])
