"""What each outbox row shows at the moment it is sent: loads the state of that moment and hands it to a view.

Runs in a transaction of its own (a use case); the network comes after it, in `deliver`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.db import channels, comments, documents, outbox, people, specs
from bot.db.channels import Channel
from bot.db.outbox import Claim, OutboxKind
from bot.db.session import Session
from bot.domain.comments import CommentId
from bot.domain.people import Person
from bot.domain.process import status
from bot.domain.reactions import PROGRESS_EMOJI
from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.domain.spec import Discussion, Spec, UserId
from bot.services import process, reactions, texts
from bot.services import specs as spec_services
from bot.slack import reminding
from bot.slack.blocks import Block
from bot.slack.outgoing import Drawing, File, Members, Message, Nothing, NotYet, Progress, Strangers
from bot.slack.views import announcements, cards, prompts
from bot.slack.views import comments as comment_views
from bot.slack.views.prompts import LineHelp


@dataclass(frozen=True, kw_only=True)
class _State:
    """What the drawings of one spec share."""

    spec: Spec
    names: Mapping[UserId, str]
    people: Mapping[UserId, Person]
    channel: Channel | None

    @property
    def is_private(self) -> bool:
        return self.channel is None or self.channel.is_private

    @property
    def drafter_left(self) -> bool:
        return self.people[self.spec.drafter].is_deactivated

    @property
    def settings(self) -> ChannelSettings:
        return self.channel.settings if self.channel else DEFAULTS


def draw(session: Session, now: datetime, *, claim: Claim) -> Drawing:
    """What this row shows now."""
    if claim.spec is None:
        return reminding.message_of_the_day(session, now, claim)
    spec = specs.load_by_id(session, claim.workspace, claim.spec)
    if spec is None:
        return Nothing()
    if claim.kind is OutboxKind.READERS:
        return Members(spec=spec.id, channel=spec.channel)
    if claim.kind is OutboxKind.REMINDER:
        return reminding.reminder(session, now, claim, spec)
    users = dict.fromkeys((spec.drafter, *(p.user for p in spec.participants), *((claim.user,) if claim.user else ())))
    hands = _hands(spec) if claim.kind is OutboxKind.LINE_HELP else ()
    known = people.get(session, claim.workspace, spec_services.people_in(spec).union(users, hands))
    if strangers := tuple(user for user in users if user not in known):
        return Strangers(users=strangers)
    state = _State(
        spec=spec,
        names={user: person.name for user, person in known.items()},
        people=known,
        channel=channels.get(session, claim.workspace, spec.channel),
    )
    return _draw(session, now, claim, state)


def _draw(session: Session, now: datetime, claim: Claim, state: _State) -> Drawing:
    spec, names = state.spec, state.names
    match claim.kind:
        case OutboxKind.CARD:
            text = spec.name if state.is_private else cards.fallback(spec, now)
            since = process.waits_long_since(session, now, spec)
            left = state.drafter_left
            card_now = cards.card(spec, names, now, state.settings.emoji, waits_long_since=since, drafter_left=left)
            is_closed = state.channel is not None and state.channel.closing is not None
            return Message(blocks=card_now, text=text, channel=spec.channel, may_open=is_closed)
        case OutboxKind.DRAFT_CARD:
            return _draft_card(session, now, claim, state)
        case OutboxKind.ANNOUNCEMENT:
            return _announcement(session, claim, state)
        case OutboxKind.COMMENT:
            return _comment(session, claim, state)
        case OutboxKind.LINE_HELP:
            return _line_help(session, now, claim, state)
        case OutboxKind.PROGRESS:
            return _progress(session, claim, state)
        case OutboxKind.EXPORT:
            return _export(session, claim, spec)
        case OutboxKind.READERS | OutboxKind.REMINDER | OutboxKind.MESSAGE_OF_THE_DAY:
            raise ValueError(f"a {claim.kind} is drawn elsewhere")


def _direct(session: Session, claim: Claim, blocks: Sequence[Block], text: str) -> Drawing:
    if claim.user is None:
        return Nothing()
    known = people.dm_channel(session, claim.workspace, claim.user)
    return Message(blocks=blocks, text=text, channel=known, user=claim.user)


def _hands(spec: Spec) -> set[UserId]:
    """Who set a line by hand."""
    not_needed_by = {line.not_needed_by for line in spec.lines if line.not_needed_by is not None}
    return not_needed_by.union(tick.user for line in spec.lines for tick in line.ticks)


def _line_help(session: Session, now: datetime, claim: Claim, state: _State) -> Drawing:
    spec, names = state.spec, state.names
    question = reactions.LineQuestion.read(claim.subject)
    shown = LineHelp(
        spec=spec,
        line=spec.lines[question.position],
        viewer=question.by,
        zone=state.people[question.by].zone,
        now=now,
        is_private=state.is_private,
        is_latest=reactions.is_latest(session, spec, question),
    )
    drawn = _direct(session, claim, prompts.line_help(shown, names), prompts.fallback(shown, names))
    is_for_members = (state.is_private or state.people[question.by].is_guest) and not shown.is_drafter
    return replace(drawn, members_of=spec.channel) if is_for_members and isinstance(drawn, Message) else drawn


def _draft_card(session: Session, now: datetime, claim: Claim, state: _State) -> Drawing:
    spec = state.spec
    if spec.shared_at is None and claim.user != spec.drafter:
        return _direct(session, claim, cards.handed_over(spec, state.names), f"{spec.name} was handed over")
    if spec.shared_at is None:
        return _direct(session, claim, cards.card(spec, state.names, now), cards.fallback(spec, now))
    return _direct(session, claim, cards.shared_draft(spec), f"{spec.name} is shared")


def _progress(session: Session, claim: Claim, state: _State) -> Drawing:
    card = outbox.posted(session, state.spec.id, OutboxKind.CARD)
    emoji = PROGRESS_EMOJI.get(status(state.spec)) if state.settings.progress_marks else None
    wanted = frozenset({emoji} if emoji else ())
    # The row says on which card the marks are; before it did so there was only one.
    is_on_card = card is None or claim.ts in (None, card.ts)
    present = frozenset(filter(None, (claim.sent_hash or "").split(","))) if is_on_card else frozenset()
    if wanted == present:
        return Nothing()
    if card is None:
        return NotYet()
    return Progress(channel=card.channel, ts=card.ts, wanted=wanted, present=present)


def _reply(card: outbox.Posted, blocks: Sequence[Block], text: str) -> Message:
    return Message(blocks=blocks, text=text, channel=card.channel, thread_ts=card.ts)


def _announcement(session: Session, claim: Claim, state: _State) -> Drawing:
    spec = state.spec
    card = outbox.posted(session, spec.id, OutboxKind.CARD)
    if card is None:
        return NotYet()
    if claim.subject.startswith("drafter/"):
        user = UserId(claim.subject.split("/")[1])
        return _reply(card, announcements.handover(spec, user), f"{spec.name} has a new drafter")
    key, _, sequence = claim.subject.rpartition("/")
    discussion: Discussion | None = spec.discussion
    # Told by a later announcement, if this one was not sent in time; a sent one stays as it was said.
    if claim.ts is not None or discussion is None or (discussion.key, str(discussion.sequence)) != (key, sequence):
        return Nothing()
    text = f"{spec.name}: discussion" if state.is_private else announcements.fallback(spec, discussion)
    return Message(
        blocks=announcements.announcement(spec, discussion, state.names),
        text=text,
        channel=card.channel,
        thread_ts=card.ts,
        broadcast=announcements.goes_to_channel(discussion),
    )


def _comment(session: Session, claim: Claim, state: _State) -> Drawing:
    comment = comments.get(session, state.spec.id, CommentId(int(claim.subject)))
    card = outbox.posted(session, state.spec.id, OutboxKind.CARD)
    if comment is None:
        return Nothing()
    if card is None:
        return NotYet()
    author = people.get(session, claim.workspace, [comment.by]).get(comment.by)
    if author is None:
        return Strangers(users=(comment.by,))
    text = comment_views.fallback(state.spec, comment, author.name, is_private=state.is_private)
    return _reply(card, comment_views.said(comment, author.name), text)


def _export(session: Session, claim: Claim, spec: Spec) -> Drawing:
    if claim.user is None:
        return Nothing()
    text = texts.as_it_stands(session, spec, documents.load(session, spec.id, spec.text.revision)).text
    return File(
        user=claim.user,
        channel=people.dm_channel(session, claim.workspace, claim.user),
        name=f"{spec.name}.md",
        content=text,
        comment=f"{spec.name} as Markdown, revision {spec.text.revision}.",
    )
