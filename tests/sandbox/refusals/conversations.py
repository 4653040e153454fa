"""Conversations: names, members, and what may be read."""

from typing import Any

from tests.sandbox.refusals.case import Case, act, api, call

SPECS = {"channel": "<#team-specs>"}
NOBODY = "U0NOBODY000"
GONE = {"channel": "C0NOWHERE"}
ARCHIVED = act("channel", name="random", archived=True)


def rule(method: str, text: str, good: dict[str, Any], bad: dict[str, Any], error: str, **facts: Any) -> Case:
    return call(text, api(method, **good), api(method, **bad), error, **facts)


CONVERSATIONS: list[Case] = [
    rule("conversations.list", "types that exist", {"types": "im"}, {"types": "secret"}, "invalid_types"),
    rule("conversations.list", "the scope of each type", {"types": "im"}, {"types": "mpim"}, "missing_scope"),
    rule("conversations.list", "at most 1,000 a page", {"limit": 1000}, {"limit": 1001}, "invalid_limit"),
    rule("conversations.list", "at least 1 a page", {"limit": 1}, {"limit": -1}, "invalid_limit"),
    rule("conversations.list", "a cursor that was handed out", {"limit": 1}, {"cursor": "nonsense"}, "invalid_cursor"),
    rule(
        "conversations.list",
        "a cursor that goes forward",
        {"limit": 1, "cursor": "b2Zmc2V0OjE="},
        {"limit": 1, "cursor": "b2Zmc2V0Oi0z"},
        "invalid_cursor",
    ),
    rule("conversations.info", "a channel that exists", SPECS, GONE, "channel_not_found"),
    rule(
        "conversations.info",
        "a private channel with the bot in it",
        {"channel": "<#specs-private>"},
        {"channel": "<#leads>"},
        "channel_not_found",
    ),
    rule("conversations.members", "a channel that exists", SPECS, GONE, "channel_not_found"),
    rule("conversations.history", "a channel with the bot in it", SPECS, {"channel": "<#random>"}, "not_in_channel"),
    rule(
        "conversations.history",
        "a private channel with the bot in it",
        {"channel": "<#specs-private>"},
        {"channel": "<#leads>"},
        "channel_not_found",
    ),
    rule(
        "conversations.history", "at most 999 a page", SPECS | {"limit": 999}, SPECS | {"limit": 1000}, "invalid_limit"
    ),
    rule(
        "conversations.history",
        "oldest as a timestamp",
        SPECS | {"oldest": "0"},
        SPECS | {"oldest": "yesterday"},
        "invalid_ts_oldest",
    ),
    rule(
        "conversations.history",
        "latest as a timestamp",
        SPECS | {"latest": "1700000000.1"},
        SPECS | {"latest": "1.2.3"},
        "invalid_ts_latest",
    ),
    rule(
        "conversations.replies",
        "a thread that exists",
        SPECS | {"ts": "<ts>"},
        SPECS | {"ts": "1.0"},
        "thread_not_found",
        before=(act("message", who="dana", channel="team-specs", text="a"),),
    ),
    rule("conversations.open", "somebody to open it with", {"users": "<@lee>"}, {}, "users_list_not_supplied"),
    rule("conversations.open", "somebody who exists", {"users": "<@lee>"}, {"users": NOBODY}, "user_not_found"),
    rule(
        "conversations.open",
        "somebody who is not deactivated",
        {"users": "<@lee>"},
        {"users": "<@lee>"},
        "user_disabled",
        between=(act("people", name="lee", deleted=True),),
    ),
    rule(
        "conversations.open",
        "at most 8 people",
        {"users": "<@lee>"},
        {"users": ",".join([NOBODY] * 9)},
        "too_many_users",
    ),
    rule(
        "conversations.open",
        "one person (the workspace has no group messages)",
        {"users": "<@lee>"},
        {"users": "<@lee>,<@sam>"},
        "invalid_user_combination",
    ),
    rule("conversations.open", "no bot", {"users": "<@lee>"}, {"users": "<@techspec>"}, "cannot_dm_bot"),
    rule("conversations.open", "a direct conversation", {"users": "<@lee>"}, SPECS, "channel_not_found"),
    rule(
        "conversations.join",
        "a public channel",
        {"channel": "<#random>"},
        {"channel": "<#specs-private>"},
        "method_not_supported_for_channel_type",
    ),
    rule(
        "conversations.join",
        "a private channel with the bot in it",
        {"channel": "<#random>"},
        {"channel": "<#leads>"},
        "channel_not_found",
    ),
    rule(
        "conversations.join",
        "a channel that is not archived",
        {"channel": "<#random>"},
        {"channel": "<#random>"},
        "is_archived",
        between=(ARCHIVED,),
    ),
    rule(
        "conversations.invite",
        "a channel with the bot in it",
        {"channel": "<#specs-private>", "users": "<@lee>"},
        {"channel": "<#random>", "users": "<@gil>"},
        "not_in_channel",
    ),
    rule(
        "conversations.invite",
        "somebody who exists",
        {"channel": "<#specs-private>", "users": "<@lee>"},
        {"channel": "<#specs-private>", "users": NOBODY},
        "user_not_found",
    ),
    rule(
        "conversations.invite",
        "at most 100 people",
        {"channel": "<#specs-private>", "users": "<@lee>"},
        {"channel": "<#specs-private>", "users": ",".join(["<@lee>"] * 101)},
        "invalid_arguments",
    ),
    rule(
        "conversations.invite",
        "somebody who is not there",
        {"channel": "<#specs-private>", "users": "<@lee>"},
        {"channel": "<#specs-private>", "users": "<@lee>"},
        "already_in_channel",
    ),
    rule(
        "conversations.invite",
        "somebody else",
        {"channel": "<#specs-private>", "users": "<@lee>"},
        {"channel": "<#specs-private>", "users": "<@techspec>"},
        "cant_invite_self",
    ),
    rule("conversations.create", "a new name", {"name": "ts-12"}, {"name": "team-specs"}, "name_taken"),
    rule("conversations.create", "lower case", {"name": "quiet"}, {"name": "Loud"}, "invalid_name_specials"),
    rule("conversations.create", "no spaces", {"name": "a-b"}, {"name": "a b"}, "invalid_name_specials"),
    rule("conversations.create", "a letter or digit", {"name": "a-"}, {"name": "---"}, "invalid_name_punctuation"),
    rule("conversations.create", "at most 80", {"name": "x" * 80}, {"name": "x" * 81}, "invalid_name_maxlength"),
]
