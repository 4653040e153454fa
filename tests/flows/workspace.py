"""A workspace to act in: people do things in the stand-in, the real bot answers over a real WebSocket."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import aiohttp

from bot.db.session import open_engine
from bot.sandbox.server import Sandbox
from bot.sandbox.transport import Acknowledged, Kind
from bot.sandbox.world import PersonId

Json = dict[str, Any]

SPECS = "team-specs"


@dataclass(frozen=True)
class Message:
    """A message as the workspace shows it."""

    raw: Mapping[str, Any]
    channel: str

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def notification(self) -> str:
        return str(self.raw["text"])

    @property
    def words(self) -> str:
        """Everything that can be read on it, block by block."""
        return "\n".join(texts(self.raw["blocks"])) or self.notification

    @property
    def buttons(self) -> Mapping[str, Json]:
        """Its buttons by their label, each as what the control API wants of a click."""
        return dict(buttons(self.raw["blocks"]))

    @property
    def reactions(self) -> frozenset[str]:
        return frozenset(reaction["name"] for reaction in self.raw["reactions"])

    @property
    def is_in_thread(self) -> bool:
        return self.raw.get("thread_ts", self.ts) != self.ts


def texts(shown: Any) -> Iterator[str]:
    """All texts inside blocks or a view, in their order."""
    if isinstance(shown, list):
        for each in shown:
            yield from texts(each)
    elif isinstance(shown, dict):
        for key in (
            "title",
            "text",
            "label",
            "hint",
            "elements",
            "fields",
            "element",
            "accessory",
            "options",
            "blocks",
        ):
            held = shown.get(key)
            if isinstance(held, str):
                yield held
            elif held is not None:
                yield from texts(held)


def mrkdwn(shown: Any) -> str:
    """All text inside that Slack reads as markup, where references to people and channels would come true."""
    if isinstance(shown, dict):
        own = shown["text"] + "\n" if shown.get("type") == "mrkdwn" else ""
        return own + "".join(map(mrkdwn, shown.values()))
    return "".join(map(mrkdwn, shown)) if isinstance(shown, list) else ""


def buttons(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    for block in blocks:
        for element in (block.get("accessory"), *block.get("elements", ())):
            if element is not None and element["type"] == "button":
                yield (
                    element["text"]["text"],
                    {"action_id": element["action_id"], "block_id": block["block_id"], "value": element.get("value")},
                )


def _as_json(content: bytes) -> Json:
    """A file's content as the control API takes it."""
    return {"base64": b64encode(content).decode()} if content else {"content": ""}


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """People are dana (drafter, New York), sam (stakeholder, Berlin), priya and lee (developers), gil (a guest).

    An act that the client or the bot refuses fails the test, but for errors at fields, which `submit` returns.
    """

    sandbox: Sandbox
    http: aiohttp.ClientSession
    database_url: str

    @contextmanager
    def held_database(self) -> Iterator[None]:
        """Meanwhile the bot's database is locked by somebody else."""
        engine = open_engine(self.database_url)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.begin()  # begins immediately: nobody else can write
            else:
                connection.exec_driver_sql("LOCK TABLE workspaces, specs, handled IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()
        engine.dispose()

    def break_database(self) -> None:
        """From now on each use of a spec is a bug, told by the database in words that nobody should see."""
        self._rename_table("specs")

    def break_forms(self) -> None:
        """From now on it is a bug to keep a form."""
        self._rename_table("unfinished")

    def _rename_table(self, name: str) -> None:
        engine = open_engine(self.database_url)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO secret_{name}")
        engine.dispose()

    # Acting

    async def act(self, what: str, **given: Any) -> Json:
        """Use the control API and return its answer, whatever it is; `who` stands for its `as`."""
        if "who" in given:
            given["as"] = given.pop("who")
        body = BytesIO(json.dumps(given).encode())
        url, headers = f"{self.sandbox.url}_sandbox/{what}", {"Content-Type": "application/json"}
        async with self.http.post(url, data=body, headers=headers) as response:
            answer: Json = await response.json()
        assert answer.get("at_rest"), answer
        return answer

    async def _does(self, what: str, **given: Any) -> Json:
        answer = await self.act(what, **given)
        assert answer["ok"], f"{what} {given}: {answer}"
        return answer

    async def command(self, who: str, text: str = "", channel: str = SPECS) -> str:
        """Type `/techspec TEXT`; what only that person reads then, empty if a modal is the answer."""
        answer = await self._does("command", who=who, channel=channel, text=f"/techspec {text}".rstrip())
        if "ts" not in answer:
            return ""
        return next(m for m in await self.messages(answer["channel"]) if m.ts == answer["ts"]).words

    async def whisper(self, who: str, channel: str = SPECS) -> Message:
        """The latest message that only this person sees."""
        user = await self.user(who)
        return [m for m in await self.messages(channel) if m.raw.get("ephemeral_to") == user][-1]

    async def press(self, who: str, message: Message, label: str) -> None:
        await self._does("click", who=who, channel=message.channel, ts=message.ts, **message.buttons[label])

    async def choose(self, who: str, message: Message, action_id: str, value: str) -> None:
        """Choose from a menu in a message."""
        await self._does("click", who=who, channel=message.channel, ts=message.ts, action_id=action_id, selected=value)

    async def react(self, who: str, message: Message, emoji: str, *, remove: bool = False) -> None:
        await self._does("react", who=who, channel=message.channel, ts=message.ts, name=emoji, remove=remove)

    # Modals

    async def modals(self, who: str) -> list[Json]:
        """The stack of open modals, the top one last."""
        views: list[Json] = (await self.state())["views"].get(await self.user(who), [])
        return views

    async def modal(self, who: str) -> Json:
        """The top modal."""
        return (await self.modals(who))[-1]

    async def modal_words(self, who: str) -> str:
        return "\n".join(texts(await self.modal(who)))

    async def press_in_modal(self, who: str, label: str) -> None:
        found = dict(buttons((await self.modal(who))["blocks"]))
        await self._does("click", who=who, view=True, **found[label])

    async def choose_in_modal(self, who: str, action_id: str, value: str) -> None:
        await self._does("click", who=who, view=True, action_id=action_id, selected=value)

    async def submit(self, who: str, values: Mapping[str, Any] | None = None) -> Mapping[str, str]:
        """Submit the top modal; the errors at its fields, if any."""
        answer = await self.act("submit", who=who, values=values or {})
        assert answer["ok"] or answer.get("errors"), answer
        return dict(answer.get("errors", {}))

    async def upload(self, who: str, filename: str, content: bytes) -> str:
        answer = await self._does("upload", who=who, filename=filename, **_as_json(content))
        return str(answer["file"])

    async def new_spec(
        self, who: str = "dana", title: str = "Hearing schedule", channel: str = SPECS, **values: Any
    ) -> None:
        """Create a spec with the form."""
        await self.command(who, f"new {title}", channel)
        assert await self.submit(who, values) == {}

    # Looking

    async def state(self) -> Json:
        async with self.http.get(f"{self.sandbox.url}_sandbox/state") as response:
            state: Json = await response.json()
        return state

    async def user(self, name: str) -> str:
        return next(user["id"] for user in (await self.state())["users"].values() if user["name"] == name)

    async def channel(self, name: str) -> str:
        return next(c["id"] for c in (await self.state())["channels"].values() if name in (c["name"], c["id"]))

    async def messages(self, channel: str) -> list[Message]:
        """All messages of a channel, by its name or id."""
        found = (await self.state())["channels"][await self.channel(channel)]
        return [Message(raw, found["id"]) for raw in found["messages"]]

    async def cards(self, number: int = 1, channel: str = SPECS) -> list[Message]:
        """The cards of a spec that everybody in the channel sees."""
        return [
            message
            for message in await self.messages(channel)
            if f"TS-{number} " in message.words and not message.is_in_thread and "ephemeral_to" not in message.raw
        ]

    async def card(self, number: int = 1, channel: str = SPECS) -> Message:
        """The one card of a spec."""
        [card] = await self.cards(number, channel)
        return card

    async def replies(self, number: int = 1, channel: str = SPECS) -> list[Message]:
        """What stands in the thread of a card."""
        card = await self.card(number, channel)
        return [m for m in await self.messages(channel) if m.is_in_thread and m.raw["thread_ts"] == card.ts]

    async def dms(self, who: str) -> list[Message]:
        """What the bot wrote to somebody."""
        state = await self.state()
        pair = {await self.user(who), state["bot_user_id"]}
        [channel] = [c for c in state["channels"].values() if c["is_im"] and set(c["members"]) == pair]
        return [Message(raw, channel["id"]) for raw in channel["messages"] if raw["user"] == state["bot_user_id"]]

    async def downloaded(self, message: Message) -> bytes:
        """The file that hangs on a message."""
        [file] = message.raw["files"]
        async with self.http.get(f"{self.sandbox.url.rstrip('/')}{file['url']}") as response:
            return await response.read()

    # Arranging

    async def advance(self, length: str) -> None:
        """Move people's clock on, such as by `26h`."""
        await self._does("clock", advance=length)

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.state())["now"])

    async def fault(self, method: str, **how: Any) -> None:
        """Let the next call of a Web API method go wrong."""
        await self._does("fault", method=method, **how)

    async def traffic(self) -> Json:
        async with self.http.get(f"{self.sandbox.url}_sandbox/traffic") as response:
            traffic: Json = await response.json()
        return traffic

    async def calls(self, method: str) -> list[Json]:
        """The bot's calls of a Web API method so far."""
        return [call for call in (await self.traffic())["calls"] if call["method"] == method]

    async def sent(self, kind: str) -> list[Json]:
        """The bodies that were sent to the bot so far."""
        return [one["body"] for one in (await self.traffic())["dispatches"] if one["type"] == kind]

    async def deliver(self, kind: Kind, body: Json) -> Acknowledged:
        """Send the bot any body over the wire, and let it come to rest."""
        acknowledged = await self.sandbox.dispatcher.ask(kind, body)
        await self.act("clock", advance="1s")
        return acknowledged

    async def forge(self, body: Json, *, trigger_for: str, **changed: Any) -> None:
        """Send a body again as if it came from somebody else, with a trigger that is good for them."""
        trigger = self.sandbox.platform.triggers.issue(await self.person(trigger_for))
        await self.deliver(Kind.INTERACTIVE, {**body, "trigger_id": trigger, **changed})

    async def person(self, name: str) -> PersonId:
        return PersonId(await self.user(name))
