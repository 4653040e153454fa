"""External selects: what the app is asked while a person types, and what it may offer.

The rule it keeps: the app is asked only from as many characters on as the element says, three where it says nothing.
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.answers import Json
from bot.sandbox.app_facts import App
from bot.sandbox.block_kit.surfaces import offer_problems
from bot.sandbox.elements_pressed import ActError
from bot.sandbox.world import Person

MIN_QUERY_LENGTH = 3  # where the element states none


def question(app: App, person: Person, found: tuple[Json, Json], place: Json, press: Mapping[str, Any]) -> Json:
    """The body that asks for the options of the `found` block's element, drawn at `place`.

    ActError: there is nothing to ask.
    """
    block, element = found
    value = str(press.get("value", ""))
    least = element.get("min_query_length", MIN_QUERY_LENGTH)
    if not element["type"].endswith("external_select"):
        raise ActError("no_suggestions", f"the options of a {element['type']} do not come from the app")
    if len(value) < least:
        raise ActError("no_suggestions", f"the app is asked from {least} characters on")
    return payloads.block_suggestion(
        app, person, place, action_id=element["action_id"], block_id=block["block_id"], value=value
    )


def checked_offer(answer: Json | None) -> Json:
    """What the app offered. ActError: Slack would not show it."""
    offer = answer or {"options": []}
    if problems := offer_problems(offer):
        raise ActError("invalid_app_answer", "\n".join(problem.line() for problem in problems), blamed_on_app=True)
    return offer
