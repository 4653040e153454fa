"""The tech spec process, decided here and nowhere else: `transition(spec, event, now)` gives the new facts and effects.

Everything is a pure function. An event that a person may not cause, or that makes no sense now, raises `Refused` with a
text for that person; an event that changes nothing (a repeat) gives the same spec and no effects.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.domain import events as e
from bot.domain import ledger, participants
from bot.domain.checklist import FACT_KINDS, children, missing_readers
from bot.domain.events import Change
from bot.domain.spec import (
    Closed,
    Discussion,
    DiscussionKind,
    Line,
    Nudge,
    Receipt,
    Source,
    Spec,
    Status,
    Text,
    Tick,
    UserId,
    Via,
)
from bot.errors import Refused

TITLE_LIMIT = 150
"""Characters of a title: what Slack's header block holds."""


def status(spec: Spec) -> Status:
    """Derive where the spec stands; the last that holds wins."""
    if spec.withdrawn_at is not None:
        return Status.WITHDRAWN
    if spec.shared_at is None:
        return Status.DRAFT
    return Status.SCHEDULED if spec.standing_discussion else Status.UNSCHEDULED


def was_discussed(spec: Spec, now: datetime) -> bool:
    """Whether its discussion has begun, or the day is over by which it was to be decided in the thread."""
    discussion = spec.standing_discussion
    return status(spec) is Status.SCHEDULED and discussion is not None and discussion.starts_at <= now


def waits_for(spec: Spec, now: datetime) -> tuple[UserId, ...]:
    """Whom it waits for: who owes the next step, and before a discussion whoever has not read it."""
    discussion = spec.standing_discussion
    if status(spec) is Status.WITHDRAWN:
        return ()
    if status(spec) is not Status.SCHEDULED or discussion is None:
        return (spec.drafter,)
    decider = (discussion.decider or discussion.set_by,) if discussion.kind is DiscussionKind.THREAD else ()
    if was_discussed(spec, now):
        return decider or (spec.drafter,)
    return (*decider, *missing_readers(spec))


def transition(spec: Spec, event: e.Event, now: datetime) -> Change:  # noqa: C901, PLR0912 - one case an event, nothing else.
    """Apply `event` at `now` (aware UTC).

    Raises:
        Refused: the person may not do this, or it makes no sense in this status.

    """
    _admit(spec, event)
    match event:
        case e.Created():
            return Change(spec=spec, effects=(e.RefreshCard(),))
        case e.Shared():
            return _shared(spec, now)
        case e.ReadersFixed(users=users):
            return participants.readers_fixed(spec, users)
        case e.PeopleChanged():
            return participants.changed(spec, event, now)
        case e.TextEdited(text=text):
            return _text_edited(spec, text)
        case e.Renamed():
            return _renamed(spec, event)
        case e.DiscussionSet():
            return _discussion_set(spec, event, now)
        case e.DiscussionCancelled(by=by):
            return _discussion_cancelled(spec, by, now)
        case e.NoMeetingNeeded():
            return _no_meeting_needed(spec, event, now)
        case e.LineTicked() | e.LineUnticked() | e.LineNeedChanged():
            return _line_changed(spec, event, now)
        case e.ReceiptGiven() | e.ReceiptTakenBack():
            return _receipts_changed(spec, event, now)
        case e.Nudged() | e.NudgeTakenBack():
            return _nudges_changed(spec, event, now)
        case e.Commented():
            return _commented(spec, event)
        case e.ReminderSent():
            return ledger.sent(spec, event, now)
        case e.ReminderDeferred():
            return ledger.deferred(spec, event)
        case e.ReminderDeclined():
            return ledger.declined(spec, event, now)
        case e.ReminderSnoozed():
            return ledger.snoozed(spec, event, now)
        case e.HandedOver(to=to):
            return participants.handed_over(spec, to, now)
        case e.TakenOver():
            return participants.taken_over(spec, event, now)
        case e.Withdrawn(by=by):
            return _withdrawn(spec, by, now)
        case e.Reopened():
            return _reopened(spec, now)
        case _:
            assert_never(event)


_REDRAW: tuple[e.Effect, ...] = (e.RefreshCard(), e.RefreshProgress(), e.RefreshReminders(of_others=True))

