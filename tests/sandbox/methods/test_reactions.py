"""Reactions, pins and bookmarks."""

import pytest

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
    for number in range(23):
        assert (await desk.api("reactions.add", **there, name=f"emoji_{number}"))["ok"]
    assert (await desk.api("reactions.add", **there, name="one_more"))["error"] == "too_many_reactions"


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
