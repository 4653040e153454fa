"""People, reactions, pins, bookmarks, files and manifests."""

from typing import Any

from tests.sandbox.refusals.case import Case, Do, act, api, call
from tests.sandbox.refusals.making import home, plain, section

SAID = act("message", who="dana", channel="team-specs", text="a")
ARCHIVED = act("channel", name="team-specs", archived=True)
ON_IT: dict[str, Any] = {"channel": "team-specs", "ts": "<ts>"}
LANDS = [
    "ad",
    "ae",
    "af",
    "ag",
    "ai",
    "al",
    "am",
    "ao",
    "aq",
    "ar",
    "as",
    "at",
    "au",
    "aw",
    "ax",
    "az",
    "ba",
    "bb",
    "bd",
    "be",
    "bf",
    "bg",
    "bh",
    "bi",
    "bj",
    "bl",
    "bm",
    "bn",
    "bo",
    "bq",
    "br",
    "bs",
    "bt",
    "bv",
    "bw",
    "by",
    "bz",
    "ca",
    "cc",
    "cd",
    "cf",
    "cg",
    "ch",
    "ci",
    "ck",
    "cl",
    "cm",
    "cn",
    "co",
]
THERE: dict[str, Any] = {"channel": "<#team-specs>", "timestamp": "<ts>"}
BOOKMARK: dict[str, Any] = {
    "channel_id": "<#team-specs>",
    "title": "Specs",
    "type": "link",
    "link": "https://example.com",
}
UPLOAD = api("files.getUploadURLExternal", filename="a.md", length=3)
SEND = Do(what="bytes", given={"text": "abc"})
COMPLETE = api("files.completeUploadExternal", files=[{"id": "<file_id>"}])
IN_SPECS = {"channel_id": "<#team-specs>"}
COMMAND: dict[str, Any] = {"command": "/spec", "description": "Specs"}
SHORTCUT: dict[str, Any] = {"name": "New", "type": "global", "callback_id": "new", "description": "Begins one"}


def react(**given: Any) -> Do:
    return api("reactions.add", **(THERE | {"name": "eyes"} | given))


PIN = api("pins.add", **THERE)
UNREACT = api("reactions.remove", **THERE, name="eyes")


def there(rule: str, good: Do, bad: Do, error: str, first: tuple[Do, ...] = (), **facts: Any) -> Case:
    """A rule about what hangs on a message that a person wrote."""
    return call(rule, good, bad, error, before=(SAID, *first), **facts)


def bookmark(rule: str, error: str, good: dict[str, Any], bad: dict[str, Any], message: str = "") -> Case:
    return call(rule, api("bookmarks.add", **BOOKMARK | good), api("bookmarks.add", **BOOKMARK | bad), error, message)


def manifest(place: str, rule: str, pointer: str, good: dict[str, Any], bad: dict[str, Any]) -> Case:
    """A rule of a manifest; `good` and `bad` are parts of one."""
    named = {"display_information": {"name": "Specs"}}
    good_call, bad_call = (api("apps.manifest.validate", manifest=named | parts) for parts in (good, bad))
    message = f"[json-pointer:{pointer}]"
    return Case(place=place, rule=rule, good=good_call, bad=bad_call, error="invalid_manifest", message=message)


def information(**facts: Any) -> dict[str, Any]:
    return {"display_information": {"name": "Specs"} | facts}


def commands(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"features": {"slash_commands": list(listed)}}


def shortcuts(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"features": {"shortcuts": list(listed)}}


def numbered(count: int) -> list[dict[str, Any]]:
    return [SHORTCUT | {"callback_id": str(number)} for number in range(count)]


def events(*listed: str) -> dict[str, Any]:
    return {"settings": {"event_subscriptions": {"bot_events": list(listed)}}}


