"""`POST /response/...`: messages through a response URL.

The rule it keeps: five uses in thirty minutes, and the answer is seen by whoever acted, unless it says otherwise.
"""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.surfaces import check_message
from bot.sandbox.modals import with_ids
from bot.sandbox.one_time import ResponseUrl
from bot.sandbox.platform_state import Platform
from bot.sandbox.posts import change, delete, post
from bot.sandbox.world import Channel

_KEYS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "metadata",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
    }
)


class Responses:
    """The endpoint of all response URLs."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def serve(self, request: web.Request) -> web.Response:
        """Take one answer of the app."""
        try:
            url = self._platform.response_urls.find(request.match_info["path"])
            body = _read(await request.read())
            self._apply(url, body)
        except Refusal as refusal:
            status = 404 if refusal.error in ("expired_url", "used_url") else 400
            return web.json_response(refusal.answer(), status=status)
        return web.json_response({"ok": True})

    def _apply(self, url: ResponseUrl, body: Json) -> None:
        channel = self._platform.workspace.channels.get(url.channel)
        if channel is None:
            raise Refusal("channel_not_found")
        is_deletion = _is_true(body.get("delete_original"))
        if not is_deletion:
            if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
                raise Refusal("no_text")
            check_message(
                {
                    "text": body.get("text") or "",
                    "blocks": body.get("blocks") or [],
                    "attachments": body.get("attachments") or [],
                },
                self._platform.app.unfurl_domains,
            )
        url.uses_left -= 1
        original = channel.messages.get(url.ts or "")
        if is_deletion:
            if original is not None:
                delete(self._platform.workspace, channel, original)
        elif original is not None and original.by_app and _is_true(body.get("replace_original")):
            change(
                self._platform.workspace,
                channel,
                original,
                edited_by=self._platform.app.bot_user_id,
                text=body.get("text") or "",
                blocks=with_ids({"blocks": body.get("blocks") or []})["blocks"],
                attachments=body.get("attachments") or [],
            )
        else:
            self._post(url, channel, body)

    def _post(self, url: ResponseUrl, channel: Channel, body: Json) -> None:
        is_public = body.get("response_type") == "in_channel"
        post(
            self._platform.workspace,
            channel,
            user=self._platform.app.bot_user_id,
            text=body.get("text") or "",
            blocks=with_ids({"blocks": body.get("blocks") or []})["blocks"],
            attachments=body.get("attachments") or [],
            thread_ts=body.get("thread_ts") or (None if is_public else url.thread_ts),
            metadata=body.get("metadata"),
            by_app=True,
            ephemeral_to=None if is_public else url.person,
        )


def _read(content: bytes) -> Json:
    try:
        body = json.loads(content)
    except ValueError:
        raise Refusal("invalid_payload") from None
    if not isinstance(body, dict):
        raise Refusal("invalid_payload")
    if unknown := sorted(set(body) - _KEYS):
        raise Refusal("invalid_arguments", [f"[ERROR] unknown argument: {name}" for name in unknown])
    return body


def _is_true(value: Any) -> bool:
    """Slack takes the word as well as the boolean."""
    return value is True or value == "true"
