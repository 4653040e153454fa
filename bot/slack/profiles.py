"""Asks Slack who people are, and keeps it: names for cards, zones for reminders."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.people import Person
from bot.domain.spec import UserId, WorkspaceId
from bot.services import people
from bot.services.runner import Runner

AT_ONCE = 5
"""Calls of users.info at the same time; its rate is generous, the event loop's patience is not."""


async def fetch(
    client: AsyncWebClient, runner: Runner, workspace: WorkspaceId, users: Sequence[UserId]
) -> Sequence[Person]:
    """The profiles of all `users`, from what is kept and else from Slack. Raises SlackApiError."""
    known = await runner.read(people.known, workspace=workspace, users=list(users))
    found = await asyncio.gather(*_asked(client, users, known))
    if found:
        await runner.read(people.learn, workspace=workspace, found=found)
    return [*known.values(), *found]


async def fetch_some(
    client: AsyncWebClient, runner: Runner, workspace: WorkspaceId, users: Sequence[UserId], *, within_s: float
) -> Sequence[Person]:
    """The profiles of those of `users` whom Slack knows and names in time: one that it does not costs no other."""
    known = await runner.read(people.known, workspace=workspace, users=list(users))

    async def in_time(asking: Awaitable[Person]) -> Person | None:
        try:
            async with asyncio.timeout(within_s):
                return await asking
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return None

    answers = await asyncio.gather(*map(in_time, _asked(client, users, known)))
    found = [person for person in answers if person is not None]
    if found:
        await runner.read(people.learn, workspace=workspace, found=found)
    return [*known.values(), *found]


def _asked(
    client: AsyncWebClient, users: Sequence[UserId], known: Mapping[UserId, Person]
) -> Sequence[Awaitable[Person]]:
    """What Slack says of each of `users` who is not `known`."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(user: UserId) -> Person:
        async with gate:
            answer = await client.users_info(user=user)
        return from_profile(answer["user"])

    return [ask(user) for user in dict.fromkeys(users) if user not in known]


def from_profile(user: Mapping[str, Any]) -> Person:
    """A person from Slack's user object (users.info, and the user_change event)."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return Person(
        id=UserId(user["id"]),
        name=next((name for name in names if name), str(user["id"]))[:200],
        zone=user.get("tz") or "UTC",
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")),
        is_deactivated=bool(user.get("deleted")),
    )
