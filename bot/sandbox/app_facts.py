"""The app that the workspace has installed: its ids, tokens, and what its manifest allows.

The rule it keeps: without a manifest everything is allowed; with one, only what it declares.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.world import PersonId, make_id


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A shortcut of the manifest; `type` is `global` or `message`."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class App:
    """The installed app. `scopes` and `events` None: everything is granted and subscribed."""

    id: str
    bot_id: str
    bot_user_id: PersonId
    name: str
    handle: str
    scopes: frozenset[str] | None
    events: frozenset[str] | None
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    has_home: bool
    has_messages: bool
    bot_token: str = field(default_factory=lambda: f"xoxb-sandbox-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-sandbox-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))

    def may(self, *any_of: str) -> bool:
        """Whether one of the scopes is granted."""
        return self.scopes is None or not self.scopes.isdisjoint(any_of)

    def hears(self, event: str) -> bool:
        """Whether the app subscribed to an event, as the manifest names it (`message.im`, `reaction_added`)."""
        return self.events is None or event in self.events


def read_manifest(manifest: Mapping[str, Any] | None) -> App:
    """The app that a manifest (the dict of its JSON) describes. KeyError: a command or shortcut lacks its name."""
    document = manifest or {}
    information = document.get("display_information", {})
    features = document.get("features", {})
    home = features.get("app_home", {})
    name = information.get("name", "Tech Spec")
    handle = features.get("bot_user", {}).get("display_name", name).lower().replace(" ", "")
    scopes = document.get("oauth_config", {}).get("scopes", {}).get("bot", [])
    events = document.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    return App(
        id=make_id("A", "app"),
        bot_id=make_id("B", "app"),
        bot_user_id=PersonId(make_id("U", "app")),
        name=name,
        handle=handle,
        scopes=None if manifest is None else frozenset(scopes),
        events=None if manifest is None else frozenset(events),
        commands=tuple(
            Command(
                command=entry["command"],
                description=entry.get("description", ""),
                usage_hint=entry.get("usage_hint", ""),
            )
            for entry in features.get("slash_commands", [])
        ),
        shortcuts=tuple(
            Shortcut(
                name=entry["name"],
                type=entry["type"],
                callback_id=entry["callback_id"],
                description=entry.get("description", ""),
            )
            for entry in features.get("shortcuts", [])
        ),
        has_home=manifest is None or bool(home.get("home_tab_enabled")),
        has_messages=manifest is None or bool(home.get("messages_tab_enabled", True)),
    )
