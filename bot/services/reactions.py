"""Reactions on cards and on the bot's replies count as presses.

Slack may tell of them late, twice, or to several processes at once; what counts is the order in which they happened.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.db import channels, outbox, specs
from bot.db import reactions as newest
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain import events as e
from bot.domain import reactions
from bot.domain.checklist import FACT_KINDS, leaves
from bot.domain.reactions import Meaning
from bot.domain.spec import ChannelId, Source, Spec, UserId, Via, WorkspaceId
from bot.services import process


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One reaction added to a message or removed from it; `at` is when (aware UTC), by Slack's clock."""

    by: UserId
    emoji: str
    channel: ChannelId
    ts: str
    added: bool
    at: datetime


def react(session: Session, now: datetime, *, workspace: WorkspaceId, reaction: Reaction) -> None:
    """Let the reaction happen, if it means anything here. Raises Refused for what a press would be refused too."""
    chosen = channels.settings_of(session, workspace, reaction.channel).emoji
    meant = reactions.read(reaction.emoji, chosen)
    if reaction.added and meant is None:
        return
    number = specs.number_by_message(session, workspace, reaction.channel, reaction.ts)
    if number is None or not _is_newest(session, workspace, reaction):
        return
    spec = process.get(session, workspace, number, lock=True)
    source = Source(via=Via.REACTION, key=f"{reaction.emoji}@{reaction.ts}")
    if not reaction.added:
        event = _taken_back(spec, reaction.by, source)
    else:
        event = _event(session, spec, reaction, meant, source) if meant else None
    if event is not None:
        process.apply(session, now, spec, event)


def _is_newest(session: Session, workspace: WorkspaceId, reaction: Reaction) -> bool:
    return newest.is_newest(
        session,
        workspace,
        channel=reaction.channel,
        ts=reaction.ts,
        by=reaction.by,
        emoji=reaction.emoji,
        at=reaction.at,
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
        # A keycap cannot say what has happened; the person is asked, with the button that settles it.
        subject = f"{reaction.by}/{line.position}"
        outbox.want(session, spec.workspace, spec.id, OutboxKind.LINE_HELP, subject=subject, user=reaction.by)
        return None
    return e.LineTicked(by=reaction.by, position=line.position, source=source)
