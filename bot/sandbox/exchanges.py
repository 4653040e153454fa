"""One call by the app, as faults and the traffic see it: delayed, answered wrongly or cut off, and noted.

The rule it keeps: every way in which the app speaks to the workspace passes here, so that no answer of it goes unseen.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.answers import Json
from bot.sandbox.platform_state import Platform
from bot.sandbox.traffic import Fault


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back over HTTP."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


async def exchange(
    platform: Platform, request: web.Request, method: str, args: Json, work: Callable[[], Answer], *, started: float
) -> web.StreamResponse:
    """The response to a call: what `work` gives, unless a fault for `method` comes in between.

    `args` are what the traffic shows of the call; `started` is by `time.perf_counter`.
    """
    fault = platform.faults.next(method)
    if fault is not None and fault.delay_ms:
        await asyncio.sleep(fault.delay_ms / 1000)
    answer = _faulty(fault) or work()
    platform.traffic.call(method, args, answer.body, started, status=answer.status)
    if fault is not None and fault.drop_after_accept:
        return _drop(request)
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)


def _faulty(fault: Fault | None) -> Answer | None:
    if fault is None or (fault.status is None and fault.error is None):
        return None
    is_limit = fault.status == web.HTTPTooManyRequests.status_code
    error = fault.error or ("ratelimited" if is_limit else "internal_error")
    headers = {"Retry-After": str(fault.retry_after)} if is_limit else {}
    return Answer(body={"ok": False, "error": error}, status=fault.status or 200, headers=headers)


def _drop(request: web.Request) -> web.Response:
    """Cut the connection: the caller never learns what became of the call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
