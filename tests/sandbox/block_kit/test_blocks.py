"""The check of Block Kit as a whole: its words, and that nothing makes it fail. Its limits are in the table of refusals."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.block_kit.surfaces import validate
from tests.sandbox.refusals.making import (
    actions,
    button,
    choices,
    confirm,
    group,
    in_input,
    modal,
    mrkdwn,
    number_input,
    of_kind,
    option,
    options,
    picture,
    plain,
    rich_list,
    section,
    select,
    typed,
)


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
    grouped = select(options=None, option_groups=[group()], initial_option=option("1"))
    view = modal(
        section(fields=[plain(1)], accessory=grouped),
        actions(button(confirm=confirm()), choices("overflow")),
        in_input(typed(min_length=1, max_length=5, initial_value="xx", focus_on_load=True)),
        in_input(number_input(min_value="1", max_value="3", initial_value="2")),
        in_input(choices("checkboxes", initial_options=options(1))),
        in_input(of_kind("datepicker", initial_date="2026-03-02")),
        in_input({"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 2}),
        rich_list(1),
        picture(title=plain(2)),
    )
    assert validate("view", view) == []
    for container, key in list(places(view)):
        before, container[key] = container[key], strange
        assert isinstance(validate("view", view), list)
        container[key] = before
