"""Methods about what hangs on a message or channel: reactions, pins and bookmarks.

The rule it keeps: a repeated reaction or pin is refused, as is taking back what is not there.
"""

from collections.abc import Callable, Mapping

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.emoji import is_emoji
from bot.sandbox.platform_state import Call
from bot.sandbox.posts import message_json, react, unreact
from bot.sandbox.world import Channel, Message

MAX_EMOJI = 50  # different ones on a message
MAX_OWN = 23  # of one person on a message
MAX_PINS = 100


def _target(call: Call) -> tuple[Channel, Message]:
    if not call.args.text("channel") or not call.args.text("timestamp"):
        raise Refusal("no_item_specified")
    channel = call.joined_channel()
    return channel, call.message(channel, "timestamp")


def _name(call: Call) -> str:
    name = call.args.text("name").strip(":")
    if not is_emoji(name, call.workspace.custom_emoji):
        raise Refusal("invalid_name")
    return name


def _add(call: Call) -> Json:
    name = _name(call)
    channel, message = _target(call)
    if channel.is_archived:
        raise Refusal("is_archived")
    if call.bot in message.reactions.get(name, []):
        raise Refusal("already_reacted")
    if sum(call.bot in people for people in message.reactions.values()) >= MAX_OWN:
        raise Refusal("too_many_reactions")
    if name not in message.reactions and len(message.reactions) >= MAX_EMOJI:
        raise Refusal("too_many_emoji")
    react(call.workspace, channel, message, user=call.bot, name=name)
    return {}


def _remove(call: Call) -> Json:
    name = _name(call)
    channel, message = _target(call)
    if call.bot not in message.reactions.get(name, []):
        raise Refusal("no_reaction")
    unreact(call.workspace, channel, message, user=call.bot, name=name)
    return {}


def _get(call: Call) -> Json:
    channel, message = _target(call)
    body = message_json(call.workspace, channel, message, with_metadata=False)
    return {"type": "message", "channel": channel.id, "message": body}


def _pin(call: Call) -> Json:
    channel, message = _target(call)
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= MAX_PINS:
        raise Refusal("too_many_pins")
    channel.pins.append(message.ts)
    call.workspace.changed()
    return {}


def _bookmark(call: Call) -> Json:
    channel = call.joined_channel("channel_id")
    if call.args.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if not call.args.text("link").startswith(("https://", "http://")):
        raise Refusal("invalid_link")
    bookmark = {
        "id": call.workspace.new_id("Bk"),
        "channel_id": channel.id,
        "title": call.args.text("title"),
        "link": call.args.text("link"),
        "emoji": call.args.text("emoji"),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": int(call.workspace.clock.now().timestamp()),
        "date_updated": 0,
        "rank": "g",
        "last_updated_by_user_id": call.bot,
        "shortcut_id": None,
        "app_id": call.platform.app.id,
    }
    channel.bookmarks.append(bookmark)
    call.workspace.changed()
    return {"bookmark": bookmark}


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "bookmarks.add": _bookmark,
    "pins.add": _pin,
    "reactions.add": _add,
    "reactions.get": _get,
    "reactions.remove": _remove,
}
