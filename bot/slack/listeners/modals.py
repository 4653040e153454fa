"""Opens the bot's modals: one read, one call. On top of an open modal they are pushed, elsewhere opened."""

import asyncio
from datetime import datetime
from uuid import uuid4

from bot.domain import template
from bot.domain.spec import ChannelId, DiscussionKind
from bot.services import discussions, specs
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.payloads import Interaction, Press
from bot.slack.views import forms, menus, reading
from bot.slack.views.menus import Happening


async def show(desk: Desk, call: Interaction, view: Block) -> None:
    """Open `view`, or push it onto the modal in which the button stood."""
    in_modal = isinstance(call, Press) and call.view is not None and call.view.get("type") == "modal"
    method = desk.client.views_push if in_modal else desk.client.views_open
    await method(trigger_id=call.trigger_id, view=view)


async def open_new_spec(desk: Desk, call: Interaction, *, title: str = "", channel: ChannelId | None = None) -> None:
    """The form for a new spec. A direct message is no channel for a card, so none is preselected there."""
    preselected = None if channel is None or channel.startswith("D") else channel
    state = forms.FormState(key=uuid4().hex)
    await show(desk, call, forms.new_spec(state, template.default().sections, title=title, channel=preselected))


async def open_schedule(desk: Desk, call: Interaction, number: int, *, starts_at: datetime | None = None) -> None:
    """The form for a discussion: the time that was asked for, the standing one, or the first that suits everybody."""
    found = await desk.run.read(discussions.times_for, workspace=call.workspace, number=number, access=call.access)
    standing = found.spec.standing_discussion
    meeting = standing if standing is not None and standing.kind is DiscussionKind.MEETING else None
    first = meeting.starts_at if meeting else next(iter(found.times), None)
    view = forms.schedule(
        found.spec, meeting, starts_at=starts_at or first, may_cancel=call.user in found.spec.drafters
    )
    await show(desk, call, view)


async def reading_view(desk: Desk, call: Interaction, number: int, *, page: int = 0) -> Block:
    """A page of the text; drawing a long one takes a while, so that another thread does it."""
    found = await desk.run.read(specs.open_text, workspace=call.workspace, number=number, access=call.access)
    return await asyncio.to_thread(reading.reading, found.spec, found.text, call.user, page=page)


async def open_reading(desk: Desk, call: Interaction, number: int) -> None:
    """The text."""
    await show(desk, call, await reading_view(desk, call, number))


async def menu_view(desk: Desk, call: Interaction, number: int) -> Block:
    """The ⋯ modal as it is now."""
    found = await desk.run.read(specs.see_whole, workspace=call.workspace, number=number, access=call.access)
    happened = [Happening(at=h.at, by=h.by, event=h.event, details=h.details) for h in found.happened]
    return menus.menu(found.spec, found.names, desk.run.now(), happened, viewer=call.user)


async def open_from_shortcut(desk: Desk, call: Interaction) -> None:
    """The global shortcut: the form for a new spec, without a channel."""
    await open_new_spec(desk, call)
