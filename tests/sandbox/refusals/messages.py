"""Posting, changing and deleting messages, and answers through response URLs."""

from typing import Any

from tests.sandbox.refusals.case import Case, Do, act, api, call, later, post
from tests.sandbox.refusals.making import section

POST: dict[str, Any] = {"channel": "<#team-specs>", "text": "a"}
LONG = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2750}}
SAID = act("message", who="dana", channel="team-specs", text="mine")
ARCHIVED = act("channel", name="team-specs", archived=True)
EPHEMERAL: dict[str, Any] = POST | {"user": "<@lee>"}
RESPOND = Do(what="respond", given={"text": "a"})
GOOD = post(section())


def posted(**given: Any) -> Do:
    return api("chat.postMessage", **(POST | given))


def updated(**given: Any) -> Do:
    return api("chat.update", **({"channel": "<#team-specs>", "ts": "<ts>", "text": "b"} | given))


def deleted(**given: Any) -> Do:
    return api("chat.delete", **({"channel": "<#team-specs>", "ts": "<ts>"} | given))


def response(rule: str, bad: dict[str, Any], error: str, message: str = "", text: str | None = "a") -> Case:
    """A rule of what goes through a response URL; `bad` is beside its text."""
    return Case(
        place="response_url",
        rule=rule,
        good=RESPOND,
        bad=Do(what="respond", given={"text": text} | bad),
        error=error,
        message=message,
    )


