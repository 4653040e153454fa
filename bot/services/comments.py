"""Comment on a section of a spec: what is said is kept, and goes into the thread of the card."""

from dataclasses import dataclass
from datetime import datetime

from bot.db import channels, comments, handled
from bot.db.session import Session
from bot.domain import events as e
from bot.domain.comments import Comment, CommentId, CommentKind
from bot.domain.markdown import refuse_nul
from bot.domain.process import transition
from bot.domain.spec import Closed, Spec, WorkspaceId
from bot.errors import Refused
from bot.services import process
from bot.services.access import Access


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What a person said; `key` makes a repeated submission change nothing."""

    key: str
    kind: CommentKind
    heading: str
    revision: int
    text: str
    quote: str = ""


def begin(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Spec:
    """The spec, for somebody who wants to comment on it; refused to whom could not post what they write."""
    spec = process.get(session, workspace, number, access)
    closed = _why_closed(session, spec)
    tried = e.Commented(by=access.user, comment=CommentId(0), kind=CommentKind.COMMENT, heading="", closed=closed)
    transition(spec, tried, now)
    return spec


def post(
    session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access, new: NewComment
) -> None:
    """Keep a comment, and have it said in the thread. Raises Refused with a text for the person."""
    spec = process.get(session, workspace, number, access, lock=True)
    refuse_nul(new.text)
    refuse_nul(new.quote)
    if not new.text.strip():
        raise Refused("Write what you want to say: a few words are enough.")
    if not handled.first_time(session, workspace, new.key, now):
        return
    said = Comment(
        by=access.user,
        kind=new.kind,
        heading=new.heading,
        revision=new.revision,
        text=new.text.strip(),
        quote=new.quote.strip(),
        at=now,
    )
    comment = comments.add(session, spec.id, said)
    closed = _why_closed(session, spec)
    event = e.Commented(by=access.user, comment=comment, kind=new.kind, heading=new.heading, closed=closed)
    process.apply(session, now, spec, event)


def _why_closed(session: Session, spec: Spec) -> Closed | None:
    channel = channels.get(session, spec.workspace, spec.channel)
    return channel.closing.why if channel is not None and channel.closing is not None else None
