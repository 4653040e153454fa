"""Working time: when a person may be asked something, and when people can meet.

The rule kept here: quiet hours defer, they never consume. All moments are aware UTC datetimes (a naive one raises
ValueError); only working hours, working days and holidays are read on a person's own wall clock. Searches are bounded,
so that somebody who never works costs an error and not an endless loop.
"""

from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WORKING_WEEK = frozenset({0, 1, 2, 3, 4})
"""Monday to Friday, numbered as `date.weekday()` does."""

SEARCH_DAYS = 2 * 366
"""How many calendar days are searched for a working day before giving up."""

SUGGESTION_WORKING_DAYS = 10
"""How many of the drafter's working days are searched for a time to meet."""

MEETING_LENGTH = timedelta(minutes=30)
"""How long a discussion takes unless somebody says otherwise."""

FRIENDLY_HOURS = (14, 10, 15, 11, 16, 13, 9, 17, 12)
"""Full hours on the drafter's clock at which people like to meet, the best first; lunch comes last."""

QUARTER_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))

# Not taken from strftime, which follows the locale of the server.
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Stretch = tuple[datetime, datetime]
"""Aware UTC moments, half-open: the first is inside, the second is not."""


class NeverAtWork(ValueError):  # noqa: N818 - a fact about a person, found out by looking two years ahead.
    """Somebody has no working time within `SEARCH_DAYS`; there is no moment at which to ask them."""


@dataclass(frozen=True, kw_only=True)
class WorkingTime:
    """One person's working time; raises ValueError for hours or absences that do not end after they start."""

    zone: str  # IANA name; an unknown one counts as UTC
    start: time = time(9, 0)  # local wall clock
    end: time = time(17, 30)  # local wall clock, later than `start`: night shifts are not offered
    days: frozenset[int] = WORKING_WEEK
    holidays: Container[date] = frozenset()  # local dates
    away: tuple[Stretch, ...] = ()  # absences, in any order

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"working hours must end after they start, not {self.start} to {self.end}")
        for left, back in self.away:
            if utc(back) <= utc(left):
                raise ValueError(f"an absence must end after it starts, not {left} to {back}")


def is_working(at: datetime, who: WorkingTime) -> bool:
    """Whether `at` is inside the person's working time."""
    at = utc(at)
    return any(start <= at < end for start, end in _stretches(who, _local(at, who.zone).date()))


def is_working_throughout(start: datetime, end: datetime, who: WorkingTime) -> bool:
    """Whether all of `start` to `end` is inside the person's working time."""
    start, end = utc(start), utc(end)
    return any(begins <= start and end <= ends for begins, ends in _stretches(who, _local(start, who.zone).date()))


def next_working_moment(at: datetime, who: WorkingTime) -> datetime:
    """`at` itself when it is working time, else the start of the next working time; raises NeverAtWork."""
    at = utc(at)
    for _, stretches in _working_days(who, _local(at, who.zone).date()):
        for start, end in stretches:
            if at < end:
                return max(at, start)
    raise NeverAtWork(who)


def next_start_of_day(at: datetime, who: WorkingTime) -> datetime:
    """The first start of a working day strictly after `at`; raises NeverAtWork.

    On a day that begins with an absence, the day starts when the person is back.
    """
    at = utc(at)
    for _, stretches in _working_days(who, _local(at, who.zone).date()):
        if stretches[0][0] > at:
            return stretches[0][0]
    raise NeverAtWork(who)


def start_of_day_tomorrow(at: datetime, who: WorkingTime) -> datetime:
    """The start of the first working day after the person's own date at `at`; raises NeverAtWork.

    In the small hours that is not the morning before which they lie, though some people mean that one.
    """
    tomorrow = _local(utc(at), who.zone).date() + timedelta(days=1)
    for _, stretches in _working_days(who, tomorrow):
        return stretches[0][0]
    raise NeverAtWork(who)


def start_of_working_day_after(at: datetime, days: int, who: WorkingTime) -> datetime:
    """The start of the working day that is `days` working days after the one of `at`; raises NeverAtWork.

    After hours and on days off, counting begins with the next working day.
    """
    moment = next_working_moment(at, who)
    for _ in range(days):
        moment = next_start_of_day(moment, who)
    return moment


def start_of_day_from(at: datetime, who: WorkingTime) -> datetime:
    """The first start of a working day at `at` or after it."""
    return next_start_of_day(at - timedelta(microseconds=1), who)


def is_start_of_day(at: datetime, who: WorkingTime) -> bool:
    """Whether a working day of the person's begins at `at`; raises NeverAtWork."""
    return start_of_day_from(at, who) == at


