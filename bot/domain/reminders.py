"""What reminders a spec owes, to whom, and when to look again: `due(spec, now, rules)` is pure.

One rule function per kind of reminder, listed in `RULES`. A rule never counts what was sent in quiet hours as sent: it
defers. The ledger (`spec.reminded`) is the only memory, and an occasion names the wait and the step in it, so that
asking twice, late or from two processes gives one reminder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import NeverAtWork, WorkingTime, is_working, next_start_of_day, next_working_moment
from bot.domain.process import status
from bot.domain.spec import Reminded, Spec, Status, UserId


class ReminderKind(StrEnum):
    """The kinds of reminder; stored in the ledger."""

    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a team has set: `remind_after_days` (N, working days), and everybody's working time."""

    remind_after_days: int = 2
    working_time: Mapping[UserId, WorkingTime] = field(default_factory=dict)

    def of(self, user: UserId) -> WorkingTime:
        """The working time of a person; the usual hours in UTC for somebody unknown."""
        return self.working_time.get(user, WorkingTime(zone="UTC"))


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One reminder that is due now."""

    kind: ReminderKind
    to: UserId
    occasion: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is owed now; and when to look again if nothing happens before (None: not by itself)."""

    owed: tuple[Owed, ...] = ()
    look_again_at: datetime | None = None


LOOK_AGAIN_AT_LATEST = timedelta(days=30)
"""For somebody without any working time: settings may change without the spec hearing of it."""


def due(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Ask all rules; `now` is aware UTC."""
    answers = [rule(spec, now, rules) for rule in RULES]
    moments = [answer.look_again_at for answer in answers if answer.look_again_at is not None]
    return Due(
        owed=tuple(owed for answer in answers for owed in answer.owed),
        look_again_at=min(moments) if moments else None,
    )


def unscheduled(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Ask the drafter for a time: N working days after the wait began, and again with gaps of N, 2N, 4N, ..."""
    if status(spec) is not Status.UNSCHEDULED or spec.waiting_since is None:
        return Due()
    drafter = rules.of(spec.drafter)
    try:
        moment = unscheduled_due_at(spec, rules)
        if moment <= now and is_working(now, drafter):
            step = len(sent_in_this_wait(spec)) + 1
            occasion = f"{spec.waiting_since.isoformat()}/{step}"
            return Due(owed=(Owed(kind=ReminderKind.UNSCHEDULED, to=spec.drafter, occasion=occasion),))
        return Due(look_again_at=next_working_moment(max(moment, now), drafter))
    except NeverAtWork:
        return Due(look_again_at=now + LOOK_AGAIN_AT_LATEST)


def unscheduled_due_at(spec: Spec, rules: Rules) -> datetime:
    """When the next reminder of a spec that waits for a date is due; raises NeverAtWork.

    A nudge since the last one brings it forward to the drafter's next start of day. A snooze outranks both: it is what
    the drafter asked for.
    """
    if spec.waiting_since is None:
        raise ValueError(f"{spec.name} waits for no date")
    drafter = rules.of(spec.drafter)
    if spec.snoozed_until is not None:
        return next_working_moment(spec.snoozed_until, drafter)
    sent = sent_in_this_wait(spec)
    last_at = sent[-1].at if sent else spec.waiting_since
    moment = start_of_working_day_after(last_at, _gap_days(len(sent), rules), drafter)
    fresh = [nudge.at for nudge in spec.nudges if nudge.at > last_at]
    return min(moment, next_start_of_day(min(fresh), drafter)) if fresh else moment


def sent_in_this_wait(spec: Spec) -> tuple[Reminded, ...]:
    """The ledger's entries for the wait that goes on now, oldest first."""
    if spec.waiting_since is None:
        return ()
    wait = f"{spec.waiting_since.isoformat()}/"
    return tuple(r for r in spec.reminded if r.kind == ReminderKind.UNSCHEDULED and r.occasion.startswith(wait))


def _gap_days(sent: int, rules: Rules) -> int:
    """Working days before reminder number `sent + 1`: N for the first and the second, then twice as many each time."""
    doublings = min(max(sent - 1, 0), 6)
    return rules.remind_after_days << doublings


def start_of_working_day_after(at: datetime, days: int, who: WorkingTime) -> datetime:
    """The start of the working day that is `days` working days after the one of `at`; raises NeverAtWork.

    After hours and on days off, counting begins with the next working day.
    """
    moment = next_working_moment(at, who)
    for _ in range(days):
        moment = next_start_of_day(moment, who)
    return moment


RULES: tuple[Callable[[Spec, datetime, Rules], Due], ...] = (unscheduled,)
"""Every kind of reminder. To add one: its rule here, its kind above, its view in `slack/views/reminders.py`."""
