"""A fresh database at head for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine

from bot.db import migrate
from bot.db.session import Sessions, open_engine, open_sessions


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at head: copying it is quicker than migrating another one."""
    file = tmp_path_factory.mktemp("migrated") / "head.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate.upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """The address of an empty database at head, on each kind of database that the bot supports."""
    match request.param:
        case "sqlite":
            return f"sqlite:///{copyfile(migrated_file, tmp_path / 'bot.db')}"
        case unknown:
            raise ValueError(f"no such kind of database: {unknown}")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    return open_sessions(engine)
