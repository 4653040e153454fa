"""The people of a spec, changed by hand after it was made."""

from collections.abc import Sequence
from datetime import datetime

from bot.db.session import Session
from bot.domain import events as e
from bot.domain.participants import settled
from bot.domain.process import transition
from bot.domain.spec import Participant, Spec, WorkspaceId
from bot.services import process
from bot.services.access import Access


def see(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Spec:
    """The spec, for somebody who may change its people; others are refused before they begin."""
    spec = process.get(session, workspace, number, access)
    transition(spec, e.PeopleChanged(by=access.user), now)
    return spec


def change(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    number: int,
    access: Access,
    before: Sequence[Participant],
    chosen: Sequence[Participant],
) -> Spec:
    """Let those take part who were chosen in place of those `before`; what others changed meanwhile stays."""
    spec = process.get(session, workspace, number, access, lock=True)
    wanted = chosen if set(chosen) == set(before) else settled(spec.drafter, chosen)
    event = e.PeopleChanged(
        by=access.user,
        added=tuple(p for p in wanted if p not in before),
        removed=tuple(p for p in before if p not in wanted),
    )
    return process.apply(session, now, spec, event)
