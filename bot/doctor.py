"""What is missing for the bot to run, and how to mend it: `techspec doctor`, and the same questions before a start.

The rules kept here: looking changes nothing, neither in the database nor in the workspace, and what is said never holds
a secret or a text of people's. A start asks only what it cannot do without; the doctor asks everything that can be asked.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import URL, Engine, false, update
from sqlalchemy.exc import SQLAlchemyError

from bot import config
from bot.db import outbox, schema, standing
from bot.db.session import open_engine, open_sessions, read_address
from bot.db.standing import Standing
from bot.errors import Refused
from bot.slack import scopes
from bot.slack.deliver import HTTP_TIMEOUT_S

MOST_SKEW_S = 60
"""How far this machine's clock may be from Slack's. Signatures are refused from five minutes on."""

MOST_NAMED = 3
"""Of the things that need a missing scope."""

_TOO_MANY = 429
_SERVER_FAULT = 500


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at. A remedy beside `ok` is advice."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None

    def __str__(self) -> str:
        verdict = "ok     " if self.ok else "to mend"
        return f"{verdict}  {self.name}: {self.sentence()}"

    def sentence(self) -> str:
        """What is, and what to do."""
        return f"{self.detail}. {self.remedy}" if self.remedy else f"{self.detail}."


def as_json(checks: list[Check]) -> dict[str, Any]:
    """`{"ok", "checks": [{"name", "ok", "detail", "remedy"}]}`; `remedy` may be null, and is advice where `ok` is true."""
    return {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}


async def examine(now: Callable[[], datetime]) -> list[Check]:
    """Look at everything; `now` is this machine's clock (aware)."""
    wrong: dict[str, Check] = {}
    try:
        settings = config.load()
    except config.Misconfigured as error:
        wrong = {fault.setting: Check(name="settings", ok=False, detail=str(fault)) for fault in error.faults}
        settings = config.load(without=wrong)
    checks = [*wrong.values(), *_missing(settings, wrong.keys())]
    if not checks:
        checks.append(Check(name="settings", ok=True, detail="all that is needed is set"))
    if not wrong.keys() & {"DATABASE_URL", "TECHSPEC_DATA"}:
        of_database = await asyncio.to_thread(_database, settings.database)
        checks += of_database
        if all(check.ok for check in of_database):
            checks += await asyncio.to_thread(_outbox, settings.database)
    if "SLACK_API_URL" not in wrong:
        checks += await _slack(settings, now)
    return checks


async def refuse_faulty_start(settings: config.Settings, *, migrates: bool, app_token: str | None = None) -> None:
    """Raise Refused, in one line, for what would keep the bot from working.

    `migrates` when the start brings the database to head itself; `app_token` for a start over Socket Mode.
    """
    await asyncio.to_thread(refuse_faulty_database, settings.database, migrates=migrates)
    async with _client(settings) as client:
        for check in await _bot_token(client, settings.bot_token()):
            _insist(check)
        if app_token is not None:
            _insist(await _app_token(client, app_token))


def refuse_faulty_database(url: str, *, migrates: bool) -> None:
    """Raise Refused, in one line, for a database that the bot cannot work with; `migrates` as for a start."""
    for check in _database(url, migrates=migrates):
        _insist(check)


def _insist(check: Check) -> None:
    if not check.ok:
        raise Refused(check.sentence())


# Settings


def _missing(settings: config.Settings, wrong: AbstractSet[str]) -> Iterator[Check]:
    if settings.slack_bot_token is None and "SLACK_BOT_TOKEN" not in wrong:
        yield Check(
            name="settings",
            ok=False,
            detail="SLACK_BOT_TOKEN is not set",
            remedy="Copy the xoxb- token from OAuth & Permissions into the environment or .env.",
        )
    is_reachable = settings.slack_app_token is not None or settings.slack_signing_secret is not None
    if not is_reachable and not wrong & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}:
        yield Check(
            name="settings",
            ok=False,
            detail="neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for HTTP) is set",
            remedy="For `run` make an xapp- token with connections:write under Basic Information; "
            "for `web` copy the signing secret from there.",
        )


# The database

_TO_HEAD = "Run `python -m bot migrate`; `run` does so by itself."


