"""Reads the times that people type ("thu 2pm", "tomorrow 15:00", "2026-12-03 14:00 Berlin").

The rule kept here: no surprising reading. Python's date parsers take almost anything for a date, so the text is taken
apart first (place, time of day, day), a parser sees a day only when its form is known, and what could mean two things
is refused with an example of how to write it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from dateutil.parser import parse as parse_date
from dateutil.relativedelta import relativedelta

from bot.domain.calendar import DAY_NAMES, utc, zone_of
from bot.errors import Refused

TEXT_CHARACTERS = 100
"""The longest text that is read at all."""

ECHO_CHARACTERS = 40
"""How much of a text is repeated in a refusal."""

YEARS_AHEAD = 2
"""How far ahead a time may be."""

NEXT_YEAR_DAYS = 183
"""A date without a year may mean the next year only when it is this near: "nov 3" late in November is a slip."""

FIRST_PLAIN_HOUR = 8
"""From "8:00" on, a time without am or pm is taken as written; "3:00" more often means the afternoon."""

REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
# Last parts of zone names that are words, or directions, before they are places.
NOT_CITIES = frozenset(
    {"center", "christmas", "easter", "north", "oral", "resolute", "south", "virgin", "wake", "west"}
)
# Zone names that stand for a setting of the machine, or that count hours with the opposite sign.
NOT_PLACES = re.compile(r"localtime|Factory|(?:Etc/)?GMT[+-]?\d+|posixrules")

# People say the abbreviation for the place whose clock they mean, so each is checked against that clock's season.
# CST, IST and AST are missing on purpose: several continents use them. They are read where the typist's own clock has them.
ABBREVIATIONS = {
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "eet": "Europe/Helsinki", "eest": "Europe/Helsinki",
    "wet": "Europe/Lisbon", "west": "Europe/Lisbon", "bst": "Europe/London", "msk": "Europe/Moscow",
    "est": "America/New_York", "edt": "America/New_York", "cdt": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "akst": "America/Anchorage", "akdt": "America/Anchorage", "hst": "Pacific/Honolulu", "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland",
}  # fmt: skip
SEASONLESS = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}

PLACE_WORDS = 3  # "Port of Spain"
OFFSET = re.compile(
    r"(?P<rest>.+?) ?(?:utc|gmt) ?(?P<sign>[+-])(?P<hours>0?[0-9]|1[0-4])(?::?(?P<minutes>[0-5][0-9]))?"
)

CLOCK = re.compile(
    r"""(?<![\w:/.+])(?:at\ )?(?:
        (?P<h12>1[0-2]|0?[1-9]) (?:[:.](?P<m12>[0-5][0-9]))? \ ?(?P<half>[ap])m
        | (?P<h24>[01]?[0-9]|2[0-3]) :(?P<m24>[0-5][0-9]) (?::00)?
        | (?<=at\ )(?P<bare>[01]?[0-9]|2[0-3]) (?!\ ?[ap]m)
        | (?:12\ )?(?P<noon>noon)
    )(?![\w:/.])""",
    re.VERBOSE,
)

NO_CLOCK = re.compile(
    r"(?<![\w:/.+-])(?:[0-9]{1,2}:[0-9]{2}(?: ?[ap]m)?|[0-9]{1,2}(?:\.[0-9]{2})? ?[ap]m)(?![\w:/])", re.ASCII
)
"""What is written as a time of day; looked for where `CLOCK` finds none."""

WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DAY_OF_MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
HOUR_AFTER_DAY = re.compile(rf"((?:on )?(?:(?:this|next) )?{WEEKDAY}|today|tomorrow) (?P<hour>[0-9]{{1,2}})")
WEEKDAY_ALONE = re.compile(rf"(?:(?P<which>this|next) )?{WEEKDAY}")
LAST_WEEKDAY = re.compile(rf"last {WEEKDAY}")
WEEKDAY_WORD = re.compile(rf"\b{WEEKDAY}\b")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAMED_DATE = re.compile(
    rf"(?:{WEEKDAY} )?(?P<date>(?:{DAY_OF_MONTH} (?:of )?{MONTH}|{MONTH} {DAY_OF_MONTH})(?P<year> [0-9]{{4}})?)"
)
NUMERIC_DATE = re.compile(rf"(?:{WEEKDAY} )?(?P<date>[0-9]{{1,2}}([/.-])[0-9]{{1,2}}(?P<year>\3[0-9]{{4}})?)\.?")
PAST_DAY = re.compile(rf"yesterday|(?:the )?day before yesterday|last {WEEKDAY}")
NUMBER = r"(?:[1-9][0-9]{0,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
RELATIVE_DAY = re.compile(
    rf"(?:the )?day (?:after tomorrow|before yesterday)|in {NUMBER} (?:day|week|month)s?"
    rf"|{NUMBER} (?:day|week|month)s? (?:from now|ago)"
)

Understood = TypeVar("Understood")


class Doubt(Exception):  # noqa: N818 - carries why a text is not taken as a time, to the one place that words refusals.
    """Why a text is refused: a clause without its full stop."""


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Whose clock is meant. An `abbreviation` must be the one in use there on the day that is meant."""

    tz: tzinfo
    name: str
    abbreviation: str = ""


