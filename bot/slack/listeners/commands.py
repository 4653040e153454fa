"""What follows `/techspec`. A handler gives what only the asking person sees, or None when a modal or the card is the answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from bot.domain import events as e
from bot.domain.process import check_may_withdraw, status, waits_for, was_discussed
from bot.domain.spec import Spec, Status, UserId
from bot.errors import Refused
from bot.services import absences, process, reminders, specs
from bot.services.runner import UseCase
from bot.slack import profiles
from bot.slack import wording as w
from bot.slack.away import parse_absence
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.ids import COMMAND, Action, Command
from bot.slack.listeners import absences as absence_modals
from bot.slack.listeners import edits, imports, modals
from bot.slack.listeners import settings as settings_modals
from bot.slack.listeners import templates as template_modals
from bot.slack.membership import MayJoin
from bot.slack.payloads import Interaction, SlashCommand, split_number
from bot.slack.views import absences as views
from bot.slack.views import cards, lists
from bot.slack.views.lists import Which
from bot.slack.when import parse_when


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer for the asking person alone."""

    text: str
    blocks: Sequence[Block] | None = None


Handler = Callable[[Desk, SlashCommand], Awaitable[Reply | None]]
Find = UseCase[..., specs.Known]


async def answer(desk: Desk, call: SlashCommand) -> Reply | None:
    """Find the command that was meant; a typo gets the nearest one."""
    if call.word in HANDLERS:
        return await HANDLERS[call.word](desk, call)
    if not call.word:
        return await show_help(desk, call)
    number, _ = split_number(call.word)
    if number is not None:
        raise Refused(f"Did you mean {COMMAND} show {number}?")
    if call.word in LATER:
        raise Refused(f"{COMMAND} {call.word} is not there yet. {LATER[call.word]}")
    near = get_close_matches(call.word, HANDLERS, n=1, cutoff=0.5)
    meant = f"Did you mean {COMMAND} {near[0]}?" if near else f"{COMMAND} help shows what there is."
    raise Refused(f"I do not know “{w.one_line(call.word, 40)}”. {meant}")


async def new(desk: Desk, call: SlashCommand) -> None:
    """Open the form; what follows is the title."""
    await modals.open_new_spec(desk, call, title=call.text, channel=call.channel)


async def listing(desk: Desk, call: SlashCommand) -> Reply:
    """List specs: open ones, unless it says otherwise; further words must be in the title."""
    words = call.text.lower().split()
    which = Which(words.pop(0)) if words and words[0] in set(Which) else Which.OPEN
    known = await _visible(desk, call, specs.see_stuck if which is Which.STUCK else specs.see_all)
    now = desk.run.now()
    found = [
        spec
        for spec in known.specs
        if LISTED[which](spec, call.user, now) and all(word in spec.title.lower() for word in words)
    ]
    if which is Which.MINE:
        found.sort(key=lambda spec: call.user not in spec.drafters)
    blocks = lists.listing(which, words, found, known.names, now, left=known.left)
    return Reply(text=lists.heading(which, words), blocks=blocks)


async def show(desk: Desk, call: SlashCommand) -> Reply:
    """Repeat the card for this person alone."""
    number = await _number(desk, call, Command.SHOW, Action.SHOW)
    if isinstance(number, Reply):
        return number
    seen = await desk.run.read(specs.see, workspace=call.workspace, number=number, access=call.access)
    now = desk.run.now()
    return Reply(
        text=cards.fallback(seen.spec, now),
        blocks=cards.card(
            seen.spec, seen.names, now, seen.emoji, seen.waits_long_since, drafter_left=seen.drafter_left
        ),
    )


async def share(desk: Desk, call: SlashCommand) -> Reply:
    """Publish a draft."""
    number = await _number(desk, call, Command.SHARE, Action.SHARE, lambda spec: spec.shared_at is None)
    if isinstance(number, Reply):
        return number
    try:
        spec = await share_spec(desk, call, number)
    except MayJoin as problem:
        return Reply(text=str(problem), blocks=lists.join_and_share(number, str(problem)))
    return Reply(text=f"{spec.name} is shared in {w.channel_link(spec.channel)}.")


async def share_spec(desk: Desk, call: Interaction, number: int, *, joins: bool = False) -> Spec:
    """Share a draft after making sure that its card can be posted; joins its public channel if the drafter said so."""
    seen = await desk.run.read(specs.see, workspace=call.workspace, number=number, access=call.access)
    if joins:
        await desk.membership.join(seen.spec.channel)
    await desk.membership.ready(call.workspace, seen.spec.channel)
    event = e.Shared(by=call.user)
    return await desk.run.write(process.act, workspace=call.workspace, number=number, access=call.access, event=event)


async def schedule(desk: Desk, call: SlashCommand) -> Reply | None:
    """Open the schedule form; a time that was typed is shown in it and does not count before *Set*."""
    number = await _number(desk, call, Command.SCHEDULE, Action.PICK_TIME)
    if isinstance(number, Reply):
        return number
    starts_at = None
    if call.rest:
        [person] = await profiles.fetch(desk.client, desk.run, call.workspace, [call.user])
        starts_at = parse_when(call.rest, zone=person.zone, now=desk.run.now())
    await modals.open_schedule(desk, call, number, starts_at=starts_at)
    return None


async def read(desk: Desk, call: SlashCommand) -> Reply | None:
    """Open the text."""
    number = await _number(desk, call, Command.READ, Action.READ)
    if isinstance(number, Reply):
        return number
    await modals.open_reading(desk, call, number)
    return None


