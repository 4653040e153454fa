"""Migrations: from nothing to the schema that the code knows, whoever starts at the same time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, String, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.db import migrate, schema, standing
from bot.db.session import BUSY_TIMEOUT_MS, open_engine
from tests.db.postgres import EMPTY, Server
from tests.domain.facts import NOW

STARTERS = 4

TEMPLATE = {"id": 1, "workspace_id": "T-ONE", "channel_id": "", "version": 1, "source": "# 🧾\n", "digest": "d"}

PERSON_OF_NO_WORKSPACE = {
    "workspace_id": "T-NONE",
    "id": "U-DANA",
    "name": "Dana",
    "zone": "UTC",
    "is_bot": False,
    "is_guest": False,
    "is_deactivated": False,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def make_empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Gives addresses of databases that nobody has used."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            numbers = count(1)
            yield lambda: f"sqlite:///{tmp_path / 'folder' / str(next(numbers))}.db"
        else:
            server: Server = request.getfixturevalue("postgres_server")
            yield lambda: stack.enter_context(server.database(EMPTY))


@pytest.fixture
def empty_url(make_empty: Callable[[], str]) -> str:
    return make_empty()


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def definitions(engine: Engine) -> dict[str, str]:
    """Every index as the database keeps it: what the comparison does not look at, such as what a partial one covers."""
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    with engine.connect() as connection:
        found = connection.execute(text(query[engine.dialect.name]))
        # The migrations' own table is none of the schema's.
        return {name: definition for name, definition in found if not name.startswith("alembic_version")}


def test_an_empty_database_becomes_what_the_schema_says(empty: Engine) -> None:
    assert not standing.is_current(empty)
    migrate.upgrade(empty)
    assert standing.is_current(empty)
    assert migrate.drift(empty) == []


def test_the_names_of_the_files_tell_what_alembic_reads_in_them() -> None:
    scripts = ScriptDirectory.from_config(migrate._config())
    assert standing.revisions() == [script.revision for script in reversed(list(scripts.walk_revisions()))]


def test_partial_indexes_cover_what_the_schema_says(empty: Engine, make_empty: Callable[[], str]) -> None:
    migrate.upgrade(empty)
    modelled = open_engine(make_empty())
    schema.metadata.create_all(modelled)
    assert definitions(empty) == definitions(modelled)
    assert any("WHERE" in definition for definition in definitions(empty).values())
    modelled.dispose()


def test_an_upgrade_of_a_database_at_head_keeps_everything(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(schema.workspaces.insert().values(id="T-ONE", last_number=7))
    migrate.upgrade(engine)
    assert standing.is_current(engine)
    with engine.connect() as connection:
        assert connection.execute(schema.workspaces.select()).all() == [("T-ONE", 7)]


@contextmanager
def at_revision(engine: Engine, revision: str) -> Iterator[Connection]:
    """An older release's database, with a template."""
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(schema.workspaces.insert().values(id="T-ONE", last_number=7))
        connection.execute(schema.templates.insert().values(added_at=NOW, **TEMPLATE))
        yield connection


def test_an_upgrade_from_the_first_release_keeps_its_templates(empty: Engine) -> None:
    with at_revision(empty, "0001"):
        pass
    migrate.upgrade(empty)
    assert migrate.drift(empty) == []
    with empty.connect() as connection:
        (row,) = connection.execute(schema.templates.select())
    assert TEMPLATE.items() <= row._asdict().items()


def test_an_upgrade_keeps_the_reminders_and_gives_each_drafts_card_its_owner(empty: Engine) -> None:
    rows = {
        "reminders": "(1, 'unscheduled', 'U-DANA', 'once', :now)",
        "outbox": "(1, 'T-ONE', 1, 'draft card', '', 'U-DANA', 'd1', 1, :no, 0)",
    }
    columns = {
        "reminders": "spec_id, kind, user_id, occasion, at",
        "outbox": "id, workspace_id, spec_id, kind, subject, user_id, delivery_id, wanted, unsure, attempts",
    }
    with at_revision(empty, "0004") as connection:
        spec = {"id": 1, "workspace_id": "T-ONE", "number": 1, "title": "T", "drafter_id": "U-DANA", "channel_id": "C"}
        connection.execute(schema.specs.insert().values(created_at=NOW, revision=1, template_id=1, **spec))
        for table in ("reminders", "outbox"):
            given = {"now": NOW} if table == "reminders" else {"no": False}
            connection.execute(text(f"INSERT INTO {table} ({columns[table]}) VALUES {rows[table]}"), given)  # noqa: S608
    migrate.upgrade(empty)
    with empty.connect() as connection:
        [reminder] = connection.execute(select(schema.reminders))
        [card] = connection.execute(select(schema.outbox))
    assert (reminder.user_id, reminder.occasion, reminder.message) == ("U-DANA", "once", None)
    assert (card.kind, card.subject, card.spec_id) == ("draft card", "U-DANA", 1)


