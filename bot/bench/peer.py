"""A stand-in for Slack's Web API that does next to nothing, as slowly as it is told: `python -m bot.bench.peer`.

It knows the methods that a click and the making of a card call. `POST /delay` sets how long it takes to answer,
`GET /calls` tells how often each method was called.
"""

import asyncio
from collections import Counter
from itertools import count
from typing import Any

from aiohttp import web

from bot.bench.processes import HOST, read_options, serve_until_closed

WORKSPACE = "T0BENCH"
BOT_USER = "U0BOT"
PEOPLE = ("U0ADA", "U0GRACE", "U0KATHERINE", "U0MARY")
"""The members of every channel; the first drafts all specs."""

_EPOCH = 1_700_000_000


class Peer:
    """Answers at once, or `delay_s` later."""

    def __init__(self) -> None:
        self._delay_s = 0.0
        self._calls = Counter[str]()
        self._posts = count(1)

    async def call(self, request: web.Request) -> web.Response:
        """A method of the Web API."""
        method = request.match_info["method"]
        body = await (request.json() if request.content_type == "application/json" else request.post())
        self._calls[method] += 1
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        return web.json_response(self._answer(method, {**request.query, **body}))

    async def set_delay(self, request: web.Request) -> web.Response:
        """How long to take from now on, `{"seconds": 0.1}`."""
        self._delay_s = (await request.json())["seconds"]
        return web.json_response({})

    async def calls(self, request: web.Request) -> web.Response:
        """How often each method was called."""
        del request
        return web.json_response(self._calls)

    def _answer(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                known = {"team_id": WORKSPACE, "team": "Bench", "user_id": BOT_USER, "user": "bot", "bot_id": "B0BENCH"}
                return {"ok": True, "url": "https://bench.slack.com/", **known}
            case "users.info":
                user = given["user"]
                name = user.removeprefix("U0").title()
                return {"ok": True, "user": {"id": user, "name": name, "tz": "Europe/Berlin", "profile": {}}}
            case "conversations.members":
                return {"ok": True, "members": [*PEOPLE, BOT_USER]}
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{given['users']}"[:32]}}
            case "chat.postMessage":
                return {"ok": True, "channel": given["channel"], "ts": f"{_EPOCH + next(self._posts)}.000100"}
            case "chat.update":
                return {"ok": True, "channel": given["channel"], "ts": given["ts"]}
            case "reactions.add" | "reactions.remove":
                return {"ok": True}
            case _:
                return {"ok": False, "error": "unknown_method"}


async def _main() -> None:
    read_options()
    peer = Peer()
    served = web.Application(client_max_size=10_000_000)
    served.add_routes(
        [
            web.post("/delay", peer.set_delay),
            web.get("/calls", peer.calls),
            web.post("/api/{method}", peer.call),
            web.get("/api/{method}", peer.call),
        ]
    )
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    await serve_until_closed(runner.addresses[0][1])
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_main())
