"""What emoji mean, which a channel may choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import reactions
from bot.domain.reactions import KEYCAPS, EmojiMap, Meaning, Reading, names_in, problem, read

OWN = EmojiMap(read=("eyes", "+1"), nudge=("hand",))


@pytest.mark.parametrize("name", ["white_check_mark", "heavy_check_mark", "ballot_box_with_check"])
def test_usually_three_check_marks_mean_read(name: str) -> None:
    assert read(name) == Reading(meaning=Meaning.READ)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("eyes", Meaning.READ),
        ("+1::skin-tone-5", Meaning.READ),
        ("hand::skin-tone-2", Meaning.NUDGE),
        ("thumbsup", Meaning.READ),
        ("raised_hand::skin-tone-6", Meaning.NUDGE),
        ("bell", None),
        ("white_check_mark", None),
    ],
)
def test_a_channels_own_emoji_take_the_place_of_the_usual_ones(name: str, meaning: Meaning | None) -> None:
    found = read(name, OWN)
    assert (found.meaning if found else None) == meaning


@pytest.mark.parametrize("chosen", [reactions.USUAL, OWN])
def test_keycaps_always_tick_a_line(chosen: EmojiMap) -> None:
    assert [read(name, chosen) for name in KEYCAPS] == [Reading(meaning=Meaning.LINE, number=n) for n in range(1, 10)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (":eyes:", ("eyes",)),
        ("eyes, +1", ("eyes", "+1")),
        (":eyes::+1:", ("eyes", "+1")),
        (" :EYES:  :eyes: ", ("eyes",)),
        (":+1::skin-tone-3: :hand:", ("+1", "hand")),
        (":thumbsup: :+1:", ("+1",)),
        ("", ()),
        ("::", ()),
    ],
)
def test_names_are_read_as_people_type_them(typed: str, names: tuple[str, ...]) -> None:
    assert names_in(typed) == names


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ((), "at least one"),
        (("one",), "ticks a checklist line"),
        (("calendar",), "mark cards with myself"),
        (("✅",), "no emoji's name"),
        (("<!channel>",), "no emoji's name"),
        (("a" * 101,), "no emoji's name"),
        (tuple(f"e{number}" for number in range(9)), "Up to 8"),
    ],
)
def test_what_cannot_mean_anything_is_refused_with_the_reason(names: tuple[str, ...], why: str) -> None:
    assert why in (problem(names) or "")


@given(typed=st.text(alphabet="abz019_+-: ,", max_size=60))
def test_names_that_are_taken_are_found_again_in_what_the_form_shows(typed: str) -> None:
    names = names_in(typed)
    if problem(names) is None:
        assert names_in(" ".join(f":{name}:" for name in names)) == names
