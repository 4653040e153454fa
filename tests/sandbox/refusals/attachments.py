"""Secondary attachments: their own fields, and their blocks as a part of the message."""

from typing import Any

from tests.sandbox.refusals.case import Case, Do, api, call, post
from tests.sandbox.refusals.making import Json, actions, button, markdown, section, table

LONG = section(text={"type": "mrkdwn", "text": "x" * 2750})


def attached(*attachments: Any, **given: Any) -> Do:
    """A message with attachments."""
    return post(attachments=list(attachments), **given)


def field(rule: str, good: Json, bad: Any, pointer: str) -> Case:
    """A rule of an attachment's own fields."""
    return call(rule, attached(good), attached(bad), "invalid_attachments", f"[json-pointer:/attachments/0{pointer}]")


def together(rule: str, good: Json, bad: Json, pointer: str) -> Case:
    """A rule of all blocks of a message: a bad one is bad beside `good`."""
    return call(
        rule,
        post(good, attachments=[{"blocks": [section()]}]),
        post(good, attachments=[{"blocks": [bad]}]),
        "invalid_blocks",
        f"[json-pointer:{pointer}]",
    )


def validated(**message: Any) -> Do:
    return api("blocks.validate", message=message)


ATTACHMENTS: list[Case] = [
    call("attachments as a list", attached(), post(attachments={"text": "x"}), "invalid_attachments"),
    field("an attachment as an object", {"text": "x"}, None, ""),
    field("texts in an attachment", {"text": "x", "title": "y"}, {"text": 5}, "/text"),
    field("fields as a list", {"fields": [{"title": "a", "value": 5}]}, {"fields": "abc"}, "/fields"),
    field("fields as objects", {"fields": [{"value": "x"}]}, {"fields": [None]}, "/fields/0"),
    field("ts as a moment", {"text": "x", "ts": "1700000000.5"}, {"text": "x", "ts": 1e20}, "/ts"),
    field("mrkdwn_in as names of fields", {"mrkdwn_in": ["text"]}, {"mrkdwn_in": ["body"]}, "/mrkdwn_in/0"),
    field("no key that an attachment has not", {"text": "x"}, {"words": "x"}, ""),
    call(
        "40,000 characters in all attachments (Slack: not documented)",
        attached({"text": "x" * 20_000}, {"title": "x" * 20_000}),
        attached({"text": "x" * 20_000}, {"title": "x" * 20_001}),
        "attachment_payload_limit_exceeded",
    ),
    call(
        "at most 50 blocks in an attachment",
        attached({"blocks": [section()] * 50}),
        attached({"blocks": [section()] * 51}),
        "invalid_blocks",
        "[json-pointer:/attachments/0/blocks]",
    ),
    together(
        "block_id unique in attachments too",
        section(block_id="a"),
        section(block_id="a"),
        "/attachments/0/blocks/0/block_id",
    ),
    together("one table, attachments counted", table(1, 1), table(1, 1), "/attachments/0/blocks/0"),
    together("12,000 characters of markdown, attachments counted", markdown(6_001), markdown(6_000), "/blocks"),
    call(
        "11,000 characters of blocks, attachments counted",
        post(*[LONG] * 2, attachments=[{"blocks": [LONG]}] * 2),
        post(*[LONG] * 2, attachments=[{"blocks": [LONG]}, {"blocks": [LONG, section()]}]),
        "msg_blocks_too_long",
    ),
    call(
        "good attachments",
        validated(attachments=[{"blocks": [actions(button())]}]),
        validated(attachments=[{"blocks": [{"type": "marquee"}]}]),
        "invalid_message",
        "[json-pointer:/attachments/0/blocks/0/type]",
    ),
    call(
        "11,000 characters of a message's blocks",
        validated(blocks=[LONG] * 4),
        validated(blocks=[LONG] * 2, attachments=[{"blocks": [LONG] * 3}]),
        "invalid_message",
        "[json-pointer:/blocks]",
    ),
    call(
        "11,000 characters of blocks",
        api("blocks.validate", blocks=[LONG] * 4),
        api("blocks.validate", blocks=[LONG] * 5),
        "invalid_blocks",
    ),
    call(
        "40,000 characters of attachments",
        validated(attachments=[{"text": "x" * 40_000}]),
        validated(attachments=[{"text": "x" * 20_001}] * 2),
        "invalid_message",
        "[json-pointer:/attachments]",
    ),
]
