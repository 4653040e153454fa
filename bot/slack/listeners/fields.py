"""What submitted fields say, and what is wrong with them. Each problem is told at its field, and nothing typed is lost."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.people import part_problem, seeing_as_members
from bot.domain.shelf import TemplateId
from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import templates
from bot.services.access import MembershipUnknown
from bot.services.templates import Form
from bot.slack import profiles
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.ids import Field
from bot.slack.membership import Place
from bot.slack.payloads import Interaction, Submission
from bot.slack.views.forms import FormState

Answer = Mapping[str, Any] | None
"""What Slack is answered when a modal is submitted; None closes it."""


CLOSE_ALL: Answer = {"response_action": "clear"}
"""The card shows what happened; modals below this one would show what was."""

NO_MEMBER = "You are not a member of that channel. Pick one that you are in."
HIDDEN = "That template belongs to a channel that you are not in any more."

Redrawn = Callable[[FormState], Awaitable[Block]]
"""Draws the submitted form again, with everything that it holds."""

PEOPLE = (Field.STAKEHOLDERS, Field.DECIDER, Field.READERS, Field.CO_DRAFTERS)
"""The fields of a new spec's form that hold people."""


def at_field(block_id: str, text: str) -> Answer:
    """An error at one field; the modal stays open with what was typed."""
    return {"response_action": "errors", "errors": {block_id: text}}


class TemplateHidden(Refused):
    """The template of an open form belongs to a private channel that the person has left meanwhile."""

    def __init__(self, channel: ChannelId) -> None:
        super().__init__(f"{HIDDEN} Choose another one under More.")
        self.channel = channel


async def template_of(desk: Desk, call: Interaction, template: TemplateId) -> Form:
    """The template of an open form; raises TemplateHidden."""
    try:
        return await desk.run.read(templates.form, workspace=call.workspace, template_id=template, access=call.access)
    except MembershipUnknown as unknown:
        if not await desk.membership.is_member(unknown.channel, unknown.user):
            raise TemplateHidden(unknown.channel) from unknown
        return await template_of(desk, call.joined(unknown.channel), template)


def hidden_problem(hidden: TemplateHidden, values: Mapping[str, Any]) -> Answer:
    """Says at its field that a template is hidden; raises it where the form does not show that field."""
    if values.get(Field.CHANNEL) == hidden.channel:
        return at_field(Field.CHANNEL, NO_MEMBER)
    if Field.TEMPLATE in values:
        return at_field(Field.TEMPLATE, f"{HIDDEN} Choose another one.")
    raise hidden


def people(values: Mapping[str, Any], field: Field) -> list[UserId]:
    """Who was picked, one or several."""
    picked = values.get(field) or []
    return [UserId(user) for user in ([picked] if isinstance(picked, str) else picked)]


async def channel_problem(desk: Desk, submitted: Submission, state: FormState, redrawn: Redrawn) -> Answer:
    """What is wrong with the channel, or with who can see it; joins it where that was ticked."""
    channel = ChannelId(submitted.values[Field.CHANNEL])
    try:
        place = await desk.membership.place(submitted.workspace, channel)
    except Refused as refusal:
        return at_field(Field.CHANNEL, str(refusal))
    if place.is_private and not await desk.membership.is_member(channel, submitted.user):
        return at_field(Field.CHANNEL, NO_MEMBER)
    picked = {field: people(submitted.values, field) for field in PEOPLE}
    return (
        await people_problem(desk, submitted.workspace, place, picked)
        or await _joining_problem(desk, submitted, place, state, redrawn)
        or await _audience_problem(desk, submitted, channel, state, redrawn)
    )


async def _joining_problem(
    desk: Desk, submitted: Submission, place: Place, state: FormState, redrawn: Redrawn
) -> Answer:
    """Ask before the bot joins the channel that the card goes to; joins it where that was ticked."""
    if submitted.values.get(Field.SHARE) != "now" or place.bot_is_member:
        return None
    refusal = "Tick this, pick another channel, or share it later."
    asking = replace(state, join=place.id, join_name=place.name)
    if problem := await _unticked(submitted, f"{Field.JOIN}-{place.id}", refusal, asking, redrawn):
        return problem
    await desk.membership.join(place.id)
    return None


async def _audience_problem(
    desk: Desk, submitted: Submission, channel: ChannelId, state: FormState, redrawn: Redrawn
) -> Answer:
    """Ask before what was said in private is read by others."""
    if state.said_in in {None, channel} or not await _is_private(desk, submitted.workspace, state.said_in):
        return None
    refusal = "Tick this, or pick the channel in which it was said."
    return await _unticked(submitted, f"{Field.TELL}-{channel}", refusal, replace(state, tell=channel), redrawn)


async def _unticked(submitted: Submission, box: str, refusal: str, asking: FormState, redrawn: Redrawn) -> Answer:
    """None once the box is ticked; a form that lacks it is drawn again, `asking` that question."""
    if box not in submitted.values:
        return {"response_action": "update", "view": await redrawn(asking)}
    return None if submitted.values[box] else at_field(box, refusal)


async def _is_private(desk: Desk, workspace: WorkspaceId, channel: ChannelId | None) -> bool:
    """Whether only some people read there: direct messages count, and so does what the bot cannot see."""
    try:
        return (
            channel is None or channel.startswith("D") or (await desk.membership.place(workspace, channel)).is_private
        )
    except Refused:
        return True


async def people_problem(
    desk: Desk, workspace: WorkspaceId, place: Place, picked: Mapping[Field, Sequence[UserId]]
) -> Answer:
    """What is wrong with the people who were picked for a spec of that channel, each told at their field."""
    users = [user for users in picked.values() for user in users]
    known = {person.id: person for person in await profiles.fetch(desk.client, desk.run, workspace, users)}
    outside = seeing_as_members(known.values(), is_private=place.is_private)
    if outside:
        outside -= await desk.membership.members(place.id)
    errors = {}
    for field, users_there in picked.items():
        there = [known[user] for user in dict.fromkeys(users_there)]
        drafts = field is Field.CO_DRAFTERS
        if problem := part_problem(there, drafts=drafts, outside=outside, channel_name=place.name):
            errors[field] = problem
    return {"response_action": "errors", "errors": errors} if errors else None