_DRAFTERS_ONLY = {
    e.Shared: "share",
    e.PeopleChanged: "choose the people of",
    e.TextEdited: "edit",
    e.Renamed: "rename",
    e.DiscussionCancelled: "cancel the discussion of",
    e.NoMeetingNeeded: "decide how to discuss",
    e.HandedOver: "hand over",
    e.Withdrawn: "withdraw",
    e.Reopened: "reopen",
}
"""What only drafters do, and the words for it in a refusal."""

_ALWAYS = (
    e.Reopened,
    e.Withdrawn,
    e.ReceiptTakenBack,
    e.NudgeTakenBack,
    e.ReminderSent,
    e.ReminderDeferred,
    e.ReadersFixed,
)
"""What is no use refusing on a withdrawn spec: taking back, and facts that arrive late."""


def _admit(spec: Spec, event: e.Event) -> None:
    """Refuse what this person may not do, or what this status has no place for."""
    by: UserId | None = getattr(event, "by", None)
    is_drafter = by is None or by in spec.drafters
    if (act := _DRAFTERS_ONLY.get(type(event))) and not is_drafter:
        raise Refused(f"Only the drafter can {act} {spec.name}. Ask them in the thread of its card.")
    if spec.withdrawn_at is not None and not isinstance(event, _ALWAYS) and not _takes_back_a_reaction(event):
        raise Refused(f"{spec.name} was withdrawn. Its drafter can reopen it from the card's ⋯ menu.")
    if spec.shared_at is None and not is_drafter:
        raise Refused(
            f"{spec.name} is still a draft and belongs to its drafter until it is shared. Ask them to share it."
        )


def _takes_back_a_reaction(event: e.Event) -> bool:
    return isinstance(event, e.LineUnticked) and event.source.via is Via.REACTION


def _shared(spec: Spec, now: datetime) -> Change:
    if spec.shared_at is not None:
        return Change(spec=spec)
    planned = spec.standing_discussion
    if planned is not None and planned.starts_at <= now:
        # Nobody could come to it: it passed while the draft was its drafter's alone.
        spec = replace(spec, discussion=replace(planned, cancelled_at=now, cancelled_by=spec.drafter))
    waits = None if spec.standing_discussion else now
    effects: tuple[e.Effect, ...] = (e.RefreshCard(), e.RefreshProgress(), e.FixReaders(), e.Attend())
    if spec.standing_discussion is not None:
        announce = e.Announce(key=spec.standing_discussion.key, sequence=spec.standing_discussion.sequence)
        effects = (*effects, e.RefreshReminders(of_others=True), announce)
    return Change(spec=replace(spec, shared_at=now, waiting_since=waits), effects=effects)


def _text_edited(spec: Spec, text: Text) -> Change:
    # That nobody's words are overwritten is seen to by `edits`, section by section.
    if text.digest == spec.text.digest:
        return Change(spec=spec)
    if spec.url is not None:
        raise Refused(f"The text of {spec.name} is kept elsewhere. Change it there: its card has the link.")
    return Change(spec=replace(spec, text=text), effects=(e.RefreshCard(),))


def _renamed(spec: Spec, event: e.Renamed) -> Change:
    renamed = replace(spec, title=event.title, text=event.text)
    return Change(spec=renamed, effects=(e.RefreshCard(), e.RefreshReminders()) if renamed != spec else ())


def check_may_edit(spec: Spec, by: UserId) -> None:
    """Refuse somebody who could not save an edit, before they begin to write one."""
    _admit(spec, e.TextEdited(by=by, change=e.TextChange.BODY, text=spec.text))


def check_may_withdraw(spec: Spec, by: UserId) -> None:
    """Refuse somebody who could not withdraw it, before they are asked whether they are sure."""
    _admit(spec, e.Withdrawn(by=by))


def check_may_tick(spec: Spec, by: UserId, position: int) -> None:
    """Refuse somebody whose tick would be refused, before they are asked about a line that ticks itself."""
    _admit(spec, e.LineTicked(by=by, position=position, source=Source(via=Via.REACTION)))


def next_revision(spec: Spec, author: UserId) -> int:
    """The revision that an edit by `author` belongs to: theirs, until somebody else has read it."""
    read_by_others = any(r.revision >= spec.text.revision and r.user != author for r in spec.receipts)
    joins = author == spec.text.author and not read_by_others
    return spec.text.revision if joins else spec.text.revision + 1


