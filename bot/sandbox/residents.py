"""Arranging the workspace: adding and changing people and channels, and the app's place in it.

The rule it keeps: an arrangement makes the same events as an administrator's act in Slack.
"""

import re
from typing import Any

from bot.sandbox.answers import Json
from bot.sandbox.clock import is_time_zone
from bot.sandbox.control_requests import BadRequestError, Fields
from bot.sandbox.emoji import may_be_added
from bot.sandbox.installation import uninstall
from bot.sandbox.methods.conversations import check_channel_name
from bot.sandbox.platform_state import Platform
from bot.sandbox.world import Channel, Person, Workspace

_TEXTS = ("real_name", "tz", "title", "email", "color")
_COLOUR = re.compile(r"[0-9a-fA-F]{6}")
_FLAGS = ("is_restricted", "deleted")


def change_people(workspace: Workspace, fields: Fields) -> Json:
    """Change the person called `name`, or add one. Fields: real_name, tz, title, email, color, is_restricted, deleted."""
    facts: dict[str, Any] = {name: fields.text(name) for name in _TEXTS if name in fields.all}
    facts |= {name: fields.flag(name) for name in _FLAGS if name in fields.all}
    if not is_time_zone(facts.get("tz", "UTC")):
        raise BadRequestError(f"no time zone {facts['tz']!r}")
    if _COLOUR.fullmatch(facts.get("color", "4a154b")) is None:
        raise BadRequestError(f"not a colour such as 4a154b: {facts['color']!r}")
    name = fields.text("name")
    person = workspace.person_called(name)
    if person is None:
        person = workspace.add_person(name, **facts)
    elif facts:
        person = workspace.change_person(person.id, **facts)
    return {"user": person.id}


def change_channel(platform: Platform, fields: Fields) -> Json:
    """Change the channel called `name` or make one. Fields: is_private, add, remove, archived, rename, deleted."""
    workspace = platform.workspace
    name = fields.text("name")
    channel = workspace.channel_called(name)
    added = [_person(workspace, who) for who in fields.texts("add")]
    removed = [_person(workspace, who) for who in fields.texts("remove")]
    if channel is None:
        check_channel_name(name)
        creator = added[0] if added else next(iter(workspace.people.values()))
        channel = workspace.add_channel(name, creator=creator.id, is_private=fields.flag("is_private"))
    for person in added:
        if person.id not in channel.members:
            workspace.join(channel, person.id, inviter=channel.creator)
    for person in removed:
        if person.id in channel.members:
            workspace.leave(channel, person.id)
    _administer(workspace, channel, fields)
    return {"channel": channel.id}


def _administer(workspace: Workspace, channel: Channel, fields: Fields) -> None:
    archived = fields.flag("archived", default=channel.is_archived)
    if archived != channel.is_archived:
        workspace.archive(channel, channel.creator, undo=not archived)
    if new_name := fields.text("rename", ""):
        check_channel_name(new_name)
        workspace.rename(channel, new_name)
    if fields.flag("deleted"):
        workspace.delete_channel(channel, channel.creator)


def change_emoji(workspace: Workspace, fields: Fields) -> Json:
    """Add an emoji of the workspace's own, or take it away. Fields: name, remove."""
    name = fields.text("name").strip(":")
    if fields.flag("remove"):
        workspace.custom_emoji.discard(name)
    elif may_be_added(name):
        workspace.custom_emoji.add(name)
    else:
        raise BadRequestError(f"no name for a new emoji: {name!r}")
    return {}


def change_app(platform: Platform, fields: Fields) -> Json:
    """Change the app's settings, or take it out. Fields: home_tab, messages_tab, uninstall, tokens_last."""
    app = platform.app
    app.has_home = fields.flag("home_tab", default=app.has_home)
    app.has_messages = fields.flag("messages_tab", default=app.has_messages)
    if fields.flag("uninstall"):
        if not app.is_installed:
            raise BadRequestError("the app is not installed")
        uninstall(platform, tokens_last=fields.flag("tokens_last"))
    platform.workspace.changed()
    return {}


def _person(workspace: Workspace, who: str) -> Person:
    person = workspace.person_called(who)
    if person is None:
        raise BadRequestError(f"nobody is called {who!r}")
    return person
