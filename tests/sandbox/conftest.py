"""A started stand-in, spoken to over HTTP as an app, a page or a script would."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.arguments import METHODS
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox

Json = dict[str, Any]
MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "reactions:read",
    "reactions:write",
    "pins:write",
    "bookmarks:write",
    "team:read",
    "usergroups:read",
    "dnd:read",
    "users:read",
    "users:read.email",
]


def manifest(*events: str, scopes: list[str] | None = None) -> Json:
    """The manifest of an app that hears the given events."""
    return {
        "display_information": {"name": "Tech Spec"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "techspec"},
            "slash_commands": [{"command": "/techspec", "description": "Specs", "usage_hint": "new"}],
            "shortcuts": [
                {"name": "New", "type": "global", "callback_id": "new_spec", "description": "d"},
                {"name": "Add", "type": "message", "callback_id": "add_note", "description": "d"},
            ],
        },
        "oauth_config": {"scopes": {"bot": SCOPES if scopes is None else scopes}},
        "settings": {"event_subscriptions": {"bot_events": list(events)}},
    }


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(*blocks: Json, **facts: Any) -> Json:
    """A modal with the blocks, or with one section."""
    content = list(blocks) or [{"type": "section", "text": plain("Hello")}]
    return {"type": "modal", "title": plain("A modal"), "submit": plain("Save"), "blocks": content} | facts


def text_input(block_id: str = "title", **facts: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "typed"} | facts
    return {"type": "input", "block_id": block_id, "label": plain("Title"), "element": element}


@dataclass
class Desk:
    """A sandbox and a way to speak to it."""

    sandbox: Sandbox
    session: aiohttp.ClientSession

    async def api(self, method: str, /, *, token: str | None = None, **args: Any) -> Json:
        """Call a Web API method with JSON where it reads that, else with a form."""
        headers = {"Authorization": f"Bearer {token or self.sandbox.bot_token}"}
        args = {name: value for name, value in args.items() if value is not None}
        url = f"{self.sandbox.api_url}{method}"
        known = METHODS.get(method)
        if known is not None and not known.reads_json:
            form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in args.items()}
            async with self.session.post(url, data=form, headers=headers) as answer:
                return await answer.json()
        async with self.session.post(url, json=args, headers=headers) as answer:
            return await answer.json()

    async def act(self, act: str, who: str | None = None, /, **fields: Any) -> Json:
        """Act as somebody through the control API."""
        body = fields if who is None else {"as": who, **fields}
        async with self.session.post(f"{self.sandbox.url}_sandbox/{act}", json=body) as answer:
            return await answer.json()

    async def state(self) -> Json:
        async with self.session.get(f"{self.sandbox.url}_sandbox/state") as answer:
            return await answer.json()

    async def traffic(self) -> Json:
        async with self.session.get(f"{self.sandbox.url}_sandbox/traffic") as answer:
            return await answer.json()

    def user(self, name: str) -> str:
        person = self.sandbox.workspace.person_called(name)
        assert person is not None
        return person.id

    def channel(self, name: str) -> str:
        channel = self.sandbox.workspace.channel_called(name)
        assert channel is not None
        return channel.id

    def dm(self, name: str) -> str:
        bot = self.sandbox.app.bot_user_id
        return self.sandbox.workspace.open_dm(self.sandbox.workspace.people[self.user(name)].id, bot)[0].id

    def trigger(self, name: str = "dana") -> str:
        return self.sandbox.platform.triggers.issue(self.sandbox.workspace.people[self.user(name)].id)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def desk(session: aiohttp.ClientSession) -> AsyncIterator[Desk]:
    """A stand-in whose app has many scopes and hears no events."""
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=manifest(), empty=True)
    await sandbox.start()
    yield Desk(sandbox, session)
    await sandbox.stop()


@dataclass
class Bolted(Desk):
    """A stand-in with a real Bolt app connected over Socket Mode."""

    app: AsyncApp


@pytest.fixture
async def bolted(request: pytest.FixtureRequest, session: aiohttp.ClientSession) -> AsyncIterator[Bolted]:
    """A Bolt app; `@pytest.mark.parametrize("bolted", [[...events]], indirect=True)` subscribes it to events."""
    events = getattr(request, "param", [])
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=manifest(*events), empty=True)
    await sandbox.start()
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(name="app", client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()
    await sandbox.connected()
    yield Bolted(sandbox, session, app)
    await handler.close_async()
    await sandbox.stop()


@pytest.fixture
def make_manifest() -> Callable[..., Json]:
    return manifest
