"""Migrations: from nothing to the schema that the code knows, whoever starts at the same time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from bot.db import migrate, schema
from bot.db.session import BUSY_TIMEOUT_MS, open_engine

STARTERS = 4

PERSON_OF_NO_WORKSPACE = {
    "workspace_id": "T-NONE",
    "id": "U-DANA",
    "name": "Dana",
    "zone": "UTC",
    "is_bot": False,
    "is_guest": False,
    "is_deactivated": False,
}


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """The address of a database that nobody has used."""
    return f"sqlite:///{tmp_path / 'folder' / 'empty.db'}"


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def definitions(engine: Engine) -> dict[str, str]:
    """Every index as SQLite keeps it, by name: what the comparison does not look at, such as what a partial one covers."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
        return {row.name: row.sql for row in found}


def test_an_empty_database_becomes_what_the_schema_says(empty: Engine) -> None:
    assert not migrate.is_current(empty)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert migrate.drift(empty) == []


def test_partial_indexes_cover_what_the_schema_says(empty: Engine, tmp_path: Path) -> None:
    migrate.upgrade(empty)
    modelled = open_engine(f"sqlite:///{tmp_path / 'modelled.db'}")
    schema.metadata.create_all(modelled)
    assert definitions(empty) == definitions(modelled)
    modelled.dispose()


def test_an_upgrade_of_a_database_at_head_keeps_everything(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(schema.workspaces.insert().values(id="T-ONE", last_number=7))
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    with engine.connect() as connection:
        assert connection.execute(schema.workspaces.select()).all() == [("T-ONE", 7)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP INDEX ix_specs_channel", "ix_specs_channel"),
        ("ALTER TABLE specs DROP COLUMN url", "'url'"),
        ("ALTER TABLE specs ADD COLUMN mood VARCHAR(8)", "'mood'"),
        ("DROP TABLE handled", "'handled'"),
    ],
)
def test_drift_names_what_differs(engine: Engine, change: str, told: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(change))
    assert any(told in difference for difference in migrate.drift(engine))


def test_drift_sees_another_type(engine: Engine) -> None:
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("handled") as table:
            table.alter_column("key", type_=schema.Moment())
    assert any("modify_type" in difference for difference in migrate.drift(engine))


def test_a_database_ahead_of_this_release_is_not_current(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    assert not migrate.is_current(engine)


def test_an_upgrade_leaves_the_connection_as_strict_and_impatient_as_it_was(engine: Engine) -> None:
    with engine.connect() as connection:
        before = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "busy_timeout")]
    migrate.upgrade(engine)
    with engine.connect() as connection:
        after = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "busy_timeout")]
    assert before == after == [1, 1_000]


def start(url: str) -> bool:
    """What each of several processes does when the bot starts."""
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
        return migrate.is_current(engine)
    finally:
        engine.dispose()


def test_several_that_start_at_the_same_time_do_not_break_each_other(empty_url: str, empty: Engine) -> None:
    with ThreadPoolExecutor(STARTERS) as pool:
        assert list(pool.map(start, [empty_url] * STARTERS)) == [True] * STARTERS
    assert migrate.drift(empty) == []


def test_an_upgrade_waits_for_one_that_is_under_way(empty_url: str, empty: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        with empty.begin() as under_way:
            waiting = pool.submit(start, empty_url)
            # Longer than a transaction of the bot would wait.
            with pytest.raises(TimeoutError):
                waiting.result(timeout=BUSY_TIMEOUT_MS / 1_000 + 0.1)
            assert MigrationContext.configure(under_way).get_current_heads() == ()
        assert waiting.result(timeout=10)


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(OperationalError, match="outbox already exists"):
        migrate.upgrade(empty)
    with empty.connect() as connection:
        assert inspect(connection).get_table_names() == ["outbox"]


def test_an_upgrade_that_would_leave_rows_pointing_to_nothing_fails(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(schema.people.insert().values(PERSON_OF_NO_WORKSPACE))
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(ValueError, match="people"):
        migrate.upgrade(engine)


def test_the_migrations_are_one_line_without_branches() -> None:
    scripts = ScriptDirectory.from_config(migrate._config())
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1


def test_going_back_to_nothing_leaves_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
