"""What submitted fields say, and what is wrong with them. Each problem is told at its field, and nothing typed is lost."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.spec import ChannelId, UserId
from bot.errors import Refused
from bot.slack import profiles
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.ids import Field
from bot.slack.payloads import Submission
from bot.slack.views.forms import FormState

Answer = Mapping[str, Any] | None
"""What Slack is answered when a modal is submitted; None closes it."""


def at_field(block_id: str, text: str) -> Answer:
    """An error at one field; the modal stays open with what was typed."""
    return {"response_action": "errors", "errors": {block_id: text}}


def people(values: Mapping[str, Any], field: Field) -> list[UserId]:
    """Who was picked."""
    return [UserId(user) for user in values.get(field) or []]


async def channel_problem(
    desk: Desk, submitted: Submission, state: FormState, redrawn: Callable[[FormState], Awaitable[Block]]
) -> Answer:
    """What is wrong with the channel, or with who can see it; joins it where that was ticked.

    `redrawn` draws the form again, with the offer to join.
    """
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
        if outside := [user for user in people(values, Field.STAKEHOLDERS) if user not in members]:
            return at_field(Field.STAKEHOLDERS, await _invite(desk, submitted, place.name, outside))
    if values.get(Field.SHARE) != "now" or place.bot_is_member:
        return None
    offer = f"{Field.JOIN}-{channel}"
    if offer not in values:
        return {"response_action": "update", "view": await redrawn(replace(state, join=channel))}
    if not values[offer]:
        return at_field(offer, "Tick this, pick another channel, or share it later.")
    await desk.membership.join(channel)
    return None


async def _invite(desk: Desk, submitted: Submission, channel_name: str, outside: Sequence[UserId]) -> str:
    """Who is not in the private channel, and how to change that."""
    found = await profiles.fetch(desk.client, desk.run, submitted.workspace, outside)
    names = ", ".join(person.name for person in found)
    return f"Not in #{channel_name}: {names}. Type /invite there to add them, or pick somebody who is in it."


async def drafter_problem(desk: Desk, submitted: Submission, channel: ChannelId, to: UserId) -> Answer:
    """Why somebody cannot run the process of a spec in that channel."""
    [person] = await profiles.fetch(desk.client, desk.run, submitted.workspace, [to])
    if person.is_bot or person.is_deactivated:
        return at_field(Field.DRAFTER, "Pick somebody who works here.")
    if person.is_guest:
        return at_field(Field.DRAFTER, f"{person.name} is a guest. Specs go to full members: pick one of the channel.")
    if not await desk.membership.is_member(channel, to):
        refusal = f"{person.name} is not in the channel of this spec. Invite them there first, or pick somebody else."
        return at_field(Field.DRAFTER, refusal)
    return None
