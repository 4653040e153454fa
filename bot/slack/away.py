"""Reads the absences that people type ("until monday", "24 dec to 2 jan", "fri afternoon").

The rule kept here: the days and times in it are read as `when` reads them, and what could mean two things is refused.
"To" includes the day after it, and "until" names the first one back.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.domain.absences import LONGEST, Absence
from bot.domain.calendar import utc, zone_of
from bot.slack.when import DAY_OF_MONTH, MONTH, NUMBER, YEARS_AHEAD, Doubt, days_of, take_clock, understood

ADVICE = "Write it like “until monday”, “24 dec to 2 jan” or “fri afternoon”."

NOON = time(12)

UNTIL = re.compile(r"(?:un)?till? (?P<back>.+)")
SPAN = re.compile(r"(?P<first>.+?) (?:(?P<until>(?:un)?till?)|to|through|thru|[-–—]) (?P<last>.+)")
DAYS_OF_ONE_MONTH = re.compile(
    rf"(?P<first>{DAY_OF_MONTH}) ?(?:to|through|thru|[-–—]) ?(?P<last>{DAY_OF_MONTH} (?:of )?(?P<month>{MONTH}(?: [0-9]{{4}})?))"
)
LENGTH = re.compile(rf"(?:for )?(?P<length>{NUMBER} (?:day|week|month)s?)")
WEEK = re.compile(r"(?P<which>this|next) week")
FROM_TODAY = re.compile(r"\b(?:today|tomorrow|this|next|in|now)\b")
HALF = re.compile(r"(?P<day>.+) (?P<half>morning|afternoon)")

Stretch = tuple[datetime, datetime]
"""When what was named begins and ends (aware UTC); the same moment twice for a time of day."""


def parse_absence(text: str, *, zone: str, now: datetime) -> Absence:
    """The absence that the text means on a clock in `zone`; it ends later than `now` and begins no earlier.

    Raises Refused, with a text for the person, for what is no absence, has passed, takes longer than a year, or could
    be read in two ways.
    """
    now = utc(now)
    left, back = understood(text, lambda words: _span(words, zone, now), what="an absence", advice=ADVICE)
    return Absence(left_at=max(left, now), back_at=back)


def _span(words: str, zone: str, now: datetime) -> Stretch:
    left, back = _read(words, zone, now)
    if back - max(left, now) > LONGEST:
        raise Doubt("that is more than a year")
    return left, back


def _read(words: str, zone: str, now: datetime) -> Stretch:
    today = now.astimezone(zone_of(zone)).date()
    if until := UNTIL.fullmatch(words):
        return now, _one(until["back"], zone, today, lambda begins, _: begins > now)[0]
    if length := LENGTH.fullmatch(words):
        return now, _one(f"in {length['length']}", zone, today, lambda begins, _: begins > now)[0]
    if week := WEEK.fullmatch(words):
        monday = today + timedelta(days=7 * (week["which"] == "next") - today.weekday())
        return _at(monday, time(0), zone), _at(monday + timedelta(days=7), time(0), zone)
    whole = words.removeprefix("from ")
    if days := DAYS_OF_ONE_MONTH.fullmatch(whole):
        whole = f"{days['first']} {days['month']} to {days['last']}"
    if span := SPAN.fullmatch(whole):
        return _from_to(span, zone, now)
    begins, ends = _one(whole, zone, today, lambda _, ends: ends > now)
    if begins == ends or whole != words:
        raise Doubt("it needs an end")
    return begins, ends


def _from_to(span: re.Match[str], zone: str, now: datetime) -> Stretch:
    today = now.astimezone(zone_of(zone)).date()
    left, _ = _one(span["first"], zone, today, lambda _, ends: ends > now)
    # "Tuesday" is the one after the first day, and "next Tuesday" is next week's.
    since = today if FROM_TODAY.search(span["last"]) else left.astimezone(zone_of(zone)).date()
    try:
        if span["until"]:
            return left, _one(span["last"], zone, since, lambda begins, _: begins > max(left, now))[0]
        return left, _one(span["last"], zone, since, lambda _, ends: ends > max(left, now))[1]
    except _Passed:
        raise Doubt("it would end before it begins") from None


class _Passed(Doubt):
    """Nothing that the words can mean is still to come."""


def _one(words: str, zone: str, today: date, suits: Callable[[datetime, datetime], bool]) -> Stretch:
    """The first that suits of what a day, half a day or a time of day can mean, from `today` on."""
    for begins, ends in _readings(words.removeprefix("on "), zone, today):
        if suits(begins, ends):
            return begins, ends
    raise _Passed("that has passed")


def _readings(words: str, zone: str, today: date) -> Iterator[Stretch]:
    half = HALF.fullmatch(words)
    if half is not None:
        words = "today" if half["day"] == "this" else half["day"]
    words, clock = take_clock(words)
    for day in days_of(words, today):
        if day > today + relativedelta(years=YEARS_AHEAD):
            raise Doubt("that is more than two years ahead")
        if day < today:
            continue
        begins, noon, ends = _at(day, time(0), zone), _at(day, NOON, zone), _at(day + timedelta(days=1), time(0), zone)
        if clock is not None:
            yield _at(day, clock, zone), _at(day, clock, zone)
        elif half is None:
            yield begins, ends
        else:
            yield (begins, noon) if half["half"] == "morning" else (noon, ends)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, zone_of(zone)).astimezone(UTC)
