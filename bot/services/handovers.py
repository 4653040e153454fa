"""A drafter who leaves the workspace: whoever is asked, or anybody who may see the spec, can take it over."""

from datetime import datetime

from bot.db import outbox, people, specs
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.process import heirs
from bot.domain.spec import Spec, UserId, WorkspaceId
from bot.services import process
from bot.services.access import Access


def drafter_left(session: Session, spec: Spec) -> bool:
    """Whether the drafter was deactivated."""
    person = people.get(session, spec.workspace, [spec.drafter]).get(spec.drafter)
    return person is not None and person.is_deactivated


def ask(session: Session, workspace: WorkspaceId, user: UserId) -> None:
    """Somebody was deactivated, or came back: say so on the cards of what they draft, and ask who takes it over."""
    for spec_id in specs.open_of_drafter(session, workspace, user):
        spec = specs.load_by_id(session, workspace, spec_id, lock=True)
        if spec is None:
            continue
        if spec.shared_at is not None:
            outbox.want(session, workspace, spec_id, OutboxKind.CARD)
        outbox.want_again(session, spec_id, OutboxKind.TAKE_OVER)
        if drafter_left(session, spec):
            known = people.get(session, workspace, [p.user for p in spec.participants])
            gone = frozenset(other for other, person in known.items() if person.is_deactivated or person.is_guest)
            for heir in heirs(spec, gone):
                outbox.want(session, workspace, spec_id, OutboxKind.TAKE_OVER, subject=f"{user}/{heir}", user=heir)


def take_over(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Spec:
    """Whoever asks drafts the spec from now on. Refused while its drafter is here."""
    spec = process.get(session, workspace, number, access, lock=True)
    return process.apply(session, now, spec, e.TakenOver(by=access.user, drafter_left=drafter_left(session, spec)))
