"""A stand-in workspace with the real bot for each test, on a Monday morning."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import aiohttp
import pytest

from bot.cli import sandbox_running
from tests.flows.workspace import Workspace

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10:00 where the drafter lives


@pytest.fixture
async def ws(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Workspace]:
    file = Path(copyfile(migrated_file, tmp_path / "bot.db"))
    running = sandbox_running(empty=True, database_url=f"sqlite:///{file}", starts_at=MONDAY)
    async with running as sandbox, aiohttp.ClientSession() as http:
        yield Workspace(sandbox=sandbox, http=http, database=file)
