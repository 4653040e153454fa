"""Make, find and read specs."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from bot.db import channels, documents, handled, history, outbox, people, specs, templates, unfinished, workspaces
from bot.db.session import Session
from bot.db.templates import BUILT_IN
from bot.domain import document, template
from bot.domain import events as e
from bot.domain.document import Document
from bot.domain.markdown import plain, refuse_nul
from bot.domain.participants import settled
from bot.domain.process import TITLE_LIMIT
from bot.domain.reactions import EmojiMap
from bot.domain.shelf import BUILT_IN_ID, TemplateId
from bot.domain.spec import (
    ChannelId,
    Line,
    Participant,
    Role,
    Source,
    Spec,
    SpecId,
    Tick,
    UserId,
    Via,
    WorkspaceId,
)
from bot.domain.template import Template, TemplateLine
from bot.errors import Refused
from bot.services import handovers, process, texts
from bot.services.access import Access, is_guest


class TextRefused(Refused):
    """It is the text that cannot be taken, and nothing that was said about it."""


@dataclass(frozen=True, kw_only=True)
class NewSpec:
    """What a person gave for a new spec.

    `template` is what it begins with, None the one that its channel uses. `bodies` are the texts of the template's
    sections, in its order, and `more` further sections by heading (both ignored with `file`); `file` is a document's
    whole text, and gives the title where `title` is empty; `url` is a document elsewhere. `decide_by` makes it one that
    is decided in the thread, by the drafter unless there is a `decider`. `key` makes a repeated submission give the first
    result.
    """

    key: str
    title: str
    drafter: UserId
    channel: ChannelId
    share: bool
    template: TemplateId | None = None
    bodies: Sequence[str] = ()
    more: Sequence[tuple[str, str]] = ()
    file: str | None = None
    url: str | None = None
    stakeholders: Sequence[UserId] = ()
    readers: Sequence[UserId] = ()
    co_drafters: Sequence[UserId] = ()
    starts_at: datetime | None = None
    decide_by: datetime | None = None
    decider: UserId | None = None


def create(session: Session, now: datetime, *, workspace: WorkspaceId, new: NewSpec) -> Spec:
    """Make a spec, and share it if asked to; the same key again gives the spec that it made the first time.

    Raises Refused for somebody whom the bot knows as a guest; the caller has asked Slack who it is.
    """
    workspaces.ensure(session, workspace)
    if not handled.first_time(session, workspace, new.key, now):
        return _first_result(session, workspace, new.key)
    refuse_guest(session, now, workspace=workspace, user=new.drafter)
    refuse_nul(new.url or "")
    template_id, form = _template(session, now, workspace, new)
    text, title = _first_text(form, new, texts.first_fields(session, workspace, new.drafter, new.starts_at))
    # From here on nobody else in the workspace can make one, so what takes long is done.
    number = workspaces.next_number(session, workspace)
    spec = specs.add(
        session,
        Spec(
            id=SpecId(0),
            workspace=workspace,
            number=number,
            title=title,
            drafter=new.drafter,
            channel=new.channel,
            created_at=now,
            text=documents.describe(text, revision=1, author=new.drafter),
            url=new.url,
            participants=settled(new.drafter, named(new)),
            lines=_checklist(text.process or form.process, new.drafter, now),
        ),
        template_id,
    )
    documents.save(session, spec.id, spec.text, text, now)
    handled.keep_result(session, workspace, new.key, spec.id)
    unfinished.discard(session, workspace, new.drafter, new.key)
    return _begin(session, now, spec, new)


def refuse_guest(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId) -> None:
    """Only full members start specs, for whoever does runs it; raises Refused for a guest whom the bot knows."""
    del now
    person = people.get(session, workspace, [user]).get(user)
    if person is not None and person.is_guest:
        raise Refused("Guests can approve, read and comment. Ask a full member of this channel to start the spec.")


def _begin(session: Session, now: datetime, spec: Spec, new: NewSpec) -> Spec:
    """Let the first things happen, each as an event of its own, so that the history tells them."""
    # Shared first: what happens to a draft draws a card in its drafter's messages.
    begun: list[e.Event] = [e.Shared(by=new.drafter) if new.share else e.Created(by=new.drafter)]
    if new.starts_at is not None:
        begun.append(e.DiscussionSet(by=new.drafter, key=uuid4().hex, starts_at=new.starts_at))
    if new.decide_by is not None:
        key, until = uuid4().hex, new.decide_by
        begun.append(e.NoMeetingNeeded(by=new.drafter, key=key, decide_by=until, decider=new.decider))
    for event in begun:
        spec = process.apply(session, now, spec, event)
    return spec


def _first_result(session: Session, workspace: WorkspaceId, key: str) -> Spec:
    first = handled.result(session, workspace, key)
    spec = specs.load_by_id(session, workspace, first) if first is not None else None
    if spec is None:
        raise Refused("This form was sent before and led to nothing. Open a new one with /techspec new.")
    return spec


def _template(session: Session, now: datetime, workspace: WorkspaceId, new: NewSpec) -> tuple[TemplateId, Template]:
    """The template that was chosen, else the channel's; the built-in one is kept as this release has it."""
    chosen = templates.current(session, workspace, new.channel) if new.template is None else new.template
    if chosen is None or chosen == BUILT_IN_ID:
        form = template.default()
        return templates.keep(session, workspace, BUILT_IN, form.source, by=None, now=now), form
    found = templates.source(session, workspace, chosen)
    if found is None:
        raise Refused("That template is not here any more. Choose another one under More.")
    return chosen, template.load_kept(found[1])


