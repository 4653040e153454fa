"""What people said about the sections of specs. Nothing here updates or deletes."""

from sqlalchemy import insert, select

from bot.db import schema as t
from bot.db.session import Session
from bot.domain.comments import Comment, CommentId, CommentKind
from bot.domain.spec import SpecId, UserId


def add(session: Session, spec: SpecId, comment: Comment) -> CommentId:
    """Keep a comment; gives the id by which it is found."""
    values = {
        "spec_id": spec,
        "by": comment.by,
        "kind": comment.kind,
        "heading": comment.heading,
        "revision": comment.revision,
        "text": comment.text,
        "quote": comment.quote,
        "at": comment.at,
    }
    return CommentId(session.execute(insert(t.comments).values(values).returning(t.comments.c.id)).scalar_one())


def get(session: Session, spec: SpecId, comment: CommentId) -> Comment | None:
    """The comment on this spec with this id."""
    c = t.comments.c
    row = session.execute(select(t.comments).where(c.spec_id == spec, c.id == comment)).one_or_none()
    if row is None:
        return None
    return Comment(
        by=UserId(row.by),
        kind=CommentKind(row.kind),
        heading=row.heading,
        revision=row.revision,
        text=row.text,
        quote=row.quote,
        at=row.at,
    )
