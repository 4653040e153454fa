"""What the doctor says of Slack, the tokens, their scopes and the clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot import config, doctor
from bot.doctor import slack
from bot.errors import Refused
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Fault
from bot.slack import scopes
from tests.doctor.examining import (
    WRONG,
    Setting,
    bot,
    enter,
    examined,
    refusal,
    served,
    the_one_fault,
    to_mend,
    workspace,
)

LONG_AGO = datetime(2024, 2, 29, tzinfo=UTC)


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
async def test_a_slack_that_does_not_answer_in_time_is_told_in_words(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(request: web.Request) -> web.Response:
        del request
        await asyncio.sleep(10)
        return web.Response()

    monkeypatch.setattr(slack, "HTTP_TIMEOUT_S", 0.1)
    setting("SLACK_BOT_TOKEN", f"xoxb-{WRONG}")
    setting("SLACK_APP_TOKEN", f"xapp-{WRONG}")
    async with served(answer) as url:
        setting("SLACK_API_URL", url)
        assert (await the_one_fault()).detail == f"Slack cannot be reached at {url}: it does not answer in time"


@pytest.mark.usefixtures("at_head")
async def test_an_address_that_no_server_can_have_is_told_in_words(setting: Setting) -> None:
    setting("SLACK_API_URL", "http://256.1.1.1/api/")
    setting("SLACK_BOT_TOKEN", f"xoxb-{WRONG}")
    setting("SLACK_APP_TOKEN", f"xapp-{WRONG}")
    assert (await the_one_fault()).detail.startswith(
        "Slack cannot be reached at http://256.1.1.1/api/: no server can have that address"
    )


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
