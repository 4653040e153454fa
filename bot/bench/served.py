"""What is measured, one a process: `python -m bot.bench.served`.

- `bot`: the whole bot over HTTP, with its clock, as it runs for a team;
- `bare`: Bolt set up as the bot sets it up, with a listener that only acknowledges;
- `defaults`: Bolt with its defaults, with a listener that acknowledges and then redraws the message.
"""

import asyncio
import gc
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import app, log, web
from bot.bench.processes import HOST, read_options, serve_until_closed
from bot.db.session import open_engine

SECRET = "bench-signing-secret"  # noqa: S105 - it guards nothing: both ends are started for the benchmark
TOKEN = "xoxb-bench"  # noqa: S105 - likewise
ANY = re.compile("")


class Kind(StrEnum):
    """What is served."""

    BOT = "bot"
    BARE = "bare"
    DEFAULTS = "defaults"


async def _main() -> None:
    options = read_options()
    gc.freeze()  # as the command line does
    log.set_up("INFO", as_json=True)
    serving = {Kind.BOT: _bot, Kind.BARE: _bare, Kind.DEFAULTS: _defaults}[Kind(options["kind"])]
    with socket.create_server((HOST, 0)) as listening:
        async with serving(listening, options["database_url"], options["api_url"]):
            await serve_until_closed(listening.getsockname()[1])


@asynccontextmanager
async def _bot(listening: socket.socket, database_url: str, api_url: str) -> AsyncIterator[None]:
    options = app.Options(database_url=database_url, api_url=api_url, bot_token=TOKEN, now=app.utc_now)
    async with (
        app.assembled(options, migrates=False, signing_secret=SECRET) as running,
        web.serving(running.slack, running.engine, listening),
        app.keeping_time(running),
    ):
        yield


@asynccontextmanager
async def _bare(listening: socket.socket, database_url: str, api_url: str) -> AsyncIterator[None]:
    slack = app.CountingApp(client=AsyncWebClient(token=TOKEN, base_url=api_url), signing_secret=SECRET)

    @slack.action(ANY)
    async def on_action(ack: AsyncAck) -> None:
        await ack()

    async with web.serving(slack, open_engine(database_url), listening):
        yield


@asynccontextmanager
async def _defaults(listening: socket.socket, database_url: str, api_url: str) -> AsyncIterator[None]:
    slack = AsyncApp(token=TOKEN, signing_secret=SECRET)
    slack.client.base_url = api_url

    @slack.action(ANY)
    async def on_action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        where = body["container"]
        await client.chat_update(channel=where["channel_id"], ts=where["message_ts"], text="Drawn anew.")

    async with web.serving(slack, open_engine(database_url), listening):
        yield


if __name__ == "__main__":
    asyncio.run(_main())
