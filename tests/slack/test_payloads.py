"""Payloads of Slack become plain values; numbers, words and typed text survive what phones make of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.spec import ChannelId, UserId
from bot.errors import Refused
from bot.services.reactions import Reaction
from bot.slack import payloads

COMMAND = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2", "command": "/techspec"}
PRESS = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1"},
    "trigger_id": "1.2",
    "channel": {"id": "C1"},
    "container": {"type": "message", "is_ephemeral": False},
    "response_url": "https://hooks.example.org/1",
    "actions": [{"type": "button", "action_id": "line.tick", "value": "12:3"}],
}


@pytest.mark.parametrize(
    ("typed", "word", "number", "rest"),
    [
        ("show 12", "show", 12, ""),
        ("SHOW ts-12", "show", 12, ""),
        ("schedule TS-12 thu 2pm", "schedule", 12, "thu 2pm"),
        ("schedule 2pm", "schedule", None, "2pm"),
        ("schedule 2026-12-03 14:00", "schedule", None, "2026-12-03 14:00"),
        ("show\u00a012", "show", 12, ""),
        ("show\n12", "show", 12, ""),
        ("show 9999999999", "show", None, "9999999999"),
        ("show ²", "show", None, "²"),
        ("   ", "", None, ""),
        ("list  mine   two words", "list", None, "mine   two words"),
    ],
)
def test_a_command_is_a_word_a_number_and_the_rest(typed: str, word: str, number: int | None, rest: str) -> None:
    call = payloads.command({**COMMAND, "text": typed})
    assert (call.word, call.number, call.rest) == (word, number, rest)


def test_a_command_without_text_is_empty() -> None:
    assert payloads.command(COMMAND).word == ""


def test_halves_of_characters_are_left_out_of_typed_text() -> None:
    assert payloads.command({**COMMAND, "text": "new ab\ud800c"}).text == "abc"
    view = {"state": {"values": {"title": {"title": {"type": "plain_text_input", "value": "a\ud800b"}}}}}
    assert payloads.values(view) == {"title": "ab"}


def test_a_press_is_about_a_spec_and_perhaps_a_line() -> None:
    press = payloads.press(PRESS)
    assert (press.workspace, press.user, press.channel, press.number, press.argument) == ("T1", "U1", "C1", 12, "3")


@pytest.mark.parametrize("value", ["", "twelve", "²", ":3"])
def test_a_press_with_a_strange_value_is_refused_with_what_would_help(value: str) -> None:
    press = payloads.press({**PRESS, "actions": [{"action_id": "line.tick", "value": value}]})
    with pytest.raises(Refused, match="/techspec show"):
        _ = press.number


def test_the_suffix_of_an_action_id_is_taken_off_and_a_choice_is_its_value() -> None:
    action = {"action_id": "line.menu#3", "selected_option": {"value": "12:3:untick"}}
    press = payloads.press({**PRESS, "actions": [action]})
    assert (press.action, press.argument) == ("line.menu", "3:untick")


def test_a_press_on_the_home_tab_has_no_channel_and_no_response_url() -> None:
    body = {key: value for key, value in PRESS.items() if key not in ("channel", "response_url")}
    press = payloads.press({**body, "view": {"type": "home", "id": "V1"}, "container": {"type": "view"}})
    assert (press.channel, press.response_url) == (None, None)


@pytest.mark.parametrize(
    ("body", "workspace"),
    [
        ({"team_id": "T1", "enterprise_id": "E1"}, "T1"),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "T1"),
        ({"team": None, "user": {"id": "U1", "team_id": "T2"}}, "T2"),
        ({"team": None, "enterprise_id": "E1", "user": "U1"}, "E1"),
    ],
)
def test_the_workspace_is_found_in_every_kind_of_payload(body: dict[str, Any], workspace: str) -> None:
    assert payloads.workspace_of(body) == workspace


@pytest.mark.parametrize(
    ("element", "held"),
    [
        ({"type": "datetimepicker", "selected_date_time": 0}, datetime(1970, 1, 1, tzinfo=UTC)),
        ({"type": "datetimepicker", "selected_date_time": None}, None),
        ({"type": "users_select", "selected_user": "U1"}, "U1"),
        ({"type": "multi_users_select", "selected_users": ["U1"]}, ["U1"]),
        ({"type": "conversations_select", "selected_conversation": "C1"}, "C1"),
        ({"type": "radio_buttons", "selected_option": {"value": "now"}}, "now"),
        ({"type": "static_select", "selected_option": None}, None),
        ({"type": "checkboxes", "selected_options": [{"value": "join"}]}, ["join"]),
        ({"type": "file_input", "files": [{"id": "F1"}]}, [{"id": "F1"}]),
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "url_text_input", "value": "https://a"}, "https://a"),
    ],
)
def test_each_kind_of_input_becomes_a_plain_value(element: dict[str, Any], held: object) -> None:
    assert payloads.values({"state": {"values": {"field": {"action": element}}}}) == {"field": held}


def reaction(**item: str) -> dict[str, Any]:
    event = {"type": "reaction_added", "user": "U1", "reaction": "bell", "item": item, "event_ts": "1772463600.000100"}
    return {"team_id": "T1", "event_id": "Ev1", "event": event}


def test_a_reaction_on_a_message_says_who_what_where_and_when_to_the_microsecond() -> None:
    read = payloads.reaction(reaction(type="message", channel="C1", ts="1.2"))
    assert read == Reaction(
        by=UserId("U1"),
        emoji="bell",
        channel=ChannelId("C1"),
        ts="1.2",
        added=True,
        at=datetime(2026, 3, 2, 15, 0, 0, 100, tzinfo=UTC),
    )


def test_a_reaction_on_a_file_is_nothing() -> None:
    assert payloads.reaction(reaction(type="file", file="F1")) is None
