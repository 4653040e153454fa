"""The Web API methods, one module a topic.

The rule it keeps: a method is a function from a `Call` to the answer's keys, or a `Refusal` with Slack's code.
"""

from collections.abc import Callable, Mapping

from bot.sandbox.answers import Json
from bot.sandbox.methods import apps, chat, conversations, files, installations, people, reactions, views
from bot.sandbox.platform_state import Call

HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    **apps.HANDLERS,
    **chat.HANDLERS,
    **conversations.HANDLERS,
    **files.HANDLERS,
    **installations.HANDLERS,
    **people.HANDLERS,
    **reactions.HANDLERS,
    **views.HANDLERS,
}
