"""Engines and sessions: one way to the database for the bot, the command line and the migrations.

On SQLite every transaction begins with BEGIN IMMEDIATE: a deferred one that turns into a writer fails with "database is
locked" whatever the busy timeout says.
"""

from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_MS = 1_000
"""How long a transaction waits for the database before the person hears that it is busy; Slack gives 3 s in all."""

Sessions = sessionmaker[Session]


def open_engine(url: str) -> Engine:
    """An engine for `url`. A SQLite file's folder is made when it is missing."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def open_sessions(engine: Engine) -> Sessions:
    """A factory of sessions; `with sessions.begin() as session:` is one transaction."""
    return sessionmaker(engine, expire_on_commit=False)


def _prepare_sqlite(connection: SqliteConnection, record: Any) -> None:
    del record
    # SQLAlchemy begins transactions itself (below); the driver's own implicit BEGIN would be a deferred one.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _switch_to_wal(connection: SqliteConnection) -> None:
    """Keep the journal apart, so that readers and the writer do not wait for each other; a file remembers it.

    When two processes switch a new file at the same time, SQLite tells one of them that the database is locked,
    without waiting. So the waiting is done here.
    """
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1_000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
