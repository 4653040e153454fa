"""Reading the bodies of control requests.

The rule it keeps: what is missing or of the wrong type is answered with its name.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(w|d|h|m|s)", re.IGNORECASE | re.ASCII)
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_MAX_SECONDS = 10 * 366 * 86_400


class BadRequestError(Exception):
    """The request cannot be understood; the text says why."""


class Fields:
    """The JSON object of a request. Every reader raises BadRequestError for a wrong type."""

    def __init__(self, body: object) -> None:
        if not isinstance(body, dict):
            raise BadRequestError("the body must be a JSON object")
        self.all: Mapping[str, Any] = body

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without `default` it is required."""
        value = self.all.get(name)
        if value is None:
            if default is None:
                raise BadRequestError(f"{name} is missing")
            return default
        if not isinstance(value, str):
            raise BadRequestError(f"{name} must be a text")
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self.all.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadRequestError(f"{name} must be a list of texts")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean."""
        value = self.all.get(name, default)
        if not isinstance(value, bool):
            raise BadRequestError(f"{name} must be true or false")
        return value

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.all.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadRequestError(f"{name} must be a whole number")
        return value


def duration(text: str) -> timedelta:
    """A length of time such as `26h`, `90m`, `2d` or `1d 12h`. BadRequestError: it is none."""
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise BadRequestError(f"not a length of time such as 26h or 2d: {text!r}")
    seconds = sum(float(number) * _SECONDS[unit.lower()] for number, unit in parts)
    if seconds > _MAX_SECONDS:
        raise BadRequestError("the clock moves by ten years at most")
    return timedelta(seconds=seconds)
