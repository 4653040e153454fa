"""The web application's answers to its platform, where the flows do not come."""

import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from sqlalchemy import text

from bot import web
from bot.db.session import open_engine

PATIENCE_S = 2
"""What a busy machine adds."""


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[tuple[aiohttp.ClientSession, int]]:
    """Whoever asks the application, and the process of the database's server that answers it."""
    engine = open_engine(url)
    with engine.connect() as connection:
        server = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        slack = AsyncApp(token="xoxb-1", signing_secret="s")
        async with web.serving(slack, engine, listening), aiohttp.ClientSession(address) as http:
            yield http, server
    engine.dispose()


async def ready(http: aiohttp.ClientSession) -> tuple[int, str]:
    async with http.get("/readyz") as answer:
        return answer.status, await answer.text()


async def test_a_database_that_is_frozen_is_not_ready_and_holds_up_nobody(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "READINESS_S", 0.5)
    async with asking(postgresql_url) as (http, server):
        assert await ready(http) == (200, "ready")
        os.kill(server, signal.SIGSTOP)
        try:
            began = monotonic()
            # More often than there are connections.
            assert {await ready(http) for _ in range(6)} == {(503, "the database does not answer")}
            assert monotonic() - began < 6 * 0.5 + PATIENCE_S
        finally:
            os.kill(server, signal.SIGCONT)
        assert await ready(http) == (200, "ready")
