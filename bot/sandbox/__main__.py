"""The stand-in workspace by itself, for any Slack app: `python -m bot.sandbox`."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from bot.sandbox.answers import Refusal
from bot.sandbox.clock import Clock
from bot.sandbox.event_names import NOT_SENT
from bot.sandbox.server import Sandbox

PORT = 4390


def main() -> None:
    """Run until Ctrl+C or SIGTERM; exits with 1 where a file or port is no good, with 2 where an option is not known."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A stand-in Slack workspace.")
    parser.add_argument("--port", type=int, default=PORT, help="0 takes any free one")
    parser.add_argument(
        "--manifest", type=Path, metavar="FILE", help="the app's manifest as JSON; without, all is allowed"
    )
    parser.add_argument("--request-url", metavar="URL", help="send signed HTTP there instead of Socket Mode")
    parser.add_argument("--enforce-rates", action="store_true", help="answer 429 as Slack's rate tiers say")
    parser.add_argument("--empty", action="store_true", help="begin with channels in which nobody has said anything")
    arguments = parser.parse_args()
    try:
        manifest = _manifest(arguments.manifest)
        sandbox = Sandbox(
            clock=Clock(),
            port=arguments.port,
            manifest=manifest,
            empty=arguments.empty,
            request_url=arguments.request_url,
            enforce_rates=arguments.enforce_rates,
        )
        asyncio.run(_run(sandbox))
    except (OSError, OverflowError, ValueError, Refusal) as problem:
        sys.exit(f"The workspace cannot start: {problem}")


def _manifest(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    manifest: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return manifest


async def _run(sandbox: Sandbox) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await sandbox.start()
    settings = {
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_CONFIG_TOKEN": sandbox.app.config_token,
        "SLACK_CLIENT_ID": sandbox.client_id,
        "SLACK_CLIENT_SECRET": sandbox.client_secret,
    }
    lines = [f"# The workspace is open at {sandbox.url}", *(f"{name}={value}" for name, value in settings.items())]
    if quiet := sorted(NOT_SENT.intersection(sandbox.app.events or ())):
        lines.append(f"# No act here makes these events: {', '.join(quiet)}")
    print("\n".join(lines), flush=True)  # noqa: T201 - the settings are what this program is started for
    try:
        if sandbox.request_url is not None:
            await _until(stop, sandbox.connected(None))
        await stop.wait()
    finally:
        await sandbox.stop()


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Finish the work, unless the end comes first."""
    tasks = [asyncio.create_task(work), asyncio.create_task(stop.wait())]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    for task in done:
        task.result()


if __name__ == "__main__":
    main()
