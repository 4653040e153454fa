"""Public holidays of countries and their regions, as the `holidays` package knows them.

The rule kept here: nobody waits for that package before somebody chose a country or opened the form to choose one. It is
imported where it is used, and each year of each place is worked out once.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from bot.domain.settings import ChannelSettings, Holiday, Places

LANGUAGE = "en_US"
"""Of the holidays' names, where the package has them in it; else they are in a language of the country."""

SEARCH_DAYS = 2 * 366
"""How far ahead the next holiday is looked for."""


@dataclass(frozen=True)
class DaysOff:
    """The public holidays of a place in every year, for `day in days_off`."""

    country: str
    region: str | None

    def __contains__(self, day: object) -> bool:
        """Whether `day` is a public holiday there."""
        return isinstance(day, date) and day in _of_year(self.country, self.region, day.year)


def days_off(country: str | None, region: str | None) -> Container[date]:
    """The public holidays of a country, or of one of its regions; none for None."""
    return frozenset() if country is None else DaysOff(country, region)


def next_one(settings: ChannelSettings, today: date) -> Holiday | None:
    """The next holiday, from `today` on, that would have been a working day."""
    if settings.country is None:
        return None
    for day in (today + timedelta(days=offset) for offset in range(SEARCH_DAYS)):
        name = _of_year(settings.country, settings.region, day.year).get(day)
        if name is not None and day.weekday() in settings.days:
            return Holiday(day=day, name=name)
    return None


def places(country: str | None) -> Places:
    """The countries to choose from, and the regions of this one, all by code and sorted by name."""
    known = _countries()
    return Places(countries=known, regions=_regions(country) if country in known else {})


@cache
def _countries() -> Mapping[str, str]:
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - the whole package takes a tenth of a second

    # A class name of the package, such as "IsleOfMan" or "DRCongo", is the country's name without its spaces.
    spaced = {
        codes[1]: re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", codes[0]) for codes in COUNTRIES.values()
    }
    named = {code: re.sub(r" (?:And|Da|Of|The)\b", lambda word: word[0].lower(), name) for code, name in spaced.items()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


@cache
def _regions(country: str) -> Mapping[str, str]:
    import holidays  # noqa: PLC0415 - the whole package takes a tenth of a second

    of_country = holidays.country_holidays(country)
    # Several names of one region are spellings and languages; the first is the usual one.
    named = dict.fromkeys(of_country.subdivisions, "")
    for name, code in getattr(of_country, "subdivisions_aliases", {}).items():
        named[code] = named[code] or name
    return dict(sorted(((code, name or code) for code, name in named.items()), key=lambda item: item[1]))


@lru_cache(maxsize=512)
def _of_year(country: str, region: str | None, year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 - the whole package takes a tenth of a second

    return dict(holidays.country_holidays(country, subdiv=region, years=year, language=LANGUAGE))
