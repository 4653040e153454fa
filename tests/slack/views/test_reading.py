"""The modal in which a spec is read."""

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import document
from bot.domain.changes import changes
from bot.domain.spec import Receipt, Spec
from bot.slack.views import reading
from bot.slack.views.reading import Reading
from tests.domain.facts import BUTTON, NOW, OTTO, SAM
from tests.flows.workspace import texts as texts_in
from tests.slack.limits import check_view
from tests.slack.views.examples import EXAMPLES, assert_looks_as_before, drawn, specs, texts

FIXTURES = Path(__file__).parents[2] / "fixtures"
TEXT = "# Hearing schedule\n\n## Overview\nWe *move* it to <!channel>.\n\n## Open Questions\n- [ ] Who?\n"
NEWER = (
    "# Hearings\n\n## Overview\nWe move it to <!here> in two steps.\n\n## Questions\n- [ ] Who?\n\n## Costs\n* None\n"
)
OLDER = (Receipt(user=OTTO, revision=1, source=BUTTON, at=NOW),)


def newer(spec: Spec) -> Spec:
    """The spec at its second revision, of which Otto has read the first."""
    return replace(spec, text=replace(spec.text, revision=2), receipts=OLDER)


def pages(spec: Spec, text: str, before: str | None = None) -> list[dict[str, Any]]:
    """Every page that Otto finds, each checked."""
    parsed = document.parse(text)
    changed = changes(document.parse(before), parsed) if before is not None else None
    shown = []
    for page in count():
        shown.append(reading.reading(spec, parsed, OTTO, changed=changed, page=page))
        check_view(shown[-1])
        if "Read on" not in str(shown[-1]["blocks"]):
            return shown
    raise AssertionError


def words(view: dict[str, Any]) -> str:
    return "\n".join(texts_in(view))


def test_the_reading_modal_looks_as_before() -> None:
    shown = reading.reading(EXAMPLES["unscheduled"], document.parse(TEXT), OTTO)
    assert_looks_as_before("reading", shown)


def test_who_has_read_this_revision_is_told_so_and_asked_nothing() -> None:
    shown = reading.reading(EXAMPLES["unscheduled"], document.parse(TEXT), SAM)
    assert "submit" not in shown
    assert "You have read this revision" in str(shown)


def test_a_receipt_is_for_the_text_that_was_shown() -> None:
    spec = replace(EXAMPLES["unscheduled"], text=replace(EXAMPLES["unscheduled"].text, digest="d"))
    [shown] = pages(spec, TEXT)
    reads = Reading.load(shown["private_metadata"])
    assert (reads.number, reads.revision, reads.digest) == (12, 1, "d")
    elsewhere = reading.reading(replace(spec, url="https://example.org"), document.parse(TEXT), OTTO)
    assert Reading.load(elsewhere["private_metadata"]) == Reading(number=12, revision=1)
    # What was opened before there was a digest.
    assert Reading.load('{"number":12,"revision":1}') == Reading(number=12, revision=1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("it to", "it  to", "changed *Overview* while"),
        ("# Hearing schedule", "# Hearings", "changed the text while"),
        (
            "## Over",
            "## New\n## *New*\n## New\n## New 3\n## New 4\n## New 5\n## Over",
            "*New*, *New*, *New*, *New 3*, *New 4* and 1 more",
        ),
    ],
)
def test_who_read_a_text_that_was_overwritten_meanwhile_is_told_where(old: str, new: str, told: str) -> None:
    spec, text = EXAMPLES["unscheduled"], document.parse(TEXT.replace(old, new))
    before = replace(Reading.of(spec, document.parse(TEXT)), digest="before")
    view = reading.reading(spec, text, OTTO, shown=before)
    check_view(view)
    assert told in words(view).split("\n")[1]
    again = reading.reading(spec, text, OTTO, shown=Reading.load(view["private_metadata"]))
    assert "while you were reading" not in words(again)


def test_who_has_read_an_older_revision_finds_first_what_changed_since() -> None:
    [shown] = pages(newer(EXAMPLES["unscheduled"]), NEWER, before=TEXT)
    assert_looks_as_before("reading, changed", shown)
    assert shown["submit"]["text"] == "I've read it"


def test_where_no_words_changed_one_line_says_so() -> None:
    [shown] = pages(newer(EXAMPLES["unscheduled"]), TEXT.replace("it to", "it\nto"), before=TEXT)
    assert "You read revision 1 · " in words(shown)
    assert "no words have changed since" in words(shown)
    assert "Changed since" not in words(shown)


