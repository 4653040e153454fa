"""The arguments of every method that is served: unknown, missing, and of the wrong type or a word that it has not."""

import re
from typing import Any

import pytest

from bot.sandbox.arguments import METHODS, Argument, Method
from bot.sandbox.methods import HANDLERS
from bot.sandbox.unserved import UNSERVED
from tests.sandbox.conftest import Desk, Json

SCOPE = re.compile(r"[a-z]+(:[a-z]+(\.[a-z]+)?)?")
NAMES = sorted(METHODS)


async def refused(desk: Desk, method: Method, **given: str) -> list[str]:
    """What is wrong with a call, sent as a form as every method takes it; what it needs besides is `x`."""
    app = desk.sandbox.app
    tokens = {"apps.connections.open": app.app_token, "apps.manifest.validate": app.config_token}
    headers = {"Authorization": f"Bearer {tokens.get(method.name, app.bot_token)}"}
    async with desk.session.post(f"{desk.sandbox.api_url}{method.name}", data=given, headers=headers) as answer:
        body: Json = await answer.json()
    assert body["error"] == "invalid_arguments", body
    messages: list[str] = body["response_metadata"]["messages"]
    return messages


def bad_value(argument: Argument) -> tuple[str, str] | None:
    """A text that the argument does not take, and what is said of it; None if it takes every text."""
    match argument.type:
        case "":
            return None
        case "b":
            return "perhaps", "must provide a boolean"
        case "i":
            return "many", "must provide an integer"
        case "l":
            return "[1", "must provide valid JSON"
        case "j":
            return "{", "must provide valid JSON"
        case kind if kind.startswith("="):
            return "nonsense", f"must be one of: {', '.join(kind[1:].split('|'))}"
        case kind:
            return "x" * (int(kind[1:]) + 1), f"must be less than {int(kind[1:]) + 1} characters"


@pytest.mark.parametrize("name", NAMES)
async def test_a_method_refuses_what_it_does_not_know_and_names_what_it_lacks(desk: Desk, name: str) -> None:
    method = METHODS[name]
    missing = [argument.name for argument in method.arguments.values() if argument.is_required]
    expected = [f"[ERROR] missing required field: {argument}" for argument in missing]
    expected.append("[ERROR] unknown argument: colour [json-pointer:/colour]")
    assert await refused(desk, method, colour="red") == expected


TYPED = [(name, argument) for name in NAMES for argument, it in METHODS[name].arguments.items() if bad_value(it)]
OWN_CODES = {
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
    "attachments": "invalid_attachments",
}


@pytest.mark.parametrize(("name", "argument"), TYPED)
async def test_a_method_refuses_an_argument_of_the_wrong_type_and_names_it(
    desk: Desk, name: str, argument: str
) -> None:
    method = METHODS[name]
    bad = bad_value(method.arguments[argument])
    assert bad is not None
    value, message = bad
    if method.arguments[argument].type == "j" and argument in OWN_CODES:
        headers = {"Authorization": f"Bearer {desk.sandbox.bot_token}"}
        url = f"{desk.sandbox.api_url}{name}"
        async with desk.session.post(url, data={argument: value}, headers=headers) as answer:
            assert (await answer.json())["error"] == OWN_CODES[argument]
    else:
        assert f"[ERROR] {message} [json-pointer:/{argument}]" in await refused(desk, method, **{argument: value})


@pytest.mark.parametrize("name", [name for name in NAMES if METHODS[name].scopes])
async def test_a_method_without_its_scope_is_refused_and_the_scope_is_named(desk: Desk, name: str) -> None:
    method = METHODS[name]
    values: dict[str, Any] = {"b": True, "i": 1, "l": "x", "j": []}
    given = {it.name: values.get(it.type, "x") for it in method.arguments.values() if it.is_required}
    desk.sandbox.app.scopes = frozenset({"commands"})
    answer = await desk.api(name, **given)
    assert (answer["error"], answer["provided"]) == ("missing_scope", "commands")
    assert answer["needed"] == ",".join(method.scopes)


def test_the_table_of_methods_is_complete_in_itself() -> None:
    assert set(HANDLERS) == set(METHODS)
    for name, method in METHODS.items():
        assert re.fullmatch(r"[a-z]+[A-Za-z0-9]*(\.[A-Za-z0-9]+)+", name), name
        assert method.calls_a_minute in (1, 20, 50, 100, 600), name
        assert [scope for scope in method.scopes if SCOPE.fullmatch(scope) is None] == [], name
        strange = [it.type for it in method.arguments.values() if re.fullmatch(r"[bijl]?|=.+|<\d+", it.type) is None]
        assert strange == [], name


def test_no_method_is_both_served_and_not() -> None:
    assert UNSERVED.isdisjoint(METHODS)


@pytest.mark.parametrize("name", ["canvases.create", "chat.scheduleMessage", "admin.users.list", "files.upload"])
async def test_a_method_that_slack_has_and_this_workspace_does_not_is_named_so(desk: Desk, name: str) -> None:
    answer = await desk.api(name)
    assert answer["error"] == "method_not_served"
    assert answer["response_metadata"]["messages"] == [f"Slack has {name}; this stand-in workspace does not serve it"]


@pytest.mark.parametrize("name", ["chat.postMesage", "chat", "canvases.creates"])
async def test_a_method_that_slack_has_not_is_unknown(desk: Desk, name: str) -> None:
    assert (await desk.api(name))["error"] == "unknown_method"
