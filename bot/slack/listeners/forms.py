"""The new-spec form while it is open: each press redraws it as far as that is needed, and keeps what it holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.domain.shelf import TemplateId
from bot.domain.spec import ChannelId, DiscussionKind
from bot.errors import Refused
from bot.services import discussions, templates, unfinished
from bot.slack.desk import Desk
from bot.slack.ids import Field, Modal
from bot.slack.listeners import modals
from bot.slack.listeners import unfinished as keeping
from bot.slack.payloads import Press, Submission
from bot.slack.views.forms import Filled, FormState, TextFrom


async def choose_text(desk: Desk, press: Press) -> None:
    """Redraw the form for another source of the text."""
    await _go_on(desk, press, replace(_state(press), text_from=TextFrom(press.value)))


async def show_more(desk: Desk, press: Press) -> None:
    """Show the rest of the form."""
    await _go_on(desk, press, replace(_state(press), more=True))


async def choose_discussion(desk: Desk, press: Press) -> None:
    """Redraw the form for another way to discuss it; what was said for the other one is there when it comes back."""
    state = _state(press)
    filled = modals.filled_in(press.view or {}, state)
    decide_by = await desk.run.read(
        discussions.thread_ends, workspace=press.workspace, channel=filled.channel, drafter=press.user
    )
    chosen = DiscussionKind(press.value)
    await _go_on(desk, press, state.going_to(chosen, filled, decider=press.user, decide_by=decide_by))


async def choose_template(desk: Desk, press: Press) -> None:
    """Redraw the form for another template."""
    await _go_on(desk, press, replace(_state(press), template=TemplateId(press.number), template_picked=True))


async def choose_channel(desk: Desk, press: Press) -> None:
    """Redraw the form where another channel changes it: its template, unless one was picked, or what comes first."""
    before = state = _state(press)
    if not press.value:
        await keep_as(desk, press, state)
        return
    channel = ChannelId(press.value)
    state = replace(state, thread_first=await desk.membership.is_small(press.workspace, channel))
    if not state.template_picked:
        found = await desk.run.read(
            templates.form_of_channel, workspace=press.workspace, channel=channel, access=press.access
        )
        state = replace(state, template=found.id)
    await (keep_as if state == before else _go_on)(desk, press, state)


async def keep(desk: Desk, press: Press) -> None:
    """Something was filled in that changes nothing of the form itself."""
    await keep_as(desk, press, _state(press))


async def continue_unfinished(desk: Desk, press: Press) -> None:
    """Go on with the form that was not finished: this one shows everything that it held."""
    state = _state(press)
    found = await desk.run.read(
        unfinished.take_up,
        workspace=press.workspace,
        user=press.user,
        about=unfinished.NEW_SPEC,
        key=press.value,
        into=state.key,
    )
    taken = replace(
        FormState.load(found.held["state"]), key=state.key, offered="", continued=True, join=None, tell=None
    )
    view = await modals.drawn_new_spec(desk, press, taken, Filled.from_json(found.held["filled"]))
    await modals.redraw(desk, press, view)


async def discard_unfinished(desk: Desk, press: Press) -> None:
    """Forget the form that was not finished, and go on with this one; an older one is offered next."""
    await desk.run.read(unfinished.discard, workspace=press.workspace, user=press.user, key=press.value)
    left = await modals.left_forms(desk, press, _state(press))
    await _go_on(desk, press, replace(_state(press), offered=left[0].key if left else ""))


def _state(press: Press) -> FormState:
    if press.view is None or press.view.get("callback_id") != Modal.NEW_SPEC:
        raise Refused("This form is gone. Open a new one with /techspec new.")
    return FormState.load(press.view.get("private_metadata", ""))


def as_chosen(state: FormState, values: Mapping[str, Any]) -> FormState:
    """The form for what is chosen in it now; it was drawn for something else where two choices came close together."""
    template = str(values.get(Field.TEMPLATE) or "").partition(":")[0]
    return replace(
        state,
        text_from=TextFrom(values.get(Field.TEXT) or state.text_from),
        discuss=DiscussionKind(values.get(Field.DISCUSS) or state.discuss),
        template=TemplateId(int(template)) if template.isdecimal() else state.template,
    )


async def _go_on(desk: Desk, press: Press, state: FormState) -> None:
    """Keep what the form holds, and redraw it; where another press has redrawn it meanwhile, the submission tells."""
    await keep_as(desk, press, state)
    view = await modals.redrawn_new_spec(desk, press, press.view or {}, state)
    try:
        await desk.client.views_update(view_id=modals.view_id(press), hash=(press.view or {}).get("hash"), view=view)
    except SlackApiError as error:
        if error.response.get("error") != "hash_conflict":
            raise


async def keep_as(desk: Desk, call: Press | Submission, state: FormState) -> None:
    """Keep what the form holds now."""
    filled = modals.filled_in(call.view or {}, state)
    held = None if filled.is_empty else {"state": state.dump(), "filled": filled.as_json()}
    await keeping.keep(desk, call, about=unfinished.NEW_SPEC, key=state.key, held=held)
