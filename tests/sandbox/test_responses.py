"""Answers through a response URL: where they show, what they may not do, and that they are seen in the traffic."""

from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import Desk, Json

SECRET = "response/"


def url_of(desk: Desk, **facts: Any) -> str:
    """A response URL of something that dana did in the first channel."""
    dana, channel = (
        desk.sandbox.workspace.person_called("dana"),
        desk.sandbox.workspace.channel_called("team-specs"),
    )
    assert dana is not None
    assert channel is not None
    return desk.sandbox.platform.issue_response_url(dana, channel, **facts)


async def respond(desk: Desk, url: str, **content: Any) -> tuple[int, Json]:
    async with desk.session.post(url, **content) as answer:
        return answer.status, await answer.json()


async def shown(desk: Desk) -> list[Json]:
    messages: list[Json] = (await desk.state())["channels"][desk.channel("team-specs")]["messages"]
    return messages


async def test_an_answer_is_in_the_traffic_without_its_secret_address(desk: Desk) -> None:
    url = url_of(desk)
    await respond(desk, url, json={"text": "Only you"})
    await respond(desk, url, json={"blocks": [{"type": "marquee"}]})
    good, bad = (await desk.traffic())["calls"]
    assert (good["method"], good["args"], good["status"]) == ("response_url", {"text": "Only you"}, 200)
    assert good["answer"] == {"ok": True}
    assert good["ms"] > 0
    assert (bad["status"], bad["answer"]["error"]) == (400, "invalid_blocks")
    assert url.partition(SECRET)[2] not in str([good, bad])


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        ({"status": 503}, 503, "internal_error"),
        ({"status": 429}, 429, "ratelimited"),
        ({"error": "used_url"}, 200, "used_url"),
    ],
)
async def test_a_fault_meets_an_answer_before_it_is_used(desk: Desk, fault: Json, status: int, error: str) -> None:
    url = url_of(desk)
    await desk.act("fault", method="response_url", **fault)
    answered, body = await respond(desk, url, json={"text": "a"})
    assert (answered, body["error"]) == (status, error)
    assert await shown(desk) == []
    assert (await respond(desk, url, json={"text": "a"}))[0] == 200


async def test_an_answer_whose_connection_drops_was_taken_all_the_same(desk: Desk) -> None:
    await desk.act("fault", method="response_url", drop_after_accept=True)
    with pytest.raises(aiohttp.ClientError):
        await respond(desk, url_of(desk), json={"text": "a"})
    assert [message["text"] for message in await shown(desk)] == ["a"]


async def test_what_a_person_wrote_is_neither_deleted_nor_replaced(desk: Desk) -> None:
    said = await desk.act("message", "sam", channel="team-specs", text="my own words")
    url = url_of(desk, ts=said["ts"])
    status, body = await respond(desk, url, json={"delete_original": True})
    assert (status, body["error"]) == (400, "cant_delete_message")
    assert (await respond(desk, url, json={"text": "Noted", "replace_original": True}))[0] == 200
    assert [message["text"] for message in await shown(desk)] == ["my own words", "Noted"]


async def test_an_answer_may_go_into_a_thread_that_exists(desk: Desk) -> None:
    root = await desk.act("message", "sam", channel="team-specs", text="a root")
    assert (await respond(desk, url_of(desk), json={"text": "a", "thread_ts": root["ts"]}))[0] == 200
    assert (await shown(desk))[1]["thread_ts"] == root["ts"]


@pytest.mark.parametrize("content", [b"nonsense", b"[1]", b"\xff", b'{"text": NaN}', b"[" * 100_000])
async def test_an_answer_that_is_no_json_object_uses_nothing_up(desk: Desk, content: bytes) -> None:
    url = url_of(desk)
    for _ in range(6):
        status, body = await respond(desk, url, data=content)
        assert (status, body["error"]) == (400, "invalid_payload")
    assert (await respond(desk, url, json={"text": "a"}))[0] == 200
