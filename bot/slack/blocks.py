"""Block Kit's blocks, and the messages and views that hold them, as plain JSON.

The rule kept here: text typed by a person never makes an invalid block. It is cut to Slack's limits; what only a
programming error can cause (too many blocks, an id twice, a field without a submit button) is a ``ValueError``. Equal
arguments give equal JSON: neither here nor in the elements are ids invented or the clock looked at.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, TypeAlias

from bot.slack import limits, objects
from bot.slack.elements import Element

Block: TypeAlias = dict[str, Any]
"""A layout block, ready for ``json.dumps``."""


def header(text: str, *, block_id: str | None = None) -> Block:
    """Return a header: one line of at most 150 characters."""
    return objects.extended({"type": "header", "text": objects.label(text, 150)}, block_id=limits.checked_id(block_id))


def section(
    mrkdwn: str = "",
    *,
    block_id: str | None = None,
    accessory: Element | None = None,
    fields: Sequence[str] = (),
) -> Block:
    """Return a section of mrkdwn (escaped by the caller) and at most ten fields of 2,000 characters."""
    block: Block = {"type": "section"}
    if mrkdwn.strip() or not fields:
        block["text"] = objects.mrkdwn(mrkdwn, limits.SECTION_TEXT)
    if fields:
        block["fields"] = [objects.mrkdwn(field, 2_000) for field in limits.at_most(fields, 10, "fields of a section")]
    return objects.extended(block, accessory=accessory, block_id=limits.checked_id(block_id))


def context(*mrkdwn: str, block_id: str | None = None) -> Block:
    """Return a line of small print: one to ten pieces of mrkdwn, escaped by the caller."""
    pieces = limits.some(mrkdwn, 10, "elements of a context")
    return objects.extended(
        {"type": "context", "elements": [objects.mrkdwn(piece, limits.SECTION_TEXT) for piece in pieces]},
        block_id=limits.checked_id(block_id),
    )


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def actions(*elements: Element, block_id: str) -> Block:
    """Return a row of one to 25 elements with an action_id each of their own."""
    limits.unique([element["action_id"] for element in elements], "action_id")
    return {
        "type": "actions",
        "block_id": limits.checked_id(block_id),
        "elements": list(limits.some(elements, 25, "elements of an actions block")),
    }


def input_block(
    label: str,
    element: Element,
    *,
    block_id: str,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """Return a labelled field of a modal; with ``dispatch`` a change is sent at once, not only on submit."""
    return objects.extended(
        {
            "type": "input",
            "block_id": limits.checked_id(block_id),
            "label": objects.plain(label, 2_000),
            "element": element,
            "optional": optional,
            "dispatch_action": dispatch,
        },
        hint=objects.plain(hint, 2_000) if hint and hint.strip() else None,
    )


def rich_text(*elements: Element, block_id: str | None = None) -> Block:
    """Return a block of rich-text elements; their text is shown as it is and needs no escaping."""
    return objects.extended({"type": "rich_text", "elements": list(elements)}, block_id=limits.checked_id(block_id))


# Messages and views


def message(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a message, at most 50 of them, with block ids that differ."""
    return _checked(blocks, limits.MESSAGE_BLOCKS)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str = "Close",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> Block:
    """Return a modal of at most 100 blocks; it needs ``submit`` where there is a field."""
    if submit is None and any(block["type"] == "input" for block in blocks):
        raise ValueError("A modal with fields needs a submit button.")
    return objects.extended(
        {
            "type": "modal",
            "callback_id": limits.checked_id(callback_id),
            "title": objects.label(title, 24),
            "close": objects.label(close, 24),
            "blocks": _checked(blocks, limits.MODAL_BLOCKS),
            "private_metadata": limits.at_most(
                private_metadata, limits.PRIVATE_METADATA, "characters of private_metadata"
            ),
            "notify_on_close": notify_on_close,
        },
        submit=None if submit is None else objects.label(submit, 24),
    )


def _checked(blocks: Sequence[Block], most: int) -> list[Block]:
    limits.unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    elements = chain.from_iterable(block.get("elements", [block.get("element", {})]) for block in blocks)
    if sum(bool(element.get("focus_on_load")) for element in elements) > 1:
        raise ValueError("Only one field can have the focus.")
    return list(limits.at_most(blocks, most, "blocks"))
