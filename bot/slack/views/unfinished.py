"""The offer to go on with what was typed into a form that was closed before it was submitted."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.process import TITLE_LIMIT
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Action


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """What can be continued: what it is called, how long ago it was seen last, and how many older ones there are."""

    key: str
    title: str
    ago: timedelta
    older: int = 0


def offer(unfinished: Unfinished, go_on: Action, discard: Action) -> list[Block]:
    """The offer at the top of a form, until the person has decided about it."""
    title = w.literal(unfinished.title, TITLE_LIMIT)
    what = f"“{title}”" if title else "a tech spec"
    older = {0: "", 1: " An older form is kept too."}.get(
        unfinished.older, f" {unfinished.older} older forms are kept too."
    )
    return [
        b.section(f"You did not finish *{what}* ({ago(unfinished.ago)}). It is kept for you alone, for a week.{older}"),
        b.actions(
            el.button("Continue", go_on, unfinished.key, style="primary"),
            el.button("Discard", discard, unfinished.key),
            block_id="unfinished",
        ),
        b.divider(),
    ]


def renewed(block: Block) -> Block:
    """A field of a continued form, under another id: with the old one Slack would go on showing what was in it before."""
    if block["type"] != "input":
        return block
    return {**block, "element": {**block["element"], "action_id": f"{block['element']['action_id']}#again"}}


def ago(length: timedelta) -> str:
    """How long ago, in the largest unit that fits."""
    minutes = int(length.total_seconds() // 60)
    for unit, size in (("day", 1_440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            number = minutes // size
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"
