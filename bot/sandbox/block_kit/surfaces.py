"""Whole messages and views: what Slack counts over all of their blocks.

The rule it keeps: a message's problems are `invalid_blocks`, a view's `invalid_arguments`, both with every place.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.blocks import MAX_MARKDOWN, block, block_ids
from bot.sandbox.block_kit.elements import offer as offered_options
from bot.sandbox.block_kit.rules import (
    Problem,
    Report,
    Rule,
    Surface,
    boolean,
    constant,
    list_of,
    one_of,
    plain,
    record,
    string,
)

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_VIEW_BYTES = 250 * 1024
MAX_MESSAGE_TEXT = 11_000  # characters in all blocks; Slack refuses from somewhere between here and 13,000
MAX_ATTACHMENTS = 100

# Keys whose text people do not read: it does not count towards the length of a message.
_NOT_SHOWN = frozenset({"type", "block_id", "action_id", "value", "url", "image_url", "style"})


def _only_one(kind: str) -> Rule:
    def check(value: Any, at: str, report: Report) -> None:
        places = [index for index, item in enumerate(value) if isinstance(item, dict) and item.get("type") == kind]
        for index in places[1:]:
            report.add(f"{at}/{index}", f"only one {kind} block is allowed")

    return check


def _markdown_in_all(value: Any, at: str, report: Report) -> None:
    texts = [item["text"] for item in value if isinstance(item, dict) and item.get("type") == "markdown"]
    total = sum(len(text) for text in texts if isinstance(text, str))
    if len(texts) > 1 and total > MAX_MARKDOWN:
        report.add(at, f"all markdown blocks together must be less than {MAX_MARKDOWN + 1} characters")


def _one_focus(value: Any, at: str, report: Report) -> None:
    found = [
        f"{at}/{index}/{place}/focus_on_load"
        for index, item in enumerate(value)
        if isinstance(item, dict)
        for place, element in _elements(item)
        if isinstance(element, dict) and element.get("focus_on_load") is True
    ]
    for pointer in found[1:]:
        report.add(pointer, "only one element may have focus_on_load")


def _elements(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The interactive elements of a block, each with its place in it."""
    yield "element", item.get("element")
    yield "accessory", item.get("accessory")
    listed = item.get("elements")
    for index, element in enumerate(listed if isinstance(listed, list) else []):
        yield f"elements/{index}", element


def _submit_with_inputs(value: Any, at: str, report: Report) -> None:
    if value.get("submit") is None and any(item["type"] == "input" for item in value["blocks"]):
        report.add(at, "missing required field: submit (the view has input blocks)")


_over_all = (block_ids, _only_one("table"), _one_focus)
_message_blocks = list_of(block, least=0, most=MAX_MESSAGE_BLOCKS, also=[*_over_all, _markdown_in_all])
_VIEW_FACTS = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}

_SHAPES: Mapping[Surface, Rule] = {
    Surface.MESSAGE: record(
        None,
        {
            "blocks": _message_blocks,
            "attachments": list_of(constant, least=0, most=MAX_ATTACHMENTS),
            "text": string(40_000, 0),
        },
    ),
    Surface.MODAL: record(
        {
            "type": one_of("modal"),
            "title": plain(24),
            "blocks": list_of(block, most=MAX_VIEW_BLOCKS, also=_over_all),
        },
        {
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
            **_VIEW_FACTS,
        },
        also=[_submit_with_inputs],
    ),
    Surface.HOME: record(
        {"type": one_of("home"), "blocks": list_of(block, least=0, most=MAX_VIEW_BLOCKS, also=_over_all)},
        _VIEW_FACTS,
    ),
}


def check_message(message: Mapping[str, Any], unfurl_domains: Collection[str]) -> None:
    """Refuse a message (its `blocks` and `attachments`) that Slack would refuse. Refusal: invalid_blocks and others."""
    blocks = message.get("blocks")
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    attachments = message.get("attachments") or []
    if not isinstance(attachments, list):
        raise Refusal("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    problems = message_problems(message, unfurl_domains)
    if problems:
        lines = [problem.line() for problem in problems]
        raise Refusal("invalid_blocks", lines, errors=[line.removeprefix("[ERROR] ") for line in lines])
    if shown_characters(blocks) > MAX_MESSAGE_TEXT:
        raise Refusal("msg_blocks_too_long")


def message_problems(message: Mapping[str, Any], unfurl_domains: Collection[str]) -> list[Problem]:
    """What is wrong with a message, its attachments' blocks too."""
    problems = _problems(Surface.MESSAGE, message, "", unfurl_domains)
    for index, attachment in enumerate(message.get("attachments") or []):
        if isinstance(attachment, dict) and "blocks" in attachment:
            report = Report(surface=Surface.MESSAGE, unfurl_domains=unfurl_domains)
            _message_blocks(attachment["blocks"], f"/attachments/{index}/blocks", report)
            problems += report.problems
    return problems


def check_view(definition: Any, kind: str, unfurl_domains: Collection[str]) -> None:
    """Refuse a view that is no good `modal` or `home`. Refusal: invalid_arguments with the places, view_too_large."""
    surface = Surface(kind)
    problems = _problems(surface, definition, "/view", unfurl_domains)
    if problems:
        raise Refusal("invalid_arguments", [problem.line() for problem in problems])
    if len(json.dumps(definition, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise Refusal("view_too_large")


def offer_problems(offer: Any) -> list[Problem]:
    """What is wrong with the options that an app offers for an external select."""
    report = Report()
    offered_options(offer, "", report)
    return report.problems


def validate(kind: str, value: Any, unfurl_domains: Collection[str] = ()) -> list[Problem]:
    """The problems of `blocks`, a `message` or a `view` of either type."""
    if kind == "blocks":
        report = Report(surface=Surface.MESSAGE, unfurl_domains=unfurl_domains)
        _message_blocks(value, "", report)
        return report.problems
    if kind == "message":
        return _problems(Surface.MESSAGE, value, "", unfurl_domains)
    is_home = isinstance(value, dict) and value.get("type") == "home"
    return _problems(Surface.HOME if is_home else Surface.MODAL, value, "", unfurl_domains)


def shown_characters(blocks: Sequence[Json]) -> int:
    """How many characters of text a message's blocks show; markdown blocks have a limit of their own."""
    return sum(_characters(item) for item in blocks if item["type"] != "markdown")


def _characters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_characters(item) for key, item in value.items() if key not in _NOT_SHOWN)
    return sum(_characters(item) for item in value) if isinstance(value, list) else 0


def _problems(surface: Surface, value: Any, at: str, unfurl_domains: Collection[str]) -> list[Problem]:
    report = Report(surface=surface, unfurl_domains=unfurl_domains)
    _SHAPES[surface](value, at, report)
    return report.problems
