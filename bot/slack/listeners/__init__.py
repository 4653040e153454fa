"""What the bot listens to: one Bolt listener a kind, and a dictionary from ids to handlers in the module of that kind.

A listener parses, lets the handler call one use case, and answers. Errors are answered in `answers.Apologies`.
"""

import logging
import re
from time import monotonic
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack import payloads
from bot.slack.desk import Desk
from bot.slack.ids import COMMAND, Action, Shortcut
from bot.slack.listeners import commands, happenings, presses, shortcuts, submissions
from bot.slack.listeners.answers import Apologies
from bot.slack.payloads import Body, Press, ShortcutCall, SlashCommand, Submission

log = logging.getLogger(__name__)
ANY = re.compile("")


def register(app: AsyncApp, desk: Desk) -> None:
    """Connect everything; the manifest lists the same command, shortcuts and events."""

    async def on_command(ack: AsyncAck, body: Body) -> None:
        reply = await _timed("command", desk, commands.answer, payloads.command(body))
        await ack() if reply is None else await ack(text=reply.text, blocks=reply.blocks)

    async def on_action(ack: AsyncAck, body: Body) -> None:
        await _timed("action", desk, presses.handle, payloads.press(body))
        await ack()

    async def on_submission(ack: AsyncAck, body: Body) -> None:
        answer = await _timed("view", desk, submissions.handle, payloads.submission(body))
        await ack() if answer is None else await ack(**answer)

    async def on_shortcut(ack: AsyncAck, body: Body) -> None:
        await _timed("shortcut", desk, shortcuts.handle, payloads.shortcut(body))
        await ack()

    async def on_event(body: Body) -> None:
        await happenings.HANDLERS[body["event"]["type"]](desk, body)

    app.command(COMMAND)(on_command)
    app.action(ANY)(on_action)
    app.view(ANY)(on_submission)
    for shortcut in Shortcut:
        app.shortcut(str(shortcut))(on_shortcut)
    for event in happenings.HANDLERS:
        app.event(event)(on_event)
    app.error(Apologies(desk))


async def _timed(kind: str, desk: Desk, handler: Any, call: SlashCommand | Press | Submission | ShortcutCall) -> Any:
    """Serve one interaction and log one line of it: what it was and how long it took, never what it held."""
    began = monotonic()
    try:
        return await desk.serve(handler, call)
    finally:
        what = getattr(call, "word", None) or getattr(call, "action", None) or getattr(call, "callback_id", None)
        # While somebody writes, each character is an interaction: a log of those would hide all others.
        level = logging.DEBUG if what == Action.EDIT_KEEP else logging.INFO
        log.log(
            level,
            "Interaction",
            extra={"kind": kind, "what": str(what)[:40], "ms": round((monotonic() - began) * 1000)},
        )
