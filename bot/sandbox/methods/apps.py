"""Methods about the app, the team and the bot.

The rule it keeps: what depends on the token's kind was checked before; here it is the bot that asks.
"""

import json
from collections.abc import Callable, Mapping

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.surfaces import validate
from bot.sandbox.directory import bot_json, team_json
from bot.sandbox.manifest_rules import check_manifest
from bot.sandbox.platform_state import Call
from bot.sandbox.world import TEAM_ID, TEAM_NAME

MAX_VALIDATED = 100_000  # characters of JSON


def _api_test(call: Call) -> Json:
    args = {name: call.args.text(name) for name in ("error", "foo") if call.args.has(name)}
    if error := call.args.text("error"):
        raise Refusal(error, args=args)
    return {"args": args}


def _auth_test(call: Call) -> Json:
    app = call.platform.app
    return {
        "url": call.workspace.url,
        "team": TEAM_NAME,
        "user": app.handle,
        "team_id": TEAM_ID,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(call: Call) -> Json:
    return {"url": call.platform.socket_mode.address(call.platform.host)}


def _validate_manifest(call: Call) -> Json:
    check_manifest(call.args.json("manifest"))
    return {"errors": []}


def _team_info(call: Call) -> Json:
    if call.args.text("team", TEAM_ID) != TEAM_ID:
        raise Refusal("team_not_found")
    return {"team": team_json(call.workspace)}


def _bots_info(call: Call) -> Json:
    app = call.platform.app
    if call.args.text("bot", app.bot_id) != app.bot_id:
        raise Refusal("bot_not_found")
    return {"bot": bot_json(call.workspace, app)}


def _blocks_validate(call: Call) -> Json:
    given = [name for name in ("blocks", "message", "view") if call.args.has(name)]
    if len(given) != 1:
        raise Refusal("invalid_arguments", ["must provide exactly one of `blocks`, `view`, or `message`"])
    if len(json.dumps(call.args.json(given[0]), ensure_ascii=False)) > MAX_VALIDATED:
        message = f"[ERROR] must be less than {MAX_VALIDATED + 1} characters [json-pointer:/{given[0]}]"
        raise Refusal("invalid_arguments", [message])
    problems = validate(given[0], call.args.json(given[0]), call.platform.app.unfurl_domains)
    if problems:
        errors = [
            {"code": "failed_constraint", "message": problem.message, "pointer": problem.pointer}
            for problem in problems
        ]
        raise Refusal(f"invalid_{given[0]}", [problem.line() for problem in problems], errors=errors)
    return {}


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "api.test": _api_test,
    "apps.manifest.validate": _validate_manifest,
    "auth.test": _auth_test,
    "apps.connections.open": _connections_open,
    "blocks.validate": _blocks_validate,
    "bots.info": _bots_info,
    "team.info": _team_info,
}
