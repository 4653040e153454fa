"""The app of the workspace: its ids and secrets, what its manifest declares, and its token while it is installed.

The rule it keeps: without a manifest everything is allowed; with one, only what it declares and the workspace granted.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.manifest_rules import check_manifest
from bot.sandbox.world import PersonId, make_id


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str = ""
    usage_hint: str = ""
    escapes: bool = False  # people, channels and addresses in its text become references


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A shortcut of the manifest; `type` is `global` or `message`."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(kw_only=True)
class App:
    """The app. `declared`, `scopes` and `events` None: everything is declared, granted and subscribed.

    `scopes` and `bot_token` change with installations, `has_home` and `has_messages` with the app's settings.
    """

    id: str
    bot_id: str
    bot_user_id: PersonId
    name: str
    handle: str
    declared: frozenset[str] | None  # the bot scopes of the manifest
    scopes: frozenset[str] | None  # those that the workspace granted
    events: frozenset[str] | None
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    has_home: bool
    has_messages: bool
    redirect_urls: tuple[str, ...]
    unfurl_domains: tuple[str, ...]
    bot_token: str = field(default_factory=lambda: _secret("xoxb-sandbox"))
    app_token: str = field(default_factory=lambda: _secret("xapp-1-sandbox"))
    config_token: str = field(default_factory=lambda: _secret("xoxe.xoxp-1-sandbox"))
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**11)}.{secrets.randbelow(10**11)}")
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))

    dead_tokens: dict[str, str] = field(default_factory=dict)  # ended bot tokens, with what their use is answered
    user_tokens: set[str] = field(default_factory=set)  # handed out with `user_scope`; no method here takes them

    @property
    def is_installed(self) -> bool:
        """Whether the workspace has the app: its bot token lives."""
        return self.bot_token not in self.dead_tokens

    def install(self, scopes: Iterable[str]) -> str:
        """Grant scopes for the bot token, which is a new one after an uninstallation; else scopes only add up."""
        granted = frozenset(scopes)
        if self.is_installed:
            self.scopes = None if self.scopes is None else self.scopes | granted
        else:
            self.bot_token, self.scopes = _secret("xoxb-sandbox"), granted
        return self.bot_token

    def end_token(self, error: str) -> None:
        """Let the bot token die; `error` is what its use is answered with from now on."""
        self.dead_tokens[self.bot_token] = error

    def may(self, *any_of: str) -> bool:
        """Whether one of the scopes is granted."""
        return self.scopes is None or not self.scopes.isdisjoint(any_of)

    def hears(self, event: str) -> bool:
        """Whether the app subscribed to an event, as the manifest names it (`message.im`, `reaction_added`)."""
        return self.events is None or event in self.events


def read_manifest(manifest: Mapping[str, Any] | None) -> App:
    """The app that a manifest (the dict of its JSON) describes. Refusal: invalid_manifest, with every place."""
    document = manifest or {}
    if manifest is not None:
        check_manifest(manifest)
    information = document.get("display_information", {})
    features = document.get("features", {})
    home = features.get("app_home", {})
    name = information.get("name", "Tech Spec")
    handle = features.get("bot_user", {}).get("display_name", name).lower().replace(" ", "")
    oauth = document.get("oauth_config", {})
    declared = None if manifest is None else frozenset(oauth.get("scopes", {}).get("bot", []))
    events = document.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    return App(
        id=make_id("A", "app"),
        bot_id=make_id("B", "app"),
        bot_user_id=PersonId(make_id("U", "app")),
        name=name,
        handle=handle,
        declared=declared,
        scopes=declared,
        events=None if manifest is None else frozenset(events),
        commands=tuple(
            Command(
                command=entry["command"],
                description=entry.get("description", ""),
                usage_hint=entry.get("usage_hint", ""),
                escapes=entry.get("should_escape", False),
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
        redirect_urls=tuple(oauth.get("redirect_urls", [])),
        unfurl_domains=tuple(features.get("unfurl_domains", [])),
    )


def _secret(prefix: str) -> str:
    return f"{prefix}-{secrets.token_hex(12)}"
