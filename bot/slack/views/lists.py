"""Answers to commands that only the asking person sees: lists, a choice of specs, and help."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.domain.process import status
from bot.domain.spec import Spec, Status, UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import COMMAND, Action, Command
from bot.slack.views import statuses
from bot.slack.views.cards import name_of, some_names

SPECS_SHOWN = 15

HELP = {
    Command.NEW: ("[title]", "a new tech spec"),
    Command.LIST: ("[mine|unscheduled|stuck|decided|all] [words]", "what is open, and who is waited for"),
    Command.SHOW: ("12", "a spec's card, for you alone"),
    Command.SHARE: ("12", "publish your draft in its channel"),
    Command.SCHEDULE: ("12 [thu 2pm]", "set or move the discussion"),
}
"""The five that matter, with their arguments."""

MORE_HELP = {
    Command.READ: ("12", "read it here"),
    Command.NUDGE: ("12", "ask the drafter for a discussion"),
    Command.EXPORT: ("12", "get it as a Markdown file"),
    Command.WITHDRAW: ("12", "take it back; it can be reopened"),
    Command.EDIT: ("12", "change your text, a section at a time or by file"),
    Command.IMPORT: ("", "make one from a file, or from Markdown that you paste"),
    Command.TEMPLATE: ("", "the form that new specs of this channel have"),
    Command.SETTINGS: ("", "how I work in this channel: reminders, hours, holidays, emoji"),
    Command.AWAY: ("[until monday]", "tell me when you are away"),
    Command.HELP: ("", "this page"),
}


class Which(StrEnum):
    """The word after `/techspec list`: which specs are meant."""

    OPEN = "open"
    MINE = "mine"
    UNSCHEDULED = "unscheduled"
    STUCK = "stuck"
    DECIDED = "decided"
    ALL = "all"


NOTHING = {
    Which.STUCK: "Nothing is stuck: no tech spec that you can see has waited long for a time.",
    Which.DECIDED: "I cannot record decisions yet, and no tech spec that you can see has been discussed so far.",
}
"""What there is to say of the lists that one likes to find empty, or does not expect to."""

ABOUT = {
    Which.MINE: "What you draft, and after it what waits for you.",
    Which.STUCK: "These wait for a time, the longest first. Anybody in their channels may pick one.",
    Which.DECIDED: (
        "I cannot record decisions yet. These were discussed, or the day for it has passed: what was decided stands in "
        "the threads of their cards."
    ),
}


def heading(which: Which, words: Sequence[str]) -> str:
    """What is listed, in one line."""
    return w.one_line(f"Tech specs: {which}" + (f", with “{' '.join(words)}”" if words else ""), 150)


def listing(
    which: Which,
    words: Sequence[str],
    specs: Sequence[Spec],
    names: Mapping[UserId, str],
    now: datetime,
    *,
    left: Collection[UserId] = (),
) -> list[Block]:
    """Specs with what each waits for, whom, and how long; `left` are people who were deactivated."""
    title = w.escape(heading(which, words))
    if not specs:
        new = el.button("New tech spec", Action.NEW, "new", style="primary")
        nothing = f"{title}: nothing here." if words else NOTHING.get(which, f"{title}: nothing here.")
        return b.message([b.section(nothing), b.actions(new, block_id="empty")])
    blocks = [b.section(f"*{title}*")]
    if which in ABOUT:
        blocks.append(b.context(ABOUT[which]))
    blocks += [_row(spec, names, now, left) for spec in specs[:SPECS_SHOWN]]
    if len(specs) > SPECS_SHOWN:
        rest = len(specs) - SPECS_SHOWN
        blocks.append(b.context(f"and {rest} more. Words narrow it down: `{COMMAND} list {which} checkout`"))
    return b.message(blocks)


def _row(spec: Spec, names: Mapping[UserId, str], now: datetime, left: Collection[UserId]) -> Block:
    name = w.literal(spec.title, 80)
    step = statuses.next_step(spec, now, partial(some_names, names=names))
    if spec.drafter in left and status(spec) is not Status.WITHDRAWN:
        step = f"waiting for somebody to take it over, {name_of(spec.drafter, names)} has left"
    since = statuses.since(spec, now)
    length = statuses.how_long(since, now)
    waited = f"since {w.date(since, w.DateStyle.DAY)}" + (f" ({length})" if length else "")
    text = f"{statuses.emoji(spec, now)} *{spec.name} {name}* · {statuses.words(spec, now)}\n{step} · {waited}"
    return b.section(text, accessory=el.button("Show", Action.SHOW, str(spec.number)))


def choice(command: Command, action: Action, specs: Sequence[Spec]) -> list[Block]:
    """Which spec is meant? One button each; `action` is what the command would have done."""
    blocks = [b.section("Which one?")]
    for spec in specs[:SPECS_SHOWN]:
        title = w.literal(spec.title, 80)
        press = el.button(command.capitalize(), action, str(spec.number))
        blocks.append(b.section(f"*{spec.name}* {title}", accessory=press))
    if len(specs) > SPECS_SHOWN:
        blocks.append(b.context(f"and {len(specs) - SPECS_SHOWN} more: `{COMMAND} {command} 12` takes a number."))
    return b.message(blocks)


def nudged(spec: Spec, names: Mapping[UserId, str], at: datetime | None) -> str:
    """When the drafter hears of a nudge, None where they cannot be told; and what need not wait for that."""
    drafter = name_of(spec.drafter, names)
    heard = f"{drafter} hears of it {w.date(at)}" if at is not None else f"I cannot tell {drafter} just now"
    return f"Noted. {heard}. Anybody may set a time: `{COMMAND} {Command.SCHEDULE} {spec.number}`"


def really_withdraw(spec: Spec) -> list[Block]:
    """The question before a spec is withdrawn by command."""
    title = w.literal(spec.title, 150)
    press = el.button(f"Withdraw {spec.name}", Action.WITHDRAW, str(spec.number), style="danger")
    return b.message(
        [b.section(f"Withdraw *{spec.name} {title}*? Reminders stop; it can be reopened from ⋯.", accessory=press)]
    )


def join_and_share(number: int, problem: str) -> list[Block]:
    """What stands in the way of sharing, and the offer to join the channel."""
    join = el.button("Join and share", Action.SHARE, f"{number}:join", style="primary")
    return b.message([b.section(w.escape(problem)), b.actions(join, block_id="join")])


def help_page() -> list[Block]:
    """The commands that matter, and where the rest is."""
    new = el.button("New tech spec", Action.NEW, "new", style="primary")
    rest = "\n".join(_help_line(*item) for item in MORE_HELP.items())
    return b.message(
        [
            b.section("*I carry a tech spec from its first draft to tickets, in the channel where you talk.*"),
            b.section("\n".join(_help_line(*item) for item in HELP.items()), accessory=new),
            b.context(rest),
            b.context("On a card: ✅ I have read it · 🔔 please schedule · 1️⃣-9️⃣ tick that line · ⋯ everything else"),
        ]
    )


def _help_line(command: Command, about: tuple[str, str]) -> str:
    arguments, what = about
    return f"`{' '.join(filter(None, (COMMAND, command, arguments)))}`  {what}"
