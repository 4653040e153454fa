"""What Slack hands out to be used soon and seldom: trigger ids, response URLs and WebSocket tickets.

The rule it keeps: these live in real time, whatever the people's clock says.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.sandbox.answers import Refusal
from bot.sandbox.world import ChannelId, PersonId

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5
_KEPT = 5_000  # how many spent or expired ones are remembered, to answer for them as Slack does

Monotonic = Callable[[], float]
Kept = TypeVar("Kept")


@dataclass(kw_only=True)
class _Trigger:
    person: PersonId
    expires_at: float  # monotonic seconds
    is_used: bool = False


class Triggers:
    """Trigger ids: three seconds, one use."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._known: dict[str, _Trigger] = {}

    def issue(self, person: PersonId) -> str:
        """A new trigger for what this person just did."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._known[trigger_id] = _Trigger(person=person, expires_at=self._monotonic() + TRIGGER_SECONDS)
        _forget_oldest(self._known)
        return trigger_id

    def exchange(self, trigger_id: str) -> PersonId:
        """Use a trigger up. Refusal: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.is_used:
            raise Refusal("exchanged_trigger_id")
        if self._monotonic() > trigger.expires_at:
            raise Refusal("expired_trigger_id")
        trigger.is_used = True
        return trigger.person


@dataclass(kw_only=True)
class ResponseUrl:
    """Where an answer through a response URL goes; `ts` names the message that was acted on."""

    person: PersonId
    channel: ChannelId
    ts: str | None
    thread_ts: str | None
    expires_at: float
    uses_left: int = RESPONSE_URL_USES


class ResponseUrls:
    """Response URLs: five uses in thirty minutes."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._known: dict[str, ResponseUrl] = {}

    def issue(
        self, person: PersonId, channel: ChannelId, *, ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """The secret path of a new response URL."""
        path = secrets.token_urlsafe(18)
        expires_at = self._monotonic() + RESPONSE_URL_SECONDS
        self._known[path] = ResponseUrl(
            person=person, channel=channel, ts=ts, thread_ts=thread_ts, expires_at=expires_at
        )
        _forget_oldest(self._known)
        return path

    def find(self, path: str) -> ResponseUrl:
        """The response URL, for one use. Refusal: expired_url, used_url."""
        url = self._known.get(path)
        if url is None or self._monotonic() > url.expires_at:
            raise Refusal("expired_url")
        if url.uses_left == 0:
            raise Refusal("used_url")
        return url


class Tickets:
    """Secrets that open one WebSocket each."""

    def __init__(self) -> None:
        self._open: dict[str, None] = {}

    def issue(self) -> str:
        """A new ticket."""
        ticket = secrets.token_urlsafe(18)
        self._open[ticket] = None
        _forget_oldest(self._open)
        return ticket

    def use(self, ticket: str) -> bool:
        """Whether the ticket was good; it is spent now."""
        return self._open.pop(ticket, "spent") is None


def _forget_oldest(known: dict[str, Kept]) -> None:
    if len(known) > _KEPT:
        del known[next(iter(known))]
