"""What Slack refuses, as assertions for tests of views; it shares nothing with the code that draws them.

The figures are those of Slack's Block Kit and views reference. Each assertion names the place by its path in the JSON,
for example ``blocks[3].element.options: 101 of at most 100``.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_Json = Mapping[str, Any]
_Check = Callable[[_Json, str], None]

# The undocumented ceiling of a message lies between 11,000 and 13,000 characters; a message stays well below it.
MESSAGE_CHARACTERS = 10_000
MESSAGE_TEXT = 4_000
VIEW_BYTES = 250_000


def check_message(blocks: Sequence[_Json], text: str) -> None:
    """Fail unless Slack would take these blocks with this fallback text as a new message and as an update."""
    _length(text, "text", 1, MESSAGE_TEXT)
    _count(blocks, "blocks", 0, 50)
    _blocks(blocks, MESSAGE_BLOCKS)
    total = sum(map(_characters, blocks))
    assert total <= MESSAGE_CHARACTERS, f"blocks: {total} characters of at most {MESSAGE_CHARACTERS}"
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    assert markdown <= 12_000, f"blocks: {markdown} characters in markdown blocks of at most 12000"
    tables = sum(block["type"] == "table" for block in blocks)
    assert tables <= 1, f"blocks: {tables} tables of at most 1"


def check_view(view: _Json) -> None:
    """Fail unless Slack would take this modal or Home view."""
    modal = view["type"] == "modal"
    assert modal or view["type"] == "home", f"type: {view['type']!r} is no view"
    required = {"type", "title", "blocks"} if modal else {"type", "blocks"}
    shared = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    allowed = shared | {"title", "submit", "close", "clear_on_close", "notify_on_close"} if modal else shared
    _keys(view, "view", required, allowed)
    for name in ("title", "submit", "close"):
        if name in view:
            _plain(view[name], name, 24)
    _length(view.get("callback_id", ""), "callback_id", 0, 255)
    _length(view.get("private_metadata", ""), "private_metadata", 0, 3_000)
    blocks = view["blocks"]
    _count(blocks, "blocks", 0, 100)
    _blocks(blocks, MODAL_BLOCKS if modal else HOME_BLOCKS)
    if modal and any(block["type"] == "input" for block in blocks):
        assert "submit" in view, "submit: missing beside input blocks"
    focused = json.dumps(view).count('"focus_on_load": true')
    assert focused <= 1, f"blocks: {focused} fields with focus_on_load of at most 1"
    size = len(json.dumps(view))
    assert size <= VIEW_BYTES, f"view: {size} bytes of at most {VIEW_BYTES}"


# Parts


def _length(text: str, where: str, least: int, most: int) -> None:
    assert isinstance(text, str), f"{where}: no text"
    assert least <= len(text) <= most, f"{where}: {len(text)} characters, not {least} to {most}"
    assert not least or text.strip(), f"{where}: nothing but white space"


def _count(items: Sequence[Any], where: str, least: int, most: int) -> None:
    assert least <= len(items) <= most, f"{where}: {len(items)} of {least} to {most}"


def _keys(made: _Json, where: str, required: set[str], allowed: set[str]) -> None:
    assert required <= made.keys(), f"{where}: {sorted(required - made.keys())} missing"
    assert made.keys() <= allowed | required, f"{where}: {sorted(made.keys() - allowed - required)} unknown"
    empty = sorted(key for key, value in made.items() if value is None)
    assert not empty, f"{where}: {empty} is null"


def _unique(values: Sequence[str], where: str) -> None:
    twice = {value for value in values if values.count(value) > 1}
    assert not twice, f"{where}: {sorted(twice)} twice"


def _characters(made: Any) -> int:
    """Return the characters of all texts inside."""
    if isinstance(made, Mapping):
        return sum(len(v) if k == "text" and isinstance(v, str) else _characters(v) for k, v in made.items())
    return sum(map(_characters, made)) if isinstance(made, list | tuple) else 0


def _plain(made: _Json, where: str, most: int) -> None:
    _keys(made, where, {"type", "text"}, {"emoji"})
    assert made["type"] == "plain_text", f"{where}: {made['type']!r} where plain_text is due"
    _length(made["text"], f"{where}.text", 1, most)


def _mrkdwn(made: _Json, where: str, most: int) -> None:
    if made["type"] == "plain_text":
        _plain(made, where, most)
        return
    _keys(made, where, {"type", "text"}, {"verbatim"})
    assert made["type"] == "mrkdwn", f"{where}: {made['type']!r} is no text"
    text = made["text"]
    _length(text, f"{where}.text", 1, most)
    bare = re.sub(r"<(?:[@#]\w+|!(?:date|subteam)\^[^<>]+|(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>]+)?)>", "", text)
    assert "<" not in bare, f"{where}.text: a broken or pinging reference in {text!r}"
    assert not re.search(r"&(?!amp;|lt;|gt;)", text), f"{where}.text: a broken entity in {text!r}"
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), f"{where}.text: a bidi override in {text!r}"


def _id(made: _Json, name: str, where: str) -> None:
    if name in made:
        _length(made[name], f"{where}.{name}", 1, 255)


# Elements


def _confirm(made: _Json, where: str) -> None:
    _keys(made, where, {"title", "text", "confirm", "deny"}, {"style"})
    _plain(made["title"], f"{where}.title", 100)
    _mrkdwn(made["text"], f"{where}.text", 300)
    _plain(made["confirm"], f"{where}.confirm", 30)
    _plain(made["deny"], f"{where}.deny", 30)


def _options(options: Sequence[_Json], where: str, most: int) -> None:
    _count(options, where, 1, most)
    for index, option in enumerate(options):
        here = f"{where}[{index}]"
        _keys(option, here, {"text", "value"}, {"description", "url"})
        _mrkdwn(option["text"], f"{here}.text", 75)
        _length(option["value"], f"{here}.value", 1, 150)
        if "description" in option:
            _mrkdwn(option["description"], f"{here}.description", 75)
    _unique([option["value"] for option in options], where)


def _button(made: _Json, where: str) -> None:
    _plain(made["text"], f"{where}.text", 75)
    if "value" in made:
        _length(made["value"], f"{where}.value", 1, 2_000)
    if "url" in made:
        _length(made["url"], f"{where}.url", 1, 3_000)
    assert made.get("style", "primary") in {"primary", "danger"}, f"{where}.style: {made['style']!r}"


def _choice(most: int) -> _Check:
    def check(made: _Json, where: str) -> None:
        assert ("options" in made) != ("option_groups" in made), f"{where}: options or option_groups"
        options = list(made.get("options", ()))
        if "option_groups" in made:
            _count(made["option_groups"], f"{where}.option_groups", 1, 100)
            for index, group in enumerate(made["option_groups"]):
                _plain(group["label"], f"{where}.option_groups[{index}].label", 75)
                _options(group["options"], f"{where}.option_groups[{index}].options", most)
                options += group["options"]
        else:
            _options(options, f"{where}.options", most)
        initial = [made["initial_option"]] if "initial_option" in made else made.get("initial_options", [])
        assert all(option in options for option in initial), f"{where}: an initial option that is not offered"
        assert initial or "initial_options" not in made, f"{where}.initial_options: empty"

    return check


def _text_input(made: _Json, where: str) -> None:
    most = made.get("max_length", 3_000)
    assert 1 <= most <= 3_000, f"{where}.max_length: {most}"
    _length(made.get("initial_value", ""), f"{where}.initial_value", 0, most)


def _url_input(made: _Json, where: str) -> None:
    assert re.match(r"https?://\S+$", made.get("initial_value", "https://a")), f"{where}.initial_value: no address"


def _file_input(made: _Json, where: str) -> None:
    assert 1 <= made.get("max_files", 10) <= 10, f"{where}.max_files: {made['max_files']}"


def _number(made: _Json, where: str) -> None:
    assert isinstance(made.get("is_decimal_allowed"), bool), f"{where}.is_decimal_allowed: missing"
    for name in ("min_value", "max_value", "initial_value"):
        assert isinstance(made.get(name, ""), str), f"{where}.{name}: no string"


def _moment(made: _Json, where: str) -> None:
    seconds = made.get("initial_date_time", 10**9)
    assert isinstance(seconds, int), f"{where}.initial_date_time: no whole seconds"
    assert len(str(seconds)) == 10, f"{where}.initial_date_time: {seconds} is no ten digits"


def _nothing(made: _Json, where: str) -> None:
    assert made, where


_SHARED_KEYS = {"type", "action_id", "confirm", "focus_on_load", "placeholder"}
_ELEMENTS: dict[str, tuple[_Check, set[str]]] = {
    "button": (_button, {"text", "value", "url", "style", "accessibility_label"}),
    "overflow": (_choice(5), {"options"}),
    "checkboxes": (_choice(10), {"options", "initial_options"}),
    "radio_buttons": (_choice(10), {"options", "initial_option"}),
    "static_select": (_choice(100), {"options", "option_groups", "initial_option"}),
    "multi_static_select": (_choice(100), {"options", "option_groups", "initial_options", "max_selected_items"}),
    "users_select": (_nothing, {"initial_user"}),
    "multi_users_select": (_nothing, {"initial_users", "max_selected_items"}),
    "conversations_select": (
        _nothing,
        {"initial_conversation", "filter", "default_to_current_conversation", "response_url_enabled"},
    ),
    "plain_text_input": (
        _text_input,
        {"multiline", "initial_value", "min_length", "max_length", "dispatch_action_config"},
    ),
    "url_text_input": (_url_input, {"initial_value", "dispatch_action_config"}),
    "number_input": (_number, {"is_decimal_allowed", "min_value", "max_value", "initial_value"}),
    "datepicker": (_nothing, {"initial_date"}),
    "timepicker": (_nothing, {"initial_time", "timezone"}),
    "datetimepicker": (_moment, {"initial_date_time"}),
    "file_input": (_file_input, {"filetypes", "max_files"}),
    "image": (_nothing, {"image_url", "alt_text", "slack_file"}),
}
_INPUT_ONLY = {"plain_text_input", "url_text_input", "number_input", "file_input"}
_NOT_INPUT = {"button", "overflow", "image"}


def _element(made: _Json, where: str) -> None:
    kind = made["type"]
    assert kind in _ELEMENTS, f"{where}: unknown element {kind!r}"
    check, keys = _ELEMENTS[kind]
    _keys(made, where, {"type"} if kind == "image" else {"type", "action_id"}, keys | _SHARED_KEYS)
    _id(made, "action_id", where)
    if "placeholder" in made:
        _plain(made["placeholder"], f"{where}.placeholder", 150)
    if "confirm" in made:
        _confirm(made["confirm"], f"{where}.confirm")
    check(made, where)


# Blocks


def _section(block: _Json, where: str) -> None:
    assert "text" in block or "fields" in block, f"{where}: neither text nor fields"
    if "text" in block:
        _mrkdwn(block["text"], f"{where}.text", 3_000)
    if "fields" in block:
        _count(block["fields"], f"{where}.fields", 1, 10)
        for index, each in enumerate(block["fields"]):
            _mrkdwn(each, f"{where}.fields[{index}]", 2_000)
    if "accessory" in block:
        kind = block["accessory"]["type"]
        assert kind not in _INPUT_ONLY | {"datetimepicker"}, f"{where}.accessory: {kind!r} is no accessory"
        _element(block["accessory"], f"{where}.accessory")


def _actions(block: _Json, where: str) -> None:
    _count(block["elements"], f"{where}.elements", 1, 25)
    for index, element in enumerate(block["elements"]):
        kind = element["type"]
        assert kind not in _INPUT_ONLY | {"image"}, f"{where}.elements[{index}]: {kind!r} in actions"
        _element(element, f"{where}.elements[{index}]")
    _unique([element["action_id"] for element in block["elements"]], f"{where}.elements action_id")


def _context(block: _Json, where: str) -> None:
    _count(block["elements"], f"{where}.elements", 1, 10)
    for index, element in enumerate(block["elements"]):
        here = f"{where}.elements[{index}]"
        if element["type"] == "image":
            _element(element, here)
        else:
            _mrkdwn(element, here, 3_000)


def _header(block: _Json, where: str) -> None:
    _plain(block["text"], f"{where}.text", 150)


def _input(block: _Json, where: str) -> None:
    _plain(block["label"], f"{where}.label", 2_000)
    if "hint" in block:
        _plain(block["hint"], f"{where}.hint", 2_000)
    kind = block["element"]["type"]
    assert kind not in _NOT_INPUT, f"{where}.element: {kind!r} is no field"
    _element(block["element"], f"{where}.element")


def _image(block: _Json, where: str) -> None:
    _length(block["alt_text"], f"{where}.alt_text", 1, 2_000)
    _length(block.get("image_url", "-"), f"{where}.image_url", 1, 3_000)
    if "title" in block:
        _plain(block["title"], f"{where}.title", 2_000)


def _table(block: _Json, where: str) -> None:
    _count(block["rows"], f"{where}.rows", 1, 100)
    for index, row in enumerate(block["rows"]):
        _count(row, f"{where}.rows[{index}]", 1, 20)


def _markdown(block: _Json, where: str) -> None:
    _length(block["text"], f"{where}.text", 1, 12_000)


def _alert(block: _Json, where: str) -> None:
    _mrkdwn(block["text"], f"{where}.text", 200)


def _rich_text(block: _Json, where: str) -> None:
    _count(block["elements"], f"{where}.elements", 1, 1_000)
    for index, element in enumerate(block["elements"]):
        _rich_element(element, f"{where}.elements[{index}]")


def _rich_element(element: _Json, where: str) -> None:
    kind = element["type"]
    inner = element["elements"]
    assert inner, f"{where}.elements: none"
    match kind:
        case "rich_text_list":
            _keys(element, where, {"type", "style", "elements"}, {"indent", "offset", "border"})
            assert element["style"] in {"bullet", "ordered"}, f"{where}.style: {element['style']!r}"
            assert 0 <= element.get("indent", 0) <= 8, f"{where}.indent: {element['indent']}"
            assert element.get("offset", 0) >= 0, f"{where}.offset: {element['offset']}"
            for index, item in enumerate(inner):
                assert item["type"] == "rich_text_section", f"{where}.elements[{index}]: no section"
                _rich_element(item, f"{where}.elements[{index}]")
            return
        case "rich_text_preformatted":
            _keys(element, where, {"type", "elements"}, {"border", "language"})
        case "rich_text_quote":
            _keys(element, where, {"type", "elements"}, {"border"})
        case _:
            assert kind == "rich_text_section", f"{where}: unknown rich text {kind!r}"
            _keys(element, where, {"type", "elements"}, set())
    for index, piece in enumerate(inner):
        _piece(piece, f"{where}.elements[{index}]")


def _piece(piece: _Json, where: str) -> None:
    keys = {
        "text": "text",
        "link": "url",
        "user": "user_id",
        "channel": "channel_id",
        "emoji": "name",
        "date": "timestamp",
    }
    assert piece["type"] in keys, f"{where}: unknown piece {piece['type']!r}"
    _keys(piece, where, {"type", keys[piece["type"]]}, {"text", "style", "format", "fallback", "url", "unsafe"})
    if "text" in piece:
        assert piece["text"], f"{where}.text: empty"
    if piece["type"] == "link":
        assert re.match(r"(https?://|mailto:)\S+$", piece["url"]), f"{where}.url: {piece['url']!r}"
    styles = piece.get("style", {"bold": True})
    assert styles, f"{where}.style: empty"
    assert styles.keys() <= {"bold", "italic", "strike", "code"}, f"{where}.style: {styles}"


MESSAGE_BLOCKS: dict[str, tuple[_Check, set[str], set[str]]] = {
    "section": (_section, set(), {"text", "fields", "accessory", "expand"}),
    "actions": (_actions, {"elements"}, set()),
    "context": (_context, {"elements"}, set()),
    "header": (_header, {"text"}, set()),
    "divider": (_nothing, set(), set()),
    "input": (_input, {"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "image": (_image, {"alt_text"}, {"image_url", "slack_file", "title"}),
    "rich_text": (_rich_text, {"elements"}, set()),
    "table": (_table, {"rows"}, {"column_settings"}),
    "markdown": (_markdown, {"text"}, set()),
}
HOME_BLOCKS = {kind: rule for kind, rule in MESSAGE_BLOCKS.items() if kind != "markdown"}
MODAL_BLOCKS = {kind: rule for kind, rule in HOME_BLOCKS.items() if kind != "table"} | {
    "alert": (_alert, {"text"}, {"level"})
}


def _blocks(blocks: Sequence[_Json], known: dict[str, tuple[_Check, set[str], set[str]]]) -> None:
    for index, block in enumerate(blocks):
        where = f"blocks[{index}]"
        assert block["type"] in known, f"{where}: no block {block['type']!r} here"
        check, required, allowed = known[block["type"]]
        _keys(block, where, {"type"} | required, allowed | {"block_id"})
        _id(block, "block_id", where)
        check(block, where)
        in_modal = "alert" in known
        is_file = block["type"] == "input" and block["element"]["type"] == "file_input"
        assert in_modal or not is_file, f"{where}.element: file_input outside of a modal"
    _unique([block["block_id"] for block in blocks if "block_id" in block], "blocks block_id")
