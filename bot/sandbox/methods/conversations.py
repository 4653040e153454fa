"""Methods about conversations: which there are, who is in them, and what was said.

The rule it keeps: each kind of conversation needs its own scope, and a private one without the bot does not exist.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.directory import channel_json
from bot.sandbox.methods.pages import page
from bot.sandbox.platform_state import Call, of_kind
from bot.sandbox.posts import message_json
from bot.sandbox.world import Channel, ChannelId, Message, PersonId, is_ts

MAX_NAME = 80
MAX_DM_PEOPLE = 8
MAX_INVITED = 100
_TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_NAME = re.compile(r"[^\W_][\w-]*")


def _info(call: Call) -> Json:
    channel = call.channel()
    call.need(of_kind(channel, "read"))
    return {"channel": channel_json(channel, call.bot, with_count=call.args.flag("include_num_members"))}


def _type_of(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _listed(call: Call, person: PersonId, *, only_joined: bool) -> Json:
    types = (call.args.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(types) <= set(_TYPES):
        raise Refusal("invalid_types")
    for kind in types:
        call.need(f"{_TYPES[kind]}:read")
    channels = []
    for channel in call.workspace.channels.values():
        if channel.is_private and call.bot not in channel.members:
            continue
        is_member = person in channel.members
        is_hidden = channel.is_archived and call.args.flag("exclude_archived")
        if _type_of(channel) in types and not is_hidden and (is_member or not only_joined):
            channels.append(channel)
    shown, metadata = page(call.args, channels, default=100, most=1000)
    return {
        "channels": [channel_json(channel, call.bot, with_count=not only_joined) for channel in shown],
        **metadata,
    }


def _list(call: Call) -> Json:
    return _listed(call, call.bot, only_joined=False)


def _of_person(call: Call) -> Json:
    person = call.person().id if call.args.has("user") else call.bot
    return _listed(call, person, only_joined=True)


def _members(call: Call) -> Json:
    channel = call.channel()
    call.need(of_kind(channel, "read"))
    members, metadata = page(call.args, channel.members, default=100, most=1000)
    return {"members": members, **metadata}


def _open(call: Call) -> Json:
    channel_id = call.args.text("channel")
    if channel_id:
        channel = call.workspace.channels.get(ChannelId(channel_id))
        if channel is None or not channel.is_im or call.bot not in channel.members:
            raise Refusal("channel_not_found")
        existed = True
    else:
        channel, existed = _open_with(call, call.args.names("users"))
    body: Json = {"channel": {"id": channel.id}}
    if call.args.flag("return_im"):
        body["channel"] = channel_json(channel, call.bot) | {"is_open": True}
    if existed:
        body |= {"no_op": True, "already_open": True}
    return body


def _open_with(call: Call, users: list[str]) -> tuple[Channel, bool]:
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > MAX_DM_PEOPLE:
        raise Refusal("too_many_users")
    people = [call.workspace.people.get(PersonId(user)) for user in users]
    if any(person is None for person in people):
        raise Refusal("user_not_found")
    if len(people) > 1 or people[0] is None:
        # The workspace has no conversations of several people; no feature of an app for specs needs them.
        raise Refusal("invalid_user_combination")
    person = people[0]
    if person.deleted:
        raise Refusal("user_disabled")
    if person.is_bot:
        raise Refusal("cannot_dm_bot")
    return call.workspace.open_dm(person.id, call.bot)


def _join(call: Call) -> Json:
    channel = call.channel()
    if channel.is_private:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    body: Json = {}
    if call.bot in channel.members:
        body = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    else:
        call.workspace.join(channel, call.bot)
    return {"channel": channel_json(channel, call.bot), **body}


def _invite(call: Call) -> Json:
    channel = call.joined_channel()
    if channel.is_im:
        raise Refusal("method_not_supported_for_channel_type")
    call.need(
        *(
            ("groups:write.invites", "groups:write")
            if channel.is_private
            else ("channels:write.invites", "channels:manage")
        )
    )
    if channel.is_archived:
        raise Refusal("is_archived")
    users = call.args.names("users")
    if len(users) > MAX_INVITED:
        raise Refusal("invalid_arguments", [f"[ERROR] no more than {MAX_INVITED} items allowed [json-pointer:/users]"])
    problems = [
        {"user": user, "ok": False, "error": error} for user in users if (error := _why_not(call, channel, user))
    ]
    if problems and not (call.args.flag("force") and len(problems) < len(users)):
        raise Refusal(str(problems[0]["error"]), errors=problems)
    refused = {problem["user"] for problem in problems}
    for user in dict.fromkeys(users):
        if user not in refused:
            call.workspace.join(channel, PersonId(user), inviter=call.bot)
    return {"channel": channel_json(channel, call.bot)}


def _why_not(call: Call, channel: Channel, user: str) -> str | None:
    person = call.workspace.people.get(PersonId(user))
    if person is None or person.deleted:
        return "user_not_found"
    if person.id == call.bot:
        return "cant_invite_self"
    return "already_in_channel" if person.id in channel.members else None


def _create(call: Call) -> Json:
    name, is_private = call.args.text("name"), call.args.flag("is_private")
    call.need("groups:write" if is_private else "channels:manage")
    check_channel_name(name)
    if call.workspace.channel_called(name) is not None:
        raise Refusal("name_taken")
    channel = call.workspace.add_channel(name, creator=call.bot, is_private=is_private)
    return {"channel": channel_json(channel, call.bot)}


def check_channel_name(name: str) -> None:
    """Refuse what is no name for a channel. Refusal: invalid_name_maxlength, invalid_name_specials, ..."""
    if len(name) > MAX_NAME:
        raise Refusal("invalid_name_maxlength")
    if not any(character.isalnum() for character in name):
        raise Refusal("invalid_name_punctuation")
    if name != name.lower() or _NAME.fullmatch(name) is None:
        raise Refusal("invalid_name_specials")


@dataclass(frozen=True, kw_only=True)
class _Span:
    """The part of a history that a call asks for."""

    oldest: str
    latest: str
    is_inclusive: bool

    def holds(self, ts: str) -> bool:
        if self.is_inclusive:
            return self.oldest <= ts <= self.latest
        return self.oldest < ts < self.latest


def _span(call: Call) -> _Span:
    oldest = _moment(call, "oldest", "0000000000.000000")
    latest = _moment(call, "latest", "9999999999.999999")
    return _Span(oldest=oldest, latest=latest, is_inclusive=call.args.flag("inclusive"))


def _moment(call: Call, name: str, default: str) -> str:
    text = call.args.text(name)
    if text in ("", "0"):
        return default
    seconds, _, fraction = text.partition(".")
    padded = f"{seconds:0>10}.{fraction:0<6.6}"
    if not is_ts(padded):
        raise Refusal(f"invalid_ts_{name}")
    return padded


def _readable(call: Call) -> Channel:
    channel = call.joined_channel()
    call.need(of_kind(channel, "history"))
    return channel


def _described(call: Call, channel: Channel, message: Message) -> Json:
    with_metadata = call.args.flag("include_all_metadata")
    return message_json(call.workspace, channel, message, with_metadata=with_metadata)


def _history(call: Call) -> Json:
    channel = _readable(call)
    span = _span(call)
    found = [
        message
        for message in reversed(channel.messages.values())
        if message.ephemeral_to is None
        and (message.thread_ts in (None, message.ts) or message.is_broadcast)
        and span.holds(message.ts)
    ]
    shown, metadata = page(call.args, found, default=100, most=999)
    has_more = bool(metadata["response_metadata"]["next_cursor"])
    return {
        "messages": [_described(call, channel, message) for message in shown],
        "has_more": has_more,
        "pin_count": len(channel.pins),
        **(metadata if has_more else {}),
    }


def _replies(call: Call) -> Json:
    channel = _readable(call)
    message = channel.messages.get(call.args.text("ts"))
    if message is None or message.ephemeral_to is not None:
        raise Refusal("thread_not_found")
    root = channel.messages.get(message.thread_ts or message.ts, message)
    span = _span(call)
    replies = [reply for reply in channel.replies(root.ts) if span.holds(reply.ts)]
    shown, metadata = page(call.args, [root, *replies], default=1000, most=1000)
    has_more = bool(metadata["response_metadata"]["next_cursor"])
    return {
        "messages": [_described(call, channel, reply) for reply in shown],
        "has_more": has_more,
        **(metadata if has_more else {}),
    }


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "conversations.create": _create,
    "conversations.history": _history,
    "conversations.info": _info,
    "conversations.invite": _invite,
    "conversations.join": _join,
    "conversations.list": _list,
    "conversations.members": _members,
    "conversations.open": _open,
    "conversations.replies": _replies,
    "users.conversations": _of_person,
}
