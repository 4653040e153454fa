"""The card: the one message that always shows the spec as it stands, readable on a phone without unfolding.

Its size has a bound whatever the spec holds: at most five checklist lines, and every typed text is cut.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.checklist import LineState, is_due, leaves, line_state, missing_readers, waiting
from bot.domain.process import status
from bot.domain.reactions import USUAL, EmojiMap
from bot.domain.spec import Discussion, DiscussionKind, Line, Spec, Status, UserId
from bot.domain.template import LineKind
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action
from bot.slack.views import statuses

LINES_SHOWN = 5
LINE_TEXT = 110
TITLE_TEXT = 150
NAMES_SHOWN = 3
KEYCAPS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣")

Names = Mapping[UserId, str]


def card(
    spec: Spec,
    names: Names,
    now: datetime,
    emoji: EmojiMap = USUAL,
    waits_long_since: datetime | None = None,
    *,
    drafter_left: bool = False,
) -> list[Block]:
    """The card's blocks; the same facts give the same blocks. `emoji` are those of its channel.

    `waits_long_since` is since when it has waited for a date, if that is too long; `drafter_left` lets others take over.
    """
    blocks = [b.section(f"{statuses.emoji(spec, now)} *{spec.name} {_title(spec)}* · {statuses.words(spec, now)}")]
    if spec.text.summary:
        blocks.append(b.section(_quote(spec.text.summary)))
    blocks.append(b.context(_byline(spec, names)))
    if status(spec) is Status.WITHDRAWN:
        by = name_of(spec.withdrawn_by or spec.drafter, names)
        return b.message([*blocks, b.section(f"Withdrawn by {by}. Nothing to do.", accessory=_more(spec))])
    if drafter_left:
        blocks.append(b.section(has_left(spec, names), accessory=take_over(spec)))
    if discussion := spec.standing_discussion:
        blocks.append(b.section(_meeting(discussion, names)))
    if waits_long_since is not None:
        since = w.date(waits_long_since, w.DateStyle.DAY)
        blocks.append(b.section(f"⏳ Waiting for a time since {since}. Anybody here may pick one."))
    lines = [line for line in leaves(spec) if line_state(spec, line) is LineState.OPEN and is_due(spec, line, now)]
    blocks += [line_block(spec, line, names) for line in lines[:LINES_SHOWN]]
    blocks.append(b.section(_counts(spec, now, hidden=max(len(lines) - LINES_SHOWN, 0)), accessory=_more(spec)))
    if spec.shared_at is None:
        return b.message([*blocks, b.actions(_share(spec), _read(spec), block_id="draft")])
    return b.message([*blocks, b.context(legend(emoji, asks=status(spec) is Status.UNSCHEDULED))])


def legend(emoji: EmojiMap, *, asks: bool) -> str:
    """What the emoji on a card mean, `asks` where one may ask for a time; names of emoji need no escaping."""
    nudge = f" · :{emoji.nudge[0]}: please schedule" if asks else ""
    return f":{emoji.read[0]}: read{nudge} · 1️⃣-9️⃣ tick a line"


def shared_draft(spec: Spec) -> list[Block]:
    """What a draft's card in the drafter's messages becomes once the spec is shared."""
    return b.message([b.section(f"✓ *{spec.name} {_title(spec)}* is shared in {w.channel_link(spec.channel)}.")])


def handed_over(spec: Spec, names: Names) -> list[Block]:
    """What a draft's card in its former drafter's messages becomes."""
    return b.message([b.section(f"✓ *{spec.name} {_title(spec)}* is {name_of(spec.drafter, names)}'s now.")])


def fallback(spec: Spec, now: datetime) -> str:
    """The card in one line, for notifications and screen readers."""
    return w.escape(f"{spec.name} {w.one_line(spec.title, TITLE_TEXT)}: {statuses.plain_words(spec, now)}")


def has_left(spec: Spec, names: Names) -> str:
    """The question that is open when a drafter has left."""
    return f"👋 {name_of(spec.drafter, names)} has left. Who takes {spec.name} over?"


def take_over(spec: Spec) -> Element:
    """The answer to it."""
    return el.button("I take it over", Action.TAKE_OVER, str(spec.number), style="primary")


def line_block(spec: Spec, line: Line, names: Names) -> Block:
    """An open checklist line with the one button that settles it."""
    return b.section(
        f"{keycap_of(spec, line)} ☐ {_line_words(spec, line, names)}",
        accessory=line_button(spec, line),
        block_id=f"line-{line.position}",
    )


def number_of(spec: Spec, line: Line) -> int:
    """The line's number for people, from 1; it never changes while others are ticked."""
    return [leaf.position for leaf in leaves(spec)].index(line.position) + 1


