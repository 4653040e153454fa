"""People as their Slack profiles describe them: names for cards, zones for reminders."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.people import Person
from bot.domain.spec import UserId, WorkspaceId

LONGEST_NAME = 200
LONGEST_ZONE = 64
"""Characters that the columns hold."""

_GET = select(t.people).where(
    t.people.c.workspace_id == bindparam("workspace"), t.people.c.id.in_(bindparam("ids", expanding=True))
)


def get(session: Session, workspace: WorkspaceId, users: Iterable[UserId]) -> Mapping[UserId, Person]:
    """Those of `users` that the bot knows."""
    given = {"workspace": workspace, "ids": list(dict.fromkeys(users))}
    return {
        UserId(row.id): Person(
            id=UserId(row.id),
            name=row.name,
            zone=row.zone,
            is_bot=row.is_bot,
            is_guest=row.is_guest,
            is_deactivated=row.is_deactivated,
        )
        for row in session.execute(_GET, given)
    }


def learn(session: Session, workspace: WorkspaceId, person: Person) -> bool:
    """Keep what Slack says of a person; True if it was news. A name is cut to what a card can show of it."""
    name = person.name[:LONGEST_NAME]
    # No zone has so long a name, and cutting it would not make one.
    zone = person.zone if len(person.zone) <= LONGEST_ZONE else "UTC"
    person = replace(person, name=name, zone=zone)
    known = get(session, workspace, [person.id]).get(person.id)
    if known == person:
        return False
    values = {
        "name": name,
        "zone": zone,
        "is_bot": person.is_bot,
        "is_guest": person.is_guest,
        "is_deactivated": person.is_deactivated,
    }
    if known is None and insert_new(session, t.people, {"workspace_id": workspace, "id": person.id, **values}):
        return True
    same = (t.people.c.workspace_id == workspace, t.people.c.id == person.id)
    session.execute(update(t.people).where(*same).values(values))
    return True


def dm_channel(session: Session, workspace: WorkspaceId, user: UserId) -> str | None:
    """The person's conversation with the bot, if it was opened before."""
    c = t.people.c
    return session.scalar(select(c.dm_channel_id).where(c.workspace_id == workspace, c.id == user))


def keep_dm_channel(session: Session, workspace: WorkspaceId, user: UserId, channel: str) -> None:
    """Remember the person's conversation with the bot."""
    c = t.people.c
    session.execute(update(t.people).where(c.workspace_id == workspace, c.id == user).values(dm_channel_id=channel))
