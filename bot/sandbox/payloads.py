"""The bodies that Slack sends to an app for what people do.

The rule it keeps: the keys are Slack's, down to the null ones, for apps read them by name.
"""

from bot.sandbox.answers import Json
from bot.sandbox.app_facts import App
from bot.sandbox.modals import Modals, View
from bot.sandbox.posts import message_json
from bot.sandbox.view_state import state_values
from bot.sandbox.world import TEAM_DOMAIN, TEAM_ID, Channel, Message, Person, Workspace


def channel_name(channel: Channel) -> str:
    """A channel's name as payloads give it: those of private conversations are withheld."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def slash_command(
    app: App, person: Person, channel: Channel, *, command: str, text: str, trigger_id: str, response_url: str
) -> Json:
    """A slash command; sent as a form over HTTP."""
    return {
        "token": app.verification_token,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def global_shortcut(app: App, person: Person, *, callback_id: str, trigger_id: str, action_ts: str) -> Json:
    """A global shortcut."""
    return {
        "type": "shortcut",
        "token": app.verification_token,
        "action_ts": action_ts,
        "team": _team(),
        "user": {"id": person.id, "username": person.name, "team_id": TEAM_ID},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def message_shortcut(
    workspace: Workspace,
    app: App,
    person: Person,
    channel: Channel,
    message: Message,
    *,
    callback_id: str,
    trigger_id: str,
    response_url: str,
) -> Json:
    """A shortcut in a message's menu."""
    return {
        "type": "message_action",
        "token": app.verification_token,
        "action_ts": workspace.stamp(),
        "team": _team(),
        "user": {"id": person.id, "name": person.name},
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": message.ts,
        "message": message_json(workspace, channel, message, with_metadata=False),
    }


def message_action(
    workspace: Workspace,
    app: App,
    person: Person,
    channel: Channel,
    message: Message,
    *,
    action: Json,
    typed: dict[str, dict[str, Json]],
    trigger_id: str,
    response_url: str,
) -> Json:
    """A press on an element of a message."""
    return (
        _block_actions(app, person, action, trigger_id)
        | in_message(workspace, channel, message, action["block_id"])
        | {"state": {"values": state_values(message.shown_blocks, typed)}, "response_url": response_url}
    )


def view_action(app: App, person: Person, modals: Modals, view: View, *, action: Json, trigger_id: str) -> Json:
    """A press on an element of a modal or Home tab: no channel, no response URL."""
    return _block_actions(app, person, action, trigger_id) | in_view(modals, view)


def in_message(workspace: Workspace, channel: Channel, message: Message, block_id: str) -> Json:
    """Where a block's element is drawn, for one in a message. Slack leaves out the message where it was ephemeral."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    for attachment in message.attachments:
        if any(block["block_id"] == block_id for block in attachment.get("blocks", [])):
            container |= {"type": "message_attachment", "attachment_id": attachment["id"], "is_app_unfurl": False}
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place: Json = {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
    if message.ephemeral_to is None:
        place["message"] = message_json(workspace, channel, message, with_metadata=False)
    return place


def in_view(modals: Modals, view: View) -> Json:
    """Where an element is drawn, for one in a modal or Home tab: no channel."""
    return {"container": {"type": "view", "view_id": view.id}, "view": modals.view_json(view)}


def block_suggestion(app: App, person: Person, place: Json, *, action_id: str, block_id: str, value: str) -> Json:
    """A question for the options of an external select; `place` says where it is drawn."""
    return {
        "type": "block_suggestion",
        "user": _user(person),
        "token": app.verification_token,
        "api_app_id": app.id,
        "team": _team(),
        "enterprise": None,
        "is_enterprise_install": False,
        "action_id": action_id,
        "block_id": block_id,
        "value": value,
        **place,
    }


def view_submission(
    app: App, person: Person, modals: Modals, view: View, *, trigger_id: str, response_urls: list[Json]
) -> Json:
    """The submit button of a modal."""
    return {
        "type": "view_submission",
        "team": _team(),
        "user": _user(person),
        "api_app_id": app.id,
        "token": app.verification_token,
        "trigger_id": trigger_id,
        "view": modals.view_json(view),
        "response_urls": response_urls,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def view_closed(app: App, person: Person, modals: Modals, view: View, *, is_cleared: bool) -> Json:
    """A modal that was dismissed: without what was entered."""
    return {
        "type": "view_closed",
        "team": _team(),
        "user": _user(person),
        "api_app_id": app.id,
        "token": app.verification_token,
        "view": modals.view_json(view) | {"state": {"values": {}}},
        "is_cleared": is_cleared,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def _block_actions(app: App, person: Person, action: Json, trigger_id: str) -> Json:
    return {
        "type": "block_actions",
        "user": _user(person),
        "api_app_id": app.id,
        "token": app.verification_token,
        "trigger_id": trigger_id,
        "team": _team(),
        "enterprise": None,
        "is_enterprise_install": False,
        "actions": [action],
    }


def _user(person: Person) -> Json:
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID}


def _team() -> Json:
    return {"id": TEAM_ID, "domain": TEAM_DOMAIN}
