"""Answers to the person who did something, wherever Slack lets the bot answer that kind of interaction."""

import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import Refused
from bot.slack import payloads
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.payloads import Body, Press
from bot.slack.views import menus

log = logging.getLogger(__name__)

BUSY = "My database does not answer just now. Nothing is lost: try again in a minute."


async def respond(
    desk: Desk, press: Press, text: str, blocks: Sequence[Block] | None = None, *, settles: bool = False
) -> None:
    """Answer a press for that person alone: beside its message, or on top of its modal, or in it where there is no room.

    An answer that `settles` what the message asked that person alone takes its place: nobody is asked twice.
    """
    if press.response_url is not None:
        replaces = settles and press.is_ephemeral
        answer: dict[str, Any] = {"response_type": "ephemeral", "replace_original": replaces, "text": text}
        if blocks is not None:
            answer["blocks"] = list(blocks)
        await post_response(desk.http, press.response_url, answer)
    elif press.view is not None and payloads.is_stack_full(press.view):
        await desk.client.views_update(view_id=press.view["id"], view=menus.noticed(press.view, text))
    elif press.view is not None and press.view.get("type") == "modal":
        await desk.client.views_push(trigger_id=press.trigger_id, view=menus.notice(text))
    else:
        await desk.client.views_open(trigger_id=press.trigger_id, view=menus.notice(text))


async def post_response(http: aiohttp.ClientSession, url: str, answer: dict[str, Any]) -> None:
    """Use a response_url; raises aiohttp.ClientError."""
    async with http.post(url, json=answer) as response:
        response.raise_for_status()


class Apologies:
    """Bolt's error handler: every interaction gets an answer, a refusal its text, a bug an incident id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, error: Exception, body: Body) -> BoltResponse:
        """Answer with status 200 whatever happened: over Socket Mode nothing else reaches the person.

        An event is no question, and Slack repeats one that was not taken: so neither a busy database nor a busy Slack
        loses any.
        """
        said = self._text(error, body)
        match body:
            case {"event": _} if is_busy(error) or is_unreachable(error):
                return BoltResponse(status=503, body="")
            case {"command": _}:
                return _json({"response_type": "ephemeral", "text": w.escape(said)})
            case {"type": "view_submission"}:
                return _json(_in_modal(body, said))
            case _:
                await self._tell(body, w.escape(said))
                return BoltResponse(status=200, body="")

    async def _tell(self, body: Body, text: str) -> None:
        """Answer by a call of its own what the response cannot answer.

        That may fail too (an old trigger, a channel that is gone); there is nobody left to tell but the log.
        """
        client = self._desk.client
        try:
            match body:
                case {"type": "block_actions"}:
                    await respond(self._desk, payloads.press(body), text)
                case {"type": "message_action", "response_url": url}:
                    # The trigger may be used up by what failed.
                    said_there = {"response_type": "ephemeral", "replace_original": False, "text": text}
                    await post_response(self._desk.http, url, said_there)
                case {"type": "shortcut", "trigger_id": trigger_id}:
                    await client.views_open(trigger_id=trigger_id, view=menus.notice(text))
                case {"event": {"type": "reaction_added", "user": user, "item": {"channel": channel}}}:
                    await client.chat_postEphemeral(channel=channel, user=user, text=text)
                case _:
                    pass
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("An answer did not arrive", extra={"error": type(error).__name__})

    def _text(self, error: Exception, body: Body) -> str:
        if isinstance(error, Refused):
            log.info("Refused", extra={"kind": body.get("type") or body.get("command")})
            return str(error)
        if is_unreachable(error) or _is_late(error):
            log.warning("Slack did not take an answer", exc_info=error, extra={"kind": body.get("type")})
            return "Slack did not take my answer in time. Please try again."
        incident = uuid4().hex[:8]
        log.error("An interaction failed", exc_info=error, extra={"incident": incident, "kind": body.get("type")})
        if is_busy(error):
            return f"{BUSY} (incident {incident})"
        return f"Something went wrong on my side, and it is logged as incident {incident}. Please try again."


def is_busy(error: Exception) -> bool:
    """Whether the database is locked, full or away. SQLite raises the same for a missing table, which is a bug."""
    return isinstance(error, (OperationalError, PoolTimeout)) and "no such" not in str(error)


def is_unreachable(error: Exception) -> bool:
    """Whether Slack did not answer, or not just now."""
    if isinstance(error, SlackApiError):
        status = int(getattr(error.response, "status_code", 0))
        return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, (aiohttp.ClientError, TimeoutError))


def _is_late(error: Exception) -> bool:
    """Whether a trigger was used too late: Slack, the database or the way between them was slow."""
    return isinstance(error, SlackApiError) and error.response.get("error") == "expired_trigger_id"


def _in_modal(body: Body, text: str) -> dict[str, Any]:
    """An error in a modal: at its first input, or on a page on top of it, so that it stays open with what was typed."""
    view = body["view"]
    first = next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), None)
    if first is not None:
        return {"response_action": "errors", "errors": {first: text}}
    if payloads.is_stack_full(view):
        return {"response_action": "update", "view": menus.noticed(view, w.escape(text))}
    return {"response_action": "push", "view": menus.notice(w.escape(text))}


def _json(payload: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(payload), headers={"content-type": ["application/json"]})
