"""Every limit of Block Kit's tables, each with a good and a bad twin."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.block_kit.surfaces import validate

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def section(**facts: Any) -> Json:
    return {"type": "section", "text": mrkdwn(3)} | facts


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def in_input(element: Json, **facts: Any) -> Json:
    return {"type": "input", "label": plain(5), "element": element} | facts


def button(**facts: Any) -> Json:
    return {"type": "button", "text": plain(5)} | facts


def option(value: str = "a", **facts: Any) -> Json:
    return {"text": plain(3), "value": value} | facts


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def confirm(title: int = 5, text: int = 5, yes: int = 3) -> Json:
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(2)}


def rich_list(indent: int) -> Json:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": [item]}],
    }


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def select(**facts: Any) -> Json:
    return {"type": "static_select", "options": options(3)} | facts


def picture(**facts: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"} | facts


def number_input(**facts: Any) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False} | facts


def typed(**facts: Any) -> Json:
    return {"type": "plain_text_input"} | facts


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


def modal(*blocks: Json, **facts: Any) -> Json:
    return {"type": "modal", "title": plain(5), "submit": plain(4), "blocks": list(blocks)} | facts


# What is allowed; its twin that is not; the pointer at the twin's fault.
IN_MESSAGES: list[tuple[Json, Json, str]] = [
    (section(text=mrkdwn(3000)), section(text=mrkdwn(3001)), "/0/text/text"),
    (section(text=mrkdwn(1)), section(text=mrkdwn(0)), "/0/text/text"),
    (section(fields=[mrkdwn(2000)] * 2), section(fields=[mrkdwn(2001)]), "/0/fields/0/text"),
    (section(fields=[plain(1)] * 10), section(fields=[plain(1)] * 11), "/0/fields"),
    (section(text=None, fields=[plain(1)]), section(text=None), "/0"),
    (section(block_id="x" * 255), section(block_id="x" * 256), "/0/block_id"),
    (section(), section(colour="red"), "/0"),
    (section(), section(text={"type": "html", "text": "x"}), "/0/text/type"),
    (section(), section(text="words"), "/0/text"),
    (section(text=plain(3) | {"emoji": True}), section(text=mrkdwn(3) | {"emoji": True}), "/0/text"),
    (section(accessory=select()), section(accessory={"type": "datetimepicker"}), "/0/accessory/type"),
    (section(accessory=picture()), section(accessory=typed()), "/0/accessory/type"),
    (section(accessory={"type": "datepicker"}), section(accessory=number_input()), "/0/accessory/type"),
    ({"type": "header", "text": plain(150)}, {"type": "header", "text": plain(151)}, "/0/text/text"),
    ({"type": "header", "text": plain(1)}, {"type": "header", "text": mrkdwn(1)}, "/0/text/type"),
    ({"type": "divider"}, {"type": "divider", "text": plain(1)}, "/0"),
    ({"type": "divider"}, {"type": "marquee"}, "/0/type"),
    (
        {"type": "context", "elements": [plain(1)] * 10},
        {"type": "context", "elements": [plain(1)] * 11},
        "/0/elements",
    ),
    (
        {"type": "context", "elements": [picture()]},
        {"type": "context", "elements": [button()]},
        "/0/elements/0/type",
    ),
    (picture(), picture(image_url="ftp://example.com/a.png"), "/0/image_url"),
    (
        picture(image_url="https://e.com/" + "x" * 2986),
        picture(image_url="https://e.com/" + "x" * 2987),
        "/0/image_url",
    ),
    (picture(alt_text="x" * 2000), picture(alt_text="x" * 2001), "/0/alt_text"),
    (picture(title=plain(2000)), picture(title=plain(2001)), "/0/title/text"),
    (picture(), picture(slack_file={"id": "F1"}), "/0"),
    (rich_list(8), rich_list(9), "/0/elements/0/indent"),
    (table(100, 20), table(101, 1), "/0/rows"),
    (table(1, 20), table(1, 21), "/0/rows/0"),
    (
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "markdown", "text": "x" * 12_001},
        "/0/text",
    ),
    (actions(*[button()] * 25), actions(*[button()] * 26), "/0/elements"),
    (actions(button()), actions(), "/0/elements"),
    (actions(button()), actions(typed()), "/0/elements/0/type"),
    (actions({"type": "datetimepicker"}), actions(picture()), "/0/elements/0/type"),
    (
        actions(button(action_id="a"), button(action_id="b")),
        actions(button(action_id="a"), button(action_id="a")),
        "/0/elements/1/action_id",
    ),
    (in_input(typed()), in_input({"type": "file_input"}), "/0/element/type"),
    (in_input(typed()), in_input(button()), "/0/element/type"),
    (in_input(typed(), label=plain(2000)), in_input(typed(), label=plain(2001)), "/0/label/text"),
    (in_input(typed(), hint=plain(2000)), in_input(typed(), hint=plain(2001)), "/0/hint/text"),
    (section(), {"type": "alert", "text": plain(3)}, "/0/type"),
    (section(), {"type": "video", "title": plain(1)}, "/0"),
    (section(), {"type": "file", "external_id": "a", "source": "remote"}, "/0/external_id"),
]

ELEMENTS: list[tuple[Json, Json, str]] = [
    (button(text=plain(75)), button(text=plain(76)), "text/text"),
    (button(), button(text=mrkdwn(3)), "text/type"),
    (button(value="x" * 2000), button(value="x" * 2001), "value"),
    (button(url="https://e.com/" + "x" * 2986), button(url="https://e.com/" + "x" * 2987), "url"),
    (button(url="https://example.com"), button(url="example"), "url"),
    (button(style="primary"), button(style="default"), "style"),
    (button(action_id="x" * 255), button(action_id="x" * 256), "action_id"),
    (button(confirm=confirm(title=100)), button(confirm=confirm(title=101)), "confirm/title/text"),
    (button(confirm=confirm(text=300)), button(confirm=confirm(text=301)), "confirm/text/text"),
    (button(confirm=confirm(yes=30)), button(confirm=confirm(yes=31)), "confirm/confirm/text"),
    (button(confirm=confirm()), button(confirm={"title": plain(1)}), "confirm"),
    ({"type": "overflow", "options": options(5)}, {"type": "overflow", "options": options(6)}, "options"),
    ({"type": "overflow", "options": options(1)}, {"type": "overflow", "options": []}, "options"),
    (
        {"type": "overflow", "options": [option(url="https://e.com")]},
        select(options=[option(url="https://e.com")]),
        "options/0",
    ),
    ({"type": "checkboxes", "options": options(10)}, {"type": "checkboxes", "options": options(11)}, "options"),
    (
        {"type": "radio_buttons", "options": options(10)},
        {"type": "radio_buttons", "options": options(11)},
        "options",
    ),
    (
        {"type": "checkboxes", "options": [option(text=mrkdwn(75))]},
        select(options=[option(text=mrkdwn(75))]),
        "options/0/text/type",
    ),
    (
        {"type": "checkboxes", "options": options(2), "initial_options": options(2)},
        {"type": "checkboxes", "options": options(2), "initial_options": options(3)},
        "initial_options/2",
    ),
    (select(options=options(100)), select(options=options(101)), "options"),
    (select(options=[option(text=plain(75))]), select(options=[option(text=plain(76))]), "options/0/text/text"),
    (select(options=[option("x" * 150)]), select(options=[option("x" * 151)]), "options/0/value"),
    (
        select(options=[option(description=plain(75))]),
        select(options=[option(description=plain(76))]),
        "options/0/description/text",
    ),
    (select(placeholder=plain(150)), select(placeholder=plain(151)), "placeholder/text"),
    (select(initial_option=option("1")), select(initial_option=option("9")), "initial_option"),
    (
        {"type": "static_select", "option_groups": [{"label": plain(3), "options": options(2)}] * 100},
        {"type": "static_select", "option_groups": [{"label": plain(3), "options": options(2)}] * 101},
        "option_groups",
    ),
    (select(), select(option_groups=[{"label": plain(3), "options": options(2)}]), ""),
    (select(), {"type": "static_select"}, ""),
    (
        {"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 1},
        {"type": "multi_users_select", "initial_users": ["U1", "U2"], "max_selected_items": 1},
        "initial_users",
    ),
    (
        {"type": "multi_static_select", "options": options(2), "max_selected_items": 1},
        {"type": "multi_static_select", "options": options(2), "max_selected_items": 0},
        "max_selected_items",
    ),
    (
        {"type": "conversations_select", "filter": {"include": ["public"]}},
        {"type": "conversations_select", "filter": {"include": ["secret"]}},
        "filter/include/0",
    ),
    (
        {"type": "datepicker", "initial_date": "2026-02-28"},
        {"type": "datepicker", "initial_date": "2026-02-30"},
        "initial_date",
    ),
    ({"type": "timepicker", "initial_time": "23:59"}, {"type": "timepicker", "initial_time": "24:00"}, "initial_time"),
]

INPUTS: list[tuple[Json, Json, str]] = [
    (typed(max_length=3000), typed(max_length=3001), "max_length"),
    (typed(min_length=0), typed(min_length=-1), "min_length"),
    (typed(min_length=5, max_length=5), typed(min_length=6, max_length=5), "min_length"),
    (typed(initial_value="x" * 5, max_length=5), typed(initial_value="x" * 6, max_length=5), "initial_value"),
    (typed(initial_value="xx", min_length=2), typed(initial_value="x", min_length=2), "initial_value"),
    (typed(multiline=True), typed(multiline="yes"), "multiline"),
    (
        typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
        typed(dispatch_action_config={"trigger_actions_on": ["on_hover"]}),
        "dispatch_action_config/trigger_actions_on/0",
    ),
    (number_input(min_value="1"), number_input(min_value=1), "min_value"),
    (number_input(min_value="1", max_value="1"), number_input(min_value="2", max_value="1"), "min_value"),
    (number_input(initial_value="1", max_value="1"), number_input(initial_value="2", max_value="1"), "initial_value"),
    (number_input(), {"type": "number_input"}, ""),
    (number_input(is_decimal_allowed=True, min_value="0.5"), number_input(min_value="0.5"), ""),
    ({"type": "file_input", "max_files": 10}, {"type": "file_input", "max_files": 11}, "max_files"),
    ({"type": "file_input", "max_files": 1}, {"type": "file_input", "max_files": 0}, "max_files"),
    ({"type": "file_input", "filetypes": ["md"]}, {"type": "file_input", "filetypes": "md"}, "filetypes"),
    (
        {"type": "datetimepicker", "initial_date_time": 1_800_000_000},
        {"type": "datetimepicker", "initial_date_time": "1800000000"},
        "initial_date_time",
    ),
    (
        {"type": "url_text_input", "placeholder": plain(150)},
        {"type": "email_text_input", "placeholder": plain(151)},
        "placeholder/text",
    ),
    (
        {"type": "rich_text_input", "initial_value": {"type": "rich_text", "elements": []}},
        {"type": "rich_text_input", "initial_value": "words"},
        "initial_value",
    ),
]


@pytest.mark.parametrize(("good", "bad", "pointer"), IN_MESSAGES)
def test_a_block_is_refused_beyond_its_limit_and_accepted_at_it(good: Json, bad: Json, pointer: str) -> None:
    assert validate("blocks", [good]) == []
    assert pointer in [problem.pointer for problem in validate("blocks", [bad])]


@pytest.mark.parametrize(("good", "bad", "pointer"), ELEMENTS)
def test_an_element_is_refused_beyond_its_limit_and_accepted_at_it(good: Json, bad: Json, pointer: str) -> None:
    assert validate("blocks", [section(accessory=good)]) == []
    at = "/0/accessory" + (f"/{pointer}" if pointer else "")
    assert at in [problem.pointer for problem in validate("blocks", [section(accessory=bad)])]


@pytest.mark.parametrize(("good", "bad", "pointer"), INPUTS)
def test_an_input_is_refused_beyond_its_limit_and_accepted_at_it(good: Json, bad: Json, pointer: str) -> None:
    assert validate("view", modal(in_input(good))) == []
    at = "/blocks/0/element" + (f"/{pointer}" if pointer else "")
    assert at in [problem.pointer for problem in validate("view", modal(in_input(bad)))]


VIEWS: list[tuple[Json, Json, str]] = [
    (modal(section(), title=plain(24)), modal(section(), title=plain(25)), "/title/text"),
    (modal(section(), submit=plain(24)), modal(section(), submit=plain(25)), "/submit/text"),
    (modal(section(), close=plain(24)), modal(section(), close=plain(25)), "/close/text"),
    (modal(section(), callback_id="x" * 255), modal(section(), callback_id="x" * 256), "/callback_id"),
    (
        modal(section(), private_metadata="x" * 3000),
        modal(section(), private_metadata="x" * 3001),
        "/private_metadata",
    ),
    (modal(*[section()] * 100), modal(*[section()] * 101), "/blocks"),
    (modal(section()), modal(), "/blocks"),
    (modal(section()), modal(section(), colour="red"), ""),
    (modal(section(), submit=None), modal(in_input(typed()), submit=None), ""),
    (modal(section()), {"type": "modal", "blocks": [section()]}, ""),
    (modal(section()), modal({"type": "markdown", "text": "x"}), "/blocks/0/type"),
    (modal(section()), modal(table(1, 1)), "/blocks/0/type"),
    (modal({"type": "alert", "text": plain(200)}), modal({"type": "alert", "text": plain(201)}), "/blocks/0/text/text"),
    (
        modal(section(block_id="a"), section(block_id="b")),
        modal(section(block_id="a"), section(block_id="a")),
        "/blocks/1/block_id",
    ),
    (
        modal(in_input(typed(focus_on_load=True)), in_input(typed())),
        modal(in_input(typed(focus_on_load=True)), in_input(typed(focus_on_load=True))),
        "/blocks/1/element/focus_on_load",
    ),
    (home(table(1, 1)), home({"type": "alert", "text": plain(3)}), "/blocks/0/type"),
    (home(in_input(typed())), home(in_input({"type": "file_input"})), "/blocks/0/element/type"),
    (home(*[section()] * 100), home(*[section()] * 101), "/blocks"),
    (home(), home() | {"title": plain(3)}, ""),
]


@pytest.mark.parametrize(("good", "bad", "pointer"), VIEWS)
def test_a_view_is_refused_beyond_its_limit_and_accepted_at_it(good: Json, bad: Json, pointer: str) -> None:
    assert validate("view", good) == []
    assert pointer in [problem.pointer for problem in validate("view", bad)]


def test_a_message_takes_fifty_blocks_and_one_table() -> None:
    assert validate("blocks", [section()] * 50) == []
    assert [problem.pointer for problem in validate("blocks", [section()] * 51)] == [""]
    assert validate("blocks", [table(1, 1)]) == []
    assert [problem.pointer for problem in validate("blocks", [table(1, 1), table(1, 1)])] == ["/1"]


def test_markdown_blocks_share_their_limit() -> None:
    half = {"type": "markdown", "text": "x" * 6_000}
    assert validate("blocks", [half, half]) == []
    assert validate("blocks", [half, half, {"type": "markdown", "text": "x"}]) != []


def test_problems_are_worded_with_their_place() -> None:
    [problem] = validate("blocks", [section(text=mrkdwn(3001))])
    assert problem.line() == "[ERROR] must be less than 3001 characters [json-pointer:/0/text/text]"


@pytest.mark.parametrize("strange", [None, 3, "x", [3], [[]], [{"type": 3}], [{"type": ["a"]}], [{}]])
def test_what_is_no_list_of_blocks_is_a_problem_and_no_crash(strange: Any) -> None:
    assert validate("blocks", strange) != []
    assert validate("view", {"type": "modal", "title": plain(3), "blocks": strange}) != []
    assert validate("message", strange) != []


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a JSON value with each key or index in it."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []:
        yield value, key
        yield from places(value[key])


@pytest.mark.parametrize("strange", [None, 0, "", "x", [], {}, [None], {"type": "x"}, True])
def test_no_value_in_any_place_makes_the_check_fail(strange: Any) -> None:
    grouped = select(
        options=None, option_groups=[{"label": plain(1), "options": options(2)}], initial_option=option("1")
    )
    view = modal(
        section(fields=[plain(1)], accessory=grouped),
        actions(button(confirm=confirm()), {"type": "overflow", "options": options(2)}),
        in_input(typed(min_length=1, max_length=5, initial_value="xx", focus_on_load=True)),
        in_input(number_input(min_value="1", max_value="3", initial_value="2")),
        in_input({"type": "checkboxes", "options": options(2), "initial_options": options(1)}),
        in_input({"type": "datepicker", "initial_date": "2026-03-02"}),
        in_input({"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 2}),
        rich_list(1),
        picture(title=plain(2)),
    )
    assert validate("view", view) == []
    for container, key in list(places(view)):
        before, container[key] = container[key], strange
        assert isinstance(validate("view", view), list)
        container[key] = before
