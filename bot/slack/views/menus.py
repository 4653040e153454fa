"""The ⋯ modal: the whole checklist, everything that can be done with a spec, and what happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.domain.checklist import FACT_KINDS, LineState, children, line_state
from bot.domain.comments import CommentKind
from bot.domain.events import TextChange
from bot.domain.process import status
from bot.domain.spec import DiscussionKind, Line, Spec, Status, UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import limits
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action, Modal
from bot.slack.views import participants, statuses
from bot.slack.views.cards import Names, name_of, some_names

LINES_SHOWN = 80
HISTORY_SHOWN = 12
BOXES = {LineState.OPEN: "☐", LineState.DONE: "☑", LineState.NOT_NEEDED: "⊘"}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One entry of the history, as the view wants it; `by` is None for the bot."""

    at: datetime
    by: UserId | None
    event: str
    details: Mapping[str, Any]


def menu(spec: Spec, names: Names, now: datetime, happened: Sequence[Happening], *, viewer: UserId) -> Block:
    """The ⋯ modal as `viewer` may use it."""
    title = w.literal(spec.title, 150)
    blocks = [
        b.section(f"{statuses.emoji(spec, now)} *{title}*\n{statuses.words(spec, now)}"),
        b.context(statuses.next_step(spec, now, partial(some_names, names=names))),
        b.actions(*_doings(spec, is_drafter=viewer in spec.drafters), block_id="doings"),
        b.divider(),
        *[_line(spec, line) for line in spec.lines[:LINES_SHOWN]],
    ]
    if len(spec.lines) > LINES_SHOWN:
        blocks.append(b.context(f"and {len(spec.lines) - LINES_SHOWN} more lines: /techspec export {spec.number}"))
    told = [
        _told(spec, entry, happened[place:], names) for place, entry in enumerate(happened[:HISTORY_SHOWN], start=1)
    ]
    if told:
        blocks += [b.divider(), b.context("*What happened*\n" + "\n".join(told))]
    return b.modal(spec.name, blocks, callback_id=Modal.MORE, private_metadata=str(spec.number))


def notice(text: str, *, title: str = "Tech spec") -> Block:
    """An answer in a modal, for where there is no message to answer with; `text` is mrkdwn."""
    return b.modal(title, [b.section(text)], callback_id=Modal.NOTICE)


_KEPT = ("type", "callback_id", "title", "submit", "close", "private_metadata", "notify_on_close")
_NOTICE = "notice"


def noticed(view: Mapping[str, Any], text: str) -> Block:
    """An open modal with an answer in it, for where none can be put on top; `text` is mrkdwn.

    All else stays, and what was typed with it.
    """
    blocks = [block for block in view["blocks"] if block.get("block_id") != _NOTICE]
    kept = {key: view[key] for key in _KEPT if view.get(key) is not None}
    return {**kept, "blocks": [b.section(text, block_id=_NOTICE), *blocks][: limits.MODAL_BLOCKS]}


def _doings(spec: Spec, *, is_drafter: bool) -> list[Element]:
    number = str(spec.number)
    read, export = el.button("Read", Action.READ, number), el.button("Export", Action.EXPORT, number)
    settings = el.button("Settings", Action.SETTINGS, number)
    if status(spec) is Status.WITHDRAWN:
        reopen = el.button("Reopen", Action.REOPEN, number, style="primary")
        return [*([reopen] if is_drafter else []), read, export, settings]
    doings = []
    if spec.shared_at is None:
        doings.append(el.button("Share", Action.SHARE, number, style="primary"))
    discussion = spec.standing_discussion
    has_meeting = discussion is not None and discussion.kind is DiscussionKind.MEETING
    if is_drafter or not has_meeting:
        doings.append(el.button("Move the discussion" if has_meeting else "Pick a time", Action.PICK_TIME, number))
    doings.append(read)
    if is_drafter and spec.shared_at and (discussion is None or has_meeting):
        doings.append(el.button("No meeting needed", Action.NO_MEETING, number))
    if not is_drafter and discussion is None:
        doings.append(el.button("Please schedule", Action.NUDGE, number))
    if is_drafter:
        doings.append(el.button("Edit", Action.EDIT, number))
    doings += [export, settings]
    if is_drafter:
        sure = el.confirm(f"Withdraw {spec.name}?", "Reminders stop. It can be reopened here.", yes="Withdraw")
        doings.append(el.button("People", Action.PEOPLE, number))
        doings.append(el.button("Hand over", Action.HAND_OVER, number))
        doings.append(el.button("Withdraw", Action.WITHDRAW, number, style="danger", confirm=sure))
    return doings


