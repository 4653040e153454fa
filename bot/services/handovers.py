"""A drafter who leaves the workspace: whoever is asked, or anybody who may see the spec, can take it over."""

from datetime import datetime

from bot.db import people
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.spec import Spec, WorkspaceId
from bot.errors import Refused
from bot.services import process
from bot.services.access import Access, is_guest


def drafter_left(session: Session, spec: Spec) -> bool:
    """Whether the drafter was deactivated."""
    person = people.get(session, spec.workspace, [spec.drafter]).get(spec.drafter)
    return person is not None and person.is_deactivated


def take_over(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Spec:
    """Whoever asks drafts the spec from now on. Refused while its drafter is here."""
    if is_guest(session, workspace, access.user):
        raise Refused("Guests do not run specs. Ask a full member of the channel to take it over.")
    spec = process.get(session, workspace, number, access, lock=True)
    return process.apply(session, now, spec, e.TakenOver(by=access.user, drafter_left=drafter_left(session, spec)))
