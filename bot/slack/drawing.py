"""What each outbox row shows at the moment it is sent: loads the state of that moment and hands it to a view.

Runs in a transaction of its own (a use case); the network comes after it, in `deliver`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.db import channels, documents, outbox, people, specs
from bot.db.channels import Channel
from bot.db.outbox import Claim, OutboxKind
from bot.db.people import Person
from bot.db.session import Session
from bot.domain import reminders
from bot.domain.calendar import NeverAtWork, suggest_times
from bot.domain.process import status
from bot.domain.reactions import PROGRESS_EMOJI
from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.domain.spec import Discussion, Spec, Status, UserId
from bot.services import process
from bot.services import specs as spec_services
from bot.slack.blocks import Block
from bot.slack.views import announcements, cards, prompts
from bot.slack.views import reminders as reminder_views


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message to be posted, or to be drawn anew where it stands.

    It goes to `channel`, or to `user` (a direct message; `channel` is then the conversation, if it is known).
    """

    blocks: Sequence[Block]
    text: str
    channel: str | None
    user: UserId | None = None
    thread_ts: str | None = None
    broadcast: bool = False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The emoji that the bot shows on a card, and those that it put there before."""

    channel: str
    ts: str
    wanted: frozenset[str]
    present: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Members:
    """Find out who is in the channel."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class File:
    """A file for a person."""

    user: UserId
    channel: str | None
    name: str
    content: str
    comment: str


@dataclass(frozen=True, kw_only=True)
class Strangers:
    """People whose names and zones are needed before this can be drawn."""

    users: tuple[UserId, ...]


@dataclass(frozen=True)
class Nothing:
    """There is nothing to show (any more)."""


@dataclass(frozen=True)
class NotYet:
    """Something else has to be sent first."""


Drawing: TypeAlias = Message | Progress | Members | File | Strangers | Nothing | NotYet


@dataclass(frozen=True, kw_only=True)
class _State:
    """What the drawings of one spec share."""

    spec: Spec
    names: Mapping[UserId, str]
    people: Mapping[UserId, Person]
    channel: Channel | None
    card: outbox.Posted | None

    @property
    def is_private(self) -> bool:
        return self.channel is None or self.channel.is_private

    @property
    def settings(self) -> ChannelSettings:
        return self.channel.settings if self.channel else DEFAULTS


def draw(session: Session, now: datetime, *, claim: Claim) -> Drawing:
    """What this row shows now."""
    spec = specs.load_by_id(session, claim.workspace, claim.spec)
    if spec is None:
        return Nothing()
    if claim.kind is OutboxKind.READERS:
        return Members(channel=spec.channel)
    users = dict.fromkeys((spec.drafter, *(p.user for p in spec.participants), *((claim.user,) if claim.user else ())))
    known = people.get(session, claim.workspace, spec_services.people_in(spec).union(users))
    if strangers := tuple(user for user in users if user not in known):
        return Strangers(users=strangers)
    state = _State(
        spec=spec,
        names={user: person.name for user, person in known.items()},
        people=known,
        channel=channels.get(session, claim.workspace, spec.channel),
        card=outbox.posted(session, spec.id, OutboxKind.CARD),
    )
    return _draw(session, now, claim, state)


def _draw(session: Session, now: datetime, claim: Claim, state: _State) -> Drawing:
    spec, names, card = state.spec, state.names, state.card
    match claim.kind:
        case OutboxKind.CARD:
            text = spec.name if state.is_private else cards.fallback(spec, now)
            return Message(blocks=cards.card(spec, names, now, state.settings.emoji), text=text, channel=spec.channel)
        case OutboxKind.DRAFT_CARD:
            return _draft_card(session, now, claim, state)
        case OutboxKind.ANNOUNCEMENT:
            return _announcement(claim, state)
        case OutboxKind.REMINDER:
            return _reminder(session, now, claim, state)
        case OutboxKind.LINE_HELP:
            position = int(claim.subject.rpartition("/")[2])
            blocks = prompts.line_help(spec, spec.lines[position])
            return _direct(session, claim, blocks, f"{spec.name}: that line ticks itself")
        case OutboxKind.PROGRESS:
            emoji = PROGRESS_EMOJI.get(status(spec)) if state.settings.progress_marks else None
            present = frozenset(filter(None, (claim.sent_hash or "").split(",")))
            wanted = frozenset({emoji} if emoji else ())
            if wanted == present:
                return Nothing()
            if card is None:
                return NotYet()
            return Progress(channel=card.channel, ts=card.ts, wanted=wanted, present=present)
        case OutboxKind.EXPORT:
            return _export(session, claim, spec)
        case OutboxKind.READERS:
            return Members(channel=spec.channel)


