"""The command line: what machines read from it, and one line for each thing that is wrong."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from bot import __version__, cli, config
from bot.db.session import open_engine
from bot.errors import Refused
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.slack import scopes

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"
TEMPLATE = FIXTURES / "templates" / "echo-tech-spec.md"
SPECS = sorted([*(FIXTURES / "specs").glob("*.md"), *(FIXTURES / "own").glob("*.md")])


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own and no tokens."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL", "SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TECHSPEC_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    cli.main([*map(str, arguments), "--json"])
    return json.loads(capsys.readouterr().out)


def refused(*arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as stopped:
        cli.main([*map(str, arguments)])
    said = str(stopped.value)
    assert said.startswith("techspec: ")
    assert "\n" not in said
    return said


def misused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is wrong with the arguments, which is all but the usage."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    *_, said = capsys.readouterr().err.splitlines()
    return said.partition(" error: ")[2]


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_template_check_prints_what_a_template_becomes(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, "template", "check", TEMPLATE)
    assert {"name", "title", "labels", "fields", "intro", "sections", "process"} <= set(shown)
    assert shown["problems"] == []
    assert [set(field) for field in shown["fields"]] == [{"name", "hint"}] * len(shown["fields"])
    assert [set(section) for section in shown["sections"]] == [{"heading", "level", "hint"}] * len(shown["sections"])
    assert {frozenset(line) for line in shown["process"]} == {frozenset(("text", "role", "depth", "done", "kind"))}
    assert shown["process"][0]["depth"] == 0
    assert shown["process"][0]["kind"] == "schedule"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_template_check_ends_with_1_when_something_of_the_template_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    file = tmp_path / "template.md"
    file.write_text("---\nname: [Design\n---\n\n## Why now\n")
    with pytest.raises(SystemExit) as stopped:
        cli.main(["template", "check", str(file), *options])
    assert stopped.value.code == 1
    shown = capsys.readouterr()
    assert "Why now" in shown.out
    problem = json.loads(shown.out)["problems"][0] if options else shown.err
    assert "the front matter is no valid YAML" in problem


@pytest.mark.parametrize(
    ("text", "said"), [("# Design note\n", "Below the title of that"), ("Notes\n", "On line 1 and")]
)
def test_template_check_refuses_what_gives_an_empty_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "template.md"
    file.write_text(text)
    assert refused("template", "check", file).startswith(f"techspec: {said}")
    capsys.readouterr()
    assert "## Context" in refused("template", "check", file, "--json")
    assert json.loads(capsys.readouterr().out)["sections"] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## A\n\n# Process\n\n" + "- [ ] Anna: look\n" * 300, "300 lines, and up to 200 fit: those from line 205 on"),
        ("## A\n" * 4_001, "4,002 lines, and up to 4,000 fit"),
        ("## A\n" + "x" * 250_000, "250,005 bytes, and up to 250,000 fit"),
    ],
    ids=["checklist lines", "lines", "bytes"],
)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_template_check_refuses_what_is_too_long_for_slack(
    tmp_path: Path, text: str, said: str, options: list[str]
) -> None:
    file = tmp_path / "template.md"
    file.write_text(text)
    assert said in refused("template", "check", file, *options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## A\n", "It has no process list"),
        ("## A\n" * 81 + "# Process\n- [ ] look\n", "It has 81 sections and the form has room for 80."),
    ],
)
def test_template_check_says_what_specs_will_lack_and_ends_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "template.md"
    file.write_text(text)
    shown = printed(capsys, "template", "check", file)
    assert shown["problems"] == []
    assert said in shown["advice"][0]
    cli.main(["template", "check", str(file)])
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.stem)
def test_spec_parse_prints_how_a_document_is_read(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    shown = printed(capsys, "spec", "parse", file)
    assert set(shown) == {"title", "preamble", "fields", "sections", "process"}
    assert all(set(section) == {"heading", "level", "body"} for section in shown["sections"])


@pytest.mark.parametrize("file", [*SPECS, TEMPLATE], ids=lambda file: file.stem)
def test_spec_export_gives_the_same_bytes(capfdbinary: pytest.CaptureFixture[bytes], file: Path) -> None:
    cli.main(["spec", "export", str(file)])
    assert capfdbinary.readouterr().out == file.read_bytes()


@pytest.mark.parametrize("verb", [("template", "check"), ("spec", "parse")])
def test_without_json_it_prints_a_page_for_people(capsys: pytest.CaptureFixture[str], verb: tuple[str, str]) -> None:
    cli.main([*verb, str(TEMPLATE)])
    assert "Open Questions" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [("template", "check"), ("spec", "parse"), ("spec", "export")])
@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"caf\xe9", "not UTF-8 text (byte 4)"), (b"# A\n\x00", "NUL")]
)
def test_a_file_that_cannot_be_read_is_named_with_what_is_wrong(
    tmp_path: Path, verb: tuple[str, str], content: bytes | None, said: str
) -> None:
    file = tmp_path / "spec.md"
    if content is not None:
        file.write_bytes(content)
    assert said in refused(*verb, file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert f"{tmp_path} cannot be read: Is a directory" in refused("spec", "parse", tmp_path)


def test_manifest_prints_the_app_to_paste_for_either_way_to_reach_it(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected in (
        ([], scopes.manifest()),
        (["--url", "https://specs.example.com"], scopes.manifest("https://specs.example.com/slack/events")),
        (["--url", "https://example.com/specs/"], scopes.manifest("https://example.com/specs/slack/events")),
        (["--url", "https://example.com:8443/slack/events"], scopes.manifest("https://example.com:8443/slack/events")),
    ):
        cli.main(["manifest", *arguments])
        assert json.loads(capsys.readouterr().out) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("specs.example.com", "http://specs.example.com", "https://", "https://specs example.com", "https://[::1"),
        *("https://dana:s3cret@specs.example.com", "https://specs.example.com:99999", "https://specs.example.com/?a=1"),
    ],
)
def test_an_address_that_slack_cannot_reach_is_refused(capsys: pytest.CaptureFixture[str], url: str) -> None:
    said = misused(capsys, "manifest", "--url", url)
    assert said == "argument --url: write the address at which Slack reaches your server: https://specs.example.com"


def test_migrate_makes_the_database_in_a_fresh_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        cli.main(["migrate"])
    assert "newest schema" in capsys.readouterr().out
    engine = open_engine(f"sqlite:///{tmp_path}/data/techspec.sqlite3")
    assert "specs" in inspect(engine).get_table_names()
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "postgresql://dana:secret-word@127.0.0.1:9/specs",
            r"database specs on 127\.0\.0\.1 cannot be used: .*refused",
        ),
        ("postgresql://dana:secret-word@nowhere.invalid/specs", r"database specs on nowhere\.invalid cannot be used: "),
        ("sqlite:////dev/null/techspec.sqlite3", r"cannot be made: /dev/null is no folder"),
        ("sqlite:///notes.txt", "notes.txt cannot be used: file is not a database"),
        ("sqlite:///others.sqlite3", "others.sqlite3 holds tables of something else, in the way of .*: workspaces"),
        ("sqlite:///newer.sqlite3", "ahead of this release"),
    ],
)
def test_migrate_with_a_database_that_is_no_good_ends_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    (tmp_path / "notes.txt").write_text("Nothing that SQLite wrote. " * 100)
    versions = "CREATE TABLE alembic_version AS SELECT 'of-tomorrow' AS version_num;"
    for file, made_by in (
        ("others", "CREATE TABLE workspaces (name TEXT);"),
        ("newer", "CREATE TABLE workspaces (last_number INTEGER);" + versions),
    ):
        with closing(sqlite3.connect(tmp_path / f"{file}.sqlite3")) as database:
            database.executescript(made_by)
    monkeypatch.setenv("DATABASE_URL", url)
    line = refused("migrate")
    assert re.search(said, line)
    assert "secret-word" not in line


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            SlackApiError("no", {"ok": False, "error": "team_access_not_granted"}),
            "refused the start: team_access_not_g",
        ),
        (SlackApiError("no", "<html>Bad gateway"), "refused the start: HTTP error"),
        (
            aiohttp.ClientConnectionError("Connection reset by peer"),
            r"reached at https://slack\.com/api/: Connection re",
        ),
        (TimeoutError(), r"reached at https://slack\.com/api/: it does not answer in time"),
        (
            aiohttp.InvalidURL("http://256.1.1.1/"),
            r"reached at https://slack\.com/api/: no server can have that address",
        ),
        (aiohttp.ClientConnectionError(), r"reached at https://slack\.com/api/: the connection was lost"),
        (aiohttp.ClientPayloadError(), r"reached at https://slack\.com/api/: what answers cannot be understood"),
        (OperationalError("UPDATE specs", {}, sqlite3.OperationalError("database is locked")), "database is locked"),
    ],
)
async def test_what_goes_wrong_outside_the_bot_while_it_starts_or_runs_is_one_line(error: Exception, said: str) -> None:
    @asynccontextmanager
    async def running(*, starts: bool) -> AsyncIterator[str]:
        if not starts:
            raise error
        # What runs beside the bot may stop it at any time.
        asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGTERM)
        yield "It runs."
        raise error

    for starts in (False, True):
        with pytest.raises(Refused, match=said) as refusal:
            await cli._until_stopped(running(starts=starts), config.load())
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("missing", "given", "token"),
    [("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "xapp-1"), ("SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "xoxb-1")],
)
def test_run_without_a_token_names_the_one_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, missing: str, given: str, token: str
) -> None:
    monkeypatch.setenv(given, token)
    assert f"{missing} is not set" in refused("run")


async def test_run_with_a_wrong_token_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox(clock=Clock(), manifest=None, empty=True)
    await sandbox.start()
    try:
        monkeypatch.setenv("SLACK_API_URL", sandbox.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", sandbox.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong-secret")
        assert re.match("techspec: Slack .*invalid_auth", await ended())
        monkeypatch.setenv("SLACK_APP_TOKEN", sandbox.app_token)
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong-secret")
        assert re.match("techspec: Slack .*invalid_auth", await ended())
    finally:
        await sandbox.stop()


async def test_run_without_a_reachable_slack_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert (await ended()).startswith("techspec: Slack cannot be reached")


async def ended() -> str:
    """What `run` says when it ends by itself, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        _, said = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 1
    assert b"Traceback" not in said
    assert b"secret" not in said
    return said.decode().splitlines()[-1]


