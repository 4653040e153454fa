"""The interactive elements of Block Kit and the objects in them.

The rule it keeps: an initial value must be one that a person could have entered.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.sandbox.block_kit.rich_text import rich_text_value
from bot.sandbox.block_kit.rules import (
    Report,
    Rule,
    any_text,
    boolean,
    constant,
    exactly_one,
    integer,
    list_of,
    matching,
    one_of,
    plain,
    record,
    string,
    url,
)
from bot.sandbox.clock import is_time_zone

# What people may enter into inputs of these kinds.
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
NUMBER = r"[+-]?\d+(\.\d+)?"


def _or_nothing(rule: Rule) -> Rule:
    """What a rule takes, or an empty text."""

    def check(value: Any, at: str, report: Report) -> None:
        if value != "":
            rule(value, at, report)

    return check


_MAX_INPUT = 3000
_MAX_ITEMS = 10**6  # where Slack states no limit

action_id = string(255)
_id = string(255)

confirm = record(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_option = record({"text": plain(75), "value": string(150)}, {"description": plain(75)})
_overflow_option = record({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url()})
_choice = record({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
_option_group = record({"label": plain(75), "options": list_of(_option, most=100)})
offer = record(
    None,
    {"options": list_of(_option, least=0, most=100), "option_groups": list_of(_option_group, most=100)},
    also=[exactly_one("options", "option_groups")],
)
"""What an app answers when it is asked for the options of an external select."""

_dispatch_config = record(
    {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), most=2)},
)
_filter = record(
    None,
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_date = matching(r"\d{4}-\d{2}-\d{2}", "must be a date of the form YYYY-MM-DD")
_time = matching(TIME, "must be a time of the form HH:mm")
_number = matching(NUMBER, "must be a number in a string")
_email = _or_nothing(matching(EMAIL, "must be an e-mail address"))
_address = _or_nothing(url(web_only=True))


def _zone(value: Any, at: str, report: Report) -> None:
    if not isinstance(value, str) or not is_time_zone(value):
        report.add(at, "must be the name of a time zone, such as America/Chicago")


def _offered(value: Mapping[str, Any]) -> list[Any]:
    groups = value.get("option_groups") or []
    return [*(value.get("options") or []), *(option for group in groups for option in group["options"])]


def _initial_option(value: Any, at: str, report: Report) -> None:
    initial = value.get("initial_option")
    if initial is not None and initial not in _offered(value):
        report.add(f"{at}/initial_option", "must match one of the options")


def _initial_options(value: Any, at: str, report: Report) -> None:
    offered = _offered(value)
    for index, initial in enumerate(value.get("initial_options") or []):
        if initial not in offered:
            report.add(f"{at}/initial_options/{index}", "must match one of the options")


def _not_more_than_selectable(key: str) -> Rule:
    def check(value: Any, at: str, report: Report) -> None:
        most = value.get("max_selected_items")
        if most is not None and len(value.get(key) or []) > most:
            report.add(f"{at}/{key}", f"no more than {most} items allowed")

    return check


def _a_real_date(value: Any, at: str, report: Report) -> None:
    initial = value.get("initial_date")
    if initial is not None:
        try:
            date.fromisoformat(initial)
        except ValueError:
            report.add(f"{at}/initial_date", "must be a date that exists")


def _length_bounds(value: Any, at: str, report: Report) -> None:
    least, most = value.get("min_length") or 0, value.get("max_length") or _MAX_INPUT
    if least > most:
        report.add(f"{at}/min_length", "must not be greater than max_length")
    initial = value.get("initial_value")
    if initial is not None and len(initial) > most:
        report.add(f"{at}/initial_value", f"must be less than {most + 1} characters")
    if initial and len(initial) < least:
        report.add(f"{at}/initial_value", f"must be more than {least - 1} characters")


def _number_bounds(value: Any, at: str, report: Report) -> None:
    texts = [value.get(key) for key in ("min_value", "initial_value", "max_value")]
    least, initial, most = (None if text is None else float(text) for text in texts)
    if least is not None and most is not None and least > most:
        report.add(f"{at}/min_value", "must not be greater than max_value")
    if initial is not None and ((least is not None and initial < least) or (most is not None and initial > most)):
        report.add(f"{at}/initial_value", "must be between min_value and max_value")
    if not value["is_decimal_allowed"] and any(text and "." in text for text in texts):
        report.add(at, "decimals are not allowed")


def _element(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    common = {"action_id": action_id}
    return record({"type": constant, **(required or {})}, {**common, **(optional or {})}, also=also)


_PLACEHOLDER = {"placeholder": plain(150)}
_FOCUS = {"focus_on_load": boolean}
_CONFIRM = {"confirm": confirm}
_MENU = {**_PLACEHOLDER, **_FOCUS, **_CONFIRM}
_SEVERAL = {"max_selected_items": integer(1, _MAX_ITEMS)}
_TYPING = {**_PLACEHOLDER, **_FOCUS, "dispatch_action_config": _dispatch_config}
_OPTIONS = {
    "options": list_of(_option, most=100),
    "option_groups": list_of(_option_group, most=100),
}
_ids = list_of(_id, least=0, most=_MAX_ITEMS)

ELEMENTS: Mapping[str, Rule] = {
    "button": _element(
        {"text": plain(75)},
        {
            "value": string(2000, 0),
            "url": url(),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
            **_CONFIRM,
        },
    ),
    "overflow": _element({"options": list_of(_overflow_option, most=5)}, _CONFIRM),
    "checkboxes": _element(
        {"options": list_of(_choice, most=10)},
        {"initial_options": list_of(_choice, most=10), **_FOCUS, **_CONFIRM},
        _initial_options,
    ),
    "radio_buttons": _element(
        {"options": list_of(_choice, most=10)},
        {"initial_option": _choice, **_FOCUS, **_CONFIRM},
        _initial_option,
    ),
    "static_select": _element(
        None,
        {**_OPTIONS, "initial_option": _option, **_MENU},
        exactly_one("options", "option_groups"),
        _initial_option,
    ),
    "multi_static_select": _element(
        None,
        {**_OPTIONS, "initial_options": list_of(_option, most=100), **_MENU, **_SEVERAL},
        exactly_one("options", "option_groups"),
        _initial_options,
        _not_more_than_selectable("initial_options"),
    ),
    "external_select": _element(None, {"initial_option": _option, "min_query_length": integer(0, 1000), **_MENU}),
    "multi_external_select": _element(
        None,
        {
            "initial_options": list_of(_option, most=100),
            "min_query_length": integer(0, 1000),
            **_MENU,
            **_SEVERAL,
        },
        _not_more_than_selectable("initial_options"),
    ),
    "users_select": _element(None, {"initial_user": _id, **_MENU}),
    "multi_users_select": _element(
        None, {"initial_users": _ids, **_MENU, **_SEVERAL}, _not_more_than_selectable("initial_users")
    ),
    "conversations_select": _element(
        None,
        {
            "initial_conversation": _id,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": _filter,
            **_MENU,
        },
    ),
    "multi_conversations_select": _element(
        None,
        {
            "initial_conversations": _ids,
            "default_to_current_conversation": boolean,
            "filter": _filter,
            **_MENU,
            **_SEVERAL,
        },
        _not_more_than_selectable("initial_conversations"),
    ),
    "channels_select": _element(None, {"initial_channel": _id, "response_url_enabled": boolean, **_MENU}),
    "multi_channels_select": _element(
        None, {"initial_channels": _ids, **_MENU, **_SEVERAL}, _not_more_than_selectable("initial_channels")
    ),
    "datepicker": _element(None, {"initial_date": _date, **_MENU}, _a_real_date),
    "timepicker": _element(None, {"initial_time": _time, "timezone": _zone, **_MENU}),
    "datetimepicker": _element(
        None, {"initial_date_time": integer(1_000_000_000, 9_999_999_999), **_FOCUS, **_CONFIRM}
    ),
    "plain_text_input": _element(
        None,
        {
            "initial_value": string(_MAX_INPUT, 0),
            "multiline": boolean,
            "min_length": integer(0, _MAX_INPUT),
            "max_length": integer(1, _MAX_INPUT),
            **_TYPING,
        },
        _length_bounds,
    ),
    "email_text_input": _element(None, {"initial_value": _email, **_TYPING}),
    "url_text_input": _element(None, {"initial_value": _address, **_TYPING}),
    "number_input": _element(
        {"is_decimal_allowed": boolean},
        {"initial_value": _number, "min_value": _number, "max_value": _number, **_TYPING},
        _number_bounds,
    ),
    "rich_text_input": _element(None, {"initial_value": rich_text_value, **_TYPING}),
    "file_input": _element(
        None,
        {"filetypes": list_of(string(50), most=_MAX_ITEMS), "max_files": integer(1, 10)},
    ),
}

_SELECTS = frozenset(kind for kind in ELEMENTS if kind.endswith("_select"))
_CHOICES = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"}) | _SELECTS

# Which elements stand in which block.
IN_SECTION = _CHOICES | {"button", "overflow"}
IN_ACTIONS = _CHOICES | {"button", "overflow", "datetimepicker", "rich_text_input"}
IN_INPUT = frozenset(ELEMENTS) - {"button", "overflow"}