def working_day_before(at: datetime, who: WorkingTime) -> datetime:
    """The start of the last working day before the local day of `at`; raises NeverAtWork."""
    day_before = _local(utc(at), who.zone).date() - timedelta(days=1)
    for _, stretches in _working_days(who, day_before, step_days=-1):
        return stretches[0][0]
    raise NeverAtWork(who)


def add_working_days(at: datetime, count: int, who: WorkingTime) -> datetime:
    """The same wall-clock time `count` working days after `at`, deferred into working time; raises NeverAtWork.

    A moment on a day off counts as the start of the next working day. A negative count raises ValueError.
    """
    if count < 0:
        raise ValueError(f"working days are added, not taken away: {count}")
    at = utc(at)
    local = _local(at, who.zone)
    days = list(islice(_working_days(who, local.date()), count + 1))
    if len(days) <= count:
        raise NeverAtWork(who)
    first_day, stretches = days[0]
    if first_day != local.date():
        local = _local(stretches[0][0], who.zone)
    if count == 0:
        return next_working_moment(at, who)
    return next_working_moment(_instant(days[count][0], local.time(), who.zone), who)


def working_days_between(start: datetime, end: datetime, who: WorkingTime) -> int:
    """How many whole working days have passed from `start` to `end`: 0 on the same day, and when `end` comes first.

    It is the counterpart of `add_working_days`: a day has passed when its clock shows the time of `start` again.
    """
    start, end = utc(start), utc(end)
    local_start, local_end = _local(start, who.zone), _local(end, who.zone)
    length_days = (local_end.date() - local_start.date()).days + 1
    days = list(_working_days(who, local_start.date(), search_days=length_days))
    if not days:
        return 0
    first_day, stretches = days[0]
    if first_day != local_start.date():
        local_start = _local(stretches[0][0], who.zone)
    is_last_day_unfinished = local_end.date() == days[-1][0] and local_end.time() < local_start.time()
    return max(0, len(days) - 1 - is_last_day_unfinished)


def suggest_times(
    now: datetime,
    people: Sequence[WorkingTime],
    *,
    count: int = 3,
    length: timedelta = MEETING_LENGTH,
) -> tuple[datetime, ...]:
    """Up to `count` starts of a meeting inside everybody's working time, the earliest first; empty where none is shared.

    The first of `people` is the drafter. The others need time to read, so the search begins with the drafter's next
    working day. Each start is on another of the drafter's days, and at another hour of
    their clock, as far as the shared hours allow.
    """
    if length <= timedelta(0):
        raise ValueError(f"a meeting takes some time, not {length}")
    drafter = next(iter(people), None)
    if drafter is None:
        return ()
    tomorrow = _local(utc(now), drafter.zone).date() + timedelta(days=1)
    open_starts = [
        _starts_within(_shared(stretches, people), day, drafter.zone, length)
        for day, stretches in islice(_working_days(drafter, tomorrow), SUGGESTION_WORKING_DAYS)
    ]
    chosen: dict[datetime, time] = {}
    # Each round takes one start from each day. A second round is needed only where few days have shared hours.
    while len(chosen) < count and any(open_starts):
        for position, starts in enumerate(open_starts):
            if not starts or len(chosen) >= count:
                continue
            start = min(starts, key=lambda at: (starts[at] in chosen.values(), _unfriendliness(starts[at])))
            chosen[start] = starts[start]
            open_starts[position] = {at: clock for at, clock in starts.items() if abs(at - start) >= length}
    return tuple(sorted(chosen))


def local_day(at: datetime, zone: str) -> date:
    """The date that a calendar in this zone shows at `at`."""
    return _local(utc(at), zone).date()


def day_phrase(at: datetime, now: datetime, zone: str, *, is_lasting: bool = False) -> str:
    """The day of `at` as people say it: "today", "Monday" less than a week away, else "Mon 7 Dec", or with its year.

    With `is_lasting` no word is used that is wrong tomorrow: a weekday's name in place of "today".
    """
    day, today = _local(utc(at), zone).date(), _local(utc(now), zone).date()
    match (day - today).days:
        case 0 if not is_lasting:
            return "today"
        case 1 if not is_lasting:
            return "tomorrow"
        case -1 if not is_lasting:
            return "yesterday"
        case distance if abs(distance) < len(DAY_NAMES):
            return DAY_NAMES[day.weekday()]
    phrase = f"{DAY_NAMES[day.weekday()][:3]} {day.day} {MONTH_NAMES[day.month - 1]}"
    return phrase if day.year == today.year else f"{phrase} {day.year}"


