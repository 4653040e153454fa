"""A stand-in workspace with the real bot for each test, on a Monday morning.

Stories run over Socket Mode on SQLite; with TECHSPEC_FLOWS=http,postgresql (any two of the words) they run on other ground.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import aiohttp
import pytest

from bot.cli import sandbox_running
from tests.flows.workspace import Workspace

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10:00 where the drafter lives
GROUND = os.environ.get("TECHSPEC_FLOWS", "socket,sqlite").split(",")


@asynccontextmanager
async def workspace(url: str, *, http: bool) -> AsyncIterator[Workspace]:
    """The workspace with a bot on the database at `url`, which is at head already."""
    running = sandbox_running(empty=True, database_url=url, http=http, starts_at=MONDAY)
    async with running as sandbox, aiohttp.ClientSession() as client:
        yield Workspace(sandbox=sandbox, http=client, database_url=url)


@pytest.fixture
async def ws(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> AsyncIterator[Workspace]:
    if "postgresql" in GROUND:
        url = request.getfixturevalue("postgresql_url")
    else:
        url = f"sqlite:///{copyfile(migrated_file, tmp_path / 'bot.db')}"
    async with workspace(url, http="http" in GROUND) as opened:
        yield opened


@pytest.fixture
async def elsewhere(postgresql_url: str) -> AsyncIterator[Workspace]:
    """The other ground, whatever the rest runs on: signed HTTP, and PostgreSQL."""
    async with workspace(postgresql_url, http=True) as opened:
        yield opened
