"""What a refusal is: a call that the stand-in takes, its twin that it does not, and the answer to that.

Texts in angle brackets stand for what only a started workspace knows: `<#team-specs>` a channel's id, `<@sam>` a
person's, `<trigger>` a fresh trigger of dana's and `<trigger sam>` one of sam's, `<first trigger>` one from the start,
`<client_id>` and `<client_secret>` the app's, and `<channel>`, `<ts>`, `<view_id>`, `<hash>`, `<file_id>`, `<url>` and
`<code>` what the latest answer with one gave.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox.refusals.making import Json, home, in_input, modal, section


@dataclass(frozen=True, kw_only=True)
class Do:
    """A Web API method with its arguments; or an act of the control API as `act ...`, a use of a response URL as
    `respond`, a wait of real time as `later`, bytes for an upload as `bytes`, the Allow of the OAuth page as `allow`."""

    what: str
    given: Json


def api(method: str, /, **given: Any) -> Do:
    return Do(what=method, given=given)


def act(name: str, /, **given: Any) -> Do:
    """An act; `who` is its `as`."""
    if "who" in given:
        given["as"] = given.pop("who")
    return Do(what=f"act {name}", given=given)


def later(seconds: float) -> Do:
    return Do(what="later", given={"seconds": seconds})


@dataclass(frozen=True, kw_only=True)
class Case:
    """A refusal. `place` is where Slack's reference says it, `rule` what is allowed, `message` a part of the answer."""

    place: str
    rule: str
    good: Do
    bad: Do
    error: str
    message: str = ""
    before: tuple[Do, ...] = ()
    between: tuple[Do, ...] = ()
    times: int = 1  # how often the good call is good
    manifest: Mapping[str, Any] = field(default_factory=dict)  # parts of the app's manifest, over the usual one
    enforces_rates: bool = False


def post(*blocks: Json, **given: Any) -> Do:
    """A message with blocks."""
    return api("chat.postMessage", **({"channel": "<#team-specs>", "text": "a", "blocks": list(blocks)} | given))


def show(view: Json) -> Do:
    """A modal."""
    return api("views.open", trigger_id="<trigger>", view=view)


def publish(view: Json) -> Do:
    """A Home tab."""
    return api("views.publish", user_id="<@dana>", view=view)


def block(place: str, rule: str, good: Json, bad: Json, pointer: str = "", **facts: Any) -> Case:
    """A rule of a block in a message; `pointer` leads from the bad block to its fault."""
    message = f"[json-pointer:/blocks/0{pointer}]"
    return Case(
        place=f"{place} block",
        rule=rule,
        good=post(good),
        bad=post(bad),
        error="invalid_blocks",
        message=message,
        **facts,
    )


def element(place: str, rule: str, good: Json, bad: Json, pointer: str = "") -> Case:
    """A rule of an element, tried as the accessory of a section."""
    message = f"[json-pointer:/blocks/0/accessory{pointer}]"
    return Case(
        place=place,
        rule=rule,
        good=post(section(accessory=good)),
        bad=post(section(accessory=bad)),
        error="invalid_blocks",
        message=message,
    )


def in_form(place: str, rule: str, good: Json, bad: Json, pointer: str = "") -> Case:
    """A rule of an element, tried in the input block of a modal."""
    message = f"[json-pointer:/view/blocks/0/element{pointer}]"
    good_view, bad_view = modal(in_input(good)), modal(in_input(bad))
    return Case(
        place=place, rule=rule, good=show(good_view), bad=show(bad_view), error="invalid_arguments", message=message
    )


def view(place: str, rule: str, good: Json, bad: Json, pointer: str = "") -> Case:
    """A rule of a modal or Home tab."""
    shown = publish if bad["type"] == "home" else show
    message = f"[json-pointer:/view{pointer}]"
    return Case(place=place, rule=rule, good=shown(good), bad=shown(bad), error="invalid_arguments", message=message)


def call(rule: str, good: Do, bad: Do, error: str, message: str = "", **facts: Any) -> Case:
    """A rule of a method; its place is the method's page."""
    return Case(place=bad.what, rule=rule, good=good, bad=bad, error=error, message=message, **facts)


EMPTY_HOME = home()
