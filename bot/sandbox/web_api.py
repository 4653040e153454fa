"""`POST /api/METHOD`: reads a request, checks token, scope, arguments and rate, calls the method, answers as Slack does.

The rule it keeps: HTTP ends here; a method sees a `Call`, and a refusal becomes a 200 with `ok: false`.
"""

import asyncio
import base64
import binascii
import json
import time
from collections.abc import Mapping
from math import ceil
from typing import Any

from aiohttp import web

from bot.sandbox import unserved
from bot.sandbox.answers import Json, Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.arguments import METHODS, Method, read
from bot.sandbox.methods import HANDLERS
from bot.sandbox.platform_state import Call, Platform
from bot.sandbox.traffic import Fault
from bot.sandbox.world import PersonId

_WITHOUT_TOKEN = frozenset({"api.test", "oauth.v2.access"})
_POSTS_A_SECOND = 1  # in one channel
_RATE_WINDOW = 60.0


class WebApi:
    """The Web API of the stand-in."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        started = time.perf_counter()
        name = request.match_info["method"]
        given, token = await _read_request(request, METHODS.get(name))
        fault = self._platform.faults.next(name)
        if fault is not None and fault.delay_ms:
            await asyncio.sleep(fault.delay_ms / 1000)
        status, headers, body = 200, {}, self._faulty_answer(fault)
        if fault is not None and fault.status is not None:
            status = fault.status
            if status == web.HTTPTooManyRequests.status_code:
                headers["Retry-After"] = str(fault.retry_after)
        elif body is None:
            status, headers, body = self._answer(name, given, token)
        shown = {key: _parsed(value) for key, value in given.items()}
        self._platform.traffic.call(name, shown, body, started)
        if fault is not None and fault.drop_after_accept:
            return _drop(request)
        return web.json_response(body, status=status, headers=headers)

    @staticmethod
    def _faulty_answer(fault: Fault | None) -> Json | None:
        if fault is not None and fault.error is not None:
            return {"ok": False, "error": fault.error}
        if fault is not None and fault.status is not None:
            is_limit = fault.status == web.HTTPTooManyRequests.status_code
            return {"ok": False, "error": "ratelimited" if is_limit else "internal_error"}
        return None

    def _answer(self, name: str, given: Json, token: str) -> tuple[int, dict[str, str], Json]:
        method = METHODS.get(name)
        if method is None:
            return 200, {}, unserved.refusal(name).answer()
        try:
            _check_token(name, token, self._platform.app)
            wait = self._wait(method, given)
            if wait:
                return 429, {"Retry-After": str(ceil(wait))}, {"ok": False, "error": "ratelimited"}
            call = Call(platform=self._platform, method=method, args=read(method, given))
            if method.scopes:
                call.need(*method.scopes)
            return 200, self._scope_headers(method), {"ok": True, **HANDLERS[name](call)}
        except Refusal as refusal:
            return 200, {}, refusal.answer()

    def _wait(self, method: Method, given: Mapping[str, Any]) -> float:
        rates = self._platform.rates
        if rates is None:
            return 0.0
        if method.name == "chat.postMessage":
            return rates.wait(f"{method.name} {self._place(str(given.get('channel')))}", _POSTS_A_SECOND, 1.0)
        return rates.wait(method.name, method.calls_a_minute, _RATE_WINDOW)

    def _place(self, given: str) -> str:
        """The id of the channel that a message is for: it may be given by its name, or as the person of a DM."""
        workspace = self._platform.workspace
        person = workspace.people.get(PersonId(given))
        if person is not None and not person.is_bot:
            return workspace.open_dm(person.id, self._platform.app.bot_user_id)[0].id
        channel = workspace.channel_called(given)
        return given if channel is None else channel.id

    def _scope_headers(self, method: Method) -> dict[str, str]:
        scopes = self._platform.app.scopes
        headers = {} if scopes is None else {"X-OAuth-Scopes": ",".join(sorted(scopes))}
        return headers | ({"X-Accepted-OAuth-Scopes": ",".join(method.scopes)} if method.scopes else {})


def _check_token(name: str, token: str, app: App) -> None:
    if name in _WITHOUT_TOKEN:
        return
    if not token:
        raise Refusal("not_authed")
    if token in app.dead_tokens:
        raise Refusal(app.dead_tokens[token])
    if token in app.user_tokens:
        raise Refusal("not_allowed_token_type")
    if token not in (app.bot_token, app.app_token, app.config_token):
        raise Refusal("invalid_auth")
    wanted = {"apps.connections.open": app.app_token, "apps.manifest.validate": app.config_token}
    if token != wanted.get(name, app.bot_token):
        raise Refusal("not_allowed_token_type")


async def _read_request(request: web.Request, method: Method | None) -> tuple[Json, str]:
    """The arguments of a request, and its token."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            parsed = json.loads(body) if body else {}
        except ValueError:
            parsed = {}
        # A method without JSON input ignores such a body, as Slack does.
        if isinstance(parsed, dict) and (method is None or method.reads_json):
            given |= parsed
    else:
        given |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        given |= _client(header.removeprefix("Basic "))
    token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(given.get("token", ""))
    given.pop("token", None)
    return given, token


def _client(encoded: str) -> Json:
    """The app's id and secret, as basic authentication carries them."""
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return {}
    return {"client_id": client_id, "client_secret": secret}


def _parsed(value: Any) -> Any:
    """A form value as the inspector shows it: JSON opened."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _drop(request: web.Request) -> web.Response:
    """Cut the connection: the caller never learns what became of the call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
