"""Who takes part in a spec: each person once, in the strongest of the roles that they were named for."""

from collections.abc import Iterable

from bot.domain.spec import Participant, Role, Spec, UserId

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
