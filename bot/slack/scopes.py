"""What the bot may do in a workspace: the scopes that its manifest asks for, and what each of them is there for.

The rule kept here: no scope that nothing needs. The tables name every Web API method that the bot calls and every event
that it hears; a test compares them with the source and with the manifest. The facts are of each method's and event's
page at docs.slack.dev; where a page offers one scope for each kind of conversation, only the kinds are listed that the
bot goes to.
"""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

_CHANNELS = ("channels:read", "groups:read")
_OWN_MESSAGES = ("channels:history", "groups:history", "im:history")

METHODS: Mapping[str, tuple[str, ...]] = {
    "api.test": (),
    "apps.connections.open": (),
    "auth.test": (),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _OWN_MESSAGES,
    "conversations.info": _CHANNELS,
    "conversations.join": ("channels:join",),
    "conversations.members": _CHANNELS,
    "conversations.open": ("im:write",),
    "conversations.replies": _OWN_MESSAGES,
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.push": (),
    "views.update": (),
}
"""The bot's scopes by method. `apps.connections.open` is for an app-level token, with `connections:write`, which no manifest holds."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": _CHANNELS,
    "member_left_channel": _CHANNELS,
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "user_change": ("users:read",),
}

FEATURES: Mapping[str, tuple[str, ...]] = {
    "slash command": ("commands",),
    "shortcuts": ("commands",),
    "uploaded files": ("files:read",),
}
"""What Slack lets an app do without a method or an event."""


def manifest(request_url: str | None = None) -> dict[str, Any]:
    """The app's manifest, as Slack takes it: for Socket Mode, or for HTTP to `request_url`."""
    text = resources.files("bot.slack").joinpath("manifest.json").read_text("utf-8")
    read: dict[str, Any] = json.loads(text)
    if request_url is not None:
        settings = read["settings"]
        for wanting in (settings["event_subscriptions"], settings["interactivity"]):
            wanting["request_url"] = request_url
        for command in read["features"]["slash_commands"]:
            command["url"] = request_url
        settings["socket_mode_enabled"] = False
    return read


def asked() -> frozenset[str]:
    """The scopes of the bot token."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def users_of(scope: str) -> tuple[str, ...]:
    """What needs the scope: methods, events and features by their names; empty for a scope that nothing needs."""
    return tuple(name for name, scopes in _all() if scope in scopes)


def _all() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from FEATURES.items()
    yield from METHODS.items()
    yield from ((f"event {name}", scopes) for name, scopes in EVENTS.items())