def test_the_sandbox_prints_its_address_and_ends_when_told() -> None:
    with running("sandbox", "--no-browser", "--empty", "--port", "0") as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.terminate()
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "99999", "take a port from 1 to 65535, or 0 for any free one"),
        ("--port", "-5", "take a port from 1 to 65535, or 0 for any free one"),
        ("--port", "any", "take a port from 1 to 65535, or 0 for any free one"),
        ("--database", "mysql://dana:s3cret@host/specs", "begins with mysql://, which is not supported; begin it with"),
        (
            "--database",
            "specs.db",
            "should be an address such as postgresql://user:password@host/techspec or sqlite://",
        ),
    ],
)
def test_an_option_of_the_sandbox_that_cannot_be_is_told_at_the_option(
    capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    told = misused(capsys, "sandbox", option, value)
    assert told.startswith(f"argument {option}: {said}")
    assert "s3cret" not in told


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://dana:s3cret@127.0.0.1:9/specs", "database specs on 127.0.0.1 cannot be used: "),
        ("sqlite:///notes.txt", "notes.txt cannot be used: file is not a database"),
        ("sqlite:////dev/null/specs.db", "cannot be made: /dev/null is no folder"),
    ],
)
def test_a_database_that_the_sandbox_cannot_use_is_one_line(tmp_path: Path, url: str, said: str) -> None:
    (tmp_path / "notes.txt").write_text("Nothing that SQLite wrote. " * 100)
    line = refused("sandbox", "--no-browser", "--port", "0", "--database", url)
    assert said in line
    assert "s3cret" not in line


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("sandbox", "--no-browser", "--port", str(port))
    assert said == f"techspec: port {port} cannot be used (address already in use). Try --port 0 for any free one."


def test_version_and_unknown_commands(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, code in ([("--version"), 0], ["dance", 2]):
        with pytest.raises(SystemExit) as stopped:
            cli.main([str(arguments)])
        assert stopped.value.code == code
    assert __version__ in capsys.readouterr().out
