"""Whether the database can be used, and where its schema stands."""

import errno
import os
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from sqlalchemy import URL, Engine, false, inspect, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.db import schema, standing
from bot.db.session import open_engine, read_address
from bot.db.standing import Standing
from bot.doctor.check import Check
from bot.invocation import typed

MOST_NAMED = 3
"""Of the tables that are in the way."""

_POOLER_SAYS = "unsupported startup parameter"
_PAST_THE_POOLER = (
    "That is a connection pooler, such as PgBouncer, which refuses the time limits that the bot sets: put the database "
    "server's own (direct) address into DATABASE_URL, or that of a pool in session mode which lets `options` pass."
)

_ANOTHER = "Let DATABASE_URL name another, empty database."

_MAY_NOT = "42501"
"""PostgreSQL's code for what a user lacks the privilege for."""
_ON_TABLES = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public"
_GRANT = (
    "Let this user own the database and what is in it, or GRANT {lacking} to it, or migrate as a user who may do that."
)


def look(url: str, *, migrates: bool = False) -> list[Check]:
    """The database and its schema; `migrates` when a start would bring it to head itself."""
    address = read_address(url)
    place = _place(address)
    file = Path(str(address.database)) if address.get_backend_name() == "sqlite" else None
    try:
        if file is not None and not _is_there(file):
            return [_writable_folder(place, file), _schema(Standing.EMPTY, migrates=migrates)]
        engine = open_engine(url)
        try:
            return list(_contents(engine, place, migrates=migrates))
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        return [unusable(url, error)]


def shared(url: str) -> list[Check]:
    """Advice for several processes, which see the same specs only in the same database."""
    if read_address(url).get_backend_name() != "sqlite":
        return []
    remedy = (
        "Where `web` and `worker` run on two machines, or in two containers, each has a file of its own, and the worker "
        "reminds nobody: set DATABASE_URL to one PostgreSQL database for both."
    )
    return [Check(name="sharing", ok=True, detail="SQLite is for processes that share a disk", remedy=remedy)]


def unusable(url: str, error: SQLAlchemyError | OSError) -> Check:
    """What the database's error means for whoever set it up."""
    address = read_address(url)
    remedy = "Check DATABASE_URL, that the server runs, and that it lets this user in."
    if address.get_backend_name() == "sqlite":
        remedy = "Check DATABASE_URL or TECHSPEC_DATA, and who may write that file and its folder."
    elif _POOLER_SAYS in str(error):
        remedy = _PAST_THE_POOLER
    elif getattr(getattr(error, "orig", None), "sqlstate", None) == _MAY_NOT:
        is_schemas = "schema" in _reason(error, address).lower()
        remedy = _GRANT.format(lacking="CREATE ON SCHEMA public" if is_schemas else _ON_TABLES)
    detail = f"{_place(address)} cannot be used: {_reason(error, address)}"
    return Check(name="database", ok=False, detail=detail, remedy=remedy)


def _contents(engine: Engine, place: str, *, migrates: bool) -> Iterator[Check]:
    if fault := _encoding(engine, place):
        yield fault
        return
    # In this order: an upgrade that another process ends meanwhile is nothing else's.
    names = _names(engine)
    found = standing.of(engine)
    others = _in_the_way(names, place) if found is Standing.EMPTY else _foreign(engine, place)
    if fault := others or _closed(engine, place, found, migrates=migrates):
        yield fault
        return
    if found is not Standing.EMPTY:
        with engine.connect() as connection, connection.begin() as transaction:
            # It changes no row, yet a database that refuses writing, or writing by this user, refuses it.
            connection.execute(update(schema.workspaces).where(false()).values(last_number=0))
            transaction.rollback()
    yield Check(name="database", ok=True, detail=f"{place} can be read and written")
    yield _schema(found, migrates=migrates)


def _names(engine: Engine) -> frozenset[str]:
    inspector = inspect(engine)
    return frozenset((*inspector.get_table_names(), *inspector.get_view_names()))


