"""The state of the workspace as the control API shows it.

The rule it keeps: it is made once for each version, however many ask for it.
"""

import json

from bot.sandbox.answers import Json
from bot.sandbox.directory import tz_label
from bot.sandbox.modals import View
from bot.sandbox.platform_state import Platform
from bot.sandbox.posts import message_json
from bot.sandbox.world import TEAM_DOMAIN, TEAM_ID, TEAM_NAME, Channel, Message, Person, StoredFile


class Snapshots:
    """Makes the state's JSON, and keeps the latest."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._version = -1
        self._rest = b""

    def current(self) -> bytes:
        """The state as JSON; only `now` differs between two answers of one version."""
        workspace = self._platform.workspace
        if self._version != workspace.version:
            self._version = workspace.version
            self._rest = json.dumps(self._body()).encode()[1:]
        now = json.dumps(workspace.clock.now().isoformat()).encode()
        return b'{"ok": true, "now": %s, ' % now + self._rest

    def _body(self) -> Json:
        platform = self._platform
        workspace, app = platform.workspace, platform.app
        return {
            "version": workspace.version,
            "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
            "bot_user_id": app.bot_user_id,
            "app_id": app.id,
            "home_tab": app.has_home,
            "users": {person.id: self._user(person) for person in workspace.people.values()},
            "groups": {group.id: {"handle": group.handle, "name": group.name} for group in workspace.groups.values()},
            "channels": {channel.id: self._channel(channel) for channel in workspace.channels.values()},
            "views": {person: [self._view(view) for view in stack] for person, stack in platform.modals.stacks.items()},
            "homes": {person: self._view(view) for person, view in platform.modals.homes.items()},
            "commands": [
                {"command": command.command, "description": command.description, "usage_hint": command.usage_hint}
                for command in app.commands
            ],
            "shortcuts": [
                {"name": shortcut.name, "type": shortcut.type, "callback_id": shortcut.callback_id}
                for shortcut in app.shortcuts
            ],
        }

    def _user(self, person: Person) -> Json:
        return {
            "id": person.id,
            "name": person.name,
            "real_name": person.real_name,
            "tz": person.tz,
            "tz_label": tz_label(self._platform.workspace, person),
            "title": person.title,
            "email": person.email,
            "is_bot": person.is_bot,
            "is_restricted": person.is_restricted,
            "deleted": person.deleted,
            "avatar": f"#{person.color}",
        }

    def _channel(self, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "is_im": channel.is_im,
            "is_private": channel.is_private,
            "is_archived": channel.is_archived,
            "members": channel.members,
            "bookmarks": channel.bookmarks,
            "pins": channel.pins,
            "messages": [self._message(channel, message) for message in channel.messages.values()],
        }

    def _message(self, channel: Channel, message: Message) -> Json:
        body = message_json(self._platform.workspace, channel, message)
        # What a person wrote is drawn from its text; its block says the same once more, for apps.
        body["blocks"] = message.blocks if message.by_app else []
        body.setdefault("reactions", [])
        body["is_broadcast"] = message.is_broadcast
        body["by_app"] = message.by_app
        if message.ephemeral_to is not None:
            body["ephemeral_to"] = message.ephemeral_to
        body.pop("bot_profile", None)
        body.pop("root", None)
        if message.files:
            files = self._platform.workspace.files
            body["files"] = [self._file(files[file_id]) for file_id in message.files]
        return body

    def _view(self, view: View) -> Json:
        return self._platform.modals.view_json(view) | {"errors": view.errors}

    def _file(self, stored: StoredFile) -> Json:
        return {
            "id": stored.id,
            "name": stored.name,
            "title": stored.title,
            "size": len(stored.content or b""),
            "url": f"/_sandbox/files/{stored.id}",
        }
