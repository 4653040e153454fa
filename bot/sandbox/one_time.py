"""What Slack hands out to be used soon and seldom: trigger ids, response URLs, OAuth codes and WebSocket tickets.

The rule it keeps: these live in real time, whatever the people's clock says.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.sandbox.answers import Refusal
from bot.sandbox.grants import Grant
from bot.sandbox.world import ChannelId, PersonId

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5
CODE_SECONDS = 10 * 60.0
_KEPT = 5_000  # how many spent or expired ones are remembered, to answer for them as Slack does

Monotonic = Callable[[], float]
Kept = TypeVar("Kept")


@dataclass(kw_only=True)
class _Held(Generic[Kept]):
    value: Kept
    expires_at: float  # monotonic seconds
    is_used: bool = False


class OneUse(Generic[Kept]):
    """Secrets that stand for a value, each good once and for `seconds`. The errors are what a bad one is answered with."""

    unknown, used, expired = "unknown", "used", "expired"

    def __init__(self, seconds: float, monotonic: Monotonic = time.monotonic) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._known: dict[str, _Held[Kept]] = {}

    def issue(self, value: Kept) -> str:
        """A new secret."""
        secret = self._new()
        self._known[secret] = _Held(value=value, expires_at=self._monotonic() + self._seconds)
        _forget_oldest(self._known)
        return secret

    def exchange(self, secret: str) -> Kept:
        """Use a secret up. Refusal: one of the class's errors."""
        held = self._known.get(secret)
        if held is None:
            raise Refusal(self.unknown)
        if held.is_used:
            raise Refusal(self.used)
        if self._monotonic() > held.expires_at:
            raise Refusal(self.expired)
        held.is_used = True
        return held.value

    def _new(self) -> str:
        return secrets.token_urlsafe(18)


class Triggers(OneUse[PersonId]):
    """Trigger ids, each for what a person just did: three seconds, one use."""

    unknown, used, expired = "invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id"

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        super().__init__(TRIGGER_SECONDS, monotonic)
        self._places: dict[str, ChannelId] = {}

    def issue_in(self, person: PersonId, channel: ChannelId | None) -> str:
        """A new trigger for what a person did while they looked at a conversation."""
        trigger_id = self.issue(person)
        if channel is not None:
            self._places[trigger_id] = channel
            _forget_oldest(self._places)
        return trigger_id

    def place(self, trigger_id: str) -> ChannelId | None:
        """The conversation that a person looked at when the trigger was made, if any."""
        return self._places.get(trigger_id)

    def _new(self) -> str:
        return f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"


class Codes(OneUse[Grant]):
    """OAuth codes: ten minutes, one use."""

    unknown, used, expired = "invalid_code", "code_already_used", "invalid_code"

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        super().__init__(CODE_SECONDS, monotonic)


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