async def nudge(desk: Desk, call: SlashCommand) -> Reply:
    """Ask the drafter for a discussion."""
    number = await _number(desk, call, Command.NUDGE, Action.NUDGE, lambda spec: status(spec) is Status.UNSCHEDULED)
    if isinstance(number, Reply):
        return number
    heard = await desk.run.write(reminders.nudge, workspace=call.workspace, number=number, access=call.access)
    return Reply(text=lists.nudged(heard.spec, heard.names, heard.at))


async def export(desk: Desk, call: SlashCommand) -> Reply:
    """Send the text as a file."""
    number = await _number(desk, call, Command.EXPORT, Action.EXPORT)
    if isinstance(number, Reply):
        return number
    spec = await desk.run.write(specs.export, workspace=call.workspace, number=number, access=call.access)
    return Reply(text=f"{spec.name} comes as a file in our direct messages.")


async def withdraw(desk: Desk, call: SlashCommand) -> Reply:
    """Ask once more: a number is easily mistyped."""
    number = await _number(desk, call, Command.WITHDRAW, Action.WITHDRAW)
    if isinstance(number, Reply):
        return number
    seen = await desk.run.read(specs.see, workspace=call.workspace, number=number, access=call.access)
    check_may_withdraw(seen.spec, call.user)
    return Reply(text=f"Withdraw {seen.spec.name}?", blocks=lists.really_withdraw(seen.spec))


async def edit(desk: Desk, call: SlashCommand) -> Reply | None:
    """Open the sections of the text, for its drafters."""
    number = await _number(desk, call, Command.EDIT, Action.EDIT, lambda spec: call.user in spec.drafters)
    if isinstance(number, Reply):
        return number
    await edits.show_sections(desk, call, number)
    return None


async def import_spec(desk: Desk, call: SlashCommand) -> None:
    """Open the form for a document that exists; what follows is the title."""
    await imports.open_import(desk, call, title=call.text, channel=call.channel)


async def away(desk: Desk, call: SlashCommand) -> Reply | None:
    """Repeat the absence that was typed, which does not count before *Set*; without one, show what is planned."""
    if not call.text:
        await absence_modals.open_dates(desk, call)
        return None
    plan = await desk.run.read(absences.see, workspace=call.workspace, user=call.user)
    now = desk.run.now()
    absence = parse_absence(call.text, zone=plan.zone, now=now)
    return Reply(text=views.question(absence, plan, now), blocks=views.asked(absence, plan, now))


async def show_help(desk: Desk, call: SlashCommand) -> Reply:
    """The commands that matter."""
    del desk, call
    return Reply(text="Tech specs: /techspec new, list, show, share, schedule", blocks=lists.help_page())


async def _number(
    desk: Desk,
    call: SlashCommand,
    command: Command,
    action: Action,
    suits: Callable[[Spec], bool] = lambda _: True,
) -> int | Reply:
    """The spec that is meant: the number that was typed, this channel's only open one, or a choice."""
    if call.number is not None:
        return call.number
    if call.rest and command is not Command.SCHEDULE:
        raise Refused(f"“{w.one_line(call.rest, 40)}” is not a number. Write it like {COMMAND} {command} 12.")
    known = await _visible(desk, call)
    candidates = [spec for spec in known.specs if spec.withdrawn_at is None and suits(spec)]
    here = [spec for spec in candidates if spec.channel == call.channel] or candidates
    if len(here) == 1:
        return here[0].number
    if not here:
        raise Refused(
            f"There is no open tech spec here for that. {COMMAND} new begins one, {COMMAND} list all shows what there is."
        )
    return Reply(text="Which one?", blocks=lists.choice(command, action, here))


async def _visible(desk: Desk, call: SlashCommand, find: Find = specs.see_all) -> specs.Known:
    """The workspace's specs, or those that `find` finds, as this person may see them."""
    known = await desk.run.work(find, workspace=call.workspace, user=call.user)
    needs = {spec.channel for spec in known.specs if spec.channel != call.channel and known.asks(spec.channel)}
    allowed = {channel for channel in needs if await desk.membership.is_member(channel, call.user)}
    return known.only(lambda spec: spec.channel not in needs or spec.channel in allowed)


LISTED: dict[Which, Callable[[Spec, UserId, datetime], bool]] = {
    Which.OPEN: lambda spec, _, __: spec.withdrawn_at is None,
    Which.MINE: lambda spec, user, now: (
        spec.withdrawn_at is None and (user in spec.drafters or user in waits_for(spec, now))
    ),
    Which.UNSCHEDULED: lambda spec, _, __: status(spec) is Status.UNSCHEDULED,
    Which.STUCK: lambda _, __, ___: True,
    Which.DECIDED: lambda spec, _, now: was_discussed(spec, now),
    Which.ALL: lambda _, __, ___: True,
}
"""Which of the specs that were found belong in a list."""

LATER = {
    "position": f"Say what you think in the thread of its card, or at a section: {COMMAND} {Command.READ} 12.",
    "outcome": "Write in the thread of its card what was decided.",
    "tickets": "Make them where your team keeps them, and tick the line on the card.",
    "stats": f"{COMMAND} {Command.LIST} {Which.STUCK} shows what has waited for long.",
}
"""Commands that are to come, and what helps until then."""

HANDLERS: dict[str, Handler] = {
    Command.NEW: new,
    Command.LIST: listing,
    Command.SHOW: show,
    Command.SHARE: share,
    Command.SCHEDULE: schedule,
    Command.READ: read,
    Command.NUDGE: nudge,
    Command.EXPORT: export,
    Command.WITHDRAW: withdraw,
    Command.EDIT: edit,
    Command.IMPORT: import_spec,
    Command.TEMPLATE: template_modals.open_shelf,
    Command.SETTINGS: settings_modals.open_settings,
    Command.AWAY: away,
    Command.HELP: show_help,
}
