"""When people are away: how an absence is told, and what waits meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType

from bot.domain.calendar import DAY_NAMES, MONTH_NAMES, WorkingTime, next_working_moment, utc, zone_of
from bot.domain.spec import Spec

AbsenceId = NewType("AbsenceId", int)

LONGEST = timedelta(days=366)
"""Who is away for longer hands their specs over."""

MOST_PLANNED = 20


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Somebody is away from `left_at` until `back_at` (aware UTC, half-open)."""

    left_at: datetime
    back_at: datetime


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An absence that is kept."""

    id: AbsenceId
    absence: Absence


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one person has planned, the earliest first, and their open specs that wait for a time."""

    zone: str
    planned: Sequence[Planned]
    waiting: Sequence[Spec]


def whole_days(first: date, last: date, zone: str) -> Absence:
    """Away on these days, both included, as the clocks of the zone count them."""
    return Absence(left_at=_midnight(first, zone), back_at=_midnight(last + timedelta(days=1), zone))


def in_words(absence: Absence, *, zone: str, now: datetime) -> str:
    """The absence on the person's own clock: "Thu 24 Dec to Sat 2 Jan 2027", "Fri 27 Nov 12:00 to Mon 30 Nov 09:00", "Fri 27 Nov 12:00 on"."""
    tz = zone_of(zone)
    left, back = utc(absence.left_at).astimezone(tz), utc(absence.back_at).astimezone(tz)
    today = utc(now).astimezone(tz).date()
    # Of a day that has begun, the part that is gone needs no telling.
    is_from_morning = left == _midnight(left.date(), zone) or left <= utc(now)
    is_to_evening = back == _midnight(back.date(), zone)
    first, last = left.date(), back.date() - timedelta(days=is_to_evening)
    begin = _day(first, today) if is_from_morning else f"{_day(first, today)} {left:%H:%M}"
    if last == first:
        rest = "" if is_to_evening else f" to {back:%H:%M}"
        return f"{begin} on" if is_to_evening and not is_from_morning else begin + rest
    return f"{begin} to {_day(last, today)}" + ("" if is_to_evening else f" {back:%H:%M}")


def first_day_back(absence: Absence, *, zone: str, now: datetime) -> str:
    """The working day on which the person is there again, in a usual week: "Mon 4 Jan 2027"."""
    tz = zone_of(zone)
    back = next_working_moment(absence.back_at, WorkingTime(zone=zone)).astimezone(tz)
    return _day(back.date(), utc(now).astimezone(tz).date())


def _midnight(day: date, zone: str) -> datetime:
    """When the day begins there."""
    return datetime.combine(day, time(0), zone_of(zone)).astimezone(UTC)


def _day(day: date, today: date) -> str:
    phrase = f"{DAY_NAMES[day.weekday()][:3]} {day.day} {MONTH_NAMES[day.month - 1]}"
    return phrase if day.year == today.year else f"{phrase} {day.year}"
