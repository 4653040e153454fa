"""Posting, updating and deleting: what is accepted, and Slack's code for what is not."""

from typing import Any

import pytest

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


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"channel": "#random"}, "not_in_channel"),
        ({"channel": "#leads"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": "nonsense"}, "invalid_blocks_format"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 4}, "msg_blocks_too_long"),
        ({"thread_ts": "1700000000.000000"}, "thread_not_found"),
        ({"thread_ts": "0"}, "invalid_thread_ts"),
        ({"metadata": "x"}, "invalid_metadata_format"),
        ({"metadata": ["x"]}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"metadata": {"event_type": "x", "event_payload": {"a": "x" * 17_000}}}, "metadata_too_large"),
        ({"text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"txt": "a"}, "invalid_arguments"),
    ],
)
async def test_a_post_that_slack_refuses_is_refused_with_its_code(desk: Desk, args: Json, error: str) -> None:
    answer = await desk.api("chat.postMessage", **({"channel": desk.channel("team-specs"), "text": "Hello"} | args))
    assert (answer["ok"], answer["error"]) == (False, error)


async def test_invalid_blocks_name_the_place(desk: Desk) -> None:
    long = {"type": "section", "text": plain("x" * 3001)}
    answer = await desk.api("chat.postMessage", channel=desk.channel("team-specs"), text="a", blocks=[SECTION, long])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
    ]


async def test_the_text_of_blocks_counts_up_to_its_ceiling(desk: Desk) -> None:
    section = {"type": "section", "text": plain("x" * 2750)}
    await posted(desk, blocks=[section] * 4)


async def test_a_person_is_posted_to_by_id_and_a_deactivated_one_is_not(desk: Desk) -> None:
    assert (await posted(desk, channel=desk.user("sam")))["channel"] == desk.dm("sam")
    await desk.act("people", name="sam", deleted=True)
    assert (await desk.api("chat.postMessage", channel=desk.dm("sam"), text="a"))["error"] == "is_archived"


async def test_an_archived_channel_takes_no_message_and_no_update(desk: Desk) -> None:
    answer = await posted(desk)
    await desk.act("channel", name="team-specs", archived=True)
    where = {"channel": answer["channel"]}
    assert (await desk.api("chat.postMessage", **where, text="a"))["error"] == "is_archived"
    assert (await desk.api("chat.update", **where, ts=answer["ts"], text="a"))["error"] == "is_inactive"


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


async def test_an_update_is_refused_with_slacks_codes(desk: Desk) -> None:
    own = await posted(desk)
    foreign = await desk.act("message", "dana", channel="team-specs", text="Mine")
    where = {"channel": own["channel"]}
    errors = [
        (await desk.api("chat.update", **where, ts=foreign["ts"], text="a"))["error"],
        (await desk.api("chat.update", **where, ts="1.0", text="a"))["error"],
        (await desk.api("chat.update", **where, ts=own["ts"], text="x" * 4_001))["error"],
        (await desk.api("chat.update", **where, ts=own["ts"]))["error"],
        (await desk.api("chat.update", **where, ts=own["ts"], text="a", reply_broadcast=True))["error"],
        (await desk.api("chat.delete", **where, ts=foreign["ts"]))["error"],
        (await desk.api("chat.delete", **where, ts="1.0"))["error"],
    ]
    assert errors == [
        "cant_update_message",
        "message_not_found",
        "msg_too_long",
        "no_text",
        "cant_broadcast_message",
        "cant_delete_message",
        "message_not_found",
    ]


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
