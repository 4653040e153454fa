"""Paging by cursor.

The rule it keeps: a cursor is opaque to the app, and one that was not handed out is refused.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.arguments import Arguments

Item = TypeVar("Item")


def page(
    args: Arguments, items: Sequence[Item], *, default: int, most: int, bad_limit: str = "invalid_limit"
) -> tuple[list[Item], Json]:
    """A page of the items, and the answer's `response_metadata`. Refusal: invalid_cursor, and `bad_limit`."""
    limit = args.number("limit", default) or default
    if not 1 <= limit <= most:
        raise Refusal(bad_limit)
    start = _offset(args.text("cursor"))
    if start > len(items):
        raise Refusal("invalid_cursor")
    end = start + limit
    cursor = base64.b64encode(b"offset:%d" % end).decode() if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "offset" and number.isdecimal():
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Refusal("invalid_cursor")
