"""Short direct messages: that Slack takes them whatever they are about."""

from hypothesis import given

from bot.domain.checklist import leaves
from bot.domain.spec import Spec
from bot.slack.views import prompts
from tests.slack.limits import check_message
from tests.slack.views.examples import drawn, specs


@drawn
@given(spec=specs())
def test_any_prompt_is_taken_by_slack(spec: Spec) -> None:
    for line in leaves(spec)[:10]:
        check_message(prompts.line_help(spec, line), spec.name)
