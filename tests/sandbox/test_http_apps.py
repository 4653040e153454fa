"""Apps over HTTP: what counts as an acknowledgement, what they answer, and the challenge before all that."""

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.answers import Refusal
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MONDAY, Desk, Json
from tests.sandbox.test_alone import STOP_S, start

Answer = Callable[[bytes], web.Response]


@dataclass
class HttpApp:
    """An app's endpoint, which answers as it is told."""

    port: int
    answer: Answer = field(default=lambda _body: web.Response())
    got: list[tuple[str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/slack/events"

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.got.append((request.method, body))
        self.headers.append(dict(request.headers))
        return self.answer(body)

    async def listen(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        return runner


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture
async def app() -> AsyncIterator[HttpApp]:
    app = HttpApp(free_port())
    runner = await app.listen()
    yield app
    await runner.cleanup()


Opened = Callable[[str], Awaitable[Desk]]


@pytest.fixture
async def opened(session: aiohttp.ClientSession, make_manifest: Callable[..., Json]) -> AsyncIterator[Opened]:
    """Starts a stand-in that sends everything to an address."""
    started: list[Sandbox] = []

    async def start_at(url: str) -> Desk:
        sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest("message.channels"), empty=True, request_url=url)
        await sandbox.start()
        sandbox.dispatcher.retry_after = (0.0,)
        started.append(sandbox)
        return Desk(sandbox, session)

    yield start_at
    for sandbox in started:
        await sandbox.stop()


async def command(desk: Desk) -> Json:
    return await desk.act("command", "dana", channel="team-specs", text="/techspec list")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda _body: web.Response(text="{nope", content_type="application/json"), "invalid_app_answer"),
        (lambda _body: web.Response(body=b"\xff\xfe", content_type="text/plain"), "invalid_app_answer"),
        (lambda _body: web.json_response([1]), "invalid_app_answer"),
        (lambda _body: web.Response(body=b"[" * 100_000, content_type="application/json"), "invalid_app_answer"),
        (lambda _body: web.json_response({"text": 5}), "invalid_command_response"),
        (lambda _body: web.Response(status=302, headers={"Location": "/elsewhere"}), "dispatch_failed"),
        (lambda _body: web.Response(status=304), "dispatch_failed"),
        (lambda _body: web.Response(status=500), "dispatch_failed"),
        (lambda _body: web.Response(status=204), None),
        (lambda _body: web.json_response({"ok": True}), None),
    ],
)
async def test_a_command_that_an_app_answers_badly_is_the_apps_fault(
    app: HttpApp, opened: Opened, answer: Answer, error: str | None
) -> None:
    desk = await opened(app.url)
    app.answer = answer
    assert (await command(desk)).get("error") == error
    assert [method for method, _body in app.got] == ["POST"]
    [dispatch] = (await desk.traffic())["dispatches"]
    assert dispatch["type"] == "slash_command"
    status = answer(b"").status
    assert dispatch["status"] == (status if status >= 300 else 200)


async def test_an_event_is_taken_whatever_is_in_the_answer_and_repeated_unless_that_is_a_200(
    app: HttpApp, opened: Opened
) -> None:
    desk = await opened(app.url)
    app.answer = lambda _body: web.Response(text="{nope", content_type="application/json")
    assert (await desk.act("message", "dana", channel="team-specs", text="Hi"))["at_rest"] is True
    app.answer = lambda _body: web.Response(status=302, headers={"Location": "/elsewhere"})
    assert (await desk.act("message", "dana", channel="team-specs", text="Ho"))["at_rest"] is True
    dispatches = (await desk.traffic())["dispatches"]
    assert [(one["status"], one["error"]) for one in dispatches] == [
        (200, None),
        (302, "http_error"),
        (302, "http_error"),
    ]
    assert {method for method, _body in app.got} == {"POST"}


def challenge(body: bytes) -> str:
    return str(json.loads(body)["challenge"])


@pytest.mark.parametrize(
    "answer",
    [
        lambda body: web.Response(text=challenge(body)),
        lambda body: web.json_response({"challenge": challenge(body)}),
        lambda body: web.Response(
            text=f"challenge={challenge(body)}", content_type="application/x-www-form-urlencoded"
        ),
    ],
)
async def test_an_address_is_the_apps_once_it_answers_the_signed_challenge(
    app: HttpApp, opened: Opened, answer: Answer
) -> None:
    desk = await opened(app.url)
    app.answer = answer
    await desk.sandbox.connected()
    [(_method, body)], [headers] = app.got, app.headers
    assert json.loads(body) | {"challenge": ""} == {
        "token": desk.sandbox.app.verification_token,
        "challenge": "",
        "type": "url_verification",
    }
    signed = f"v0:{headers['X-Slack-Request-Timestamp']}:".encode() + body
    digest = hmac.new(desk.sandbox.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"
    assert [one["type"] for one in (await desk.traffic())["dispatches"]] == ["url_verification"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda _body: web.Response(), "did not answer url_verification with its challenge"),
        (lambda _body: web.json_response({"challenge": "another"}), "did not answer url_verification"),
        (lambda _body: web.Response(status=404), "answered url_verification with HTTP status 404"),
    ],
)
async def test_an_address_that_does_not_answer_the_challenge_is_refused(
    app: HttpApp, opened: Opened, answer: Answer, told: str
) -> None:
    desk = await opened(app.url)
    app.answer = answer
    with pytest.raises(Refusal, match="url_not_verified.*" + told):
        await desk.sandbox.connected()


async def test_the_challenge_waits_for_the_app_to_listen(opened: Opened) -> None:
    late = HttpApp(free_port(), answer=lambda body: web.Response(text=challenge(body)))
    desk = await opened(late.url)
    connecting = asyncio.create_task(desk.sandbox.connected())
    await asyncio.sleep(0)
    runner = await late.listen()
    await connecting
    assert len(late.got) == 1
    await runner.cleanup()


async def test_by_itself_it_ends_in_a_line_when_the_address_is_not_the_apps(app: HttpApp) -> None:
    with start("--request-url", app.url) as process:
        _, told = await asyncio.to_thread(process.communicate, timeout=STOP_S)
    assert process.returncode == 1
    assert f"{app.url} did not answer url_verification with its challenge" in told
    assert "Traceback" not in told
