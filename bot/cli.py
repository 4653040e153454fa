"""The command line: `python -m bot COMMAND`, or `techspec COMMAND` once installed.

It parses arguments and starts what the other parts compose; it alone brings the bot and the stand-in workspace together.
"""

import argparse
import asyncio
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import __version__, app, config, demo, doctor, log, offline
from bot.db.session import open_engine, read_address
from bot.doctor.database import unusable
from bot.doctor.slack import reason
from bot.errors import Refused
from bot.invocation import typed
from bot.offline import print_json
from bot.slack import scopes

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

SANDBOX_PORT = 4390
MOST_PORT = 65_535


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exits with 0, with 1 when it could not be done, with 2 when it was not understood."""
    parsed = _parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except Refused as refusal:
        sys.exit(f"techspec: {refusal}")
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has heard enough


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=typed(), description="A Slack bot that runs a team's tech spec process.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    sandbox = commands.add_parser("sandbox", help="a stand-in workspace in the browser, with the real bot")
    sandbox.add_argument("--port", type=_port, default=SANDBOX_PORT, help="0 takes any free one")
    sandbox.add_argument("--no-browser", action="store_true", help="only print the address")
    sandbox.add_argument(
        "--database", type=_database, metavar="URL", help="keep the bot's data there (sqlite:///FILE, postgresql://…)"
    )
    sandbox.add_argument("--empty", action="store_true", help="begin without the example spec")
    sandbox.add_argument("--http", action="store_true", help="let the workspace speak HTTP instead of Socket Mode")
    sandbox.set_defaults(run=_sandbox)

    commands.add_parser("run", help="the bot over Socket Mode, in one process").set_defaults(run=_run)
    commands.add_parser("web", help="one of several processes: Slack over HTTP").set_defaults(run=_web)
    commands.add_parser("worker", help="one of several processes: reminders and deliveries").set_defaults(run=_worker)
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=_migrate)

    examine = commands.add_parser("doctor", help="what is missing, and how to mend it")
    examine.add_argument("--json", action="store_true", help="for machines")
    examine.set_defaults(run=_doctor)

    bench = commands.add_parser("bench", help="what a click costs, compared with Bolt alone")
    bench.add_argument("--quick", action="store_true", help="in under a minute, and less exact")
    bench.add_argument("--json", action="store_true", help="for machines")
    bench.set_defaults(run=_bench)

    offline.add_commands(commands)
    return parser


def _port(given: str) -> int:
    if not given.isdecimal() or int(given) > MOST_PORT:
        raise argparse.ArgumentTypeError(f"take a port from 1 to {MOST_PORT}, or 0 for any free one")
    return int(given)


def _database(given: str) -> str:
    try:
        return read_address(given).render_as_string(hide_password=False)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _migrate(_: argparse.Namespace) -> None:
    from bot.db import migrate  # noqa: PLC0415 - Alembic takes a fifth of a start

    url = config.load().database
    doctor.refuse_faulty_database(url, migrates=True)
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
    except SQLAlchemyError as error:
        raise Refused(unusable(url, error).sentence()) from error
    finally:
        engine.dispose()
    print("The database is at the newest schema.")


def _doctor(arguments: argparse.Namespace) -> None:
    checks = asyncio.run(doctor.examine(app.utc_now))
    if arguments.json:
        print_json(doctor.as_json(checks))
    else:
        print(*checks, sep="\n")
    if not all(check.ok for check in checks):
        sys.exit(1)


def _bench(arguments: argparse.Namespace) -> None:
    from bot.bench import measure  # noqa: PLC0415 - the other commands start without it

    report = asyncio.run(measure.run(measure.QUICK if arguments.quick else measure.FULL))
    if arguments.json:
        return print_json(report.as_json())
    return print(report.as_table())


def _run(_: argparse.Namespace) -> None:
    settings = _begin()
    app_token = settings.app_token()

    @asynccontextmanager
    async def running() -> AsyncIterator[str]:
        await doctor.refuse_faulty_start(settings, migrates=True, app_token=app_token)
        async with (
            app.assembled(_options(settings), migrates=True) as bot,
            app.over_socket_mode(bot, app_token),
            app.keeping_time(bot),
        ):
            yield "The bot is connected over Socket Mode."

    asyncio.run(_until_stopped(running(), settings))


def _web(_: argparse.Namespace) -> None:
    from bot import web  # noqa: PLC0415 - Socket Mode starts without it

    settings = _begin()
    signing_secret = settings.signing_secret()

    @asynccontextmanager
    async def running() -> AsyncIterator[str]:
        await doctor.refuse_faulty_start(settings, migrates=False, now=app.utc_now)
        with _listening("0.0.0.0", settings.port) as listening:  # noqa: S104 - a web process is there to be reached
            async with (
                app.assembled(_options(settings), migrates=False, signing_secret=signing_secret) as bot,
                web.serving(bot.slack, bot.engine, listening),
            ):
                yield f"The bot listens on port {settings.port}; Slack's address ends in {web.SLACK_PATH}."

    asyncio.run(_until_stopped(running(), settings))


def _worker(_: argparse.Namespace) -> None:
    settings = _begin()

    @asynccontextmanager
    async def running() -> AsyncIterator[str]:
        await doctor.refuse_faulty_start(settings, migrates=False)
        async with app.assembled(_options(settings), migrates=False) as bot, app.keeping_time(bot):
            yield "The worker sends reminders and what waits in the outbox."

    asyncio.run(_until_stopped(running(), settings))


def _begin() -> config.Settings:
    settings = config.load()
    log.set_up(settings.log_level, as_json=settings.log_format == "json")
    return settings


def _options(settings: config.Settings) -> app.Options:
    return app.Options(
        database_url=settings.database,
        api_url=settings.slack_api_url,
        bot_token=settings.bot_token(),
        now=app.utc_now,
    )


def _sandbox(arguments: argparse.Namespace) -> None:
    log.set_up("WARNING", as_json=False)
    if arguments.database:
        doctor.refuse_faulty_database(arguments.database, migrates=True)
    asyncio.run(_run_sandbox(arguments))


async def _run_sandbox(arguments: argparse.Namespace) -> None:
    stop = _stop_signal()
    async with sandbox_running(
        port=arguments.port, database_url=arguments.database, empty=arguments.empty, http=arguments.http
    ) as sandbox:
        print(f"The workspace is open at {sandbox.url}  (stop it with Ctrl+C)", flush=True)
        if not arguments.no_browser:
            webbrowser.open(sandbox.url)
        await stop.wait()


@asynccontextmanager
async def sandbox_running(
    *,
    port: int = 0,
    database_url: str | None = None,
    empty: bool = True,
    http: bool = False,
    starts_at: datetime | None = None,
) -> AsyncIterator["Sandbox"]:
    """The stand-in workspace with the real bot behind it, in this event loop; the example spec unless `empty`.

    With `http` the workspace sends signed HTTP instead of Socket Mode.
    People's clock begins at `starts_at` (aware), or now.
    """
    # Here, so that a bot in earnest starts without them.
    from bot import web  # noqa: PLC0415
    from bot.sandbox.clock import Clock  # noqa: PLC0415
    from bot.sandbox.server import Sandbox  # noqa: PLC0415

    clock = Clock(starts_at)
    manifest = scopes.manifest()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="techspec-"))
        listening = stack.enter_context(_listening("127.0.0.1", 0)) if http else None
        request_url = f"http://127.0.0.1:{listening.getsockname()[1]}{web.SLACK_PATH}" if listening else None
        sandbox = Sandbox(clock=clock, port=port, manifest=manifest, empty=empty, request_url=request_url)
        try:
            await sandbox.start()
        except OSError as error:
            # asyncio puts the address before the reason.
            reason = str(error.strerror).rpartition(": ")[2]
            raise Refused(f"port {port} cannot be used ({reason}). Try --port 0 for any free one.") from error
        stack.push_async_callback(sandbox.stop)
        options = app.Options(
            database_url=database_url or f"sqlite:///{folder}/techspec.sqlite3",
            api_url=sandbox.api_url,
            bot_token=sandbox.bot_token,
            now=clock.now,
        )
        assembled = app.assembled(options, migrates=True, signing_secret=sandbox.signing_secret)
        bot = await stack.enter_async_context(assembled)
        if listening is not None:
            await stack.enter_async_context(web.serving(bot.slack, bot.engine, listening))
        else:
            await stack.enter_async_context(app.over_socket_mode(bot, sandbox.app_token))
        await stack.enter_async_context(app.keeping_time(bot))
        sandbox.attach(advance=partial(app.advance, bot, move_to=clock.move_to), at_rest=bot.at_rest)
        if not empty:
            async with aiohttp.ClientSession() as client:
                await demo.play(client, sandbox.url)
        yield sandbox


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A bound socket; raises Refused when the port is taken."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise Refused(f"port {port} cannot be used ({error.strerror}). Set PORT to a free one.") from error
        yield listening


async def _until_stopped(running: AbstractAsyncContextManager[str], settings: config.Settings) -> None:
    """Run until told to stop. Raises Refused, in one line, for what goes wrong outside the bot on the way."""
    stop = _stop_signal()
    try:
        async with running as ready:
            print(f"{ready} Stop it with Ctrl+C.", flush=True)
            await stop.wait()
    except SlackApiError as error:
        raise Refused(f"Slack refused the start: {_code(error)}. `{typed('doctor')}` tells more.") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused(f"Slack cannot be reached at {settings.slack_api_url}: {reason(error)}.") from error
    except SQLAlchemyError as error:
        raise Refused(unusable(settings.database, error).sentence()) from error


def _code(error: SlackApiError) -> str:
    """Slack's code; what is no answer of Slack's has none, only its HTTP status."""
    answer = getattr(error.response, "data", error.response)
    if isinstance(answer, dict) and answer.get("error"):
        return str(answer["error"])
    return f"HTTP {getattr(error.response, 'status_code', 'error')}"


def _stop_signal() -> asyncio.Event:
    """Set on SIGTERM and Ctrl+C, so that what is in hand is finished."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
