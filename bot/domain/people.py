"""Who people are, as their Slack profiles say, and which part they can have in a spec.

Pure. Who is in a channel only Slack knows: that comes in as a fact.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.spec import UserId

NAMES_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Person:
    """One member of a workspace; `zone` is an IANA name."""

    id: UserId
    name: str
    zone: str = "UTC"
    is_bot: bool = False
    is_guest: bool = False
    is_deactivated: bool = False


def seeing_as_members(people: Iterable[Person], *, is_private: bool) -> frozenset[UserId]:
    """Who of them sees what lives in a channel only while they are in it: guests, and everybody where it is private."""
    return frozenset(person.id for person in people if is_private or person.is_guest)


def part_problem(
    picked: Sequence[Person], *, drafts: bool, outside: Collection[UserId], channel_name: str
) -> str | None:
    """Why not all who were picked can have a part in a spec of that channel; whoever `drafts` runs it too.

    `outside` are those who cannot see what lives in the channel.
    """
    if bots := [one for one in picked if one.is_bot]:
        return f"Only people can take part, and no apps: {_names(bots)}."
    if left := [one for one in picked if one.is_deactivated]:
        return f"No longer here: {_names(left)}. Pick somebody who works here."
    if drafts and (guests := [one for one in picked if one.is_guest]):
        return f"Guests can approve and read, but not run a spec: {_names(guests)}."
    if absent := [one for one in picked if one.id in outside]:
        return (
            f"Not in #{channel_name}: {_names(absent)}. Type /invite there to add them, or pick somebody who is in it."
        )
    return None


def drafter_problem(person: Person, members: Collection[UserId]) -> str | None:
    """Why somebody cannot run the process of a spec in the channel that has these members."""
    if person.is_bot or person.is_deactivated:
        return "Pick somebody who works here."
    if person.is_guest:
        return f"{person.name} is a guest. Specs go to full members: pick one of the channel."
    if person.id not in members:
        return f"{person.name} is not in the channel of this spec. Invite them there first, or pick somebody else."
    return None


def _names(found: Sequence[Person]) -> str:
    rest = len(found) - NAMES_SHOWN
    return ", ".join(person.name for person in found[:NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
