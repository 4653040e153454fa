"""What reminders a spec owes, to whom, and when to look again: `due(spec, now, rules)` is pure.

One rule function per reason, listed in `RULES`. A rule never counts what was sent in quiet hours as sent: it defers, and
so it does when the person had their one message of the day. The ledger (`spec.reminded`) is the only memory of what was
sent, and an occasion names the wait and the step in it, so that asking twice, late or from two processes gives one
reminder.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.calendar import (
    NeverAtWork,
    WorkingTime,
    is_start_of_day,
    is_working,
    local_day,
    next_start_of_day,
    next_working_moment,
    start_of_day_from,
    start_of_working_day_after,
    utc,
)
from bot.domain.ledger import (
    ReminderKind,
    is_latest,
    may_ask_instead,
    sent_in_this_wait,
    sent_to_drafter,
    stakeholder_asked,
)
from bot.domain.process import status
from bot.domain.spec import Closing, Reminded, Role, Spec, Status, UserId


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a team has set, and what is known of the people of a spec.

    `remind_after_days` is N, in working days. `told_at` is when each person was last sent their message of the day;
    `unreachable` are those who cannot be asked any more, `guests` those who cannot be asked to take a spec over. `closing`
    is set while the bot cannot write in the spec's channel.
    """

    remind_after_days: int = 2
    working_time: Mapping[UserId, WorkingTime] = field(default_factory=dict)
    told_at: Mapping[UserId, datetime] = field(default_factory=dict)
    unreachable: frozenset[UserId] = frozenset()
    guests: frozenset[UserId] = frozenset()
    closing: Closing | None = None

    def of(self, user: UserId) -> WorkingTime:
        """The working time of a person; the usual hours in UTC for somebody unknown."""
        return self.working_time.get(user, WorkingTime(zone="UTC"))


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One reminder that is due now.

    `message` names the recipient's message that tells it, beside whatever else is due to them that day; None when they
    asked for this one at a time within the day, which makes it a message of its own.
    """

    kind: ReminderKind
    to: UserId
    occasion: str
    message: str | None


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The stakeholder who is asked next if no time is set, at the first start of their day from `at` on."""

    user: UserId
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is owed now; and when to look again if nothing happens before (None: not by itself)."""

    owed: tuple[Owed, ...] = ()
    look_again_at: datetime | None = None


LOOK_AGAIN_AT_LATEST = timedelta(days=30)
"""For somebody without any working time: settings may change without the spec hearing of it."""

JOINS_WITHIN = timedelta(minutes=10)
"""So long after a person's message of the day went out another reminder still goes into it; later ones wait for the next."""

CARD_SAYS_SO_AFTER = 2
"""At 2 N working days of waiting the card says so."""

STAKEHOLDER_AFTER = 3
"""At 3 N working days a stakeholder is asked; the drafter hears of it a working day before."""


