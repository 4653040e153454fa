"""Asking the doctor, in this process or in one of its own, in workspaces and with servers of all kinds."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import config, doctor
from bot.doctor.check import Check
from bot.errors import Refused
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]
WRONG = "wrong-secret"

Setting = Callable[[str, str], None]


@asynccontextmanager
async def workspace(manifest: Mapping[str, Any] | None) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(clock=Clock(), manifest=manifest, empty=True)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


def enter(sandbox: Sandbox, setting: Setting) -> None:
    """Everything that the bot needs to be in this workspace."""
    setting("SLACK_API_URL", sandbox.api_url)
    setting("SLACK_BOT_TOKEN", sandbox.bot_token)
    setting("SLACK_APP_TOKEN", sandbox.app_token)


async def examined(now: datetime | None = None) -> list[Check]:
    return await doctor.examine(lambda: now or datetime.now(UTC))


async def to_mend(now: datetime | None = None) -> list[Check]:
    return [check for check in await examined(now) if not check.ok]


async def the_one_fault(now: datetime | None = None) -> Check:
    [fault] = await to_mend(now)
    return fault


async def refusal(*, migrates: bool = False, over_socket_mode: bool = False) -> str:
    settings = config.load()
    app_token = settings.app_token() if over_socket_mode else None
    with pytest.raises(Refused) as refused:
        await doctor.refuse_faulty_start(settings, migrates=migrates, app_token=app_token)
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def bot(*arguments: str) -> tuple[int | None, str, str]:
    """A command in a process of its own: its exit code, output and error output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def served(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """The address of a server that answers everything so."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()
