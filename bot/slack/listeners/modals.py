"""Opens the bot's modals: one read, one call. On top of an open modal they are pushed, elsewhere opened."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from bot.domain.changes import changes
from bot.domain.shelf import BUILT_IN_ID, Offer
from bot.domain.spec import ChannelId, DiscussionKind, UserId
from bot.services import discussions, specs, templates, unfinished
from bot.services.specs import Open
from bot.services.unfinished import Unfinished
from bot.slack import payloads, profiles
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.ids import Field
from bot.slack.listeners.fields import TemplateHidden, people, template_of
from bot.slack.listeners.unfinished import offered
from bot.slack.membership import ASKED_FOR_S
from bot.slack.payloads import Body, Interaction, Press
from bot.slack.views import discussions as discussion_forms
from bot.slack.views import forms, menus, reading, sections
from bot.slack.views import unfinished as views
from bot.slack.views.forms import Filled, FormState
from bot.slack.views.menus import Happening
from bot.slack.views.reading import Reading
from bot.slack.views.sections import Typed


async def show(desk: Desk, call: Interaction, view: Block) -> None:
    """Open `view`, or push it onto the modal in which the button stood."""
    in_modal = isinstance(call, Press) and call.view is not None and call.view.get("type") == "modal"
    method = desk.client.views_push if in_modal else desk.client.views_open
    await method(trigger_id=call.trigger_id, view=view)


async def redraw(desk: Desk, press: Press, view: Block) -> None:
    """Let the modal in which something was pressed show `view`."""
    await desk.client.views_update(view_id=view_id(press), view=view)


def card_channel(channel: ChannelId | None) -> ChannelId | None:
    """The channel, if a card can go there: a direct message is none."""
    return None if channel is None or channel.startswith("D") else channel


async def open_new_spec(
    desk: Desk, call: Interaction, *, title: str = "", channel: ChannelId | None = None, text: str = ""
) -> None:
    """The form for a new spec, in the template that the channel uses; `text` is what its Context begins with."""
    preselected = card_channel(channel)
    _, thread_first = await asyncio.gather(
        refuse_guest(desk, call), desk.membership.is_small(call.workspace, preselected)
    )
    begun = await desk.run.read(unfinished.begin, workspace=call.workspace, channel=preselected, access=call.access)
    # A message that was chosen comes first: going on with another form would drop it, and that one is offered next time.
    form, left = begun.form, None if text else _offered(desk, begun.left)
    offer = left.key if left else ""
    said_in = channel if text else None
    state = FormState(key=uuid4().hex, template=form.id, offered=offer, thread_first=thread_first, said_in=said_in)
    typed = sections.in_context(form.template.sections, text) if text else {}
    filled = Filled(title=title, channel=preselected, typed=typed)
    await show(desk, call, forms.new_spec(state, form.template.sections, filled, unfinished=left))


async def refuse_guest(desk: Desk, call: Interaction) -> None:
    """Open no form for a guest who could not submit it; whom Slack does not name in time, the submission asks about."""
    await profiles.fetch_some(desk.client, desk.run, call.workspace, [call.user], within_s=ASKED_FOR_S)
    await desk.run.read(specs.refuse_guest, workspace=call.workspace, user=call.user)


def _offered(desk: Desk, left: Sequence[Unfinished]) -> views.Unfinished | None:
    return offered(desk, left, left[0].held["filled"]["title"]) if left else None


async def redrawn_new_spec(desk: Desk, call: Interaction, view: Body, state: FormState) -> Block:
    """The form for a new spec, drawn again for `state` with everything that `view` holds."""
    return await drawn_new_spec(desk, call, state, filled_in(view, state))


async def drawn_new_spec(desk: Desk, call: Interaction, state: FormState, filled: Filled) -> Block:
    """The form for a new spec as it was left; with the built-in template where its own is hidden from the person now."""
    try:
        form = await template_of(desk, call, state.template)
    except TemplateHidden:
        state = replace(state, template=BUILT_IN_ID, template_picked=False)
        form = await template_of(desk, call, state.template)
    offers = await _offers(desk, call) if state.more else ()
    left = await left_forms(desk, call, state) if state.offered else ()
    return forms.new_spec(state, form.template.sections, filled, offers=offers, unfinished=_offered(desk, left))


async def left_forms(desk: Desk, call: Interaction, state: FormState) -> Sequence[Unfinished]:
    """What the person did not finish beside this form."""
    return await desk.run.read(
        unfinished.left, workspace=call.workspace, user=call.user, about=unfinished.NEW_SPEC, beside=state.key
    )


def filled_in(view: Body, state: FormState) -> Filled:
    """What the fields of an open form hold, and what `state` remembers of those that are not shown."""
    held = {**state.remembered, **payloads.values(view)}
    channel = held.get(Field.CHANNEL)
    return Filled(
        title=str(held.get(Field.TITLE) or ""),
        channel=ChannelId(channel) if channel else None,
        stakeholders=people(held, Field.STAKEHOLDERS),
        starts_at=held.get(Field.STARTS_AT),
        decider=held.get(Field.DECIDER),
        decide_by=held.get(Field.DECIDE_BY),
        share=str(held.get(Field.SHARE) or "now"),
        link=str(held.get(Field.LINK) or ""),
        readers=people(held, Field.READERS),
        co_drafters=people(held, Field.CO_DRAFTERS),
        typed=typed_sections(view),
    )


def typed_sections(view: Body) -> Mapping[str, Typed]:
    """The texts in the sections of a form."""
    found = payloads.text_inputs(view)
    return sections.typed_in(
        {
            block_id: Typed(heading=held.label, text=held.text, prefilled=held.prefilled)
            for block_id, held in found.items()
        }
    )


async def _offers(desk: Desk, call: Interaction) -> Sequence[Offer]:
    """The templates that this person may see."""
    found = await desk.run.read(templates.offers, workspace=call.workspace, user=call.user)
    member_of = {channel for channel in found.asks if await desk.membership.is_member(channel, call.user)}
    return found.for_member_of(frozenset(member_of)).named()


def view_id(press: Press) -> str:
    """The modal in which something was pressed."""
    return str(press.view["id"]) if press.view else ""


async def open_schedule(desk: Desk, call: Interaction, number: int, *, starts_at: datetime | None = None) -> None:
    """The form for a discussion: the time that was asked for, the standing one, or the first that suits everybody."""
    found = await desk.run.read(
        discussions.times_for, workspace=call.workspace, number=number, access=call.access, starts_at=starts_at
    )
    standing = found.spec.standing_discussion
    meeting = standing if standing is not None and standing.kind is DiscussionKind.MEETING else None
    first = meeting.starts_at if meeting else next(iter(found.offer.times), None)
    view = discussion_forms.schedule(
        found.spec, meeting, found.offer, found.names, starts_at=starts_at or first, viewer=call.user
    )
    await show(desk, call, view)


async def reading_view(
    desk: Desk, call: Interaction, number: int, *, page: int = 0, shown: Reading | None = None
) -> Block:
    """A page of the text; comparing and drawing a long one takes a while, so that another thread does it."""
    found = await desk.run.work(specs.open_text, workspace=call.workspace, number=number, access=call.access)
    return await asyncio.to_thread(_read, found, call.user, page, shown)


def _read(found: Open, reader: UserId, page: int, shown: Reading | None) -> Block:
    changed = changes(found.read, found.text) if found.read is not None else None
    return reading.reading(found.spec, found.text, reader, changed=changed, shown=shown, page=page)


async def open_reading(desk: Desk, call: Interaction, number: int) -> None:
    """The text."""
    await show(desk, call, await reading_view(desk, call, number))


async def menu_view(desk: Desk, call: Interaction, number: int) -> Block:
    """The ⋯ modal as it is now."""
    found = await desk.run.read(specs.see_whole, workspace=call.workspace, number=number, access=call.access)
    happened = [Happening(at=h.at, by=h.by, event=h.event, details=h.details) for h in found.happened]
    return menus.menu(found.spec, found.names, desk.run.now(), happened, viewer=call.user)
