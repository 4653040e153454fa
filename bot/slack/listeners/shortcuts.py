"""Shortcuts: one handler each."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.domain.process import TITLE_LIMIT
from bot.domain.spec import UserId
from bot.errors import Refused
from bot.slack import mrkdwn, profiles
from bot.slack.desk import Desk
from bot.slack.ids import Shortcut
from bot.slack.listeners import modals
from bot.slack.payloads import Said, ShortcutCall

MOST_NAMES = 10
"""People named in a message whose names are looked up; the person waits for the form meanwhile."""

PATIENCE_S = 1
"""How long Slack may take to tell names and addresses: after three seconds it takes no form for the press any more."""

Handler = Callable[[Desk, ShortcutCall], Awaitable[None]]


async def handle(desk: Desk, call: ShortcutCall) -> None:
    """Find the handler."""
    handler = HANDLERS.get(call.callback_id)
    if handler is None:
        raise Refused("This shortcut is from another version of the bot. Type /techspec new instead.")
    await handler(desk, call)


async def new_spec(desk: Desk, call: ShortcutCall) -> None:
    """The form for a new spec, without a channel."""
    await modals.open_new_spec(desk, call)


async def from_message(desk: Desk, call: ShortcutCall) -> None:
    """The form for a new spec, with what a message says in it."""
    said = call.message
    if said is None:
        raise Refused("Choose this shortcut in the menu of a message.")
    names, permalink = await asyncio.gather(_names(desk, call, said), _permalink(desk, said))
    text = mrkdwn.to_markdown(said.text, names)
    author = names.get(said.user, "somebody") if said.user else said.app
    await modals.open_new_spec(
        desk,
        call,
        title=mrkdwn.first_line(text, TITLE_LIMIT),
        channel=said.channel,
        text=mrkdwn.quoted(text, author=author, permalink=permalink),
    )


async def _names(desk: Desk, call: ShortcutCall, said: Said) -> Mapping[UserId, str]:
    """Who said it, and who is mentioned in it; whom Slack does not name in time is missing."""
    # With them whoever chose it, about whom the form asks next.
    users = [*([said.user] if said.user else []), call.user, *mrkdwn.mentioned(said.text, MOST_NAMES)]
    found = await profiles.fetch_some(desk.client, desk.run, call.workspace, users, within_s=PATIENCE_S)
    return {person.id: person.name for person in found}


async def _permalink(desk: Desk, said: Said) -> str | None:
    """The message's address, if Slack gives it in time; it gives none where the bot cannot see the channel."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            answer = await desk.client.chat_getPermalink(channel=said.channel, message_ts=said.ts)
    except (SlackApiError, aiohttp.ClientError, TimeoutError):
        return None
    return str(answer["permalink"])


HANDLERS: dict[str, Handler] = {
    Shortcut.NEW_SPEC: new_spec,
    Shortcut.FROM_MESSAGE: from_message,
}
