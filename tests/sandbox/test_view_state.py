"""What every input holds: untouched, entered, and refused."""

from typing import Any

import pytest

from bot.sandbox.app_facts import read_manifest
from bot.sandbox.block_kit.elements import IN_INPUT
from bot.sandbox.clock import Clock
from bot.sandbox.seed import people_the_world
from bot.sandbox.view_state import BadValueError, complaints, enter, entered, state_values
from bot.sandbox.world import PersonId, Workspace
from tests.sandbox.conftest import MONDAY, Json, plain

A, B, C = ({"text": plain(letter), "value": letter} for letter in "abc")
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "words"}]}],
}


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace(Clock(MONDAY))
    app = read_manifest(None)
    workspace.app_marks = {"app_id": app.id, "bot_id": app.bot_id}
    people_the_world(workspace, app, empty=True)
    return workspace


def element(kind: str, **facts: Any) -> Json:
    return {"type": kind, "action_id": "x"} | facts


def block(inner: Json, **facts: Any) -> Json:
    return {"type": "input", "block_id": "b", "label": plain("L"), "element": inner} | facts


# An element, what it holds untouched, what is entered, what it holds then.
HOLDS: list[tuple[Json, Json, Any, Json]] = [
    (element("plain_text_input"), {"value": None}, "words", {"value": "words"}),
    (element("plain_text_input", initial_value="x"), {"value": "x"}, "", {"value": None}),
    (element("email_text_input"), {"value": None}, "a@b.example", {"value": "a@b.example"}),
    (element("url_text_input"), {"value": None}, "https://b.example", {"value": "https://b.example"}),
    (element("number_input", is_decimal_allowed=False), {"value": None}, 5, {"value": "5"}),
    (element("rich_text_input"), {"rich_text_value": None}, "words", {"rich_text_value": RICH}),
    (element("rich_text_input"), {"rich_text_value": None}, RICH, {"rich_text_value": RICH}),
    (element("static_select", options=[A, B]), {"selected_option": None}, "b", {"selected_option": B}),
    (
        element("static_select", option_groups=[{"label": plain("g"), "options": [A, B]}], initial_option=A),
        {"selected_option": A},
        "b",
        {"selected_option": B},
    ),
    (element("radio_buttons", options=[A, B], initial_option=B), {"selected_option": B}, "a", {"selected_option": A}),
    (
        element("checkboxes", options=[A, B], initial_options=[A]),
        {"selected_options": [A]},
        [],
        {"selected_options": []},
    ),
    (
        element("multi_static_select", options=[A, B]),
        {"selected_options": []},
        ["a", "b"],
        {"selected_options": [A, B]},
    ),
    (element("external_select"), {"selected_option": None}, C, {"selected_option": C}),
    (element("multi_external_select"), {"selected_options": []}, [C], {"selected_options": [C]}),
    (element("datepicker"), {"selected_date": None}, "2026-03-04", {"selected_date": "2026-03-04"}),
    (
        element("timepicker", timezone="Europe/Berlin"),
        {"selected_time": None, "timezone": "Europe/Berlin"},
        "14:30",
        {"selected_time": "14:30", "timezone": "Europe/Berlin"},
    ),
    (
        element("datetimepicker", initial_date_time=1_800_000_000),
        {"selected_date_time": 1_800_000_000},
        1_800_000_060,
        {"selected_date_time": 1_800_000_060},
    ),
]


@pytest.mark.parametrize(("inner", "untouched", "value", "after"), HOLDS)
def test_an_input_shows_its_initial_value_until_something_is_entered(
    workspace: Workspace, inner: Json, untouched: Json, value: Any, after: Json
) -> None:
    blocks = [block(inner)]
    assert state_values(blocks, {}) == {"b": {"x": {"type": inner["type"]} | untouched}}
    typed = enter(workspace, blocks, {}, {"b": value})
    assert state_values(blocks, typed) == {"b": {"x": {"type": inner["type"]} | after}}


def test_people_and_channels_are_entered_by_name_or_id(workspace: Workspace) -> None:
    sam, channel = workspace.person_called("sam"), workspace.channel_called("team-specs")
    assert sam is not None
    assert channel is not None
    for value in ("sam", "Sam Okafor", sam.id):
        assert entered(workspace, element("users_select"), value)["selected_user"] == sam.id
    several = entered(workspace, element("multi_users_select"), ["sam", "dana"])
    assert several["selected_users"][0] == sam.id
    for kind, key in (("conversations_select", "selected_conversation"), ("channels_select", "selected_channel")):
        assert entered(workspace, element(kind), "#team-specs")[key] == channel.id
    for kind, key in (
        ("multi_channels_select", "selected_channels"),
        ("multi_conversations_select", "selected_conversations"),
    ):
        assert entered(workspace, element(kind), ["team-specs"]) == {"type": kind, key: [channel.id]}
    assert entered(workspace, element("multi_users_select"), []) == {"type": "multi_users_select", "selected_users": []}


