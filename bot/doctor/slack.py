"""Whether Slack can be reached, and what it says of the tokens, their scopes and this machine's clock."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import config
from bot.doctor.check import Check
from bot.errors import Refused
from bot.invocation import typed
from bot.slack import scopes
from bot.slack.deliver import HTTP_TIMEOUT_S

MOST_SKEW_S = 60
"""How far this machine's clock may be from Slack's before the doctor says so."""

SIGNATURE_HOLDS_S = 300
"""How old a signed request of Slack's may be: https://docs.slack.dev/authentication/verifying-requests-from-slack/"""

MOST_NAMED = 3
"""Of the things that need a missing scope."""

_TOO_MANY = 429
_SERVER_FAULT = 500


class _Unreachable(Refused):
    """Nobody answers, or somebody who is not Slack."""

    def __init__(self, address: str, reason: str, remedy: str) -> None:
        detail = f"Slack cannot be reached at {address}: {reason}"
        self.check = Check(name="slack", ok=False, detail=detail, remedy=remedy)
        super().__init__(self.check.sentence())


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """What a method answered; `error` is Slack's code where it said no."""

    error: str | None
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@asynccontextmanager
async def open_client(settings: config.Settings) -> AsyncIterator[AsyncWebClient]:
    """A client that asks once, and gives up as soon as the bot would."""
    timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT_S)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        yield AsyncWebClient(base_url=settings.slack_api_url, session=http, timeout=HTTP_TIMEOUT_S, retry_handlers=[])


async def look(settings: config.Settings, now: Callable[[], datetime]) -> list[Check]:
    """Everything that Slack can be asked; `now` is this machine's clock (aware)."""
    checks = []
    async with open_client(settings) as client:
        try:
            reached = await _ask(client, client.api_test())
            checks.append(Check(name="slack", ok=True, detail=f"{client.base_url} answers"))
            checks.append(_clock(reached.headers.get("Date"), now()))
            if settings.slack_bot_token is not None:
                checks += await of_bot_token(client, settings.bot_token())
            if settings.slack_app_token is not None:
                checks.append(await of_app_token(client, settings.app_token()))
        except _Unreachable as error:
            checks.append(error.check)
    if settings.slack_signing_secret is not None:
        checks.append(
            Check(name="signing secret", ok=True, detail="set; whether it is right, Slack's requests will show")
        )
    return checks


async def _ask(client: AsyncWebClient, call: Awaitable[AsyncSlackResponse]) -> _Answer:
    """Await a call. Raises _Unreachable when it was not Slack's Web API that answered."""
    address = client.base_url
    try:
        response = await call
    except SlackApiError as error:
        response = error.response
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _Unreachable(address, reason(error), "Check the network, a proxy and SLACK_API_URL.") from error
    except AttributeError:
        response = None  # the SDK takes plain text for an object
    status = int(getattr(response, "status_code", 0))
    if status == _TOO_MANY or status >= _SERVER_FAULT:
        raise _Unreachable(address, f"it answers HTTP {status}", "Try again in a minute.")
    body = getattr(response, "data", None)
    if response is None or not isinstance(body, dict) or not isinstance(body.get("ok"), bool):
        raise _Unreachable(address, "what answers is not Slack's Web API", "Check SLACK_API_URL.")
    error_code = None if body["ok"] else str(body.get("error"))
    return _Answer(error=error_code, headers=response.headers, body=body)


def reason(error: aiohttp.ClientError | TimeoutError) -> str:
    """Why Slack cannot be reached, in words."""
    if isinstance(error, aiohttp.ClientConnectionError) and str(error):
        return str(error)
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, aiohttp.InvalidURL):
        return "no server can have that address, or the one that it sends on to"
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return f"it answers HTTP {error.status}"
    if isinstance(error, aiohttp.ClientConnectionError):
        return "the connection was lost"
    return "what answers cannot be understood"


async def of_signatures(client: AsyncWebClient, now: Callable[[], datetime]) -> Check:
    """Whether Slack's requests can be believed by this machine's clock. Raises Refused when Slack cannot be reached."""
    answer = await _ask(client, client.api_test())
    return _clock(answer.headers.get("Date"), now(), most_skew_s=SIGNATURE_HOLDS_S)