def parse_when(text: str, *, zone: str, now: datetime) -> datetime:
    """The moment, later than `now`, that the text means on a clock in `zone`, or in the place that it ends with.

    Returns an aware UTC datetime; of a time that occurs twice, when clocks are set back, the first. Raises Refused,
    with a text for the person, for everything else: no day or no time of day, several, one that has passed, that is
    more than two years ahead, that clocks skip, or that could be read in two ways.
    """
    now = utc(now)
    next_week = now.astimezone(zone_of(zone)).date() + timedelta(days=7)
    advice = f"Write it like “thu 2pm”, “tomorrow 15:00” or “{next_week} 14:00 Berlin”."
    return understood(text, lambda words: _moment(words, zone, now), what="a time", advice=advice)


def understood(text: str, read: Callable[[str], Understood], *, what: str, advice: str) -> Understood:
    """What `read` makes of the text, once it has one spelling; raises Refused with its doubt and the advice."""
    # What cannot be printed, such as line breaks and marks that turn the direction of writing, is as good as a space.
    typed = " ".join("".join(char if char.isprintable() else " " for char in text[: TEXT_CHARACTERS + 1]).split())
    if not typed:
        raise Refused(f"When? {advice}")
    try:
        return read(_normalised(typed))
    except Doubt as doubt:
        echo = typed if len(typed) <= ECHO_CHARACTERS else typed[: ECHO_CHARACTERS - 1] + "…"
        raise Refused(f"I can't take “{echo}” as {what}: {doubt}. {advice}") from None


def _normalised(typed: str) -> str:
    """The text in lower case, with one spelling for what has several; accents are dropped, as zone names have none."""
    if len(typed) > TEXT_CHARACTERS:
        raise Doubt("it is too long")
    words = "".join(char for char in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(char))
    words = words.casefold().replace(",", " ").replace("@", " at ")
    words = re.sub(r"\b([ap])\.m\.?", r"\1m", words)
    words = re.sub(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9])", " ", words)
    return " ".join(words.split())


def _moment(words: str, zone: str, now: datetime) -> datetime:
    words, place = _take_place(words, zone, now)
    today = now.astimezone(place.tz).date()
    words, clock = take_clock(words)
    words = words.removeprefix("on ").removesuffix(" on").removesuffix(" at")
    days = days_of(words, today)
    if all(day < today for day in days):
        raise Doubt("that has passed")
    if clock is None:
        raise Doubt(f"it needs a time of day, such as “{words} 14:00”")
    counts_from_today = re.search(r"\b(?:today|tomorrow|next|in|now)\b", words)
    if counts_from_today and today != now.astimezone(zone_of(zone)).date():
        raise Doubt(f"in {place.name} it is another day already, so please write the date")
    for day in days:
        if day > today + relativedelta(years=YEARS_AHEAD):
            raise Doubt("that is more than two years ahead")
        # Days long gone are not put on a clock: the year 1 has moments that UTC cannot hold.
        if day >= today and (at := datetime.combine(day, clock, place.tz).astimezone(UTC)) > now:
            return _checked(at, datetime.combine(day, clock), place)
    raise Doubt("that has passed")