def due(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Ask all rules; `now` is aware UTC."""
    return _all(_asked(rule, spec, now, rules) for rule in RULES)


def _all(answers: Iterable[Due]) -> Due:
    """What several say together."""
    answers = list(answers)
    moments = [answer.look_again_at for answer in answers if answer.look_again_at is not None]
    return Due(
        owed=tuple(owed for answer in answers for owed in answer.owed),
        look_again_at=min(moments, default=None),
    )


Rule = Callable[[Spec, datetime, Rules], Due]


def _asked(rule: Rule, spec: Spec, now: datetime, rules: Rules) -> Due:
    try:
        return rule(spec, now, rules)
    except NeverAtWork:
        return Due(look_again_at=now + LOOK_AGAIN_AT_LATEST)


def ask_drafter(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Ask the drafter for a time: N working days after the wait began, and again with gaps of N, 2N, 4N, ..."""
    if not _can_be_set(spec, rules) or spec.drafter in rules.unreachable:
        return Due()
    moment = drafter_due_at(spec, rules)
    call_at = _last_call_at(spec, rules)
    is_wish = spec.snoozed_until is not None
    # Whoever snoozed the last call gets it again, and with it a day in which nobody else is asked.
    is_call = (call_at is not None and call_at <= max(moment, now)) or (
        is_wish and stakeholder_coming(spec, now, rules) is not None
    )
    kind = ReminderKind.LAST_CALL if is_call else ReminderKind.UNSCHEDULED
    return _tell(_Ask(kind=kind, to=spec.drafter, at=moment, is_wish=is_wish), spec, now, rules)


def ask_stakeholder(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Ask a stakeholder to pick a time on the working day after the drafter heard that it would come to this."""
    if not _can_be_set(spec, rules):
        return Due()
    asked = stakeholder_asked(spec)
    if asked is not None and asked.snoozed_until is not None and asked.user not in rules.unreachable:
        again = _Ask(kind=ReminderKind.PICK_TIME, to=asked.user, at=asked.snoozed_until, is_wish=True)
        return _tell(again, spec, now, rules)
    coming = stakeholder_coming(spec, now, rules)
    if coming is None:
        return Due()
    ask = _Ask(kind=ReminderKind.PICK_TIME, to=coming.user, at=coming.at)
    return _tell(ask, spec, now, rules)


def stakeholder_coming(spec: Spec, now: datetime, rules: Rules) -> Coming | None:
    """Who is asked in the drafter's place, and when; raises NeverAtWork.

    None before the drafter of today had the last call, unless they have left; once somebody was asked; and when there is
    nobody to ask.
    """
    calls = [entry for entry in sent_to_drafter(spec) if entry.kind == ReminderKind.LAST_CALL]
    asked = stakeholder_asked(spec)
    if asked is not None and asked.user not in rules.unreachable:
        return None
    if calls:
        moments = [start_of_working_day_after(calls[-1].at, 1, rules.of(spec.drafter))]
    elif spec.drafter in rules.unreachable:
        moments = [_after_wait(spec, STAKEHOLDER_AFTER * rules.remind_after_days, rules)]
    else:
        return None
    moments += [entry.declined_at for entry in sent_in_this_wait(spec) if entry.declined_at is not None]
    if spec.snoozed_until is not None:
        moments.append(start_of_working_day_after(spec.snoozed_until, 1, rules.of(spec.drafter)))
    moment = max(moments)
    user = next_stakeholder(spec, max(moment, now), rules)
    return Coming(user=user, at=start_of_day_from(moment, rules.of(user))) if user is not None else None


def say_on_card(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Look again when the card is to say how long it has waited; the card itself is drawn from the facts."""
    if not is_waiting(spec):
        return Due()
    moment = _after_wait(spec, CARD_SAYS_SO_AFTER * rules.remind_after_days, rules)
    return Due(look_again_at=moment if moment > now else None)


def say_channel_closed(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Tell the drafter once for each time that the channel is closed."""
    if not _stands_still(spec, rules):
        return Due()
    ask = _Ask(kind=ReminderKind.CHANNEL_CLOSED, to=spec.drafter, at=now, occasion=_closed(spec, rules))
    return _tell(ask, spec, now, rules)


def ask_heirs(spec: Spec, now: datetime, rules: Rules) -> Due:
    """Ask everybody who could take over from a drafter who has left; whoever is first has it.

    Once only: of a drafter who comes back and leaves again their messages and the card say so, in place.
    """
    if not _is_left(spec, rules):
        return Due()
    asks = [
        _Ask(kind=ReminderKind.TAKE_OVER, to=heir, at=now, occasion=_left(spec))
        for heir in heirs(spec, rules.unreachable | rules.guests)
    ]
    return _all(_asked(partial(_tell, ask), spec, now, rules) for ask in asks)


RULES: tuple[Rule, ...] = (ask_drafter, ask_stakeholder, say_on_card, say_channel_closed, ask_heirs)
"""Every reason. To add one: its rule here, its kind in `ledger`, its words in `slack/views/reminders.py`."""


def is_waiting(spec: Spec) -> bool:
    """Whether a date is missing."""
    return status(spec) is Status.UNSCHEDULED and spec.waiting_since is not None


def _can_be_set(spec: Spec, rules: Rules) -> bool:
    """Whether a date is missing, and a place where it could be told: in a closed channel nobody is asked for one."""
    return is_waiting(spec) and rules.closing is None


def waits_long(spec: Spec, now: datetime, rules: Rules) -> bool:
    """Whether it has waited so long that its card says so."""
    try:
        return is_waiting(spec) and _after_wait(spec, CARD_SAYS_SO_AFTER * rules.remind_after_days, rules) <= now
    except NeverAtWork:
        return False


def drafter_due_at(spec: Spec, rules: Rules) -> datetime:
    """When the drafter of a spec that waits for a date is to be asked next; raises NeverAtWork.

    A nudge since the last time brings it forward to their next start of day. A snooze outranks both: it is what they
    asked for.
    """
    drafter = rules.of(spec.drafter)
    if spec.snoozed_until is not None:
        return next_working_moment(spec.snoozed_until, drafter)
    sent = sent_to_drafter(spec)
    last_at = sent[-1].at if sent else _waiting_since(spec)
    moment = _days_after(last_at, _gap_days(len(sent), rules), drafter)
    if (calls := _last_call_at(spec, rules)) is not None:
        # Never twice on one day, however the rules have changed since.
        moment = min(moment, max(calls, _days_after(last_at, 1, drafter)))
    fresh = [nudge.at for nudge in spec.nudges if nudge.at > last_at]
    moment = min(moment, next_start_of_day(min(fresh), drafter)) if fresh else moment
    return next_working_moment(moment, drafter)


def next_stakeholder(spec: Spec, at: datetime, rules: Rules) -> UserId | None:
    """Who is asked to pick a time: of those who did not say "not me", the first named one who is at work soon."""
    declined = {entry.user for entry in sent_in_this_wait(spec) if entry.declined_at is not None}
    others = [
        user
        for user in spec.stakeholders
        if user not in spec.drafters and user not in declined and user not in rules.unreachable
    ]
    for user in others:
        try:
            if next_working_moment(at, rules.of(user)) < at + timedelta(days=1):
                return user
        except NeverAtWork:
            continue
    return others[0] if others else None


def heirs(spec: Spec, unreachable: frozenset[UserId]) -> tuple[UserId, ...]:
    """Who is asked to take the spec over when its drafter has left: the co-drafters, else the stakeholders of a shared one."""
    for users in (spec.users(Role.DRAFTER), spec.stakeholders if spec.shared_at is not None else ()):
        found = tuple(user for user in users if user not in unreachable | {spec.drafter})
        if found:
            return found
    return ()


def is_live(spec: Spec, entry: Reminded, rules: Rules) -> bool:
    """Whether there is still something to do for the person who was reminded."""
    if entry.kind == ReminderKind.CHANNEL_CLOSED:
        return entry.user == spec.drafter and _stands_still(spec, rules) and entry.occasion == _closed(spec, rules)
    if entry.kind == ReminderKind.TAKE_OVER:
        return _is_left(spec, rules) and entry.occasion == _left(spec) and entry.declined_at is None
    is_for_another = entry.kind == ReminderKind.PICK_TIME
    is_theirs = may_ask_instead(spec, entry.user) if is_for_another else entry.user == spec.drafter
    return is_theirs and _can_be_set(spec, rules) and is_latest(spec, entry) and entry.declined_at is None


def _stands_still(spec: Spec, rules: Rules) -> bool:
    """Whether its card cannot be drawn any more, and the drafter could do something about it."""
    is_open = spec.shared_at is not None and spec.withdrawn_at is None
    return is_open and rules.closing is not None and spec.drafter not in rules.unreachable


def _closed(spec: Spec, rules: Rules) -> str:
    return f"{spec.channel}/{rules.closing.at.isoformat()}" if rules.closing else ""


def _is_left(spec: Spec, rules: Rules) -> bool:
    return spec.withdrawn_at is None and spec.drafter in rules.unreachable


def _left(spec: Spec) -> str:
    return f"left/{spec.drafter}"


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """Somebody is to be asked something from `at` on; `is_wish` when they named the time themselves.

    `occasion` is None for the next step of the wait for a date.
    """

    kind: ReminderKind
    to: UserId
    at: datetime
    is_wish: bool = False
    occasion: str | None = None


def _tell(ask: _Ask, spec: Spec, now: datetime, rules: Rules) -> Due:
    """Owed from its time on, in working hours, and in the person's one message of the day unless they named the time.

    A time that they named may be the start of a day, or come down to one: then it is told with what else that day brings.
    """
    occasion = ask.occasion or _next_step(spec, ask.to)
    if any((entry.kind, entry.user, entry.occasion) == (ask.kind, ask.to, occasion) for entry in spec.reminded):
        return Due()
    who = rules.of(ask.to)
    moment = next_working_moment(max(ask.at, now), who)
    had_todays = _had_todays(ask.to, moment, rules)
    is_apart = ask.is_wish and (had_todays or not is_start_of_day(next_working_moment(ask.at, who), who))
    if had_todays and not is_apart:
        moment = next_start_of_day(moment, who)
    if moment > now:
        return Due(look_again_at=moment)
    message = None if is_apart else _message_for(rules.told_at.get(ask.to), now)
    return Due(owed=(Owed(kind=ask.kind, to=ask.to, occasion=occasion, message=message),))


def _next_step(spec: Spec, to: UserId) -> str:
    step = sum(entry.user == to for entry in sent_in_this_wait(spec)) + 1
    return f"{_waiting_since(spec).isoformat()}/{step}"


def joins(told_at: datetime, now: datetime) -> bool:
    """Whether what is told now goes into the message of the day that went out at `told_at`.

    Of two workers, the one that comes second may have looked at the clock first.
    """
    return abs(now - told_at) <= JOINS_WITHIN


def _message_for(told_at: datetime | None, now: datetime) -> str:
    """The moment it goes out names it: a day does not, for whoever flies over the date line has one twice."""
    goes_out_at = told_at if told_at is not None and joins(told_at, now) else now
    return utc(goes_out_at).isoformat()


def is_timely(entry: Reminded, now: datetime, rules: Rules) -> bool:
    """Whether what was to be told at `entry.at` may still be sent now: in working hours, and on its own day."""
    who = rules.of(entry.user)
    is_todays = entry.message is None or local_day(entry.at, who.zone) == local_day(now, who.zone)
    return is_todays and is_working(now, who)


def _had_todays(user: UserId, at: datetime, rules: Rules) -> bool:
    told_at, zone = rules.told_at.get(user), rules.of(user).zone
    return told_at is not None and not joins(told_at, at) and local_day(told_at, zone) == local_day(at, zone)


def _last_call_at(spec: Spec, rules: Rules) -> datetime | None:
    """When the drafter is to hear that a stakeholder comes next; None if they did, or if there is nobody to ask."""
    if any(entry.kind == ReminderKind.LAST_CALL for entry in sent_to_drafter(spec)):
        return None
    moment = _after_wait(spec, STAKEHOLDER_AFTER * rules.remind_after_days - 1, rules)
    return moment if next_stakeholder(spec, moment, rules) is not None else None


def _after_wait(spec: Spec, days: int, rules: Rules) -> datetime:
    return _days_after(_waiting_since(spec), days, rules.of(spec.drafter))


def _days_after(at: datetime, days: int, drafter: WorkingTime) -> datetime:
    """The team waits on while the drafter is away, who hears of it on the first day back."""
    return start_of_working_day_after(at, days, replace(drafter, away=()))


def _gap_days(sent: int, rules: Rules) -> int:
    """Working days before reminder number `sent + 1`: N for the first and the second, then twice as many each time."""
    doublings = min(max(sent - 1, 0), 6)
    return rules.remind_after_days << doublings


def _waiting_since(spec: Spec) -> datetime:
    if spec.waiting_since is None:
        raise ValueError(f"{spec.name} waits for no date")
    return spec.waiting_since
