"""What the doctor says of the database."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from bot import config, doctor
from bot.db import standing
from bot.db.session import Sessions, open_engine
from bot.db.standing import Standing
from bot.doctor import database
from tests.db.postgres import EMPTY, Server
from tests.doctor.examining import WRONG, Setting, bot, refusal, the_one_fault, to_mend

NOBODY = 65534

V3 = (3).to_bytes(2) + (0).to_bytes(2)
"""What a message of PostgreSQL's protocol 3.0 begins with."""


@contextmanager
def somebody_else() -> Iterator[None]:
    """Who is not root, for whom every folder is open."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database(EMPTY) as url:
        yield url


@pytest.mark.usefixtures("slack")
async def test_a_database_that_is_not_there_is_for_migrate_or_run_to_make(tmp_path: Path) -> None:
    fault = await the_one_fault()
    assert (fault.name, fault.detail) == ("schema", "the database has no tables yet")
    assert "python -m bot migrate" in str(fault.remedy)
    assert not (tmp_path / "data").exists()
    assert "python -m bot migrate" in await refusal()
    await doctor.refuse_faulty_start(config.load(), migrates=True)


@pytest.mark.parametrize(("revision", "said"), [("0001", "behind this release"), ("9999", "ahead of this release")])
@pytest.mark.usefixtures("slack")
async def test_a_database_of_another_release_is_named(at_head: Sessions, revision: str, said: str) -> None:
    with at_head.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    fault = await the_one_fault()
    assert fault.name == "schema"
    assert said in fault.detail
    assert said in await refusal()


@pytest.mark.usefixtures("slack")
async def test_a_database_ahead_of_the_release_stops_run_too(at_head: Sessions) -> None:
    with at_head.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "ahead of this release" in await refusal(migrates=True)


@pytest.mark.usefixtures("slack")
async def test_a_file_that_is_no_database_is_named(tmp_path: Path, setting: Setting) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Buy milk. " * 200)
    setting("DATABASE_URL", f"sqlite:///{file}")
    fault = await the_one_fault()
    assert fault.detail == f"the SQLite file {file} cannot be used: file is not a database"
    assert "file is not a database" in await refusal(migrates=True)


@pytest.mark.usefixtures("slack")
async def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    faults = {fault.name: fault for fault in await to_mend()}
    assert "is no folder that this user may write to" in faults["database"].detail
    assert "TECHSPEC_DATA" in await refusal(migrates=True)


@pytest.mark.parametrize("path", [f"{'n' * 300}.db", f"new/{'n' * 300}/specs.db"])
@pytest.mark.usefixtures("slack")
async def test_a_file_whose_name_is_too_long_is_named(tmp_path: Path, setting: Setting, path: str) -> None:
    setting("DATABASE_URL", f"sqlite:///{tmp_path / path}")
    faults = {fault.name: fault for fault in await to_mend()}
    assert faults["database"].detail == f"the SQLite file {tmp_path / path} cannot be used: File name too long"
    assert await refusal(migrates=True) == faults["database"].sentence()


def test_a_folder_that_the_bots_user_may_not_look_into_is_named(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0)
    with somebody_else():
        [fault] = database.look(f"sqlite:///{shut}/specs.db")
    assert not fault.ok
    assert fault.detail == f"the SQLite file {shut}/specs.db cannot be used: Permission denied"
    assert "who may write that file and its folder" in str(fault.remedy)


@pytest.mark.usefixtures("slack")
async def test_a_data_folder_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "nowhere")
    faults = {fault.name: fault for fault in await to_mend()}
    assert f"{tmp_path}/data is no folder that this user may write to" in faults["database"].detail
    for command in ("run", "migrate"):
        assert await bot(command) == (1, "", f"techspec: {faults['database'].sentence()}\n")


@pytest.mark.usefixtures("slack")
async def test_a_postgresql_that_does_not_answer_is_named_without_its_password(setting: Setting) -> None:
    setting("DATABASE_URL", f"postgres://dana:{WRONG}@127.0.0.1:1/specs")
    fault = await the_one_fault()
    assert fault.detail.startswith("the PostgreSQL database specs on 127.0.0.1 cannot be used: ")
    assert "Connection refused" in fault.detail
    assert WRONG not in str(fault)
    assert WRONG not in await refusal(migrates=True)


@pytest.mark.usefixtures("slack")
async def test_a_postgresql_that_takes_no_writes_is_named(setting: Setting, postgresql_url: str) -> None:
    separator = "&" if "?" in postgresql_url else "?"
    setting("DATABASE_URL", f"{postgresql_url}{separator}options=-c default_transaction_read_only=on")
    assert "read-only transaction" in (await the_one_fault()).detail


@contextmanager
def of_a_role_that_owns_nothing(server: Server, url: str) -> Iterator[str]:
    """The address for a user who may do what PostgreSQL 15 and newer let everybody do."""
    server.command("CREATE ROLE visitor LOGIN")
    own = make_url(url).set(username="visitor").render_as_string(hide_password=False)
    yield own
    owner = open_engine(url)
    with owner.begin() as connection:
        connection.execute(text("DROP OWNED BY visitor"))
    owner.dispose()
    server.command("DROP ROLE visitor")


def say(url: str, *statements: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    ("said", "lacking"),
    [
        ("SELECT 1", "CREATE ON SCHEMA public"),
        ("REVOKE ALL ON SCHEMA public FROM PUBLIC", "USAGE, CREATE ON SCHEMA public"),
    ],
)
@pytest.mark.usefixtures("slack")
async def test_a_postgresql_that_lets_the_bot_make_no_tables_is_named(
    setting: Setting, postgres_server: Server, said: str, lacking: str
) -> None:
    with postgres_server.database(EMPTY) as url, of_a_role_that_owns_nothing(postgres_server, url) as own:
        say(url, said)
        setting("DATABASE_URL", own)
        fault = await the_one_fault()
        assert fault.detail.endswith(" lets this user make no tables")
        assert f"own the database and what is in it, or GRANT {lacking} to it" in str(fault.remedy)
        for command in ("run", "migrate"):
            assert await bot(command) == (1, "", f"techspec: {fault.sentence()}\n")
        say(url, f"GRANT {lacking} TO visitor")
        assert (await bot("migrate"))[0] == 0
        assert await to_mend() == []


@pytest.mark.usefixtures("slack")
async def test_a_bot_that_may_write_and_make_no_tables_needs_no_more_once_they_are_there(
    setting: Setting, postgres_server: Server, postgresql_url: str
) -> None:
    with of_a_role_that_owns_nothing(postgres_server, postgresql_url) as own:
        setting("DATABASE_URL", own)
        lacking = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public"
        assert f"own the database and what is in it, or GRANT {lacking} to it" in str((await the_one_fault()).remedy)
        say(postgresql_url, f"GRANT {lacking} TO visitor")
        assert await to_mend() == []


def test_an_upgrade_that_may_make_no_tables_is_told_with_what_would_let_it(
    postgres_server: Server, postgresql_url: str
) -> None:
    with of_a_role_that_owns_nothing(postgres_server, postgresql_url) as own:
        engine = open_engine(own)
        with pytest.raises(ProgrammingError) as refused, engine.begin() as connection:
            connection.execute(text("CREATE TABLE moods (id INTEGER)"))
        engine.dispose()
        remedy = str(database.unusable(own, refused.value).remedy)
        assert "own the database and what is in it, or GRANT CREATE ON SCHEMA public to it" in remedy


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (("CREATE TABLE specs (id INTEGER)",), "holds tables of something else, in the way of the bot's own: specs"),
        (
            ("CREATE VIEW specs AS SELECT 1 AS id",),
            "holds tables of something else, in the way of the bot's own: specs",
        ),
        (("CREATE TABLE alembic_version AS SELECT '4ae1027a6acf' AS version_num",), "is not this release's: its "),
        (("CREATE TABLE alembic_version AS SELECT '0001' AS version_num",), "is not this release's: its "),
        (
            (
                "CREATE TABLE alembic_version AS SELECT '4ae1027a6acf' AS version_num",
                "CREATE TABLE workspaces (name TEXT)",
            ),
            "is not this release's: its ",
        ),
    ],
)
@pytest.mark.usefixtures("slack")
async def test_a_database_of_something_else_is_named(
    setting: Setting, empty_url: str, made: tuple[str, ...], said: str
) -> None:
    say(empty_url, *made)
    setting("DATABASE_URL", empty_url)
    fault = await the_one_fault()
    assert said in fault.detail
    assert fault.remedy == "Let DATABASE_URL name another, empty database."
    for command in ("run", "migrate"):
        assert await bot(command) == (1, "", f"techspec: {fault.sentence()}\n")


def test_tables_of_something_else_that_are_in_nobodys_way_may_stay(empty_url: str) -> None:
    say(empty_url, "CREATE TABLE invoices (id INTEGER)")
    assert [check.ok for check in database.look(empty_url, migrates=True)] == [True, True]


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
@pytest.mark.usefixtures("slack")
async def test_a_postgresql_that_cannot_keep_every_character_is_named(
    setting: Setting, postgres_server: Server, encoding: str
) -> None:
    with postgres_server.database(f"{EMPTY} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'") as url:
        setting("DATABASE_URL", url)
        fault = await the_one_fault()
        assert f" has the encoding {encoding}, in which not every character can be kept" in fault.detail
        assert "Make the database with ENCODING 'UTF8'" in str(fault.remedy)
        assert await refusal(migrates=True) == fault.sentence()
        for command in (["run"], ["migrate"], ["sandbox", "--no-browser", "--port", "0", "--database", url]):
            assert await bot(*command) == (1, "", f"techspec: {fault.sentence()}\n")


@pytest.mark.usefixtures("slack")
async def test_a_pooler_that_refuses_the_bots_connections_is_named_with_the_way_past_it(setting: Setting) -> None:
    """PgBouncer knows few of the parameters that a connection may begin with."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        refusal = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
        asked = b""
        while not asked.startswith(V3):
            if asked:
                writer.write(b"N")  # neither TLS nor GSSAPI
            length = int.from_bytes(await reader.readexactly(4))
            asked = await reader.readexactly(length - 4)
        writer.write(b"E" + (len(refusal) + 4).to_bytes(4) + refusal)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as pooler:
        setting("DATABASE_URL", f"postgres://dana@127.0.0.1:{pooler.sockets[0].getsockname()[1]}/specs")
        fault = await the_one_fault()
        assert "unsupported startup parameter: options" in fault.detail
        assert "put the database server's own (direct) address into DATABASE_URL" in str(fault.remedy)
        assert await refusal(migrates=True) == fault.sentence()


@pytest.mark.parametrize("where", list(Standing))
def test_every_standing_is_told_apart(database_url: str, where: Standing) -> None:
    statement = {
        Standing.EMPTY: "DELETE FROM alembic_version",
        Standing.BEHIND: "UPDATE alembic_version SET version_num = '0001'",
        Standing.CURRENT: "SELECT 1",
        Standing.AHEAD: "UPDATE alembic_version SET version_num = '9999'",
    }[where]
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    assert standing.of(engine) is where
    engine.dispose()
