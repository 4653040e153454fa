"""Slack's events: reactions count as presses, and profiles and channels stay known."""

from bot.domain.spec import ChannelId, Closed
from bot.services import people, places, reactions
from bot.services.access import ProfileUnknown
from bot.slack import payloads, profiles
from bot.slack.desk import Desk
from bot.slack.payloads import Body


async def reacted(desk: Desk, body: Body) -> None:
    """A reaction was added or removed."""
    workspace, reaction = payloads.workspace_of(body), payloads.reaction(body)
    if reaction is None:
        return
    try:
        await desk.run.write(reactions.react, workspace=workspace, reaction=reaction)
    except ProfileUnknown as unknown:
        await profiles.fetch(desk.client, desk.run, workspace, [unknown.user])
        await desk.run.write(reactions.react, workspace=workspace, reaction=reaction)


async def profile_changed(desk: Desk, body: Body) -> None:
    """Somebody changed their name or zone, or was deactivated."""
    person = profiles.from_profile(body["event"]["user"])
    await desk.run.write(people.learn, workspace=payloads.workspace_of(body), found=[person])


async def members_changed(desk: Desk, body: Body) -> None:
    """Somebody joined or left a channel. Once the bot is in it, what waited for that goes out."""
    event = body["event"]
    desk.membership.forget(ChannelId(event["channel"]))
    if event["type"] == "member_joined_channel" and payloads.is_the_bot(body, event["user"]):
        await channel_opened(desk, body)


async def channel_opened(desk: Desk, body: Body) -> None:
    """The bot was invited, or the channel is no longer archived."""
    channel = ChannelId(body["event"]["channel"])
    await desk.run.write(places.opened, workspace=payloads.workspace_of(body), channel=channel)


async def channel_closed(desk: Desk, body: Body) -> None:
    """The channel was archived or deleted, or the bot was taken out of it."""
    event = body["event"]
    channel, why = ChannelId(event["channel"]), CLOSED_BY[event["type"]]
    desk.membership.forget(channel)
    await desk.run.write(places.closed, workspace=payloads.workspace_of(body), channel=channel, why=why)


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


CLOSED_BY = {
    "channel_archive": Closed.ARCHIVED,
    "channel_deleted": Closed.GONE,
    "channel_left": Closed.LEFT,
    "group_archive": Closed.ARCHIVED,
    "group_deleted": Closed.GONE,
    "group_left": Closed.LEFT,
}
"""Private channels have events of their own."""

HANDLERS = {
    **dict.fromkeys(CLOSED_BY, channel_closed),
    "channel_unarchive": channel_opened,
    "group_unarchive": channel_opened,
    "reaction_added": reacted,
    "reaction_removed": reacted,
    "user_change": profile_changed,
    "member_joined_channel": members_changed,
    "member_left_channel": members_changed,
    "channel_rename": channel_renamed,
    "group_rename": channel_renamed,
}
