"""Installing over OAuth, and the end of tokens: pages, codes, answers and events."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.sandbox.answers import Refusal
from bot.sandbox.app_facts import read_manifest
from bot.sandbox.clock import Clock
from bot.sandbox.grants import read_wish
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MONDAY, Desk, Json
from tests.sandbox.test_transport import connect

HERE = "http://127.0.0.1:3000/slack/oauth_redirect"


def asked(desk: Desk, **changes: str) -> dict[str, str]:
    """What an app puts into the address of the page."""
    client_id = desk.sandbox.app.client_id
    wish = {"client_id": client_id, "scope": "chat:write,commands", "state": "s&1", "redirect_uri": HERE}
    return {name: value for name, value in (wish | changes).items() if value}


async def page(desk: Desk, **changes: str) -> tuple[int, str, Any]:
    async with desk.session.get(f"{desk.sandbox.url}oauth/v2/authorize", params=asked(desk, **changes)) as answer:
        return answer.status, await answer.text(), answer.headers


def ticket_of(text: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', text)
    assert found is not None
    return found[1]


async def decide(desk: Desk, ticket: str, decision: str, who: str = "dana", **headers: str) -> Any:
    form = {"ticket": ticket, "decision": decision, "person": desk.user(who)}
    url = f"{desk.sandbox.url}oauth/v2/authorize"
    async with desk.session.post(url, data=form, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", "")


async def code(desk: Desk, **changes: str) -> str:
    _, text, _ = await page(desk, **changes)
    _, location = await decide(desk, ticket_of(text), "allow")
    return parse_qs(urlsplit(location).query)["code"][0]


async def exchange(desk: Desk, given: str, **changes: str) -> Json:
    app = desk.sandbox.app
    form = {"client_id": app.client_id, "client_secret": app.client_secret, "code": given, "redirect_uri": HERE}
    async with desk.session.post(f"{desk.sandbox.api_url}oauth.v2.access", data=form | changes) as answer:
        return await answer.json()


async def test_the_page_names_the_app_and_its_scopes_and_lets_nobody_frame_it(desk: Desk) -> None:
    status, text, headers = await page(desk, user_scope="search:read")
    assert status == 200
    assert "Tech Spec asks to be let into Acme" in text
    for scope in ("chat:write", "commands", "search:read"):
        assert f"<li><code>{scope}</code></li>" in text
    assert "Dana Whitfield" in text
    assert "Gil Moreau" not in text  # guests install nothing
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_what_an_app_puts_into_the_address_is_text_on_the_page(desk: Desk) -> None:
    _, text, _ = await page(desk, user_scope="<script>alert(1)</script>")
    assert "<script>" not in text


async def test_allow_leads_back_with_a_code_and_the_state_and_cancel_without_one(desk: Desk) -> None:
    _, text, _ = await page(desk)
    status, location = await decide(desk, ticket_of(text), "allow")
    query = parse_qs(urlsplit(location).query)
    assert (status, location.partition("?")[0], query["state"]) == (302, HERE, ["s&1"])
    assert len(query["code"]) == 1
    _, text, _ = await page(desk)
    _, location = await decide(desk, ticket_of(text), "cancel")
    assert parse_qs(urlsplit(location).query) == {"error": ["access_denied"], "state": ["s&1"]}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"redirect_uri": "javascript://127.0.0.1/"}, "bad_redirect_uri"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
    ],
)
async def test_a_wrong_address_is_explained_and_leads_nowhere(desk: Desk, changes: dict[str, str], error: str) -> None:
    status, text, _ = await page(desk, **changes)
    assert status == 400
    assert error in text
    assert "<form" not in text


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("https://specs.example/slack", True),
        ("https://specs.example/slack?to=home", True),
        ("https://specs.example/slack/oauth", True),
        ("https://specs.example/slackers", False),
        ("https://specs.example.evil.example/slack", False),
        ("http://127.0.0.1:3000/", False),
        ("", True),
    ],
)
def test_the_manifests_addresses_and_what_is_below_them_are_the_only_ones(
    make_manifest: Callable[..., Json], address: str, *, is_good: bool
) -> None:
    app = read_manifest(
        make_manifest()
        | {"oauth_config": {"redirect_urls": ["https://specs.example/slack"], "scopes": {"bot": ["chat:write"]}}},
    )
    query = {"client_id": app.client_id, "scope": "chat:write", "redirect_uri": address}
    if is_good:
        assert read_wish(app, query).target == (address or "https://specs.example/slack")
    else:
        with pytest.raises(Refusal, match="bad_redirect_uri"):
            read_wish(app, query)


async def test_only_the_pages_own_form_installs_and_only_once(desk: Desk) -> None:
    _, text, _ = await page(desk)
    ticket = ticket_of(text)
    assert await decide(desk, "guessed", "allow") == (403, "")
    assert await decide(desk, ticket, "allow", Origin="http://evil.example") == (403, "")
    assert (await decide(desk, ticket, "allow"))[0] == 302
    assert await decide(desk, ticket, "allow") == (403, "")


async def test_a_guest_cannot_say_yes(desk: Desk) -> None:
    _, text, _ = await page(desk)
    assert await decide(desk, ticket_of(text), "allow", who="gil") == (400, "")


async def test_a_code_becomes_a_token_in_slacks_shape(desk: Desk) -> None:
    app = desk.sandbox.app
    answer = await exchange(desk, await code(desk, user_scope="search:read"))
    user_token = answer["authed_user"].pop("access_token")
    assert answer == {
        "ok": True,
        "access_token": app.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(app.scopes or ())),
        "bot_user_id": app.bot_user_id,
        "app_id": app.id,
        "team": {"id": "T07ACME0001", "name": "Acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": desk.user("dana"), "scope": "search:read", "token_type": "user"},
    }
    assert (await desk.api("auth.test", token=user_token))["error"] == "not_allowed_token_type"
    traffic = str(await desk.traffic())
    assert app.bot_token not in traffic
    assert user_token not in traffic


async def test_the_client_may_name_itself_by_basic_authentication(desk: Desk) -> None:
    app = desk.sandbox.app
    headers = {"Authorization": f"Basic {b64encode(f'{app.client_id}:{app.client_secret}'.encode()).decode()}"}
    form = {"code": await code(desk), "redirect_uri": HERE}
    async with desk.session.post(f"{desk.sandbox.api_url}oauth.v2.access", data=form, headers=headers) as answer:
        assert (await answer.json())["access_token"] == app.bot_token


async def test_after_an_uninstallation_a_new_token_has_just_the_scopes_that_were_allowed(desk: Desk) -> None:
    old, bot = desk.sandbox.bot_token, desk.sandbox.app.bot_user_id
    channel = desk.channel("team-specs")
    await desk.act("app", uninstall=True)
    assert (await desk.api("auth.test", token=old))["error"] == "account_inactive"
    assert (await desk.act("command", "dana", channel=channel, text="/techspec"))["error"] == "app_not_installed"
    state = await desk.state()
    assert bot not in state["channels"][channel]["members"]
    assert state["users"][bot]["deleted"] is True
    new = (await exchange(desk, await code(desk)))["access_token"]
    assert new != old
    assert (await desk.state())["users"][bot]["deleted"] is False
    refused = await desk.api("reactions.add", token=new, channel=channel, timestamp="1.0", name="eyes")
    assert (refused["error"], refused["provided"]) == ("missing_scope", "chat:write,commands")
    assert (await desk.api("auth.test", token=old))["error"] == "account_inactive"
    assert (await desk.api("chat.postMessage", channel=channel, text="Hi"))["error"] == "not_in_channel"


async def test_scopes_only_add_up_while_the_app_is_installed(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Json]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest(scopes=["chat:write", "commands", "users:read"]))
    await sandbox.start()
    desk = Desk(sandbox, session)
    assert (await exchange(desk, await code(desk)))["scope"] == "chat:write,commands,users:read"
    assert (await desk.api("users.info", user=desk.user("dana")))["ok"]
    await sandbox.stop()


@pytest.mark.parametrize("kinds", [["tokens_revoked", "app_uninstalled"], ["app_uninstalled", "tokens_revoked"]])
async def test_the_events_of_an_uninstallation_find_the_token_dead(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Json], kinds: list[str]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest(*kinds, "user_change"))
    await sandbox.start()
    desk = Desk(sandbox, session)
    socket = await connect(desk)
    ending = asyncio.create_task(desk.act("app", uninstall=True, tokens_last=kinds[1] == "tokens_revoked"))
    events = []
    for _ in kinds:
        envelope = await socket.receive_json()
        events.append(envelope["payload"]["event"])
        assert (await desk.api("auth.test"))["error"] == "account_inactive"
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert (await ending)["ok"]
    assert [event["type"] for event in events] == kinds
    [tokens] = [event["tokens"] for event in events if event["type"] == "tokens_revoked"]
    assert tokens == {"oauth": [], "bot": [sandbox.app.bot_user_id]}
    assert (await desk.act("app", uninstall=True))["error"] == "bad_request"
    await socket.close()
    await sandbox.stop()


async def test_a_token_can_end_itself(desk: Desk) -> None:
    assert (await desk.api("auth.revoke", test=True))["revoked"] is False
    assert (await desk.api("auth.test"))["ok"]
    assert (await desk.api("auth.revoke"))["revoked"] is True
    assert (await desk.api("auth.test"))["error"] == "token_revoked"


async def test_uninstalling_needs_the_apps_secret(desk: Desk) -> None:
    app = desk.sandbox.app
    refused = await desk.api("apps.uninstall", client_id=app.client_id, client_secret="guessed")
    assert refused["error"] == "bad_client_secret"
    assert (await desk.api("apps.uninstall", client_id=app.client_id, client_secret=app.client_secret))["ok"]
    assert (await desk.api("auth.test"))["error"] == "account_inactive"
