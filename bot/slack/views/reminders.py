"""Reminder messages to a person: one reminder, or all that a day brings. Once its reason has gone, each says so in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import clock_phrase, day_phrase
from bot.domain.checklist import waiting
from bot.domain.process import status
from bot.domain.reminders import Coming, ReminderKind, is_latest, is_waiting, stakeholder_asked
from bot.domain.spec import DiscussionKind, Reminded, Spec, Status
from bot.slack import blocks as b
from bot.slack import wording as w
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action
from bot.slack.views.cards import Names, name_of

TITLE_TEXT = 42
"""Of the first 90 characters, which are all that a phone's notification shows, the ask needs the other half."""

SHOWN = 12
"""Reminders in one message; a message holds 50 blocks."""

TIMES_IN_MANY = 2
"""Times that each of several reminders offers; one alone offers all."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One reminder as its recipient sees it; times are aware UTC, `zone` is the recipient's.

    `not_before` is None when it would never come again by itself. `coming` is the stakeholder who is asked next in the
    drafter's place.
    """

    spec: Spec
    entry: Reminded
    zone: str
    now: datetime
    times: Sequence[datetime]
    not_before: datetime | None
    coming: Coming | None
    is_private: bool


def is_live(spec: Spec, entry: Reminded) -> bool:
    """Whether there is still something to do for the person who was reminded."""
    is_theirs = entry.kind == ReminderKind.PICK_TIME or entry.user == spec.drafter
    return is_theirs and is_waiting(spec) and is_latest(spec, entry) and entry.declined_at is None


def message(reminders: Sequence[Reminder], names: Names) -> list[Block]:
    """The reminders with what settles them, or what became of them. Raises ValueError for none."""
    if not reminders:
        raise ValueError("a message reminds of something")
    live = [reminder for reminder in reminders if is_live(reminder.spec, reminder.entry)]
    alone = len(reminders) == 1
    blocks: list[Block] = [] if alone else [b.section(f"*{_heading(live)}*")]
    # What is settled gives way where there is no room for all.
    shown = sorted(reminders, key=lambda each: each not in live)[:SHOWN] if len(reminders) > SHOWN else reminders
    for reminder in shown:
        blocks += _one(reminder, names, times_shown=len(reminder.times) if alone else TIMES_IN_MANY)
    if len(reminders) > SHOWN:
        blocks.append(b.context(f"and {len(reminders) - SHOWN} more: /techspec list unscheduled"))
    if live:
        blocks.append(b.context(_why(live)))
    return b.message(blocks)


def fallback(reminders: Sequence[Reminder]) -> str:
    """The notification: spec, ask and deadline within the first 90 characters; no titles of private channels."""
    live = [reminder for reminder in reminders if is_live(reminder.spec, reminder.entry)]
    if len(live) == 1:
        return _ask(live[0])
    specs = ", ".join(_name(reminder) for reminder in (live or reminders)[:SHOWN])
    return f"{_heading(live)}: {specs}"


def _heading(live: Sequence[Reminder]) -> str:
    if not live:
        return "Nothing to do here"
    return "1 spec needs a time" if len(live) == 1 else f"{len(live)} specs need a time"


def _one(reminder: Reminder, names: Names, *, times_shown: int) -> list[Block]:
    spec, entry = reminder.spec, reminder.entry
    if not is_live(spec, entry):
        return [b.section(f"{_headline(spec)}\n{_settled(reminder, names)}")]
    number = str(spec.number)
    since = _day(spec.waiting_since or spec.created_at, reminder)
    lines = [_ask(reminder, is_inside=True), f"Ready since {since}, no time set yet."]
    if entry.kind != ReminderKind.PICK_TIME:
        lines += _who_else(reminder, names)
    if not reminder.times:
        lines.append(
            "No working hours are shared by everybody in the next two weeks: deciding in the thread may be easier."
        )
    if (until := _snoozed_until(spec, entry)) is not None:
        lines.append(f"💤 Snoozed until {w.date(until)}.")
    picks = [
        b.button(clock_phrase(at, reminder.zone), f"{Action.SET_TIME}#{place}", f"{number}:{int(at.timestamp())}")
        for place, at in enumerate(reminder.times[:times_shown])
    ]
    others = [b.button("Another time…", Action.PICK_TIME, number)]
    if entry.user in spec.drafters:
        others.append(b.button("No meeting needed", Action.NO_MEETING, number))
    return [
        b.section("\n".join(lines)),
        b.actions(*picks, *others, _later(number), block_id=f"times-{number}"),
    ]


