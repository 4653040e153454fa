"""What is missing for the bot to run, and how to mend it: `techspec doctor`, and the same questions before a start.

The rules kept here: looking changes nothing, neither in the database nor in the workspace, and what is said never holds
a secret or a text of people's. A start asks only what it cannot do without; the doctor asks everything that can be asked.
"""

import asyncio
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot import config
from bot.doctor import database, given_up, slack
from bot.doctor.check import Check
from bot.errors import Refused


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
        if config.ENV_FILE in wrong:
            # Which database and which tokens are meant, nobody knows.
            return [*wrong.values()]
        settings = config.load(without=wrong)
    checks = [*wrong.values(), *_missing(settings, wrong.keys())]
    if not checks:
        checks.append(Check(name="settings", ok=True, detail="all that is needed is set"))
    if not wrong.keys() & {"DATABASE_URL", "TECHSPEC_DATA"}:
        of_database = await asyncio.to_thread(database.look, settings.database)
        checks += of_database
        if all(check.ok for check in of_database):
            checks += await asyncio.to_thread(given_up.look, settings.database)
        if settings.slack_signing_secret is not None:
            checks += database.shared(settings.database)
    if "SLACK_API_URL" not in wrong:
        checks += await slack.look(settings, now)
    return checks


async def refuse_faulty_start(
    settings: config.Settings,
    *,
    migrates: bool,
    app_token: str | None = None,
    now: Callable[[], datetime] | None = None,
) -> None:
    """Raise Refused, in one line, for what would keep the bot from working.

    `migrates` when the start brings the database to head itself; `app_token` for a start over Socket Mode, `now` (this
    machine's clock, aware) for one over HTTP, where Slack's requests hold for some minutes only.
    """
    await asyncio.to_thread(refuse_faulty_database, settings.database, migrates=migrates)
    async with slack.open_client(settings) as client:
        for check in await slack.of_bot_token(client, settings.bot_token()):
            _insist(check)
        if app_token is not None:
            _insist(await slack.of_app_token(client, app_token))
        if now is not None:
            _insist(await slack.of_signatures(client, now))


def refuse_faulty_database(url: str, *, migrates: bool) -> None:
    """Raise Refused, in one line, for a database that the bot cannot work with; `migrates` as for a start."""
    for check in database.look(url, migrates=migrates):
        _insist(check)


def _insist(check: Check) -> None:
    if not check.ok:
        raise Refused(check.sentence())


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
