"""Reading JSON that came over the wire.

The rule it keeps: what is let in can be written out again as JSON, so that one odd value never stops whoever reads it.
"""

import json
import math
from typing import Any

MAX_DEPTH = 100  # levels of objects and lists; no surface of Slack comes near it


def parse(text: str | bytes) -> Any:
    """The value of a JSON text. ValueError: it is none, or holds NaN, an infinity, half a character or too many levels."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    check(value)
    return value


def check(value: Any) -> None:
    """Look at a value that is in memory already. ValueError: it could not be written out as JSON again."""
    pending = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise ValueError(f"{item} is no JSON")
        elif isinstance(item, (dict, list)):
            if depth == MAX_DEPTH:
                raise _too_deep()
            inner = [*item, *item.values()] if isinstance(item, dict) else item
            pending += [(part, depth + 1) for part in inner]


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is no character") from None


def _too_deep() -> ValueError:
    return ValueError(f"more than {MAX_DEPTH} levels of objects and lists")
