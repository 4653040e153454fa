"""The reminders' ledger: what was sent in this wait, and what a reminder that is sent, put off, declined or snoozed changes.

Pure, and part of the process. When a reminder is due is decided in `reminders`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain import events as e
from bot.domain.events import Change
from bot.domain.spec import Reminded, Spec, UserId
from bot.errors import Refused


class ReminderKind(StrEnum):
    """The kinds of reminder; stored in the ledger."""

    UNSCHEDULED = "unscheduled"
    """To the drafter: when do you want to discuss it?"""

    LAST_CALL = "last call"
    """The same, with the word that a stakeholder is asked on the next working day."""

    PICK_TIME = "pick a time"
    """To a stakeholder: can you pick a time?"""

    CHANNEL_CLOSED = "channel closed"
    """To the drafter: the bot cannot write in the channel any more."""

    TAKE_OVER = "take over"
    """To whoever could: the drafter has left. Who takes it over?"""


ASKS_FOR_TIME = frozenset({ReminderKind.UNSCHEDULED, ReminderKind.LAST_CALL, ReminderKind.PICK_TIME})
"""What people are reminded of until a date is set."""


def sent(spec: Spec, event: e.ReminderSent, now: datetime) -> Change:
    """Somebody is reminded now; a repeat changes nothing."""
    key = (event.kind, event.to, event.occasion)
    if spec.withdrawn_at is not None or any((r.kind, r.user, r.occasion) == key for r in spec.reminded):
        return Change(spec=spec)
    entry = Reminded(kind=event.kind, user=event.to, occasion=event.occasion, at=now, message=event.message)
    # What the drafter snoozed has come; another reminder leaves the snooze alone.
    has_come = event.to == spec.drafter and spec.is_of_this_wait(event.occasion)
    snoozed_until = None if has_come else spec.snoozed_until
    effects = (
        # The rows that exist come first, all at once and in one order: no two transactions wait for each other's.
        e.RefreshReminders(),
        e.SendReminder(kind=event.kind, to=event.to, occasion=event.occasion, message=event.message),
        e.RefreshCard(),
    )
    return Change(spec=replace(spec, reminded=(*spec.reminded, entry), snoozed_until=snoozed_until), effects=effects)


def deferred(spec: Spec, event: e.ReminderDeferred) -> Change:
    """What was to be sent could not be sent in time: it was not sent, and is owed again."""
    key = (event.kind, event.to, event.occasion)
    held = [entry for entry in spec.reminded if (entry.kind, entry.user, entry.occasion) == key]
    if not held:
        return Change(spec=spec)
    kept = tuple(entry for entry in spec.reminded if entry not in held)
    # What the drafter asked for is still asked for; and what they did not ask for is as late as if they had.
    is_drafters = event.to == spec.drafter and spec.is_of_this_wait(event.occasion)
    snoozed_until = spec.snoozed_until or (held[0].at if is_drafters else None)
    after = replace(spec, reminded=kept, snoozed_until=snoozed_until)
    return Change(spec=after, effects=(e.RefreshReminders(), e.Attend()))


def declined(spec: Spec, event: e.ReminderDeclined, now: datetime) -> Change:
    """Only who is asked in the drafter's place can decline; a drafter hands over. A co-drafter need not take over."""

    def answer(entry: Reminded) -> Reminded:
        return replace(entry, declined_at=entry.declined_at or now)

    if event.is_heir:
        return _answered(spec, event.by, answer, lambda entry: entry.kind == ReminderKind.TAKE_OVER)
    if event.by in spec.drafters:
        raise Refused(f"You are the drafter of {spec.name}. Hand it over from the card's ⋯ menu.")
    return _answered(spec, event.by, answer, lambda entry: spec.is_of_this_wait(entry.occasion))


def snoozed(spec: Spec, event: e.ReminderSnoozed, now: datetime) -> Change:
    """Whoever was asked wants to be asked again at another time."""
    if event.until <= now:
        raise Refused("That time has passed. Pick one in the future.")
    if event.by not in spec.drafters:
        return _answered(
            spec,
            event.by,
            lambda entry: replace(entry, snoozed_until=event.until),
            lambda entry: spec.is_of_this_wait(entry.occasion),
        )
    if spec.waiting_since is None:
        raise Refused(f"Nothing to snooze: {spec.name} waits for no date any more.")
    if event.until == spec.snoozed_until:
        return Change(spec=spec)
    after = replace(spec, snoozed_until=event.until)
    return Change(spec=after, effects=(e.RefreshReminders(), e.Attend()))


def _answered(
    spec: Spec, by: UserId, answer: Callable[[Reminded], Reminded], is_meant: Callable[[Reminded], bool]
) -> Change:
    """Put an answer to the newest reminder that is meant of those that this person got."""
    mine = [entry for entry in spec.reminded if entry.user == by and is_meant(entry)]
    if not mine:
        raise Refused(f"You are not asked for anything about {spec.name} just now.")
    reminded = tuple(answer(entry) if entry == mine[-1] else entry for entry in spec.reminded)
    if reminded == spec.reminded:
        return Change(spec=spec)
    return Change(spec=replace(spec, reminded=reminded), effects=(e.RefreshReminders(), e.Attend()))


def sent_in_this_wait(spec: Spec) -> tuple[Reminded, ...]:
    """The ledger's entries for the wait that goes on now, oldest first."""
    return tuple(
        entry for entry in spec.reminded if entry.kind in ASKS_FOR_TIME and spec.is_of_this_wait(entry.occasion)
    )


def stakeholder_asked(spec: Spec) -> Reminded | None:
    """The newest reminder to a stakeholder who is asked in the drafter's place and did not decline."""
    asked = [
        entry
        for entry in sent_in_this_wait(spec)
        if entry.kind == ReminderKind.PICK_TIME and entry.declined_at is None and may_ask_instead(spec, entry.user)
    ]
    return asked[-1] if asked else None


def may_ask_instead(spec: Spec, user: UserId) -> bool:
    """Whether somebody can be asked to pick a time in the drafter's place."""
    return user in spec.stakeholders and user != spec.drafter


def sent_to_drafter(spec: Spec) -> tuple[Reminded, ...]:
    """What the drafter of today was sent as such; whoever takes over begins anew."""
    asked = (entry for entry in sent_in_this_wait(spec) if entry.kind != ReminderKind.PICK_TIME)
    return tuple(entry for entry in asked if entry.user == spec.drafter)


def snoozed_of(spec: Spec, entry: Reminded) -> datetime | None:
    """Until when the person who was reminded snoozed it."""
    return spec.snoozed_until if entry.user == spec.drafter else entry.snoozed_until


def is_asked_anew(spec: Spec, entry: Reminded) -> bool:
    """Whether the same person was sent something newer of the same spec: for a date, or of the same kind."""
    kinds = ASKS_FOR_TIME if entry.kind in ASKS_FOR_TIME else {entry.kind}
    sent = [other for other in spec.reminded if other.user == entry.user and other.kind in kinds]
    return entry in sent and sent[-1] != entry


def is_latest(spec: Spec, entry: Reminded) -> bool:
    """Whether no newer reminder was sent to the same person in this wait: only one of them is live."""
    sent = [other for other in sent_in_this_wait(spec) if other.user == entry.user]
    return bool(sent) and sent[-1] == entry
