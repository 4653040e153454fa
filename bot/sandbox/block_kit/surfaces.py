"""Whole messages and views: what Slack counts over all of their blocks.

The rule it keeps: each answer has every problem with its place. A message's are `invalid_blocks` or, in what belongs to
an attachment itself, `invalid_attachments`; a view's are `invalid_arguments`.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.attachments import (
    MAX_ATTACHMENT_TEXT,
    MAX_ATTACHMENTS,
    attachment_list,
    own_characters,
)
from bot.sandbox.block_kit.blocks import MAX_MARKDOWN, block
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

# Keys whose text people do not read: it does not count towards the length of a message.
_NOT_SHOWN = frozenset({"type", "block_id", "action_id", "value", "url", "image_url", "style"})

_Lists = Sequence[tuple[str, Any]]
"""The lists of blocks of one message or view, each with its pointer: what holds over all blocks holds over all lists."""


def _over_all(lists: _Lists, report: Report) -> None:
    """Look at what blocks may only have together, wherever in the message or view they stand."""
    blocks = [
        (f"{at}/{index}", item)
        for at, listed in lists
        for index, item in enumerate(listed if isinstance(listed, list) else [])
        if isinstance(item, dict)
    ]
    _unique_ids(blocks, report)
    for pointer, _table in [entry for entry in blocks if entry[1].get("type") == "table"][1:]:
        report.add(pointer, "only one table block is allowed")
    focused = [
        f"{pointer}/{place}/focus_on_load"
        for pointer, item in blocks
        for place, element in _elements(item)
        if isinstance(element, dict) and element.get("focus_on_load") is True
    ]
    for pointer in focused[1:]:
        report.add(pointer, "only one element may have focus_on_load")
    texts = [item.get("text") for _pointer, item in blocks if item.get("type") == "markdown"]
    if len(texts) > 1 and sum(len(text) for text in texts if isinstance(text, str)) > MAX_MARKDOWN:
        report.add(lists[0][0], f"all markdown blocks together must be less than {MAX_MARKDOWN + 1} characters")


def _unique_ids(blocks: Sequence[tuple[str, Json]], report: Report) -> None:
    seen = set()
    for pointer, item in blocks:
        name = item.get("block_id")
        if isinstance(name, str):
            if name in seen:
                report.add(f"{pointer}/block_id", f"block_id must be unique: {name}")
            seen.add(name)


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


_message_blocks = list_of(block, least=0, most=MAX_MESSAGE_BLOCKS)
_message = record(None, {"blocks": constant, "attachments": attachment_list, "text": string(40_000, 0)})
_VIEW_FACTS = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}
_VIEWS: Mapping[Surface, Rule] = {
    Surface.MODAL: record(
        {"type": one_of("modal"), "title": plain(24), "blocks": list_of(block, most=MAX_VIEW_BLOCKS)},
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
        {"type": one_of("home"), "blocks": list_of(block, least=0, most=MAX_VIEW_BLOCKS)},
        _VIEW_FACTS,
    ),
}


def check_message(message: Mapping[str, Any], unfurl_domains: Collection[str]) -> None:
    """Refuse a message (its `blocks` and `attachments`) that Slack would refuse. Refusal: invalid_blocks and others."""
    if not isinstance(message.get("blocks"), list):
        raise Refusal("invalid_blocks_format")
    attachments = message.get("attachments") or []
    if isinstance(attachments, list) and len(attachments) > MAX_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    report = Report()
    attachment_list(attachments, "/attachments", report)
    if report.problems:
        raise Refusal("invalid_attachments", [problem.line() for problem in report.problems])
    lists = _lists(message)
    problems = _block_problems(lists, unfurl_domains)
    if problems:
        lines = [problem.line() for problem in problems]
        raise Refusal("invalid_blocks", lines, errors=[line.removeprefix("[ERROR] ") for line in lines])
    if _shown_in(lists) > MAX_MESSAGE_TEXT:
        raise Refusal("msg_blocks_too_long")
    if _in_attachments(message) > MAX_ATTACHMENT_TEXT:
        raise Refusal("attachment_payload_limit_exceeded")


def check_view(definition: Any, kind: str, unfurl_domains: Collection[str]) -> None:
    """Refuse a view that is no good `modal` or `home`. Refusal: invalid_arguments with the places, view_too_large."""
    problems = _view_problems(Surface(kind), definition, "/view", unfurl_domains)
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
    if kind == "view":
        is_home = isinstance(value, dict) and value.get("type") == "home"
        return _view_problems(Surface.HOME if is_home else Surface.MODAL, value, "", unfurl_domains)
    report = Report()
    if kind == "message":
        _message(value, "", report)
    lists: _Lists = _lists(value) if kind == "message" else [("", value)]
    report.problems += _block_problems(lists, unfurl_domains)
    if not report.problems and _shown_in(lists) > MAX_MESSAGE_TEXT:
        report.add(lists[0][0], f"all blocks together must be less than {MAX_MESSAGE_TEXT + 1} characters")
    if not report.problems and kind == "message" and _in_attachments(value) > MAX_ATTACHMENT_TEXT:
        report.add("/attachments", f"together must be less than {MAX_ATTACHMENT_TEXT + 1} characters")
    return report.problems


def shown_characters(blocks: Sequence[Json]) -> int:
    """How many characters of text a message's blocks show; markdown blocks have a limit of their own."""
    return sum(_characters(item) for item in blocks if item["type"] != "markdown")


def _shown_in(lists: _Lists) -> int:
    return sum(shown_characters(blocks) for _at, blocks in lists)


def _in_attachments(message: Mapping[str, Any]) -> int:
    return sum(map(own_characters, message.get("attachments") or []))


def _characters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_characters(item) for key, item in value.items() if key not in _NOT_SHOWN)
    return sum(_characters(item) for item in value) if isinstance(value, list) else 0


def _lists(message: Any) -> _Lists:
    """All lists of blocks of a message: its own, then those of its attachments."""
    holders = [("", message)]
    attachments = message.get("attachments") if isinstance(message, dict) else None
    if isinstance(attachments, list):
        holders += [(f"/attachments/{index}", attachment) for index, attachment in enumerate(attachments)]
    return [
        (f"{at}/blocks", holder["blocks"])
        for at, holder in holders
        if isinstance(holder, dict) and holder.get("blocks") is not None
    ]


def _block_problems(lists: _Lists, unfurl_domains: Collection[str]) -> list[Problem]:
    report = Report(surface=Surface.MESSAGE, unfurl_domains=unfurl_domains)
    for at, blocks in lists:
        _message_blocks(blocks, at, report)
    _over_all(lists, report)
    return report.problems


def _view_problems(surface: Surface, view: Any, at: str, unfurl_domains: Collection[str]) -> list[Problem]:
    report = Report(surface=surface, unfurl_domains=unfurl_domains)
    _VIEWS[surface](view, at, report)
    if isinstance(view, dict):
        _over_all([(f"{at}/blocks", view.get("blocks"))], report)
    return report.problems
