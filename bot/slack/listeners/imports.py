"""`/techspec import`: a document that exists becomes a spec."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from bot.domain.spec import ChannelId
from bot.errors import Refused
from bot.services import specs
from bot.services.specs import NewSpec, TextRefused
from bot.slack import profiles
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.files import fetch_text
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners.fields import Answer, at_field, channel_problem, people
from bot.slack.payloads import Interaction, Submission
from bot.slack.views import imports
from bot.slack.views.forms import FormState


async def open_import(desk: Desk, call: Interaction, *, title: str, channel: ChannelId) -> None:
    """The form, for full members."""
    await modals.refuse_guest(desk, call)
    view = imports.importing(FormState(key=uuid4().hex), title=title, channel=modals.card_channel(channel))
    await modals.show(desk, call, view)


async def submit(desk: Desk, submitted: Submission) -> Answer:
    """Make a spec of the document, in the template that its channel uses."""
    state, values = FormState.load(submitted.metadata), submitted.values
    if problem := _text_problem(values) or await channel_problem(desk, submitted, state, partial(_redrawn, values)):
        return problem
    # A guest may not start a spec, and may be somebody whom the bot has not met.
    await profiles.fetch(desk.client, desk.run, submitted.workspace, [submitted.user])
    try:
        new = await _from_form(desk, submitted, state.key)
    except Refused as refusal:
        return at_field(Field.FILE, str(refusal))
    try:
        await desk.run.work(specs.create, workspace=submitted.workspace, new=new)
    except TextRefused as refusal:
        return at_field(Field.FILE if values.get(Field.FILE) else Field.PASTED, str(refusal))
    except Refused as refusal:
        return at_field(Field.TITLE, str(refusal))
    return None


async def _redrawn(values: Mapping[str, Any], state: FormState) -> Block:
    return imports.importing(state, title=values.get(Field.TITLE) or "", channel=ChannelId(values[Field.CHANNEL]))


async def _from_form(desk: Desk, submitted: Submission, key: str) -> NewSpec:
    """What the form says; raises Refused for a file that cannot be read."""
    values, files = submitted.values, submitted.values.get(Field.FILE)
    text = await fetch_text(desk.client, desk.http, files) if files else values[Field.PASTED]
    return NewSpec(
        key=key,
        title=values.get(Field.TITLE) or "",
        drafter=submitted.user,
        channel=ChannelId(values[Field.CHANNEL]),
        share=values.get(Field.SHARE) == "now",
        file=text,
        stakeholders=people(values, Field.STAKEHOLDERS),
    )


def _text_problem(values: Mapping[str, Any]) -> Answer:
    """One text is wanted: neither none nor two."""
    is_pasted = bool(str(values.get(Field.PASTED) or "").strip())
    if values.get(Field.FILE):
        return at_field(Field.PASTED, "Take one of the two: this text, or the file above.") if is_pasted else None
    return None if is_pasted else at_field(Field.FILE, "Attach a Markdown file, or paste its text below.")
