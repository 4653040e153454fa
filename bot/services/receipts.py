"""Give a receipt: somebody has read a text, and it is that text which it is for."""

from datetime import datetime

from bot.db import documents
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.spec import Source, Spec, Via, WorkspaceId
from bot.services import process
from bot.services.access import Access


def give(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    number: int,
    access: Access,
    revision: int,
    digest: str,
) -> Spec:
    """The person has read `revision`, whose text had this digest (empty: whatever it was). Raises Refused, TextChanged among it."""
    spec = process.get(session, workspace, number, access, lock=True)
    overwritten = digest not in {"", documents.digest(session, spec.id, revision)}
    event = e.ReceiptGiven(by=access.user, revision=revision, source=Source(via=Via.BUTTON), overwritten=overwritten)
    return process.apply(session, now, spec, event)
