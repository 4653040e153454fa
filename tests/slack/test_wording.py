from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import wording as w


def test_typed_text_cannot_forge_a_reference() -> None:
    assert w.escape("<!channel> <@U1> a&b") == "&lt;!channel&gt; &lt;@U1&gt; a&amp;b"


def test_typed_text_cannot_turn_the_reading_direction_or_hide_itself() -> None:
    assert w.escape("a\u202eb\u2066c\u200bd\x00e\x1bf\ud800g") == "abcdefg"


def test_joined_emoji_and_line_ends_survive_escaping() -> None:
    assert w.escape("👩\u200d💻\tx\r\ny\rz") == "👩\u200d💻\tx\ny\nz"


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


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*bold* _it_ ~x~ `code`", "∗bold∗ ˍitˍ ∼x∼ ˋcodeˋ"),
        ("snake_case, __init__ and <b>", "snake_case, ˍˍinitˍˍ and &lt;b&gt;"),
        ("*_both_*", "∗ˍbothˍ∗"),
    ],
)
def test_no_mark_of_a_literal_text_formats(typed: str, shown: str) -> None:
    assert w.literal(typed, 100) == shown


@given(st.text(), st.integers(1, 50))
def test_one_line_and_truncate_keep_to_their_limit(text: str, limit: int) -> None:
    assert len(w.one_line(text, limit)) <= limit
    assert "\n" not in w.one_line(text, limit)
    assert len(w.truncate(text, limit)) <= limit


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
