"""A fresh database at head for each test that asks for one: on SQLite, and once more on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from bot.db import migrate
from bot.db.session import Sessions, open_engine, open_sessions
from tests.db import postgres

# Timings live in the benchmark: a slow machine, or coverage, is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at head: copying it is quicker than migrating another one."""
    file = tmp_path_factory.mktemp("migrated") / "head.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate.upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The server of this test process; it starts when the first test asks for it."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """The address of an empty SQLite database at head."""
    return f"sqlite:///{copyfile(migrated_file, tmp_path / 'bot.db')}"


@pytest.fixture
def postgresql_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The address of an empty PostgreSQL database at head."""
    with postgres_server.database(postgres_server.head) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database at head, on each kind of database that the bot supports."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    return open_sessions(engine)