def _direct(session: Session, claim: Claim, blocks: Sequence[Block], text: str) -> Drawing:
    if claim.user is None:
        return Nothing()
    known = people.dm_channel(session, claim.workspace, claim.user)
    return Message(blocks=blocks, text=text, channel=known, user=claim.user)


def _draft_card(session: Session, now: datetime, claim: Claim, state: _State) -> Drawing:
    spec = state.spec
    if spec.shared_at is None:
        return _direct(session, claim, cards.card(spec, state.names, now), cards.fallback(spec, now))
    return _direct(session, claim, cards.shared_draft(spec), f"{spec.name} is shared")


def _announcement(claim: Claim, state: _State) -> Drawing:
    spec = state.spec
    if state.card is None:
        return NotYet()
    key, _, sequence = claim.subject.rpartition("/")
    discussion: Discussion | None = spec.discussion
    # Told by a later announcement, if this one was not sent in time; a sent one stays as it was said.
    if claim.ts is not None or discussion is None or (discussion.key, str(discussion.sequence)) != (key, sequence):
        return Nothing()
    text = f"{spec.name}: discussion" if state.is_private else announcements.fallback(spec, discussion)
    return Message(
        blocks=announcements.announcement(spec, discussion, state.names),
        text=text,
        channel=state.card.channel,
        thread_ts=state.card.ts,
        broadcast=announcements.goes_to_channel(discussion),
    )


def _reminder(session: Session, now: datetime, claim: Claim, state: _State) -> Drawing:
    spec = state.spec
    entry = next((r for r in spec.reminded if f"{r.kind}/{r.user}/{r.occasion}" == claim.subject), None)
    if entry is None or claim.user is None:
        return Nothing()
    rules = process.load_rules(session, spec)
    sent = reminders.sent_in_this_wait(spec)
    is_latest = bool(sent) and sent[-1] == entry
    if claim.ts is None and (not is_latest or status(spec) is not Status.UNSCHEDULED):
        return Nothing()  # The reason went before it was sent.
    # Times are offered as of the reminder, so that they do not move under the finger; past ones give way to new ones.
    everybody = [rules.of(user) for user in (spec.drafter, *spec.expected_readers)]
    times = suggest_times(entry.at, everybody, first=rules.of(spec.drafter))
    if times and times[0] <= now:
        times = suggest_times(now, everybody, first=rules.of(spec.drafter))
    try:
        not_before = reminders.unscheduled_due_at(spec, rules) if is_latest else None
    except NeverAtWork:
        not_before = None
    view = reminder_views.Unscheduled(
        spec=spec,
        zone=state.people[claim.user].zone,
        now=now,
        times=times,
        not_before=not_before,
        is_latest=is_latest,
    )
    text = f"{spec.name}: when do you want to discuss it?" if state.is_private else reminder_views.fallback(spec)
    return _direct(session, claim, reminder_views.unscheduled(view, state.names), text)


def _export(session: Session, claim: Claim, spec: Spec) -> Drawing:
    if claim.user is None:
        return Nothing()
    text = spec_services.with_ticks(spec, documents.load(session, spec.id, spec.text.revision)).text
    return File(
        user=claim.user,
        channel=people.dm_channel(session, claim.workspace, claim.user),
        name=f"{spec.name}.md",
        content=text,
        comment=f"{spec.name} as Markdown, revision {spec.text.revision}.",
    )