def keycap_of(spec: Spec, line: Line) -> str:
    """The same as the emoji that one reacts with, as far as there are any."""
    number = number_of(spec, line)
    return KEYCAPS[number - 1] if number <= len(KEYCAPS) else f"{number}."


def name_of(user: UserId, names: Names) -> str:
    """The person's name, escaped: naming somebody on a card must not notify them. Unknown people are mentioned."""
    return w.escape(w.one_line(names[user], 40)) if names.get(user) else w.mention(user)


def some_names(users: tuple[UserId, ...], names: Names, *, most: int = NAMES_SHOWN) -> str:
    """The first few names, and how many more."""
    shown = [name_of(user, names) for user in users[:most]]
    rest = len(users) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _title(spec: Spec) -> str:
    return w.literal(spec.title, TITLE_TEXT)


def _quote(summary: str) -> str:
    return "> " + w.escape(w.one_line(summary, 250))


def _byline(spec: Spec, names: Names) -> str:
    parts = [name_of(spec.drafter, names)]
    if spec.url is not None:
        parts.append(w.link(spec.url, "the document"))
    else:
        parts.append(f"{spec.text.reading_minutes} min read")
    if spec.text.open_questions:
        parts.append(statuses.plural(spec.text.open_questions, "open question"))
    return " · ".join(parts)


def _meeting(discussion: Discussion, names: Names) -> str:
    by = name_of(discussion.set_by, names)
    if discussion.kind is DiscussionKind.THREAD:
        decider = name_of(discussion.decider or discussion.set_by, names)
        return f"💬 {decider} decides in the thread by {w.date(discussion.starts_at, w.DateStyle.WEEKDAY)}"
    minutes = int(discussion.length.total_seconds() // 60)
    place = f" · {w.escape(w.one_line(discussion.place, 200))}" if discussion.place else ""
    return f"🗓️ {w.date(discussion.starts_at, w.DateStyle.WEEKDAY)} · {minutes} min{place} · set by {by}"


SHORT = {
    LineKind.SCHEDULE: "Schedule the discussion",
    LineKind.READ: "Read before the discussion",
    LineKind.REMIND: "Remind the drafter",
    LineKind.FACILITATE: "Facilitate the discussion",
    LineKind.WRITE_TICKETS: "Write the tickets",
    LineKind.FEEDBACK: "Formal feedback",
}
"""Known lines in few words, for a phone; ⋯ shows the template's own."""


def in_short(line: Line) -> str:
    """The line in few words, escaped."""
    short = SHORT.get(line.kind) if line.kind else None
    return short or w.escape(w.one_line(line.text, LINE_TEXT))


def _line_words(spec: Spec, line: Line, names: Names) -> str:
    text = in_short(line)
    match line.kind:
        case LineKind.SCHEDULE if asked := len(waiting(spec)):
            return f"{text} · {'1 person is' if asked == 1 else f'{asked} people are'} waiting"
        case LineKind.READ if spec.expected_readers:
            missing = missing_readers(spec)
            total = len(spec.expected_readers)
            return f"{text} · {total - len(missing)} of {total} ({some_names(missing, names)} to go)"
        case LineKind.FEEDBACK if required := spec.feedback_expected:
            return f"{text} ({some_names(required, names)})"
        case _:
            return text


def line_button(spec: Spec, line: Line) -> Element:
    """The one button that settles a line: a fact line's does the thing, the others tick."""
    match line.kind:
        case LineKind.SCHEDULE:
            return el.button("Pick a time", Action.PICK_TIME, str(spec.number), style="primary")
        case LineKind.READ:
            return _read(spec)
        case LineKind.REMIND:
            return el.button("Please schedule", Action.NUDGE, str(spec.number))
        case _:
            return el.button("Tick", Action.TICK, f"{spec.number}:{line.position}")


def _counts(spec: Spec, now: datetime, *, hidden: int) -> str:
    states = [(line_state(spec, line), is_due(spec, line, now)) for line in leaves(spec)]
    counted = {
        "more": hidden,
        "done": sum(state is LineState.DONE for state, _ in states),
        "not needed": sum(state is LineState.NOT_NEEDED for state, _ in states),
        "later": sum(state is LineState.OPEN and not due for state, due in states),
    }
    return " · ".join(f"{count} {what}" for what, count in counted.items() if count) or (
        "Nothing done yet" if states else "No checklist"
    )


def _more(spec: Spec) -> Element:
    return el.button("⋯", Action.MORE, str(spec.number))


def _read(spec: Spec) -> Element:
    return el.button("Read", Action.READ, str(spec.number))


def _share(spec: Spec) -> Element:
    return el.button("Share", Action.SHARE, str(spec.number), style="primary")
