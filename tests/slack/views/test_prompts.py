"""Short direct messages: how they look, and that Slack takes them whatever they are about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checklist import leaves
from bot.domain.spec import ChannelId, Closed, Spec
from bot.slack.views import prompts
from bot.slack.views.cards import Names
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, names, specs, texts

CHANNEL = ChannelId("C0SPECS")


@pytest.mark.parametrize("why", Closed)
def test_a_closed_channel_looks_as_before(why: Closed) -> None:
    shown = [EXAMPLES["unscheduled"], EXAMPLES["scheduled"]]
    assert_looks_as_before(f"channel closed, {why}", prompts.channel_closed(CHANNEL, "team-specs", why, shown))


def test_a_channel_that_is_settled_looks_as_before() -> None:
    assert_looks_as_before("channel settled", prompts.channel_settled(CHANNEL, is_open=True))


def test_the_question_who_takes_over_looks_as_before_and_after() -> None:
    spec = EXAMPLES["unscheduled"]
    assert_looks_as_before("who takes over", prompts.who_takes_over(spec, NAMES))
    assert_looks_as_before("somebody drafts", prompts.somebody_drafts(spec, NAMES))


@drawn
@given(spec=specs(), known=names, name=texts, why=st.sampled_from(Closed), count=st.sampled_from((1, 15, 200)))
def test_any_prompt_is_taken_by_slack(spec: Spec, known: Names, name: str, why: Closed, count: int) -> None:
    check_message(prompts.who_takes_over(spec, known), "text")
    check_message(prompts.somebody_drafts(spec, known), "text")
    shown = [spec] * count
    check_message(prompts.channel_closed(CHANNEL, name, why, shown), prompts.channel_closed_fallback(why, shown))
    check_message(prompts.channel_settled(CHANNEL, is_open=False), "text")
    for line in leaves(spec)[:10]:
        check_message(prompts.line_help(spec, line), spec.name)


def test_the_notification_of_a_closed_channel_names_no_title() -> None:
    said = prompts.channel_closed_fallback(Closed.LEFT, [EXAMPLES["unscheduled"]])
    assert said == "TS-12: I cannot write in its channel. What next?"
