"""Posting, updating and deleting: what is accepted, and Slack's code for what is not."""

from typing import Any

from tests.sandbox.conftest import Desk, Json, plain

SECTION = {"type": "section", "text": plain("Hello")}


async def posted(desk: Desk, **facts: Any) -> Json:
    answer = await desk.api("chat.postMessage", **({"channel": desk.channel("team-specs"), "text": "Hello"} | facts))
    assert answer["ok"], answer
    return answer


async def test_a_message_is_posted_with_the_marks_of_the_app(desk: Desk) -> None:
    answer = await posted(desk, blocks=[SECTION])
    message = answer["message"]
    assert message["user"] == desk.sandbox.app.bot_user_id
    assert message["bot_id"] == desk.sandbox.app.bot_id
    assert message["app_id"] == desk.sandbox.app.id
    assert message["blocks"][0]["block_id"]
    state = await desk.state()
    assert state["channels"][answer["channel"]]["messages"][-1]["text"] == "Hello"


async def test_timestamps_grow_and_follow_the_clock_of_the_people(desk: Desk) -> None:
    first, second = [(await posted(desk))["ts"] for _ in range(2)]
    assert first < second
    await desk.act("clock", advance="48h")
    third = (await posted(desk))["ts"]
    assert 48 * 3600 <= float(third) - float(second) < 48 * 3600 + 5


async def test_invalid_blocks_name_the_place(desk: Desk) -> None:
    long = {"type": "section", "text": plain("x" * 3001)}
    answer = await desk.api("chat.postMessage", channel=desk.channel("team-specs"), text="a", blocks=[SECTION, long])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
    ]


async def test_a_person_is_posted_to_by_id_and_a_deactivated_one_is_not(desk: Desk) -> None:
    assert (await posted(desk, channel=desk.user("sam")))["channel"] == desk.dm("sam")
    await desk.act("people", name="sam", deleted=True)
    assert (await desk.api("chat.postMessage", channel=desk.dm("sam"), text="a"))["error"] == "is_archived"


async def test_replies_are_counted_at_the_root_and_broadcasts_are_in_the_history(desk: Desk) -> None:
    root = await posted(desk)
    await posted(desk, thread_ts=root["ts"])
    shown = await posted(desk, thread_ts=root["ts"], reply_broadcast=True)
    history = await desk.api("conversations.history", channel=root["channel"])
    assert [message["ts"] for message in history["messages"]] == [shown["ts"], root["ts"]]
    assert history["messages"][1]["reply_count"] == 2
    replies = await desk.api("conversations.replies", channel=root["channel"], ts=root["ts"])
    assert [message.get("parent_user_id") for message in replies["messages"]] == [
        None,
        desk.sandbox.app.bot_user_id,
        desk.sandbox.app.bot_user_id,
    ]


async def test_metadata_comes_back_only_when_it_is_asked_for(desk: Desk) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": "d1"}}
    answer = await posted(desk, metadata=metadata)
    where = {"channel": answer["channel"], "oldest": answer["ts"], "inclusive": True}
    plain_history = await desk.api("conversations.history", **where)
    full_history = await desk.api("conversations.history", **where, include_all_metadata=True)
    assert "metadata" not in plain_history["messages"][0]
    assert full_history["messages"][0]["metadata"] == metadata


async def test_an_update_keeps_what_it_leaves_out_and_drops_what_it_empties(desk: Desk) -> None:
    answer = await posted(desk, blocks=[SECTION], metadata={"event_type": "a", "event_payload": {}})
    where = {"channel": answer["channel"], "ts": answer["ts"]}
    updated = await desk.api("chat.update", **where, text="New")
    assert updated["message"]["text"] == "New"
    assert len(updated["message"]["blocks"]) == 1
    assert updated["message"]["metadata"]["event_type"] == "a"
    assert updated["message"]["edited"]["user"] == desk.sandbox.app.bot_user_id
    updated = await desk.api("chat.update", **where, text="New", blocks=[], metadata={})
    assert "blocks" not in updated["message"]
    assert "metadata" not in updated["message"]


async def test_a_deleted_message_is_gone_from_channel_and_thread(desk: Desk) -> None:
    root = await posted(desk)
    reply = await posted(desk, thread_ts=root["ts"])
    assert (await desk.api("chat.delete", channel=root["channel"], ts=reply["ts"]))["ok"]
    replies = await desk.api("conversations.replies", channel=root["channel"], ts=root["ts"])
    assert [message["ts"] for message in replies["messages"]] == [root["ts"]]


async def test_an_ephemeral_message_is_for_one_member_and_cannot_be_updated(desk: Desk) -> None:
    where = {"channel": desk.channel("team-specs")}
    answer = await desk.api("chat.postEphemeral", **where, user=desk.user("lee"), text="Only you")
    state = await desk.state()
    assert state["channels"][where["channel"]]["messages"][-1]["ephemeral_to"] == desk.user("lee")
    update = await desk.api("chat.update", **where, ts=answer["message_ts"], text="a")
    assert update["error"] == "message_not_found"
    assert (await desk.api("conversations.history", **where))["messages"] == []
    private = desk.channel("specs-private")
    refused = await desk.api("chat.postEphemeral", channel=private, user=desk.user("lee"), text="a")
    assert refused["error"] == "user_not_in_channel"
    unjoined = await desk.api("chat.postEphemeral", channel=desk.channel("random"), user=desk.user("lee"), text="a")
    assert unjoined["error"] == "not_in_channel"


async def test_a_permalink_names_channel_and_message(desk: Desk) -> None:
    answer = await posted(desk)
    link = await desk.api("chat.getPermalink", channel=answer["channel"], message_ts=answer["ts"])
    assert link["permalink"].endswith(f"/archives/{answer['channel']}/p{answer['ts'].replace('.', '')}")
    missing = await desk.api("chat.getPermalink", channel=answer["channel"], message_ts="1.0")
    assert missing["error"] == "message_not_found"
