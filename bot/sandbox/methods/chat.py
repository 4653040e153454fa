"""Methods that post, change and delete messages.

The rule it keeps: a bot changes only its own messages, and posts only where it may.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.surfaces import check_message
from bot.sandbox.platform_state import Call
from bot.sandbox.posts import change, delete, message_json, post
from bot.sandbox.world import Channel, FileId, Message, PersonId, is_ts

MAX_TEXT = 40_000
MAX_UPDATED_TEXT = 4_000
MAX_MARKDOWN = 12_000
MAX_METADATA_BYTES = 16_000


def post_as_app(
    call: Call,
    channel: Channel,
    *,
    text: str,
    blocks: Sequence[Json],
    thread_ts: str | None = None,
    files: Sequence[FileId] = (),
    **facts: Any,
) -> Message:
    """Post a message of the app; `facts` are further fields of `Message`. Refusal: invalid_thread_ts, thread_not_found."""
    return post(
        call.workspace,
        channel,
        user=call.bot,
        text=text,
        blocks=blocks,
        thread_ts=thread_root(channel, thread_ts) if thread_ts else None,
        files=files,
        by_app=True,
        **facts,
    )


def thread_root(channel: Channel, thread_ts: str) -> str:
    """The root of the thread that a message named by an app is in. Refusal: invalid_thread_ts, thread_not_found."""
    if not is_ts(thread_ts):
        raise Refusal("invalid_thread_ts", [f"[ERROR] {thread_ts} is not a valid thread_ts"])
    message = channel.messages.get(thread_ts)
    if message is None or message.ephemeral_to is not None:
        raise Refusal("thread_not_found")
    return message.thread_ts or message.ts


def _destination(call: Call) -> Channel:
    """Where to post: a channel by id or `#name`, or the DM with a person by their id."""
    given = call.args.text("channel")
    person = call.workspace.people.get(PersonId(given))
    if person is not None:
        if person.is_bot:
            raise Refusal("cannot_dm_bot")
        channel, _ = call.workspace.open_dm(person.id, call.bot)
    elif given.startswith("#") and (named := call.workspace.channel_called(given)) is not None:
        channel = named
    else:
        channel = call.channel()
    if channel.is_private and call.bot not in channel.members:
        raise Refusal("channel_not_found")
    if is_closed(call, channel):
        raise Refusal("is_archived")
    if channel.is_im and not call.platform.app.has_messages:
        raise Refusal("messages_tab_disabled")
    return channel


def is_closed(call: Call, channel: Channel) -> bool:
    """Whether nothing may be posted there any more: it is archived, or the other person is deactivated."""
    if channel.is_im:
        return call.workspace.people[channel.partner(call.bot)].deleted
    return channel.is_archived


def _content(call: Call) -> tuple[str, list[Json], list[Json]]:
    """Text, blocks and attachments of a call, checked."""
    args = call.args
    blocks = args.json("blocks") or []
    attachments = args.json("attachments") or []
    if args.has("markdown_text"):
        if args.text("text") or blocks:
            raise Refusal("markdown_text_conflict")
        if len(args.text("markdown_text")) > MAX_MARKDOWN:
            raise Refusal("msg_too_long")
        blocks = [{"type": "markdown", "text": args.text("markdown_text")}]
    check_message({"blocks": blocks, "attachments": attachments}, call.platform.app.unfurl_domains)
    return args.text("text") or args.text("markdown_text"), blocks, attachments


def checked_metadata(metadata: Any) -> Json | None:
    """The metadata of a message, None where there is none. Refusal: invalid_metadata_format and others."""
    if not metadata:
        return None
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema")
    if len(repr(payload).encode()) > MAX_METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": payload}


def _new_content(call: Call) -> tuple[str, list[Json], list[Json]]:
    """The content of a message that is posted: there is some, and its text is not too long."""
    text, blocks, attachments = _content(call)
    if not text and not blocks and not attachments:
        raise Refusal("no_text")
    if len(text) > MAX_TEXT:
        raise Refusal("msg_too_long")
    return text, blocks, attachments


def _post_message(call: Call) -> Json:
    channel = _destination(call)
    if call.bot not in channel.members and not (
        call.platform.app.scopes and call.platform.app.may("chat:write.public")
    ):
        raise Refusal("not_in_channel")
    text, blocks, attachments = _new_content(call)
    message = post_as_app(
        call,
        channel,
        text=text,
        blocks=blocks,
        thread_ts=call.args.text("thread_ts") or None,
        attachments=attachments,
        metadata=checked_metadata(call.args.json("metadata")),
        username=call.args.text("username") or None,
        is_broadcast=bool(call.args.text("thread_ts")) and call.args.flag("reply_broadcast"),
    )
    body = message_json(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": body}


def _post_ephemeral(call: Call) -> Json:
    channel = _destination(call)
    if call.bot not in channel.members:
        raise Refusal("not_in_channel")
    person = call.workspace.people.get(PersonId(call.args.text("user")))
    if person is None or person.id not in channel.members:
        raise Refusal("user_not_in_channel")
    text, blocks, attachments = _new_content(call)
    message = post_as_app(
        call,
        channel,
        text=text,
        blocks=blocks,
        thread_ts=call.args.text("thread_ts") or None,
        attachments=attachments,
        ephemeral_to=person.id,
    )
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.messages.get(call.args.text("ts"))
    if message is None or message.ephemeral_to is not None:
        raise Refusal("message_not_found")
    if not message.by_app:
        raise Refusal(refusal)
    return channel, message


def _update(call: Call) -> Json:
    channel, message = _own_message(call, "cant_update_message")
    if is_closed(call, channel):
        raise Refusal("is_inactive")
    args = call.args
    text, blocks, attachments = _content(call)
    if not text and not blocks and not attachments and not args.has("file_ids"):
        raise Refusal("no_text")
    if len(text) > MAX_UPDATED_TEXT:
        raise Refusal("msg_too_long")
    if args.flag("reply_broadcast") and (message.thread_ts in (None, message.ts)):
        raise Refusal("cant_broadcast_message")
    facts: dict[str, Any] = {"text": text}
    # What is left out stays as it was; an empty list or object takes it away.
    if args.has("blocks") or args.has("markdown_text"):
        facts["blocks"] = blocks
    if args.has("attachments"):
        facts["attachments"] = attachments
    if args.has("metadata"):
        facts["metadata"] = checked_metadata(args.json("metadata"))
    if args.flag("reply_broadcast"):
        facts["is_broadcast"] = True
    change(call.workspace, channel, message, edited_by=call.bot, **facts)
    body = message_json(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": body}


def _delete(call: Call) -> Json:
    channel, message = _own_message(call, "cant_delete_message")
    delete(call.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = channel.messages.get(call.args.text("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    link = f"{call.workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "chat.delete": _delete,
    "chat.getPermalink": _get_permalink,
    "chat.postEphemeral": _post_ephemeral,
    "chat.postMessage": _post_message,
    "chat.update": _update,
}
