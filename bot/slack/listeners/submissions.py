"""Submitted modals: one handler each. It gives the answer to the submission: None closes the modal."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import events as e
from bot.domain import template
from bot.domain.spec import ChannelId, Source, UserId, Via
from bot.errors import Refused
from bot.services import discussions, process, specs
from bot.services.specs import NewSpec
from bot.slack import profiles
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.files import fetch_text
from bot.slack.ids import Field, Modal
from bot.slack.payloads import Submission
from bot.slack.views import forms
from bot.slack.views.forms import FormState, TextFrom
from bot.slack.views.reading import Reading

Answer = Mapping[str, Any] | None
Handler = Callable[[Desk, Submission], Awaitable[Answer]]


def at_field(block_id: str, text: str) -> Answer:
    """An error at one field; the modal stays open with what was typed."""
    return {"response_action": "errors", "errors": {block_id: text}}


async def handle(desk: Desk, submitted: Submission) -> Answer:
    """Find the handler."""
    handler = HANDLERS.get(submitted.callback_id)
    if handler is None:
        raise Refused("This form is from another version of the bot. Open it again.")
    return await handler(desk, submitted)


async def new_spec(desk: Desk, submitted: Submission) -> Answer:
    """Make a spec, once everything that Slack knows has been checked. Every refusal stands at its field."""
    state, values = FormState.load(submitted.metadata), submitted.values
    if problem := _field_problem(desk, values) or await _channel_problem(desk, submitted, state):
        return problem
    file = None
    if state.text_from is TextFrom.FILE:
        try:
            file = await fetch_text(desk.client, desk.http, values.get(Field.FILE) or [])
        except Refused as refusal:
            return at_field(Field.FILE, str(refusal))
    new = _from_form(state, values, submitted.user, file)
    await desk.run.write(specs.create, workspace=submitted.workspace, new=new)
    return None


def _field_problem(desk: Desk, values: Mapping[str, Any]) -> Answer:
    """What is wrong with a field by itself."""
    if not str(values.get(Field.TITLE) or "").strip():
        return at_field(Field.TITLE, "Give it a title: a few words that people will recognise.")
    starts_at: datetime | None = values.get(Field.STARTS_AT)
    if starts_at is not None and starts_at <= desk.run.now():
        return at_field(Field.STARTS_AT, "That time has passed. Pick one in the future, or leave it empty.")
    return None


async def _channel_problem(desk: Desk, submitted: Submission, state: FormState) -> Answer:
    """What is wrong with the channel, or with who can see it; joins it where that was ticked."""
    values = submitted.values
    channel = ChannelId(values[Field.CHANNEL])
    try:
        place = await desk.membership.place(submitted.workspace, channel)
    except Refused as refusal:
        return at_field(Field.CHANNEL, str(refusal))
    if place.is_private:
        members = await desk.membership.members(channel)
        if submitted.user not in members:
            return at_field(Field.CHANNEL, "You are not a member of that channel. Pick one that you are in.")
        if outside := [user for user in values.get(Field.STAKEHOLDERS, []) if user not in members]:
            return at_field(Field.STAKEHOLDERS, await _invite(desk, submitted, place.name, outside))
    if values.get(Field.SHARE) != "now" or place.bot_is_member:
        return None
    offer = f"{Field.JOIN}-{channel}"
    if offer not in values:
        return {"response_action": "update", "view": _redrawn(submitted, replace(state, join=channel))}
    if not values[offer]:
        return at_field(offer, "Tick this, pick another channel, or share it later.")
    await desk.membership.join(channel)
    return None


async def _invite(desk: Desk, submitted: Submission, channel_name: str, outside: Sequence[str]) -> str:
    """Who is not in the private channel, and how to change that."""
    users = [UserId(user) for user in outside]
    found = await profiles.fetch(desk.client, desk.run, submitted.workspace, users)
    names = ", ".join(person.name for person in found)
    return f"Not in #{channel_name}: {names}. Type /invite there to add them, or pick somebody who is in it."


def _redrawn(submitted: Submission, state: FormState) -> Block:
    channel = ChannelId(submitted.values[Field.CHANNEL])
    return forms.new_spec(
        state, template.default().sections, title=submitted.values.get(Field.TITLE) or "", channel=channel
    )


def _from_form(state: FormState, values: Mapping[str, Any], drafter: UserId, file: str | None) -> NewSpec:
    def people(field: Field) -> list[UserId]:
        return [UserId(user) for user in values.get(field) or []]

    bodies = [values.get(f"{Field.SECTION}-{place}") or "" for place in range(len(template.default().sections))]
    return NewSpec(
        key=state.key,
        title=values[Field.TITLE],
        drafter=drafter,
        channel=ChannelId(values[Field.CHANNEL]),
        share=values.get(Field.SHARE) == "now",
        bodies=bodies if state.text_from is TextFrom.HERE else (),
        file=file,
        url=values.get(Field.LINK) if state.text_from is TextFrom.LINK else None,
        stakeholders=people(Field.STAKEHOLDERS),
        readers=people(Field.READERS),
        co_drafters=people(Field.CO_DRAFTERS),
        starts_at=values.get(Field.STARTS_AT),
    )


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
    """The receipt, for the revision that was shown."""
    reading = Reading.load(submitted.metadata)
    event = e.ReceiptGiven(by=submitted.user, revision=reading.revision, source=Source(via=Via.BUTTON))
    await desk.run.write(
        process.act, workspace=submitted.workspace, number=reading.number, access=submitted.access, event=event
    )
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


CLOSE_ALL: Answer = {"response_action": "clear"}
"""The card shows what happened; modals below this one would show what was."""

HANDLERS: dict[str, Handler] = {
    Modal.NEW_SPEC: new_spec,
    Modal.SCHEDULE: schedule,
    Modal.READ: read,
    Modal.SNOOZE: snooze,
}
