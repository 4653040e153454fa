import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.answers import Refusal
from bot.slack import blocks
from bot.slack import wording as w
from tests.slack.limits import check_message, check_view

LONG = "word & <b> " * 1_000


def modal(*shown: blocks.Block, title: str = "Title", metadata: str = "") -> blocks.Block:
    return blocks.modal(title, shown, callback_id="spec.new", submit="Save", private_metadata=metadata)


def test_typed_text_cannot_forge_a_reference() -> None:
    assert w.escape("<!channel> <@U1> a&b") == "&lt;!channel&gt; &lt;@U1&gt; a&amp;b"


def test_typed_text_cannot_turn_the_reading_direction_or_hide_itself() -> None:
    assert w.escape("a\u202eb\u2066c\u200bd\x00e\x1bf\ud800g") == "abcdefg"


def test_joined_emoji_and_line_ends_survive_escaping() -> None:
    assert w.escape("👩\u200d💻\tx\r\ny\rz") == "👩\u200d💻\tx\ny\nz"


def test_mrkdwn_is_verbatim_so_a_bare_at_channel_pings_nobody() -> None:
    assert blocks.section("@channel")["text"] == {"type": "mrkdwn", "text": "@channel", "verbatim": True}


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("two\n words ", 20, "two words"),
        ("exactly ten", 11, "exactly ten"),
        ("the cut falls here", 12, "the cut…"),
        ("the cut falls", 8, "the cut…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("a Donaudampfschifffahrt", 10, "a Donauda…"),
        ("", 5, ""),
    ],
)
def test_one_line_ends_after_a_word_where_it_can(text: str, limit: int, shown: str) -> None:
    assert w.one_line(text, limit) == shown


@given(st.text(), st.integers(1, 50))
def test_one_line_and_truncate_keep_to_their_limit(text: str, limit: int) -> None:
    assert len(w.one_line(text, limit)) <= limit
    assert "\n" not in w.one_line(text, limit)
    assert len(w.truncate(text, limit)) <= limit


def test_a_long_section_is_cut_before_an_entity_or_a_reference_and_not_inside() -> None:
    assert blocks.section("x" * 2_997 + "&amp;y")["text"]["text"] == "x" * 2_997 + "…"
    assert blocks.section("x" * 2_990 + "<@U123456789>y")["text"]["text"] == "x" * 2_990 + "…"
    assert blocks.section("x" * 2_994 + "&amp;y")["text"]["text"].endswith("x&amp;y")


def test_a_link_goes_to_the_web_only_and_cannot_be_broken_out_of() -> None:
    assert w.link("https://a.org/?x=1&y=<2>|3", "a|b > c") == ("<https://a.org/?x=1&amp;y=%3C2%3E%7C3|a¦b &gt; c>")
    for address in ("javascript:alert(1)", "slack://x", "https://", "https://a b", "http://[", "!channel", ""):
        assert w.link(address, "<!here>") == "&lt;!here&gt;"


def test_typed_addresses_become_links_and_nothing_else_does() -> None:
    assert w.linked("See https://a.org/b?c=1&d. <!here> (https://e.org)") == (
        "See <https://a.org/b?c=1&amp;d|https://a.org/b?c=1&amp;d>. &lt;!here&gt; (<https://e.org|https://e.org>)"
    )
    assert w.linked("https:// and <https://a.org|b>") == ("https:// and &lt;<https://a.org%7Cb|https://a.org¦b>&gt;")


def test_mentions_take_ids_only() -> None:
    assert w.mention("U12") == "<@U12>"
    assert w.channel_link("C12") == "<#C12>"
    for forged in ("U1> <!channel", "", "!here"):
        with pytest.raises(ValueError, match="id"):
            w.mention(forged)


def test_a_moment_is_shown_in_the_zone_of_the_viewer_with_utc_as_fallback() -> None:
    at = datetime(2026, 12, 3, 14, 5, tzinfo=timezone(timedelta(hours=1)))
    assert w.date(at) == "<!date^1796303100^{date_short_pretty} at {time}|Thu 3 Dec 2026, 13:05 UTC>"
    assert w.date(at, w.DateStyle.TIME, "soon|<now>") == "<!date^1796303100^{time}|soon¦&lt;now&gt;>"
    with pytest.raises(ValueError, match="zone"):
        w.date(at.replace(tzinfo=None))


