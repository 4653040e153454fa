"""A channel's settings: their defaults, what can be set, and what will happen, in words.

The rule kept here: every setting has a default that needs no visit, and nothing that cannot work is ever kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain import reactions
from bot.domain.calendar import DAY_NAMES, MONTH_NAMES, WORKING_WEEK, WorkingTime
from bot.domain.reactions import EmojiMap
from bot.domain.reminders import Rules
from bot.domain.spec import ChannelId, Status, UserId

MOST_REMIND_AFTER_DAYS = 20
SHORTEST_DAY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class ChannelSettings:
    """What a team has set for the specs of a channel; hours are local wall clock, days as `date.weekday()` counts."""

    remind_after_days: int = Rules.remind_after_days
    start: time = WorkingTime.start
    end: time = WorkingTime.end
    days: frozenset[int] = WORKING_WEEK
    country: str | None = None  # ISO 3166-1: whose public holidays are days off
    region: str | None = None  # of that country
    emoji: EmojiMap = reactions.USUAL
    progress_marks: bool = True


DEFAULTS = ChannelSettings()


class Setting(StrEnum):
    """What can be wrong with settings, each at a field of its own."""

    REMIND_AFTER = "remind_after_days"
    END = "end"
    DAYS = "days"
    COUNTRY = "country"
    REGION = "region"
    READ = "read"
    NUDGE = "nudge"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Whose public holidays are known: countries by code, and the regions of the country that is chosen."""

    countries: Mapping[str, str]
    regions: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A public holiday."""

    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """Somebody changed the settings of a channel; `what` are the names of what differed."""

    by: UserId
    at: datetime
    what: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Everything about one channel's settings; `changes` are newest first, `names` by person."""

    channel: ChannelId
    settings: ChannelSettings
    places: Places
    next_holiday: Holiday | None
    changes: Sequence[Change] = ()
    names: Mapping[UserId, str]


def problems(settings: ChannelSettings, places: Places) -> Mapping[Setting, str]:
    """What is wrong, as texts for the person, by field; empty when all is well."""
    found: dict[Setting, str] = {}
    if not 1 <= settings.remind_after_days <= MOST_REMIND_AFTER_DAYS:
        found[Setting.REMIND_AFTER] = f"From 1 to {MOST_REMIND_AFTER_DAYS} working days are possible."
    if _minutes(settings.end) - _minutes(settings.start) < SHORTEST_DAY.total_seconds() / 60:
        found[Setting.END] = "The day has to end at least an hour after it starts."
    if not settings.days or not settings.days <= frozenset(range(len(DAY_NAMES))):
        found[Setting.DAYS] = "Choose at least one working day."
    if settings.country is not None and settings.country not in places.countries:
        found[Setting.COUNTRY] = "I do not know the holidays of that country. Choose one of the list."
    if settings.region is not None and settings.region not in places.regions:
        found[Setting.REGION] = "That is no region of this country. Choose one of the list, or the whole country."
    emoji = settings.emoji
    for setting, names in ((Setting.READ, emoji.read), (Setting.NUDGE, emoji.nudge)):
        if wrong := reactions.problem(names):
            found[setting] = wrong
    twice = [name for name in emoji.nudge if name in emoji.read]
    if twice and Setting.NUDGE not in found:
        found[Setting.NUDGE] = f":{twice[0]}: means “I have read it” already. One emoji has one meaning."
    return found


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def changed(before: ChannelSettings, after: ChannelSettings) -> list[str]:
    """The names of what differs, in the order of the form."""
    return [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]


def explain(settings: ChannelSettings, places: Places, next_holiday: Holiday | None) -> list[str]:
    """What will happen under these settings, a sentence or two a line, as plain words with emoji between colons."""
    emoji = settings.emoji
    hours = f"{_clock(settings.start)} to {_clock(settings.end)} {_days(settings.days)}"
    reminded = f"the drafter hears from me {_working_days(settings.remind_after_days)} after sharing"
    meanings = f"{_either(emoji.read)} says “I have read it”, {_either(emoji.nudge)} asks for a time"
    mark = reactions.PROGRESS_EMOJI[Status.SCHEDULED]
    return [
        f"If no time is set, {reminded}, and then again with growing gaps.",
        f"Never outside {hours}, in everybody's own time zone{_holidays(settings, places, next_holiday)}.",
        "The times that I suggest for a discussion are inside these hours too.",
        f"On a card, {meanings}, and 1️⃣ to 9️⃣ tick a line.",
        f"I mark cards whose discussion is set with :{mark}:." if settings.progress_marks else "I mark no cards.",
    ]


def _working_days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def _clock(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02}"


def _days(days: frozenset[int]) -> str:
    """Working days as people say them: "on Monday to Friday", "on Monday, Wednesday and Friday", "every day"."""
    count = len(DAY_NAMES)
    if len(days) == count:
        return "every day"
    # A week may begin on any day: a run that goes over Sunday is one run.
    first = next((day for day in sorted(days) if (day - 1) % count not in days), 0)
    ordered = [(first + offset) % count for offset in range(count) if (first + offset) % count in days]
    if len(ordered) > 2 and ordered == [(first + offset) % count for offset in range(len(ordered))]:  # noqa: PLR2004 - two days are no run
        return f"on {DAY_NAMES[ordered[0]]} to {DAY_NAMES[ordered[-1]]}"
    return f"on {_list([DAY_NAMES[day] for day in ordered], 'and')}"


def _holidays(settings: ChannelSettings, places: Places, coming: Holiday | None) -> str:
    if settings.country is None:
        return "; I know of no public holidays"
    region = f" ({places.regions.get(settings.region, settings.region)})" if settings.region else ""
    then = f": the next one is {coming.day.day} {MONTH_NAMES[coming.day.month - 1]} ({coming.name})" if coming else ""
    return f", nor on public holidays in {places.countries.get(settings.country, settings.country)}{region}{then}"


def _either(names: Sequence[str]) -> str:
    return _list([f":{name}:" for name in names], "or")


def _list(words: Sequence[str], last: str) -> str:
    *rest, end = words
    return f"{', '.join(rest)} {last} {end}" if rest else end
