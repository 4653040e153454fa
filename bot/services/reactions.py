"""Reactions on cards and on the bot's replies count as presses.

Slack may tell of them late, twice, or to several processes at once; what counts is the order in which they happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.db import channels, outbox, specs
from bot.db import reactions as newest
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain import reactions
from bot.domain.checklist import FACT_KINDS, leaves
from bot.domain.process import check_may_tick
from bot.domain.reactions import Meaning
from bot.domain.spec import ChannelId, Source, Spec, UserId, Via, WorkspaceId
from bot.errors import Refused
from bot.services import process
from bot.services.access import is_bot

ANSWERED_APART = timedelta(minutes=1)
"""Who asks about the same line sooner is told that the answer is there already: two quick taps are one question."""


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One reaction added to a message or removed from it; `at` is when (aware UTC), by Slack's clock.

    `on_ours` says that the bot wrote the message.
    """

    by: UserId
    emoji: str
    channel: ChannelId
    ts: str
    added: bool
    at: datetime
    on_ours: bool = False


@dataclass(frozen=True, kw_only=True)
class LineQuestion:
    """A person's keycap on a line that ticks itself: what the answer's row in the outbox is about.

    `at` is when they reacted, by Slack's clock; None where a release kept the row that had one for all times.
    """

    by: UserId
    position: int
    at: datetime | None

    @property
    def subject(self) -> str:
        """As the outbox keeps it."""
        return f"{self.by}/{self.position}" + (f"/{self.at.isoformat()}" if self.at else "")

    @classmethod
    def read(cls, subject: str) -> Self:
        """The question that a row is about."""
        by, position, *at = subject.split("/")
        return cls(by=UserId(by), position=int(position), at=datetime.fromisoformat(at[0]) if at else None)


def is_latest(session: Session, spec: Spec, question: LineQuestion) -> bool:
    """Whether the person has not asked about the same line again since."""
    later = [other.at for other in _asked(session, spec, question.by, question.position) if other.at is not None]
    return not later or question.at == max(later)


def react(session: Session, now: datetime, *, workspace: WorkspaceId, reaction: Reaction) -> None:
    """Let the reaction happen, if it means anything here; an app's never does.

    Raises Refused for what a press would be refused too, and ProfileUnknown. One on a message of ours that was just posted waits until it is known to stand there: see `catch_up`.
    """
    meant = _meaning(session, workspace, reaction)
    if reaction.added and meant is None:
        return
    number = _number(session, workspace, reaction)
    waits = False
    if number is None and reaction.on_ours:
        # Whoever stores where a message stands has the lock too, so that it is known either now or after this commit.
        channels.lock(session, workspace, reaction.channel)
        number = _number(session, workspace, reaction)
        waits = number is None and outbox.is_posting(session, workspace, reaction.channel)
    if (number is None and not waits) or (reaction.added and is_bot(session, workspace, reaction.by)):
        return
    if _is_newest(session, workspace, reaction, waits=waits and reaction.added) and number is not None:
        _happen(session, now, process.get(session, workspace, number, lock=True), reaction, meant)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What somebody is to be told of a reaction that came before its message was known."""

    to: UserId
    text: str


def catch_up(session: Session, now: datetime, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Sequence[Refusal]:
    """Let happen what waited for the message that stands there, in its order; gives what was refused."""
    number = specs.number_by_message(session, workspace, channel, ts)
    if number is None:
        return ()
    refused = []
    for waiting in newest.take_waiting(session, workspace, channel, ts):
        reaction = Reaction(by=waiting.by, emoji=waiting.emoji, channel=channel, ts=ts, added=True, at=waiting.at)
        spec = process.get(session, workspace, number, lock=True)
        try:
            _happen(session, now, spec, reaction, _meaning(session, workspace, reaction))
        except Refused as why:  # raised before anything is written
            refused.append(Refusal(to=reaction.by, text=str(why)))
    return refused


def _happen(session: Session, now: datetime, spec: Spec, reaction: Reaction, meant: reactions.Reading | None) -> None:
    source = Source(via=Via.REACTION, key=f"{reaction.emoji}@{reaction.ts}")
    if not reaction.added:
        event = _taken_back(spec, reaction.by, source)
    else:
        event = _event(session, spec, reaction, meant, source) if meant else None
    if event is not None:
        process.apply(session, now, spec, event)


def _meaning(session: Session, workspace: WorkspaceId, reaction: Reaction) -> reactions.Reading | None:
    return reactions.read(reaction.emoji, channels.settings_of(session, workspace, reaction.channel).emoji)


def _number(session: Session, workspace: WorkspaceId, reaction: Reaction) -> int | None:
    return specs.number_by_message(session, workspace, reaction.channel, reaction.ts)


def _is_newest(session: Session, workspace: WorkspaceId, reaction: Reaction, *, waits: bool) -> bool:
    return newest.is_newest(
        session,
        workspace,
        channel=reaction.channel,
        ts=reaction.ts,
        by=reaction.by,
        emoji=reaction.emoji,
        at=reaction.at,
        waits=waits,
    )


def _event(
    session: Session, spec: Spec, reaction: Reaction, meant: reactions.Reading, source: Source
) -> e.Event | None:
    match meant.meaning:
        case Meaning.READ:
            return e.ReceiptGiven(by=reaction.by, revision=spec.text.revision, source=source)
        case Meaning.NUDGE:
            return e.Nudged(by=reaction.by, source=source)
        case Meaning.LINE:
            return _line_event(session, spec, reaction, meant.number, source)


def _taken_back(spec: Spec, by: UserId, source: Source) -> e.Event | None:
    """What a removed reaction gave, whatever its emoji means by now."""
    if any((receipt.user, receipt.source) == (by, source) for receipt in spec.receipts):
        return e.ReceiptTakenBack(by=by, source=source)
    if any((nudge.user, nudge.source) == (by, source) for nudge in spec.nudges):
        return e.NudgeTakenBack(by=by, source=source)
    for line in spec.lines:
        if any((tick.user, tick.source) == (by, source) for tick in line.ticks):
            return e.LineUnticked(by=by, position=line.position, source=source)
    return None


def _line_event(session: Session, spec: Spec, reaction: Reaction, number: int, source: Source) -> e.Event | None:
    lines = leaves(spec)
    if number > len(lines):
        return None
    line = lines[number - 1]
    if line.kind in FACT_KINDS:
        # A keycap cannot say what has happened; the person is told, with the button that settles it.
        _answer(session, spec, LineQuestion(by=reaction.by, position=line.position, at=reaction.at))
        return None
    return e.LineTicked(by=reaction.by, position=line.position, source=source)


def _answer(session: Session, spec: Spec, question: LineQuestion) -> None:
    check_may_tick(spec, question.by, question.position)
    for earlier in _asked(session, spec, question.by, question.position):
        if earlier.at is not None and question.at is not None and abs(question.at - earlier.at) < ANSWERED_APART:
            raise Refused("I have just answered that in our direct messages.")
    # An answer that was given before says from now on that there is another one.
    kind, subject = OutboxKind.LINE_HELP, question.subject
    outbox.want(session, spec.workspace, spec.id, kind, subject=subject, user=question.by, again=(kind,))


def _asked(session: Session, spec: Spec, by: UserId, position: int) -> list[LineQuestion]:
    subjects = outbox.subjects(session, spec.id, OutboxKind.LINE_HELP, by)
    return [asked for asked in map(LineQuestion.read, subjects) if asked.position == position]
