"""Asks a Slack, with its own `blocks.validate`, what it would refuse of the surfaces that the snapshots keep.

The rule kept here: the token is known to the client alone, and no error leaves with the client's own frames, whose
arguments hold it and which pytest would print.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.views.examples import SNAPSHOTS

MOST_WAITS = 5
"""How often a call waits as long as Retry-After says before it is given up. The tier is some 100 calls a minute."""

ABOUT_THE_SURFACE = frozenset({"invalid_arguments", "invalid_blocks", "invalid_message", "invalid_view"})
"""Any other error, such as that of a wrong token, is about the call."""


class NotValidatedError(Exception):
    """The server did not look at the surface; says why."""


def surfaces() -> dict[str, Any]:
    """What each snapshot shows, by the snapshot's name: a view, a message's blocks, or one block."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(SNAPSHOTS.glob("*.json"))}


def client_for(token: str, api_url: str) -> AsyncWebClient:
    """A client that obeys Retry-After."""
    patient = AsyncRateLimitErrorRetryHandler(max_retry_count=MOST_WAITS)
    return AsyncWebClient(token=token, base_url=api_url, retry_handlers=[patient])


async def problems(client: AsyncWebClient, shown: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse, a line each: `NAME: /POINTER: what is wrong`.

    Raises NotValidatedError when it refuses the call itself, or cannot be reached.
    """
    return [f"{name}: {problem}" for name, surface in shown.items() for problem in await _refused(client, surface)]


async def _refused(client: AsyncWebClient, surface: Any) -> list[str]:
    try:
        # As JSON inside a form: the method's page gives its arguments as texts.
        await client.api_call("blocks.validate", data={_kind(surface): json.dumps(_payload(surface))})
    except SlackApiError as error:
        if error.response["error"] in ABOUT_THE_SURFACE:
            return list(_said(error.response.data))
        raise NotValidatedError(error.response["error"]) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NotValidatedError(f"{client.base_url} cannot be reached: {error!r}") from None
    return []


def _kind(surface: Any) -> str:
    if isinstance(surface, list):
        return "message"
    return "view" if surface["type"] in {"modal", "home"} else "blocks"


def _payload(surface: Any) -> Any:
    match _kind(surface):
        case "message":
            # Any words: what a message says beside its blocks, no snapshot keeps.
            return {"text": "A message", "blocks": surface}
        case "view":
            return surface
        case _:
            return [surface]


def _said(answer: Any) -> Iterator[str]:
    """The problems as the method tells them: each with its place, or, of arguments, in words."""
    errors = answer.get("errors") or ()
    yield from (f"{error.get('pointer')}: {error.get('message')}" for error in errors)
    if not errors:
        yield from answer.get("response_metadata", {}).get("messages") or [answer["error"]]
