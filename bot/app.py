"""The composition root: settings, database, Slack clients, listeners and clock become one running bot."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.middleware.authorization.async_single_team_authorization import AsyncSingleTeamAuthorization
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import Engine

from bot.db import standing
from bot.db.session import open_engine, open_sessions, threads_for
from bot.errors import Refused
from bot.invocation import typed
from bot.services import reminders
from bot.services.runner import Runner
from bot.slack.deliver import HTTP_TIMEOUT_S, Deliverer
from bot.slack.desk import Desk
from bot.slack.listeners import register
from bot.slack.membership import Membership
from bot.worker import Worker

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.002
"""How soon a thread that waits for the interpreter gets it. A database thread lets go of it at each statement, and with
Python's 5 ms it would wait as long again each time while the event loop is busy."""

QUIET_S = 0.01
"""After how long without an interaction people are taken to have paused: in a crowd the next one comes sooner."""

DRAIN_S = 10
"""How long a stop waits for interactions and deliveries in hand."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a bot is made of; `now` is people's clock (aware UTC)."""

    database_url: str
    api_url: str
    bot_token: str
    now: Callable[[], datetime]


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class CountingApp(AsyncApp):
    """Bolt's app, which keeps no count of what it has in hand; a stop and the sandbox need to know."""

    _in_hand = 0
    _taken = 0

    def __init__(self, **options: Any) -> None:
        # Without a name, Bolt looks for one in the source of all callers: a tenth of a second.
        super().__init__(name="techspec", process_before_response=True, **options)
        self._free = asyncio.Event()
        self._free.set()

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Count around Bolt's own dispatch."""
        self._in_hand += 1
        self._taken += 1
        self._free.clear()
        try:
            return await super().async_dispatch(req)
        finally:
            self._in_hand -= 1
            if self._in_hand == 0:
                self._free.set()

    def know(self, identity: AsyncSlackResponse) -> None:
        """Keep the answer of auth.test, which Bolt would ask for while the first person waits."""
        for middleware in self._async_middleware_list:
            if isinstance(middleware, AsyncSingleTeamAuthorization):
                middleware.auth_test_result = identity

    async def free(self) -> None:
        """Return once nothing is in hand."""
        await self._free.wait()

    async def pause(self) -> None:
        """Return once nothing was in hand for a moment."""
        taken = -1
        while taken != self._taken:
            await self._free.wait()
            taken = self._taken
            await asyncio.sleep(QUIET_S)


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot whose parts are connected with one another, and with Slack's Web API."""

    engine: Engine
    runner: Runner
    deliverer: Deliverer
    worker: Worker
    slack: CountingApp

    async def at_rest(self) -> None:
        """Return once no interaction is in hand and everything is delivered or given up."""
        await self.slack.free()
        await self.deliverer.idle()

    async def next_due_at(self) -> datetime | None:
        """The next moment, on people's clock, at which a reminder may be due."""
        return await self.runner.read(reminders.next_attend_at)


@asynccontextmanager
async def assembled(options: Options, *, migrates: bool, signing_secret: str | None = None) -> AsyncIterator[Bot]:
    """A bot that listens to nobody yet; on leaving, what it has in hand is finished.

    With `migrates` the database is brought to head first; otherwise Refused says that it is not there. Raises
    SlackApiError when Slack does not accept the token.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    engine = open_engine(options.database_url)
    executor = ThreadPoolExecutor(max_workers=threads_for(engine), thread_name_prefix="database")
    try:
        await asyncio.to_thread(_prepare, engine, migrates=migrates)
        runner = Runner(open_sessions(engine), executor, options.now, is_local=engine.dialect.name == "sqlite")
        timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            client = AsyncWebClient(
                token=options.bot_token,
                base_url=options.api_url,
                session=http,
                timeout=HTTP_TIMEOUT_S,
                retry_handlers=[],
            )
            bot = await _connected(engine, runner, client, http, signing_secret)
            try:
                yield bot
            finally:
                await _drain(bot)
    finally:
        executor.shutdown()
        engine.dispose()


def _prepare(engine: Engine, *, migrates: bool) -> None:
    if standing.is_current(engine):
        return
    if not migrates:
        raise Refused(f"the database is not at this release's schema: run `{typed('migrate')}` first")
    from bot.db import migrate  # noqa: PLC0415 - Alembic takes a fifth of a start, and is seldom needed

    migrate.upgrade(engine)


async def _connected(
    engine: Engine, runner: Runner, client: AsyncWebClient, http: aiohttp.ClientSession, signing_secret: str | None
) -> Bot:
    identity = await client.auth_test()

    slack = CountingApp(client=client, signing_secret=signing_secret)
    slack.know(identity)
    membership = Membership(client, runner)
    deliverer = Deliverer(runner, client, membership)
    deliverer.people_pause = slack.pause
    runner.wrote = deliverer.kick
    register(slack, Desk(run=runner, client=client, http=http, membership=membership))
    return Bot(engine=engine, runner=runner, deliverer=deliverer, worker=Worker(runner, deliverer), slack=slack)


async def _drain(bot: Bot) -> None:
    """Finish what is in hand."""
    try:
        async with asyncio.timeout(DRAIN_S):
            await bot.slack.free()
            await bot.deliverer.close()
    except TimeoutError:
        log.warning("Stopped with work in hand; the outbox keeps it for the next start")


@asynccontextmanager
async def over_socket_mode(bot: Bot, app_token: str) -> AsyncIterator[None]:
    """Listen to Slack over Socket Mode. Raises SlackApiError when Slack does not accept the app-level token."""
    handler = AsyncSocketModeHandler(bot.slack, app_token)
    try:
        # Left to itself, the handler asks for ever with a token that Slack refuses.
        opened = await bot.slack.client.apps_connections_open(app_token=app_token)
        handler.client.wss_uri = str(opened["url"])
        await handler.connect_async()  # type: ignore[no-untyped-call]
        log.info("Connected over Socket Mode")
        yield
        # Answers travel over the socket, so what is in hand comes first.
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                await bot.slack.free()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def keeping_time(bot: Bot) -> AsyncIterator[None]:
    """Run the clock: reminders, and what is left in the outbox."""
    bot.worker.start()
    try:
        yield
    finally:
        bot.worker.stop()


async def advance(bot: Bot, delta: timedelta, *, move_to: Callable[[datetime], None]) -> None:
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
