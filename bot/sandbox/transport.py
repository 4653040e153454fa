"""How what people do reaches the app: over Socket Mode, or over signed HTTP.

The rule it keeps: a transport delivers once and says what came back; when to try again is decided elsewhere.
"""

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from aiohttp import web

from bot.sandbox import strict_json
from bot.sandbox.answers import Json, Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.one_time import Tickets

ACK_SECONDS = 3.0
MAX_CONNECTIONS = 10
_OK, _NOT_OK = 200, 300  # HTTP statuses of an acknowledgement, and the first that is none
_CLOSE_SECONDS = 1.0  # how long to wait for the app's part of closing a connection
_QUESTIONS = frozenset({"view_submission", "block_suggestion", "url_verification"})
DRAIN_SECONDS = 10.0  # how long a connection that was asked to go may stay


class Farewell(StrEnum):
    """Why a connection ends, as Socket Mode names it."""

    WARNING = "warning"  # in ten seconds; then `refresh_requested`
    REFRESH_REQUESTED = "refresh_requested"
    LINK_DISABLED = "link_disabled"  # Socket Mode was switched off: at once


class Kind(StrEnum):
    """What a delivery carries, as Socket Mode names it."""

    EVENT = "events_api"
    INTERACTIVE = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One body for the app; `attempt` counts the retries of an event, `reason` says why it is repeated."""

    kind: Kind
    body: Json
    attempt: int = 0
    reason: str = ""

    @property
    def is_question(self) -> bool:
        """Whether what the app answers is looked at: to an event, a press or a shortcut it only says that it has it."""
        return self.kind is Kind.COMMAND or self.body.get("type") in _QUESTIONS


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """The app answered in time, perhaps with a body."""

    body: Json | None = None


UNREADABLE = "unreadable_answer"


class NotAcknowledgedError(Exception):
    """The app did not answer well. `may_retry` is false when the app forbade retries.

    `reason` is Slack's word for it, or `UNREADABLE` where it answered with what nobody can read.
    """

    def __init__(self, reason: str, *, status: int = 0, may_retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.may_retry = may_retry


class Transport(Protocol):
    """A way to the app."""

    async def send(self, delivery: Delivery, seconds: float) -> Acknowledged:
        """Deliver and wait for the answer. NotAcknowledgedError: none came in `seconds`, or a bad one."""

    async def stop(self) -> None:
        """Close what is open."""


@dataclass(eq=False, kw_only=True)
class _Connection:
    socket: web.WebSocketResponse
    is_draining: bool = False


class SocketMode:
    """WebSocket connections that the app opened; each delivery goes to one of them, in turn."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._tickets = Tickets()
        self._connections: list[_Connection] = []
        self._waiting: dict[str, tuple[_Connection, asyncio.Future[Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._is_refreshing = False  # every connection was asked to go, and none has come since
        self.connected = asyncio.Event()
        self.drain_seconds = DRAIN_SECONDS

    def address(self, host: str) -> str:
        """The WebSocket address for one connection. Refusal: ten connections are open."""
        if len(self._connections) >= MAX_CONNECTIONS:
            raise Refusal("too_many_websockets")
        return f"ws://{host}/link/?ticket={self._tickets.issue()}&app_id={self._app.id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        if not self._tickets.use(request.query.get("ticket", "")):
            return web.Response(status=401, text="invalid ticket")
        socket = web.WebSocketResponse(timeout=_CLOSE_SECONDS)
        await socket.prepare(request)
        connection = _Connection(socket=socket)
        if len(self._connections) >= MAX_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets", request.host))
            await socket.close()
            return socket
        self._connections.append(connection)
        try:
            await socket.send_json(self._hello(request.host))
            self._is_refreshing = False
            self.connected.set()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take_answer(message.data)
        finally:
            self._forget(connection)
        return socket

    async def send(self, delivery: Delivery, seconds: float) -> Acknowledged:
        """Send an envelope and wait for its acknowledgement."""
        connection = await self._next_connection(seconds)
        envelope_id = str(uuid4())
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (connection, answer)
        try:
            await connection.socket.send_str(json.dumps(_envelope(delivery, envelope_id)))
            async with asyncio.timeout(seconds):
                payload = await answer
            return _acknowledged(delivery, lambda: payload)
        except TimeoutError:
            raise NotAcknowledgedError("timeout") from None
        except ConnectionError:
            raise NotAcknowledgedError("connection_failed") from None
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: Farewell) -> int:
        """Tell the app on every connection that it ends, and end it: at once or in ten seconds. How many.

        A connection that waits for its end is given nothing more.
        """
        asked = [connection for connection in self._connections if not connection.is_draining]
        self.connected.clear()
        self._is_refreshing = bool(asked) and reason is not Farewell.LINK_DISABLED
        for connection in asked:
            connection.is_draining = True
            await connection.socket.send_json(_disconnect(reason, "127.0.0.1"))
            task = asyncio.create_task(self._close(connection, reason))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(asked)

    async def stop(self) -> None:
        """Close every connection."""
        for task in list(self._tasks):
            task.cancel()
        for connection in list(self._connections):
            await connection.socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)

    async def _next_connection(self, seconds: float) -> _Connection:
        """The connection whose turn it is; while all are being replaced, the one that comes next."""
        if self._is_refreshing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.connected.wait()
        open_ones = [connection for connection in self._connections if not connection.is_draining]
        if not open_ones:
            raise NotAcknowledgedError("connection_failed")
        self._turn += 1
        return open_ones[self._turn % len(open_ones)]

    async def _close(self, connection: _Connection, reason: Farewell) -> None:
        if reason is not Farewell.LINK_DISABLED:
            await asyncio.sleep(self.drain_seconds)
        if reason is Farewell.WARNING:
            await connection.socket.send_json(_disconnect(Farewell.REFRESH_REQUESTED, "127.0.0.1"))
        await connection.socket.close()

    def _hello(self, host: str) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._app.id},
            "debug_info": {"host": host, "build_number": 1, "approximate_connection_time": 18060},
        }

    def _take_answer(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            return
        entry = self._waiting.get(str(answer.get("envelope_id"))) if isinstance(answer, dict) else None
        if entry is not None and not entry[1].done():
            entry[1].set_result(answer.get("payload"))

    def _forget(self, gone: _Connection) -> None:
        self._connections.remove(gone)
        if all(connection.is_draining for connection in self._connections):
            self.connected.clear()
        for connection, answer in self._waiting.values():
            if connection is gone and not answer.done():
                answer.set_exception(NotAcknowledgedError("connection_failed"))


def _envelope(delivery: Delivery, envelope_id: str) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.is_question,
        "payload": delivery.body,
    }
    if delivery.kind is Kind.EVENT:
        envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
    return envelope


