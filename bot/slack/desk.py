"""What every listener is handed: the way to the use cases and the way to Slack."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Refused
from bot.services.access import MembershipUnknown, ProfileUnknown
from bot.services.runner import Runner
from bot.slack import profiles
from bot.slack.membership import Membership
from bot.slack.payloads import Interaction

Call = TypeVar("Call", bound=Interaction)
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Made once by the composition root. `client` never repeats a call by itself."""

    run: Runner
    client: AsyncWebClient
    http: aiohttp.ClientSession
    membership: Membership

    async def serve(self, handler: Callable[["Desk", Call], Awaitable[Result]], call: Call) -> Result:
        """Run a handler; when it needs to know something about the person from Slack, ask and run it again.

        Handlers look at the spec before they change anything, so nothing happens twice.
        """
        try:
            return await handler(self, call)
        except ProfileUnknown as unknown:
            await profiles.fetch(self.client, self.run, call.workspace, [unknown.user])
            return await self.serve(handler, call)
        except MembershipUnknown as unknown:
            if not await self.membership.is_member(unknown.channel, unknown.user):
                raise Refused(
                    "This tech spec lives in a channel that you are not a member of. Ask somebody there to invite you."
                ) from unknown
            return await self.serve(handler, call.joined(unknown.channel))