def _discussion_set(spec: Spec, event: e.DiscussionSet, now: datetime) -> Change:
    if event.starts_at <= now:
        raise Refused("That time has passed. Pick one in the future.")
    standing = spec.standing_discussion
    if standing is not None and standing.kind is DiscussionKind.MEETING:
        return _discussion_moved(spec, standing, event)
    if standing is not None and event.by not in spec.drafters:
        raise Refused(f"{spec.name} is to be decided in its thread. Ask the drafter there if you would rather meet.")
    discussion = Discussion(
        key=event.key,
        kind=DiscussionKind.MEETING,
        starts_at=event.starts_at,
        length=event.length,
        place=event.place,
        set_by=event.by,
        set_at=now,
    )
    return _scheduled(spec, discussion)


def _discussion_moved(spec: Spec, standing: Discussion, event: e.DiscussionSet) -> Change:
    moved = replace(standing, starts_at=event.starts_at, length=event.length, place=event.place)
    if moved == standing:
        return Change(spec=spec)
    if event.by not in spec.drafters:
        raise Refused(
            f"{spec.name} has a time already, and only its drafter can move it. Ask them in the thread of its card."
        )
    return _scheduled(spec, replace(moved, sequence=standing.sequence + 1, set_by=event.by))


def _scheduled(spec: Spec, discussion: Discussion) -> Change:
    scheduled = replace(spec, discussion=discussion, waiting_since=None, snoozed_until=None, nudges=())
    announce = (e.Announce(key=discussion.key, sequence=discussion.sequence),) if spec.shared_at else ()
    return Change(spec=scheduled, effects=(*_REDRAW, *announce, e.Attend()))


def _discussion_cancelled(spec: Spec, by: UserId, now: datetime) -> Change:
    standing = spec.standing_discussion
    if standing is None and spec.discussion is not None:
        return Change(spec=spec)
    if standing is None:
        raise Refused(f"{spec.name} has no discussion to cancel. Its card says where it stands.")
    cancelled = replace(standing, cancelled_at=now, cancelled_by=by, sequence=standing.sequence + 1)
    waits = now if spec.shared_at else None
    announce = (e.Announce(key=cancelled.key, sequence=cancelled.sequence),) if spec.shared_at else ()
    return Change(
        spec=replace(spec, discussion=cancelled, waiting_since=waits), effects=(*_REDRAW, *announce, e.Attend())
    )


def _no_meeting_needed(spec: Spec, event: e.NoMeetingNeeded, now: datetime) -> Change:
    standing = spec.standing_discussion
    if standing is not None and standing.kind is DiscussionKind.THREAD:
        return Change(spec=spec)
    if event.decide_by <= now:
        raise Refused("That time has passed. Pick one in the future.")
    discussion = Discussion(
        key=event.key,
        kind=DiscussionKind.THREAD,
        starts_at=event.decide_by,
        length=timedelta(0),
        place="",
        set_by=event.by,
        set_at=now,
        decider=event.decider or spec.drafter,
    )
    return _scheduled(spec, discussion)


def _line_changed(spec: Spec, event: e.LineTicked | e.LineUnticked | e.LineNeedChanged, now: datetime) -> Change:
    if not 0 <= event.position < len(spec.lines):
        raise Refused(f"{spec.name} has no such checklist line any more. Its card's ⋯ menu shows all that it has.")
    line = spec.lines[event.position]
    if children(spec, line) and not isinstance(event, e.LineNeedChanged):
        raise Refused("This line is done when the lines below it are. Tick those.")
    match event:
        case e.LineTicked(by=by, source=source):
            given = any(tick.user == by and tick.source == source for tick in line.ticks)
            ticks = line.ticks if given else (*line.ticks, Tick(user=by, source=source, at=now))
            # A tick by hand speaks for the line: "not needed here" ends with it.
            changed = replace(line, ticks=ticks, not_needed_by=None)
        case e.LineUnticked(by=by, source=source):
            changed = replace(line, ticks=tuple(_ticks_left(line, by, source)))
        case e.LineNeedChanged(by=by, needed=needed):
            changed = replace(line, not_needed_by=None if needed else line.not_needed_by or by)
    if changed == line:
        return Change(spec=spec)
    lines = (*spec.lines[: event.position], changed, *spec.lines[event.position + 1 :])
    is_told_of = any(each.kind in FACT_KINDS for each in (line, *children(spec, line)))
    return Change(spec=replace(spec, lines=lines), effects=(e.RefreshCard(answers=is_told_of),))


