"""Short direct messages that answer what one person did."""

from bot.domain.spec import Line, Spec
from bot.slack import blocks as b
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.views.cards import line_button, number_of


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
