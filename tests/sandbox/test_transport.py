"""Socket Mode and signed HTTP, and the dispatcher's retries over them."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Traffic
from bot.sandbox.transport import Acknowledged, Delivery, Kind, NotAcknowledgedError
from tests.sandbox.conftest import MONDAY, Desk, Json


async def connect(desk: Desk) -> aiohttp.ClientWebSocketResponse:
    """Open a Socket Mode connection by hand, past its hello."""
    address = (await desk.api("apps.connections.open", token=desk.sandbox.app_token))["url"]
    socket = await desk.session.ws_connect(address)
    hello = await socket.receive_json()
    assert hello["type"] == "hello"
    return socket


async def test_an_envelope_is_acknowledged_with_a_payload(desk: Desk) -> None:
    socket = await connect(desk)
    command = asyncio.create_task(desk.act("command", "dana", channel="team-specs", text="/techspec list mine"))
    envelope = await socket.receive_json()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["text"] == "list mine"
    assert envelope["payload"]["user_id"] == desk.user("dana")
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "None yet"}})
    assert (await command)["ok"]
    shown = (await desk.state())["channels"][desk.channel("team-specs")]["messages"][-1]
    assert (shown["text"], shown["ephemeral_to"]) == ("None yet", desk.user("dana"))
    await socket.close()


async def test_a_ticket_opens_one_connection(desk: Desk) -> None:
    address = (await desk.api("apps.connections.open", token=desk.sandbox.app_token))["url"]
    socket = await desk.session.ws_connect(address)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await desk.session.ws_connect(address)
    await socket.close()


async def test_deliveries_take_turns_and_leave_a_connection_that_was_asked_to_go(desk: Desk) -> None:
    first, second = await connect(desk), await connect(desk)
    received: list[str] = []

    async def answer(name: str, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            body = message.json()
            received.append(f"{name} {body['type']}")
            if "envelope_id" in body:
                await socket.send_json({"envelope_id": body["envelope_id"]})

    readers = [asyncio.create_task(answer("first", first)), asyncio.create_task(answer("second", second))]
    for _ in range(2):
        await desk.act("command", "dana", channel="team-specs", text="/techspec")
    assert sorted(received) == ["first slash_commands", "second slash_commands"]
    assert (await desk.act("disconnect"))["connections"] == 2
    third = await connect(desk)
    readers.append(asyncio.create_task(answer("third", third)))
    for _ in range(2):
        assert (await desk.act("command", "dana", channel="team-specs", text="/techspec"))["ok"]
    assert received[2:] == ["first disconnect", "second disconnect", "third slash_commands", "third slash_commands"]
    for socket in (first, second, third):
        await socket.close()
    await asyncio.gather(*readers)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("warning", ["warning", "refresh_requested"]),
        ("refresh_requested", ["refresh_requested"]),
        ("link_disabled", ["link_disabled"]),
    ],
)
async def test_a_connection_is_told_why_it_ends_and_then_closed(desk: Desk, reason: str, told: list[str]) -> None:
    desk.sandbox.socket_mode.drain_seconds = 0.01
    socket = await connect(desk)
    assert (await desk.act("disconnect", reason=reason))["connections"] == 1
    messages = [message.json() async for message in socket]
    assert [(message["type"], message["reason"]) for message in messages] == [("disconnect", one) for one in told]
    assert socket.closed


async def test_an_unknown_reason_to_disconnect_is_a_bad_request(desk: Desk) -> None:
    assert (await desk.act("disconnect", reason="boredom"))["error"] == "bad_request"


async def test_ten_connections_are_the_most(desk: Desk) -> None:
    sockets = [await connect(desk) for _ in range(10)]
    refused = await desk.api("apps.connections.open", token=desk.sandbox.app_token)
    assert refused["error"] == "too_many_websockets"
    await sockets[0].close()
    assert (await desk.api("apps.connections.open", token=desk.sandbox.app_token))["ok"]
    for socket in sockets[1:]:
        await socket.close()


async def test_an_event_that_is_not_acknowledged_comes_again_at_once_with_its_attempt_and_reason(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Any]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest("reaction_added"), empty=True)
    await sandbox.start()
    sandbox.dispatcher.ack_seconds = 0.05
    desk = Desk(sandbox, session)
    socket = await connect(desk)
    posted = await desk.act("message", "dana", channel="team-specs", text="Hi")
    reacting = asyncio.create_task(desk.act("react", "dana", channel="team-specs", ts=posted["ts"], name="eyes"))
    first, second = await socket.receive_json(), await socket.receive_json()
    await socket.send_json({"envelope_id": second["envelope_id"]})
    assert (await reacting)["at_rest"] is True
    assert [(one["retry_attempt"], one["retry_reason"]) for one in (first, second)] == [(0, ""), (1, "timeout")]
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"] == second["payload"]
    await socket.close()
    await sandbox.stop()


async def test_an_acknowledgement_can_be_lost_so_that_the_app_hears_the_event_twice(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Any]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest("reaction_added"), empty=True)
    await sandbox.start()
    desk = Desk(sandbox, session)
    socket = await connect(desk)
    posted = await desk.act("message", "dana", channel="team-specs", text="Hi")
    await desk.act("fault", method="events_api", lose_ack=True)
    reacting = asyncio.create_task(desk.act("react", "dana", channel="team-specs", ts=posted["ts"], name="eyes"))
    ids = []
    for _ in range(2):
        envelope = await socket.receive_json()
        ids.append(envelope["payload"]["event_id"])
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert (await reacting)["at_rest"] is True
    assert ids[0] == ids[1]
    assert [one["error"] for one in (await desk.traffic())["dispatches"]] == ["timeout", None]
    await socket.close()
    await sandbox.stop()


async def test_the_retries_come_at_once_after_a_minute_and_after_five_of_real_time() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    transport = Failing(9)
    dispatcher = Dispatcher(transport, Traffic(), sleep=sleep)
    dispatcher.tell(EVENT)
    await asyncio.gather(*dispatcher._tasks)
    assert (len(transport.seen), waits) == (4, [60.0, 300.0])


async def test_without_a_connection_a_command_fails_at_once(desk: Desk) -> None:
    answer = await desk.act("command", "dana", channel="team-specs", text="/techspec")
    assert (answer["ok"], answer["error"]) == (False, "no app connection")
    [dispatch] = (await desk.traffic())["dispatches"]
    assert (dispatch["type"], dispatch["status"], dispatch["error"]) == ("slash_command", 0, "connection_failed")


async def test_an_app_that_does_not_answer_is_timed_out(desk: Desk) -> None:
    desk.sandbox.dispatcher.ack_seconds = 0.05
    socket = await connect(desk)
    answer = await desk.act("command", "dana", channel="team-specs", text="/techspec")
    assert (answer["ok"], answer["error"]) == (False, "operation_timeout")
    await socket.close()


async def test_nonsense_from_the_app_is_ignored(desk: Desk) -> None:
    socket = await connect(desk)
    for text in ("nonsense", "[]", '{"envelope_id": "strange"}'):
        await socket.send_str(text)
    await socket.ping()
    command = asyncio.create_task(desk.act("command", "dana", channel="team-specs", text="/techspec"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert (await command)["ok"]
    await socket.close()


@pytest.mark.parametrize("payload", [[1], "words", {"text": float("nan")}, {"text": "\ud800"}])
async def test_an_answer_that_nobody_can_read_is_told_to_whoever_asked(desk: Desk, payload: Any) -> None:
    socket = await connect(desk)
    command = asyncio.create_task(desk.act("command", "dana", channel="team-specs", text="/techspec"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": payload})
    assert (await command)["error"] == "invalid_app_answer"
    assert (await desk.traffic())["dispatches"][-1]["error"] == "unreadable_answer"
    await socket.close()


async def test_what_an_app_says_to_a_shortcut_beside_having_it_is_not_looked_at(desk: Desk) -> None:
    socket = await connect(desk)
    chosen = asyncio.create_task(desk.act("shortcut", "dana", callback_id="new_spec"))
    envelope = await socket.receive_json()
    assert envelope["accepts_response_payload"] is False
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": [1]})
    assert (await chosen)["ok"]
    await socket.close()


class Failing:
    """A way to the app on which the first deliveries fail."""

    def __init__(self, failures: int, *, may_retry: bool = True) -> None:
        self.failures = failures
        self.may_retry = may_retry
        self.seen: list[Delivery] = []

    async def send(self, delivery: Delivery, seconds: float) -> Acknowledged:
        assert seconds > 0
        self.seen.append(delivery)
        if len(self.seen) <= self.failures:
            raise NotAcknowledgedError("timeout", may_retry=self.may_retry)
        return Acknowledged()

    async def stop(self) -> None:
        """Nothing is open."""


EVENT = {"event": {"type": "reaction_added"}, "event_id": "Ev1"}


@pytest.mark.parametrize(("failures", "attempts"), [(0, 1), (1, 2), (3, 4), (9, 4)])
async def test_an_event_is_tried_four_times_at_most_with_number_and_reason(failures: int, attempts: int) -> None:
    transport = Failing(failures)
    dispatcher = Dispatcher(transport, Traffic(), retry_after=(0.0, 0.001, 0.001))
    dispatcher.tell(EVENT)
    await asyncio.gather(*dispatcher._tasks)
    assert [(seen.attempt, seen.reason) for seen in transport.seen] == [
        (number, "timeout" if number else "") for number in range(attempts)
    ]


async def test_an_event_is_not_repeated_when_the_app_forbids_it() -> None:
    transport = Failing(9, may_retry=False)
    dispatcher = Dispatcher(transport, Traffic(), retry_after=(0.0,))
    dispatcher.tell(EVENT)
    await dispatcher.idle()
    assert len(transport.seen) == 1


async def test_a_retry_that_waits_for_its_minute_holds_nobody_up() -> None:
    transport = Failing(9)
    dispatcher = Dispatcher(transport, Traffic())
    dispatcher.tell(EVENT)
    await asyncio.wait_for(dispatcher.idle(), 1)
    assert len(transport.seen) == 2
    await dispatcher.stop()


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[str, list[web.Request], list[bytes]]]:
    """An app's HTTP endpoint: its address, and the requests and bodies that it got."""
    requests: list[web.Request] = []
    bodies: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        requests.append(request)
        bodies.append(await request.read())
        if b"event_callback" in bodies[-1] and len(requests) == 1:
            return web.Response(status=500)
        if b"command=" in bodies[-1]:
            return web.json_response({"text": "Over HTTP", "response_type": "in_channel"})
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", requests, bodies
    await runner.cleanup()


