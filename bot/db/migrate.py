"""Bring a database to the newest schema.

The rule kept here: an upgrade is one transaction under a lock, so that of several processes that start at the same time
one does the work and the others find it done; one that fails leaves the database as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, func, select, text

from bot.db import schema
from bot.db.session import BUSY_TIMEOUT_MS
from bot.db.standing import SCRIPTS

UPGRADE_TIMEOUT_MS = 60_000
"""How long an upgrade waits for another process: nobody looks at a modal meanwhile."""

UPGRADE_LOCK = 0x7EC45BEC
"""PostgreSQL's advisory lock for an upgrade: any number that nothing else in the database uses."""


def upgrade(engine: Engine) -> None:
    """Bring the database to head; one that is there stays as it is.

    Raises:
        sqlalchemy.exc.OperationalError: another process held the database for longer than `UPGRADE_TIMEOUT_MS`.

    """
    with _alone(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def drift(engine: Engine) -> list[str]:
    """What differs between the database and `schema.metadata`, one description each; empty when the migrations are right."""
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)
    return [repr(difference) for difference in found]


def _config() -> Config:
    config = Config()
    # A percent sign in the path would be read as the beginning of a variable.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection inside a transaction that no other upgrade can share."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _patient(connection), connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise ValueError(f"the upgrade would leave rows that point to nothing: {broken}")
        else:
            with connection.begin():
                # Until the end of the transaction only: the connection goes back to the pool as impatient as it was.
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text(f"SET LOCAL lock_timeout = {UPGRADE_TIMEOUT_MS}"))
                connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
                yield connection


@contextmanager
def _patient(connection: Connection) -> Iterator[None]:
    """SQLite while its tables are rebuilt: it waits long, and dropping a table that others point to is no error.

    Neither can be said inside a transaction, so it goes to the driver before the first one begins.
    """
    driver = connection.connection.driver_connection
    if driver is None:
        raise LookupError("the connection is closed")
    try:
        driver.execute(f"PRAGMA busy_timeout={UPGRADE_TIMEOUT_MS}")
        driver.execute("PRAGMA foreign_keys=OFF")
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