def _database(url: str, *, migrates: bool = False) -> list[Check]:
    address = read_address(url)
    place = _place(address)
    file = Path(str(address.database)) if address.get_backend_name() == "sqlite" else None
    if file is not None and not file.exists():
        return [_writable_folder(place, file), _schema(Standing.EMPTY, migrates=migrates)]
    try:
        engine = open_engine(url)
        try:
            return list(_contents(engine, place, migrates=migrates))
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        return [unusable(url, error)]


def unusable(url: str, error: SQLAlchemyError | OSError) -> Check:
    """What the database's error means for whoever set it up."""
    address = read_address(url)
    remedy = "Check DATABASE_URL, that the server runs, and that it lets this user in."
    if address.get_backend_name() == "sqlite":
        remedy = "Check DATABASE_URL or TECHSPEC_DATA, and who may write that file and its folder."
    detail = f"{_place(address)} cannot be used: {_reason(error, address)}"
    return Check(name="database", ok=False, detail=detail, remedy=remedy)


def _contents(engine: Engine, place: str, *, migrates: bool) -> Iterator[Check]:
    found = standing.of(engine)
    if found is not Standing.EMPTY:
        with engine.connect() as connection, connection.begin() as transaction:
            # It changes no row, yet a database that refuses writing, or writing by this user, refuses it.
            connection.execute(update(schema.workspaces).where(false()).values(last_number=0))
            transaction.rollback()
    yield Check(name="database", ok=True, detail=f"{place} can be read and written")
    yield _schema(found, migrates=migrates)


def _place(address: URL) -> str:
    """Which database it is, without the password or anything else that an address may hold."""
    if address.get_backend_name() == "sqlite":
        return f"the SQLite file {address.database}"
    return f"the PostgreSQL database {address.database or 'of the default name'} on {address.host or 'this machine'}"