def _first_text(form: Template, new: NewSpec, fields: Mapping[str, str]) -> tuple[Document, str]:
    """The text and the title; a file keeps its own, whatever the spec is called here."""
    known = template.known_headings(form)
    if new.file is not None:
        text = _file_text(new.file, known)
        return text, checked_title(new.title) if new.title.strip() else title_of(text)
    title = checked_title(new.title)
    if new.more:
        form = template.with_sections(form, [heading for heading, _ in new.more])
    bodies: Sequence[str] | Mapping[str, str] = [*new.bodies, *(body for _, body in new.more)] or {}
    return document.parse(template.compose(form, title=title, fields=fields, bodies=bodies), known), title


def _file_text(file: str, known: Collection[str]) -> Document:
    try:
        text = document.parse(file, known)
        document.refuse_many_lines(text)
    except Refused as refusal:
        raise TextRefused(str(refusal)) from refusal
    return text


def checked_title(typed: str) -> str:
    """A title as it is kept, on one line; raises Refused for one that is empty, too long or holds a NUL."""
    refuse_nul(typed)
    title = " ".join(typed.split())
    if not title:
        raise Refused("Give it a title: a few words that people will recognise.")
    if len(title) > TITLE_LIMIT:
        raise Refused(
            f"That title has {len(title)} characters. Up to {TITLE_LIMIT} fit; the rest belongs into the text."
        )
    return title


def title_of(text: Document) -> str:
    """The words of a file's own title, as many as fit."""
    title = plain(text.title or "")
    if not title:
        raise Refused("That text has no title of its own, such as a first line “# Hearing schedule”. Type one here.")
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1].rstrip() + "…"


def named(new: NewSpec) -> tuple[Participant, ...]:
    """Everybody who was named for a part; somebody may be there twice."""
    return (
        *(Participant(user=user, role=Role.DRAFTER) for user in new.co_drafters),
        *(Participant(user=user, role=Role.STAKEHOLDER) for user in new.stakeholders),
        *(Participant(user=user, role=Role.READER) for user in new.readers),
    )


