"""What reminders show at the moment they are sent or drawn anew: the reminders of one spec, and the message of a day.

Whether the reason still stands is asked here, not when the reminder was decided.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from bot.db import channels, people, specs
from bot.db.outbox import Claim
from bot.db.session import Session
from bot.domain import reminders, slots
from bot.domain.calendar import NeverAtWork, next_start_of_day, next_working_moment
from bot.domain.ledger import ASKS_FOR_TIME, snoozed_of
from bot.domain.reminders import Coming, Rules
from bot.domain.spec import Closed, Reminded, Spec, SpecId, UserId
from bot.services import process
from bot.services import specs as spec_services
from bot.slack.outgoing import Drawing, Expiry, Message, Nothing, Strangers, TooLate
from bot.slack.views import reminders as views
from bot.slack.views.reminders import Reminder


def reminder(session: Session, now: datetime, claim: Claim, spec: Spec) -> Drawing:
    """A message of its own: what somebody asked to hear of at this time."""
    entries = [entry for entry in spec.reminded if f"{entry.kind}/{entry.user}/{entry.occasion}" == claim.subject]
    return _message(session, now, claim, [(spec, entry) for entry in entries])


def message_of_the_day(session: Session, now: datetime, claim: Claim) -> Drawing:
    """Everything that one person is told on one day."""
    user, _, message = claim.subject.partition("/")
    found = specs.reminded_by(session, claim.workspace, UserId(user), message)
    entries = [
        (spec, entry) for spec in found for entry in spec.reminded if (entry.user, entry.message) == (user, message)
    ]
    # An occasion begins with the moment at which a wait began, so that the longest comes first; it stays when that is over.
    return _message(session, now, claim, sorted(entries, key=lambda told: told[1].occasion))


def _message(session: Session, now: datetime, claim: Claim, told: Sequence[tuple[Spec, Reminded]]) -> Drawing:
    rules = {spec.id: process.load_rules(session, spec) for spec, _ in told}
    if claim.ts is None:
        # A reason that went before anything was sent is not worth a message.
        told = [(spec, entry) for spec, entry in told if reminders.is_live(spec, entry, rules[spec.id])]
    if not told or claim.user is None:
        return Nothing()
    # An attempt that may have arrived is seen through: waiting would not take it back.
    is_first = claim.ts is None and not claim.unsure
    if is_first and not any(reminders.is_timely(entry, now, rules[spec.id]) for spec, entry in told):
        return TooLate(told=tuple((spec.id, entry) for spec, entry in told))
    users = {claim.user}.union(*(spec_services.people_in(spec) for spec, _ in told))
    known = people.get(session, claim.workspace, users)
    if strangers := tuple(sorted(users.difference(known))):
        return Strangers(users=strangers)
    times = _times(session, now, claim.user, told, rules)
    shown = [_shown(session, now, spec, entry, rules[spec.id], times=times.get(spec.id, ())) for spec, entry in told]
    return Message(
        blocks=views.message(shown, {user: person.name for user, person in known.items()}),
        text=views.fallback(shown),
        channel=people.dm_channel(session, claim.workspace, claim.user),
        user=claim.user,
        expires=min(_expiries(now, told, rules, times), key=lambda expiry: expiry.at, default=None),
    )


def _expiries(
    now: datetime,
    told: Sequence[tuple[Spec, Reminded]],
    rules: Mapping[SpecId, Rules],
    times: Mapping[SpecId, Sequence[datetime]],
) -> Iterator[Expiry]:
    """When what is offered for each spec is to be offered no more, or where nothing is, when there may be something."""
    for spec, entry in told:
        if entry.kind not in ASKS_FOR_TIME or not reminders.is_live(spec, entry, rules[spec.id]):
            continue
        if times[spec.id]:
            yield Expiry(spec=spec.id, at=times[spec.id][0])
            continue
        with suppress(NeverAtWork):
            yield Expiry(spec=spec.id, at=next_start_of_day(now, rules[spec.id].of(spec.drafter)))


def _shown(
    session: Session, now: datetime, spec: Spec, entry: Reminded, rules: Rules, *, times: Sequence[datetime]
) -> Reminder:
    channel = channels.get(session, spec.workspace, spec.channel)
    closed = rules.closing.why if rules.closing else None
    return Reminder(
        spec=spec,
        entry=entry,
        is_live=reminders.is_live(spec, entry, rules),
        zone=rules.of(entry.user).zone,
        now=now,
        times=times,
        not_before=_not_before(spec, entry, now, rules),
        coming=_coming(spec, now, rules),
        # One that cannot be seen any more may have become private.
        is_private=channel is None or channel.is_private or closed is Closed.GONE,
        channel_name=channel.name if channel else "",
        drafter_left=spec.drafter in rules.unreachable,
        closed=closed,
    )


def _times(
    session: Session,
    now: datetime,
    reader: UserId,
    told: Sequence[tuple[Spec, Reminded]],
    rules: Mapping[SpecId, Rules],
) -> Mapping[SpecId, Sequence[datetime]]:
    """What the message offers for each spec that it asks, or asked, a time for."""
    asks = [(spec, entry) for spec, entry in told if entry.kind in ASKS_FOR_TIME]
    if not any(reminders.is_live(spec, entry, rules[spec.id]) for spec, entry in asks):
        return {}
    users = {user for spec, _ in asks for user in slots.everybody(spec, rules[spec.id])}
    taken = specs.meetings_of(session, asks[0][0].workspace, users, now)
    # What is settled keeps its times from the others: they do not move when one of them is set.
    asked = {spec.id: (spec, entry.at) for spec, entry in asks}
    return dict(zip(asked, slots.side_by_side(list(asked.values()), reader, now, rules, taken), strict=True))


def _coming(spec: Spec, now: datetime, rules: Rules) -> Coming | None:
    try:
        return reminders.stakeholder_coming(spec, now, rules) if reminders.is_waiting(spec) else None
    except NeverAtWork:
        return None


def _not_before(spec: Spec, entry: Reminded, now: datetime, rules: Rules) -> datetime | None:
    """When the same person hears of it again; None: not by itself, or that is not known."""
    is_live = reminders.is_live(spec, entry, rules)
    # What is settled comes again once the discussion was cancelled: the drafter is asked first.
    is_anew = entry.user == spec.drafter and reminders.is_waiting(spec) and rules.closing is None
    if entry.kind not in ASKS_FOR_TIME or not (is_live or is_anew):
        return None
    snoozed_until = snoozed_of(spec, entry)
    try:
        if snoozed_until is not None:
            return next_working_moment(max(snoozed_until, now), rules.of(entry.user))
        due_at = reminders.drafter_due_at(spec, rules) if entry.user == spec.drafter else now
    except NeverAtWork:
        return None
    return due_at if due_at > now else None
