"""Reminder messages to a person: one reminder, or all that a day brings. Once its reason has gone, each says so in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import clock_phrase, day_phrase, local_day
from bot.domain.checklist import waiting
from bot.domain.ledger import (
    ASKS_FOR_TIME,
    ReminderKind,
    is_asked_anew,
    sent_in_this_wait,
    snoozed_of,
    stakeholder_asked,
)
from bot.domain.process import status
from bot.domain.reminders import Coming
from bot.domain.spec import ChannelId, Closed, DiscussionKind, Reminded, Spec, Status
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action
from bot.slack.views.cards import Names, has_left, name_of, some_names, take_over

TITLE_TEXT = 42
"""Of the first 90 characters, which are all that a phone's notification shows, the ask needs the other half."""

SHOWN = 12
"""Reminders in one message; a message holds 50 blocks."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One reminder as its recipient sees it; times are aware UTC, `zone` is the recipient's.

    `is_live` while there is something to do. `not_before` is when it comes again, or another in its place, None when none
    would by itself.
    `coming` is the stakeholder who is asked next in the drafter's place, `closed` why the bot cannot write in the channel.
    """

    spec: Spec
    entry: Reminded
    is_live: bool
    zone: str
    now: datetime
    times: Sequence[datetime]
    not_before: datetime | None
    coming: Coming | None
    is_private: bool
    channel_name: str
    drafter_left: bool = False
    closed: Closed | None = None


def message(reminders: Sequence[Reminder], names: Names) -> list[Block]:
    """The reminders with what settles them, or what became of them. Raises ValueError for none."""
    if not reminders:
        raise ValueError("a message reminds of something")
    live = [reminder for reminder in reminders if reminder.is_live]
    # What is settled goes without saying where the same message has something new of that spec.
    anew = {(reminder.spec.number, reminder.entry.kind) for reminder in live}
    reminders = [each for each in reminders if each.is_live or (each.spec.number, each.entry.kind) not in anew]
    alone = len(reminders) == 1
    blocks: list[Block] = [] if alone else [b.section(f"*{_heading(live)}*")]
    # What is settled gives way where there is no room for all.
    shown = sorted(reminders, key=lambda each: each not in live)[:SHOWN] if len(reminders) > SHOWN else reminders
    closed: ChannelId | None = None
    for reminder in sorted(shown, key=_closed_channel):
        if _closed_channel(reminder) and reminder.spec.channel != closed:
            # Said once for all the specs of the channel.
            closed = reminder.spec.channel
            blocks.append(_closed(reminder))
        blocks += _one(reminder, names)
    if len(reminders) > SHOWN:
        which = " unscheduled" if all(each.entry.kind in ASKS_FOR_TIME for each in reminders) else ""
        blocks.append(b.context(f"and {len(reminders) - SHOWN} more: /techspec list{which}"))
    if live:
        blocks.append(b.context(_why(live)))
    return b.message(blocks)


def fallback(reminders: Sequence[Reminder]) -> str:
    """The notification: spec, ask and deadline within the first 90 characters; no titles of private channels."""
    live = [reminder for reminder in reminders if reminder.is_live]
    names = list(dict.fromkeys(_name(reminder) for reminder in live or reminders))
    if live and len(names) == 1:
        return _ask(live[0])
    return f"{_heading(live)}: {', '.join(names[:SHOWN])}"


def _heading(live: Sequence[Reminder]) -> str:
    if not live:
        return "Nothing to do here"
    need = "need a time" if all(reminder.entry.kind in ASKS_FOR_TIME for reminder in live) else "need you"
    count = len({reminder.spec.number for reminder in live})
    return f"1 spec {need.replace('need', 'needs')}" if count == 1 else f"{count} specs {need}"


