"""The ids that Slack fills in where an app gave none: those of blocks, elements and attachments.

The rule it keeps: what the app sent is left alone; the filled-in one is a copy.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from bot.sandbox.answers import Json
from bot.sandbox.view_state import elements

NO_PREVIEW = "[no preview available]"


def view_with_ids(definition: Json) -> Json:
    """A copy of a view in which every block and element has an id."""
    filled: Json = _without_nulls(definition)
    filled["blocks"] = blocks_with_ids(filled.get("blocks", []))
    return filled


def blocks_with_ids(blocks: Sequence[Json]) -> list[Json]:
    """A copy of blocks in which each, and every element, has an id."""
    filled: list[Json] = _without_nulls(list(blocks))
    for block in filled:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
    for _block, element in elements(filled):
        if not element.get("action_id"):
            element["action_id"] = secrets.token_urlsafe(4)
    return filled


def attachments_with_ids(attachments: Sequence[Json]) -> list[Json]:
    """A copy of a message's attachments, numbered from 1, with a fallback and with ids in their blocks."""
    filled: list[Json] = _without_nulls(list(attachments))
    for number, attachment in enumerate(filled, 1):
        attachment["id"] = number
        attachment.setdefault("fallback", attachment.get("text") or NO_PREVIEW)
        if "blocks" in attachment:
            attachment["blocks"] = blocks_with_ids(attachment["blocks"])
    return filled


def _without_nulls(value: Any) -> Any:
    """A deep copy in which a null key is an absent one."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