def test_every_input_there_is_has_a_state() -> None:
    for kind in IN_INPUT:
        state = state_values([block(element(kind))], {})["b"]["x"]
        assert state["type"] == kind
        assert [value for key, value in state.items() if key != "type"] in ([None], [[]])


def test_a_file_input_holds_whole_file_objects(workspace: Workspace) -> None:
    dana = PersonId(next(iter(workspace.people)))
    stored = workspace.add_file(name="spec.md", user=dana, size=3, content=b"abc")
    [file] = entered(workspace, element("file_input"), [stored.id])["files"]
    assert (file["id"], file["filetype"], file["size"], file["user"]) == (stored.id, "markdown", 3, dana)


@pytest.mark.parametrize(
    ("inner", "value"),
    [
        (element("plain_text_input"), ["a"]),
        (element("plain_text_input"), True),
        (element("static_select", options=[A]), "z"),
        (element("checkboxes", options=[A]), ["a", "z"]),
        (element("datepicker"), "tomorrow"),
        (element("timepicker"), "25:00"),
        (element("datetimepicker"), "soon"),
        (element("datetimepicker"), "١٢٣"),
        (element("timepicker"), "١٢:٠٠"),
        (element("users_select"), "nobody"),
        (element("channels_select"), "nowhere"),
        (element("file_input"), ["F0"]),
    ],
)
def test_what_an_input_cannot_hold_is_refused(workspace: Workspace, inner: Json, value: Any) -> None:
    with pytest.raises(BadValueError):
        entered(workspace, inner, value)


def test_a_value_for_no_input_is_refused(workspace: Workspace) -> None:
    with pytest.raises(BadValueError):
        enter(workspace, [block(element("plain_text_input"))], {}, {"elsewhere": "x"})


def test_a_block_with_several_inputs_takes_values_by_action(workspace: Workspace) -> None:
    menus = [element("datepicker") | {"action_id": "day"}, element("timepicker") | {"action_id": "hour"}]
    blocks = [{"type": "actions", "block_id": "when", "elements": menus}]
    typed = enter(workspace, blocks, {}, {"when": {"hour": "14:00"}})
    assert state_values(blocks, typed)["when"]["hour"]["selected_time"] == "14:00"
    assert state_values(blocks, typed)["when"]["day"]["selected_date"] is None


COMPLAINTS: list[tuple[Json, Any, Any]] = [
    (element("plain_text_input"), "x", ""),
    (element("plain_text_input", min_length=3), "xxx", "xx"),
    (element("plain_text_input", max_length=3), "xxx", "xxxx"),
    (element("plain_text_input"), "x" * 3000, "x" * 3001),
    (element("email_text_input"), "a@b.example", "a.example"),
    (element("url_text_input"), "https://b.example/x", "b.example"),
    (element("number_input", is_decimal_allowed=False), "5", "5.5"),
    (element("number_input", is_decimal_allowed=True), "5.5", "five"),
    (element("number_input", is_decimal_allowed=True), "5", "٥"),
    (element("number_input", is_decimal_allowed=False, min_value="5"), "5", "4"),
    (element("number_input", is_decimal_allowed=False, max_value="5"), "5", "6"),
    (element("multi_static_select", options=[A, B], max_selected_items=1), ["a"], ["a", "b"]),
    (element("checkboxes", options=[A]), ["a"], []),
    (element("static_select", options=[A]), "a", None),
]


@pytest.mark.parametrize(("inner", "good", "bad"), COMPLAINTS)
def test_the_client_complains_about_what_is_missing_or_out_of_bounds(
    workspace: Workspace, inner: Json, good: Any, bad: Any
) -> None:
    blocks = [block(inner)]
    assert complaints(blocks, state_values(blocks, enter(workspace, blocks, {}, {"b": good}))) == {}
    assert list(complaints(blocks, state_values(blocks, enter(workspace, blocks, {}, {"b": bad})))) == ["b"]


def test_files_are_limited_in_number_and_kind(workspace: Workspace) -> None:
    dana = PersonId(next(iter(workspace.people)))
    good = workspace.add_file(name="spec.md", user=dana, size=1, content=b"a").id
    bad = workspace.add_file(name="spec.exe", user=dana, size=1, content=b"a").id
    blocks = [block(element("file_input", max_files=1, filetypes=["md", "txt"]))]

    def complained(*files: str) -> bool:
        return complaints(blocks, state_values(blocks, enter(workspace, blocks, {}, {"b": list(files)}))) != {}

    assert [complained(good), complained(bad), complained(good, good)] == [False, True, True]


def test_an_optional_input_may_stay_empty_but_not_be_wrong(workspace: Workspace) -> None:
    blocks = [block(element("url_text_input"), optional=True)]
    assert complaints(blocks, state_values(blocks, {})) == {}
    assert complaints(blocks, state_values(blocks, enter(workspace, blocks, {}, {"b": "x"}))) != {}
