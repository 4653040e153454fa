"""What the bot learns of people and channels from Slack."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.db import channels, outbox, people, specs, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.people import Person
from bot.domain.spec import ChannelId, SpecId, UserId, WorkspaceId
from bot.services import process


def known(
    session: Session, now: datetime, *, workspace: WorkspaceId, users: Sequence[UserId]
) -> Mapping[UserId, Person]:
    """Those of `users` that the bot knows."""
    del now
    return people.get(session, workspace, users)


def learn(session: Session, now: datetime, *, workspace: WorkspaceId, found: Sequence[Person]) -> None:
    """Keep profiles, and look again at what people take part in who moved to another zone, left or came back."""
    workspaces.ensure(session, workspace)
    before = people.get(session, workspace, [person.id for person in found])
    changed: list[UserId] = []
    # Always in the same order, so that two who learn of the same people do not wait for one another.
    for person in sorted(found, key=lambda person: person.id):
        people.learn(session, workspace, person)
        old = before.get(person.id)
        if old is None or (old.zone, old.is_deactivated) != (person.zone, person.is_deactivated):
            changed.append(person.id)
    if changed:
        _look_again(session, now, workspace, changed)


def _look_again(session: Session, now: datetime, workspace: WorkspaceId, users: Sequence[UserId]) -> None:
    """What comes next may come at another time or to somebody else, and what stands may offer other times."""
    found = specs.open_with(session, workspace, users)
    specs.attend(session, found, now)
    for spec_id in found:
        outbox.want_again(session, spec_id, OutboxKind.CARD)
    outbox.want_reminders_again(session, workspace, found)


def learn_channel(
    session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, name: str, is_private: bool
) -> None:
    """Keep what Slack says of a channel."""
    del now
    workspaces.ensure(session, workspace)
    channels.learn(session, workspace, channel, name=name, is_private=is_private)


def keep_dm_channel(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId, channel: str) -> None:
    """Remember a person's conversation with the bot."""
    del now
    people.keep_dm_channel(session, workspace, user, channel)


def fix_readers(
    session: Session, now: datetime, *, workspace: WorkspaceId, spec_id: SpecId, users: Sequence[UserId]
) -> None:
    """The people of a small channel are expected to read; bots, guests and deactivated people are not."""
    spec = specs.load_by_id(session, workspace, spec_id, lock=True)
    if spec is None:
        return
    profiles = people.get(session, workspace, users)
    expected = tuple(
        user
        for user in users
        if (p := profiles.get(user)) is not None and not (p.is_bot or p.is_guest or p.is_deactivated)
    )
    process.apply(session, now, spec, e.ReadersFixed(users=expected))