def _clock(date: str | None, now: datetime, *, most_skew_s: int = MOST_SKEW_S) -> Check:
    if date is None:
        return Check(name="clock", ok=True, detail="the server does not say what time it is")
    skew_s = (now - parsedate_to_datetime(date)).total_seconds()
    if abs(skew_s) <= most_skew_s:
        return Check(name="clock", ok=True, detail="this machine's clock agrees with Slack's")
    direction = "ahead of" if skew_s > 0 else "behind"
    detail = f"this machine's clock is {abs(skew_s):.0f} s {direction} Slack's"
    remedy = (
        "Switch on time synchronisation (NTP): reminders come at the wrong time, and from 5 minutes on the bot cannot "
        "believe what Slack sends over HTTP."
    )
    return Check(name="clock", ok=False, detail=detail, remedy=remedy)


_COPY_XOXB = "Copy the Bot User OAuth Token (xoxb-) from OAuth & Permissions into SLACK_BOT_TOKEN."
_INSTALL = "Install the app to the workspace again, and copy its new xoxb- token into SLACK_BOT_TOKEN."
_BOT_TOKEN_MENDS: Mapping[str, str] = {
    "account_inactive": _INSTALL,
    "token_expired": "Switch token rotation off for the app. " + _INSTALL,
    "token_revoked": _INSTALL,
}


async def of_bot_token(client: AsyncWebClient, token: str) -> list[Check]:
    """The token and its scopes. Raises Refused when Slack cannot be reached."""
    answer = await _ask(client, client.auth_test(token=token))
    if answer.error is not None:
        detail = f"Slack does not accept SLACK_BOT_TOKEN ({answer.error})"
        remedy = _BOT_TOKEN_MENDS.get(answer.error, _COPY_XOXB)
        return [Check(name="bot token", ok=False, detail=detail, remedy=remedy)]
    detail = f"valid for {answer.body.get('user')} in the workspace {answer.body.get('team')}"
    return [Check(name="bot token", ok=True, detail=detail), _scopes(answer.headers.get("X-OAuth-Scopes"))]


def _scopes(header: str | None) -> Check:
    if header is None:
        return Check(name="scopes", ok=True, detail="the server does not say which scopes the bot token has")
    granted = {scope.strip() for scope in header.split(",")} - {""}
    asked = scopes.asked()
    if missing := sorted(asked - granted):
        named = ", ".join(f"{scope} (for {_needs(scope)})" for scope in missing)
        remedy = f"Add them under OAuth & Permissions and reinstall the app; `{typed('manifest')}` prints them all."
        return Check(name="scopes", ok=False, detail=f"the bot token lacks {named}", remedy=remedy)
    if surplus := sorted(granted - asked):
        remedy = f"Nothing needs {', '.join(surplus)}: take away what no other program uses the token for."
        return Check(name="scopes", ok=True, detail="more are granted than the bot needs", remedy=remedy)
    return Check(name="scopes", ok=True, detail=f"the {len(asked)} of the manifest are granted")


def _needs(scope: str) -> str:
    names = scopes.users_of(scope)
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


_MAKE_XAPP = (
    "Make an app-level token (xapp-) with connections:write under Basic Information, and copy it into SLACK_APP_TOKEN."
)


async def of_app_token(client: AsyncWebClient, token: str) -> Check:
    """The app-level token. Raises Refused when Slack cannot be reached."""
    # Slack hands out an address for a socket; nobody opens it, and it lapses.
    answer = await _ask(client, client.apps_connections_open(app_token=token))
    if answer.error is None:
        return Check(name="app token", ok=True, detail="valid, with connections:write")
    detail = f"Slack does not accept SLACK_APP_TOKEN ({answer.error})"
    if answer.error == "missing_scope":
        detail = "SLACK_APP_TOKEN lacks connections:write"
    return Check(name="app token", ok=False, detail=detail, remedy=_MAKE_XAPP)
