"""The manifest: Slack takes it as it is, and it asks for what the code uses and for nothing more."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.manifest_rules import manifest_problems
from bot.slack import scopes
from bot.slack.ids import COMMAND, Shortcut
from bot.slack.listeners.happenings import HANDLERS

BOT = Path(__file__).resolve().parents[2] / "bot"
MANIFEST = scopes.manifest()
ADDRESS = "https://specs.example.com/slack/events"
OVER_HTTP = scopes.manifest(ADDRESS)
BOTH = pytest.mark.parametrize("manifest", [MANIFEST, OVER_HTTP], ids=["socket mode", "http"])

WITHOUT_SCOPE = frozenset(
    {"api.test", "apps.connections.open", "auth.test", "chat.getPermalink", "views.open", "views.push", "views.update"}
)
"""Used methods whose pages say that no scope is needed, or that an app-level token is."""

# What Slack's schema for manifests says of the parts that ours has: for each text its longest, for each switch that it is
# one. A part that is missing here is one that nobody looked up.
TEXTS = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.background_color": 7,
    "features.bot_user.display_name": 80,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2_000,
    "features.slash_commands.usage_hint": 1_000,
    "features.slash_commands.url": 3_000,
    "features.shortcuts.name": 24,
    "features.shortcuts.type": 7,
    "features.shortcuts.callback_id": 255,
    "features.shortcuts.description": 150,
    "oauth_config.scopes.bot": 50,
    "settings.event_subscriptions.bot_events": 50,
    "settings.event_subscriptions.request_url": 3_500,
    "settings.interactivity.request_url": 3_500,
}
SWITCHES = frozenset(
    {
        "features.bot_user.always_online",
        "features.app_home.home_tab_enabled",
        "features.app_home.messages_tab_enabled",
        "features.app_home.messages_tab_read_only_enabled",
        "features.slash_commands.should_escape",
        "settings.interactivity.is_enabled",
        "settings.org_deploy_enabled",
        "settings.socket_mode_enabled",
        "settings.token_rotation_enabled",
    }
)
LISTS = {
    "features.slash_commands": 50,
    "features.shortcuts": 10,
    "oauth_config.scopes.bot": 255,
    "settings.event_subscriptions.bot_events": 100,
}
REQUIRED = {
    "features.slash_commands": {"command", "description"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every text and switch with the path that leads to it, without positions in lists."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield from leaves(held, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for held in value:
            yield from leaves(held, path)
    else:
        yield path, value


def at(path: str) -> Any:
    found: Any = MANIFEST
    for key in path.split("."):
        found = found[key]
    return found


# What Slack takes


@BOTH
def test_the_stand_in_takes_it_as_slack_would(manifest: dict[str, Any]) -> None:
    assert manifest_problems(manifest) == []


@BOTH
def test_every_part_is_one_that_slack_knows_and_of_the_right_kind(manifest: dict[str, Any]) -> None:
    wrong = [
        (path, value)
        for path, value in leaves(manifest)
        if not (isinstance(value, bool) if path in SWITCHES else path in TEXTS and isinstance(value, str))
    ]
    assert wrong == []


@BOTH
def test_no_text_is_empty_or_longer_than_slack_takes(manifest: dict[str, Any]) -> None:
    texts = [(path, value) for path, value in leaves(manifest) if path in TEXTS]
    assert [(path, value) for path, value in texts if not 1 <= len(value) <= TEXTS[path]] == []


def test_over_http_commands_clicks_and_events_go_to_the_one_address_and_the_rest_is_the_same() -> None:
    before = list(leaves(MANIFEST))
    assert {path: value for path, value in leaves(OVER_HTTP) if (path, value) not in before} == {
        "features.slash_commands.url": ADDRESS,
        "settings.event_subscriptions.request_url": ADDRESS,
        "settings.interactivity.request_url": ADDRESS,
        "settings.socket_mode_enabled": False,
    }


@pytest.mark.parametrize(("path", "most"), LISTS.items())
def test_no_list_is_empty_or_longer_than_slack_takes(path: str, most: int) -> None:
    assert 1 <= len(at(path)) <= most


@pytest.mark.parametrize("path", ["oauth_config.scopes.bot", "settings.event_subscriptions.bot_events"])
def test_names_are_sorted_and_there_once(path: str) -> None:
    assert at(path) == sorted(set(at(path)))


@pytest.mark.parametrize(("path", "keys"), REQUIRED.items())
def test_commands_and_shortcuts_have_all_that_slack_demands(path: str, keys: set[str]) -> None:
    assert [entry for entry in at(path) if not keys <= entry.keys()] == []


def test_the_colour_is_a_colour_and_shortcuts_are_of_the_two_types() -> None:
    assert re.fullmatch(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", at("display_information.background_color"))
    assert {shortcut["type"] for shortcut in at("features.shortcuts")} <= {"global", "message"}


def test_the_bot_can_write_to_people_and_hears_clicks() -> None:
    assert at("features.app_home.messages_tab_enabled") is True
    assert at("settings.interactivity.is_enabled") is True


# What the code uses


def test_commands_shortcuts_and_events_are_those_that_the_bot_answers() -> None:
    assert [command["command"] for command in at("features.slash_commands")] == [COMMAND]
    assert {shortcut["callback_id"] for shortcut in at("features.shortcuts")} == set(Shortcut)
    assert set(at("settings.event_subscriptions.bot_events")) == set(HANDLERS)


def used_methods() -> set[str]:
    """Names of the Web API client's methods that any source of the bot's mentions as an attribute."""
    methods = {name for name, _ in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction)}
    sources = [file for file in BOT.rglob("*.py") if (BOT / "sandbox") not in file.parents]
    nodes = chain.from_iterable(ast.walk(ast.parse(file.read_text("utf-8"))) for file in sources)
    # `api_call` takes the method's name as a text, which could be any: mentioning it fails here, as no method is named so.
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr in methods}


def test_every_method_that_the_bot_calls_is_in_the_table_with_its_scopes_and_no_other() -> None:
    assert used_methods() == {name.replace(".", "_") for name in scopes.METHODS}


def test_every_method_needs_a_scope_but_those_known_to_need_none() -> None:
    assert {name for name, needed in scopes.METHODS.items() if not needed} == WITHOUT_SCOPE


def test_every_event_that_the_bot_hears_is_in_the_table() -> None:
    assert set(scopes.EVENTS) == set(HANDLERS)


def test_the_scopes_are_exactly_those_that_something_needs() -> None:
    tables = (scopes.METHODS, scopes.EVENTS, scopes.FEATURES)
    needed = set(chain.from_iterable(chain.from_iterable(table.values()) for table in tables))
    assert scopes.asked() == needed


def test_it_can_be_told_what_needs_a_scope() -> None:
    assert scopes.users_of("files:write") == ("files.completeUploadExternal", "files.getUploadURLExternal")
    assert scopes.users_of("reactions:read") == ("event reaction_added", "event reaction_removed")
    assert scopes.users_of("users:read.email") == ()
