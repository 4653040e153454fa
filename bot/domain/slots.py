"""The times that are offered for a discussion: whose hours count, and which of them are taken.

The rule kept here: nobody is offered a time at which the bot itself knows of a meeting of theirs. Calendars it cannot see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calendar import MEETING_LENGTH, WorkingTime, is_working_throughout, suggest_times
from bot.domain.reminders import Rules
from bot.domain.spec import Role, Spec, SpecId, UserId

OFFERED = 3
"""Times for a spec that is asked about alone."""

OFFERED_IN_MANY = 2
"""Times for each of several."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A person meets for this spec between two moments (aware UTC), or is offered to."""

    spec: SpecId
    user: UserId
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Times that suit everybody (aware UTC), none where there are none, and who everybody is.

    `outside` are those of them who would not be at work at the time that is chosen already.
    """

    people: tuple[UserId, ...]
    times: tuple[datetime, ...]
    outside: tuple[UserId, ...] = ()


def everybody(spec: Spec, rules: Rules) -> tuple[UserId, ...]:
    """Who should be at the discussion: drafters, stakeholders and readers, the drafter first; nobody who has left."""
    people = dict.fromkeys((spec.drafter, *spec.users(Role.DRAFTER), *spec.expected_readers))
    return tuple(user for user in people if user not in rules.unreachable)


def outside_hours(spec: Spec, rules: Rules, starts_at: datetime, length: timedelta) -> tuple[UserId, ...]:
    """Who of everybody would not be at work for all of a meeting at this time."""
    ends_at = starts_at + length
    return tuple(
        user for user in everybody(spec, rules) if not is_working_throughout(starts_at, ends_at, rules.of(user))
    )


def free_times(
    spec: Spec, now: datetime, rules: Rules, taken: Sequence[Taken] = (), *, count: int = OFFERED
) -> tuple[datetime, ...]:
    """The next times at which everybody works and meets for nothing else; empty where there are none."""
    return suggest_times(now, [_free(user, spec, rules, taken) for user in everybody(spec, rules)], count=count)


def side_by_side(
    asked: Sequence[tuple[Spec, datetime]],
    reader: UserId,
    now: datetime,
    rules: Mapping[SpecId, Rules],
    taken: Sequence[Taken],
) -> list[tuple[datetime, ...]]:
    """What one message offers its reader for each spec, asked about at that moment, and no time for two of them.

    They are those of that moment, so that they do not move under the finger; once the first has passed, all are new.
    """
    count = OFFERED if len(asked) == 1 else OFFERED_IN_MANY
    offers: list[tuple[datetime, ...]] = []
    offered: list[Taken] = []

    def as_of(at: datetime, spec: Spec) -> tuple[datetime, ...]:
        apart = free_times(spec, at, rules[spec.id], [*taken, *offered], count=count)
        # Where there is no room for two, one time for both is better than none.
        return apart or free_times(spec, at, rules[spec.id], taken, count=count)

    for spec, at in asked:
        times = as_of(at, spec)
        if not times or times[0] <= now:
            times = as_of(now, spec)
        offers.append(times)
        offered += [Taken(spec=spec.id, user=reader, starts_at=at, ends_at=at + MEETING_LENGTH) for at in times]
    return offers


def _free(user: UserId, spec: Spec, rules: Rules, taken: Sequence[Taken]) -> WorkingTime:
    """The person's working time without their other meetings."""
    who = rules.of(user)
    meets = tuple((each.starts_at, each.ends_at) for each in taken if each.user == user and each.spec != spec.id)
    return replace(who, away=(*who.away, *meets)) if meets else who