def test_an_upgrade_keeps_who_was_told_of_a_closed_channel_and_asked_to_take_over(empty: Engine) -> None:
    with at_revision(empty, "0006") as connection:
        spec = {"workspace_id": "T-ONE", "title": "T", "drafter_id": "U-DANA", "channel_id": "C", "revision": 1}
        for number, shared_at in ((1, NOW), (2, NOW), (3, None)):
            numbered = {"id": number, "number": number, "shared_at": shared_at, "template_id": 1, "created_at": NOW}
            connection.execute(schema.specs.insert().values(**spec, **numbered))
        row = {"workspace_id": "T-ONE", "wanted": 1, "unsure": False, "attempts": 0, "channel_id": "D"}
        closed = {"kind": "channel closed", "subject": "U-DANA/C/2026-03-02T15:00:00+00:00", "user_id": "U-DANA"}
        asked = {"kind": "take over", "subject": "U-DANA/U-SAM", "user_id": "U-SAM", "spec_id": 1}
        connection.execute(schema.outbox.insert().values(**row, **closed, delivery_id="d1", ts="1.2"))
        connection.execute(schema.outbox.insert().values(**row, **asked, delivery_id="d2", ts="1.3"))
    migrate.upgrade(empty)
    with empty.connect() as connection:
        told = {
            (r.spec_id, r.kind, r.user_id, r.occasion): r.message for r in connection.execute(select(schema.reminders))
        }
        rows = {r.ts: (r.kind, r.subject) for r in connection.execute(select(schema.outbox))}
    message = told[1, "channel closed", "U-DANA", "C/2026-03-02T15:00:00+00:00"]
    assert told == {
        (1, "take over", "U-SAM", "left/U-DANA"): None,
        (1, "channel closed", "U-DANA", "C/2026-03-02T15:00:00+00:00"): message,
        (2, "channel closed", "U-DANA", "C/2026-03-02T15:00:00+00:00"): message,
    }
    assert rows == {
        "1.2": ("message of the day", f"U-DANA/{message}"),
        "1.3": ("reminder", "take over/U-SAM/left/U-DANA"),
    }


def test_an_upgrade_keeps_what_was_not_finished_and_the_way_back_keeps_the_newest(empty: Engine) -> None:
    form = {"workspace_id": "T-ONE", "user_id": "U-DANA", "held": {"filled": {"title": "𠮷"}}, "at": NOW}
    with at_revision(empty, "0007") as connection:
        connection.execute(schema.unfinished_forms.insert().values(key="one", **form))
    migrate.upgrade(empty)
    with empty.begin() as connection:
        assert connection.execute(select(schema.unfinished_forms)).all() == []
        [kept] = connection.execute(select(schema.unfinished))
        assert kept._asdict() == {**form, "key": "one", "about": "new spec"}
        newer = {**form, "at": NOW + timedelta(hours=1)}
        connection.execute(schema.unfinished.insert().values(key="two", about="new spec", **newer))
        connection.execute(schema.unfinished.insert().values(key="three", about="edit/1", **newer))
    with empty.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
        assert [row.key for row in connection.execute(select(schema.unfinished_forms))] == ["two"]


def test_an_upgrade_keeps_how_far_reactions_were_followed_and_none_of_them_waits(empty: Engine) -> None:
    heard = {"workspace_id": "T-ONE", "channel_id": "C", "ts": "1.2", "user_id": "U-SAM", "emoji": "bell", "at": NOW}
    with at_revision(empty, "0007") as connection:
        connection.execute(schema.newest_reactions.insert().values(heard))
    migrate.upgrade(empty)
    with empty.connect() as connection:
        [row] = connection.execute(select(schema.newest_reactions))
    assert row._asdict() == {**heard, "waits": None}


def test_an_upgrade_keeps_what_waits_to_be_sent_and_makes_room_for_comments(empty: Engine) -> None:
    spec = {"id": 1, "workspace_id": "T-ONE", "number": 1, "title": "T", "drafter_id": "U-DANA", "channel_id": "C"}
    row = {"workspace_id": "T-ONE", "spec_id": 1, "kind": "announcement", "subject": "meeting/0", "delivery_id": "d1"}
    said = {
        "spec_id": 1,
        "by": "U-SAM",
        "kind": "question",
        "heading": "Costs",
        "revision": 1,
        "text": "𠮷?",
        "quote": "",
    }
    with at_revision(empty, "0007") as connection:
        connection.execute(schema.specs.insert().values(created_at=NOW, revision=1, template_id=1, **spec))
        connection.execute(schema.outbox.insert().values(wanted=1, unsure=False, attempts=0, **row))
    migrate.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(schema.comments.insert().values(at=NOW, **said))
        [kept] = connection.execute(select(schema.outbox))
        [comment] = connection.execute(select(schema.comments))
    assert row.items() <= kept._asdict().items()
    assert {**said, "at": NOW}.items() <= comment._asdict().items()


