"""The text of specs: each revision keeps the exact source, cut into its parts, so that it renders byte for byte."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select

from bot.db import schema as t
from bot.db import templates
from bot.db.session import Session
from bot.domain import template
from bot.domain.document import Document, parse
from bot.domain.gist import open_questions, reading_minutes, summary
from bot.domain.spec import SpecId, Text, UserId


def describe(document: Document, *, revision: int, author: UserId) -> Text:
    """What the bot shows of a text without loading it."""
    return Text(
        revision=revision,
        author=author,
        summary=summary(document),
        reading_minutes=reading_minutes(document),
        open_questions=len(open_questions(document)),
        digest=sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def save(session: Session, spec: SpecId, text: Text, document: Document, now: datetime) -> None:
    """Keep `document` as revision `text.revision`, in place of what that revision held before."""
    for table, number in ((t.sections, t.sections.c.revision), (t.revisions, t.revisions.c.number)):
        session.execute(delete(table).where(table.c.spec_id == spec, number == text.revision))
    session.execute(
        insert(t.revisions).values(
            spec_id=spec,
            number=text.revision,
            author_id=text.author,
            saved_at=now,
            head=document.head,
            summary=text.summary,
            reading_minutes=text.reading_minutes,
            open_questions=text.open_questions,
            digest=text.digest,
        )
    )
    rows = [
        {
            "spec_id": spec,
            "revision": text.revision,
            "position": position,
            "kind": part.kind,
            "heading": part.heading,
            "level": part.level,
            "marker": part.marker,
            "body": part.body,
        }
        for position, part in enumerate(document.parts)
    ]
    if rows:
        session.execute(insert(t.sections), rows)


def digest(session: Session, spec: SpecId, revision: int) -> str | None:
    """What tells the text of a revision from others; None for one that was never saved."""
    where = (t.revisions.c.spec_id == spec, t.revisions.c.number == revision)
    return session.scalar(select(t.revisions.c.digest).where(*where))


def load(session: Session, spec: SpecId, revision: int) -> Document:
    """The text of a revision; raises NoResultFound for one that was never saved."""
    where = (t.revisions.c.spec_id == spec, t.revisions.c.number == revision)
    head = session.execute(select(t.revisions.c.head).where(*where)).scalar_one()
    c = t.sections.c
    rows = session.execute(
        select(c.marker, c.body).where(c.spec_id == spec, c.revision == revision).order_by(c.position)
    )
    known = template.known_headings(template.load_kept(templates.source_of_spec(session, spec)))
    return parse(head + "".join(row.marker + row.body for row in rows), known)