def _one(reminder: Reminder, names: Names) -> list[Block]:
    spec, entry = reminder.spec, reminder.entry
    number = str(spec.number)
    if not reminder.is_live:
        return [b.section(f"{_headline(reminder)}\n{_settled(reminder, names)}")]
    if entry.kind == ReminderKind.CHANNEL_CLOSED:
        return [b.section(_headline(reminder), accessory=el.button("⋯", Action.MORE, number))]
    if entry.kind == ReminderKind.TAKE_OVER:
        return [
            b.section(f"{has_left(spec, names)}\n{_headline(reminder)}"),
            b.actions(take_over(spec), _not_heir(number), block_id=f"heirs-{number}"),
        ]
    since = _day(spec.waiting_since or spec.created_at, reminder)
    lines = [_ask(reminder, is_inside=True), f"Ready since {since}, no time set yet."]
    if entry.kind != ReminderKind.PICK_TIME:
        lines += _who_else(reminder, names)
    if not reminder.times:
        lines.append(_nothing_shared(reminder, names))
    if _is_snoozed(reminder):
        lines.append(_snoozed(reminder))
    picks = [
        el.button(
            clock_phrase(at, reminder.now, reminder.zone),
            f"{Action.SET_TIME}#{place}",
            f"{number}:{int(at.timestamp())}",
        )
        for place, at in enumerate(reminder.times)
    ]
    others = [el.button("Another time…", Action.PICK_TIME, number)]
    if entry.user in spec.drafters:
        others.append(el.button("No meeting needed", Action.NO_MEETING, number))
    return [
        b.section("\n".join(lines)),
        b.actions(*picks, *others, _later(number), block_id=f"times-{number}"),
    ]


def _nothing_shared(reminder: Reminder, names: Names) -> str:
    """What helps where nobody could be offered a time; only drafters can do without a meeting."""
    drafter = reminder.spec.drafter
    if reminder.entry.user in reminder.spec.drafters:
        advice = "Deciding in the thread may be easier: *No meeting needed*."
    elif reminder.drafter_left:
        advice = "Pick one that comes close."
    else:
        advice = f"Pick one that comes close, or ask {name_of(drafter, names)} to decide in the thread."
    return f"No working hours are shared by everybody in the next two weeks. {advice}"


def _who_else(reminder: Reminder, names: Names) -> Sequence[str]:
    """The drafter hears who is asked in their place, before it happens and after, and who would rather not be."""
    entries = [entry for entry in sent_in_this_wait(reminder.spec) if entry.user != reminder.spec.drafter]
    declined = tuple(entry.user for entry in entries if entry.declined_at is not None)
    lines = [f"{some_names(declined, names)} said “not me”."] if declined else []
    if (asked := stakeholder_asked(reminder.spec)) is not None:
        lines.append(f"I have asked {name_of(asked.user, names)} too.")
    elif reminder.coming is not None:
        on = _day(reminder.coming.at, reminder)
        lines.append(f"If none is set, I ask {name_of(reminder.coming.user, names)} on {on} to pick one.")
    elif declined:
        lines.append("There is nobody else to ask, so it stays with you.")
    return [" ".join(lines)] if lines else []


def _when(at: datetime, reminder: Reminder) -> str:
    """The day, or where that is this very day, its hour."""
    is_today = local_day(at, reminder.zone) == local_day(reminder.now, reminder.zone)
    return clock_phrase(at, reminder.now, reminder.zone) if is_today else _day(at, reminder)


def _day(at: datetime, reminder: Reminder) -> str:
    """A day in words that are still right when the message is read on a later one."""
    return day_phrase(at, reminder.now, reminder.zone, is_lasting=True)


def _is_snoozed(reminder: Reminder) -> bool:
    return snoozed_of(reminder.spec, reminder.entry) is not None


def _snoozed(reminder: Reminder) -> str:
    """When it really comes again: a snooze that ends at night ends in the morning."""
    at = reminder.not_before
    return "💤 Snoozed." if at is None else f"💤 Snoozed until {clock_phrase(at, reminder.now, reminder.zone)}."


def _headline(reminder: Reminder) -> str:
    """The spec by its name; the title of a private one is for its drafters, who cannot lose sight of it."""
    spec = reminder.spec
    if reminder.is_private and reminder.entry.user not in spec.drafters:
        return f"*{spec.name}*"
    return f"*{spec.name}* {w.literal(spec.title, TITLE_TEXT)}"


def _name(reminder: Reminder) -> str:
    """The spec as a notification may call it."""
    spec = reminder.spec
    return spec.name if reminder.is_private else w.escape(f"{spec.name} {w.one_line(spec.title, TITLE_TEXT)}")


