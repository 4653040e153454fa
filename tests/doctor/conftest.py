"""Settings for a workspace with the app of our manifest, and for a database at head; and nothing else set."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import config
from bot.db.session import Sessions, open_engine, open_sessions
from bot.sandbox.server import Sandbox
from bot.slack import scopes
from tests.doctor.examining import Setting, enter, workspace


@pytest.fixture(autouse=True)
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """An empty folder to start in with nothing set, and a way to set something."""
    for name in config.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("TECHSPEC_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return monkeypatch.setenv


@pytest.fixture
async def slack(setting: Setting) -> AsyncIterator[Sandbox]:
    """A workspace with the app of our manifest, and the settings for it."""
    async with workspace(scopes.manifest()) as sandbox:
        enter(sandbox, setting)
        yield sandbox


@pytest.fixture
def at_head(sqlite_url: str, setting: Setting) -> Iterator[Sessions]:
    """The settings for an empty database at head."""
    setting("DATABASE_URL", sqlite_url)
    engine = open_engine(sqlite_url)
    yield open_sessions(engine)
    engine.dispose()