def _line(spec: Spec, line: Line) -> Block:
    state = line_state(spec, line)
    text = w.escape(w.one_line(line.text, 200))
    words = f"~{text}~" if state is LineState.NOT_NEEDED else text
    role = f"  _{w.escape(w.one_line(line.role, 40))}_" if line.role and line.depth == 0 else ""
    by_itself = "  ·  ticks itself" if line.kind in FACT_KINDS and state is LineState.OPEN else ""
    by_hand = "  ·  by hand" if line.kind in FACT_KINDS and line.ticks else ""
    text = f"{'↳ ' * min(line.depth, 6)}{BOXES[state]} {words}{role}{by_itself}{by_hand}"
    if status(spec) is Status.WITHDRAWN:
        return b.section(text)
    options = []
    if not children(spec, line):
        if line.ticks:
            options.append(el.option("Untick", f"{spec.number}:{line.position}:untick"))
        elif state is not LineState.DONE:
            options.append(el.option("Tick", f"{spec.number}:{line.position}:tick"))
    if line.not_needed_by is None:
        options.append(el.option("Not needed here", f"{spec.number}:{line.position}:drop"))
    else:
        options.append(el.option("Needed after all", f"{spec.number}:{line.position}:need"))
    return b.section(text, accessory=el.overflow(f"{Action.LINE_MENU}#{line.position}", options))


def _told(spec: Spec, entry: Happening, before: Sequence[Happening], names: Names) -> str:
    who = name_of(entry.by, names) if entry.by else "The bot"
    did = _set_discussion(entry, before) if entry.event == "DiscussionSet" else _did(spec, entry, names)
    return f"{w.date(entry.at)}: {who} {did}"


def _set_discussion(entry: Happening, before: Sequence[Happening]) -> str:
    """Set or moved, as far as `before` tells, the newest first; old entries may lie further back than is shown."""
    last = next((each.event for each in before if each.event in _DISCUSSION), None)
    starts_at = entry.details.get("starts_at")
    when = w.date(datetime.fromisoformat(str(starts_at))) if starts_at else ""
    if last == "DiscussionSet":
        return f"moved the discussion to {when}" if when else "moved the discussion"
    return f"set the discussion: {when}" if when else "set the discussion"


_DISCUSSION = ("DiscussionSet", "DiscussionCancelled", "NoMeetingNeeded")


def _did(spec: Spec, entry: Happening, names: Names) -> str:
    details = entry.details
    position = details.get("position")
    line = spec.lines[position] if isinstance(position, int) and position < len(spec.lines) else None
    what = f"“{w.escape(w.one_line(line.text, 50))}”" if line else "a line"
    by_hand = " by hand, though it ticks itself" if line and line.kind in FACT_KINDS else ""
    match entry.event:
        case "ReminderSent":
            return f"reminded {name_of(UserId(str(details.get('to'))), names)}"
        case "HandedOver":
            return f"handed it over to {name_of(UserId(str(details.get('to'))), names)}"
        case "PeopleChanged":
            return participants.changed(details, names)
        case "NoMeetingNeeded" if decider := details.get("decider"):
            is_self = decider == entry.by
            return f"{'decides' if is_self else f'lets {name_of(UserId(str(decider)), names)} decide'} it in the thread"
        case "LineTicked":
            return f"ticked {what}{by_hand}"
        case "LineUnticked":
            return f"unticked {what}"
        case "LineNeedChanged":
            return f"set {what} to {'needed' if details.get('needed') else 'not needed here'}"
        case "TextEdited":
            section, renamed = (
                f"“{w.escape(w.one_line(str(details.get(name) or ''), 50))}”" for name in ("heading", "renamed")
            )
            return _EDITED[TextChange(details["change"])].format(section=section, renamed=renamed)
        case "Commented":
            section = w.escape(w.one_line(str(details.get("heading") or ""), 50))
            return _COMMENTED[CommentKind(details["kind"])].format(section=f"“{section}”" if section else "a section")
        case "Renamed":
            return f"renamed it to “{w.literal(str(details.get('title') or ''), 80)}”"
        case _:
            return _DID.get(entry.event, w.escape(entry.event))


_DID = {
    "Created": "wrote a draft",
    "Shared": "shared it",
    "ReadersFixed": "found out who is expected to read",
    "DiscussionCancelled": "cancelled the discussion",
    "NoMeetingNeeded": "moved the discussion into the thread",
    "ReceiptGiven": "has read it",
    "ReceiptTakenBack": "took “read” back",
    "Nudged": "asked for a discussion",
    "NudgeTakenBack": "took the wish for a discussion back",
    "ReminderDeclined": "said that somebody else should be asked",
    "ReminderDeferred": "kept a reminder for working hours",
    "ReminderSnoozed": "snoozed the reminder",
    "TakenOver": "took it over",
    "Withdrawn": "withdrew it",
    "Reopened": "reopened it",
}

_COMMENTED = {
    CommentKind.COMMENT: "commented on {section}",
    CommentKind.QUESTION: "asked about {section}",
    CommentKind.CONCERN: "has a concern about {section}",
}

_EDITED = {
    TextChange.BODY: "changed {section}",
    TextChange.HEADING: "renamed {section} to {renamed}",
    TextChange.MOVED: "moved {section}",
    TextChange.REMOVED: "removed {section}",
    TextChange.ADDED: "added {section}",
    TextChange.REPLACED: "replaced the text by a file",
}