async def test_over_http_everything_is_signed_and_in_slacks_encoding(
    session: aiohttp.ClientSession,
    make_manifest: Callable[..., Any],
    receiver: tuple[str, list[web.Request], list[bytes]],
) -> None:
    url, requests, bodies = receiver
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest("reaction_added"), empty=True, request_url=url)
    await sandbox.start()
    desk = Desk(sandbox, session)
    posted = await desk.act("message", "dana", channel="team-specs", text="Hi")
    await desk.act("react", "dana", channel="team-specs", ts=posted["ts"], name="eyes")
    await desk.act("command", "dana", channel="team-specs", text="/techspec list")
    await desk.act("shortcut", "dana", callback_id="new_spec")
    await sandbox.stop()
    assert requests[1].headers["X-Slack-Retry-Num"] == "1"
    assert requests[1].headers["X-Slack-Retry-Reason"] == "http_error"
    event, retried, command, shortcut = bodies
    assert json.loads(event)["event_id"] == json.loads(retried)["event_id"]
    assert b"command=%2Ftechspec" in command
    assert shortcut.startswith(b"payload=%7B")
    for request, body in zip(requests, bodies, strict=True):
        signed = f"v0:{request.headers['X-Slack-Request-Timestamp']}:".encode() + body
        digest = hmac.new(sandbox.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
        assert request.headers["X-Slack-Signature"] == f"v0={digest}"
    shown = next(iter(sandbox.workspace.channels.values())).messages
    assert [message.text for message in shown.values()] == ["Hi", "Over HTTP"]


async def test_an_app_that_is_down_over_http_fails_at_once(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Any]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest(), request_url="http://127.0.0.1:9/slack/events")
    await sandbox.start()
    answer: Json = await Desk(sandbox, session).act("command", "dana", channel="team-specs", text="/techspec")
    assert answer["error"] == "no app connection"
    await sandbox.stop()


def test_kinds_are_named_as_socket_mode_names_them() -> None:
    assert [str(kind) for kind in Kind] == ["events_api", "interactive", "slash_commands"]
