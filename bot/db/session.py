"""Engines and sessions: one way to the database for the bot, the command line and the migrations.

A session is a connection with one open transaction, in plain Core: rows become facts in this package, so the identity map
of an ORM session would only cost time.

The rule kept here: no wait for the database outlasts the patience of the person who pressed the button. On SQLite every
transaction begins with BEGIN IMMEDIATE: a deferred one that turns into a writer fails with "database is locked" whatever
the busy timeout says. On PostgreSQL transactions are READ COMMITTED: what is read before it is written is read under a
row's lock, or written so that a repeat does no harm.
"""

from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

BUSY_TIMEOUT_MS = 1_000
"""How long a statement waits for the database before the person hears that it is busy; Slack gives 3 s in all."""

CONNECT_TIMEOUT_S = 2
"""The shortest that PostgreSQL's client library can count to."""

CONNECTIONS = 4
"""Of one process to PostgreSQL, and as many threads. More of them only take turns with the interpreter."""

POOL_TIMEOUT_S = 0.5
"""How long a thread waits for one of them."""

PING_AFTER_S = 1
"""After how much idleness a connection is tried before it is used."""

Session = Connection


class Sessions:
    """A factory of sessions."""

    def __init__(self, engine: Engine) -> None:
        self.begin = engine.begin
        """One transaction."""
        is_server = engine.dialect.name == "postgresql"
        self.single = engine.execution_options(isolation_level="AUTOCOMMIT").begin if is_server else engine.begin
        """For what only reads, or writes with one statement: each statement is a transaction. At READ COMMITTED reading sees
        the same, and a server need not be told of begin and end, which are half of the ways to it."""


# Whatever a platform or an older driver calls it, it is psycopg 3 that connects.
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}

_MALFORMED = (
    "should be an address such as postgresql://user:password@host/techspec or "
    "sqlite:////var/lib/techspec/techspec.sqlite3; write % and @ in a password as %25 and %40"
)


def read_address(url: str) -> URL:
    """The database that `url` names, with the driver that the bot uses.

    Raises ValueError with words that go on after the setting's name. They repeat nothing but the kind of database: an
    address holds a password.
    """
    try:
        address = make_url(url.strip())
        for host in (address.host or "").split(","):
            host.encode("idna")  # What looks hosts up does so, and fails on a label that is empty or too long.
    except (ArgumentError, ValueError):
        raise ValueError(_MALFORMED) from None
    if "@" in (address.host or ""):
        # The rest of a password, which would come out in the client library's complaint about an unknown host.
        raise ValueError(_MALFORMED)
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise ValueError(
            f"begins with {address.drivername}://, which is not supported; begin it with postgresql:// or sqlite:///"
        )
    if driver == "sqlite" and address.database in {None, "", ":memory:"}:
        raise ValueError("names no file, so all would be lost at the end; write sqlite:////path/to/file")
    if driver == "sqlite":
        address = address.set(database=str(at_home(Path(str(address.database)))))
    return address.set(drivername=driver)


def at_home(path: Path) -> Path:
    """A path whose leading `~` is the home that a shell would put there.

    Raises ValueError, as above, for nobody's home and for what cannot be a path.
    """
    if "\0" in str(path):
        raise ValueError("holds a NUL character, which no path can; write it anew")
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("begins with ~, and there is no such user here; write the whole path") from None


def open_engine(url: str) -> Engine:
    """An engine for `url`; nothing is connected yet. A SQLite file's folder is made when it is missing.

    Raises ValueError for an address that `read_address` refuses.
    """
    address = read_address(url)
    return _open_sqlite(address) if address.get_backend_name() == "sqlite" else _open_postgresql(address)


def open_sessions(engine: Engine) -> Sessions:
    """A factory of sessions; `with sessions.begin() as session:` is one transaction."""
    return Sessions(engine)


def threads_for(engine: Engine) -> int:
    """How many threads may use the database at once. SQLite has one writer: more would only wait for one another."""
    return 1 if engine.dialect.name == "sqlite" else CONNECTIONS


# PostgreSQL


def _open_postgresql(address: URL) -> Engine:
    given = address.normalized_query
    limits = f"-c statement_timeout={BUSY_TIMEOUT_MS} -c lock_timeout={BUSY_TIMEOUT_MS}"
    engine = create_engine(
        address,
        # An error is logged with its statement, and what people typed is no business of a log.
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            # Whatever the server keeps: text of another encoding, or of none, is no text to the driver.
            "client_encoding": "utf8",
            # What the address asks for stays; of two limits the server takes the last.
            "options": " ".join((*given.get("options", ()), limits)),
            "application_name": given.get("application_name", ("techspec",))[-1],
            # A server that vanished without a word is given up about as soon as one that does not answer.
            "tcp_user_timeout": CONNECT_TIMEOUT_S * 1_000,
            "keepalives_idle": CONNECT_TIMEOUT_S,
            "keepalives_interval": 1,
        },
    )
    _ping_after_idleness(engine)
    return engine


def _ping_after_idleness(engine: Engine) -> None:
    """Notice a server that was restarted before a transaction begins, not by the person who began it.

    SQLAlchemy's own ping asks before every transaction, which costs each click two round trips.
    """

    def checkin(connection: Any, record: Any) -> None:
        del connection
        record.info["idle_since"] = monotonic()

    def checkout(connection: Any, record: Any, proxy: Any) -> None:
        del proxy
        if monotonic() - record.info.get("idle_since", monotonic()) > PING_AFTER_S:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError("the server closed the connection meanwhile") from error

    event.listen(engine, "checkin", checkin)
    event.listen(engine, "checkout", checkout)


# SQLite


def _open_sqlite(address: URL) -> Engine:
    # Whoever connects hears of a folder that cannot be made, as of every other fault of a database.
    with suppress(OSError):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


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
