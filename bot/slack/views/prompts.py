"""Short direct messages that ask one person one thing."""

from collections.abc import Sequence

from bot.domain.spec import ChannelId, Closed, Line, Spec
from bot.slack import blocks as b
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Action
from bot.slack.views.cards import Names, has_left, line_button, name_of, number_of, take_over

SPECS_SHOWN = 15


def line_help(spec: Spec, line: Line) -> list[Block]:
    """The answer to a keycap on a line that ticks itself: the button that makes it true."""
    text = w.escape(w.one_line(line.text, 150))
    return b.message(
        [
            b.section(
                f"*{spec.name}*, line {number_of(spec, line)}: “{text}” ticks itself as soon as it is true.",
                accessory=line_button(spec, line),
            ),
            b.context(
                f"You get this for your reaction on the card. To set the line by hand, use ⋯ on {spec.name}'s card."
            ),
        ]
    )


def channel_closed(channel: ChannelId, name: str, why: Closed, specs: Sequence[Spec]) -> list[Block]:
    """To a drafter: their specs in a channel where the bot cannot write any more, and what would help."""
    blocks = [b.section(_CLOSED[why].format(link=w.channel_link(channel), name=w.escape(w.one_line(name, 80))))]
    for spec in specs[:SPECS_SHOWN]:
        title = w.escape(w.one_line(spec.title, 150))
        more = b.button("⋯", Action.MORE, str(spec.number))
        blocks.append(b.section(f"*{spec.name}* {title}", accessory=more))
    if len(specs) > SPECS_SHOWN:
        blocks.append(b.context(f"and {len(specs) - SPECS_SHOWN} more: `/techspec list mine`"))
    why_told = "You get this once, as the drafter. ⋯ withdraws what nobody needs any more, and exports the text."
    return b.message([*blocks, b.context(why_told)])


def channel_closed_fallback(why: Closed, specs: Sequence[Spec]) -> str:
    """The same in one line, without titles: the channel may be private."""
    more = f" and {len(specs) - 1} more" if len(specs) > 1 else ""
    what = "its channel is archived" if why is Closed.ARCHIVED else "I cannot write in its channel"
    return f"{specs[0].name}{more}: {what}. What next?"


def channel_settled(channel: ChannelId, *, is_open: bool) -> list[Block]:
    """What that message becomes when its reason has gone."""
    if is_open:
        text = f"✓ I can write in {w.channel_link(channel)} again, and what waited goes there now. Nothing to do."
    else:
        text = "✓ Nothing of yours waits in that channel any more. Nothing to do."
    return b.message([b.section(text)])


def who_takes_over(spec: Spec, names: Names) -> list[Block]:
    """To somebody who could: the drafter of a spec has left."""
    title = w.escape(w.one_line(spec.title, 150))
    asked = b.section(f"{has_left(spec, names)}\n*{spec.name}* {title}", accessory=take_over(spec))
    return b.message([asked, b.context("You get this once, because you take part in it. Whoever is first has it.")])


def somebody_drafts(spec: Spec, names: Names) -> list[Block]:
    """What that message becomes when its reason has gone."""
    gone = "was withdrawn" if spec.withdrawn_at is not None else f"is drafted by {name_of(spec.drafter, names)}"
    return b.message([b.section(f"✓ *{spec.name}* {gone}. Nothing to do.")])


_CLOSED = {
    Closed.ARCHIVED: (
        "📦 {link} is archived, so the cards of these specs stand still. Unarchive it, and they go on by themselves."
    ),
    Closed.LEFT: (
        "🚪 I was taken out of {link}, so the cards of these specs stand still. "
        "Type /invite and my name there, and they go on by themselves."
    ),
    Closed.GONE: (
        "🔍 I cannot see #{name} any more, so the cards of these specs stand still. If it was deleted, they have no place "
        "left; if it is private now, type /invite and my name there, and they go on by themselves."
    ),
}
