"""Which events an app may subscribe to, and which of them there are."""

import re
from pathlib import Path

import pytest

from bot.sandbox.answers import Refusal
from bot.sandbox.app_facts import read_manifest
from bot.sandbox.event_names import NOT_SENT, SENT
from tests.sandbox.conftest import Desk, Json, manifest
from tests.sandbox.test_payloads import EVENTS

README = Path(__file__).resolve().parents[2] / "bot" / "sandbox" / "README.md"


def test_the_events_that_are_sent_are_on_the_page_and_all_are_tried() -> None:
    listed = README.read_text("utf-8").partition("<!-- events")[2].partition("<!-- end of events")[0]
    assert re.findall(r"`([a-z_.]+)`", listed) == sorted(SENT)
    assert sorted(EVENTS) == sorted(SENT)


def test_no_event_is_both_sent_and_not() -> None:
    assert NOT_SENT.isdisjoint(SENT)


def test_a_misspelt_event_is_refused_with_the_one_that_is_meant() -> None:
    with pytest.raises(Refusal, match="did you mean reaction_added") as refused:
        read_manifest(manifest("reaction_removed", "reacton_added"))
    [message] = refused.value.messages
    assert message.endswith("[json-pointer:/settings/event_subscriptions/bot_events/1]")


def test_an_event_that_stays_quiet_may_be_subscribed_to() -> None:
    assert read_manifest(manifest("pin_added")).events == {"pin_added"}


async def test_the_messages_of_the_app_are_a_tab_like_its_home(desk: Desk) -> None:
    heard: list[Json] = []
    desk.sandbox.workspace.listen(lambda event: heard.append(event.body))
    await desk.api("views.publish", user_id=desk.user("dana"), view={"type": "home", "blocks": []})
    for tab in ("home", "messages"):
        assert (await desk.act("home", "dana", tab=tab))["ok"]
    assert [(event["type"], event["tab"], "view" in event) for event in heard] == [
        ("app_home_opened", "home", True),
        ("app_home_opened", "messages", False),
    ]
    assert {event["channel"] for event in heard} == {desk.dm("dana")}
    assert (await desk.act("home", "dana", tab="about"))["error"] == "invalid_tab"
    await desk.act("app", messages_tab=False)
    assert (await desk.act("home", "dana", tab="messages"))["error"] == "messages_tab_disabled"
