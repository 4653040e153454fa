"""What the channel hears when a discussion is set, moved or cancelled: one reply in the card's thread."""

from bot.domain.spec import Discussion, DiscussionKind, Spec, UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Action
from bot.slack.views.cards import Names, name_of


def announcement(spec: Spec, discussion: Discussion, names: Names) -> list[Block]:
    """The reply for this state of the discussion."""
    title = w.literal(spec.title, 150)
    text = f"{_headline(discussion, names)}\n*{spec.name}* {title}"
    if discussion.cancelled_at is not None or spec.url is not None:
        return b.message([b.section(text)])
    read = el.button(f"Read ({spec.text.reading_minutes} min)", Action.READ, str(spec.number))
    return b.message([b.section(text, accessory=read)])


def handover(spec: Spec, drafter: UserId) -> list[Block]:
    """The reply for a new drafter, who hears of it by being mentioned."""
    title = w.literal(spec.title, 150)
    show = el.button("What is next?", Action.SHOW, str(spec.number))
    text = f"🤝 {w.mention(drafter)} drafts *{spec.name}* {title} from now on"
    return b.message([b.section(f"{text}{_deciding(spec, drafter)}.", accessory=show)])


def _deciding(spec: Spec, drafter: UserId) -> str:
    """Who decides goes along with the draft, if it was the drafter; another message had named somebody else."""
    discussion = spec.standing_discussion
    if discussion is None or discussion.kind is not DiscussionKind.THREAD or discussion.decider != drafter:
        return ""
    return f", and decides here in the thread by {w.date(discussion.starts_at, w.DateStyle.WEEKDAY)}"


def fallback(spec: Spec, discussion: Discussion) -> str:
    """The reply in one line."""
    if discussion.cancelled_at:
        what = "discussion cancelled"
    elif discussion.kind is DiscussionKind.THREAD:
        what = f"to be decided in the thread by {w.date(discussion.starts_at, w.DateStyle.DAY)}"
    else:
        what = f"discussion {'moved' if discussion.sequence else 'set'}, {w.date(discussion.starts_at)}"
    return f"{w.escape(f'{spec.name} {w.one_line(spec.title, 150)}')}: {what}"


def goes_to_channel(discussion: Discussion) -> bool:
    """A date that was set or moved is for everybody; what else happens stays in the thread."""
    return discussion.cancelled_at is None


def _headline(discussion: Discussion, names: Names) -> str:
    when = w.date(discussion.starts_at, w.DateStyle.WEEKDAY)
    by = name_of(discussion.set_by, names)
    if discussion.cancelled_at is not None:
        return f"❌ The discussion of {when} is cancelled by {name_of(discussion.cancelled_by or discussion.set_by, names)}."
    if discussion.kind is DiscussionKind.THREAD:
        decider = discussion.decider or discussion.set_by
        # Whoever is to decide and did not say so themselves hears of it by being mentioned.
        who = name_of(decider, names) if decider == discussion.set_by else w.mention(decider)
        return f"💬 No meeting needed: {who} decides here in the thread by {when}. Say what you think."
    minutes = int(discussion.length.total_seconds() // 60)
    place = f" · {w.escape(w.one_line(discussion.place, 200))}" if discussion.place else ""
    verb = "moved to" if discussion.sequence else "set for"
    return f"📅 Discussion {verb} {when} ({minutes} min){place}, by {by}."
