"""The modals in which a spec is edited."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import document
from bot.domain.bases import base_of
from bot.domain.differences import Difference, difference
from bot.domain.document import Document
from bot.domain.edits import field_text
from bot.domain.spec import Spec
from bot.slack.blocks import Block
from bot.slack.limits import INPUT_TEXT
from bot.slack.views import edits
from bot.slack.views.edits import LINES_SHOWN, Comparing, Editing
from bot.slack.views.unfinished import Unfinished
from tests.slack.limits import check_view
from tests.slack.views.examples import EXAMPLES, assert_looks_as_before, drawn, specs, texts

SPEC = EXAMPLES["unscheduled"]
TEXT = document.parse(
    "# Hearing schedule\n\n## Context\n\nBy *hand* <!channel>.\n\n## Overview\n\n<!-- What? -->\n\n# Process\n\n- [ ] Do it.\n"
)
HINTS = ["Who asked for it?", "What?"]
EDITING = Editing(number=12, key="key", base=base_of(TEXT, 0).dump())
COMPARING = Comparing(
    number=12, key="key", base=EDITING.base, url="https://files.slack.com/a", size=12, digest="d", replaces="r"
)
CONTEXT = TEXT.sections[0]
CHANGED = difference(TEXT.text, TEXT.text.replace("By *hand*", "By machine\nand"))
NEWER = "Somebody wrote\nthis."
LEFT = Unfinished(key="left", title="Context", ago=timedelta(minutes=10), older=1)

VIEWS: dict[str, Block] = {
    "sections": edits.sections(SPEC, TEXT, HINTS, said=["I closed it with ```."]),
    "sections, elsewhere": edits.sections(EXAMPLES["kept elsewhere"], TEXT, HINTS),
    "body": edits.body(SPEC, CONTEXT, EDITING, hint=HINTS[0]),
    "body, offer": edits.body(SPEC, CONTEXT, EDITING, left=LEFT),
    "body, continued": edits.body(SPEC, CONTEXT, EDITING, typed="Mine.", continued=True),
    "body, conflict": edits.body(SPEC, CONTEXT, EDITING, typed="Mine.", newer=NEWER, problem="Somebody changed it."),
    "adding": edits.adding(SPEC, EDITING),
    "adding, continued": edits.adding(SPEC, EDITING, heading="Costs", typed="Mine.", left=LEFT, continued=True),
    "adding, gone": edits.adding(SPEC, EDITING, typed="Mine.", problem="Somebody removed it."),
    "heading": edits.heading(SPEC, CONTEXT, EDITING),
    "heading, conflict": edits.heading(SPEC, CONTEXT, EDITING, typed="Mine", problem="Somebody renamed it."),
    "title": edits.title(SPEC, EDITING),
    "removing": edits.removing(SPEC, CONTEXT, EDITING, held=field_text(CONTEXT.body)),
    "removing, changed": edits.removing(SPEC, CONTEXT, EDITING, held="", problem="Somebody emptied it."),
    "file": edits.by_file(SPEC, None, EDITING),
    "file, too long": edits.by_file(SPEC, CONTEXT, EDITING, is_too_long=True),
    "replaced": edits.replaced(),
    "difference": edits.difference(SPEC, CONTEXT, COMPARING, CHANGED, said=["Only this."], problem="Changed."),
}


@pytest.mark.parametrize("name", VIEWS)
def test_the_modals_look_as_before(name: str) -> None:
    assert_looks_as_before(f"edit, {name}", VIEWS[name])
    check_view(VIEWS[name])


def test_what_a_modal_is_about_survives_the_way_through_slack() -> None:
    assert Editing.load(EDITING.dump()) == EDITING
    assert Comparing.load(COMPARING.dump()) == COMPARING
    assert EDITING.section == base_of(TEXT, 0)


def test_a_section_offers_what_can_be_done_with_it_where_it_stands() -> None:
    def offered(text: Document, index: int) -> list[str]:
        view = edits.sections(SPEC, text, HINTS)
        [block] = [block for block in view["blocks"] if block.get("block_id") == f"at-{index}"]
        return [option["text"]["text"] for option in block["accessory"]["options"]]

    assert offered(TEXT, 0) == ["Edit the text", "Rename", "Move down", "Remove"]
    assert offered(TEXT, 1) == ["Write the text", "Rename", "Move up", "Remove"]
    assert offered(document.parse("## Context\n"), 0) == ["Write the text", "Rename", "Remove"]


def test_a_long_difference_is_cut_and_says_what_is_left_out() -> None:
    found = difference("", "\n".join(f"line {number}" for number in range(1_000)))
    shown = str(edits.difference(SPEC, None, COMPARING, found))
    assert f"line {LINES_SHOWN - 2}" in shown
    assert f"line {LINES_SHOWN}" not in shown
    assert f"and {1_001 - LINES_SHOWN} more lines" in shown


def test_a_difference_of_long_paragraphs_shows_them_as_far_as_a_view_holds() -> None:
    before = "\n".join(f"{'word ' * 280}{number}" for number in range(40))
    shown = edits.difference(SPEC, None, COMPARING, difference(before, before.replace("word 1", "word 𠮷 1")))
    assert "word 𠮷 1" in str(shown)
    assert "more lines" in str(shown)
    check_view(shown)


def test_other_line_ends_alone_are_called_so() -> None:
    assert "only the line ends differ" in str(edits.difference(SPEC, None, COMPARING, difference("a\nb", "a\r\nb")))


@drawn
@given(spec=specs(), heading=texts, body=texts, times=st.integers(1, 90), page=st.integers(0, 3))
def test_any_text_can_be_edited(spec: Spec, heading: str, body: str, times: int, page: int) -> None:
    words = " ".join(heading.split())
    text = document.parse(f"# Title\n\n## {words}\n{body}\n".replace("\0", "") * times)
    check_view(edits.sections(spec, text, [body] * times, page=page, said=[heading, body] * 4))
    check_view(edits.sections(replace(spec, url=None), text, [], page=page))
    for part in text.sections[:1]:
        held = field_text(part.body)
        if len(held) <= INPUT_TEXT:
            check_view(edits.body(spec, part, EDITING, hint=body, left=replace(LEFT, title=heading)))
        check_view(edits.body(spec, part, EDITING, typed="Mine.", newer=held * 3, problem=body))
        check_view(edits.heading(spec, part, EDITING, problem=body))
        check_view(edits.removing(spec, part, EDITING, held=held, problem=body))
        check_view(edits.by_file(spec, part, EDITING, is_too_long=True))
    check_view(edits.adding(spec, EDITING, heading=heading, typed=body[:INPUT_TEXT], problem=heading))
    check_view(edits.title(spec, EDITING))


@drawn
@given(spec=specs(), before=texts, after=texts, times=st.sampled_from((1, 30)), said=st.lists(texts))
def test_any_difference_is_taken_by_slack(spec: Spec, before: str, after: str, times: int, said: list[str]) -> None:
    found: Difference = difference(f"{before}\n" * times, f"{after}\n" * times)
    check_view(edits.difference(spec, None, COMPARING, found, said=said, problem=before))
