"""Reactions on cards and on the bot's replies count as presses."""

from dataclasses import dataclass
from datetime import datetime

from bot.db import handled, outbox, specs
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
    """One reaction added to a message or removed from it; `event_id` tells a repeat."""

    event_id: str
    by: UserId
    emoji: str
    channel: ChannelId
    ts: str
    added: bool


def react(session: Session, now: datetime, *, workspace: WorkspaceId, reaction: Reaction) -> None:
    """Let the reaction happen, if it means anything here. Raises Refused for what a press would be refused too."""
    meant = reactions.read(reaction.emoji)
    if meant is None:
        return
    number = specs.number_by_message(session, workspace, reaction.channel, reaction.ts)
    if number is None or not handled.first_time(session, workspace, reaction.event_id, now):
        return
    spec = process.get(session, workspace, number, lock=True)
    event = _event(session, spec, reaction, meant)
    if event is not None:
        process.apply(session, now, spec, event)


def _event(session: Session, spec: Spec, reaction: Reaction, meant: reactions.Reading) -> e.Event | None:
    by = reaction.by
    source = Source(via=Via.REACTION, key=f"{reaction.emoji}@{reaction.ts}")
    match meant.meaning, reaction.added:
        case Meaning.READ, True:
            return e.ReceiptGiven(by=by, revision=spec.text.revision, source=source)
        case Meaning.READ, False:
            return e.ReceiptTakenBack(by=by, source=source)
        case Meaning.NUDGE, True:
            return e.Nudged(by=by, source=source)
        case Meaning.NUDGE, False:
            return e.NudgeTakenBack(by=by, source=source)
        case _:
            return _line_event(session, spec, reaction, meant.number, source)


def _line_event(session: Session, spec: Spec, reaction: Reaction, number: int, source: Source) -> e.Event | None:
    lines = leaves(spec)
    if number > len(lines):
        return None
    line = lines[number - 1]
    if not reaction.added:
        return e.LineUnticked(by=reaction.by, position=line.position, source=source)
    if line.kind in FACT_KINDS:
        # A keycap cannot say what has happened; the person is asked, with the button that settles it.
        subject = f"{reaction.by}/{line.position}"
        outbox.want(session, spec.workspace, spec.id, OutboxKind.LINE_HELP, subject=subject, user=reaction.by)
        return None
    return e.LineTicked(by=reaction.by, position=line.position, source=source)