MESSAGES: list[Case] = [
    call(
        "at most 50 blocks",
        post(*[section()] * 50),
        post(*[section()] * 51),
        "invalid_blocks",
        "[json-pointer:/blocks]",
    ),
    call(
        "blocks in attachments are checked too",
        posted(attachments=[{"blocks": [section()]}]),
        posted(attachments=[{"blocks": [{"type": "marquee"}]}]),
        "invalid_blocks",
        "[json-pointer:/attachments/0/blocks/0/type]",
    ),
    call(
        "text of all blocks of at most 11,000 (Slack: somewhere up to 13,000)",
        post(*[LONG] * 4),
        post(*[LONG] * 4, section()),
        "msg_blocks_too_long",
    ),
    call("blocks as a list", GOOD, posted(blocks={"type": "section"}), "invalid_blocks_format"),
    call("blocks as JSON", GOOD, posted(blocks="nonsense"), "invalid_blocks_format"),
    call("text, blocks or attachments", posted(), posted(text=""), "no_text"),
    call("text of at most 40,000", posted(text="x" * 40_000), posted(text="x" * 40_001), "msg_too_long"),
    call(
        "markdown_text of at most 12,000",
        posted(text="", markdown_text="x" * 12_000),
        posted(text="", markdown_text="x" * 12_001),
        "msg_too_long",
    ),
    call(
        "markdown_text or text, not both",
        posted(text="", markdown_text="a"),
        posted(markdown_text="a"),
        "markdown_text_conflict",
    ),
    call(
        "at most 100 attachments",
        posted(attachments=[{"text": "x"}] * 100),
        posted(attachments=[{"text": "x"}] * 101),
        "too_many_attachments",
    ),
    call(
        "metadata as an object",
        posted(metadata={"event_type": "x", "event_payload": {}}),
        posted(metadata=["x"]),
        "invalid_metadata_format",
    ),
    call(
        "metadata with event_type and event_payload",
        posted(metadata={"event_type": "x", "event_payload": {}}),
        posted(metadata={"event_type": "x"}),
        "invalid_metadata_schema",
    ),
    call(
        "metadata of at most 16,000 bytes",
        posted(metadata={"event_type": "x", "event_payload": {"a": "x" * 15_000}}),
        posted(metadata={"event_type": "x", "event_payload": {"a": "x" * 16_000}}),
        "metadata_too_large",
    ),
    call(
        "a thread that exists",
        posted(thread_ts="<ts>"),
        posted(thread_ts="1700000000.000000"),
        "thread_not_found",
        before=(SAID,),
    ),
    call(
        "thread_ts as a timestamp",
        posted(thread_ts="<ts>"),
        posted(thread_ts="0"),
        "invalid_thread_ts",
        "0 is not a valid thread_ts",
        before=(SAID,),
    ),
    call("a channel that exists", posted(), posted(channel="C0NOWHERE"), "channel_not_found"),
    call(
        "a private channel with the bot in it",
        posted(channel="<#specs-private>"),
        posted(channel="<#leads>"),
        "channel_not_found",
    ),
    call("a channel with the bot in it", posted(), posted(channel="<#random>"), "not_in_channel"),
    call("a channel that is not archived", posted(), posted(), "is_archived", between=(ARCHIVED,)),
    call(
        "a channel that was not deleted",
        posted(),
        posted(channel="<channel>"),
        "channel_not_found",
        between=(act("channel", name="team-specs", deleted=True),),
    ),
    call(
        "a direct message to somebody who is not deactivated",
        posted(channel="<@sam>"),
        posted(channel="<@sam>"),
        "is_archived",
        between=(act("people", name="sam", deleted=True),),
    ),
    call(
        "the messages tab switched on",
        posted(channel="<@sam>"),
        posted(channel="<@sam>"),
        "messages_tab_disabled",
        between=(act("app", messages_tab=False),),
    ),
    call("no direct message to a bot", posted(channel="<@sam>"), posted(channel="<@techspec>"), "cannot_dm_bot"),
    call(
        "somebody in the channel",
        api("chat.postEphemeral", **EPHEMERAL),
        api("chat.postEphemeral", **EPHEMERAL | {"channel": "<#specs-private>"}),
        "user_not_in_channel",
    ),
    call(
        "a channel with the bot in it",
        api("chat.postEphemeral", **EPHEMERAL),
        api("chat.postEphemeral", **EPHEMERAL | {"channel": "<#random>"}),
        "not_in_channel",
    ),
    call(
        "text of at most 4,000",
        updated(text="x" * 4_000),
        updated(text="x" * 4_001),
        "msg_too_long",
        before=(posted(),),
    ),
    call("text, blocks or attachments", updated(), updated(text=""), "no_text", before=(posted(),)),
    call("the app's own message", updated(), updated(), "cant_update_message", before=(posted(),), between=(SAID,)),
    call("a message that exists", updated(), updated(ts="1.0"), "message_not_found", before=(posted(),)),
    call(
        "a message for all",
        updated(),
        updated(),
        "message_not_found",
        before=(posted(),),
        between=(api("chat.postEphemeral", **EPHEMERAL),),
    ),
    call(
        "a channel that is not archived", updated(), updated(), "is_inactive", before=(posted(),), between=(ARCHIVED,)
    ),
    call(
        "a broadcast only of a reply",
        updated(),
        updated(reply_broadcast=True),
        "cant_broadcast_message",
        before=(posted(),),
    ),
    call(
        "good blocks",
        updated(blocks=[section()]),
        updated(blocks=[section()] * 51),
        "invalid_blocks",
        "[json-pointer:/blocks]",
        before=(posted(),),
    ),
    call("the app's own message", deleted(), deleted(), "cant_delete_message", before=(posted(),), between=(SAID,)),
    call("a message that exists", deleted(), deleted(), "message_not_found", before=(posted(),)),
    call(
        "a message that exists",
        api("chat.getPermalink", channel="<#team-specs>", message_ts="<ts>"),
        api("chat.getPermalink", channel="<#team-specs>", message_ts="1.0"),
        "message_not_found",
        before=(SAID,),
    ),
    Case(place="response_url", rule="five uses", good=RESPOND, bad=RESPOND, error="used_url", times=5),
    Case(
        place="response_url",
        rule="thirty minutes",
        good=RESPOND,
        bad=RESPOND,
        error="expired_url",
        between=(later(30 * 60 + 1),),
    ),
    response("text, blocks or attachments", {}, "no_text", text=None),
    response("good blocks", {"blocks": [{"type": "marquee"}]}, "invalid_blocks", "[json-pointer:/blocks/0/type]"),
    response("good attachments", {"attachments": [None]}, "invalid_attachments", "[json-pointer:/attachments/0]"),
    response("text of at most 40,000", {"text": "x" * 40_001}, "msg_too_long"),
    response("texts as texts", {"text": 5}, "invalid_arguments", "must be a string [json-pointer:/text]"),
    response("no key that it has not", {"colour": "red"}, "invalid_arguments", "unknown argument: colour"),
    response("response_type ephemeral or in_channel", {"response_type": "loudly"}, "invalid_arguments"),
    response("thread_ts as a timestamp", {"thread_ts": "nonsense"}, "invalid_thread_ts"),
    response("a thread that exists", {"thread_ts": "1700000000.000000"}, "thread_not_found"),
    response("metadata as an object", {"metadata": "x"}, "invalid_metadata_format"),
    Case(
        place="response_url",
        rule="a channel that is not archived",
        good=RESPOND,
        bad=RESPOND,
        error="is_archived",
        between=(ARCHIVED,),
    ),
]
