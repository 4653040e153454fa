"""Short direct messages that answer what one person did. Once there is nothing to do any more, each says so in place."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import day_phrase
from bot.domain.checklist import LineState, line_state, missing_readers, waiting
from bot.domain.process import status
from bot.domain.spec import DiscussionKind, Line, Spec, Status, UserId
from bot.domain.template import LineKind
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action
from bot.slack.views.cards import Names, in_short, keycap_of, line_button, name_of, number_of, some_names
from bot.slack.views.reminders import TITLE_TEXT


@dataclass(frozen=True, kw_only=True)
class LineHelp:
    """The answer to a keycap on a line that ticks itself, as `viewer` sees it at `now` in their `zone`.

    `is_latest` while the same person was not answered again about the same line.
    """

    spec: Spec
    line: Line
    viewer: UserId
    zone: str
    now: datetime
    is_private: bool
    is_latest: bool

    @property
    def is_drafter(self) -> bool:
        """Whether the one who asked drafts the spec."""
        return self.viewer in self.spec.drafters

    @property
    def is_open(self) -> bool:
        """Whether there is something that the line waits for."""
        is_withdrawn = status(self.spec) is Status.WITHDRAWN
        return self.is_latest and not is_withdrawn and line_state(self.spec, self.line) is LineState.OPEN


def line_help(shown: LineHelp, names: Names) -> list[Block]:
    """What the line waits for, with the button by which this person can do something about it; or why it does not."""
    spec = shown.spec
    headline = f"*{spec.name}* {w.literal(spec.title, TITLE_TEXT)}"
    line = f"{keycap_of(spec, shown.line)} “{in_short(shown.line)}”"
    if not shown.is_open:
        return b.message(
            [
                b.section(f"{headline}\n{_settled(shown, line, names)}"),
                b.context("You got this for your reaction on the card."),
            ]
        )
    return b.message(
        [
            b.section(
                f"{headline}: {_ask(shown, names)}\n{line} ticks itself once {_once(shown, names)}.",
                accessory=_button(shown),
            ),
            b.context(
                f"You get this for your reaction on the card. To set the line by hand, use ⋯ on {spec.name}'s card."
            ),
        ]
    )


def fallback(shown: LineHelp, names: Names) -> str:
    """The notification: spec, ask and deadline within the first 90 characters; no titles of private channels."""
    spec = shown.spec
    called = spec.name if shown.is_private else w.escape(f"{spec.name} {w.one_line(spec.title, TITLE_TEXT)}")
    if shown.is_open:
        return f"{called}: {_ask(shown, names)}"
    if status(spec) is Status.WITHDRAWN:
        return f"{called} was withdrawn. Nothing to do."
    state = "is not needed" if line_state(spec, shown.line) is LineState.NOT_NEEDED else "is done"
    what = f"line {number_of(spec, shown.line)} {state}" if shown.is_latest else "answered again below"
    return f"{called}: {what}. Nothing to do."


def _ask(shown: LineHelp, names: Names) -> str:
    """What this person can do about it, or whom it waits for."""
    spec = shown.spec
    if shown.line.kind is LineKind.READ:
        missing = missing_readers(spec)
        if shown.viewer not in missing:
            return f"waiting for {some_names(missing, names)} to read it"
        discussion = spec.standing_discussion
        if discussion is None or discussion.starts_at <= shown.now:
            return "can you read it?"
        return f"can you read it before {day_phrase(discussion.starts_at, shown.now, shown.zone, is_lasting=True)}?"
    if shown.is_drafter:
        return "when do you want to discuss it?"
    return "do you want to discuss it?" if shown.line.kind is LineKind.REMIND else "can you pick a time?"


def _once(shown: LineHelp, names: Names) -> str:
    """What makes the line true."""
    spec = shown.spec
    match shown.line.kind:
        case LineKind.READ:
            total = len(spec.expected_readers)
            return f"everybody has read it ({total - len(missing_readers(spec))} of {total} so far)"
        case LineKind.REMIND if shown.is_drafter:
            return "a time is set, somebody asks for one, or I remind you"
        case LineKind.REMIND:
            return f"somebody asks for a discussion, or I remind {name_of(spec.drafter, names)}"
        case _:
            return "a time is set"


def _button(shown: LineHelp) -> Element | None:
    """A drafter is asked for a time instead of asking for one; there is nothing to press for who has read it."""
    spec, line = shown.spec, shown.line
    if line.kind is LineKind.READ:
        has_read = any(receipt.user == shown.viewer for receipt in spec.receipts)
        return None if has_read or shown.is_drafter else line_button(spec, line)
    if line.kind is LineKind.REMIND and shown.is_drafter:
        return el.button("Pick a time", Action.PICK_TIME, str(spec.number), style="primary")
    return line_button(spec, line)


def _settled(shown: LineHelp, line: str, names: Names) -> str:
    """Why there is nothing to do."""
    if status(shown.spec) is Status.WITHDRAWN:
        return "✓ Withdrawn. Nothing to do."
    if not shown.is_latest:
        return "Answered again below."
    if line_state(shown.spec, shown.line) is LineState.NOT_NEEDED:
        return f"⊘ {line}: {_not_needed(shown, names)}. Nothing to do."
    return f"✓ {line}: {_done(shown, names)}. Nothing to do."


def _not_needed(shown: LineHelp, names: Names) -> str:
    if shown.line.not_needed_by is not None:
        return f"not needed here, says {name_of(shown.line.not_needed_by, names)}"
    is_for_nobody = shown.line.kind is LineKind.READ and not shown.spec.expected_readers
    return "nobody is expected to read it" if is_for_nobody else "not needed here"


def _done(shown: LineHelp, names: Names) -> str:
    spec, line, discussion = shown.spec, shown.line, shown.spec.standing_discussion
    if line.ticks:
        return f"ticked by {name_of(line.ticks[0].user, names)}"
    if line.kind is LineKind.READ:
        return "everybody has read it"
    if discussion is not None and discussion.kind is DiscussionKind.THREAD:
        return f"to be decided in the thread by {w.date(discussion.starts_at, w.DateStyle.DAY)}"
    if discussion is not None:
        return f"{w.date(discussion.starts_at)}, set by {name_of(discussion.set_by, names)}"
    if asked := len(waiting(spec)):
        return f"{'1 person' if asked == 1 else f'{asked} people'} asked for a discussion"
    return "a time had been set" if spec.discussion else f"{name_of(spec.drafter, names)} was reminded"
