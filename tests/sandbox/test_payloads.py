"""What the stand-in sends, held against the keys that Slack sends: nothing is missing, and nothing is made up.

payload_keys.json holds, for each kind of body, the paths of keys with the types of their values: those that Slack always
sends, and those that it sends at times. A part, such as a view, is written down once. `[]` stands for the items of a list
and `*` for any key. What an app has written itself, such as blocks, is looked at no further.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MONDAY, Desk, Json, manifest, modal, plain, text_input

Keys = dict[str, dict[str, str]]

TYPES = {"NoneType": "null", "str": "text", "bool": "flag", "int": "number", "dict": "object", "list": "list"}


def keys_on_record() -> dict[str, Keys]:
    """The keys of each kind of body, with those of its parts (a view, a message) at the places where these are."""
    recorded = json.loads((Path(__file__).parent / "payload_keys.json").read_text("utf-8"))
    kinds: dict[str, Keys] = {}
    for name, kind in recorded["kinds"].items():
        kinds[name] = {often: dict(kind.get(often, {})) for often in ("always", "at times")}
        for place, part in kind.get("parts", {}).items():
            for often, keys in recorded["parts"][part].items():
                kinds[name][often] |= {f"{place}.{path}".removeprefix("."): types for path, types in keys.items()}
    return kinds


KEYS = keys_on_record()
ENDS = ("blocks", "attachments", "metadata", "fields")  # what is below these is the app's own
NAMED_BY_APPS = ("state.values", "state.values.*")  # keys that are block_ids and action_ids
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "file_shared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
]
BUTTON = {"type": "actions", "elements": [{"type": "button", "action_id": "b", "text": plain("B"), "value": "1"}]}
SEARCH = {
    "type": "actions",
    "elements": [{"type": "external_select", "action_id": "s", "min_query_length": 0}],
}


def paths(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every path in a body with the type of what is there."""
    if isinstance(value, dict) and value and at.rpartition(".")[2] not in ENDS:
        for key, item in value.items():
            name = "*" if at.endswith(NAMED_BY_APPS) else key
            yield from paths(item, f"{at}.{name}" if at else name)
    elif isinstance(value, list) and value and at.rpartition(".")[2] not in ENDS:
        for item in value:
            yield from paths(item, f"{at}[]")
    else:
        yield at, type(value).__name__


def kind_of(body: Json) -> str:
    """What the fixture calls a body."""
    if "command" in body:
        return "slash_command"
    if body["type"] in ("block_actions", "block_suggestion"):
        is_ephemeral = body["container"].get("is_ephemeral")
        place = "ephemeral" if is_ephemeral else body.get("view", body["container"])["type"]
        return f"{body['type']} in {place}"
    if body["type"] != "event_callback":
        return str(body["type"])
    event = body["event"]
    return " ".join(["event", event["type"], *([event["subtype"]] if "subtype" in event else [])])


class Everything:
    """People who do all that there is to do, and what the app is sent then."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.envelopes: list[Json] = []
        self.channel = desk.channel("team-specs")

    async def answer(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Be the app: acknowledge all that comes."""
        async for message in socket:
            envelope = message.json()
            self.envelopes.append(envelope)
            if "envelope_id" in envelope:
                await socket.send_json({"envelope_id": envelope["envelope_id"]})

    async def act(self, name: str, who: str | None = None, /, **fields: Any) -> Json:
        answer = await self.desk.act(name, who, **fields)
        assert answer["ok"], (name, answer)
        return answer

    async def api(self, method: str, **args: Any) -> Json:
        answer = await self.desk.api(method, **args)
        assert answer["ok"], (method, answer)
        return answer

    async def press(self) -> None:
        """Buttons and selects in every place, commands and shortcuts."""
        where: Json = {"channel": self.channel}
        await self.act("command", "dana", **where, text="/techspec list")
        await self.act("shortcut", "dana", callback_id="new_spec")
        said = await self.act("message", "priya", **where, text="A thought")
        await self.act("shortcut", "dana", callback_id="add_note", channel=self.channel, ts=said["ts"])
        card = await self.api("chat.postMessage", **where, text="a", blocks=[BUTTON, SEARCH])
        for ts in (card["ts"], (await self.reply(card["ts"]))["ts"]):
            await self.act("click", "dana", **where, ts=ts, action_id="b")
        await self.act("options", "dana", **where, ts=card["ts"], action_id="s", value="x")
        only_you = await self.api("chat.postEphemeral", **where, user=self.desk.user("dana"), text="a", blocks=[BUTTON])
        await self.act("click", "dana", **where, ts=only_you["message_ts"], action_id="b")
        await self.api("views.publish", user_id=self.desk.user("dana"), view={"type": "home", "blocks": [BUTTON]})
        await self.act("click", "dana", home=True, action_id="b")

    async def reply(self, thread_ts: str) -> Json:
        return await self.api("chat.postMessage", channel=self.channel, text="a", blocks=[BUTTON], thread_ts=thread_ts)

    async def fill_in(self) -> None:
        """A modal that is used, submitted and closed."""
        view = modal(text_input(), BUTTON, SEARCH, callback_id="cb", notify_on_close=True)
        for end in ("submit", "close"):
            await self.api("views.open", trigger_id=self.desk.trigger(), view=view)
            await self.act("click", "dana", view=True, action_id="b", values={"title": "x"})
            await self.act("options", "dana", action_id="s", value="x")
            await self.act(end, "dana")

    async def talk(self) -> None:
        """Messages, files, reactions and mentions."""
        bot = self.desk.sandbox.app.bot_user_id
        root = await self.act("message", "dana", channel=self.channel, text=f"<@{bot}> hello")
        there: Json = {"channel": self.channel, "ts": root["ts"]}
        file = (await self.act("upload", "dana", filename="a.md", content="# A"))["file"]
        await self.act("message", "dana", channel=self.channel, text="a", files=[file])
        await self.act("message", "dana", channel=self.channel, text="a", thread_ts=root["ts"], reply_broadcast=True)
        await self.act("message", "dana", channel=self.desk.dm("dana"), text="just us")
        await self.act("message", "dana", channel="specs-private", text="quietly")
        await self.act("react", "sam", **there, name="eyes")
        await self.act("react", "sam", **there, name="eyes", remove=True)
        for remove in (False, True):
            await self.act("react", "sam", file=file, name="eyes", remove=remove)
        own = await self.api("chat.postMessage", channel=self.channel, text="a")
        await self.api("chat.update", channel=self.channel, ts=own["ts"], text="b")
        await self.api("chat.delete", channel=self.channel, ts=own["ts"])

    async def administer(self) -> None:
        """What an administrator does to people, channels and the app."""
        await self.act("home", "dana")
        await self.act("people", name="Nia", tz="Africa/Nairobi")
        await self.act("people", name="nia", deleted=True)
        for name, is_private in (("open", False), ("closed", True)):
            await self.act("channel", name=name, is_private=is_private, add=["dana", "techspec"])
            await self.act("channel", name=name, archived=True)
            await self.act("channel", name=name, archived=False)
            await self.act("channel", name=name, rename=f"{name}-2")
            await self.act("channel", name=f"{name}-2", remove=["techspec"])
            await self.act("channel", name=f"{name}-2", add=["techspec"])
            await self.act("channel", name=f"{name}-2", deleted=True)
        await self.act("app", uninstall=True)


