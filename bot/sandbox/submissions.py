"""What an app's answer to a view_submission does to the modals.

The rule it keeps: an answer that Slack would not understand changes nothing and is reported to whoever submitted.
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.surfaces import check_view
from bot.sandbox.elements_pressed import ActError
from bot.sandbox.modals import Modals, View
from bot.sandbox.platform_state import Platform
from bot.sandbox.world import ChannelId, Person


def apply_answer(platform: Platform, view: View, answer: Mapping[str, Any]) -> None:
    """Do what the app answered. ActError: it pointed out errors, or its answer was none that Slack takes."""
    modals = platform.modals
    match answer.get("response_action"):
        case None if not answer:
            _close(modals, view)
        case "clear":
            modals.close(view.owner, everything=True)
        case "errors":
            _show_errors(modals, view, answer.get("errors"))
        case "update":
            _checked(platform, answer.get("view"))
            modals.update(view, answer["view"])
        case "push":
            _checked(platform, answer.get("view"))
            try:
                modals.push(view.owner, answer["view"])
            except Refusal as refusal:
                raise _misunderstood(f"push was refused: {refusal.error}") from None
        case other:
            raise _misunderstood(f"unknown response_action {other!r}")


def response_urls_of(platform: Platform, person: Person, view: View) -> list[Json]:
    """A response URL for each conversation select of the modal that asks for one."""
    urls = []
    for block in view.blocks:
        element = block.get("element", {})
        if block["type"] == "input" and element.get("response_url_enabled"):
            entry = view.values[block["block_id"]][element["action_id"]]
            chosen = entry.get("selected_conversation") or entry.get("selected_channel")
            channel = platform.workspace.channels.get(ChannelId(chosen or ""))
            if channel is not None:
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel.id,
                        "response_url": platform.issue_response_url(person, channel),
                    },
                )
    return urls


def _close(modals: Modals, view: View) -> None:
    # The app may have replaced the stack meanwhile; only the modal that was submitted goes.
    if modals.top(view.owner) is view:
        modals.close(view.owner)


def _show_errors(modals: Modals, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise _misunderstood("response_action errors without any error")
    strange = [block_id for block_id in errors if block_id not in inputs]
    if strange:
        raise _misunderstood(f"errors for what is no input block of the view: {', '.join(map(repr, strange))}")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise _misunderstood("an error must be a text")
    view.errors = dict(errors)
    modals.touch()
    raise ActError("invalid_values", "the app points out errors", errors=view.errors)


def _checked(platform: Platform, definition: Any) -> None:
    try:
        check_view(definition, "modal", platform.app.unfurl_domains)
    except Refusal as refusal:
        raise _misunderstood("\n".join([refusal.error, *refusal.messages])) from None


def _misunderstood(text: str) -> ActError:
    return ActError("invalid_app_answer", text, blamed_on_app=True)
