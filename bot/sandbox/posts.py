"""Messages: posting, changing, deleting and reacting, and the events that follow from each.

The rule it keeps: a message's events have the shape that Slack gives them; who may post was decided before.
"""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.answers import Json
from bot.sandbox.block_ids import attachments_with_ids, blocks_with_ids
from bot.sandbox.stored_files import file_json
from bot.sandbox.world import TEAM_ID, Channel, FileId, Message, PersonId, StoredFile, Workspace


def post(
    workspace: Workspace,
    channel: Channel,
    *,
    user: PersonId,
    text: str,
    blocks: Sequence[Json] = (),
    attachments: Sequence[Json] = (),
    files: Sequence[FileId] = (),
    **facts: Any,
) -> Message:
    """Post a message and share its files. `facts` are further fields of `Message`."""
    message = Message(
        ts=workspace.next_ts(channel),
        user=user,
        text=text,
        blocks=blocks_with_ids(blocks),
        attachments=attachments_with_ids(attachments),
        files=list(files),
        **facts,
    )
    channel.messages[message.ts] = message
    if message.ephemeral_to is None:
        if message.thread_ts and (root := channel.messages.get(message.thread_ts)) is not None:
            root.thread_ts = root.ts
            channel.threads.setdefault(root.ts, []).append(message.ts)
        event = message_json(workspace, channel, message) | _where(channel, message.ts)
        if message.is_broadcast:
            event["subtype"] = "thread_broadcast"
        workspace.emit(event, channel)
        for file_id in message.files:
            workspace.share_file(workspace.files[file_id], channel, message.ts, user)
    workspace.changed()
    return message


def change(workspace: Workspace, channel: Channel, message: Message, *, edited_by: PersonId, **facts: Any) -> None:
    """Change the given fields of a message and mark it as edited."""
    before = message_json(workspace, channel, message)
    for name, value in facts.items():
        with_ids = {"blocks": blocks_with_ids, "attachments": attachments_with_ids}.get(name)
        setattr(message, name, value if with_ids is None else with_ids(value))
    message.edited_ts = workspace.stamp()
    if message.ephemeral_to is None:
        stamp = workspace.stamp()
        event: Json = {
            "type": "message",
            "subtype": "message_changed",
            "message": message_json(workspace, channel, message),
            "previous_message": before,
            "hidden": True,
            "ts": stamp,
            "event_ts": stamp,
            "channel": channel.id,
            "channel_type": channel_type(channel),
        }
        event["message"]["edited"]["user"] = edited_by
        workspace.emit(event, channel)
    workspace.changed()


def delete(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Delete a message."""
    del channel.messages[message.ts]
    if message.ephemeral_to is None:
        if message.ts in channel.threads.get(message.thread_ts or "", []):
            channel.threads[message.thread_ts or ""].remove(message.ts)
        stamp = workspace.stamp()
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": message_json(workspace, channel, message),
            "hidden": True,
            "deleted_ts": message.ts,
            "ts": stamp,
            "event_ts": stamp,
            "channel": channel.id,
            "channel_type": channel_type(channel),
        }
        workspace.emit(event, channel)
    workspace.changed()


def react(workspace: Workspace, channel: Channel, message: Message, *, user: PersonId, name: str) -> None:
    """Add a reaction that this person has not given yet."""
    message.reactions.setdefault(name, []).append(user)
    workspace.emit(_reaction("reaction_added", channel, message, user, name), channel)
    workspace.changed()


def unreact(workspace: Workspace, channel: Channel, message: Message, *, user: PersonId, name: str) -> None:
    """Take back a reaction that this person has given."""
    people = message.reactions[name]
    people.remove(user)
    if not people:
        del message.reactions[name]
    workspace.emit(_reaction("reaction_removed", channel, message, user, name), channel)
    workspace.changed()


def react_to_file(workspace: Workspace, stored: StoredFile, *, user: PersonId, name: str, remove: bool) -> None:
    """React to a file itself, in its own view: no message carries it, and it is in no channel."""
    kind = "reaction_removed" if remove else "reaction_added"
    item = {"type": "file", "file": stored.id}
    workspace.emit({"type": kind, "user": user, "reaction": name, "item": item, "item_user": stored.user})


def channel_type(channel: Channel) -> str:
    """The name that message events give to a kind of conversation."""
    if channel.is_im:
        return "im"
    return "group" if channel.is_private else "channel"


def message_json(workspace: Workspace, channel: Channel, message: Message, *, with_metadata: bool = True) -> Json:
    """A message as Slack returns it."""
    body = _written(message)
    if message.by_app:
        body |= workspace.app_marks
        if message.username:
            body |= {"subtype": "bot_message", "username": message.username}
    if message.thread_ts:
        body |= _thread(channel, message)
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.ts in channel.pins:
        body["pinned_to"] = [channel.id]
    if message.metadata is not None and with_metadata:
        body["metadata"] = message.metadata
    return body | _carried(workspace, message)


def _written(message: Message) -> Json:
    """What every message has."""
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": TEAM_ID}
    return body if message.client_msg_id is None else body | {"client_msg_id": message.client_msg_id}


def _carried(workspace: Workspace, message: Message) -> Json:
    """What a message carries beside its text. Slack leaves out what is empty."""
    body: Json = {"blocks": message.blocks, "attachments": message.attachments}
    body["reactions"] = [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]
    body["files"] = [file_json(workspace, workspace.files[file_id]) for file_id in message.files]
    if message.files and not message.by_app:
        body |= {"subtype": "file_share", "upload": False, "display_as_bot": False}
    return {key: value for key, value in body.items() if value or value is False}


def _thread(channel: Channel, message: Message) -> Json:
    body: Json = {"thread_ts": message.thread_ts}
    if message.thread_ts == message.ts:
        replies = channel.replies(message.ts)
        users = list(dict.fromkeys(reply.user for reply in replies))
        body |= {
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users,
            "latest_reply": replies[-1].ts if replies else message.ts,
            "is_locked": False,
        }
    elif (root := channel.messages.get(message.thread_ts or "")) is not None:
        body["parent_user_id"] = root.user
        if message.is_broadcast:
            body["root"] = _written(root) | _thread(channel, root)
    return body


def _where(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "channel_type": channel_type(channel), "event_ts": ts}


def _reaction(kind: str, channel: Channel, message: Message, user: PersonId, name: str) -> Json:
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
    }
