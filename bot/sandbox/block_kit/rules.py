"""Small rules from which the shapes of Block Kit are put together.

The rule it keeps: a rule reports every problem with its JSON pointer and goes on; it never raises and never changes.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, and where: `pointer` is a JSON pointer into what was given."""

    pointer: str
    message: str

    def line(self) -> str:
        """The problem as Slack lists it in `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


@dataclass(kw_only=True)
class Report:
    """The problems found so far; `surface` is None where no blocks are looked at."""

    surface: Surface | None = None
    unfurl_domains: Collection[str] = ()  # those of the app's manifest
    problems: list[Problem] = field(default_factory=list)

    def add(self, pointer: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(pointer=pointer, message=message))


Rule = Callable[[Any, str, Report], None]
"""Looks at a value, at its pointer, and reports."""

_URL = re.compile(r"(https?|slack|mailto|tel):\S+", re.IGNORECASE)
_WEB_URL = re.compile(r"https?://\S+", re.IGNORECASE)


def string(most: int, least: int = 1) -> Rule:
    """A text of `least` to `most` characters."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(at, "must be a string")
        elif len(value) < least:
            report.add(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            report.add(at, f"must be less than {most + 1} characters")

    return check


def url(most: int = 3000, *, web_only: bool = False) -> Rule:
    """An address; with `web_only` one of a page or picture."""
    pattern, is_text = _WEB_URL if web_only else _URL, string(most)

    def check(value: Any, at: str, report: Report) -> None:
        is_text(value, at, report)
        if isinstance(value, str) and value and pattern.fullmatch(value) is None:
            report.add(at, "must be a valid URL")

    return check


def matching(pattern: str, message: str) -> Rule:
    """A text of a form; digits are those of ASCII."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str) or compiled.fullmatch(value) is None:
            report.add(at, message)

    return check


def boolean(value: Any, at: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.add(at, "must be a boolean")


def integer(least: int, most: int) -> Rule:
    """A whole number within bounds."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(at, "must be an integer")
        elif not least <= value <= most:
            report.add(at, f"must be between {least} and {most}")

    return check


def one_of(*allowed: str) -> Rule:
    """One of some words."""

    def check(value: Any, at: str, report: Report) -> None:
        if value not in allowed:
            report.add(at, f"must be one of: {', '.join(allowed)}")

    return check


def list_of(rule: Rule, *, least: int = 1, most: int, also: Collection[Rule] = ()) -> Rule:
    """A list of `least` to `most` items that keep a rule. `also` are rules across items."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(at, "must be a list")
            return
        if len(value) > most:
            report.add(at, f"no more than {most} items allowed")
        if len(value) < least:
            report.add(at, f"must have at least {least} item{'s' if least > 1 else ''}")
        for index, item in enumerate(value):
            rule(item, f"{at}/{index}", report)
        for across in also:
            across(value, at, report)

    return check


def record(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    also: Collection[Rule] = (),
) -> Rule:
    """An object with these keys and no others. `also` are rules across keys, asked only when each key is right.

    A null value of an optional key counts as absent.
    """
    needed, possible = required or {}, optional or {}

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(at, "must be an object")
            return
        before = len(report.problems)
        for key in needed:
            if value.get(key) is None:
                report.add(at, f"missing required field: {key}")
        for key, item in value.items():
            rule = needed.get(key) or possible.get(key)
            if rule is None:
                report.add(at, f"invalid additional property: {key}")
            elif item is not None:
                rule(item, f"{at}/{key}", report)
        if len(report.problems) == before:
            for rule in also:
                rule(value, at, report)

    return check


def by_type(shapes: Mapping[str, Rule]) -> Rule:
    """An object whose `type` decides which shape it must have."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(at, "must be an object")
            return
        kind = value.get("type")
        shape = shapes.get(kind) if isinstance(kind, str) else None
        if kind is None:
            report.add(at, "missing required field: type")
        elif shape is None:
            report.add(f"{at}/type", f"unsupported type: {kind}")
        else:
            shape(value, at, report)

    return check


def unique(key: str, what: str) -> Rule:
    """Items of a list, of which no two have the same value for a key."""

    def check(value: Any, at: str, report: Report) -> None:
        seen = set()
        for index, item in enumerate(value):
            name = item.get(key) if isinstance(item, dict) else None
            if isinstance(name, str):
                if name in seen:
                    report.add(f"{at}/{index}/{key}", f"{what} must be unique: {name}")
                seen.add(name)

    return check


def exactly_one(*keys: str) -> Rule:
    """An object that has one of the keys and not several."""

    def check(value: Any, at: str, report: Report) -> None:
        if sum(value.get(key) is not None for key in keys) != 1:
            report.add(at, f"must have exactly one of: {', '.join(keys)}")

    return check


def constant(value: Any, at: str, report: Report) -> None:
    """Anything: the type, which chose the shape."""


def text_object(most: int, *kinds: str) -> Rule:
    """A text object of one of the kinds, `plain_text` or `mrkdwn`, with at most `most` characters."""
    is_text = string(most)
    shapes = {
        "plain_text": record({"type": constant, "text": is_text}, {"emoji": boolean}),
        "mrkdwn": record({"type": constant, "text": is_text}, {"verbatim": boolean}),
    }
    return by_type({kind: shapes[kind] for kind in kinds})


def plain(most: int) -> Rule:
    """A plain_text object."""
    return text_object(most, "plain_text")


def any_text(most: int) -> Rule:
    """A plain_text or mrkdwn object."""
    return text_object(most, "plain_text", "mrkdwn")