def _checked(at: datetime, wall: datetime, place: _Place) -> datetime:
    """`at` itself, once the clock of the place is known to show `wall` then, under the abbreviation that was typed."""
    shown = at.astimezone(place.tz)
    if shown.replace(tzinfo=None) != wall:
        raise Doubt(f"on {wall.date()} there is no {wall:%H:%M} in {place.name}, as clocks go forward")
    used = shown.tzname() or ""
    if place.abbreviation and used.casefold() != place.abbreviation:
        typed = place.abbreviation.upper()
        raise Doubt(f"on {wall.date()} {place.name} is on {used}, not {typed}, so please name a city")
    return at


def _take_place(words: str, zone: str, now: datetime) -> tuple[str, _Place]:
    """Peels a zone, a city or an abbreviation off the end; without one, the place is the person's own."""
    if offset := OFFSET.fullmatch(words):
        length = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        tz = timezone(-length if offset["sign"] == "-" else length)
        return offset["rest"], _Place(tz=tz, name=str(tz))
    own = zone_of(zone)
    pieces = words.removesuffix(" time").split()
    for count in range(min(PLACE_WORDS, len(pieces) - 1), 0, -1):
        name = " ".join(pieces[-count:])
        rest = " ".join(pieces[:-count]).removesuffix(" in")
        if name.isalpha() and name in {_abbreviation(now + timedelta(days=days), own) for days in (0, 182)}:
            return rest, _Place(tz=own, name=own.key, abbreviation=name)
        if key := ABBREVIATIONS.get(name):
            return rest, _Place(tz=ZoneInfo(key), name=key, abbreviation=name)
        if key := _places().get(name):
            return rest, _Place(tz=ZoneInfo(key), name=key)
    return words, _Place(tz=own, name=own.key)


def _abbreviation(at: datetime, zone: ZoneInfo) -> str:
    return (at.astimezone(zone).tzname() or "").casefold()


@cache
def _places() -> dict[str, str]:
    """Zone names by what people type for them: "europe/berlin", "new york"."""
    keys = sorted(key for key in available_timezones() if not NOT_PLACES.fullmatch(key))
    # Where two zones share a city ("Asia/Istanbul", "Europe/Istanbul"), one is another name of the other.
    cities = {
        city: key
        for key in keys
        if key.split("/")[0] in REGIONS and (city := _typed_name(key.split("/")[-1])) not in NOT_CITIES
    }
    return cities | {_typed_name(key): key for key in keys} | {key.casefold(): key for key in keys} | SEASONLESS


def _typed_name(key: str) -> str:
    return key.replace("_", " ").casefold()


def take_clock(words: str) -> tuple[str, time | None]:
    """Takes the time of day out of the words; None when there is none. Raises Doubt."""
    if bare := HOUR_AFTER_DAY.fullmatch(words):
        words = f"{bare[1]} at {bare['hour']}"
    clocks = list(CLOCK.finditer(words))
    if not clocks and (unknown := NO_CLOCK.search(words)):
        raise Doubt(f"no clock shows {unknown[0]}")
    if not clocks:
        return words, None
    if len(clocks) > 1:
        raise Doubt("it has several times, and only the start is needed")
    clock = clocks[0]
    rest = " ".join(f"{words[: clock.start()]} {words[clock.end() :]}".split())
    if clock["noon"]:
        return rest, time(12)
    if clock["half"]:
        return rest, time(int(clock["h12"]) % 12 + 12 * (clock["half"] == "p"), int(clock["m12"] or 0))
    hour, minute = clock["h24"] or clock["bare"], int(clock["m24"] or 0)
    # Who writes a leading zero or an ISO date counts hours to 24.
    if len(hour) == 1 and 0 < int(hour) < FIRST_PLAIN_HOUR and not ISO_DATE.search(words):
        raise Doubt(f"{hour}:{minute:02} could be in the morning or in the afternoon, so please add am or pm")
    return rest, time(int(hour), minute)