def _ask(reminder: Reminder, *, is_inside: bool = False) -> str:
    """The question; inside the message the title is shown to whoever may see the channel."""
    spec, entry = reminder.spec, reminder.entry
    called = _headline(reminder) if is_inside else _name(reminder)
    if entry.kind == ReminderKind.TAKE_OVER:
        return f"{called}: its drafter has left. Who takes it over?"
    if entry.kind == ReminderKind.CHANNEL_CLOSED:
        return f"{called}: {_why_closed(reminder)}. What next?"
    if entry.kind == ReminderKind.PICK_TIME:
        since = _day(spec.waiting_since or spec.created_at, reminder)
        return f"{called}: can you pick a time?" + ("" if is_inside else f" None since {since}.")
    asked = len(waiting(spec))
    wish = f"{'1 person wants' if asked == 1 else f'{asked} people want'} to discuss it." if asked else ""
    if entry.kind == ReminderKind.LAST_CALL and reminder.coming is not None:
        # The deadline before the wish: a phone shows no more of a long title's line.
        return f"{called}: can you say before {_when(reminder.coming.at, reminder)} when to meet? {wish}".rstrip()
    return f"{called}: {f'{wish} When?' if wish else 'when do you want to discuss it?'}"


def _why(live: Sequence[Reminder]) -> str:
    """Why this came, and when it comes again."""
    timed = [reminder for reminder in live if reminder.entry.kind in ASKS_FOR_TIME]
    parts = [_why_timed(timed)] if timed else []
    if any(reminder.entry.kind == ReminderKind.TAKE_OVER for reminder in live):
        parts.append("You are asked once who takes over, because you take part. Whoever is first has it.")
    if any(reminder.entry.kind == ReminderKind.CHANNEL_CLOSED for reminder in live):
        parts.append(
            "You hear of a closed channel once, as the drafter. ⋯ withdraws what nobody needs, and exports it."
        )
    return " ".join(parts)


def _why_timed(live: Sequence[Reminder]) -> str:
    drafted = [reminder for reminder in live if reminder.entry.kind != ReminderKind.PICK_TIME]
    asked = [reminder for reminder in live if reminder.entry.kind == ReminderKind.PICK_TIME]
    parts = []
    if drafted and asked:
        of = ", ".join(reminder.spec.name for reminder in asked)
        parts.append(f"You get this as the drafter; for {of} as a stakeholder, because nobody has set a time.")
    elif asked:
        once = "" if any(map(_is_snoozed, asked)) else " It comes once."
        parts.append(f"You get this as a stakeholder, because nobody has set a time.{once}")
    else:
        parts.append("You get this as the drafter.")
    # What is snoozed says itself when it comes.
    again = [each.not_before for each in drafted if each.not_before is not None and not _is_snoozed(each)]
    if again:
        parts.append(f"Not again before {_when(min(again), live[0])}.")
    return " ".join([*parts, "I cannot see calendars."])


def _settled(reminder: Reminder, names: Names) -> str:
    """Why there is nothing to do any more."""
    spec, entry = reminder.spec, reminder.entry
    discussion = spec.standing_discussion
    if status(spec) is Status.WITHDRAWN:
        return "✓ Withdrawn. Nothing to do."
    if entry.kind == ReminderKind.TAKE_OVER and reminder.drafter_left:
        card = (
            ""
            if spec.shared_at is None
            else f" Anybody in {w.channel_link(spec.channel)} can take it over from its card."
        )
        return f"✓ Not you, then.{card}"
    if entry.kind == ReminderKind.TAKE_OVER and entry.user == spec.drafter:
        return f"✓ You draft it now.{' It needs a time.' if status(spec) is Status.UNSCHEDULED else ''}"
    if entry.kind == ReminderKind.TAKE_OVER or (entry.user != spec.drafter and entry.kind != ReminderKind.PICK_TIME):
        return f"✓ {name_of(spec.drafter, names)} drafts it. Nothing to do."
    if entry.kind == ReminderKind.CHANNEL_CLOSED:
        return _opened(reminder)
    if discussion is not None and discussion.kind is DiscussionKind.THREAD:
        decider, by = discussion.decider or discussion.set_by, w.date(discussion.starts_at, w.DateStyle.DAY)
        if decider == entry.user:
            return f"✓ No meeting. You decide in the thread by {by}."
        return f"✓ No meeting. {name_of(decider, names)} decides in the thread by {by}. Nothing to do here."
    if discussion is not None:
        return f"✓ {w.date(discussion.starts_at)}, set by {name_of(discussion.set_by, names)}. Nothing to do."
    return _not_asked(reminder, names)


def _opened(reminder: Reminder) -> str:
    """What became of a closed channel: it is open, or was and is closed again."""
    spec = reminder.spec
    if reminder.closed is None:
        then = "It still needs a time." if status(spec) is Status.UNSCHEDULED else "Nothing to do."
        return f"✓ I can write in {w.channel_link(spec.channel)} again, and what waited goes there now. {then}"
    if is_asked_anew(spec, reminder.entry):
        return "It was closed again since: I say so below."
    return f"It was closed again since: {_why_closed(reminder)}, and its card stands still."