def _who_else(reminder: Reminder, names: Names) -> Sequence[str]:
    """The drafter hears who is asked in their place, before it happens and after."""
    if (asked := stakeholder_asked(reminder.spec)) is not None:
        return [f"I have asked {name_of(asked.user, names)} too."]
    if reminder.coming is not None:
        on = _day(reminder.coming.at, reminder)
        return [f"If none is set, I ask {name_of(reminder.coming.user, names)} on {on} to pick one."]
    return []


def _day(at: datetime, reminder: Reminder) -> str:
    """A day in words that are still right when the message is read on a later one."""
    return day_phrase(at, reminder.now, reminder.zone, is_lasting=True)


def _snoozed_until(spec: Spec, entry: Reminded) -> datetime | None:
    return spec.snoozed_until if entry.user == spec.drafter else entry.snoozed_until


def _headline(spec: Spec) -> str:
    return f"*{spec.name}* {w.escape(w.one_line(spec.title, TITLE_TEXT))}"


def _name(reminder: Reminder) -> str:
    """The spec as a notification may call it."""
    spec = reminder.spec
    return spec.name if reminder.is_private else w.escape(f"{spec.name} {w.one_line(spec.title, TITLE_TEXT)}")


def _ask(reminder: Reminder, *, is_inside: bool = False) -> str:
    """The question; inside the message the title is shown to whoever may see the channel."""
    spec, entry = reminder.spec, reminder.entry
    called = _headline(spec) if is_inside else _name(reminder)
    if entry.kind == ReminderKind.PICK_TIME:
        since = _day(spec.waiting_since or spec.created_at, reminder)
        return f"{called}: can you pick a time?" + ("" if is_inside else f" None since {since}.")
    asked = len(waiting(spec))
    if entry.kind == ReminderKind.LAST_CALL and stakeholder_asked(spec) is None:
        return f"{called}: can you set a time today?"
    if not asked:
        return f"{called}: when do you want to discuss it?"
    return f"{called}: {'1 person wants' if asked == 1 else f'{asked} people want'} to discuss it. When?"


def _why(live: Sequence[Reminder]) -> str:
    """Why this came, and when it comes again."""
    drafted = [reminder for reminder in live if reminder.entry.kind != ReminderKind.PICK_TIME]
    asked = [reminder for reminder in live if reminder.entry.kind == ReminderKind.PICK_TIME]
    parts = []
    if drafted and asked:
        of = ", ".join(reminder.spec.name for reminder in asked)
        parts.append(f"You get this as the drafter; for {of} as a stakeholder, because no time was found.")
    elif asked:
        whose = "its drafter has" if len(asked) == 1 else "their drafters have"
        parts.append(f"You get this as a stakeholder: {whose} not found a time. It comes once.")
    else:
        parts.append("You get this as the drafter.")
    again = [reminder.not_before for reminder in drafted if reminder.not_before is not None]
    if again:
        parts.append(f"Not again before {_day(min(again), live[0])}.")
    return " ".join([*parts, "I cannot see calendars."])


def _settled(reminder: Reminder, names: Names) -> str:
    """Why there is nothing to do any more."""
    spec, entry = reminder.spec, reminder.entry
    discussion = spec.standing_discussion
    if status(spec) is Status.WITHDRAWN:
        return "✓ Withdrawn. Nothing to do."
    if discussion is not None and discussion.kind is DiscussionKind.THREAD:
        return f"✓ Decided in the thread by {w.date(discussion.starts_at, w.DateStyle.DAY)}. Nothing to do here."
    if discussion is not None:
        return f"✓ {w.date(discussion.starts_at)}, set by {name_of(discussion.set_by, names)}. Nothing to do."
    if entry.declined_at is not None:
        asked = stakeholder_asked(spec) or reminder.coming
        return f"✓ Not you, then. {f'I ask {name_of(asked.user, names)}' if asked else 'It stays with the drafter'}."
    if entry.kind != ReminderKind.PICK_TIME and entry.user != spec.drafter:
        return f"✓ {name_of(spec.drafter, names)} drafts it now. Nothing to do."
    return "Asked again below."


def _later(number: str) -> Element:
    """What people can say instead of doing it now."""
    options = [
        b.option("Snooze 1 hour", f"{number}:1h"),
        b.option("Snooze until tomorrow morning", f"{number}:tomorrow"),
        b.option("Snooze until…", f"{number}:until"),
        b.option("I am away…", f"{number}:away"),
        b.option("Not me…", f"{number}:not-me"),
    ]
    return b.static_select(Action.SNOOZE, options, placeholder="Snooze, not me…")