THINGS: list[Case] = [
    call(
        "somebody who exists", api("users.info", user="<@sam>"), api("users.info", user="U0NOBODY000"), "user_not_found"
    ),
    call(
        "an address of somebody",
        api("users.lookupByEmail", email="sam@acme.example"),
        api("users.lookupByEmail", email="no@acme.example"),
        "users_not_found",
    ),
    call(
        "somebody who is not deactivated",
        api("users.lookupByEmail", email="sam@acme.example"),
        api("users.lookupByEmail", email="sam@acme.example"),
        "users_not_found",
        between=(act("people", name="sam", deleted=True),),
    ),
    call(
        "at most 50 people",
        api("dnd.teamInfo", users=",".join(["<@sam>"] * 50)),
        api("dnd.teamInfo", users=",".join(["<@sam>"] * 51)),
        "too_many_users",
    ),
    call(
        "a group that exists",
        api("usergroups.users.list", usergroup="S07DEVELOPERS"),
        api("usergroups.users.list", usergroup="S0"),
        "no_such_subteam",
    ),
    call("the team that exists", api("team.info"), api("team.info", team="T0"), "team_not_found"),
    call("the bot that exists", api("bots.info"), api("bots.info", bot="B0"), "bot_not_found"),
    call(
        "one of blocks, message and view",
        api("blocks.validate", blocks=[]),
        api("blocks.validate", blocks=[], view=home()),
        "invalid_arguments",
        "exactly one",
    ),
    call(
        "at most 100,000 characters",
        api("blocks.validate", view=home(*[section(text=plain(2000))] * 45)),
        api("blocks.validate", view=home(*[section(text=plain(2000))] * 50)),
        "invalid_arguments",
        "/view]",
    ),
    call(
        "good blocks",
        api("blocks.validate", blocks=[section()]),
        api("blocks.validate", blocks=[{"type": "marquee"}]),
        "invalid_blocks",
        "[json-pointer:/0/type]",
    ),
    call(
        "a good message",
        api("blocks.validate", message={"blocks": [section()]}),
        api("blocks.validate", message={"blocks": [{"type": "marquee"}]}),
        "invalid_message",
        "[json-pointer:/blocks/0/type]",
    ),
    call(
        "a good view",
        api("blocks.validate", view=home()),
        api("blocks.validate", view={"type": "modal"}),
        "invalid_view",
        "missing required field: title",
    ),
    there("one of a kind", react(), react(), "already_reacted"),
    there("a name of an emoji", react(), react(name="Not An Emoji"), "invalid_name"),
    there("an emoji that exists", react(), react(name="not_an_emoji_at_all"), "invalid_name"),
    there("skin tones on people", react(name="+1::skin-tone-3"), react(name="tada::skin-tone-3"), "invalid_name"),
    there(
        "an emoji of the workspace",
        react(name="acme"),
        react(name="acme"),
        "invalid_name",
        first=(act("emoji", name="acme"),),
        between=(act("emoji", name="acme", remove=True),),
    ),
    there(
        "at most 50 different emoji on a message",
        react(name="bell"),
        react(name="book"),
        "too_many_emoji",
        first=tuple(act("react", who="dana", **ON_IT, name=f"flag-{land}") for land in LANDS),
    ),
    there("skin tones from 2 to 6", react(name="+1::skin-tone-6"), react(name="+1::skin-tone-7"), "invalid_name"),
    there("a timestamp", react(), react(timestamp="soon"), "bad_timestamp"),
    there("a message that exists", react(), react(timestamp="1700000000.000000"), "message_not_found"),
    there("a channel that exists", react(), react(channel="C0NOWHERE"), "channel_not_found"),
    there("a channel with the bot in it", react(), react(channel="<#random>"), "not_in_channel"),
    there("a channel that is not archived", react(), react(name="bell"), "is_archived", between=(ARCHIVED,)),
    call("one that was given", UNREACT, UNREACT, "no_reaction", before=(SAID, react())),
    there("a message once", PIN, PIN, "already_pinned"),
    call(
        "at most 100 in a channel",
        PIN,
        PIN,
        "too_many_pins",
        before=(*(step for _ in range(99) for step in (SAID, PIN)), SAID),
        between=(SAID,),
    ),
    there("a message", PIN, api("pins.add", channel="<#team-specs>"), "no_item_specified"),
    bookmark("a link", "invalid_link", {}, {"link": "example"}),
    bookmark("type link", "invalid_bookmark_type", {}, {"type": "folder"}),
    bookmark("title of at most 256", "invalid_arguments", {"title": "x" * 256}, {"title": "x" * 257}, "/title]"),
    call(
        "something in it",
        UPLOAD,
        api("files.getUploadURLExternal", filename="a.md", length=0),
        "file_upload_size_restricted",
    ),
    call(
        "alt_txt of at most 1,000",
        api("files.getUploadURLExternal", filename="a.png", length=3, alt_txt="x" * 1000),
        api("files.getUploadURLExternal", filename="a.png", length=3, alt_txt="x" * 1001),
        "alt_txt_too_large",
    ),
    call(
        "a thread that exists",
        api("files.completeUploadExternal", files=[{"id": "<file_id>"}], **IN_SPECS, thread_ts="<ts>"),
        api("files.completeUploadExternal", files=[{"id": "<file_id>"}], **IN_SPECS, thread_ts="1700000000.000000"),
        "thread_not_found",
        before=(SAID, UPLOAD, SEND),
        between=(UPLOAD, SEND),
    ),
    call("its bytes sent before", COMPLETE, COMPLETE, "file_not_found", before=(UPLOAD, SEND), between=(UPLOAD,)),
    call("once", COMPLETE, COMPLETE, "file_not_found", before=(UPLOAD, SEND)),
    call(
        "a channel with the bot in it",
        api("files.completeUploadExternal", files=[{"id": "<file_id>"}], channel_id="<#team-specs>"),
        api("files.completeUploadExternal", files=[{"id": "<file_id>"}], channel_id="<#random>"),
        "not_in_channel",
        before=(UPLOAD, SEND),
        between=(UPLOAD, SEND),
    ),
    call(
        "a file that exists",
        api("files.info", file="<file_id>"),
        api("files.info", file="F0"),
        "file_not_found",
        before=(UPLOAD, SEND, COMPLETE),
    ),
]