def _disconnect(reason: str, host: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": host}}


class SignedHttp:
    """POST requests to the app's one address, signed with its secret."""

    def __init__(self, app: App, url: str, now: Callable[[], float] = time.time) -> None:
        self._app = app
        self._url = url
        self._now = now
        self._session: aiohttp.ClientSession | None = None

    async def send(self, delivery: Delivery, seconds: float) -> Acknowledged:
        """Post the body and read the answer."""
        content, content_type = await self._post(delivery, seconds)
        return _acknowledged(delivery, lambda: _decode(content, content_type), status=_OK)

    async def _post(self, delivery: Delivery, seconds: float) -> tuple[bytes, str]:
        """The content and content type that the app answers with. NotAcknowledgedError: it does not answer, or badly."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        content, content_type = _encode(delivery)
        headers = signature_headers(self._app.signing_secret, content, int(self._now()))
        headers["Content-Type"] = content_type
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.post(self._url, data=content, headers=headers, allow_redirects=False) as answer,
            ):
                if not _OK <= answer.status < _NOT_OK:
                    may_retry = answer.headers.get("X-Slack-No-Retry") != "1"
                    raise NotAcknowledgedError("http_error", status=answer.status, may_retry=may_retry)
                return await answer.read(), answer.content_type
        except TimeoutError:
            raise NotAcknowledgedError("http_timeout") from None
        except aiohttp.ClientError:
            raise NotAcknowledgedError("connection_failed") from None

    async def stop(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()


def signature_headers(secret: str, content: bytes, timestamp: int) -> dict[str, str]:
    """The two headers that prove that a request is from here; `timestamp` in unix seconds."""
    signed = b"v0:%d:" % timestamp + content
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def _encode(delivery: Delivery) -> tuple[bytes, str]:
    match delivery.kind:
        case Kind.EVENT:
            return json.dumps(delivery.body).encode(), "application/json"
        case Kind.INTERACTIVE:
            return urlencode({"payload": json.dumps(delivery.body)}).encode(), "application/x-www-form-urlencoded"
        case Kind.COMMAND:
            return urlencode(delivery.body).encode(), "application/x-www-form-urlencoded"


def _decode(content: bytes, content_type: str) -> Any:
    """What an app answered over HTTP. ValueError: nobody can read it."""
    if not content:
        return None
    if content_type == "application/json":
        return json.loads(content)
    return {"text": content.decode()}


def _acknowledged(delivery: Delivery, read: Callable[[], Any], *, status: int = 0) -> Acknowledged:
    """What an app answered; `read` gives it. NotAcknowledgedError: a question was answered with what is no JSON object."""
    try:
        return Acknowledged(body=_checked(read()))
    except (ValueError, RecursionError):
        if delivery.is_question:
            raise NotAcknowledgedError(UNREADABLE, status=status) from None
        return Acknowledged()


def _checked(payload: Any) -> Json | None:
    strict_json.check(payload)
    if payload and not isinstance(payload, dict):
        raise ValueError("an answer must be an object")
    return payload or None
