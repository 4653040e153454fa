"""Buttons and menus: one handler an action. What a press changed shows on the card, or in the modal it was made in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.domain import events as e
from bot.domain.spec import Source, Via
from bot.errors import Refused
from bot.services import discussions, handovers, messages, process, specs
from bot.slack.desk import Desk
from bot.slack.ids import Action
from bot.slack.listeners import absences as absence_modals
from bot.slack.listeners import comments, edit_files, edits, modals, participants
from bot.slack.listeners import forms as form_presses
from bot.slack.listeners import settings as settings_modals
from bot.slack.listeners import templates as template_modals
from bot.slack.listeners.answers import respond
from bot.slack.listeners.commands import share_spec
from bot.slack.membership import MayJoin
from bot.slack.payloads import Outdated, Press
from bot.slack.views import cards, forms, lists
from bot.slack.views.reading import Reading

REDRAWN = "This button is from another version of the bot. Its message is up to date now: use the buttons that it has."
Handler = Callable[[Desk, Press], Awaitable[None]]
BY_BUTTON = Source(via=Via.BUTTON)


async def handle(desk: Desk, press: Press) -> None:
    """Find the handler; a button that nobody remembers gets an answer too, and its message is drawn as it is now."""
    try:
        await HANDLERS.get(press.action, _forgotten)(desk, press)
    except Outdated:
        if await _draw_anew(desk, press):
            raise Refused(REDRAWN) from None
        raise


async def _draw_anew(desk: Desk, press: Press) -> bool:
    """Draw the pressed message as it is now; False where it is none of ours."""
    if press.channel is None or press.message_ts is None:
        return False
    return await desk.run.write(
        messages.draw_anew, workspace=press.workspace, channel=press.channel, ts=press.message_ts
    )


async def _forgotten(desk: Desk, press: Press) -> None:
    del desk, press
    raise Outdated


async def new(desk: Desk, press: Press) -> None:
    """Open the form for a new spec."""
    await modals.open_new_spec(desk, press, channel=press.channel)


async def show(desk: Desk, press: Press) -> None:
    """The card, for this person alone."""
    seen = await desk.run.read(specs.see, workspace=press.workspace, number=press.number, access=press.access)
    now = desk.run.now()
    await respond(
        desk,
        press,
        cards.fallback(seen.spec, now),
        cards.card(seen.spec, seen.names, now, seen.emoji, seen.waits_long_since, drafter_left=seen.drafter_left),
    )


async def read(desk: Desk, press: Press) -> None:
    """Open the text."""
    await modals.open_reading(desk, press, press.number)


async def read_page(desk: Desk, press: Press) -> None:
    """Turn a page of the open text."""
    shown = Reading.load(press.view["private_metadata"]) if press.view else None
    view = await modals.reading_view(desk, press, press.number, page=_position(press.argument), shown=shown)
    await modals.redraw(desk, press, view)


async def more(desk: Desk, press: Press) -> None:
    """Open the ⋯ modal."""
    await modals.show(desk, press, await modals.menu_view(desk, press, press.number))


async def share(desk: Desk, press: Press) -> None:
    """Publish a draft; where the bot would have to join for that, offer it."""
    try:
        await share_spec(desk, press, press.number, joins=press.argument == "join")
    except MayJoin as problem:
        await respond(desk, press, str(problem), lists.join_and_share(press.number, str(problem)))
    else:
        await _redraw(desk, press, "Shared.")


async def export(desk: Desk, press: Press) -> None:
    """Send the text as a file."""
    spec = await desk.run.write(specs.export, workspace=press.workspace, number=press.number, access=press.access)
    await respond(desk, press, f"{spec.name} comes as a file in our direct messages.")


async def withdraw(desk: Desk, press: Press) -> None:
    """Take the spec back."""
    event = e.Withdrawn(by=press.user)
    spec = await desk.run.write(
        process.act, workspace=press.workspace, number=press.number, access=press.access, event=event
    )
    if press.is_ephemeral:
        await respond(desk, press, f"{spec.name} is withdrawn. The card's ⋯ can reopen it.", settles=True)
    else:
        await _redraw(desk, press)


async def reopen(desk: Desk, press: Press) -> None:
    """Let a withdrawn spec go on."""
    await _act(desk, press, e.Reopened(by=press.user))


async def nudge(desk: Desk, press: Press) -> None:
    """Ask the drafter for a discussion."""
    await _act(desk, press, e.Nudged(by=press.user, source=BY_BUTTON))


async def tick(desk: Desk, press: Press) -> None:
    """Tick a line from the card, where only open ones have this button."""
    await _act(desk, press, e.LineTicked(by=press.user, position=_position(press.argument), source=BY_BUTTON))


async def line_menu(desk: Desk, press: Press) -> None:
    """Tick, untick or drop a line from the full checklist."""
    place, _, doing = press.argument.partition(":")
    position = _position(place)
    match doing:
        case "tick":
            event: e.Event = e.LineTicked(by=press.user, position=position, source=BY_BUTTON)
        case "untick":
            event = e.LineUnticked(by=press.user, position=position, source=BY_BUTTON)
        case _:
            event = e.LineNeedChanged(by=press.user, position=position, needed=doing == "need")
    await _act(desk, press, event)


async def pick_time(desk: Desk, press: Press) -> None:
    """Open the schedule form."""
    await modals.open_schedule(desk, press, press.number)


async def set_time(desk: Desk, press: Press) -> None:
    """Set one of the times that a reminder offered."""
    starts_at = datetime.fromtimestamp(_position(press.argument), UTC)
    try:
        await desk.run.write(
            discussions.set_time,
            workspace=press.workspace,
            number=press.number,
            access=press.access,
            starts_at=starts_at,
        )
    except Refused:
        # Its message offers what cannot be set any more.
        await _draw_anew(desk, press)
        raise
    await _redraw(desk, press)


async def cancel_discussion(desk: Desk, press: Press) -> None:
    """Cancel from inside the schedule form, which then says so."""
    await _act(desk, press, e.DiscussionCancelled(by=press.user))


async def no_meeting(desk: Desk, press: Press) -> None:
    """Decide in the thread."""
    await desk.run.write(discussions.no_meeting, workspace=press.workspace, number=press.number, access=press.access)
    await _redraw(desk, press)


async def snooze(desk: Desk, press: Press) -> None:
    """What was chosen instead of doing it now: another time, an absence, or somebody else."""
    now = desk.run.now()
    if press.argument == "away":
        await absence_modals.open_dates(desk, press)
    elif press.argument == "not-me":
        await _not_me(desk, press)
    elif press.argument == "not-heir":
        await _act(desk, press, e.ReminderDeclined(by=press.user, is_heir=True))
    elif press.argument == "until":
        seen = await desk.run.read(specs.see, workspace=press.workspace, number=press.number, access=press.access)
        await modals.show(desk, press, forms.snooze(seen.spec, until=now + timedelta(days=2)))
    else:
        until = now + timedelta(hours=1) if press.argument == "1h" else None
        await desk.run.write(
            discussions.snooze, workspace=press.workspace, number=press.number, access=press.access, until=until
        )


async def _not_me(desk: Desk, press: Press) -> None:
    """A drafter says who else; whoever is asked in their place need not."""
    seen = await desk.run.read(specs.see, workspace=press.workspace, number=press.number, access=press.access)
    if press.user in seen.spec.drafters:
        await modals.show(desk, press, forms.hand_over(seen.spec))
    else:
        await _act(desk, press, e.ReminderDeclined(by=press.user))


async def hand_over(desk: Desk, press: Press) -> None:
    """Ask who drafts the spec from now on."""
    seen = await desk.run.read(specs.see, workspace=press.workspace, number=press.number, access=press.access)
    await modals.show(desk, press, forms.hand_over(seen.spec))


async def take_over(desk: Desk, press: Press) -> None:
    """Draft the spec of somebody who has left."""
    await desk.run.write(handovers.take_over, workspace=press.workspace, number=press.number, access=press.access)
    await _redraw(desk, press)


async def _act(desk: Desk, press: Press, event: e.Event) -> None:
    await desk.run.write(process.act, workspace=press.workspace, number=press.number, access=press.access, event=event)
    await _redraw(desk, press)


async def _redraw(desk: Desk, press: Press, said: str = "Done.") -> None:
    """Show in an open modal what the press changed; a card redraws itself; below a passing answer, say that it is done."""
    if press.view is not None:
        await modals.redraw(desk, press, await modals.menu_view(desk, press, press.number))
    elif press.is_ephemeral:
        await respond(desk, press, said)


def _position(argument: str) -> int:
    """A number that one of our own buttons carries; raises Outdated for anything else."""
    if not argument.isdecimal():
        raise Outdated
    return int(argument)


HANDLERS: dict[str, Handler] = {
    Action.NEW: new,
    Action.SHOW: show,
    Action.READ: read,
    Action.READ_PAGE: read_page,
    Action.COMMENT: comments.open_form,
    Action.SHARE: share,
    Action.EXPORT: export,
    Action.WITHDRAW: withdraw,
    Action.REOPEN: reopen,
    Action.MORE: more,
    Action.TICK: tick,
    Action.LINE_MENU: line_menu,
    Action.PICK_TIME: pick_time,
    Action.SET_TIME: set_time,
    Action.CANCEL_DISCUSSION: cancel_discussion,
    Action.NO_MEETING: no_meeting,
    Action.NUDGE: nudge,
    Action.SNOOZE: snooze,
    Action.PEOPLE: participants.open_people,
    Action.HAND_OVER: hand_over,
    Action.TAKE_OVER: take_over,
    Action.FORM_TEXT: form_presses.choose_text,
    Action.FORM_DISCUSS: form_presses.choose_discussion,
    Action.FORM_MORE: form_presses.show_more,
    Action.FORM_CHANNEL: form_presses.choose_channel,
    Action.FORM_TEMPLATE: form_presses.choose_template,
    Action.FORM_KEEP: form_presses.keep,
    Action.FORM_CONTINUE: form_presses.continue_unfinished,
    Action.FORM_DISCARD: form_presses.discard_unfinished,
    Action.EDIT: edits.open_sections,
    Action.EDIT_PAGE: edits.turn_page,
    Action.EDIT_SECTION: edits.section_menu,
    Action.EDIT_ADD: edits.open_adding,
    Action.EDIT_FILE: edit_files.open_file,
    Action.EDIT_TITLE: edits.open_title,
    Action.EDIT_KEEP: edits.keep,
    Action.EDIT_CONTINUE: edits.continue_unfinished,
    Action.EDIT_DISCARD: edits.discard_unfinished,
    Action.TEMPLATE_USE: template_modals.use_again,
    Action.TEMPLATE_FORM: template_modals.show_form,
    Action.SETTINGS: settings_modals.open_of_spec,
    Action.SETTINGS_FIELD: settings_modals.preview,
    Action.SETTINGS_DEFAULTS: settings_modals.back_to_defaults,
    Action.AWAY_SET: absence_modals.set_typed,
    Action.AWAY_REMOVE: absence_modals.take_back,
    Action.AWAY_DATES: absence_modals.open_dates,
}
