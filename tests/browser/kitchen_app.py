"""An app that hears everything and answers little: what the page sends is all there is to see of it.

The rule it keeps: it is a real Bolt app on a real Socket Mode connection, so what it hears is what any app would.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.clock import Clock
from bot.sandbox.posts import delete, post, react
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Channel, ChannelId, Message, PersonId
from tests.browser import kitchen_sink
from tests.browser.kitchen_sink import Json

_ANY = re.compile(".*")

MANIFEST: Json = {
    "display_information": {"name": "Kitchen"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "kitchen"},
        "slash_commands": [{"command": "/kitchen", "description": "Opens every input", "usage_hint": "[words]"}],
        "shortcuts": [
            {"name": "Every input", "type": "global", "callback_id": "everywhere", "description": "d"},
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "d"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "files:read", "files:write", "im:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


@dataclass
class Kitchen:
    """The stand-in workspace, and what the app in it has heard, oldest first."""

    sandbox: Sandbox
    client: AsyncWebClient
    heard: list[Json] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    stamps: dict[str, str] = field(default_factory=dict)  # by its text, the ts of a message

    async def hears(self, kind: str, count: int) -> Json:
        """Wait until more than `count` things of a kind were heard; gives the last. TimeoutError after five seconds."""
        async with asyncio.timeout(5):
            while len(self.of(kind)) <= count:
                self.news.clear()
                await self.news.wait()
        return self.of(kind)[-1]

    def of(self, kind: str) -> list[Json]:
        """What was heard of a kind (the `type` of a payload), oldest first."""
        return [body for body in self.heard if body.get("type") == kind]

    def user(self, name: str) -> str:
        """Somebody's id."""
        person = self.sandbox.workspace.person_called(name)
        if person is None:
            raise LookupError(name)
        return person.id

    def channel(self, name: str) -> str:
        """A channel's id."""
        channel = self.sandbox.workspace.channel_called(name)
        if channel is None:
            raise LookupError(name)
        return channel.id

    async def say(self, name: str, *blocks: Json, **facts: Any) -> None:
        """Post into #team-specs, and remember where."""
        channel = self.channel("team-specs")
        answer = await self.client.chat_postMessage(channel=channel, text=name, blocks=list(blocks), **facts)
        self.stamps[name] = str(answer["ts"])

    async def serve(self) -> None:
        """Put one of everything into #team-specs and onto everybody's Home."""
        picture = f"{self.sandbox.url}avatars/{self.user('sam')}.svg"
        people = (self.user("dana"), self.channel("random"))
        await self.say("Words", *kitchen_sink.words(picture, *people))
        await self.say("Rich text", kitchen_sink.rich_text(*people, "S07DEVELOPERS"))
        await self.say("Markdown", {"type": "markdown", "text": kitchen_sink.MARKDOWN}, kitchen_sink.table())
        await self.say("Attachment", attachments=[kitchen_sink.attachment()])
        self.put("Remote", by_app=True, user=self.sandbox.app.bot_user_id, blocks=kitchen_sink.remote())
        await self.say("Selects", *kitchen_sink.sections_with_accessories(kitchen_sink.selects()))
        pickers = kitchen_sink.sections_with_accessories(kitchen_sink.pickers()[:-1])
        last = {"type": "actions", "elements": [kitchen_sink.pickers()[-1]]}
        await self.say("Pickers", *pickers, last)
        send = {"type": "actions", "elements": kitchen_sink.buttons()[:1]}
        await self.say("Fields", *kitchen_sink.inputs(kitchen_sink.typed()[:5]), send)
        self._talk()
        await self.say("Buttons", {"type": "actions", "elements": kitchen_sink.buttons()})
        for name in ("dana", "sam"):
            await self.client.views_publish(user_id=self.user(name), view=kitchen_sink.home())

    def _talk(self) -> None:
        """What people say among themselves: files, a thread, reactions, a message for one person alone."""
        workspace = self.sandbox.workspace
        dana, sam, priya = (PersonId(self.user(name)) for name in ("dana", "sam", "priya"))
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="90"><rect width="320" height="90" fill="#2eb67d"/></svg>'
        plan, chart = (
            workspace.add_file(name=name, user=dana, size=len(content), content=content)
            for name, content in (("plan.md", b"# Plan\n"), ("chart.svg", drawing))
        )
        self.put("The plan, and how it looks", user=dana, files=[plan.id, chart.id])
        root = self.put("Shall we meet on Thursday?", user=dana)
        for who, text in ((sam, "Thursday suits me."), (priya, "Me too :tada:")):
            self.put(text, user=who, thread_ts=root.ts)
        channel = self._specs
        for name, people in (
            ("white_check_mark", (sam, priya)),
            ("wave::skin-tone-4", (dana,)),
            ("unknown_sign", (sam,)),
        ):
            for who in people:
                react(workspace, channel, root, user=who, name=name)
        self.put("Only you can see this.", by_app=True, user=self.sandbox.app.bot_user_id, ephemeral_to=dana)

    @property
    def _specs(self) -> Channel:
        return self.sandbox.workspace.channels[ChannelId(self.channel("team-specs"))]

    def put(self, text: str, *, user: str, **facts: Any) -> Message:
        """Put a message straight into #team-specs, whatever is in it, and remember where."""
        message = post(self.sandbox.workspace, self._specs, user=PersonId(user), text=text, **facts)
        self.stamps[text] = message.ts
        return message

    def take_back(self, message: Message) -> None:
        """Delete a message of #team-specs."""
        delete(self.sandbox.workspace, self._specs, message)


@asynccontextmanager
async def opened() -> AsyncIterator[Kitchen]:
    """A stand-in with the app connected."""
    sandbox = Sandbox(clock=Clock(), manifest=MANIFEST, empty=True)
    await sandbox.start()
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    kitchen = Kitchen(sandbox=sandbox, client=client)
    handler = AsyncSocketModeHandler(_app(kitchen), sandbox.app_token)
    await handler.connect_async()
    await sandbox.connected()
    try:
        yield kitchen
    finally:
        await handler.close_async()
        await sandbox.stop()


def _app(kitchen: Kitchen) -> AsyncApp:
    app = AsyncApp(name="kitchen", client=kitchen.client, process_before_response=True)

    @app.use
    async def listen(body: Json, next: Any) -> None:  # noqa: A002 - Bolt knows its arguments by name
        kitchen.heard.append(body)
        kitchen.news.set()
        await next()

    async def open_modal(ack: AsyncAck, body: Json) -> None:
        await ack()
        await kitchen.client.views_open(trigger_id=body["trigger_id"], view=kitchen_sink.modal())

    async def push_modal(ack: AsyncAck, body: Json) -> None:
        await ack()
        await kitchen.client.views_push(trigger_id=body["trigger_id"], view=kitchen_sink.modal_above())

    async def offer(ack: AsyncAck, body: Json) -> None:
        words = body["value"] or "anything"
        await ack(options=[kitchen_sink.option(f"{words} {number}") for number in ("one", "two")])

    async def agree(ack: AsyncAck) -> None:
        await ack()

    app.command("/kitchen")(open_modal)
    app.shortcut("everywhere")(open_modal)
    app.shortcut("keep")(agree)
    app.options(_ANY)(offer)
    app.action("push")(push_modal)
    app.action(_ANY)(agree)
    app.view("kitchen")(agree)
    app.event("app_home_opened")(agree)
    return app