@given(st.text(max_size=60) | st.just(LONG))
def test_no_typed_text_makes_an_invalid_view_or_message(text: str) -> None:
    typed = w.escape(text)
    options = [blocks.option(text, f"v{number}", text) for number in range(5)]
    confirm = blocks.confirm(text, text, yes=text, no=text, style="danger")
    fields = {
        "text": blocks.text_input("a", multiline=True, placeholder=text, max_length=3_000, focus=True),
        "url": blocks.url_input("a", initial=text, placeholder=text),
        "person": blocks.users_select("a", initial="U1", placeholder=text),
        "people": blocks.multi_users_select("a", initial=["U1"], placeholder=text, max_selected=3),
        "channel": blocks.conversation_select("a", initial="C1", placeholder=text),
        "one": blocks.static_select("a", options, initial="v1", placeholder=text),
        "radio": blocks.radio("a", options, initial="gone"),
        "boxes": blocks.checkboxes("a", options, initial=["v1", "gone", "v3"]),
        "when": blocks.datetime_picker("a", initial=datetime(2026, 12, 3, tzinfo=UTC)),
        "long ago": blocks.datetime_picker("a", initial=datetime(1999, 12, 31, tzinfo=UTC)),
        "file": blocks.file_input("a", ["md"], max_files=2),
    }
    shown = [
        blocks.header(text),
        blocks.section(typed, accessory=blocks.button(text, "b", "12", style="primary", confirm=confirm)),
        blocks.section(fields=[typed] * 10, block_id="fields"),
        blocks.context(typed, typed),
        blocks.divider(),
        blocks.actions(
            blocks.button(text, "a", "12"),
            blocks.link_button(text, "b", "https://example.org"),
            blocks.overflow("c", options, confirm=confirm),
            block_id="buttons",
        ),
    ]
    inputs = [blocks.input_block(text, field, block_id=name, hint=text) for name, field in fields.items()]
    view = modal(*shown, *inputs, title=text)
    check_view(view)
    check_view(json.loads(json.dumps(view)))
    check_view(blocks.home(shown, private_metadata="12"))
    if len(text) <= 60:
        check_message(blocks.message(shown), w.one_line(typed, 4_000) or "–")


def test_an_initial_choice_that_is_gone_is_left_out() -> None:
    options = [blocks.option("One", "1"), blocks.option("Two", "2")]
    assert blocks.static_select("a", options, initial="2")["initial_option"] == options[1]
    assert "initial_option" not in blocks.radio("a", options, initial="3")
    assert blocks.checkboxes("a", options, initial=["3", "2"])["initial_options"] == [options[1]]
    assert "initial_options" not in blocks.checkboxes("a", options)


def test_a_text_that_does_not_fit_into_its_field_is_never_cut() -> None:
    assert blocks.text_input("a", initial="x" * 3_000)["initial_value"] == "x" * 3_000
    for initial, longest in (("x" * 3_001, None), ("xx", 1)):
        with pytest.raises(ValueError, match="fit"):
            blocks.text_input("a", initial=initial, max_length=longest)


def test_equal_arguments_give_equal_json() -> None:
    made = [json.dumps(modal(blocks.header("Title"), blocks.section("text")), sort_keys=True) for _ in range(2)]
    assert made[0] == made[1]


def many(count: int) -> list[blocks.Element]:
    return [blocks.option("Label", str(number)) for number in range(count)]


def test_what_only_a_programming_error_can_cause_is_a_value_error() -> None:
    button = blocks.button("Press", "a", "1")
    field = blocks.input_block("Label", blocks.text_input("a", focus=True), block_id="one")
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
        lambda: blocks.button("Press", "", "1"),
        lambda: blocks.button("Press", "a" * 256, "1"),
        lambda: blocks.button("Press", "a", "x" * 2_001),
        lambda: blocks.link_button("Press", "a", "javascript:1"),
        lambda: blocks.option("Label", "x" * 151),
        lambda: blocks.overflow("a", many(6)),
        lambda: blocks.radio("a", many(11)),
        lambda: blocks.checkboxes("a", []),
        lambda: blocks.static_select("a", many(101)),
        lambda: blocks.static_select("a", [*many(1), *many(1)]),
        lambda: blocks.section(fields=["x"] * 11),
        lambda: blocks.context(*["x"] * 11),
        lambda: blocks.text_input("a", max_length=3_001),
        lambda: blocks.file_input("a", max_files=11),
        lambda: blocks.datetime_picker("a", initial=datetime(2026, 12, 3)),  # noqa: DTZ001 -- without a zone on purpose
    ]
    for number, make in enumerate(wrong):
        with pytest.raises(ValueError, match=r"\w"):
            pytest.fail(f"case {number} made {make()}")


def test_the_checker_asks_the_stand_in_and_keeps_the_promises_of_the_house() -> None:
    plain = {"type": "plain_text", "text": "x"}
    select = {"type": "static_select", "action_id": "a", "options": many(101)}
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