def _writable_folder(place: str, file: Path) -> Check:
    folder = next(folder for folder in file.absolute().parents if folder.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Check(name="database", ok=True, detail=f"{place} is not there yet, and can be made")
    return Check(
        name="database",
        ok=False,
        detail=f"{place} cannot be made: {folder} is no folder that this user may write to",
        remedy="Set TECHSPEC_DATA to a folder of the bot's own, or mend its owner.",
    )


def _schema(found: Standing, *, migrates: bool) -> Check:
    match found:
        case Standing.CURRENT:
            return Check(name="schema", ok=True, detail="the database is at this release's schema")
        case Standing.AHEAD:
            detail = "the database is ahead of this release, which does not know its schema"
            remedy = "Start the newer release again, or go back to a backup of the database."
            return Check(name="schema", ok=False, detail=detail, remedy=remedy)
        case Standing.EMPTY:
            return Check(name="schema", ok=migrates, detail="the database has no tables yet", remedy=_TO_HEAD)
        case Standing.BEHIND:
            return Check(name="schema", ok=migrates, detail="the database is behind this release", remedy=_TO_HEAD)


def _reason(error: Exception, address: URL) -> str:
    text = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return text.replace(str(address.password), "…") if address.password else text


# What was given up

_MEND_XOXB = "Mend SLACK_BOT_TOKEN."
_ANY_CHANGE = "Then any change of the spec sends it again."
_MENDS: Mapping[str, str] = {
    "account_inactive": f"{_MEND_XOXB} {_ANY_CHANGE}",
    "channel_not_found": f"If {{place}} is private, type /invite @{{bot}} there. {_ANY_CHANGE}",
    "invalid_auth": f"{_MEND_XOXB} {_ANY_CHANGE}",
    "messages_tab_disabled": f"Switch the Messages Tab on under App Home. {_ANY_CHANGE}",
    "missing_scope": f"Install the app anew with the scopes of its manifest. {_ANY_CHANGE}",
    "not_authed": f"{_MEND_XOXB} {_ANY_CHANGE}",
    "not_in_channel": "Type /invite @{bot} in {place}. What waits is sent then.",
    "restricted_action": f"Ask an admin to let apps post in {{place}}. {_ANY_CHANGE}",
    "token_revoked": f"{_MEND_XOXB} {_ANY_CHANGE}",
}
_NOTHING_TO_MEND = frozenset(
    {
        "cannot_dm_bot",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
"""The person, the channel or the message is gone: so is the need."""


def _outbox(url: str) -> list[Check]:
    engine = open_engine(url)
    try:
        with open_sessions(engine).begin() as session:
            parked = outbox.parked(session)
    finally:
        engine.dispose()
    return [_parked(each) for each in parked] or [Check(name="outbox", ok=True, detail="nothing was given up")]


def _parked(parked: outbox.Parked) -> Check:
    place = f"#{parked.channel_name}" if parked.channel_name else f"the channel {parked.channel_id}"
    # What is no code of Slack's is a bug's text, which may quote people: its kind is enough here, the log has the rest.
    error = parked.error.partition("(")[0]
    messages = "1 message was" if parked.count == 1 else f"{parked.count} messages were"
    if error in _NOTHING_TO_MEND:
        remedy = "There is nothing to do."
    else:
        unknown = f"The log says more. {_ANY_CHANGE.removeprefix('Then ').capitalize()}"
        bot = scopes.manifest()["features"]["bot_user"]["display_name"]
        remedy = _MENDS.get(error, unknown).format(place=place, bot=bot)
    detail = f"{messages} given up for specs of {place}: {error}"
    return Check(name="outbox", ok=error in _NOTHING_TO_MEND, detail=detail, remedy=remedy)


# Slack


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
async def _client(settings: config.Settings) -> AsyncIterator[AsyncWebClient]:
    timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT_S)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        yield AsyncWebClient(base_url=settings.slack_api_url, session=http, timeout=HTTP_TIMEOUT_S, retry_handlers=[])


async def _slack(settings: config.Settings, now: Callable[[], datetime]) -> list[Check]:
    checks = []
    async with _client(settings) as client:
        try:
            reached = await _ask(client, client.api_test())
            checks.append(Check(name="slack", ok=True, detail=f"{client.base_url} answers"))
            checks.append(_clock(reached.headers.get("Date"), now()))
            if settings.slack_bot_token is not None:
                checks += await _bot_token(client, settings.bot_token())
            if settings.slack_app_token is not None:
                checks.append(await _app_token(client, settings.app_token()))
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
        reason = str(error) if isinstance(error, aiohttp.ClientConnectionError) else ""
        remedy = "Check the network, a proxy and SLACK_API_URL."
        raise _Unreachable(address, reason or type(error).__name__, remedy) from error
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


def _clock(date: str | None, now: datetime) -> Check:
    if date is None:
        return Check(name="clock", ok=True, detail="the server does not say what time it is")
    skew_s = (now - parsedate_to_datetime(date)).total_seconds()
    if abs(skew_s) <= MOST_SKEW_S:
        return Check(name="clock", ok=True, detail="this machine's clock agrees with Slack's")
    direction = "ahead of" if skew_s > 0 else "behind"
    detail = f"this machine's clock is {abs(skew_s):.0f} s {direction} Slack's"
    remedy = (
        "Switch on time synchronisation (NTP): Slack's signatures do not hold, and reminders come at the wrong time."
    )
    return Check(name="clock", ok=False, detail=detail, remedy=remedy)


_COPY_XOXB = "Copy the Bot User OAuth Token (xoxb-) from OAuth & Permissions into SLACK_BOT_TOKEN."
_INSTALL = "Install the app to the workspace again, and copy its new xoxb- token into SLACK_BOT_TOKEN."
_BOT_TOKEN_MENDS: Mapping[str, str] = {
    "account_inactive": _INSTALL,
    "token_expired": "Switch token rotation off for the app. " + _INSTALL,
    "token_revoked": _INSTALL,
}


async def _bot_token(client: AsyncWebClient, token: str) -> list[Check]:
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
        remedy = "Add them under OAuth & Permissions, as in bot/slack/manifest.json, and reinstall the app."
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


async def _app_token(client: AsyncWebClient, token: str) -> Check:
    # Slack hands out an address for a socket; nobody opens it, and it lapses.
    answer = await _ask(client, client.apps_connections_open(app_token=token))
    if answer.error is None:
        return Check(name="app token", ok=True, detail="valid, with connections:write")
    detail = f"Slack does not accept SLACK_APP_TOKEN ({answer.error})"
    if answer.error == "missing_scope":
        detail = "SLACK_APP_TOKEN lacks connections:write"
    return Check(name="app token", ok=False, detail=detail, remedy=_MAKE_XAPP)
