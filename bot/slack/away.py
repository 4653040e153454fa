"""Reads the absences that people type ("until monday", "24 dec to 2 jan", "fri afternoon").

The rule kept here: the days and times in it are read as `when` reads them, and what could mean two things is refused.
"To" includes the day after it, and "until" names the first one back.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.domain.absences import LONGEST, Absence
from bot.domain.calendar import utc, zone_of
from bot.slack.when import (
    DAY_OF_MONTH,
    ISO_DATE,
    MONTH,
    NAMED_DATE,
    NEXT_YEAR_DAYS,
    NUMBER,
    NUMERIC_DATE,
    PAST_DAY,
    YEARS_AHEAD,
    Doubt,
    days_of,
    take_clock,
    understood,
)

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

    One that began before `now` and is not over begins `now`. Raises Refused, with a text for the person, for what is no
    absence, has passed, takes longer than a year, or could be read in two ways.
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
    left = _begun(span["first"], zone, today)
    if left is not None:
        # Whoever is still away is told of first; the same days of next year come after that.
        with suppress(_Passed):
            return left, _end(span, left, zone, now)
    left, _ = _one(span["first"], zone, today, lambda _, ends: ends > now)
    try:
        return left, _end(span, left, zone, now)
    except _Passed:
        raise Doubt("it would end before it begins") from None


def _end(span: re.Match[str], left: datetime, zone: str, now: datetime) -> datetime:
    """The first end that is later than `now` and than the beginning. Raises Doubt."""
    # "Tuesday" is the one after the first day, and "next Tuesday" is next week's.
    since = (now if FROM_TODAY.search(span["last"]) else left).astimezone(zone_of(zone)).date()
    if span["until"]:
        return _one(span["last"], zone, since, lambda begins, _: begins > max(left, now))[0]
    return _one(span["last"], zone, since, lambda _, ends: ends > max(left, now))[1]


def _begun(words: str, zone: str, today: date) -> datetime | None:
    """When the day began that these words name before today, by its date or as yesterday; None where they name none."""
    named, clock, half = _parts(words.removeprefix("on "))
    earliest = today - timedelta(days=NEXT_YEAR_DAYS)
    try:
        if PAST_DAY.fullmatch(named):
            days: Sequence[date] = days_of(named, today)
        elif any(form.fullmatch(named) for form in (NAMED_DATE, NUMERIC_DATE, ISO_DATE)):
            # In numbers a day that has passed may be another one that is to come.
            to_come = {(day.month, day.day) for day in days_of(named, today)}
            days = days_of(named, earliest)
            days = days if to_come <= {(day.month, day.day) for day in days} else ()
        else:
            return None
    except Doubt:
        return None
    return next((_stretch(day, clock, half, zone)[0] for day in days if earliest <= day < today), None)


class _Passed(Doubt):
    """Nothing that the words can mean is still to come."""


def _one(words: str, zone: str, today: date, suits: Callable[[datetime, datetime], bool]) -> Stretch:
    """The first that suits of what a day, half a day or a time of day can mean, from `today` on."""
    for begins, ends in _readings(words.removeprefix("on "), zone, today):
        if suits(begins, ends):
            return begins, ends
    raise _Passed("that has passed")


def _readings(words: str, zone: str, today: date) -> Iterator[Stretch]:
    named, clock, half = _parts(words)
    for day in days_of(named, today):
        if day > today + relativedelta(years=YEARS_AHEAD):
            raise Doubt("that is more than two years ahead")
        if day >= today:
            yield _stretch(day, clock, half, zone)


def _parts(words: str) -> tuple[str, time | None, str | None]:
    """The words for the day, the time of day, and which half of it. Raises Doubt."""
    half = HALF.fullmatch(words)
    if half is not None:
        words = "today" if half["day"] == "this" else half["day"]
    named, clock = take_clock(words)
    return named, clock, half["half"] if half else None


def _stretch(day: date, clock: time | None, half: str | None, zone: str) -> Stretch:
    begins, noon, ends = _at(day, time(0), zone), _at(day, NOON, zone), _at(day + timedelta(days=1), time(0), zone)
    if clock is not None:
        return _at(day, clock, zone), _at(day, clock, zone)
    if half is None:
        return begins, ends
    return (begins, noon) if half == "morning" else (noon, ends)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, zone_of(zone)).astimezone(UTC)
