"""Asks Slack about channels: who is a member, whether the bot is, and how to invite whom."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import people
from bot.services.runner import Runner

KEPT_S = 60
"""How long an answer counts; somebody who leaves a private channel loses sight of its specs within a minute."""

PAGE = 200

SMALL = 6
"""People in a channel where deciding in the thread is the first choice."""
APPS = 10
"""Apps that such a channel may have beside them."""
ASKED_FOR_S = 1.0
"""How long a form that is to open waits for the size of its channel, and for who wants it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A channel as Slack describes it to the bot."""

    id: ChannelId
    name: str
    is_private: bool
    bot_is_member: bool


class MayJoin(Refused):
    """The bot is not in a public channel: it can be invited, or join if somebody lets it."""

    def __init__(self, channel_name: str) -> None:
        super().__init__(
            f"I am not in #{channel_name} yet, so I cannot post the card there. Type /invite and my name there."
        )


class Membership:
    """One of them a process; remembers members for a minute."""

    def __init__(self, client: AsyncWebClient, runner: Runner) -> None:
        self._client = client
        self._runner = runner
        self._members: dict[ChannelId, tuple[float, frozenset[UserId]]] = {}

    async def is_member(self, channel: ChannelId, user: UserId) -> bool:
        """Whether the person is in the channel; False where the bot cannot tell."""
        return user in await self.members(channel)

    async def members(self, channel: ChannelId) -> frozenset[UserId]:
        """Everybody in the channel; empty where the bot cannot see it."""
        until, kept = self._members.get(channel, (0.0, frozenset()))
        if until > monotonic():
            return kept
        found: set[UserId] = set()
        cursor = ""
        try:
            while True:
                answer = await self._client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
                found.update(map(UserId, answer["members"]))
                cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
        except SlackApiError as error:
            if error.response.get("error") not in {"channel_not_found", "not_in_channel", "is_archived"}:
                raise
        members = frozenset(found)
        now = monotonic()
        self._members = {at: entry for at, entry in self._members.items() if entry[0] > now}
        self._members[channel] = (now + KEPT_S, members)
        return members

    async def is_small(self, workspace: WorkspaceId, channel: ChannelId | None) -> bool:
        """Whether up to six people are in the channel; False where Slack does not say so at once."""
        if channel is None:
            return False
        try:
            async with asyncio.timeout(ASKED_FOR_S):
                answer = await self._client.conversations_members(channel=channel, limit=SMALL + APPS)
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return False
        if (answer.get("response_metadata") or {}).get("next_cursor"):
            return False
        members = [UserId(user) for user in answer["members"]]
        known = await self._runner.read(people.known, workspace=workspace, users=members)
        # An app whose profile nobody has asked for yet counts as a person: then the usual choice comes first.
        return len(members) - sum(person.is_bot for person in known.values()) <= SMALL

    def forget(self, channel: ChannelId) -> None:
        """Somebody came or went: ask again."""
        self._members.pop(channel, None)

    async def place(self, workspace: WorkspaceId, channel: ChannelId) -> Place:
        """The channel, to post a card in. Refused: the bot cannot see it, or it is archived."""
        try:
            info: dict[str, Any] = (await self._client.conversations_info(channel=channel))["channel"]
        except SlackApiError as error:
            if error.response.get("error") != "channel_not_found":
                raise
            raise Refused(
                "I cannot see that channel. If it is private, type /invite and my name there, then try again."
            ) from error
        if info.get("is_archived"):
            raise Refused("That channel is archived. Unarchive it, or pick another one.")
        place = Place(
            id=channel,
            name=info.get("name") or channel,
            is_private=bool(info.get("is_private")),
            bot_is_member=bool(info.get("is_member")),
        )
        await self._runner.read(
            people.learn_channel, workspace=workspace, channel=channel, name=place.name, is_private=place.is_private
        )
        return place

    async def join(self, channel: ChannelId) -> None:
        """Join a public channel, after somebody said that the bot may. Refused when Slack does not let it."""
        try:
            await self._client.conversations_join(channel=channel)
        except SlackApiError as error:
            raise Refused("Slack did not let me join that channel. Type /invite and my name there.") from error

    async def ready(self, workspace: WorkspaceId, channel: ChannelId) -> None:
        """Make sure that a card can be posted there. Refused with what would help, MayJoin where joining would."""
        place = await self.place(workspace, channel)
        if not place.bot_is_member:
            raise MayJoin(place.name)