MANIFESTS: list[Case] = [
    manifest("display_information", "a name", "/display_information", {}, information(name=None)),
    manifest(
        "display_information",
        "name of at most 35",
        "/display_information/name",
        information(name="x" * 35),
        information(name="x" * 36),
    ),
    manifest(
        "display_information",
        "description of at most 140",
        "/display_information/description",
        information(description="x" * 140),
        information(description="x" * 141),
    ),
    manifest(
        "display_information",
        "long_description of at least 175",
        "/display_information/long_description",
        information(long_description="x" * 175),
        information(long_description="x" * 174),
    ),
    manifest(
        "display_information",
        "long_description of at most 4,000",
        "/display_information/long_description",
        information(long_description="x" * 4000),
        information(long_description="x" * 4001),
    ),
    manifest(
        "slash_commands",
        "description of at most 2,000",
        "/features/slash_commands/0/description",
        commands(COMMAND | {"description": "x" * 2000}),
        commands(COMMAND | {"description": "x" * 2001}),
    ),
    manifest(
        "slash_commands",
        "a slash before the name",
        "/features/slash_commands/0/command",
        commands(COMMAND),
        commands(COMMAND | {"command": "spec"}),
    ),
    manifest(
        "slash_commands",
        "at most 32",
        "/features/slash_commands/0/command",
        commands(COMMAND | {"command": "/" + "x" * 31}),
        commands(COMMAND | {"command": "/" + "x" * 32}),
    ),
    manifest("shortcuts", "at most 10", "/features/shortcuts", shortcuts(*numbered(10)), shortcuts(*numbered(11))),
    manifest(
        "shortcuts",
        "name of at most 24",
        "/features/shortcuts/0/name",
        shortcuts(SHORTCUT | {"name": "x" * 24}),
        shortcuts(SHORTCUT | {"name": "x" * 25}),
    ),
    manifest(
        "shortcuts",
        "description of at most 150",
        "/features/shortcuts/0/description",
        shortcuts(SHORTCUT | {"description": "x" * 150}),
        shortcuts(SHORTCUT | {"description": "x" * 151}),
    ),
    manifest(
        "shortcuts",
        "type global or message",
        "/features/shortcuts/0/type",
        shortcuts(SHORTCUT),
        shortcuts(SHORTCUT | {"type": "local"}),
    ),
    manifest(
        "event_subscriptions",
        "at most 100 bot_events",
        "/settings/event_subscriptions/bot_events",
        events(*["team_join"] * 100),
        events(*["team_join"] * 101),
    ),
    manifest("manifest", "no key that it has not", "", {}, {"colour": "red"}),
]