def _not_asked(reminder: Reminder, names: Names) -> str:
    """Why a spec that still needs a time asks its reader for none here."""
    spec, entry = reminder.spec, reminder.entry
    if entry.user not in {*spec.stakeholders, spec.drafter}:
        return "✓ You are not asked to approve it any more. Nothing to do."
    if is_asked_anew(spec, entry):
        return "Asked again below."
    if reminder.closed is not None:
        return f"Nobody is asked for a time while {_why_closed(reminder)}. Nothing to do here."
    is_drafter = entry.user == spec.drafter
    if entry.declined_at is not None and spec.is_of_this_wait(entry.occasion) and not is_drafter:
        asked = stakeholder_asked(spec) or reminder.coming
        return f"✓ Not you, then. {f'I ask {name_of(asked.user, names)}' if asked else 'It stays with the drafter'}."
    return f"{_waits_anew(reminder)} {_asked_next(reminder, names)}"


def _waits_anew(reminder: Reminder) -> str:
    """Why what was settled needs a time again."""
    spec = reminder.spec
    if spec.is_of_this_wait(reminder.entry.occasion):
        return "You draft it now."
    is_cancelled = spec.discussion is not None and spec.discussion.cancelled_at == spec.waiting_since
    return "The discussion was cancelled." if is_cancelled else "It was reopened."


def _asked_next(reminder: Reminder, names: Names) -> str:
    """Whether its reader is asked again for a time, or who is asked instead."""
    spec, reader, coming = reminder.spec, reminder.entry.user, reminder.coming
    asked = stakeholder_asked(spec) or coming
    whom = spec.drafter if reader == spec.drafter else asked.user if asked is not None else None
    if whom is None and not reminder.drafter_left:
        whom = spec.drafter
    if whom is None:
        return "Nothing to do."
    if whom != reader:
        return f"I ask {name_of(whom, names)} for a time. Nothing to do here."
    at = reminder.not_before if reader == spec.drafter else coming.at if coming is not None else None
    return f"I ask you again{f', not before {_when(at, reminder)}' if at is not None else ''}."


def _why_closed(reminder: Reminder) -> str:
    """What keeps the bot out of the spec's channel."""
    return "its channel is archived" if reminder.closed is Closed.ARCHIVED else "I cannot write in its channel"


def _later(number: str) -> Element:
    """What people can say instead of doing it now."""
    options = [
        el.option("Snooze 1 hour", f"{number}:1h"),
        el.option("Snooze until tomorrow morning", f"{number}:tomorrow"),
        el.option("Snooze until…", f"{number}:until"),
        el.option("I am away…", f"{number}:away"),
        el.option("Not me…", f"{number}:not-me"),
    ]
    return el.static_select(Action.SNOOZE, options, placeholder="Snooze, not me…")


def _not_heir(number: str) -> Element:
    """What people can say instead of taking a spec over."""
    options = [el.option("Not me", f"{number}:not-heir"), el.option("I am away…", f"{number}:away")]
    return el.static_select(Action.SNOOZE, options, placeholder="Not me, away…")


def _closed_channel(reminder: Reminder) -> str:
    """The channel of which a reminder tells that it is closed; what tells something else comes first."""
    is_closed = reminder.is_live and reminder.entry.kind == ReminderKind.CHANNEL_CLOSED
    return reminder.spec.channel if is_closed else ""


def _closed(reminder: Reminder) -> Block:
    spec = reminder.spec
    name = w.escape(w.one_line(reminder.channel_name, 80))
    return b.section(_CLOSED[reminder.closed or Closed.GONE].format(link=w.channel_link(spec.channel), name=name))


_CLOSED = {
    Closed.ARCHIVED: (
        "📦 {link} is archived, so the cards of its specs stand still. Unarchive it, and they go on by themselves."
    ),
    Closed.LEFT: (
        "🚪 I was taken out of {link}, so the cards of its specs stand still. "
        "Type /invite and my name there, and they go on by themselves."
    ),
    Closed.GONE: (
        "🔍 I cannot see #{name} any more, so the cards of its specs stand still. If it was deleted, they have no place "
        "left; if it is private now, type /invite and my name there, and they go on by themselves."
    ),
}