def test_an_upgrade_leaves_readers_open_and_a_downgrade_makes_optional_stakeholders_readers(empty: Engine) -> None:
    parts = [("U-SAM", "optional"), ("U-RITA", "optional"), ("U-RITA", "reader"), ("U-OTTO", "stakeholder")]
    with at_revision(empty, "0010") as connection:
        spec = "(1, 'T-ONE', 1, 'T', 'U-DANA', 'C', 1, 1, :now)"
        columns = "id, workspace_id, number, title, drafter_id, channel_id, template_id, revision, created_at"
        connection.execute(text(f"INSERT INTO specs ({columns}) VALUES {spec}"), {"now": NOW})  # noqa: S608
    migrate.upgrade(empty)
    with empty.begin() as connection:
        assert connection.scalars(select(schema.specs.c.readers_chosen_at)).all() == [None]
        for position, (user, role) in enumerate(parts):
            row = {"spec_id": 1, "user_id": user, "role": role, "position": position}
            connection.execute(schema.participants.insert().values(row))
    with migrate._alone(empty) as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0010")
    with empty.connect() as connection:
        kept = connection.execute(select(schema.participants.c.user_id, schema.participants.c.role))
        assert set(kept) == {("U-SAM", "reader"), ("U-RITA", "reader"), ("U-OTTO", "stakeholder")}
        assert "readers_chosen_at" not in {column["name"] for column in inspect(connection).get_columns("specs")}


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
            # What no database could take for the same type: text that is counted in another way.
            table.alter_column("key", type_=String(64))
    assert any("modify_type" in difference for difference in migrate.drift(engine))


def test_a_database_ahead_of_this_release_is_not_current(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    assert not standing.is_current(engine)


def test_an_upgrade_leaves_the_connection_as_strict_and_impatient_as_it_was(engine: Engine) -> None:
    asked, expected = {
        "sqlite": (("PRAGMA foreign_keys", "PRAGMA busy_timeout"), [1, 1_000]),
        "postgresql": (("SHOW statement_timeout", "SHOW lock_timeout"), ["1s", "1s"]),
    }[engine.dialect.name]

    def settings() -> list[object]:
        with engine.connect() as connection:
            return [connection.exec_driver_sql(question).scalar() for question in asked]

    assert settings() == expected
    migrate.upgrade(engine)
    assert settings() == expected


def start(url: str) -> bool:
    """What each of several processes does when the bot starts."""
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
        return standing.is_current(engine)
    finally:
        engine.dispose()


def test_several_that_start_at_the_same_time_do_not_break_each_other(empty_url: str, empty: Engine) -> None:
    with ThreadPoolExecutor(STARTERS) as pool:
        assert list(pool.map(start, [empty_url] * STARTERS)) == [True] * STARTERS
    assert migrate.drift(empty) == []


def test_an_upgrade_waits_for_one_that_is_under_way(empty_url: str, empty: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        with empty.begin() as under_way:
            if under_way.dialect.name == "postgresql":
                under_way.execute(select(func.pg_advisory_xact_lock(migrate.UPGRADE_LOCK)))
            waiting = pool.submit(start, empty_url)
            # Longer than a transaction of the bot would wait.
            with pytest.raises(TimeoutError):
                waiting.result(timeout=BUSY_TIMEOUT_MS / 1_000 + 0.1)
            assert MigrationContext.configure(under_way).get_current_heads() == ()
        assert waiting.result(timeout=10)


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(DBAPIError, match=r'outbox"? already exists'):
        migrate.upgrade(empty)
    with empty.connect() as connection:
        assert inspect(connection).get_table_names() == ["outbox"]


def test_an_upgrade_that_would_leave_rows_pointing_to_nothing_fails(sqlite_url: str) -> None:
    # PostgreSQL never lets go of its foreign keys, so there it cannot happen.
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(schema.people.insert().values(PERSON_OF_NO_WORKSPACE))
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(ValueError, match="people"):
        migrate.upgrade(engine)
    engine.dispose()


def test_a_migration_may_take_longer_than_a_person_would_wait(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    with migrate._alone(engine) as connection:
        connection.execute(text(f"SELECT pg_sleep({BUSY_TIMEOUT_MS / 1_000 + 0.2})"))
    engine.dispose()


def test_the_migrations_are_one_line_without_branches() -> None:
    scripts = ScriptDirectory.from_config(migrate._config())
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1


def test_going_back_to_nothing_leaves_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
