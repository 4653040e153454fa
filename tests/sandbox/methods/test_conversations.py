"""Conversations: which there are, who is in them, what was said, and who may know."""

from tests.sandbox.conftest import Desk

NOBODY = "U0NOBODY000"


async def test_only_the_asked_for_kinds_are_listed_and_private_ones_only_with_the_bot(desk: Desk) -> None:
    public = await desk.api("conversations.list")
    assert [channel["name"] for channel in public["channels"]] == ["team-specs", "random"]
    private = await desk.api("conversations.list", types="private_channel")
    assert [channel["name"] for channel in private["channels"]] == ["specs-private"]
    direct = await desk.api("conversations.list", types="im")
    assert desk.user("dana") in [channel["user"] for channel in direct["channels"]]
    mine = await desk.api("users.conversations", types="public_channel,private_channel")
    assert [channel["name"] for channel in mine["channels"]] == ["team-specs", "specs-private"]
    danas = await desk.api("users.conversations", user=desk.user("dana"))
    assert [channel["name"] for channel in danas["channels"]] == ["team-specs", "random"]


async def test_members_come_in_pages(desk: Desk) -> None:
    channel = desk.channel("team-specs")
    first = await desk.api("conversations.members", channel=channel, limit=4)
    cursor = first["response_metadata"]["next_cursor"]
    second = await desk.api("conversations.members", channel=channel, limit=4, cursor=cursor)
    assert (len(first["members"]), len(second["members"])) == (4, 2)
    assert second["response_metadata"]["next_cursor"] == ""
    assert set(first["members"] + second["members"]) == set(desk.sandbox.workspace.people)


async def test_history_is_newest_first_within_its_bounds_and_in_pages(desk: Desk) -> None:
    channel = desk.channel("team-specs")
    stamps = [(await desk.act("message", "dana", channel=channel, text=str(number)))["ts"] for number in range(4)]
    page = await desk.api("conversations.history", channel=channel, limit=3)
    assert [message["ts"] for message in page["messages"]] == stamps[:0:-1]
    assert page["has_more"] is True
    rest = await desk.api(
        "conversations.history", channel=channel, limit=3, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [message["ts"] for message in rest["messages"]] == stamps[:1]
    assert rest["has_more"] is False
    outside = await desk.api("conversations.history", channel=channel, oldest=stamps[0], latest=stamps[3])
    inside = await desk.api(
        "conversations.history", channel=channel, oldest=stamps[0], latest=stamps[3], inclusive=True
    )
    assert (len(outside["messages"]), len(inside["messages"])) == (2, 4)


async def test_joining_inviting_and_creating_change_the_members(desk: Desk) -> None:
    bot = desk.sandbox.app.bot_user_id
    joined = await desk.api("conversations.join", channel=desk.channel("random"))
    assert joined["channel"]["is_member"] is True
    again = await desk.api("conversations.join", channel=desk.channel("random"))
    assert again["warning"] == "already_in_channel"
    created = await desk.api("conversations.create", name="ts-12", is_private=True)
    where = {"channel": created["channel"]["id"]}
    assert (await desk.api("conversations.invite", **where, users=desk.user("lee")))["ok"]
    assert (await desk.api("conversations.members", **where))["members"] == [bot, desk.user("lee")]
    twice = await desk.api("conversations.invite", **where, users=desk.user("lee"))
    assert (twice["error"], twice["errors"][0]["user"]) == ("already_in_channel", desk.user("lee"))
    assert (await desk.api("conversations.invite", **where, users=bot))["error"] == "cant_invite_self"


async def test_a_direct_conversation_opens_once_and_not_with_the_deactivated(desk: Desk) -> None:
    answer = await desk.api("conversations.open", users=desk.user("lee"), return_im=True)
    assert answer["channel"]["user"] == desk.user("lee")
    assert answer["already_open"] is True
    await desk.act("people", name="lee", deleted=True)
    assert (await desk.api("conversations.open", users=desk.user("lee")))["error"] == "user_disabled"
    newcomer = (await desk.act("people", name="Nia", tz="Africa/Nairobi"))["user"]
    assert "already_open" not in await desk.api("conversations.open", users=newcomer)


async def test_archived_channels_can_be_left_out_and_not_joined(desk: Desk) -> None:
    await desk.act("channel", name="random", archived=True)
    listed = await desk.api("conversations.list", exclude_archived=True)
    assert [channel["name"] for channel in listed["channels"]] == ["team-specs"]
    assert (await desk.api("conversations.join", channel=desk.channel("random")))["error"] == "is_archived"