async def all_envelopes() -> list[Json]:
    async with aiohttp.ClientSession() as session:
        sandbox = Sandbox(clock=Clock(MONDAY), manifest=manifest(*EVENTS), empty=True)
        await sandbox.start()
        everything = Everything(Desk(sandbox, session))
        opened = await everything.desk.api("apps.connections.open", token=sandbox.app_token)
        socket = await session.ws_connect(opened["url"])
        app = asyncio.create_task(everything.answer(socket))
        for does in (everything.press, everything.fill_in, everything.talk, everything.administer):
            await does()
        await everything.act("disconnect", reason="link_disabled")
        await app
        await sandbox.stop()
        return everything.envelopes


@pytest.fixture(scope="module")
def envelopes() -> list[Json]:
    """Everything that the app was sent over Socket Mode."""
    return asyncio.run(all_envelopes())


@pytest.fixture(scope="module")
def sent(envelopes: list[Json]) -> Callable[[str], list[Json]]:
    """The bodies of a kind."""

    def of_kind(kind: str) -> list[Json]:
        bodies = [envelope["payload"] for envelope in envelopes if "payload" in envelope]
        return [body for body in bodies if kind_of(body) == kind]

    return of_kind


def wrong(body: Json, kind: str) -> list[str]:
    """What is missing in a body, made up, or of another type than Slack's."""
    always, at_times = KEYS[kind]["always"], KEYS[kind]["at times"]
    known = {path: types.split("|") for path, types in (always | at_times).items()}
    # A list that may hold something may also be empty.
    known |= {path.removesuffix("[]"): ["list"] for path in known if path.endswith("[]")}
    found = {path: TYPES[name] for path, name in paths(body)}
    missing = [f"missing: {path}" for path in always if not {path, path.removesuffix("[]")} & set(found)]
    strange = [f"made up: {path}" for path in found if path not in known]
    typed = [f"{path} is {name}" for path, name in found.items() if path in known and name not in known[path]]
    return [*missing, *strange, *typed]


@pytest.mark.parametrize("kind", sorted(kind for kind in KEYS if not kind.startswith("socket mode")))
def test_a_body_has_the_keys_that_slack_sends_and_no_others(kind: str, sent: Callable[[str], list[Json]]) -> None:
    bodies = sent(kind)
    assert bodies, "nothing of this kind was sent"
    assert [wrong(body, kind) for body in bodies] == [[]] * len(bodies)


def test_every_kind_of_body_that_is_sent_has_its_keys_on_record(envelopes: list[Json]) -> None:
    kinds = {kind_of(envelope["payload"]) for envelope in envelopes if "payload" in envelope}
    assert kinds == {kind for kind in KEYS if not kind.startswith("socket mode")}


def test_only_a_question_takes_an_answer_with_its_acknowledgement(envelopes: list[Json]) -> None:
    asked = {
        envelope["payload"].get("type", envelope["type"])
        for envelope in envelopes
        if envelope.get("accepts_response_payload")
    }
    assert asked == {"slash_commands", "view_submission", "block_suggestion"}


def test_socket_modes_own_envelopes_have_slacks_keys(envelopes: list[Json]) -> None:
    seen = set()
    for envelope in envelopes:
        kind = f"socket mode {envelope['type']}"
        seen.add(kind)
        assert wrong({name: item for name, item in envelope.items() if name != "payload"}, kind) == []
    assert seen == {kind for kind in KEYS if kind.startswith("socket mode")}
