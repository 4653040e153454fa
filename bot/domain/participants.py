"""Who takes part in a spec: each person once, in the strongest of the roles that they were named for.

Pure, and part of the process. Who may change it is decided in `process`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.events import Change
from bot.domain.spec import Participant, Role, Spec, UserId
from bot.errors import Refused

_STRENGTH = {role: -place for place, role in enumerate(Role)}


def settled(drafter: UserId, named: Iterable[Participant]) -> tuple[Participant, ...]:
    """The people as they are kept, in the order in which they were named.

    The drafter is neither a reader nor a second drafter beside themselves; they may have to agree all the same.
    """
    allowed = [p for p in dict.fromkeys(named) if p.user != drafter or p.role in {Role.STAKEHOLDER, Role.OPTIONAL}]
    strongest = {p.user: p.role for p in sorted(allowed, key=lambda p: _STRENGTH[p.role])}
    return tuple(p for p in allowed if p.role is strongest[p.user])


def named_twice(spec: Spec, named: Iterable[Participant]) -> tuple[Participant, ...]:
    """Whoever of `named` counts in another role alone, in that role, each once; the drafter as a drafter."""
    kept = {spec.drafter: Participant(user=spec.drafter, role=Role.DRAFTER)} | {p.user: p for p in spec.participants}
    missing = [p.user for p in named if p not in spec.participants]
    return tuple(kept[user] for user in dict.fromkeys(missing) if user in kept)


def readers_fixed(spec: Spec, users: tuple[UserId, ...]) -> Change:
    """The channel's members became known; whom a drafter chose by hand stays."""
    if spec.readers_chosen_at is not None:
        return Change(spec=spec)
    known = {participant.user for participant in spec.participants} | {spec.drafter}
    new = tuple(Participant(user=user, role=Role.READER) for user in dict.fromkeys(users) if user not in known)
    if not new:
        return Change(spec=spec)
    more = replace(spec, participants=(*spec.participants, *new))
    reminders = e.RefreshReminders(of_others=spec.standing_discussion is not None)
    return Change(spec=more, effects=(e.RefreshCard(), reminders, e.Attend()))


def changed(spec: Spec, event: e.PeopleChanged, now: datetime) -> Change:
    """A drafter changed who takes part."""
    kept = (participant for participant in spec.participants if participant not in event.removed)
    people = settled(spec.drafter, (*kept, *event.added))
    if set(people) == set(spec.participants) or not (event.added or event.removed):
        return Change(spec=spec)
    chose_readers = any(participant.role is Role.READER for participant in (*event.added, *event.removed))
    # A draft's readers are fixed when it is shared; from then on a hand's choice stands, whenever the channel's comes.
    chosen_at = now if chose_readers and spec.shared_at is not None else spec.readers_chosen_at
    changed = replace(spec, participants=people, readers_chosen_at=chosen_at)
    reminders = e.RefreshReminders(of_others=spec.standing_discussion is not None)
    return Change(spec=changed, effects=(e.RefreshCard(), reminders, e.Attend()))


def taken_over(spec: Spec, event: e.TakenOver, now: datetime) -> Change:
    """Somebody drafts the spec of a drafter who has left."""
    if event.by != spec.drafter and not event.drafter_left:
        raise Refused(f"{spec.name} has its drafter. Ask them to hand it over: that is in the card's ⋯ menu.")
    return handed_over(spec, event.by, now)


def handed_over(spec: Spec, to: UserId, now: datetime) -> Change:
    """Somebody else drafts the spec from now on."""
    if to == spec.drafter:
        return Change(spec=spec)
    # Whoever drafts is neither a reader nor a second drafter beside themselves; a stakeholder may still have to agree.
    kept = tuple(p for p in spec.participants if p.user != to or p.role in {Role.STAKEHOLDER, Role.OPTIONAL})
    discussion = spec.discussion
    if discussion is not None and discussion.decider == spec.drafter:
        # The decision in the thread goes with it, unless it was somebody else's.
        discussion = replace(discussion, decider=to)
    handed = replace(spec, drafter=to, participants=kept, snoozed_until=None, discussion=discussion)
    if spec.shared_at is None:
        return Change(spec=handed, effects=(e.RefreshCard(), e.RefreshReminders()))
    told = e.AnnounceHandover(to=to, at=now)
    reminders = e.RefreshReminders(of_others=spec.standing_discussion is not None)
    return Change(spec=handed, effects=(e.RefreshCard(), reminders, told, e.Attend()))
