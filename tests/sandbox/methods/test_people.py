"""People, groups, the team and the app itself."""

from collections.abc import Callable

import aiohttp

from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MONDAY, Desk, Json


async def test_a_person_is_described_with_zone_title_and_address(desk: Desk) -> None:
    user = (await desk.api("users.info", user=desk.user("dana")))["user"]
    assert user["tz"] == "America/New_York"
    assert user["tz_offset"] == -5 * 3600
    assert user["tz_label"] == "Eastern Standard Time"
    assert user["profile"]["title"] == "Drafter"
    assert user["profile"]["email"] == "dana@acme.example"
    assert (await desk.api("users.info", user="U0NOBODY000"))["error"] == "user_not_found"


async def test_addresses_are_withheld_without_their_scope(
    session: aiohttp.ClientSession, make_manifest: Callable[..., Json]
) -> None:
    sandbox = Sandbox(clock=Clock(MONDAY), manifest=make_manifest(scopes=["users:read"]))
    await sandbox.start()
    desk = Desk(sandbox, session)
    user = (await desk.api("users.info", user=desk.user("dana")))["user"]
    assert "email" not in user["profile"]
    refused = await desk.api("users.lookupByEmail", email="dana@acme.example")
    assert (refused["error"], refused["needed"], refused["provided"]) == (
        "missing_scope",
        "users:read.email",
        "users:read",
    )
    await sandbox.stop()


async def test_everybody_is_listed_in_pages_and_found_by_address(desk: Desk) -> None:
    first = await desk.api("users.list", limit=4)
    second = await desk.api("users.list", limit=4, cursor=first["response_metadata"]["next_cursor"])
    assert [user["id"] for user in first["members"] + second["members"]] == list(desk.sandbox.workspace.people)
    assert (await desk.api("users.lookupByEmail", email="SAM@acme.example"))["user"]["id"] == desk.user("sam")
    assert (await desk.api("users.lookupByEmail", email="no@acme.example"))["error"] == "users_not_found"


async def test_groups_and_their_members_are_told(desk: Desk) -> None:
    [group] = (await desk.api("usergroups.list", include_users=True))["usergroups"]
    assert group["users"] == [desk.user("priya"), desk.user("lee")]
    members = await desk.api("usergroups.users.list", usergroup=group["id"])
    assert members["users"] == group["users"]
    assert (await desk.api("usergroups.users.list", usergroup="S0"))["error"] == "no_such_subteam"


async def test_the_app_knows_itself_and_its_team(desk: Desk) -> None:
    app = desk.sandbox.app
    test = await desk.api("auth.test")
    assert (test["user_id"], test["bot_id"]) == (app.bot_user_id, app.bot_id)
    assert (await desk.api("bots.info", bot=app.bot_id))["bot"]["user_id"] == app.bot_user_id
    assert (await desk.api("bots.info", bot="B0"))["error"] == "bot_not_found"
    assert (await desk.api("team.info"))["team"]["id"] == test["team_id"]
    assert (await desk.api("dnd.info", user=desk.user("dana")))["dnd_enabled"] is False


async def test_api_test_echoes_and_fails_on_demand(desk: Desk) -> None:
    assert (await desk.api("api.test", foo="bar"))["args"] == {"foo": "bar"}
    assert (await desk.api("api.test", error="my_error"))["error"] == "my_error"


async def test_blocks_can_be_validated_without_posting(desk: Desk) -> None:
    assert (await desk.api("blocks.validate", blocks=[{"type": "divider"}]))["ok"]
    wrong = await desk.api("blocks.validate", blocks=[{"type": "marquee"}])
    assert wrong["error"] == "invalid_blocks"
    assert wrong["errors"] == [
        {"code": "failed_constraint", "message": "unsupported type: marquee", "pointer": "/0/type"},
    ]
    assert (await desk.api("blocks.validate", view={"type": "modal"}))["error"] == "invalid_view"
    assert (await desk.api("blocks.validate"))["error"] == "invalid_arguments"
