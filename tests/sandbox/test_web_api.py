"""What every method shares: tokens, bodies, arguments, scopes, faults, rates, and who may call at all."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MONDAY, Desk, Json


async def test_tokens_are_checked_by_presence_truth_and_kind(desk: Desk) -> None:
    async with desk.session.post(f"{desk.sandbox.api_url}auth.test") as answer:
        assert (await answer.json())["error"] == "not_authed"
    assert (await desk.api("auth.test", token="xoxb-wrong"))["error"] == "invalid_auth"
    assert (await desk.api("auth.test", token=desk.sandbox.app_token))["error"] == "not_allowed_token_type"
    assert (await desk.api("apps.connections.open"))["error"] == "not_allowed_token_type"
    assert (await desk.api("apps.connections.open", token=desk.sandbox.app_token))["url"].startswith("ws://127.0.0.1:")


async def test_the_token_may_come_in_a_form_and_blocks_as_text(desk: Desk) -> None:
    form = {
        "token": desk.sandbox.bot_token,
        "channel": desk.channel("team-specs"),
        "text": "Hi",
        "blocks": '[{"type": "divider"}]',
        "unfurl_links": "0",
    }
    async with desk.session.post(f"{desk.sandbox.api_url}chat.postMessage", data=form) as answer:
        assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
    calls = (await desk.traffic())["calls"]
    assert calls[-1]["args"]["blocks"] == [{"type": "divider"}]
    assert desk.sandbox.bot_token not in str(calls)


async def test_get_with_a_query_works_and_json_does_not_reach_methods_without_it(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.sandbox.bot_token}"}
    url, user = f"{desk.sandbox.api_url}users.info", desk.user("dana")
    async with desk.session.get(url, params={"user": user}, headers=headers) as answer:
        assert (await answer.json())["user"]["id"] == user
    async with desk.session.post(url, json={"user": user}, headers=headers) as answer:
        assert (await answer.json())["error"] == "invalid_arguments"


async def test_a_text_that_is_none_is_refused_with_its_place(desk: Desk) -> None:
    answer = await desk.api("chat.postMessage", channel="C1", text=5)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] must provide a string [json-pointer:/text]"]


async def posted(desk: Desk, content: bytes, content_type: str = "application/json") -> Json:
    """The answer to a message sent as it is, whatever it is."""
    headers = {"Authorization": f"Bearer {desk.sandbox.bot_token}", "Content-Type": content_type}
    async with desk.session.post(f"{desk.sandbox.api_url}chat.postMessage", data=content, headers=headers) as answer:
        body: Json = await answer.json()
        return body


DEEP = b"[" * 5_000 + b"]" * 5_000


@pytest.mark.parametrize(
    ("content", "content_type", "error"),
    [
        (b"nonsense", "application/json", "invalid_json"),
        (b"[1]", "application/json", "json_not_object"),
        (b"\xff", "application/json", "invalid_json"),
        (b'{"text": NaN}', "application/json", "invalid_json"),
        (b'{"text": 1e999}', "application/json", "invalid_json"),
        (b'{"text": "\\ud800"}', "application/json", "invalid_json"),
        (b'{"\\ud800": "text"}', "application/json", "invalid_json"),
        (b'{"blocks": %s}' % DEEP, "application/json", "invalid_json"),
        (b'{"blocks": %s}' % (b"[" * 100_000), "application/json", "invalid_json"),
        (b"blocks=%s" % DEEP, "application/x-www-form-urlencoded", "invalid_blocks_format"),
        (b'metadata={"a": NaN}', "application/x-www-form-urlencoded", "invalid_metadata_format"),
        (b"text=\xff", "application/x-www-form-urlencoded", "invalid_form_data"),
        (b"text=a", "application/x-www-form-urlencoded; charset=klingon", "invalid_charset"),
    ],
)
async def test_what_could_not_be_read_back_is_not_let_in(
    desk: Desk, content: bytes, content_type: str, error: str
) -> None:
    assert (await posted(desk, content, content_type))["error"] == error
    assert (await desk.state())["ok"]


async def test_json_may_be_as_deep_as_any_surface_and_hold_every_character(desk: Desk) -> None:
    payload = {"a": [[[[[[[["\U0001f600", 1.5, None, True]]]]]]]]}
    content = {"channel": desk.channel("team-specs"), "text": "a", "metadata": {"event_type": "x"}}
    content["metadata"] |= {"event_payload": payload}
    assert (await posted(desk, json.dumps(content).encode()))["message"]["metadata"]["event_payload"] == payload


async def test_public_channels_are_written_to_without_joining_only_with_the_scope_for_it(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Any]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest(scopes=["chat:write", "chat:write.public"]))
    await sandbox.start()
    desk = Desk(sandbox, session)
    assert (await desk.api("chat.postMessage", channel=desk.channel("random"), text="Hi"))["ok"]
    await sandbox.stop()


async def test_a_fault_meets_as_many_calls_as_it_was_given(desk: Desk) -> None:
    await desk.act("fault", method="auth.test", times=2, error="internal_error")
    answers = [(await desk.api("auth.test")).get("error") for _ in range(3)]
    assert answers == ["internal_error", "internal_error", None]


async def test_a_429_carries_retry_after(desk: Desk) -> None:
    await desk.act("fault", method="*", times=1, status=429, retry_after=7)
    headers = {"Authorization": f"Bearer {desk.sandbox.bot_token}"}
    async with desk.session.post(f"{desk.sandbox.api_url}auth.test", headers=headers) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert (await answer.json())["error"] == "ratelimited"


async def test_a_server_error_is_one_over_http_too(desk: Desk) -> None:
    await desk.act("fault", method="auth.test", status=503)
    headers = {"Authorization": f"Bearer {desk.sandbox.bot_token}"}
    async with desk.session.post(f"{desk.sandbox.api_url}auth.test", headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]) == (503, "internal_error")


async def test_a_dropped_call_was_accepted_all_the_same(desk: Desk) -> None:
    await desk.act("fault", method="chat.postMessage", times=1, drop_after_accept=True)
    channel = desk.channel("team-specs")
    with pytest.raises(aiohttp.ClientError):
        await desk.api("chat.postMessage", channel=channel, text="Twice?")
    assert [message["text"] for message in (await desk.state())["channels"][channel]["messages"]] == ["Twice?"]


async def test_a_delay_is_kept_and_shows_in_the_traffic(desk: Desk) -> None:
    await desk.act("fault", method="auth.test", times=1, delay_ms=50)
    await desk.api("auth.test")
    assert (await desk.traffic())["calls"][-1]["ms"] >= 50


async def test_a_rate_that_is_exceeded_says_when_to_come_back_and_means_it(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Any]
) -> None:
    now = [0.0]
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest(), enforce_rates=True, monotonic=lambda: now[0])
    await sandbox.start()
    url, headers = f"{sandbox.api_url}users.list", {"Authorization": f"Bearer {sandbox.bot_token}"}
    answers = []
    for moment in (*(10.0,) * 20, 30.0, 69.0, 70.0):
        now[0] = moment
        async with session.post(url, headers=headers) as answer:
            answers.append((answer.status, answer.headers.get("Retry-After")))
    assert answers == [(200, None)] * 20 + [(429, "40"), (429, "1"), (200, None)]
    await sandbox.stop()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "OWN"}, 200),
        ({"Host": "LOCALHOST", "Origin": "LOCALHOST"}, 200),
    ],
)
async def test_only_its_own_page_and_programs_on_this_machine_are_served(
    desk: Desk, headers: dict[str, str], status: int
) -> None:
    own = desk.sandbox.url.rstrip("/")
    local = own.replace("127.0.0.1", "localhost")
    named = {"OWN": own, "LOCALHOST": local}
    sent = {name: named.get(value, value) for name, value in headers.items()}
    if "Host" in sent:
        sent["Host"] = sent["Host"].removeprefix("http://")
    for path in ("_sandbox/state", "api/api.test", "link/"):
        async with desk.session.get(f"{desk.sandbox.url}{path}", headers=sent) as answer:
            assert (answer.status == 403) is (status == 403)


async def test_acts_are_taken_as_json_only(desk: Desk) -> None:
    async with desk.session.post(f"{desk.sandbox.url}_sandbox/close", data='{"as": "dana"}') as answer:
        assert answer.status == 415
    async with desk.session.post(f"{desk.sandbox.url}_sandbox/close", json=["dana"]) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    "path", ["page/../server.py", "page/%2e%2e/server.py", "page/..%2fserver.py", "page//etc/passwd", "page/nothing.js"]
)
async def test_nothing_outside_the_page_is_served(desk: Desk, path: str) -> None:
    # The raw socket keeps the path as it is; a client would tidy it up.
    host, port = desk.sandbox.platform.host.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /{path} HTTP/1.1\r\nHost: {desk.sandbox.platform.host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.split()[1] in (b"404", b"403")
