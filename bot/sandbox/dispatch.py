"""Brings what happens to the app: events with Slack's retries, everything else once, and notes it in the traffic.

The rule it keeps: it always knows how much is on the way, so that nobody has to poll for the end of it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from bot.sandbox.answers import Json
from bot.sandbox.traffic import Faults, Traffic
from bot.sandbox.transport import ACK_SECONDS, Acknowledged, Delivery, Kind, NotAcknowledgedError, Transport

RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)


class Dispatcher:
    """Sends deliveries through a transport."""

    def __init__(
        self,
        transport: Transport,
        traffic: Traffic,
        *,
        faults: Faults | None = None,
        retry_after: Sequence[float] = RETRY_AFTER_SECONDS,
        ack_seconds: float = ACK_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transport = transport
        self._traffic = traffic
        self._faults = faults or Faults()
        self.retry_after = retry_after
        self.ack_seconds = ack_seconds
        self._sleep = sleep
        self._tasks: set[asyncio.Task[None]] = set()
        self._on_the_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.sent = 0  # deliveries so far; tells whether anything happened in between

    async def ask(self, kind: Kind, body: Json) -> Acknowledged:
        """Deliver something that a person waits for. NotAcknowledgedError: the app did not answer in time."""
        return await self._send(Delivery(kind=kind, body=body))

    def tell(self, body: Json) -> None:
        """Deliver an event in the background, with up to three retries."""
        # The count is raised before the task runs: whoever waits for rest right after must see it.
        self._begin()
        task = asyncio.create_task(self._deliver_event(body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Return once nothing is on the way; retries that wait for their minute do not count."""
        await self._idle.wait()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on the way."""
        return self._idle.is_set()

    async def stop(self) -> None:
        """Give up what is on the way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver_event(self, body: Json) -> None:
        reason = ""
        try:
            for attempt, wait in enumerate((0.0, *self.retry_after)):
                if wait:
                    await self._rest(wait)
                try:
                    await self._send(Delivery(kind=Kind.EVENT, body=body, attempt=attempt, reason=reason))
                except NotAcknowledgedError as failure:
                    reason = failure.reason
                    if not failure.may_retry:
                        return
                else:
                    return
        finally:
            self._end()

    async def _rest(self, seconds: float) -> None:
        self._end()
        try:
            await self._sleep(seconds)
        finally:
            self._begin()

    async def _send(self, delivery: Delivery) -> Acknowledged:
        self._begin()
        self.sent += 1
        started = time.perf_counter()
        kind = _kind(delivery)
        try:
            acknowledged = await self._try(delivery)
        except NotAcknowledgedError as failure:
            self._traffic.dispatch(
                kind, delivery.body, status=failure.status, answer=None, started=started, error=failure.reason
            )
            raise
        finally:
            self._end()
        self._traffic.dispatch(kind, delivery.body, status=200, answer=acknowledged.body, started=started)
        return acknowledged

    async def _try(self, delivery: Delivery) -> Acknowledged:
        acknowledged = await self._transport.send(delivery, self.ack_seconds)
        if self._faults.loses(delivery.kind):
            raise NotAcknowledgedError("timeout")
        return acknowledged

    def _begin(self) -> None:
        self._on_the_way += 1
        self._idle.clear()

    def _end(self) -> None:
        self._on_the_way -= 1
        if self._on_the_way == 0:
            self._idle.set()


def _kind(delivery: Delivery) -> str:
    if delivery.kind is Kind.COMMAND:
        return "slash_command"
    if delivery.kind is Kind.EVENT:
        return str(delivery.body.get("event", delivery.body)["type"])
    return str(delivery.body["type"])
