"""Edit the text of a spec: each change is made to the newest text, while its row is locked.

The rule kept here: a change that was sent twice is made once, and what others changed meanwhile in other sections stays.
Ticks are facts and no part of an edit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.db import documents, handled, templates
from bot.db.session import Session
from bot.domain import bases, document, edits, template
from bot.domain import events as e
from bot.domain.bases import Base, SectionChanged
from bot.domain.document import Document, normalise_heading
from bot.domain.edits import Edit, Edited, ReplaceText, SetBody
from bot.domain.markdown import plain
from bot.domain.process import TITLE_LIMIT, check_may_edit, next_revision
from bot.domain.spec import Spec, UserId, WorkspaceId
from bot.services import process, texts, unfinished
from bot.services.access import Access
from bot.services.specs import checked_title
from bot.services.unfinished import Unfinished


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A spec with its text, for one of its drafters to edit; `hints` are the template's, one for each section or empty.

    `said` tells what the last change did beside what it was asked for, `left` what that drafter typed and did not save.
    """

    spec: Spec
    text: Document
    hints: Sequence[str]
    said: Sequence[str] = ()
    left: Sequence[Unfinished] = ()

    def left_of(self, index: int | None, *, beside: str = "") -> Sequence[Unfinished]:
        """What was typed for a section and says something else than it does now; without `index`, for none that is here.

        What the open form `beside` holds is not meant.
        """
        now = None if index is None else edits.field_text(self.text.sections[index].body, self.hints[index])
        return [
            form
            for form in self.left
            if form.key != beside and self._place(form.held["base"]) == index and form.held["body"] != now
        ]

    def _place(self, base: str) -> int | None:
        """Where the section of an unfinished edit stands; None for a new one, and for one that is gone."""
        try:
            return bases.newest(self.text, Base.load(base)) if base else None
        except SectionChanged:
            return None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a file would give, with what the facts say in both texts; `index` is the section, if one is meant."""

    draft: Draft
    index: int | None
    before: str
    after: str
    said: Sequence[str]


def begin(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Draft:
    """The text as it is now; refused to whom could not save an edit of it."""
    spec = process.get(session, workspace, number, access)
    check_may_edit(spec, access.user)
    left = unfinished.left(session, now, workspace=workspace, user=access.user, about=about(number))
    return replace(_loaded(session, spec), left=left)


def about(number: int) -> str:
    """What unfinished edits of a spec are about."""
    return f"edit/{number}"


def change(
    session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access, edit: Edit, key: str = ""
) -> Draft:
    """Make a change; the same `key` again changes nothing more. Raises Refused, and SectionChanged among it."""
    spec = process.get(session, workspace, number, access, lock=True)
    check_may_edit(spec, access.user)
    if key and not handled.first_time(session, workspace, key, now):
        return _loaded(session, spec)
    before = documents.load(session, spec.id, spec.text.revision)
    edited = edits.apply(before, _with_hint(session, spec, before, edit))
    spec = _save(session, now, spec, edited, access.user)
    if key:
        unfinished.discard(session, now, workspace=workspace, user=access.user, key=key)
    if isinstance(edit, ReplaceText) and plain(spec.title) == plain(before.title or ""):
        # The text gave the spec its name, so that its new title is the spec's as well.
        title = plain(edited.document.title or "")
        if title and title != spec.title and len(title) <= TITLE_LIMIT:
            spec = process.apply(session, now, spec, e.Renamed(by=access.user, title=title, text=spec.text))
    return _draft(session, spec, edited.document, said=edited.said)


def _save(session: Session, now: datetime, spec: Spec, edited: Edited, by: UserId) -> Spec:
    text = documents.describe(edited.document, revision=next_revision(spec, by), author=by)
    event = e.TextEdited(by=by, change=edited.change, text=text, heading=edited.heading, renamed=edited.renamed)
    after = process.apply(session, now, spec, event)
    if after != spec:
        documents.save(session, spec.id, text, edited.document, now)
    return after


def rename(
    session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access, title: str, key: str
) -> Draft:
    """Give the spec, and its text, another title."""
    spec = process.get(session, workspace, number, access, lock=True)
    check_may_edit(spec, access.user)
    title = checked_title(title)
    if not handled.first_time(session, workspace, key, now):
        return _loaded(session, spec)
    before = documents.load(session, spec.id, spec.text.revision)
    titled = document.with_title(before, title)
    text = documents.describe(titled, revision=next_revision(spec, access.user), author=access.user)
    if text.digest == spec.text.digest:
        text = spec.text
    else:
        documents.save(session, spec.id, text, titled, now)
    return _draft(session, process.apply(session, now, spec, e.Renamed(by=access.user, title=title, text=text)), titled)


def compare(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    number: int,
    access: Access,
    base: Base | None,
    file: str,
) -> Tried:
    """What a file would change, of a section or of the whole text as they are now; nothing is saved.

    Raises Refused for what `change` would refuse, and for a section that is gone.
    """
    draft = begin(session, now, workspace=workspace, number=number, access=access)
    # What others wrote into the section meanwhile, the difference shows.
    index = bases.newest(draft.text, base) if base is not None else None
    edit: Edit = (
        ReplaceText(base=bases.digest(draft.text.text), text=file)
        if index is None
        else SetBody(base=bases.base_of(draft.text, index), body=file, is_file=True, hint=draft.hints[index])
    )
    edited = edits.apply(draft.text, edit)
    before, after = (texts.as_it_stands(session, draft.spec, text).text for text in (draft.text, edited.document))
    return Tried(draft=draft, index=index, before=before, after=after, said=edited.said)


def _loaded(session: Session, spec: Spec) -> Draft:
    return _draft(session, spec, documents.load(session, spec.id, spec.text.revision))


def _draft(session: Session, spec: Spec, text: Document, said: Sequence[str] = ()) -> Draft:
    return Draft(spec=spec, text=text, hints=_hints(session, spec, text), said=said)


def _hints(session: Session, spec: Spec, text: Document) -> list[str]:
    form = template.load_kept(templates.source_of_spec(session, spec.id))
    by_heading = {normalise_heading(section.heading): section.hint for section in form.sections}
    return [by_heading.get(normalise_heading(section.heading), "") for section in text.sections]


def _with_hint(session: Session, spec: Spec, text: Document, edit: Edit) -> Edit:
    """The edit with what the template says of its section: a hint that stands there is no text."""
    if not isinstance(edit, SetBody):
        return edit
    return replace(edit, hint=_hints(session, spec, text)[bases.find(text, edit.base)])