def test_of_hundreds_of_changes_the_first_are_told_and_the_others_counted() -> None:
    before = "# Title\n" + "".join(f"\n## Section {number}\n" + "A paragraph.\n\n" * 30 for number in range(17))
    first, *_ = pages(newer(EXAMPLES["unscheduled"]), before.replace("A", "Another"), before=before)
    assert words(first).count("and 25 more places") == 10
    assert "and 7 more sections" in words(first)


def test_a_place_that_changed_is_cut_where_it_is_long() -> None:
    before = "# Title\n\n## Overview\nShort.\n\n## Notes\n\n"
    [shown] = pages(newer(EXAMPLES["unscheduled"]), before.replace("Short.", "Long words. " * 200), before=before)
    [told] = [block for block in shown["blocks"] if "rich_text_list" in str(block)]
    assert 250 < len(words(told)) < 350
    assert words(told).endswith("…")


def test_of_a_long_place_that_was_written_anew_both_what_is_new_and_what_is_gone_is_told() -> None:
    old, new = "was said before " * 40, "stands here now " * 40
    before = f"# Title\n\n## Overview\n{old}\n\n## Notes\n\n"
    [shown] = pages(newer(EXAMPLES["unscheduled"]), before.replace(old, new), before=before)
    [told] = [block for block in shown["blocks"] if "rich_text_list" in str(block)]
    assert words(told).count("said before") > 5
    assert words(told).count("stands here now") > 5
    [shown] = pages(newer(EXAMPLES["unscheduled"]), before.replace(old, "Short."), before=before)
    [told] = [block for block in shown["blocks"] if "rich_text_list" in str(block)]
    assert words(told).count("said before") > 15
    assert words(told).endswith("Short.")


def test_each_section_has_a_button_also_where_a_page_begins_in_the_middle_of_it() -> None:
    text = "# Title\n\n## First\n" + "A paragraph.\n\n" * 100 + "## Second *one*: [link](https://example.org)\nShort.\n"
    first, second = pages(EXAMPLES["unscheduled"], text)
    assert comment_values(first) == ["12:1:First"]
    assert comment_values(second) == ["12:1:First", "12:1:Second one: link"]
    assert "_First, continued_" in words(second)
    assert "https://example.org" in str(second)


def test_a_section_is_found_whatever_ends_the_lines_and_stands_before_it() -> None:
    text = "\ufeff---\r\nname: x\r\n---\r\n# Title\r\nHead\r\n\r\n> ## Quoted\r\n\r\nOne\r\n===\r\n\r\n```\r\n# code\r\n```\r\n# Two\r"
    [shown] = pages(EXAMPLES["unscheduled"], text)
    assert comment_values(shown) == ["12:1:One", "12:1:Two"]


@pytest.mark.parametrize("name", ["draft", "withdrawn", "kept elsewhere"])
def test_what_has_no_thread_or_no_text_here_has_no_button_to_comment(name: str) -> None:
    [shown] = pages(EXAMPLES[name], TEXT)
    assert comment_values(shown) == []
    assert ("Once it is shared" in words(shown)) is (name == "draft")


def comment_values(view: dict[str, Any]) -> list[str]:
    """What the *Comment* buttons of a view carry."""
    elements = [
        each for block in view["blocks"] for each in (block.get("accessory"), *block.get("elements", ())) if each
    ]
    return [each["value"] for each in elements if each["type"] == "button" and each["text"]["text"] == "Comment"]


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*/*.md")), ids=lambda file: file.stem)
def test_every_page_of_a_real_spec_is_taken_by_slack(file: Path) -> None:
    text = file.read_bytes().decode()
    shown = pages(newer(EXAMPLES["unscheduled"]), text, before=text.replace("the", "a").replace(" is", ""))
    buttons = dict.fromkeys(value for page in shown for value in comment_values(page))
    assert len(buttons) == len({section.heading for section in document.parse(text).sections})


@drawn
@given(spec=specs(), bodies=st.lists(texts, max_size=5), page=st.integers(0, 3))
def test_any_text_is_taken_by_slack(spec: Spec, bodies: list[str], page: int) -> None:
    text = document.parse("\n\n## Heading\n".join(bodies).replace("\x00", ""))
    changed = changes(document.parse("\n\n## Other\n".join(bodies[1:]).replace("\x00", "")), text)
    here = newer(replace(spec, url=None))
    check_view(
        reading.reading(
            here, text, OTTO, changed=changed, page=page, shown=Reading(number=12, revision=1, digest="before")
        )
    )
    check_view(reading.reading(replace(spec, url="https://example.org"), text, OTTO, page=page))
