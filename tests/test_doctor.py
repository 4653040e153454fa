"""The doctor: each thing that can be missing is named with what to do, and a start refuses what it would name."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from sqlalchemy import text

from bot import cli, config, doctor
from bot.db import channels, outbox, specs, standing, templates, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions, open_engine, open_sessions
from bot.db.standing import Standing
from bot.db.templates import BUILT_IN
from bot.doctor import given_up
from bot.doctor.check import Check
from bot.errors import Refused
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Fault
from bot.slack import scopes
from bot.slack.deliver import HOPELESS
from tests.domain.facts import CREATED_AT, DRAFT, NOW, TEAM

ROOT = Path(__file__).resolve().parents[1]
WRONG = "wrong-secret"
V3 = (3).to_bytes(2) + (0).to_bytes(2)
"""What a message of PostgreSQL's protocol 3.0 begins with."""
LONG_AGO = datetime(2024, 2, 29, tzinfo=UTC)
TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")

Setting = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """An empty folder to start in with nothing set, and a way to set something."""
    for name in config.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("TECHSPEC_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return monkeypatch.setenv


@asynccontextmanager
async def workspace(manifest: Mapping[str, Any] | None) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(clock=Clock(), manifest=manifest, empty=True)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


def enter(sandbox: Sandbox, setting: Setting) -> None:
    """Everything that the bot needs to be in this workspace."""
    setting("SLACK_API_URL", sandbox.api_url)
    setting("SLACK_BOT_TOKEN", sandbox.bot_token)
    setting("SLACK_APP_TOKEN", sandbox.app_token)


@pytest.fixture
async def slack(setting: Setting) -> AsyncIterator[Sandbox]:
    """A workspace with the app of our manifest, and the settings for it."""
    async with workspace(scopes.manifest()) as sandbox:
        enter(sandbox, setting)
        yield sandbox


@pytest.fixture
def at_head(sqlite_url: str, setting: Setting) -> Iterator[Sessions]:
    """The settings for an empty database at head."""
    setting("DATABASE_URL", sqlite_url)
    engine = open_engine(sqlite_url)
    yield open_sessions(engine)
    engine.dispose()


async def examined(now: datetime | None = None) -> list[Check]:
    return await doctor.examine(lambda: now or datetime.now(UTC))


async def to_mend(now: datetime | None = None) -> list[Check]:
    return [check for check in await examined(now) if not check.ok]


async def the_one_fault(now: datetime | None = None) -> Check:
    [fault] = await to_mend(now)
    return fault


async def refusal(*, migrates: bool = False, over_socket_mode: bool = False) -> str:
    settings = config.load()
    app_token = settings.app_token() if over_socket_mode else None
    with pytest.raises(Refused) as refused:
        await doctor.refuse_faulty_start(settings, migrates=migrates, app_token=app_token)
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def bot(*arguments: str) -> tuple[int | None, str, str]:
    """A command in a process of its own: its exit code, output and error output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, out.decode(), err.decode()


# All is well


@pytest.mark.usefixtures("slack", "at_head")
async def test_a_set_up_that_is_whole_has_nothing_to_mend() -> None:
    checks = await examined()
    assert [check for check in checks if not check.ok or check.remedy] == []
    assert [check.name for check in checks] == [
        *("settings", "database", "schema", "outbox", "slack", "clock", "bot token", "scopes", "app token")
    ]
    assert await doctor.refuse_faulty_start(config.load(), migrates=False) is None


@pytest.mark.usefixtures("slack", "at_head")
async def test_the_workspace_is_named() -> None:
    [token] = [check for check in await examined() if check.name == "bot token"]
    assert "the workspace Acme" in token.detail


async def test_the_same_on_postgresql(slack: Sandbox, setting: Setting, postgresql_url: str) -> None:
    assert slack.bot_token
    setting("DATABASE_URL", postgresql_url)
    assert await to_mend() == []


@pytest.mark.usefixtures("slack", "at_head")
async def test_http_with_a_signing_secret_needs_no_app_level_token(setting: Setting) -> None:
    setting("SLACK_APP_TOKEN", "")
    setting("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5")
    checks = {check.name: check for check in await examined()}
    assert [check for check in checks.values() if not check.ok] == []
    assert "signing secret" in checks
    # `web` on one machine and `worker` on another would each make a file of its own.
    assert "one PostgreSQL database for both" in str(checks["sharing"].remedy)


async def test_web_and_worker_on_one_postgresql_need_no_advice(
    slack: Sandbox, setting: Setting, postgresql_url: str
) -> None:
    setting("SLACK_SIGNING_SECRET", slack.signing_secret)
    setting("DATABASE_URL", postgresql_url)
    assert [check for check in await examined() if not check.ok or check.remedy] == []


# Settings


async def test_without_any_setting_each_one_that_is_missing_is_named(slack: Sandbox, setting: Setting) -> None:
    for name in TOKENS:
        setting(name, "")
    setting("SLACK_API_URL", slack.api_url)
    said = [check.detail for check in await to_mend() if check.name == "settings"]
    assert said == [
        "SLACK_BOT_TOKEN is not set",
        "neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP) is set",
    ]


@pytest.mark.usefixtures("slack", "at_head")
async def test_every_wrong_value_is_named_and_the_rest_is_looked_at_all_the_same(setting: Setting) -> None:
    for name, value in {"PORT": "99999", "LOG_LEVEL": "LOUD", "SLACK_APP_TOKEN": WRONG}.items():
        setting(name, value)
    checks = await examined()
    assert {check.detail.split()[0] for check in checks if not check.ok} == {"PORT", "LOG_LEVEL", "SLACK_APP_TOKEN"}
    assert {"database", "bot token", "scopes"} <= {check.name for check in checks if check.ok}


async def test_settings_that_cannot_be_read_are_all_that_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"# caf\xe9\n")
    assert [str(check) for check in await examined()] == [
        "to mend  settings: .env is not UTF-8 text; save it as UTF-8."
    ]


async def test_a_wrong_address_of_the_database_hides_the_database_only(slack: Sandbox, setting: Setting) -> None:
    setting("DATABASE_URL", f"mysql://dana:{WRONG}@host/specs")
    assert (await the_one_fault()).detail.startswith("DATABASE_URL begins with mysql://")
    assert slack.platform.traffic.calls


# The database


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


# What was given up


@pytest.fixture
def parked(database_url: str, sessions: Sessions, template_id: int, setting: Setting) -> Callable[[str], None]:
    """A way to give up a message of a spec, for a reason."""
    setting("DATABASE_URL", database_url)
    with sessions.begin() as session:
        channels.learn(session, TEAM, DRAFT.channel, name="team-specs", is_private=False)
        spec = specs.add(session, DRAFT, template_id)

    def park(error: str) -> None:
        with sessions.begin() as session:
            outbox.want(session, TEAM, spec.id, OutboxKind.CARD, subject=uuid4().hex)
            [claim] = outbox.claim(session, outbox.read_clock(session), NOW, 1)
            outbox.park(session, claim, error)

    return park


@pytest.fixture
def template_id(sessions: Sessions) -> int:
    """The template that every spec needs; the workspace is made with it."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        return templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=CREATED_AT)


@pytest.mark.usefixtures("slack")
async def test_messages_given_up_are_counted_with_what_to_do(parked: Callable[[str], None]) -> None:
    for error in ("not_in_channel", "not_in_channel", "messages_tab_disabled"):
        parked(error)
    invite, tab = await to_mend()
    assert invite.detail == "2 messages were given up for specs of #team-specs: not_in_channel"
    assert "/invite @Tech Spec in #team-specs" in str(invite.remedy)
    assert tab.detail.startswith("1 message was given up")
    assert "Messages Tab" in str(tab.remedy)
    await doctor.refuse_faulty_start(config.load(), migrates=False)


@pytest.mark.usefixtures("slack")
async def test_messages_to_people_who_left_are_no_fault(parked: Callable[[str], None]) -> None:
    parked("user_disabled")
    assert await to_mend() == []


@pytest.mark.usefixtures("slack")
async def test_a_bugs_own_text_is_not_shown(parked: Callable[[str], None]) -> None:
    parked("KeyError('Our secret plan')")
    fault = await the_one_fault()
    assert "KeyError" in fault.detail
    assert "plan" not in str(fault)


@pytest.mark.usefixtures("slack")
async def test_the_name_of_a_private_channel_is_not_shown(sessions: Sessions, parked: Callable[[str], None]) -> None:
    with sessions.begin() as session:
        channels.learn(session, TEAM, DRAFT.channel, name="acquisition", is_private=True)
    parked("not_in_channel")
    fault = await the_one_fault()
    assert DRAFT.channel in fault.detail
    assert "acquisition" not in str(fault)


@pytest.mark.parametrize("error", sorted(HOPELESS))
def test_every_reason_for_giving_up_has_a_remedy(error: str) -> None:
    check = given_up._parked(outbox.Parked(error=error, count=2, channel_id="C-SPECS", channel_name="team-{specs}"))
    assert check.remedy
    assert "{place}" not in check.remedy
    assert "{bot}" not in check.remedy


# Slack


@pytest.mark.usefixtures("at_head")
async def test_a_slack_that_cannot_be_reached_is_named(setting: Setting) -> None:
    setting("SLACK_API_URL", "http://127.0.0.1:9/api")
    setting("SLACK_BOT_TOKEN", f"xoxb-{WRONG}")
    setting("SLACK_APP_TOKEN", f"xapp-{WRONG}")
    fault = await the_one_fault()
    assert fault.detail.startswith("Slack cannot be reached at http://127.0.0.1:9/api/: Cannot connect")
    assert WRONG not in str(fault)
    assert (await refusal()).startswith("Slack cannot be reached at http://127.0.0.1:9/api/: Cannot connect")


@pytest.mark.usefixtures("at_head")
async def test_an_address_of_slack_that_holds_a_password_is_refused_and_not_repeated(setting: Setting) -> None:
    setting("SLACK_API_URL", f"https://dana:{WRONG}@slack.com/api/")
    [fault, *_] = await to_mend()
    assert "SLACK_API_URL should be an address" in fault.detail
    assert WRONG not in str(await examined())


@pytest.mark.parametrize(("status", "said"), [(503, "it answers HTTP 503"), (429, "it answers HTTP 429")])
@pytest.mark.usefixtures("at_head")
async def test_a_slack_in_trouble_is_named(slack: Sandbox, status: int, said: str) -> None:
    slack.platform.faults.add(Fault(method="*", times=1, status=status))
    assert said in (await the_one_fault()).detail
    slack.platform.faults.add(Fault(method="*", times=1, status=status))
    assert said in await refusal()


@pytest.mark.parametrize("content_type", ["text/plain", "text/html", "application/json"])
@pytest.mark.usefixtures("at_head", "slack")
async def test_a_server_that_is_not_slack_is_named(setting: Setting, content_type: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        del request
        return web.Response(text="[1]", content_type=content_type)

    async with served(answer) as url:
        setting("SLACK_API_URL", url)
        fault = await the_one_fault()
        assert "is not Slack's Web API" in fault.detail
        assert fault.remedy == "Check SLACK_API_URL."


@asynccontextmanager
async def served(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """The address of a server that answers everything so."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


@pytest.mark.usefixtures("slack", "at_head")
async def test_a_wrong_bot_token_is_named(setting: Setting) -> None:
    setting("SLACK_BOT_TOKEN", f"xoxb-{WRONG}")
    fault = await the_one_fault()
    assert (fault.name, fault.detail) == ("bot token", "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)")
    assert WRONG not in str(fault)
    assert await refusal() == fault.sentence()


@pytest.mark.usefixtures("at_head")
async def test_an_uninstalled_app_is_to_be_installed_again(slack: Sandbox) -> None:
    slack.platform.faults.add(Fault(method="auth.test", times=1, error="account_inactive"))
    assert "Install the app to the workspace again" in str((await the_one_fault()).remedy)


@pytest.mark.usefixtures("slack", "at_head")
async def test_a_wrong_app_level_token_is_named_and_stops_socket_mode_only(setting: Setting) -> None:
    setting("SLACK_APP_TOKEN", f"xapp-{WRONG}")
    fault = await the_one_fault()
    assert (fault.name, fault.detail) == ("app token", "Slack does not accept SLACK_APP_TOKEN (invalid_auth)")
    assert await refusal(over_socket_mode=True) == fault.sentence()
    await doctor.refuse_faulty_start(config.load(), migrates=False)


@pytest.mark.usefixtures("at_head")
async def test_an_app_level_token_without_its_scope_is_named(slack: Sandbox) -> None:
    slack.platform.faults.add(Fault(method="apps.connections.open", times=1, error="missing_scope"))
    assert (await the_one_fault()).detail == "SLACK_APP_TOKEN lacks connections:write"


@pytest.mark.usefixtures("at_head")
async def test_a_missing_scope_is_named_with_what_needs_it(setting: Setting) -> None:
    manifest = scopes.manifest()
    manifest["oauth_config"]["scopes"]["bot"].remove("reactions:read")
    async with workspace(manifest) as sandbox:
        enter(sandbox, setting)
        fault = await the_one_fault()
        assert fault.detail == ("the bot token lacks reactions:read (for event reaction_added, event reaction_removed)")
        assert "reinstall the app" in str(fault.remedy)
        assert await refusal() == fault.sentence()


@pytest.mark.usefixtures("at_head")
async def test_a_scope_too_many_is_advice(setting: Setting) -> None:
    manifest = scopes.manifest()
    manifest["oauth_config"]["scopes"]["bot"].append("users:read.email")
    async with workspace(manifest) as sandbox:
        enter(sandbox, setting)
        [check] = [check for check in await examined() if check.name == "scopes"]
        assert check.ok
        assert "users:read.email" in str(check.remedy)


@pytest.mark.usefixtures("at_head")
async def test_a_server_that_tells_no_scopes_is_believed(setting: Setting) -> None:
    async with workspace(None) as sandbox:
        enter(sandbox, setting)
        assert await to_mend() == []


@pytest.mark.parametrize(("minutes", "said"), [(2, "120 s ahead of Slack's"), (-10, "600 s behind Slack's")])
@pytest.mark.usefixtures("slack", "at_head")
async def test_a_clock_that_is_wrong_is_named(minutes: int, said: str) -> None:
    # The server's answer has whole seconds, so the machine's clock is read at a whole one, just after it.
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    fault = await the_one_fault(now)
    assert fault.name == "clock"
    measured = int(fault.detail.split(" is ")[1].split(" s ")[0])
    assert abs(measured - abs(minutes) * 60) <= 2
    assert said.split(" s ")[1] in fault.detail


@pytest.mark.parametrize(("seconds", "starts"), [(240, True), (-240, True), (360, False), (-360, False)])
@pytest.mark.usefixtures("slack", "at_head")
async def test_web_does_not_start_with_a_clock_by_which_no_signature_holds(seconds: int, starts: bool) -> None:  # noqa: FBT001
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=seconds)

    starting = doctor.refuse_faulty_start(config.load(), migrates=False, now=now)
    if starts:
        return await starting
    with pytest.raises(Refused, match=r"^this machine's clock is 3\d\d s .* Slack's\. Switch on time sync") as refused:
        await starting
    assert "\n" not in str(refused.value)
    return None


@pytest.mark.usefixtures("slack", "at_head")
async def test_the_start_of_web_asks_the_clock(setting: Setting) -> None:
    async def answer(request: web.Request) -> web.Response:
        del request
        # Scopes that no answer names are believed.
        return web.json_response({"ok": True}, headers={"Date": format_datetime(LONG_AGO, usegmt=True)})

    setting("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5")
    async with served(answer) as url:
        setting("SLACK_API_URL", url)
        code, out, err = await bot("web")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("techspec: this machine's clock is ")


# The command


@pytest.mark.usefixtures("slack", "at_head")
async def test_the_command_ends_with_0_when_all_is_well() -> None:
    code, out, err = await bot("doctor")
    assert (code, err) == (0, "")
    assert all(line.startswith("ok ") for line in out.splitlines())


@pytest.mark.usefixtures("slack", "at_head")
async def test_the_command_ends_with_1_and_one_line_for_each_thing_to_mend(setting: Setting) -> None:
    setting("SLACK_BOT_TOKEN", f"xoxb-{WRONG}")
    setting("LOG_FORMAT", "poem")
    code, out, err = await bot("doctor", "--json")
    said = json.loads(out)
    assert (code, err, said["ok"]) == (1, "", False)
    assert {frozenset(check) for check in said["checks"]} == {frozenset(("name", "ok", "detail", "remedy"))}
    assert [check["name"] for check in said["checks"] if not check["ok"]] == ["settings", "bot token"]
    assert WRONG not in out


def test_the_command_ends_with_2_when_it_is_misused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["doctor", "--loudly"])
    assert stopped.value.code == 2
    assert "--loudly" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "web", "worker"])
@pytest.mark.usefixtures("slack", "at_head")
async def test_a_start_with_a_wrong_token_is_refused_in_one_line(setting: Setting, command: str) -> None:
    setting("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5")
    setting("SLACK_BOT_TOKEN", f"xoxb-{WRONG}")
    code, out, err = await bot(command)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("techspec: Slack does not accept SLACK_BOT_TOKEN (invalid_auth). Copy the Bot User")
    assert WRONG not in err


@pytest.mark.parametrize("command", ["web", "worker"])
@pytest.mark.usefixtures("slack")
async def test_a_start_before_the_first_migration_is_refused_in_one_line(setting: Setting, command: str) -> None:
    setting("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5")
    assert await bot(command) == (
        1,
        "",
        "techspec: the database has no tables yet. Run `python -m bot migrate`; `run` does so by itself.\n",
    )


def test_each_line_says_the_verdict_the_name_and_what_to_do() -> None:
    check = Check(name="clock", ok=False, detail="it is late", remedy="Wind it up.")
    assert str(check) == "to mend  clock: it is late. Wind it up."
    assert str(replace(check, ok=True, remedy=None)) == "ok       clock: it is late."


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
