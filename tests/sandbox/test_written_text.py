"""What people type, as apps get it: escaped, as a rich_text block, and with references where a command asks for them."""

from collections.abc import Callable

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.block_kit.surfaces import validate
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.written_text import escape, rich_text
from tests.sandbox.conftest import MONDAY, Desk, Json


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("<@U07ABC> and <@U07ABC|dana>", "<@U07ABC> and <@U07ABC|dana>"),
        ("<#C07ABC|specs> <!here> <!subteam^S07X>", "<#C07ABC|specs> <!here> <!subteam^S07X>"),
        ("<https://example.com|a page>", "<https://example.com|a page>"),
        ("<@nobody> <!everybody> <javascript:x>", "&lt;@nobody&gt; &lt;!everybody&gt; &lt;javascript:x&gt;"),
        ("<<@U07ABC>>", "&lt;<@U07ABC>&gt;"),
    ],
)
def test_what_is_no_reference_is_escaped(typed: str, sent: str) -> None:
    assert escape(typed) == sent


def section(*elements: Json) -> list[Json]:
    return [{"type": "rich_text_section", "elements": list(elements)}]


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


BULLETS = {"type": "rich_text_list", "style": "bullet", "indent": 0, "border": 0}


@pytest.mark.parametrize(
    ("sent", "parts"),
    [
        ("Hello World!", section(text("Hello World!"))),
        ("1 &lt; 2 &amp; 3", section(text("1 < 2 & 3"))),
        (
            "*bold* _slanted_ ~gone~ `code`",
            section(
                text("bold", bold=True),
                text(" "),
                text("slanted", italic=True),
                text(" "),
                text("gone", strike=True),
                text(" "),
                text("code", code=True),
            ),
        ),
        ("*a _b_*", section(text("a ", bold=True), text("b", bold=True, italic=True))),
        ("snake_case_name 2*3*4", section(text("snake_case_name 2*3*4"))),
        ("<@U07ABC> hi", section({"type": "user", "user_id": "U07ABC"}, text(" hi"))),
        ("<#C07ABC|specs>", section({"type": "channel", "channel_id": "C07ABC"})),
        ("<!here>", section({"type": "broadcast", "range": "here"})),
        ("<!subteam^S07X>", section({"type": "usergroup", "usergroup_id": "S07X"})),
        ("<https://e.com?a&amp;b|it>", section({"type": "link", "url": "https://e.com?a&b", "text": "it"})),
        (":wave::skin-tone-3:", section({"type": "emoji", "name": "wave", "unicode": "1f44b", "skin_tone": 3})),
        ("at 10:30:45 :nothing_such:", section(text("at 10:30:45 :nothing_such:"))),
        (
            "first\n&gt; quoted\nlast",
            [
                *section(text("first")),
                {"type": "rich_text_quote", "elements": [text("quoted")]},
                *section(text("last")),
            ],
        ),
        ("• one\n• two", [BULLETS | {"elements": [*section(text("one")), *section(text("two"))]}]),
        (
            "so:\n```\na *b*\n```",
            [*section(text("so:")), {"type": "rich_text_preformatted", "elements": [text("a *b*")]}],
        ),
    ],
)
def test_a_message_has_the_block_that_slacks_client_sends(sent: str, parts: list[Json]) -> None:
    assert rich_text(sent) == [{"type": "rich_text", "elements": parts}]


def test_no_text_has_no_block() -> None:
    assert rich_text("") == []


@settings(max_examples=50)
@given(st.text(st.sampled_from("ab *_~`:<>&@#|!\n•U0https/.wave"), max_size=60))
def test_whatever_is_typed_makes_a_good_block_and_is_escaped_once(typed: str) -> None:
    escaped = escape(typed)
    assert validate("blocks", rich_text(escaped)) == []
    assert escape(escaped) == escaped


async def test_apps_get_the_block_with_events_shortcuts_and_history_and_the_page_the_text(desk: Desk) -> None:
    heard: list[Json] = []
    desk.sandbox.workspace.listen(lambda event: heard.append(event.body))
    await desk.act("message", "dana", channel="team-specs", text="2 > 1")
    block = {"type": "rich_text", "elements": section(text("2 > 1"))}
    [said] = (await desk.api("conversations.history", channel=desk.channel("team-specs")))["messages"]
    for message in (heard[0], said):
        assert message["text"] == "2 &gt; 1"
        [sent] = message["blocks"]
        assert sent.pop("block_id")
        assert sent == block
    [shown] = (await desk.state())["channels"][desk.channel("team-specs")]["messages"]
    assert (shown["text"], shown["blocks"]) == ("2 &gt; 1", [])


@pytest.mark.parametrize("escapes", ["yes", "no"])
async def test_a_command_that_wants_references_gets_them(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Json], escapes: str
) -> None:
    manifest = make_manifest()
    manifest["features"]["slash_commands"][0]["should_escape"] = escapes == "yes"
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=manifest, empty=True)
    await sandbox.start()
    desk = Desk(sandbox, session)
    typed = "ask @sam in #team-specs, not @nobody, see https://e.com and a@b.example"
    await desk.act("command", "dana", channel="team-specs", text=f"/techspec {typed}")
    [dispatch] = (await desk.traffic())["dispatches"]
    sam, specs = f"<@{desk.user('sam')}|sam>", f"<#{desk.channel('team-specs')}|team-specs>"
    referred = f"ask {sam} in {specs}, not @nobody, see <https://e.com> and a@b.example"
    assert dispatch["body"]["text"] == (referred if escapes == "yes" else typed)
    await sandbox.stop()
