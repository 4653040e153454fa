"""Slack's events: reactions count as presses, and profiles and channels stay known."""

from bot.domain.spec import ChannelId
from bot.services import people, reactions
from bot.slack import payloads, profiles
from bot.slack.desk import Desk
from bot.slack.payloads import Body


async def reacted(desk: Desk, body: Body) -> None:
    """A reaction was added or removed."""
    reaction = payloads.reaction(body)
    if reaction is not None:
        await desk.run.write(reactions.react, workspace=payloads.workspace_of(body), reaction=reaction)


async def profile_changed(desk: Desk, body: Body) -> None:
    """Somebody changed their name or zone, or was deactivated."""
    person = profiles.from_profile(body["event"]["user"])
    await desk.run.write(people.learn, workspace=payloads.workspace_of(body), found=[person])


async def members_changed(desk: Desk, body: Body) -> None:
    """Somebody joined or left a channel."""
    desk.membership.forget(ChannelId(body["event"]["channel"]))


async def channel_renamed(desk: Desk, body: Body) -> None:
    """A channel has another name; private channels have an event of their own."""
    event = body["event"]
    await desk.run.read(
        people.learn_channel,
        workspace=payloads.workspace_of(body),
        channel=ChannelId(event["channel"]["id"]),
        name=event["channel"]["name"],
        is_private=event["type"] == "group_rename",
    )


HANDLERS = {
    "reaction_added": reacted,
    "reaction_removed": reacted,
    "user_change": profile_changed,
    "member_joined_channel": members_changed,
    "member_left_channel": members_changed,
    "channel_rename": channel_renamed,
    "group_rename": channel_renamed,
}
