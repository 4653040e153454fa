"""Submitted modals: one handler each. It gives the answer to the submission: None closes the modal."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.domain import events as e
from bot.domain.people import drafter_problem
from bot.domain.process import TextChanged
from bot.domain.spec import ChannelId, UserId
from bot.domain.template import Template
from bot.errors import Refused
from bot.services import discussions, process, receipts, specs
from bot.services.specs import NewSpec, TextRefused
from bot.slack import profiles
from bot.slack.desk import Desk
from bot.slack.files import fetch_text
from bot.slack.ids import Field, Modal
from bot.slack.listeners import absences as absence_modals
from bot.slack.listeners import comments, edit_files, edits, forms, imports, modals, participants
from bot.slack.listeners import settings as settings_modals
from bot.slack.listeners import templates as template_modals
from bot.slack.listeners.fields import (
    CLOSE_ALL,
    Answer,
    TemplateHidden,
    at_field,
    channel_problem,
    hidden_problem,
    people,
    template_of,
)
from bot.slack.payloads import Submission
from bot.slack.views import sections
from bot.slack.views.forms import FormState, TextFrom
from bot.slack.views.reading import Reading

Handler = Callable[[Desk, Submission], Awaitable[Answer]]


async def handle(desk: Desk, submitted: Submission) -> Answer:
    """Find the handler."""
    handler = HANDLERS.get(submitted.callback_id)
    if handler is None:
        raise Refused("This form is from another version of the bot. Open it again.")
    return await handler(desk, submitted)


async def new_spec(desk: Desk, submitted: Submission) -> Answer:
    """Make a spec. What was typed into a form that is refused is kept: to mend it, people may have to close the form."""
    state = FormState.load(submitted.metadata)
    try:
        new = await _asked_for(desk, submitted, state)
        if isinstance(new, NewSpec):
            spec = await desk.run.work(specs.create, workspace=submitted.workspace, new=new)
            return await participants.counted_once(desk, spec, specs.named(new), f"{spec.name} is there.")
    except TextRefused as refusal:
        await forms.keep_as(desk, submitted, state)
        return at_field(Field.FILE, str(refusal))
    except Refused:
        await forms.keep_as(desk, submitted, state)
        raise
    await forms.keep_as(desk, submitted, state)
    return new


async def _asked_for(desk: Desk, submitted: Submission, state: FormState) -> NewSpec | Answer:
    """What the form says, once everything that Slack knows has been checked. Every refusal stands at its field."""
    redrawn = partial(modals.redrawn_new_spec, desk, submitted, submitted.view)
    chosen = forms.as_chosen(state, submitted.values)
    try:
        form = await template_of(desk, submitted, chosen.template)
    except TemplateHidden as hidden:
        return hidden_problem(hidden, submitted.values)
    if chosen != state:
        return {"response_action": "update", "view": await redrawn(chosen)}
    if problem := _field_problem(desk, submitted.values) or await channel_problem(desk, submitted, state, redrawn):
        return problem
    # A guest may not start a spec, and may be somebody whom the bot has not met.
    await profiles.fetch(desk.client, desk.run, submitted.workspace, [submitted.user])
    try:
        return await _with_text(desk, submitted, state.text_from, form.template, _from_form(submitted, state))
    except Refused as refusal:
        return at_field(Field.FILE, str(refusal))


def _field_problem(desk: Desk, values: Mapping[str, Any]) -> Answer:
    """What is wrong with a field by itself."""
    if not str(values.get(Field.TITLE) or "").strip():
        return at_field(Field.TITLE, "Give it a title: a few words that people will recognise.")
    for field, other in ((Field.STARTS_AT, ", or leave it empty"), (Field.DECIDE_BY, "")):
        at: datetime | None = values.get(field)
        if at is not None and at <= desk.run.now():
            return at_field(field, f"That time has passed. Pick one in the future{other}.")
    return None


def _from_form(submitted: Submission, state: FormState) -> NewSpec:
    """What the form says beside the text."""
    values = submitted.values
    return NewSpec(
        key=state.key,
        title=values[Field.TITLE],
        drafter=submitted.user,
        channel=ChannelId(values[Field.CHANNEL]),
        share=values.get(Field.SHARE) == "now",
        template=state.template,
        stakeholders=people(values, Field.STAKEHOLDERS),
        readers=people(values, Field.READERS),
        co_drafters=people(values, Field.CO_DRAFTERS),
        starts_at=values.get(Field.STARTS_AT),
        decide_by=values.get(Field.DECIDE_BY),
        decider=values.get(Field.DECIDER),
    )


async def _with_text(desk: Desk, submitted: Submission, source: TextFrom, form: Template, new: NewSpec) -> NewSpec:
    """The same with its text; raises Refused for a file that cannot be read."""
    values = submitted.values
    match source:
        case TextFrom.HERE:
            bodies = [values.get(block_id) or "" for block_id in sections.block_ids(form.sections)]
            others = sections.without_own(form.sections, modals.typed_sections(submitted.view))
            return replace(new, bodies=bodies, more=[(held.heading, held.text) for held in others.values()])
        case TextFrom.FILE:
            return replace(new, file=await fetch_text(desk.client, desk.http, values.get(Field.FILE) or []))
        case TextFrom.LINK:
            return replace(new, url=values.get(Field.LINK))


async def schedule(desk: Desk, submitted: Submission) -> Answer:
    """Set or move a discussion."""
    values = submitted.values
    try:
        await desk.run.write(
            discussions.set_time,
            workspace=submitted.workspace,
            number=int(submitted.metadata),
            access=submitted.access,
            starts_at=values[Field.STARTS_AT],
            length=timedelta(minutes=int(values[Field.LENGTH])),
            place=values.get(Field.PLACE) or "",
        )
    except Refused as refusal:
        return at_field(Field.STARTS_AT, str(refusal))
    return CLOSE_ALL


async def read(desk: Desk, submitted: Submission) -> Answer:
    """The receipt, for the text that was shown; one that was overwritten meanwhile is shown as it is now."""
    shown = Reading.load(submitted.metadata)
    try:
        await desk.run.write(
            receipts.give,
            workspace=submitted.workspace,
            number=shown.number,
            access=submitted.access,
            revision=shown.revision,
            digest=shown.digest,
        )
    except TextChanged:
        view = await modals.reading_view(desk, submitted, shown.number, shown=shown)
        return {"response_action": "update", "view": view}
    return CLOSE_ALL


async def snooze(desk: Desk, submitted: Submission) -> Answer:
    """Snooze until the date that was picked."""
    until: datetime = submitted.values[Field.UNTIL]
    if until <= desk.run.now():
        return at_field(Field.UNTIL, "That time has passed. Pick one in the future.")
    await desk.run.write(
        discussions.snooze,
        workspace=submitted.workspace,
        number=int(submitted.metadata),
        access=submitted.access,
        until=until,
    )
    return None


async def hand_over(desk: Desk, submitted: Submission) -> Answer:
    """Give the spec to the drafter who was picked, if they can run its process."""
    number, to = int(submitted.metadata), UserId(submitted.values[Field.DRAFTER])
    seen = await desk.run.read(specs.see, workspace=submitted.workspace, number=number, access=submitted.access)
    [person] = await profiles.fetch(desk.client, desk.run, submitted.workspace, [to])
    if problem := drafter_problem(person, await desk.membership.members(seen.spec.channel)):
        return at_field(Field.DRAFTER, problem)
    event = e.HandedOver(by=submitted.user, to=to)
    await desk.run.write(
        process.act, workspace=submitted.workspace, number=number, access=submitted.access, event=event
    )
    return CLOSE_ALL


HANDLERS: dict[str, Handler] = {
    Modal.NEW_SPEC: new_spec,
    Modal.SCHEDULE: schedule,
    Modal.READ: read,
    Modal.COMMENT: comments.post,
    Modal.SNOOZE: snooze,
    Modal.PEOPLE: participants.save,
    Modal.HAND_OVER: hand_over,
    Modal.IMPORT: imports.submit,
    Modal.EDIT_BODY: edits.save_body,
    Modal.EDIT_HEADING: edits.rename_section,
    Modal.EDIT_ADD: edits.add_section,
    Modal.EDIT_REMOVE: edits.remove_section,
    Modal.EDIT_TITLE: edits.rename_spec,
    Modal.EDIT_FILE: edit_files.compare,
    Modal.EDIT_DIFFERENCE: edit_files.replace_by_file,
    Modal.TEMPLATE: template_modals.bring,
    Modal.TEMPLATE_PREVIEW: template_modals.use,
    Modal.SETTINGS: settings_modals.save,
    Modal.AWAY: absence_modals.plan,
}
