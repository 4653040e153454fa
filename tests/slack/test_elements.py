from datetime import datetime

import pytest

from bot.slack import elements as el


def test_an_initial_choice_that_is_gone_is_left_out() -> None:
    options = [el.option("One", "1"), el.option("Two", "2")]
    assert el.static_select("a", options, initial="2")["initial_option"] == options[1]
    assert "initial_option" not in el.radio("a", options, initial="3")
    assert el.checkboxes("a", options, initial=["3", "2"])["initial_options"] == [options[1]]
    assert "initial_options" not in el.checkboxes("a", options)


def test_a_text_that_does_not_fit_into_its_field_is_never_cut() -> None:
    assert el.text_input("a", initial="x" * 3_000)["initial_value"] == "x" * 3_000
    for initial, longest in (("x" * 3_001, None), ("xx", 1)):
        with pytest.raises(ValueError, match="fit"):
            el.text_input("a", initial=initial, max_length=longest)


def many(count: int) -> list[el.Element]:
    return [el.option("Label", str(number)) for number in range(count)]


def test_what_only_a_programming_error_can_cause_is_a_value_error() -> None:
    wrong = [
        lambda: el.button("Press", "", "1"),
        lambda: el.button("Press", "a" * 256, "1"),
        lambda: el.button("Press", "a", "x" * 2_001),
        lambda: el.option("Label", "x" * 151),
        lambda: el.overflow("a", many(6)),
        lambda: el.radio("a", many(11)),
        lambda: el.checkboxes("a", []),
        lambda: el.static_select("a", many(101)),
        lambda: el.static_select("a", [*many(1), *many(1)]),
        lambda: el.text_input("a", max_length=3_001),
        lambda: el.file_input("a", max_files=11),
        lambda: el.datetime_picker("a", initial=datetime(2026, 12, 3)),  # noqa: DTZ001 -- without a zone on purpose
    ]
    for number, make in enumerate(wrong):
        with pytest.raises(ValueError, match=r"\w"):
            pytest.fail(f"case {number} made {make()}")
