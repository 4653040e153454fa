"""When people are away."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from bot.db import schema as t
from bot.db.inserts import insert_new
from bot.db.session import Session
from bot.domain.absences import Absence, AbsenceId, Planned
from bot.domain.spec import UserId, WorkspaceId

_OF = (
    select(t.absences)
    .where(
        t.absences.c.workspace_id == bindparam("workspace"), t.absences.c.user_id.in_(bindparam("ids", expanding=True))
    )
    .order_by(t.absences.c.left_at, t.absences.c.back_at)
)


def of(session: Session, workspace: WorkspaceId, users: Iterable[UserId]) -> Mapping[UserId, Sequence[Absence]]:
    """The absences of these people, past and planned, the earliest first; those who have none are left out."""
    found: dict[UserId, list[Absence]] = defaultdict(list)
    for row in session.execute(_OF, {"workspace": workspace, "ids": list(users)}):
        found[UserId(row.user_id)].append(_absence(row))
    return found


def planned(session: Session, workspace: WorkspaceId, user: UserId, now: datetime) -> Sequence[Planned]:
    """What is under way or to come, the earliest first."""
    rows = session.execute(_OF, {"workspace": workspace, "ids": [user]})
    return [Planned(id=AbsenceId(row.id), absence=_absence(row)) for row in rows if row.back_at > now]


def add(session: Session, workspace: WorkspaceId, user: UserId, absence: Absence) -> bool:
    """Keep an absence; False if it is kept already."""
    values = {"workspace_id": workspace, "user_id": user, "left_at": absence.left_at, "back_at": absence.back_at}
    return insert_new(session, t.absences, values)


def remove(session: Session, workspace: WorkspaceId, user: UserId, absence: AbsenceId) -> bool:
    """Forget one of a person's absences; False if they have none with this id."""
    c = t.absences.c
    return _deleted(session, c.workspace_id == workspace, c.user_id == user, c.id == absence) > 0


def forget_before(session: Session, at: datetime) -> int:
    """Forget absences that were over before `at`; gives how many."""
    return _deleted(session, t.absences.c.back_at < at)


def _deleted(session: Session, *where: Any) -> int:
    return session.execute(delete(t.absences).where(*where)).rowcount


def _absence(row: Row[Any]) -> Absence:
    return Absence(left_at=row.left_at, back_at=row.back_at)
