"""What went over the wire, for the page's inspector and for tests, and the faults that they ask for.

The rule it keeps: both are bounded, and no token is ever in what is shown.
"""

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.sandbox.answers import Json

KEPT = 2_000  # calls, and as many dispatches
_SECRET_KEYS = frozenset({"token", "access_token", "client_secret"})
_CUT = 20_000  # characters of one text; a longer one is shown in part


@dataclass(kw_only=True)
class Fault:
    """How the next calls of a method go wrong, or with `lose_ack` the next deliveries of a kind; `times` counts down."""

    method: str
    times: int
    status: int | None = None
    error: str | None = None
    delay_ms: int = 0
    drop_after_accept: bool = False
    retry_after: int = 1  # seconds, sent with a 429
    lose_ack: bool = False  # the app gets a delivery and its acknowledgement never arrives


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Arrange for a fault. One for the method `*` meets every method."""
        self._coming.append(fault)

    def next(self, method: str) -> Fault | None:
        """The fault that this call runs into."""
        return self._take(method, "*", lose_ack=False)

    def loses(self, kind: str) -> bool:
        """Whether the acknowledgement of this delivery is lost."""
        return self._take(kind, lose_ack=True) is not None

    def _take(self, *methods: str, lose_ack: bool) -> Fault | None:
        for fault in self._coming:
            if fault.method in methods and fault.lose_ack is lose_ack:
                fault.times -= 1
                if fault.times <= 0:
                    self._coming.remove(fault)
                return fault
        return None


class Traffic:
    """The latest Web API calls and the latest dispatches to the app, oldest first."""

    def __init__(self) -> None:
        self.calls: deque[Json] = deque(maxlen=KEPT)
        self.dispatches: deque[Json] = deque(maxlen=KEPT)
        self._numbers: tuple[deque[int], deque[int]] = (deque(maxlen=KEPT), deque(maxlen=KEPT))
        self._count = 0  # how many entries of both kinds there ever were; an entry's number is how many were before it

    def call(self, method: str, args: Mapping[str, Any], answer: Any, started: float, *, status: int = 200) -> None:
        """Note a call by the app; `status` is that of HTTP, `started` by `time.perf_counter`."""
        self.calls.append({"method": method, "args": args, "answer": answer, "status": status, **_timing(started)})
        self._number(self._numbers[0])

    def dispatch(
        self, kind: str, body: Json, *, status: int, answer: Json | None, started: float, error: str | None = None
    ) -> None:
        """Note what was sent to the app: the HTTP status (200 for an acknowledgement, 0 for none), and why it failed."""
        entry = {"type": kind, "body": body, "status": status, "answer": answer, "error": error}
        self.dispatches.append({**entry, **_timing(started)})
        self._number(self._numbers[1])

    def as_json(self, since: int = 0) -> Json:
        """What is kept and came after an earlier answer, whose `next` is `since`; all with 0, or one from another life.

        Secrets are taken out here, for most of it nobody ever looks at.
        """
        since = since if since <= self._count else 0
        calls, dispatches = (
            list(islice(entries, bisect_left(numbers, since), None))
            for entries, numbers in zip((self.calls, self.dispatches), self._numbers, strict=True)
        )
        return {"ok": True, "calls": redacted(calls), "dispatches": redacted(dispatches), "next": self._count}

    def _number(self, numbers: deque[int]) -> None:
        numbers.append(self._count)
        self._count += 1


def redacted(value: Any) -> Any:
    """A JSON value without its secrets, and with very long texts cut."""
    if isinstance(value, Mapping):
        return {key: "(redacted)" if key in _SECRET_KEYS else redacted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [redacted(item) for item in value]
    if isinstance(value, str) and len(value) > _CUT:
        return f"{value[:_CUT]}… ({len(value)} characters)"
    return value


def _timing(started: float) -> Json:
    return {"at": datetime.now(UTC).isoformat(), "ms": round((time.perf_counter() - started) * 1000, 2)}


class RateLimits:
    """Slack's calls a minute by tier, in a sliding window; the workspace has one app, so the method is the key."""

    _WINDOW = 60.0  # seconds

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._seen: dict[str, deque[float]] = {}

    def wait(self, key: str, calls: int, window: float = _WINDOW) -> float:
        """Seconds until a call may be made: 0 counts it, more means that it is refused."""
        now = self._monotonic()
        seen = self._seen.setdefault(key, deque())
        while seen and seen[0] <= now - window:
            seen.popleft()
        if len(seen) < calls:
            seen.append(now)
            return 0.0
        return seen[0] + window - now
