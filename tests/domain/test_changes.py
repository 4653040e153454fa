"""What changed in a text since somebody read it, as they want to know it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import document
from bot.domain.changes import Changes, changes
from bot.domain.differences import Mark
from bot.domain.markdown import without_comments

BEFORE = """# Hearing schedule

**Author**: Dana

## Context
<!-- Who asked for it? -->
Hearings are planned by hand, in a sheet that nobody owns any more. It takes two days a month, and
whoever does it is called about each mistake in it.

## Options
- Keep it
- Move it

## Costs
Two weeks.

# Process
- [ ] Dana: Write it.
"""
MARKS = {Mark.SAME: "{}", Mark.REMOVED: "-{}-", Mark.ADDED: "+{}+", Mark.SKIPPED: "…"}


def compared(old: str, new: str, before: str = BEFORE) -> Changes:
    """What somebody finds changed once `new` stands in the place of `old`."""
    assert old in before
    return changes(document.parse(before), document.parse(before.replace(old, new)))


def told(found: Changes) -> list[tuple[str, ...]]:
    """Each section that changed: its heading, what became of it, and each place in it."""
    return [
        (
            section.heading,
            *([f"was {section.was}"] if section.was else []),
            *([section.mark.name] if section.mark is not Mark.SAME else []),
            *(" ".join(MARKS[words.mark].format(words.text) for words in passage) for passage in section.passages),
        )
        for section in found.sections
    ]


def test_changed_words_are_told_with_the_words_around_them() -> None:
    assert told(compared("two days", "three days")) == [
        ("Context", "… nobody owns any more. It takes -two- +three+ days a month, and whoever does …")
    ]


def test_places_far_from_each_other_are_told_one_by_one_and_close_ones_together() -> None:
    far = BEFORE.replace("Hearings", "They").replace("mistake in it", "mistake in them")
    assert told(changes(document.parse(BEFORE), document.parse(far))) == [
        ("Context", "-Hearings- +They+ are planned by hand, in a …", "… is called about each mistake in -it.- +them.+")
    ]
    assert told(compared("sheet that nobody owns", "page that nobody likes")) == [
        (
            "Context",
            "… are planned by hand, in a -sheet that nobody owns- +page that nobody likes+ any more. It takes two days …",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("month, and\nwhoever", "month,\nand   whoever"),
        ("- Keep it\n- Move it\n", "-  Keep it\n\n-  Move it\n\n\n"),
        ("\n", "\r\n"),
        ("<!-- Who asked for it? -->\n", ""),
        ("- [ ] Dana", "- [x] Dana"),
        ("# Hearing", "---\nlabels: spec\n---\n# Hearing"),
    ],
    ids=["wrapped elsewhere", "a looser list", "other line ends", "a hint", "a tick", "front matter"],
)
def test_what_no_reader_sees_is_no_change(old: str, new: str) -> None:
    assert not compared(old, new)


def test_the_title_and_what_stands_below_it_come_first() -> None:
    assert told(compared("Hearing schedule\n\n**Author**: Dana", "Hearings\n\n**Author**: Dana and Cody")) == [
        ("", "-Hearing schedule- +Hearings+", "**Author**: Dana +and Cody+")
    ]


def test_lines_that_were_added_to_a_list_begin_lines() -> None:
    assert told(compared("- Move it\n", "- Move it\n- Do\n  both\n- Wait\n")) == [("Options", "+- Do both\n- Wait+")]


def test_a_line_with_other_words_is_told_as_replaced() -> None:
    assert told(compared("- Move it", "- Wait until somebody complains")) == [
        ("Options", "-- Move it- +- Wait until somebody complains+")
    ]


def test_new_gone_and_renamed_sections_are_told_as_such() -> None:
    new = BEFORE.replace("## Costs\n", "## What it costs\n").replace(
        "## Options\n- Keep it\n- Move it\n", "## Risks\nNone.\n"
    )
    assert told(changes(document.parse(BEFORE), document.parse(new))) == [
        ("Risks", "ADDED", "+None.+"),
        ("What it costs", "was Costs"),
        ("Options", "REMOVED", "-- Keep it\n- Move it-"),
    ]


def test_a_section_that_moved_is_no_other_section() -> None:
    costs = "## Costs\nTwo weeks.\n\n"
    moved = BEFORE.replace(costs, "").replace("## Context\n", f"{costs}## Context\n")
    found = changes(document.parse(BEFORE), document.parse(moved))
    assert (found.moved, found.sections) == (True, ())
    assert not compared("Two weeks", "Three weeks").moved


def test_what_is_too_long_to_be_compared_word_by_word_is_told_as_replaced() -> None:
    words = [f"word-{number}" for number in range(5_000)]
    long = BEFORE.replace("Two weeks.", " ".join(words))
    middle = " ".join(words[1_500:3_500])
    found = compared(middle, middle.upper(), long)
    [(skipped, _, removed, added, *_)] = found.sections[-1].passages
    assert (skipped.mark, removed.text, added.text) == (Mark.SKIPPED, middle, middle.upper())
    # One word is found however much text stands around it.
    assert told(compared("word-4321 ", "WORD ", long)) == [
        (
            "Costs",
            "… word-4315 word-4316 word-4317 word-4318 word-4319 word-4320 -word-4321- +WORD+ word-4322 word-4323 word-4324 word-4325 word-4326 word-4327 …",
        )
    ]


bodies = st.lists(st.sampled_from(("one", "two", "three", "- item", "\n", "\n\n", "| cell |", "`code`")), max_size=12)
texts = st.lists(st.tuples(st.sampled_from(("A", "B", "C")), bodies), max_size=4).map(
    lambda sections: "# Title\n\n" + "\n\n".join(f"## {heading}\n{' '.join(body)}" for heading, body in sections)
)


@given(before=texts, after=texts)
def test_something_is_told_exactly_where_the_words_differ(before: str, after: str) -> None:
    found = changes(document.parse(before), document.parse(after))
    assert bool(found) is (without_comments(before).split() != without_comments(after).split())
    assert not changes(document.parse(after), document.parse(after))