def _checklist(process_lines: Sequence[TemplateLine], drafter: UserId, now: datetime) -> tuple[Line, ...]:
    """The checklist of a process list; ticks that a file brings along are kept."""
    ticked = (Tick(user=drafter, source=Source(via=Via.IMPORT), at=now),)
    return tuple(
        Line(
            position=position,
            text=line.text,
            role=line.role,
            depth=line.depth,
            kind=line.kind,
            ticks=ticked if line.done else (),
        )
        for position, line in enumerate(process_lines)
    )


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A spec with the names of the people in it and the emoji of its channel, as views want it."""

    spec: Spec
    names: Mapping[UserId, str]
    emoji: EmojiMap
    waits_long_since: datetime | None
    """Since when it has waited for a date, if that is too long."""
    drafter_left: bool


def see(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Seen:
    """One spec for a person to see; refuses an unknown number."""
    spec = process.get(session, workspace, number, access)
    emoji = channels.settings_of(session, workspace, spec.channel).emoji
    waits_long_since = process.waits_long_since(session, now, spec)
    return Seen(
        spec=spec,
        names=names_of(session, [spec]),
        emoji=emoji,
        waits_long_since=waits_long_since,
        drafter_left=handovers.drafter_left(session, spec),
    )


@dataclass(frozen=True, kw_only=True)
class Known:
    """The specs of a workspace that one person may see, so far as that is known without asking Slack."""

    specs: Sequence[Spec]
    names: Mapping[UserId, str]
    left: frozenset[UserId]
    """Who of them was deactivated."""
    public: frozenset[ChannelId]
    is_guest: bool

    def asks(self, channel: ChannelId) -> bool:
        """Whether Slack must say that the person is a member of the channel."""
        return self.is_guest or channel not in self.public

    def only(self, keep: Callable[[Spec], bool]) -> "Known":
        """The same with fewer specs."""
        return replace(self, specs=[spec for spec in self.specs if keep(spec)])


def see_all(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId) -> Known:
    """Every spec of the workspace but other people's drafts, the newest first; raises ProfileUnknown."""
    del now
    found = [spec for spec in specs.load_all(session, workspace) if spec.shared_at is not None or user in spec.drafters]
    known = people.get(session, workspace, {named for spec in found for named in people_in(spec)})
    return Known(
        specs=found,
        names={named: person.name for named, person in known.items()},
        left=frozenset(named for named, person in known.items() if person.is_deactivated),
        public=channels.public(session, workspace),
        is_guest=is_guest(session, workspace, user),
    )


def see_stuck(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId) -> Known:
    """Those of them that wait for a date for so long that their cards say so, the longest wait first."""
    known = see_all(session, now, workspace=workspace, user=user)
    stuck = known.only(lambda spec: process.waits_long_since(session, now, spec) is not None)
    return replace(stuck, specs=sorted(stuck.specs, key=lambda spec: spec.waiting_since or now))


@dataclass(frozen=True, kw_only=True)
class Open:
    """A spec with its text, for one person to read; `read` is the older text that they have read, if so."""

    spec: Spec
    text: Document
    read: Document | None = None


def open_text(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Open:
    """A spec and its text, as it stands by now."""
    del now
    spec = process.get(session, workspace, number, access)
    text = documents.load(session, spec.id, spec.text.revision)
    receipt = spec.newest_receipt(access.user)
    is_older = receipt is not None and receipt.revision < spec.text.revision and spec.url is None
    read = documents.load(session, spec.id, receipt.revision) if receipt is not None and is_older else None
    # What the facts say is no change of the text: it stands in the older one too.
    read = texts.as_it_stands(session, spec, read) if read is not None else None
    return Open(spec=spec, text=texts.as_it_stands(session, spec, text), read=read)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A spec with the names of its people and its newest history."""

    spec: Spec
    names: Mapping[UserId, str]
    happened: Sequence[history.Entry]


HISTORY_SHOWN = 12


def see_whole(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Whole:
    """One spec with everything that its menu shows."""
    del now
    spec = process.get(session, workspace, number, access)
    happened = history.newest(session, spec.id, HISTORY_SHOWN)
    doers = people.get(session, workspace, [user for entry in happened for user in _named_in(entry)])
    names = {user: person.name for user, person in doers.items()}
    return Whole(spec=spec, names={**names_of(session, [spec]), **names}, happened=happened)


def _named_in(entry: history.Entry) -> Iterator[UserId]:
    """Whom an entry of the history tells of."""
    parts = (*entry.details.get("added", ()), *entry.details.get("removed", ()))
    others = (entry.details.get("to"), entry.details.get("decider"), *(part["user"] for part in parts))
    yield from (user for user in (entry.by, *others) if user)


def export(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Spec:
    """Send the text to the person as a file."""
    spec = process.get(session, workspace, number, access, lock=True)
    subject = f"{access.user}/{now.isoformat()}"
    outbox.want(session, workspace, spec.id, outbox.OutboxKind.EXPORT, subject=subject, user=access.user)
    return spec


def names_of(session: Session, found: Sequence[Spec]) -> Mapping[UserId, str]:
    """The names of everybody in these specs whom the bot knows."""
    if not found:
        return {}
    users = {user for spec in found for user in people_in(spec)}
    return {user: person.name for user, person in people.get(session, found[0].workspace, users).items()}


def people_in(spec: Spec) -> set[UserId]:
    """Everybody whom a view of this spec may name."""
    discussion = spec.discussion
    of_discussion = filter(None, (discussion.set_by, discussion.decider) if discussion else ())
    return {spec.drafter, *(p.user for p in spec.participants), *(nudge.user for nudge in spec.nudges), *of_discussion}
