"""`web` and `worker` as processes of their own, as the Procfile starts them, on one PostgreSQL."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot import config
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Fault
from bot.slack import scopes
from bot.web import SLACK_PATH
from tests.flows.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60


@asynccontextmanager
async def started(command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def running(command: str) -> AsyncIterator[str]:
    """What the command says once it is ready. In the end it is told to stop, and does so cleanly."""
    async with started(command) as process:
        assert process.stdout is not None
        ready = (await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)).decode()
        assert ready, (await process.communicate())[1]
        yield ready
        process.terminate()
        _, log = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode == 0, log
    assert b"Traceback" not in log
    assert b"ERROR" not in log


@pytest.fixture
async def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgresql_url: str) -> AsyncIterator[Workspace]:
    """A workspace that sends signed HTTP to where `web` will listen, and the settings for both processes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}{SLACK_PATH}"
    sandbox = Sandbox(clock=Clock(), manifest=scopes.manifest(url), empty=True, request_url=url)
    await sandbox.start()
    monkeypatch.chdir(tmp_path)
    for name in config.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in {
        "DATABASE_URL": postgresql_url,
        "PORT": str(port),
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
    }.items():
        monkeypatch.setenv(name, value)
    async with aiohttp.ClientSession() as http:
        yield Workspace(sandbox=sandbox, http=http, database_url=postgresql_url)
    await sandbox.stop()


async def test_web_answers_slack_and_worker_delivers_what_web_could_not(ws: Workspace) -> None:
    port = os.environ["PORT"]

    async def asked(path: str) -> tuple[int, str]:
        async with ws.http.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.text()

    async with running("web") as ready:
        assert ready.startswith(f"The bot listens on port {port}; Slack's address ends in {SLACK_PATH}.")
        assert await asked("/healthz") == (200, "ok")
        assert await asked("/readyz") == (200, "ready")
        async with ws.http.post(f"http://127.0.0.1:{port}{SLACK_PATH}", data={"command": "/techspec"}) as unsigned:
            assert unsigned.status == 401
        ws.sandbox.platform.faults.add(Fault(method="chat.postMessage", times=2, status=503))
        await ws.new_spec(title="Hearing schedule")
        assert "TS-1" in await ws.command("dana", "list")
    assert await ws.cards() == []

    async with running("worker") as ready:
        assert ready.startswith("The worker sends reminders and what waits in the outbox.")
        for _ in range(10 * PATIENCE_S):
            if await ws.cards():
                break
            await asyncio.sleep(0.1)
    assert "*TS-1 Hearing schedule* · needs a time" in (await ws.card()).words


@pytest.mark.usefixtures("ws")
async def test_web_does_not_start_where_somebody_else_listens() -> None:
    port = os.environ["PORT"]
    with socket.create_server(("127.0.0.1", int(port))):
        async with started("web") as process:
            _, said = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode == 1
    assert said.decode() == f"techspec: port {port} cannot be used (Address already in use). Set PORT to a free one.\n"
