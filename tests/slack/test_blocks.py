import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.answers import Refusal
from bot.slack import blocks
from bot.slack import elements as el
from bot.slack import wording as w
from tests.slack.limits import check_message, check_view

LONG = "word & <b> " * 1_000


def modal(*shown: blocks.Block, title: str = "Title", metadata: str = "") -> blocks.Block:
    return blocks.modal(title, shown, callback_id="spec.new", submit="Save", private_metadata=metadata)


def test_mrkdwn_is_verbatim_so_a_bare_at_channel_pings_nobody() -> None:
    assert blocks.section("@channel")["text"] == {"type": "mrkdwn", "text": "@channel", "verbatim": True}


def test_a_long_section_is_cut_before_an_entity_or_a_reference_and_not_inside() -> None:
    assert blocks.section("x" * 2_997 + "&amp;y")["text"]["text"] == "x" * 2_997 + "…"
    assert blocks.section("x" * 2_990 + "<@U123456789>y")["text"]["text"] == "x" * 2_990 + "…"
    assert blocks.section("x" * 2_994 + "&amp;y")["text"]["text"].endswith("x&amp;y")


@given(st.text(max_size=60) | st.just(LONG))
def test_no_typed_text_makes_an_invalid_view_or_message(text: str) -> None:
    typed = w.escape(text)
    options = [el.option(text, f"v{number}", text) for number in range(5)]
    confirm = el.confirm(text, text, yes=text, no=text, style="danger")
    fields = {
        "text": el.text_input("a", multiline=True, placeholder=text, max_length=3_000, focus=True),
        "url": el.url_input("a", initial=text, placeholder=text),
        "person": el.users_select("a", initial="U1", placeholder=text),
        "people": el.multi_users_select("a", initial=["U1"], placeholder=text, max_selected=3),
        "channel": el.conversation_select("a", initial="C1", placeholder=text),
        "one": el.static_select("a", options, initial="v1", placeholder=text),
        "radio": el.radio("a", options, initial="gone"),
        "boxes": el.checkboxes("a", options, initial=["v1", "gone", "v3"]),
        "when": el.datetime_picker("a", initial=datetime(2026, 12, 3, tzinfo=UTC)),
        "long ago": el.datetime_picker("a", initial=datetime(1999, 12, 31, tzinfo=UTC)),
        "file": el.file_input("a", ["md"], max_files=2),
    }
    shown = [
        blocks.header(text),
        blocks.section(typed, accessory=el.button(text, "b", "12", style="primary", confirm=confirm)),
        blocks.section(fields=[typed] * 10, block_id="fields"),
        blocks.context(typed, typed),
        blocks.divider(),
        blocks.actions(
            el.button(text, "a", "12"),
            el.overflow("c", options, confirm=confirm),
            block_id="buttons",
        ),
    ]
    inputs = [blocks.input_block(text, field, block_id=name, hint=text) for name, field in fields.items()]
    view = modal(*shown, *inputs, title=text)
    check_view(view)
    check_view(json.loads(json.dumps(view)))
    if len(text) <= 60:
        check_message(blocks.message(shown), w.one_line(typed, 4_000) or "–")


def test_equal_arguments_give_equal_json() -> None:
    made = [json.dumps(modal(blocks.header("Title"), blocks.section("text")), sort_keys=True) for _ in range(2)]
    assert made[0] == made[1]


def test_what_only_a_programming_error_can_cause_is_a_value_error() -> None:
    button = el.button("Press", "a", "1")
    field = blocks.input_block("Label", el.text_input("a", focus=True), block_id="one")
    wrong = [
        lambda: blocks.message([blocks.divider()] * 51),
        lambda: modal(*[blocks.divider()] * 101),
        lambda: modal(metadata="x" * 3_001),
        lambda: modal(field, field),
        lambda: modal(field, field | {"block_id": "two"}),
        lambda: blocks.modal("Title", [field], callback_id="c"),
        lambda: blocks.actions(button, button, block_id="row"),
        lambda: blocks.actions(block_id="row"),
        lambda: blocks.actions(*[button | {"action_id": str(n)} for n in range(26)], block_id="row"),
        lambda: blocks.section(fields=["x"] * 11),
        lambda: blocks.context(*["x"] * 11),
    ]
    for number, make in enumerate(wrong):
        with pytest.raises(ValueError, match=r"\w"):
            pytest.fail(f"case {number} made {make()}")


def test_the_checker_asks_the_stand_in_and_keeps_the_promises_of_the_house() -> None:
    plain = {"type": "plain_text", "text": "x"}
    select = {"type": "static_select", "action_id": "a", "options": [el.option("Label", str(n)) for n in range(101)]}
    field = {"type": "input", "label": plain, "element": {"type": "plain_text_input", "action_id": "a"}}
    for shown in ([{"type": "actions", "elements": [select]}], [{"type": "divider"}] * 51, [{"type": "video"}]):
        with pytest.raises(Refusal, match="invalid_blocks"):
            check_message(shown, "text")
    for view in ({"type": "modal", "title": plain, "blocks": [field]}, {"type": "home", "blocks": [{"type": "alert"}]}):
        with pytest.raises(Refusal, match="invalid_arguments"):
            check_view(view)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("<!channel>", r"blocks\[0\].text: a broken or pinging reference"),
        ("<https://a|b", "a broken or pinging reference"),
        ("a & b", "a broken entity"),
        ("\u202eback", "a bidi override"),
        (" \n", "nothing but white space"),
    ],
)
def test_the_checker_refuses_what_slack_would_let_pass(typed: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        check_message([{"type": "section", "text": {"type": "mrkdwn", "text": typed}}], "text")


def test_the_checker_keeps_messages_below_slacks_ceilings() -> None:
    with pytest.raises(AssertionError, match="10500 characters of at most 10000"):
        check_message([{"type": "section", "text": {"type": "plain_text", "text": "x" * 2_100}}] * 5, "text")
    with pytest.raises(AssertionError, match="nothing but white space"):
        check_message([], " ")
    with pytest.raises(AssertionError, match="5000 characters of at most 4000"):
        check_message([], "x" * 5_000)