def _in_the_way(names: AbstractSet[str], place: str) -> Check | None:
    """The fault of a database without a schema of ours in which something else has names that ours need."""
    taken = sorted(names & schema.metadata.tables.keys())
    if not taken:
        return None
    more = f" and {len(taken) - MOST_NAMED} more" if len(taken) > MOST_NAMED else ""
    named = ", ".join(taken[:MOST_NAMED]) + more
    detail = f"{place} holds tables of something else, in the way of the bot's own: {named}"
    return Check(name="database", ok=False, detail=detail, remedy=_ANOTHER)


def _foreign(engine: Engine, place: str) -> Check | None:
    """The fault of a database whose migrations were somebody else's."""
    inspector = inspect(engine)
    ours = schema.workspaces
    columns = inspector.get_columns(ours.name) if inspector.has_table(ours.name) else []
    if any(column["name"] == ours.c.last_number.name for column in columns):
        return None
    detail = f"{place} is not this release's: its `alembic_version` is another application's, or its tables are gone"
    return Check(name="database", ok=False, detail=detail, remedy=_ANOTHER)


def _closed(engine: Engine, place: str, found: Standing, *, migrates: bool) -> Check | None:
    """The fault of a PostgreSQL database in which the tables that are needed cannot be made by this user."""
    makes = found is Standing.EMPTY or (migrates and found is Standing.BEHIND)
    if not makes or engine.dialect.name != "postgresql":
        return None
    asked = text("SELECT current_schema() AS name, has_schema_privilege(current_schema(), 'CREATE') AS is_open")
    with engine.connect() as connection:
        answer = connection.execute(asked).one()
    if answer.is_open:
        return None
    # A schema that may not even be used is none to the server.
    lacking = f"CREATE ON SCHEMA {answer.name}" if answer.name else "USAGE, CREATE ON SCHEMA public"
    detail = f"{place} lets this user make no tables"
    return Check(name="database", ok=False, detail=detail, remedy=_GRANT.format(lacking=lacking))


def _encoding(engine: Engine, place: str) -> Check | None:
    """The fault of a PostgreSQL database that cannot keep every character."""
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding == "UTF8":
        return None
    detail = f"{place} has the encoding {encoding}, in which not every character can be kept"
    remedy = "Make the database with ENCODING 'UTF8' and TEMPLATE template0, or let DATABASE_URL name another one."
    return Check(name="database", ok=False, detail=detail, remedy=remedy)


def _place(address: URL) -> str:
    """Which database it is, without the password or anything else that an address may hold."""
    if address.get_backend_name() == "sqlite":
        return f"the SQLite file {address.database}"
    return f"the PostgreSQL database {address.database or 'of the default name'} on {address.host or 'this machine'}"


def _is_there(path: Path) -> bool:
    """Whether there is such a file; raises OSError where this user may not look, or where there can be none."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _writable_folder(place: str, file: Path) -> Check:
    # A link to nowhere is in the way of a folder.
    folder = next(folder for folder in file.absolute().parents if _is_there(folder) or folder.is_symlink())
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return Check(
            name="database",
            ok=False,
            detail=f"{place} cannot be made: {folder} is no folder that this user may write to",
            remedy="Set TECHSPEC_DATA to a folder of the bot's own, or mend its owner.",
        )
    if max(len(os.fsencode(name)) for name in file.parts) > os.pathconf(folder, "PC_NAME_MAX"):
        # The system says so only where the folder around that name is there.
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    return Check(name="database", ok=True, detail=f"{place} is not there yet, and can be made")


def _schema(found: Standing, *, migrates: bool) -> Check:
    to_head = f"Run `{typed('migrate')}`; `run` does so by itself."
    match found:
        case Standing.CURRENT:
            return Check(name="schema", ok=True, detail="the database is at this release's schema")
        case Standing.AHEAD:
            detail = "the database is ahead of this release, which does not know its schema"
            remedy = "Start the newer release again, or go back to a backup of the database."
            return Check(name="schema", ok=False, detail=detail, remedy=remedy)
        case Standing.EMPTY:
            return Check(name="schema", ok=migrates, detail="the database has no tables yet", remedy=to_head)
        case Standing.BEHIND:
            return Check(name="schema", ok=migrates, detail="the database is behind this release", remedy=to_head)


def _reason(error: Exception, address: URL) -> str:
    said = error.strerror if isinstance(error, OSError) else getattr(error, "orig", None)
    line = str(said or error).strip().partition("\n")[0]
    return line.replace(str(address.password), "…") if address.password else line
