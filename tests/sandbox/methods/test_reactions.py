"""Reactions, pins and bookmarks."""

import re

import pytest

from bot.sandbox.emoji import SIGNS, is_emoji
from bot.sandbox.page_files import PAGE_FOLDER
from tests.sandbox.conftest import Desk, Json


@pytest.fixture
async def there(desk: Desk) -> Json:
    """Channel and timestamp of a message."""
    channel = desk.channel("team-specs")
    posted = await desk.act("message", "dana", channel=channel, text="Hello")
    return {"channel": channel, "timestamp": posted["ts"]}


async def test_a_reaction_is_added_once_and_taken_back_once(desk: Desk, there: Json) -> None:
    assert (await desk.api("reactions.add", **there, name="eyes"))["ok"]
    assert (await desk.api("reactions.add", **there, name="eyes"))["error"] == "already_reacted"
    shown = await desk.api("reactions.get", **there)
    bot = desk.sandbox.app.bot_user_id
    assert shown["message"]["reactions"] == [{"name": "eyes", "users": [bot], "count": 1}]
    assert (await desk.api("reactions.remove", **there, name="eyes"))["ok"]
    assert (await desk.api("reactions.remove", **there, name="eyes"))["error"] == "no_reaction"


async def test_one_person_gives_at_most_twenty_three_reactions(desk: Desk, there: Json) -> None:
    names = list(SIGNS)[:23]
    for name in names:
        assert (await desk.api("reactions.add", **there, name=name))["ok"]
    assert (await desk.api("reactions.add", **there, name="bell"))["error"] == "too_many_reactions"


def test_every_emoji_that_the_page_sends_is_one() -> None:
    table = (PAGE_FOLDER / "js" / "emoji.js").read_text("utf-8").partition("TABLE = {")[2].partition("};")[0]
    sent = re.findall(r"(?:^|\|)(\S+) ([\w+-]+)", table, re.MULTILINE)
    assert len(sent) > 300
    assert [name for _sign, name in sent if not is_emoji(name, ())] == []


@pytest.mark.parametrize("name", ["one", "man-heart-man", "thumbsup_all", "wave::skin-tone-2", "acme"])
def test_an_emoji_is_known_by_its_short_name(name: str) -> None:
    assert is_emoji(name, {"acme"})


@pytest.mark.parametrize("name", ["wave::skin-tone-1", "eyes::skin-tone-2", "party_parrot", "Wave", ":wave:", ""])
def test_another_word_is_no_emoji(name: str) -> None:
    assert not is_emoji(name, {"acme"})


async def test_people_react_with_emoji_too_and_not_with_any_word(desk: Desk, there: Json) -> None:
    on_it = {"channel": there["channel"], "ts": there["timestamp"]}
    file = (await desk.act("upload", "dana", filename="a.md", content="# A"))["file"]
    for where in (on_it, {"file": file}):
        assert (await desk.act("react", "dana", **where, name="party_parrot"))["error"] == "invalid_name"
    assert (await desk.act("emoji", name=":party_parrot:"))["ok"]
    for where in (on_it, {"file": file}):
        assert (await desk.act("react", "dana", **where, name="party_parrot"))["ok"]


@pytest.mark.parametrize("name", ["eyes", "Party Parrot", "", "x::skin-tone-2"])
async def test_a_new_emoji_has_a_new_and_simple_name(desk: Desk, name: str) -> None:
    assert (await desk.act("emoji", name=name))["error"] == "bad_request"


async def test_a_message_is_pinned_once(desk: Desk, there: Json) -> None:
    assert (await desk.api("pins.add", **there))["ok"]
    assert (await desk.api("pins.add", **there))["error"] == "already_pinned"
    assert (await desk.api("pins.add", channel=there["channel"]))["error"] == "no_item_specified"


async def test_a_bookmark_needs_a_link(desk: Desk, there: Json) -> None:
    bookmark = {"channel_id": there["channel"], "title": "Specs", "type": "link"}
    answer = await desk.api("bookmarks.add", **bookmark, link="https://example.com")
    assert answer["bookmark"]["title"] == "Specs"
    assert (await desk.api("bookmarks.add", **bookmark, link="example"))["error"] == "invalid_link"
    refused = await desk.api("bookmarks.add", **(bookmark | {"type": "folder"}), link="https://example.com")
    assert refused["error"] == "invalid_bookmark_type"