def clock_phrase(at: datetime, now: datetime, zone: str) -> str:
    """The day and the wall-clock time of `at`: "Thu 14:00" for the next such day, else "Thu 10 Dec 14:00"."""
    local = _local(utc(at), zone)
    ahead_days = (local.date() - _local(utc(now), zone).date()).days
    day = f" {local.day} {MONTH_NAMES[local.month - 1]}" if not 0 <= ahead_days < len(DAY_NAMES) else ""
    return f"{DAY_NAMES[local.weekday()][:3]}{day} {local:%H:%M}"


def utc(at: datetime) -> datetime:
    """`at` in UTC; raises ValueError for a naive datetime, which names no moment."""
    if at.utcoffset() is None:
        raise ValueError(f"a moment needs a time zone: {at.isoformat()}")
    return at.astimezone(UTC)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone with this IANA name; UTC when there is none, since profiles hold names that this machine may not know."""
    try:
        return ZoneInfo(name)
    # A folder of the zone database ("Europe") or an endless name is an error of the file system.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_of(zone))


def _instant(day: date, clock: time, zone: str, *, fold: int = 0) -> datetime:
    """The moment at which the zone's clock shows this time: its first one, or with `fold=1` its last.

    A time that the clock jumps over becomes the moment of the jump, so that a later clock time is never an earlier moment.
    """
    wall = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    tz = zone_of(zone)
    instant = wall.replace(tzinfo=tz, fold=fold).astimezone(UTC)

    def shown(at: datetime) -> datetime:
        return at.astimezone(tz).replace(tzinfo=None)

    if shown(instant) == wall:
        return instant
    # Inside the gap, fold 1 gives a moment before the jump and fold 0 one after it. Clocks jump at whole seconds.
    before, after = (wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (1, 0))
    seconds = range(int((after - before).total_seconds()) + 1)
    jump = bisect_left(seconds, wall, key=lambda second: shown(before + timedelta(seconds=second)))
    return (before + timedelta(seconds=jump)).replace(microsecond=0)


def _stretches(who: WorkingTime, day: date) -> list[Stretch]:
    """The working time of one local day in order: none on a day off, several where an absence cuts into the day."""
    if day.weekday() not in who.days or day in who.holidays:
        return []
    # An hour that occurs twice inside working hours is worked twice: from the first start to the last end.
    whole = (_instant(day, who.start, who.zone), _instant(day, who.end, who.zone, fold=1))
    stretches = [whole]
    for left, back in who.away:
        stretches = [
            piece for start, end in stretches for piece in ((start, min(end, utc(left))), (max(start, utc(back)), end))
        ]
        stretches = [(start, end) for start, end in stretches if start < end]
    # A zone that moved across the date line has skipped a whole day: nothing is left of it.
    return [(start, end) for start, end in stretches if start < end]


def _working_days(
    who: WorkingTime, first: date, *, step_days: int = 1, search_days: int = SEARCH_DAYS
) -> Iterator[tuple[date, list[Stretch]]]:
    """The person's working days from `first` on, each with its working time, which is never empty."""
    for offset in range(search_days):
        day = first + timedelta(days=offset * step_days)
        if stretches := _stretches(who, day):
            yield day, stretches


def _shared(stretches: list[Stretch], people: Sequence[WorkingTime]) -> list[Stretch]:
    """What is left of `stretches` when everybody works."""
    for person in people:
        if not stretches:
            break
        first, last = (_local(at, person.zone).date() for at in (stretches[0][0], stretches[-1][1]))
        theirs = [
            piece for _, pieces in _working_days(person, first, search_days=(last - first).days + 1) for piece in pieces
        ]
        both = [(max(a, c), min(b, d)) for a, b in stretches for c, d in theirs]
        stretches = [(start, end) for start, end in both if start < end]
    return stretches


def _starts_within(stretches: list[Stretch], day: date, zone: str, length: timedelta) -> dict[datetime, time]:
    """Each quarter of an hour on the day's clock at which a meeting fits into the stretches, with its clock time."""
    if not stretches:
        return {}
    return {
        at: clock
        for at, clock in _quarter_hours(day, zone).items()
        if any(start <= at and at + length <= end for start, end in stretches)
    }


# Every open reminder suggests times, and most of them the same days in the same zones.
@lru_cache(maxsize=512)
def _quarter_hours(day: date, zone: str) -> Mapping[datetime, time]:
    return {_instant(day, clock, zone): clock for clock in QUARTER_HOURS}


def _unfriendliness(clock: time) -> tuple[int, int, time]:
    """A sort key: friendly full hours in their order, then other full, half and quarter hours from early to late."""
    is_friendly = clock.minute == 0 and clock.hour in FRIENDLY_HOURS
    rank = FRIENDLY_HOURS.index(clock.hour) if is_friendly else len(FRIENDLY_HOURS)
    coarseness = (0, 30).index(clock.minute) if clock.minute in {0, 30} else 2
    return rank, coarseness, clock