def days_of(words: str, today: date) -> tuple[date, ...]:
    """The days that the words can mean, the likelier first: the first whose time has not passed is taken. Raises Doubt.

    What names a day before today gives that day, or none.
    """
    tomorrow = today + timedelta(days=1)
    if not words:
        return today, tomorrow
    if words in {"yesterday", "today", "tomorrow"}:
        return ({"yesterday": today - timedelta(days=1), "today": today, "tomorrow": tomorrow}[words],)
    if weekday := LAST_WEEKDAY.fullmatch(words):
        return (_weekdays(_weekday(weekday["weekday"]), today, is_next=False)[0] - timedelta(days=7),)
    if weekday := WEEKDAY_ALONE.fullmatch(words):
        return _weekdays(_weekday(weekday["weekday"]), today, is_next=weekday["which"] == "next")
    if ISO_DATE.fullmatch(words):
        try:
            return (date.fromisoformat(words),)
        except ValueError:
            raise Doubt("there is no such day") from None
    if found := NAMED_DATE.fullmatch(words) or NUMERIC_DATE.fullmatch(words):
        return _dates(re.sub("[.-]", "/", found["date"]), found["weekday"], today, has_year=bool(found["year"]))
    if RELATIVE_DAY.fullmatch(words):
        return (_relative_day(words, today),)
    if len(WEEKDAY_WORD.findall(words)) > 1:
        raise Doubt("it names several days, and one is needed")
    raise Doubt("I don't know that day, or that place")


def _weekday(name: str) -> int:
    """Monday is 0."""
    return next(number for number, full in enumerate(DAY_NAMES) if full.casefold().startswith(name[:3]))


def _weekdays(weekday: int, today: date, *, is_next: bool) -> tuple[date, ...]:
    nearest = today + timedelta(days=(weekday - today.weekday()) % 7)
    if not is_next:
        return nearest, nearest + timedelta(days=7)
    of_next_week = today + timedelta(days=weekday - today.weekday() + 7)
    if nearest not in {today, of_next_week}:
        raise Doubt(f"it could be {nearest} or {of_next_week}")
    return (of_next_week,)


def _dates(words: str, weekday: str | None, today: date, *, has_year: bool) -> tuple[date, ...]:
    """The days of a date in words or numbers, from today on: this year's and next year's if it has no year."""
    years = (today.year,) if has_year else (today.year, today.year + 1)
    readings = {days for is_day_first in (True, False) if (days := _reading(words, years, is_day_first=is_day_first))}
    if not readings:
        raise Doubt("there is no such day")
    to_come = {days for reading in readings if (days := _to_come(reading, today, has_year=has_year))}
    firsts = sorted({days[0] for days in to_come})
    if len(firsts) > 1:
        raise Doubt(f"it could be {' or '.join(map(str, firsts))}")
    if weekday and firsts and firsts[0].weekday() != _weekday(weekday):
        raise Doubt(f"{firsts[0]} is a {DAY_NAMES[firsts[0].weekday()]}")
    return next(iter(to_come), ())


def _reading(words: str, years: Sequence[int], *, is_day_first: bool) -> tuple[date, ...]:
    """What the date means in these years with the day first or with the month first; none if it has no such day."""
    days = []
    for year in years:
        try:
            days.append(parse_date(words, default=datetime(year, 1, 1), dayfirst=is_day_first).date())  # noqa: DTZ001 - only the date of it is used
        except ValueError:
            continue
    return tuple(days)


def _to_come(days: Sequence[date], today: date, *, has_year: bool) -> tuple[date, ...]:
    """Those of the days that have not passed, and that are not of a next year that is far away."""
    return tuple(
        day
        for day in days
        if day >= today and (has_year or day.year == today.year or (day - today).days < NEXT_YEAR_DAYS)
    )


def _relative_day(words: str, today: date) -> date:
    # Importing dateparser and its first call take a third of a second, and few people write this form.
    import dateparser  # noqa: PLC0415

    noon = datetime.combine(today, time(12))  # A wall clock far from midnight; only the day of the answer is used.
    # With a time zone given, dateparser does not ask the server for its own.
    found = dateparser.parse(
        words, languages=["en"], settings={"RELATIVE_BASE": noon, "PREFER_DATES_FROM": "future", "TIMEZONE": "UTC"}
    )
    if found is None:
        raise Doubt("I don't know that day")
    return date(found.year, found.month, found.day)
