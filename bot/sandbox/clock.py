"""The people's clock of the workspace: real time plus an offset, so that it flows and can be moved forward.

The rule it keeps: time never goes back, for message timestamps must grow. Triggers, response URLs and retries do
not look here; they live in real time.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def is_time_zone(name: str) -> bool:
    """Whether the text is the IANA name of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: `America` is a folder
        return False
    return True


class Clock:
    """Tells what time it is for the people of the workspace."""

    def __init__(self, start: datetime | None = None) -> None:
        """Begin at `start` (aware), or now."""
        self._offset = timedelta() if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        """The people's time, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def move_to(self, moment: datetime) -> None:
        """Move forward to `moment` (aware). A moment that has passed changes nothing."""
        self._offset += max(moment - self.now(), timedelta())
