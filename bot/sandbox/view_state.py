"""What people have entered in the inputs of a view or message, in the shape of Slack's `state.values`.

The rule it keeps: what a person has not touched shows its initial value, and Slack's client refuses what is incomplete
or out of bounds before the app hears of it.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.sandbox.answers import Json
from bot.sandbox.block_kit.elements import EMAIL, NUMBER, TIME
from bot.sandbox.stored_files import extension, file_json
from bot.sandbox.world import FileId, Workspace

Typed = dict[str, dict[str, Json]]
"""By block_id and action_id, the state of each element that somebody touched."""

TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})

# Element type: the key of its state, the key of its initial value, whether it holds several.
_STATES: Mapping[str, tuple[str, str, bool]] = {
    "plain_text_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "rich_text_input": ("rich_text_value", "initial_value", False),
    "static_select": ("selected_option", "initial_option", False),
    "external_select": ("selected_option", "initial_option", False),
    "radio_buttons": ("selected_option", "initial_option", False),
    "users_select": ("selected_user", "initial_user", False),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "channels_select": ("selected_channel", "initial_channel", False),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
    "datetimepicker": ("selected_date_time", "initial_date_time", False),
    "checkboxes": ("selected_options", "initial_options", True),
    "multi_static_select": ("selected_options", "initial_options", True),
    "multi_external_select": ("selected_options", "initial_options", True),
    "multi_users_select": ("selected_users", "initial_users", True),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
    "file_input": ("files", "initial_files", True),
}

_EMAIL = re.compile(EMAIL)
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_TIME = re.compile(TIME, re.ASCII)
_NUMBER = re.compile(NUMBER, re.ASCII)
_SECONDS = re.compile(r"\d{1,11}", re.ASCII)


class BadValueError(Exception):
    """The value cannot be entered in that element; the text says why."""


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every block with each interactive element in it."""
    for block in blocks:
        if block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "actions":
            for element in block["elements"]:
                yield block, element
        elif (accessory := block.get("accessory")) is not None and accessory["type"] != "image":
            yield block, accessory


def is_stateful(element: Json) -> bool:
    """Whether the element keeps what was entered."""
    return element["type"] in _STATES


def with_offers(blocks: Sequence[Json], offered: Mapping[str, Sequence[Json]]) -> list[Json]:
    """A copy of the blocks in which external selects have options: what the app offered (by action_id) or preset."""
    copied: list[Json] = copy.deepcopy(list(blocks))
    for _block, element in elements(copied):
        if element["type"].endswith("external_select"):
            preset = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
            element["options"] = [*preset, *offered.get(element["action_id"], [])]
    return copied


def state_values(blocks: Sequence[Json], typed: Typed) -> Typed:
    """`state.values` of the blocks: what was entered, else the initial values."""
    values: Typed = {}
    for block, element in elements(blocks):
        if is_stateful(element):
            entry = typed.get(block["block_id"], {}).get(element["action_id"])
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry or _initial(element)
    return values


def surviving(blocks: Sequence[Json], typed: Typed) -> Typed:
    """What stays of the entered values when the blocks are replaced: the same ids with the same type."""
    kept: Typed = {}
    for block, element in elements(blocks):
        entry = typed.get(block["block_id"], {}).get(element.get("action_id", ""))
        if entry is not None and entry["type"] == element["type"]:
            kept.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return kept


def enter(workspace: Workspace, blocks: Sequence[Json], typed: Typed, values: Mapping[str, Any]) -> Typed:
    """`typed` with `values` (by block_id) entered too. BadValueError: no such input, or it cannot hold the value.

    A block with several stateful elements takes an object of values by action_id.
    """
    by_block: dict[str, list[Json]] = {}
    for block, element in elements(blocks):
        if is_stateful(element):
            by_block.setdefault(block["block_id"], []).append(element)
    merged = {block_id: dict(entries) for block_id, entries in typed.items()}
    for block_id, value in values.items():
        inputs = by_block.get(block_id)
        if inputs is None:
            raise BadValueError(f"no block {block_id!r} with an input")
        by_action = value if len(inputs) > 1 and isinstance(value, dict) else {inputs[0]["action_id"]: value}
        for element in inputs:
            if element["action_id"] in by_action:
                entry = entered(workspace, element, by_action[element["action_id"]])
                merged.setdefault(block_id, {})[element["action_id"]] = entry
    return merged


