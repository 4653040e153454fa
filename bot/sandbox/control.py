"""`/_sandbox/...`: the page, tests and scripts act as people, move the clock, arrange faults and read the state.

The rule it keeps: an answer is given when the app has answered and has nothing in hand, or after thirty seconds.
"""

import asyncio
import base64
import binascii
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import web

from bot.sandbox import strict_json
from bot.sandbox.acts import Acts
from bot.sandbox.answers import Json, Refusal
from bot.sandbox.control_requests import BadRequestError, Fields, duration
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.elements_pressed import ActError
from bot.sandbox.platform_state import Platform
from bot.sandbox.residents import change_app, change_channel, change_emoji, change_people
from bot.sandbox.snapshot import Snapshots
from bot.sandbox.talk import give_file_reaction, give_reaction, say
from bot.sandbox.traffic import Fault
from bot.sandbox.transport import Farewell, Kind

REST_SECONDS = 30.0

Advance = Callable[[timedelta], Awaitable[None]]
AtRest = Callable[[], Awaitable[None]]
Handler = Callable[[Fields], Awaitable[Json]]


class Control:
    """The control API."""

    def __init__(self, platform: Platform, dispatcher: Dispatcher) -> None:
        self._platform = platform
        self._dispatcher = dispatcher
        self._acts = Acts(platform, dispatcher)
        self._snapshots = Snapshots(platform)
        self._advance: Advance = self._move_clock
        self._at_rest: AtRest = _nothing_to_wait_for
        self._stepping = asyncio.Lock()
        self._steps: set[asyncio.Task[None]] = set()
        self._posts: dict[str, Handler] = {
            "command": self._command,
            "message": self._message,
            "click": self._click,
            "options": self._options,
            "submit": self._submit,
            "close": self._close,
            "react": self._react,
            "shortcut": self._shortcut,
            "home": self._home,
            "upload": self._upload,
            "join": self._join,
            "leave": self._leave,
            "people": self._people,
            "channel": self._channel,
            "emoji": self._emoji,
            "app": self._app,
            "clock": self._clock,
            "fault": self._fault,
            "disconnect": self._disconnect,
        }

    def attach(self, *, advance: Advance, at_rest: AtRest) -> None:
        """Use the bot's way to move time and to wait until it has nothing in hand."""
        self._advance, self._at_rest = advance, at_rest

    async def stop(self) -> None:
        """Give up a step of the clock that is under way."""
        for task in list(self._steps):
            task.cancel()
        await asyncio.gather(*self._steps, return_exceptions=True)

    def state(self, _request: web.Request) -> web.Response:
        """The whole workspace."""
        return web.Response(body=self._snapshots.current(), content_type="application/json")

    def traffic(self, request: web.Request) -> web.Response:
        """What went over the wire; with `since=N`, the `next` of an earlier answer, only what came after that."""
        since = request.query.get("since", "0")
        if not since.isdecimal():
            return _bad_request("since must be the next of an earlier answer")
        return web.json_response(self._platform.traffic.as_json(int(since)))

    async def post(self, request: web.Request) -> web.Response:
        """An act or an arrangement."""
        handler = self._posts.get(request.match_info["act"])
        if handler is None:
            return web.json_response({"ok": False, "error": "unknown_act", "message": "no such act"}, status=404)
        try:
            body = strict_json.parse(await request.read())
            answer = {"ok": True, **await handler(Fields(body))}
        except (BadRequestError, ValueError) as wrong:
            return _bad_request(str(wrong))
        except ActError as refused:
            answer = refused.answer()
        except Refusal as refused:
            answer = refused.answer()
        if "at_rest" not in answer:
            answer["at_rest"] = await self.settle(REST_SECONDS)
        return web.json_response(answer)

    async def settle(self, seconds: float) -> bool:
        """Wait until nothing is on the way to the app and it has nothing in hand; false after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self._dispatcher.idle()
                    sent = self._dispatcher.sent
                    await self._at_rest()
                    # What the app did while it came to rest may have caused further events.
                    if self._dispatcher.is_idle and self._dispatcher.sent == sent:
                        return True
        except TimeoutError:
            return False

    # Acts

    async def _command(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        channel = self._acts.channel(person, fields.text("channel"), joined=True)
        return await self._acts.command(person, channel, fields.text("text"))

    async def _message(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        channel = self._acts.channel(person, fields.text("channel"), joined=True)
        thread_ts = fields.text("thread_ts", "")
        return say(
            self._platform,
            person,
            channel,
            fields.text("text", ""),
            root=self._acts.message(person, channel, thread_ts) if thread_ts else None,
            files=fields.texts("files"),
            broadcast=fields.flag("reply_broadcast"),
        )

    async def _click(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        if fields.flag("view"):
            return await self._acts.click_view(person, self._acts.top(person), fields.all)
        if fields.flag("home"):
            return await self._acts.click_view(person, self._acts.home(person), fields.all)
        channel = self._acts.channel(person, fields.text("channel"))
        message = self._acts.message(person, channel, fields.text("ts"))
        return await self._acts.click_message(person, channel, message, fields.all)

    async def _options(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        if fields.flag("home"):
            return await self._acts.options_in_view(person, self._acts.home(person), fields.all)
        if not fields.text("ts", ""):
            return await self._acts.options_in_view(person, self._acts.top(person), fields.all)
        channel = self._acts.channel(person, fields.text("channel"))
        message = self._acts.message(person, channel, fields.text("ts"))
        return await self._acts.options_in_message(person, channel, message, fields.all)

    async def _submit(self, fields: Fields) -> Json:
        return await self._acts.submit(self._acts.person(fields.text("as")), fields.all.get("values"))

    async def _close(self, fields: Fields) -> Json:
        return await self._acts.close(self._acts.person(fields.text("as")), everything=fields.flag("all"))

    async def _react(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        name, remove = fields.text("name"), fields.flag("remove")
        if file_id := fields.text("file", ""):
            return give_file_reaction(self._platform.workspace, person, file_id, name, remove=remove)
        channel = self._acts.channel(person, fields.text("channel"), joined=True)
        message = self._acts.message(person, channel, fields.text("ts"))
        return give_reaction(self._platform.workspace, person, channel, message, name, remove=remove)

    async def _shortcut(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        ts = fields.text("ts", "")
        channel = self._acts.channel(person, fields.text("channel")) if ts or fields.text("channel", "") else None
        message = self._acts.message(person, channel, ts) if channel is not None and ts else None
        return await self._acts.shortcut(person, fields.text("callback_id"), channel, message)

    async def _home(self, fields: Fields) -> Json:
        return self._acts.open_home(self._acts.person(fields.text("as")), fields.text("tab", "home"))

    async def _upload(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        try:
            if "base64" in fields.all:
                content = base64.b64decode(fields.text("base64"), validate=True)
            else:
                content = fields.text("content").encode()
        except binascii.Error:
            raise BadRequestError("base64 is not valid") from None
        return self._acts.upload(person, fields.text("filename"), content)

    async def _join(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        channel = self._acts.channel(person, fields.text("channel"))
        if person.id not in channel.members:
            self._platform.workspace.join(channel, person.id)
        return {}

    async def _leave(self, fields: Fields) -> Json:
        person = self._acts.person(fields.text("as"))
        channel = self._acts.channel(person, fields.text("channel"), joined=True)
        self._platform.workspace.leave(channel, person.id)
        return {}

    # Arrangements

    async def _people(self, fields: Fields) -> Json:
        return change_people(self._platform.workspace, fields)

    async def _channel(self, fields: Fields) -> Json:
        return change_channel(self._platform, fields)

    async def _emoji(self, fields: Fields) -> Json:
        return change_emoji(self._platform.workspace, fields)

    async def _app(self, fields: Fields) -> Json:
        return change_app(self._platform, fields)

    async def _clock(self, fields: Fields) -> Json:
        """Step through the due moments; after thirty seconds the step goes on, and the answer says so."""
        delta = duration(fields.text("advance"))
        started = time.monotonic()
        task = asyncio.create_task(self._step(delta))
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)
        done, _ = await asyncio.wait([task], timeout=REST_SECONDS)
        if done:
            task.result()
        left = REST_SECONDS - (time.monotonic() - started)
        at_rest = bool(done) and await self.settle(max(left, 0.0))
        return {"now": self._platform.workspace.clock.now().isoformat(), "at_rest": at_rest}

    async def _step(self, delta: timedelta) -> None:
        async with self._stepping:
            await self._advance(delta)
        self._platform.workspace.changed()

    async def _move_clock(self, delta: timedelta) -> None:
        clock = self._platform.workspace.clock
        clock.move_to(clock.now() + delta)

    async def _fault(self, fields: Fields) -> Json:
        fault = Fault(
            method=fields.text("method"),
            times=fields.number("times", 1),
            status=fields.number("status", 0) or None,
            error=fields.text("error", "") or None,
            delay_ms=fields.number("delay_ms", 0),
            drop_after_accept=fields.flag("drop_after_accept"),
            retry_after=fields.number("retry_after", 1),
            lose_ack=fields.flag("lose_ack"),
        )
        if fault.lose_ack and fault.method not in set(Kind):
            raise BadRequestError(f"lose_ack needs one of {', '.join(Kind)} as its method")
        effects = (fault.status, fault.error, fault.delay_ms, fault.drop_after_accept, fault.lose_ack)
        if fault.times < 1 or not any(effects):
            raise BadRequestError("a fault needs times and one of status, error, delay_ms, drop_after_accept, lose_ack")
        self._platform.faults.add(fault)
        return {"at_rest": True}

    async def _disconnect(self, fields: Fields) -> Json:
        reason = Farewell(fields.text("reason", Farewell.REFRESH_REQUESTED))
        return {"connections": await self._platform.socket_mode.disconnect(reason), "at_rest": True}


def _bad_request(text: str) -> web.Response:
    return web.json_response({"ok": False, "error": "bad_request", "message": text}, status=400)


async def _nothing_to_wait_for() -> None:
    """The way to wait for rest until the bot's own is attached."""
