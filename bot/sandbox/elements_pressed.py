"""Finding the element that a person uses, and the action that Slack makes of it.

The rule it keeps: an element is named without doubt, by action_id and, where that is not enough, block_id or value.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.answers import Json
from bot.sandbox.view_state import BadValueError, elements, entered, is_stateful, options_of
from bot.sandbox.world import Workspace


class ActError(Exception):
    """Slack's client would not do that: a code, a sentence, and errors by block_id where inputs are to blame."""

    def __init__(
        self, error: str, text: str, *, errors: Mapping[str, str] | None = None, blamed_on_app: bool = False
    ) -> None:
        super().__init__(text)
        self.error = error
        self.text = text
        self.errors = errors
        self.blamed_on_app = blamed_on_app

    def answer(self) -> Json:
        """What the control API answers."""
        body: Json = {"ok": False, "error": self.error, "message": self.text}
        if self.errors is not None:
            body["errors"] = dict(self.errors)
        return body


def find_element(blocks: Sequence[Json], press: Mapping[str, Any]) -> tuple[Json, Json]:
    """The block and the element that `press` names by action_id, block_id and value. ActError: none, or several."""
    action_id, block_id = press.get("action_id"), press.get("block_id")
    found = [
        (block, element)
        for block, element in elements(blocks)
        if element["action_id"] == action_id and block_id in (None, block["block_id"])
    ]
    if len(found) > 1 and "value" in press:
        found = [(block, element) for block, element in found if element.get("value") == press["value"]]
    if not found:
        raise ActError("element_not_found", f"no element with the action_id {action_id!r} is shown there")
    if len(found) > 1:
        raise ActError("element_ambiguous", f"several elements have the action_id {action_id!r}: give the block_id")
    block, element = found[0]
    if "value" in press and element["type"] == "button" and element.get("value", "") != press["value"]:
        raise ActError("element_not_found", f"the button {action_id!r} has another value")
    return block, element


def action_of(workspace: Workspace, block: Json, element: Json, press: Mapping[str, Any]) -> Json:
    """The entry of `actions` for an element that somebody used."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": workspace.stamp(),
    }
    copied: tuple[str, ...] = ("placeholder", "confirm")
    if element["type"] == "button":
        copied = ("text", "value", "style", "url", "confirm")
    else:
        given = press["selected"] if "selected" in press else press.get("value")
        action |= _chosen(workspace, element, given)
    return action | {key: element[key] for key in copied if key in element}


def _chosen(workspace: Workspace, element: Json, given: Any) -> Json:
    if is_stateful(element):
        try:
            return entered(workspace, element, given)
        except BadValueError as wrong:
            raise ActError("invalid_values", str(wrong)) from None
    for option in options_of(element):
        if option["value"] == given:
            return {"selected_option": option}
    raise ActError("invalid_values", f"no option with the value {given!r}")