def entered(workspace: Workspace, element: Json, value: Any) -> Json:
    """The state of an element after somebody entered `value`. BadValueError: it cannot hold that."""
    kind: str = element["type"]
    key, _, is_many = _STATES[kind]
    entry: Json = {"type": kind}
    if is_many:
        items = [] if value is None else value if isinstance(value, list) else [value]
        entry[key] = [_one(workspace, element, item) for item in items]
    else:
        entry[key] = None if value in (None, "") else _one(workspace, element, value)
    if kind == "timepicker" and "timezone" in element:
        entry["timezone"] = element["timezone"]
    return entry


def complaints(blocks: Sequence[Json], values: Typed) -> dict[str, str]:
    """What Slack's client says at the inputs (by block_id) instead of submitting; empty when all is well."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = values[block["block_id"]][element["action_id"]]
        value = entry[_STATES[element["type"]][0]]
        if value in (None, "", []):
            if not block.get("optional", False):
                found[block["block_id"]] = "Please complete this required field."
        elif (text := _complaint(element, value)) is not None:
            found[block["block_id"]] = text
    return found


def _initial(element: Json) -> Json:
    key, initial, is_many = _STATES[element["type"]]
    entry: Json = {"type": element["type"], key: element.get(initial, [] if is_many else None)}
    if element["type"] == "timepicker" and "timezone" in element:
        entry["timezone"] = element["timezone"]
    return entry


def options_of(element: Json) -> list[Json]:
    """All options of an element, those in groups too."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def _one(workspace: Workspace, element: Json, value: Any) -> Any:
    kind: str = element["type"].removeprefix("multi_")
    match kind:
        case "plain_text_input" | "email_text_input" | "url_text_input" | "number_input":
            return _text(value)
        case "rich_text_input":
            return value if isinstance(value, dict) else _rich_text(_text(value))
        case "static_select" | "radio_buttons" | "checkboxes":
            return _option(element, value)
        case "external_select":
            return value if isinstance(value, dict) else _option(element, value)
        case "datepicker":
            return _date(value)
        case "timepicker":
            return _time(value)
        case "datetimepicker":
            return _unix_seconds(value)
        case "file_input":
            return _file(workspace, value)
        case _:
            return _reference(workspace, kind, value)


def _text(value: Any) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    raise BadValueError(f"not a text: {value!r}")


def _option(element: Json, value: Any) -> Json:
    wanted = value.get("value") if isinstance(value, dict) else value
    for option in options_of(element):
        if option["value"] == wanted:
            return option
    raise BadValueError(f"no option with the value {wanted!r}")


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise BadValueError(f"not a date YYYY-MM-DD: {value!r}") from None


def _time(value: Any) -> str:
    if isinstance(value, str) and _TIME.fullmatch(value) is not None:
        return value
    raise BadValueError(f"not a time HH:MM: {value!r}")


def _unix_seconds(value: Any) -> int:
    if not isinstance(value, bool) and _SECONDS.fullmatch(str(value)):
        return int(value)
    raise BadValueError(f"not unix seconds: {value!r}")


def _file(workspace: Workspace, value: Any) -> Json:
    stored = workspace.files.get(FileId(str(value)))
    if stored is None or stored.content is None:
        raise BadValueError(f"no file with the id {value!r}")
    return file_json(workspace, stored)


def _reference(workspace: Workspace, kind: str, value: Any) -> str:
    if kind == "users_select":
        person = workspace.person_called(str(value))
        if person is None:
            raise BadValueError(f"no person called {value!r}")
        return person.id
    channel = workspace.channel_called(str(value))
    if channel is not None and (kind == "conversations_select" or not channel.is_im):
        return channel.id
    raise BadValueError(f"no channel called {value!r}")


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _complaint(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_complaint(element, value)
    if kind == "email_text_input" and _EMAIL.fullmatch(value) is None:
        return "Please enter a valid email address."
    if kind == "url_text_input" and _URL.fullmatch(value) is None:
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number_complaint(element, value)
    if kind == "file_input":
        return _files_complaint(element, value)
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"You can select up to {element['max_selected_items']} items."
    return None


def _length_complaint(element: Json, value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    limit = element.get("max_length", 3000)
    if len(value) > limit:
        return f"Please enter no more than {limit} characters."
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    if _NUMBER.fullmatch(value) is None:
        return "Please enter a valid number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _files_complaint(element: Json, files: list[Json]) -> str | None:
    limit = element.get("max_files", 10)
    if len(files) > limit:
        return f"You can upload up to {limit} files."
    allowed = element.get("filetypes")
    if allowed and any(extension(file["name"]) not in allowed and file["filetype"] not in allowed for file in files):
        return f"Please choose a file of the type {', '.join(allowed)}."
    return None
