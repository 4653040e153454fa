"""The way to the database: which addresses are understood, and that nobody waits longer than a person would."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from time import monotonic

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import config
from bot.db import outbox, schema, session, specs
from bot.db.session import CONNECTIONS, POOL_TIMEOUT_S, open_engine, open_sessions, read_address, threads_for
from bot.errors import Refused
from tests.db.postgres import EMPTY, Server
from tests.domain.facts import DRAFT, NOW, TEAM

PATIENCE_S = 2
"""A deadline of one second, and what a busy machine adds."""


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    engine = open_engine(postgresql_url)
    yield engine
    engine.dispose()


def ask(engine: Engine, question: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(question)).scalar()


# ------------------------------------------------------------------------------------------------------------ addresses


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_means_the_one_driver(scheme: str) -> None:
    address = read_address(f" {scheme}://dana:p%40ss@db.example:5433/specs?sslmode=require\n")
    assert address.drivername == "postgresql+psycopg"
    assert (address.password, address.host, address.port, address.database) == ("p@ss", "db.example", 5433, "specs")
    assert address.query == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://dana:s3cret@db/specs", "begins with mysql://"),
        (
            "postgresql+psycopg2://dana:s3cret@db/specs",
            r"begins with postgresql\+psycopg2://.*begin it with postgresql",
        ),
        ("sqlite+aiosqlite:///specs.db", "begins with sqlite\\+aiosqlite://"),
        ("postgres://dana:s3cret@db:port/specs", "should be an address such as"),
        ("postgres://dana:wh@s3cret@db/specs", "write % and @ in a password as %25 and %40"),
        ("dana:s3cret@db/specs", "should be an address such as"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        (f"postgres://dana:s3cret@{'d' * 64}.example/specs", "should be an address such as"),
        ("postgres://dana:s3cret@db..example/specs", "should be an address such as"),
        ("sqlite:///specs%00.db", "holds a NUL character, which no path can"),
        ("sqlite:///~nobody-of-that-name/specs.db", "begins with ~, and there is no such user"),
    ],
)
def test_another_address_is_refused_in_one_line_that_helps_and_keeps_the_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Refused, match=f"^DATABASE_URL .*{told}") as refused:
        config.load()
    assert "\n" not in str(refused.value)
    assert "s3cret" not in str(refused.value)
    with pytest.raises(ValueError, match=told):
        open_engine(url)


def test_several_servers_may_be_named() -> None:
    assert read_address("postgres://dana@one.example,two.example/specs").host == "one.example,two.example"


def test_settings_give_the_address_to_connect_to_and_show_nobody_the_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgres://dana:s3cret@db.example/specs")
    settings = config.load()
    assert settings.database == "postgresql+psycopg://dana:s3cret@db.example/specs"
    assert "s3cret" not in repr(settings)


def test_without_an_address_there_is_a_file_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", " ")
    monkeypatch.setenv("TECHSPEC_DATA", str(tmp_path / "data"))
    engine = open_engine(config.load().database)
    with engine.begin():
        pass
    engine.dispose()
    assert (tmp_path / "data" / "techspec.sqlite3").is_file()


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    engine = open_engine(f"sqlite:///{tmp_path}/file/specs.db")
    with pytest.raises(OperationalError, match="unable to open database file"):
        ask(engine, "SELECT 1")
    engine.dispose()


def test_a_file_may_be_named_from_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/srv/dana")
    assert read_address("sqlite:///~/specs.db").database == "/srv/dana/specs.db"


# ------------------------------------------------------------------------------------------------------------- patience


def test_who_waits_for_a_lock_hears_soon_that_the_database_is_busy(database_url: str, template_id: int) -> None:
    holder, other = open_engine(database_url), open_engine(database_url)
    with open_sessions(holder).begin() as session:
        specs.add(session, DRAFT, template_id)
    with open_sessions(holder).begin() as session:
        specs.load(session, TEAM, DRAFT.number, lock=True)
        began = monotonic()
        with pytest.raises(OperationalError), open_sessions(other).begin() as waiting:
            specs.load(waiting, TEAM, DRAFT.number, lock=True)
        assert 0.5 < monotonic() - began < PATIENCE_S
    with open_sessions(other).begin() as session:
        assert specs.load(session, TEAM, DRAFT.number, lock=True) is not None
    holder.dispose()
    other.dispose()


def test_a_statement_that_takes_too_long_is_given_up(postgresql: Engine) -> None:
    began = monotonic()
    with pytest.raises(OperationalError, match="statement timeout"):
        ask(postgresql, "SELECT pg_sleep(30)")
    assert monotonic() - began < PATIENCE_S
    assert ask(postgresql, "SELECT 1") == 1


def test_who_finds_every_connection_taken_hears_it_soon(postgresql: Engine) -> None:
    taken = [postgresql.connect() for _ in range(CONNECTIONS)]
    began = monotonic()
    with pytest.raises(PoolTimeout):
        postgresql.connect()
    assert POOL_TIMEOUT_S <= monotonic() - began < PATIENCE_S
    for connection in taken:
        connection.close()
    assert ask(postgresql, "SELECT 1") == 1


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up() -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        engine = open_engine(f"postgres://dana@127.0.0.1:{silent.getsockname()[1]}/specs")
        began = monotonic()
        with pytest.raises(OperationalError):
            engine.connect()
        assert monotonic() - began < 2 + PATIENCE_S
        engine.dispose()


def test_a_connection_that_the_server_dropped_is_replaced_unnoticed(
    postgres_server: Server, postgresql: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PING_AFTER_S", 0)
    before = ask(postgresql, "SELECT pg_backend_pid()")
    postgres_server.command(f"SELECT pg_terminate_backend({before})")
    assert ask(postgresql, "SELECT pg_backend_pid()") != before


def test_an_address_keeps_its_own_options_but_the_deadlines(postgresql_url: str) -> None:
    own = "&options=-c%20statement_timeout%3D0%20-c%20work_mem%3D8MB&application_name=specs-bot"
    engine = open_engine(postgresql_url + own)
    asked = ("statement_timeout", "lock_timeout", "work_mem", "application_name", "transaction_isolation")
    told = [ask(engine, f"SHOW {name}") for name in asked]
    assert told == ["1s", "1s", "8MB", "specs-bot", "read committed"]
    engine.dispose()


def test_the_server_is_told_who_asks(postgresql: Engine) -> None:
    assert ask(postgresql, "SHOW application_name") == "techspec"


def test_text_is_text_whatever_encoding_the_server_keeps(postgres_server: Server) -> None:
    with postgres_server.database(f"{EMPTY} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'") as url:
        engine = open_engine(url + "&client_encoding=latin1")
        assert ask(engine, "SELECT '🧾'") == "🧾"
        engine.dispose()


def test_sqlite_gets_one_thread_and_postgresql_as_many_as_it_has_connections(engine: Engine) -> None:
    assert threads_for(engine) == {"sqlite": 1, "postgresql": CONNECTIONS}[engine.dialect.name]
    with ThreadPoolExecutor(threads_for(engine)) as pool:
        asked = [pool.submit(ask, engine, "SELECT 1") for _ in range(3 * threads_for(engine))]
    assert {answer.result() for answer in asked} == {1}


# --------------------------------------------------------------------------------------------------------- what it holds


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/New_York", "UTC"])
def test_times_are_the_same_whatever_zone_the_server_keeps(
    postgres_server: Server, postgresql_url: str, zone: str
) -> None:
    name = read_address(postgresql_url).database
    postgres_server.command(f"ALTER DATABASE {name} SET timezone = '{zone}'")
    engine = open_engine(postgresql_url)
    assert ask(engine, "SHOW timezone") == zone
    with open_sessions(engine).begin() as session:
        session.execute(schema.handled.insert().values(workspace_id=TEAM, key="key", at=NOW))
        kept = session.scalar(select(schema.handled.c.at))
        clock = outbox.read_clock(session)
    assert (kept, kept.tzinfo, clock.tzinfo) == (NOW, UTC, UTC)
    assert abs((clock - datetime.now(UTC)).total_seconds()) < PATIENCE_S
    engine.dispose()