def _ticks_left(line: Line, by: UserId, source: Source) -> Iterator[Tick]:
    """What stands after a tick is taken back: a removed reaction takes its own tick, a button takes them all."""
    for tick in line.ticks:
        if source.via is Via.REACTION and not (tick.user == by and tick.source == source):
            yield tick


class TextChanged(Refused):
    """The text that somebody has read is no longer there: its author went on writing in the same revision."""


def _receipts_changed(spec: Spec, event: e.ReceiptGiven | e.ReceiptTakenBack, now: datetime) -> Change:
    if isinstance(event, e.ReceiptGiven) and event.overwritten:
        raise TextChanged(f"The text of {spec.name} was changed while you were reading. Open it again.")
    kept = tuple(r for r in spec.receipts if not (r.user == event.by and r.source == event.source))
    if isinstance(event, e.ReceiptGiven):
        revision = min(event.revision, spec.text.revision)
        same = [r for r in spec.receipts if r not in kept and r.revision >= revision]
        kept = (
            spec.receipts if same else (*kept, Receipt(user=event.by, revision=revision, source=event.source, at=now))
        )
    if kept == spec.receipts:
        return Change(spec=spec)
    return Change(spec=replace(spec, receipts=kept), effects=(e.RefreshCard(answers=True),))


def _nudges_changed(spec: Spec, event: e.Nudged | e.NudgeTakenBack, now: datetime) -> Change:
    standing = any(n.user == event.by and n.source == event.source for n in spec.nudges)
    if isinstance(event, e.NudgeTakenBack):
        nudges = tuple(n for n in spec.nudges if not (n.user == event.by and n.source == event.source))
    elif spec.shared_at is None:
        raise Refused(f"{spec.name} is still a draft. Share it first.")
    elif spec.standing_discussion is not None:
        raise Refused(f"{spec.name} has its date already. Its drafter can move it: ask in the thread of its card.")
    elif event.by in spec.drafters:
        raise Refused(
            f"You are the drafter of {spec.name}: pick a time on its card, or with /techspec schedule {spec.number}."
        )
    else:
        nudges = spec.nudges if standing else (*spec.nudges, Nudge(user=event.by, source=event.source, at=now))
    if nudges == spec.nudges:
        return Change(spec=spec)
    return Change(spec=replace(spec, nudges=nudges), effects=(e.RefreshCard(), e.RefreshReminders(), e.Attend()))


def takes_comments(spec: Spec) -> bool:
    """Whether there is a thread in which people talk about it."""
    return spec.shared_at is not None and spec.withdrawn_at is None


def _commented(spec: Spec, event: e.Commented) -> Change:
    if spec.shared_at is None:
        raise Refused(
            f"{spec.name} is still a draft, which nobody else sees. Its sections can be commented on once it is shared: "
            "comments go into the thread of its card."
        )
    if event.closed is not None:
        raise Refused(_NO_THREAD[event.closed].format(spec.name))
    return Change(spec=spec, effects=(e.PostComment(comment=event.comment),))


_NO_THREAD = {
    Closed.ARCHIVED: "The channel of {} is archived, so its thread takes nothing more. Unarchive it, and try again.",
    Closed.LEFT: "I was taken out of the channel of {}. Type /invite and my name there, and try again.",
    Closed.GONE: "I cannot see the channel of {} any more. If it is private, type /invite and my name there.",
}


def _withdrawn(spec: Spec, by: UserId, now: datetime) -> Change:
    if spec.withdrawn_at is not None:
        return Change(spec=spec)
    return Change(spec=replace(spec, withdrawn_at=now, withdrawn_by=by), effects=(*_REDRAW, e.Attend()))


def _reopened(spec: Spec, now: datetime) -> Change:
    if spec.withdrawn_at is None:
        return Change(spec=spec)
    waits = now if spec.shared_at and not spec.standing_discussion else None
    reopened = replace(spec, withdrawn_at=None, withdrawn_by=None, waiting_since=waits, snoozed_until=None)
    return Change(spec=reopened, effects=(*_REDRAW, e.Attend()))
