"""What people say to each other and how they react: messages, reactions and invitations.

The rule it keeps: people can do only what Slack's client would let them do.
"""

from collections.abc import Sequence
from uuid import uuid4

from bot.sandbox.answers import Json
from bot.sandbox.elements_pressed import ActError
from bot.sandbox.emoji import is_emoji
from bot.sandbox.platform_state import Platform
from bot.sandbox.posts import post, react, react_to_file, unreact
from bot.sandbox.world import Channel, FileId, Message, Person, Workspace
from bot.sandbox.written_text import escape, rich_text


def say(
    platform: Platform,
    person: Person,
    channel: Channel,
    text: str,
    *,
    root: Message | None,
    files: Sequence[str],
    broadcast: bool,
) -> Json:
    """Post a message, in the thread of `root` where there is one. ActError: the client would not."""
    workspace = platform.workspace
    if not text and not files:
        raise ActError("no_text", "an empty message")
    if channel.is_archived:
        raise ActError("is_archived", f"{channel.name} is archived")
    if channel.is_im and not platform.app.has_messages:
        raise ActError("messages_tab_disabled", "the app takes no messages")
    stored = [workspace.files.get(FileId(file_id)) for file_id in files]
    if any(one is None or one.content is None for one in stored):
        raise ActError("file_not_found", "no such file")
    escaped = escape(text)
    message = post(
        workspace,
        channel,
        user=person.id,
        text=escaped,
        blocks=rich_text(escaped),
        files=[one.id for one in stored if one is not None],
        thread_ts=None if root is None else root.thread_ts or root.ts,
        is_broadcast=broadcast and root is not None,
        client_msg_id=str(uuid4()),
    )
    return {"ts": message.ts, "channel": channel.id}


def give_reaction(
    workspace: Workspace, person: Person, channel: Channel, message: Message, name: str, *, remove: bool
) -> Json:
    """Add a reaction, or take one back. ActError: the client would not."""
    name = _emoji(workspace, name)
    if message.ephemeral_to is not None:
        raise ActError("not_reactable", "messages for one person only take no reactions")
    has_reacted = person.id in message.reactions.get(name, [])
    if remove:
        if not has_reacted:
            raise ActError("no_reaction", f"{person.name} has not reacted with {name}")
        unreact(workspace, channel, message, user=person.id, name=name)
    else:
        if has_reacted:
            raise ActError("already_reacted", f"{person.name} has already reacted with {name}")
        react(workspace, channel, message, user=person.id, name=name)
    return {}


def give_file_reaction(workspace: Workspace, person: Person, file_id: str, name: str, *, remove: bool) -> Json:
    """React to a file rather than to the message that carries it. Who did so is not kept. ActError: there is no file."""
    stored = workspace.files.get(FileId(file_id))
    if stored is None or not stored.is_complete:
        raise ActError("file_not_found", f"no file {file_id!r}")
    react_to_file(workspace, stored, user=person.id, name=_emoji(workspace, name), remove=remove)
    return {}


def invite(workspace: Workspace, person: Person, channel: Channel, text: str) -> Json:
    """Slack's own `/invite @name ...`. ActError: nobody is called so."""
    for word in text.split():
        who = word.removeprefix("<@").removesuffix(">")
        invited = workspace.person_called(who)
        if invited is None or invited.deleted:
            raise ActError("user_not_found", f"nobody is called {word!r}")
        if invited.id not in channel.members:
            workspace.join(channel, invited.id, inviter=person.id)
    return {}


def _emoji(workspace: Workspace, name: str) -> str:
    name = name.strip(":")
    if not is_emoji(name, workspace.custom_emoji):
        raise ActError("invalid_name", f"no emoji {name!r}")
    return name
