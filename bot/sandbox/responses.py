"""`POST /response/...`: messages through a response URL.

The rule it keeps: five uses in thirty minutes, and only a message of the app's own is replaced or deleted.
"""

import time
from collections.abc import Callable
from functools import partial

from aiohttp import web

from bot.sandbox import strict_json
from bot.sandbox.answers import Json, Refusal
from bot.sandbox.exchanges import Answer, exchange
from bot.sandbox.one_time import ResponseUrl
from bot.sandbox.platform_state import Platform
from bot.sandbox.posts import change, delete
from bot.sandbox.replies import Reply, read_reply, show_reply

METHOD = "response_url"  # as faults and the traffic call it; the address itself is a secret


class Responses:
    """The endpoint of all response URLs."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take one answer of the app."""
        started = time.perf_counter()
        body: Json = {}
        try:
            body = _read(await request.read())
            work: Callable[[], Answer] = partial(self._answer, request.match_info["path"], body)
        except Refusal as refusal:
            work = partial(Answer, body=refusal.answer(), status=400)
        return await exchange(self._platform, request, METHOD, body, work, started=started)

    def _answer(self, path: str, body: Json) -> Answer:
        try:
            url = self._platform.response_urls.find(path)
            self._apply(url, read_reply(self._platform, body))
        except Refusal as refusal:
            status = 404 if refusal.error in ("expired_url", "used_url") else 400
            return Answer(body=refusal.answer(), status=status)
        return Answer(body={"ok": True})

    def _apply(self, url: ResponseUrl, reply: Reply) -> None:
        workspace = self._platform.workspace
        channel = workspace.channels.get(url.channel)
        if channel is None:
            raise Refusal("channel_not_found")
        original = channel.messages.get(url.ts or "")
        if reply.deletes:
            if original is not None:
                if not original.by_app:
                    raise Refusal("cant_delete_message")
                delete(workspace, channel, original)
        elif reply.is_empty:
            raise Refusal("no_text")
        elif original is not None and original.by_app and reply.replaces:
            change(
                workspace,
                channel,
                original,
                edited_by=self._platform.app.bot_user_id,
                text=reply.text,
                blocks=reply.blocks,
                attachments=reply.attachments,
            )
        else:
            show_reply(self._platform, channel, url.person, reply, thread_ts=url.thread_ts)
        url.uses_left -= 1


def _read(content: bytes) -> Json:
    try:
        body = strict_json.parse(content)
    except ValueError:
        raise Refusal("invalid_payload") from None
    if not isinstance(body, dict):
        raise Refusal("invalid_payload")
    return body
