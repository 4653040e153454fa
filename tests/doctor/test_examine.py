"""The doctor: each thing that can be missing is named with what to do, and a start refuses what it would name."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import cli, config, doctor
from bot.doctor.check import Check
from bot.sandbox.server import Sandbox
from tests.doctor.examining import WRONG, Setting, bot, examined, the_one_fault, to_mend

TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")

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
