"""The composition root: settings, database, Slack clients, listeners and clock become one running bot."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.db import migrate
from bot.db.session import open_engine, open_sessions
from bot.services import reminders
from bot.services.runner import Runner
from bot.slack.deliver import HTTP_TIMEOUT_S, Deliverer
from bot.slack.desk import Desk
from bot.slack.listeners import register
from bot.slack.membership import Membership
from bot.worker import Worker

log = logging.getLogger(__name__)

DRAIN_S = 10
"""How long a stop waits for interactions and deliveries in hand."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a bot is made of; `now` is people's clock (aware UTC)."""

    database_url: str
    api_url: str
    bot_token: str
    app_token: str
    now: Callable[[], datetime]


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class CountingSocketModeHandler(AsyncSocketModeHandler):
    """Bolt's handler, which keeps no count of what it has in hand; a stop and the sandbox need to know."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token)
        self._in_hand = 0
        self._free = asyncio.Event()
        self._free.set()

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Count around Bolt's own handling."""
        self._in_hand += 1
        self._free.clear()
        try:
            await super().handle(client, req)  # type: ignore[arg-type] # Bolt's annotation names a narrower class
        finally:
            self._in_hand -= 1
            if self._in_hand == 0:
                self._free.set()

    async def free(self) -> None:
        """Return once nothing is in hand."""
        await self._free.wait()


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A running bot over Socket Mode."""

    runner: Runner
    deliverer: Deliverer
    worker: Worker
    socket: CountingSocketModeHandler

    async def at_rest(self) -> None:
        """Return once no interaction is in hand and everything is delivered or given up."""
        await self.socket.free()
        await self.deliverer.idle()

    async def next_due_at(self) -> datetime | None:
        """The next moment, on people's clock, at which a reminder may be due."""
        return await self.runner.read(reminders.next_attend_at)


@asynccontextmanager
async def running(options: Options) -> AsyncIterator[Bot]:
    """A bot that is connected and keeps its clock; the database is brought to head first."""
    engine = open_engine(options.database_url)
    await asyncio.to_thread(migrate.upgrade, engine)
    # SQLite has one writer, so one thread: more would only wait for one another.
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
    runner = Runner(open_sessions(engine), executor, options.now)
    timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http:
            client = AsyncWebClient(
                token=options.bot_token,
                base_url=options.api_url,
                session=http,
                timeout=HTTP_TIMEOUT_S,
                retry_handlers=[],
            )
            deliverer = Deliverer(runner, client)
            runner.wrote = deliverer.kick
            app = AsyncApp(client=client, process_before_response=True)
            desk = Desk(run=runner, client=client, http=http, membership=Membership(client, runner))
            register(app, desk)
            bot = Bot(
                runner=runner,
                deliverer=deliverer,
                worker=Worker(runner, deliverer),
                socket=CountingSocketModeHandler(app, options.app_token),
            )
            await bot.socket.connect_async()  # type: ignore[no-untyped-call]
            bot.worker.start()
            log.info("Ready")
            try:
                yield bot
            finally:
                await _stop(bot)
    finally:
        executor.shutdown()
        engine.dispose()


async def _stop(bot: Bot) -> None:
    """Take nothing new, finish what is in hand."""
    bot.worker.stop()
    try:
        async with asyncio.timeout(DRAIN_S):
            await bot.socket.close_async()  # type: ignore[no-untyped-call]
            await bot.socket.free()
            await bot.deliverer.close()
    except TimeoutError:
        log.warning("Stopped with work in hand; the outbox keeps it for the next start")


async def advance(bot: Bot, delta: timedelta, move_to: Callable[[datetime], None]) -> None:
    """Move people's clock on by `delta`, stepping through each moment at which something is due on the way."""
    target = bot.runner.now() + delta
    while True:
        due_at = await bot.next_due_at()
        if due_at is None or due_at > target:
            break
        move_to(due_at)
        await bot.worker.attend()
        await bot.at_rest()
    move_to(target)
    await bot.worker.attend()
    await bot.at_rest()
