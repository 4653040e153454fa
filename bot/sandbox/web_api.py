"""`POST /api/METHOD`: reads a request, checks token, scope, arguments and rate, calls the method, answers as Slack does.

The rule it keeps: HTTP ends here; a method sees a `Call`, and a refusal becomes a 200 with `ok: false`.
"""

import base64
import binascii
import time
from collections.abc import Callable, Mapping
from functools import partial
from math import ceil
from typing import Any

from aiohttp import web

from bot.sandbox import strict_json, unserved
from bot.sandbox.answers import Json, Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.arguments import METHODS, Method, read
from bot.sandbox.exchanges import Answer, exchange
from bot.sandbox.methods import HANDLERS
from bot.sandbox.platform_state import Call, Platform
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
        given: Json = {}
        try:
            given, token = await _read_request(request, METHODS.get(name))
            work: Callable[[], Answer] = partial(self._answer, name, given, token)
        except Refusal as refusal:
            work = partial(Answer, body=refusal.answer())
        shown = {key: _parsed(value) for key, value in given.items()}
        return await exchange(self._platform, request, name, shown, work, started=started)

    def _answer(self, name: str, given: Json, token: str) -> Answer:
        method = METHODS.get(name)
        if method is None:
            return Answer(body=unserved.refusal(name).answer())
        try:
            _check_token(name, token, self._platform.app)
            wait = self._wait(method, given)
            if wait:
                headers = {"Retry-After": str(ceil(wait))}
                return Answer(status=429, headers=headers, body={"ok": False, "error": "ratelimited"})
            call = Call(platform=self._platform, method=method, args=read(method, given))
            if method.scopes:
                call.need(*method.scopes)
            return Answer(headers=self._scope_headers(method), body={"ok": True, **HANDLERS[name](call)})
        except Refusal as refusal:
            return Answer(body=refusal.answer())

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
        # A method without JSON input ignores such a body, as Slack does.
        if method is None or method.reads_json:
            given |= _json_body(await request.read())
    else:
        given |= await _form(request)
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        given |= _client(header.removeprefix("Basic "))
    token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(given.get("token", ""))
    given.pop("token", None)
    return given, token


async def _form(request: web.Request) -> Json:
    try:
        return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    except LookupError:
        raise Refusal("invalid_charset") from None
    except ValueError:
        raise Refusal("invalid_form_data") from None


def _json_body(body: bytes) -> Json:
    try:
        parsed = strict_json.parse(body or b"{}")
    except ValueError as wrong:
        raise Refusal("invalid_json", [f"[ERROR] {wrong}"]) from None
    if not isinstance(parsed, dict):
        raise Refusal("json_not_object")
    return parsed


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
            return strict_json.parse(value)
        except ValueError:
            return value
    return value
