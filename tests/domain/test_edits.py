"""Changes of a text: each touches what it is about, and nobody's words are overwritten."""

import pytest

from bot.domain import bases, edits
from bot.domain.bases import SectionChanged, base_of
from bot.domain.document import Document, parse
from bot.domain.edits import Add, Move, Remove, ReplaceText, SetBody, SetHeading, field_text
from bot.domain.events import TextChange
from bot.errors import Refused

SPEC = parse(
    "# Hearing schedule\n\n## Context\n\nHearings are planned by hand.\n\n## Overview\n\n<!-- What is proposed? -->\n\n"
    "## Notes\n\nOld `code`.\n\n# Tech Spec Process\n\n- [ ] Drafter: Write a draft.\n- [x] Security: Look at it.\n"
)
CONTEXT, OVERVIEW, NOTES = range(3)
PROCESS = "# Tech Spec Process\n\n- [ ] Drafter: Write a draft.\n- [x] Security: Look at it.\n"


def written(index: int, body: str, document: Document = SPEC, hint: str = "") -> edits.Edited:
    return edits.apply(document, SetBody(base=base_of(document, index), body=body, hint=hint))


def headings(document: Document) -> list[str]:
    return [section.heading for section in document.sections]


# One section's text


def test_a_text_takes_the_place_of_the_old_one_between_the_same_blank_lines() -> None:
    assert written(CONTEXT, "By hand.\n\nIn two places.").document.text == SPEC.text.replace(
        "Hearings are planned by hand.", "By hand.\n\nIn two places."
    )


def test_saving_what_the_field_showed_changes_nothing() -> None:
    for index, section in enumerate(SPEC.sections):
        assert written(index, field_text(section.body)).document is SPEC


def test_a_hint_is_no_text_and_makes_room_for_one() -> None:
    hint = "What is proposed?"
    assert field_text(SPEC.sections[OVERVIEW].body, hint) == ""
    assert written(OVERVIEW, "", hint=hint).document is SPEC
    assert written(OVERVIEW, "We move it.", hint=hint).document.sections[OVERVIEW].body == "\nWe move it.\n\n"


def test_a_comment_of_ones_own_is_text() -> None:
    assert field_text(SPEC.sections[OVERVIEW].body, "Another hint") == "<!-- What is proposed? -->"
    assert written(OVERVIEW, "", hint="Another hint").document.sections[OVERVIEW].body == "\n"


def test_a_section_may_be_emptied_and_filled_again() -> None:
    emptied = written(NOTES, "  \n ").document
    assert emptied.sections[NOTES].body == "\n"
    assert written(NOTES, "Old `code`.", emptied).document == SPEC


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_typed_lines_end_as_the_sections_do(newline: str) -> None:
    before = parse(SPEC.text.replace("\n", newline))
    after = written(CONTEXT, "One.\nTwo.", before).document.text
    assert after == SPEC.text.replace("Hearings are planned by hand.", "One.\nTwo.").replace("\n", newline)


def test_the_last_section_of_a_file_without_a_final_line_end_gets_its_text() -> None:
    before = parse("# T\n\n## A\n\ntext\n\n## B")
    assert written(1, "more", before).document.text == "# T\n\n## A\n\ntext\n\n## B\n\nmore\n"


@pytest.mark.parametrize(
    ("body", "closer"),
    [("```sql\nSELECT 1", "```"), ("~~~~\nx\n~~~", "~~~~"), ("Text <!-- todo", ""), ("<!-- todo", "-->")],
)
def test_what_a_text_leaves_open_is_closed_and_said(body: str, closer: str) -> None:
    edited = written(CONTEXT, body)
    assert headings(edited.document) == headings(SPEC)
    assert edited.document.sections[1:] == SPEC.sections[1:]
    assert [said for said in edited.said if f"closed it with {closer}" in said] == list(edited.said)
    assert bool(edited.said) is bool(closer)


def test_headings_of_the_sections_level_become_sections_and_that_is_said() -> None:
    edited = written(CONTEXT, "By hand.\n\n## Costs\n\nNone.\n\n### Deeper\n\n## Risks")
    assert headings(edited.document) == ["Context", "Costs", "Risks", "Overview", "Notes"]
    assert edited.said == ("Headings in your text became 2 sections of their own.",)
    assert edited.document.parts[3:] == SPEC.parts[1:]


def test_a_heading_above_the_sections_is_refused_with_what_would_help() -> None:
    with pytest.raises(Refused, match=r"“All of it” stands above .* Begin it with ##"):
        written(CONTEXT, "# All of it\n\nmore")


def test_a_list_that_would_be_taken_for_the_checklist_is_refused() -> None:
    without = parse(SPEC.text.removesuffix(PROCESS))
    with pytest.raises(Refused, match="ends in “Process”"):
        written(NOTES, "## Review process\n\n- [ ] Drafter: Another list.", without)
    with_list = written(NOTES, "- [ ] Drafter: A list.", without).document
    with pytest.raises(Refused, match="would be read as the title or as the checklist's heading"):
        edits.apply(with_list, SetHeading(base=base_of(with_list, NOTES), heading="Review process"))


def test_a_text_without_a_title_is_not_given_one_by_an_edit() -> None:
    before = parse("## Context\n\nText.\n\n## Overview\n\nText.\n")
    with pytest.raises(Refused, match="read as the title"):
        edits.apply(before, SetHeading(base=base_of(before, 0), heading="Something else"))
    with pytest.raises(Refused, match="title first"):
        edits.apply(
            parse("## Context\n\n## Costs\n"), Move(base=base_of(parse("## Context\n\n## Costs\n"), 1), up=True)
        )


def test_nul_and_too_much_are_refused() -> None:
    with pytest.raises(Refused, match="NUL character on line 2"):
        written(CONTEXT, "a\nb\0")
    with pytest.raises(Refused, match="bytes, and up to 250,000 fit"):
        written(CONTEXT, "ü" * 125_000)
    with pytest.raises(Refused, match="lines, and up to 4,000 fit"):
        written(CONTEXT, "a\r\n" * 4_000)


def test_a_text_that_was_longer_before_may_become_shorter() -> None:
    before = parse(SPEC.text.replace("Old", "Old\n" * 5_000))
    assert written(CONTEXT, "By hand.", before).document.text == before.text.replace(
        "Hearings are planned by hand.", "By hand."
    )
    with pytest.raises(Refused, match="lines"):
        written(CONTEXT, "Hearings are planned by hand, by two people.", before)


def test_a_text_of_blank_lines_with_spaces_is_read_in_one_pass() -> None:
    body = "a" + (" " * 48 + "\n") * 4_000 + "b"
    assert field_text(f"\n{body} \n\n") == body


# Somebody else meanwhile


def test_changes_of_other_sections_merge() -> None:
    base = base_of(SPEC, NOTES)
    theirs = edits.apply(SPEC, Remove(base=base_of(SPEC, CONTEXT))).document
    mine = edits.apply(theirs, SetBody(base=base, body="New."))
    assert mine.document.text == theirs.text.replace("Old `code`.", "New.")


def test_a_section_that_was_renamed_or_moved_meanwhile_is_found_by_its_text() -> None:
    base = base_of(SPEC, NOTES)
    renamed = edits.apply(SPEC, SetHeading(base=base, heading="Research")).document
    moved = edits.apply(renamed, Move(base=base_of(renamed, NOTES), up=True)).document
    assert edits.apply(moved, SetBody(base=base, body="New.")).document.text == moved.text.replace(
        "Old `code`.", "New."
    )


def test_a_change_of_the_same_section_is_refused_and_says_where_it_is_now() -> None:
    base = base_of(SPEC, NOTES)
    rewritten, renamed = written(NOTES, "Theirs.").document, renamed_to("Theirs")
    for theirs, edit in (
        (rewritten, SetBody(base=base, body="Mine.")),
        (rewritten, Remove(base=base)),
        (renamed, SetHeading(base=base, heading="Mine")),
        (renamed, Remove(base=base)),
    ):
        with pytest.raises(SectionChanged) as refused:
            edits.apply(theirs, edit)
        assert refused.value.newer == NOTES


def renamed_to(heading: str) -> Document:
    return edits.apply(SPEC, SetHeading(base=base_of(SPEC, NOTES), heading=heading)).document


def test_renaming_and_moving_look_at_the_heading_only() -> None:
    theirs = written(NOTES, "Theirs.").document
    renamed = edits.apply(theirs, SetHeading(base=base_of(SPEC, NOTES), heading="Mine")).document
    assert renamed.text == theirs.text.replace("## Notes", "## Mine")
    moved = edits.apply(theirs, Move(base=base_of(SPEC, NOTES), up=True)).document
    assert headings(moved) == ["Context", "Notes", "Overview"]
    with pytest.raises(SectionChanged, match="named this section “Theirs”"):
        edits.apply(renamed_to("Theirs"), Move(base=base_of(SPEC, NOTES), up=True))


def test_of_two_sections_with_one_heading_the_changed_one_is_not_guessed() -> None:
    before = parse("# T\n\n## Notes\n\nOne.\n\n## Notes\n\nTwo.\n")
    theirs = written(1, "Theirs.", before).document
    with pytest.raises(SectionChanged, match="Several sections") as refused:
        edits.apply(theirs, SetHeading(base=base_of(before, 1), heading="Mine"))
    assert refused.value.newer is None
    assert headings(edits.apply(theirs, SetHeading(base=base_of(before, 0), heading="Mine")).document) == [
        "Mine",
        "Notes",
    ]


def test_a_section_that_was_removed_meanwhile_is_nowhere() -> None:
    theirs = edits.apply(SPEC, Remove(base=base_of(SPEC, NOTES))).document
    with pytest.raises(SectionChanged, match="removed") as refused:
        edits.apply(theirs, SetBody(base=base_of(SPEC, NOTES), body="Mine."))
    assert refused.value.newer is None


def test_of_two_empty_sections_with_one_heading_the_filled_one_is_not_mistaken_for_the_other() -> None:
    before = parse("# T\n\n## Notes\n\n## Notes\n\n## End\n")
    theirs = written(0, "Theirs.", before).document
    with pytest.raises(SectionChanged):
        edits.apply(theirs, SetBody(base=base_of(before, 0), body="Mine."))
    assert written(1, "Mine.", theirs).document.text == "# T\n\n## Notes\n\nTheirs.\n\n## Notes\n\nMine.\n\n## End\n"


def test_a_list_that_is_out_of_date_moves_nothing_and_removes_what_it_showed() -> None:
    moved = edits.apply(SPEC, Move(base=base_of(SPEC, NOTES), up=True)).document
    with pytest.raises(SectionChanged, match="moved meanwhile"):
        edits.apply(moved, Move(base=base_of(SPEC, NOTES), up=True))
    assert headings(edits.apply(moved, Remove(base=base_of(SPEC, NOTES))).document) == ["Context", "Overview"]


def test_a_base_survives_the_way_through_a_menu() -> None:
    assert bases.Base.load(base_of(SPEC, NOTES).dump()) == base_of(SPEC, NOTES)
    assert len(base_of(SPEC, NOTES).dump()) < 50


# The sections themselves


def test_sections_are_renamed_moved_removed_and_added() -> None:
    renamed = edits.apply(SPEC, SetHeading(base=base_of(SPEC, NOTES), heading=" Research  notes "))
    assert renamed.document.text == SPEC.text.replace("## Notes", "## Research notes")
    assert (renamed.change, renamed.heading, renamed.renamed) == (TextChange.HEADING, "Notes", "Research notes")
    down = edits.apply(SPEC, Move(base=base_of(SPEC, CONTEXT), up=False)).document
    assert headings(down) == ["Overview", "Context", "Notes"]
    assert edits.apply(down, Move(base=base_of(down, 1), up=True)).document == SPEC
    assert edits.apply(SPEC, Move(base=base_of(SPEC, CONTEXT), up=True)).document is SPEC
    removed = edits.apply(SPEC, Remove(base=base_of(SPEC, OVERVIEW))).document
    assert removed.text == SPEC.text.replace("## Overview\n\n<!-- What is proposed? -->\n\n", "")
    added = edits.apply(SPEC, Add(heading="Costs", body="None.")).document
    assert added.text == SPEC.text.replace("# Tech", "## Costs\n\nNone.\n\n# Tech")


def test_an_underlined_heading_stays_underlined_and_needs_an_empty_line_above() -> None:
    before = parse("Title\n===\n\n## A\ntext\nB\n---\nmore\n")
    assert headings(before) == ["A", "text B"]
    before = parse("Title\n===\n\nA\n---\ntext\n\nB\n---\nmore")
    renamed = edits.apply(before, SetHeading(base=base_of(before, 1), heading="C")).document
    assert renamed.text == before.text.replace("B\n---", "C\n---")
    moved = edits.apply(before, Move(base=base_of(before, 1), up=True)).document
    assert moved.text == "Title\n===\n\nB\n---\nmore\n\nA\n---\ntext\n\n"


def test_a_section_that_left_something_open_at_the_end_is_closed_when_it_moves_up() -> None:
    before = parse("# T\n\n## A\n\ntext\n\n## B\n\n```\ncode")
    moved = edits.apply(before, Move(base=base_of(before, 1), up=True))
    assert moved.document.text == "# T\n\n## B\n\n```\ncode\n```\n\n## A\n\ntext\n\n"
    assert moved.said == ("“B” left something open. I closed it with ```.",)


def test_a_first_section_is_added_to_a_text_without_any() -> None:
    assert edits.apply(parse("Just words."), Add(heading="Context")).document.text == "Just words.\n\n## Context\n"
    assert edits.apply(parse(""), Add(heading="Context", body="a")).document.text == "## Context\n\na\n"
    fronted = parse("---\nname: x\n---")
    assert edits.apply(fronted, Add(heading="Context")).document.text == "---\nname: x\n---\n## Context\n"


@pytest.mark.parametrize(("words", "said"), [("  ", "few words"), ("x" * 151, "151 characters"), ("a\0b", "NUL")])
def test_a_heading_of_no_use_is_refused(words: str, said: str) -> None:
    for edit in (SetHeading(base=base_of(SPEC, NOTES), heading=words), Add(heading=words)):
        with pytest.raises(Refused, match=said):
            edits.apply(SPEC, edit)


# The whole text and whole sections by file


def replaced(text: str, before: Document = SPEC) -> edits.Edited:
    return edits.apply(before, ReplaceText(base=bases.digest(before.text), text=text))


def test_a_file_replaces_the_text_whatever_its_boxes_say() -> None:
    text = "# New\n\n## All\r\n\nnew\n\n" + PROCESS.replace("[ ]", "[x]")
    assert replaced(text).document == parse(text)


def test_a_file_without_a_process_list_keeps_the_one_that_the_spec_has() -> None:
    edited = replaced("# New\n\n## All\n\n```\ncode")
    assert edited.document.text == "# New\n\n## All\n\n```\ncode\n```\n\n" + PROCESS
    assert "stays below" in edited.said[0]


@pytest.mark.parametrize("other", [PROCESS.replace("Look at it", "Look"), PROCESS + "- [ ] Drafter: More.\n"])
def test_a_file_with_another_process_list_is_refused(other: str) -> None:
    with pytest.raises(Refused, match="process list of this file is not the spec's"):
        replaced("# New\n\n## All\n\nnew\n\n" + other)
    with pytest.raises(Refused, match="process list of this file is not the spec's"):
        replaced("# New\n\n## All\n\nnew\n\n" + other, parse("# Old\n\n## All\n"))


def test_a_text_that_was_changed_meanwhile_is_not_replaced() -> None:
    with pytest.raises(SectionChanged):
        edits.apply(SPEC, ReplaceText(base=bases.digest("older"), text="# New\n"))


def test_a_file_of_the_whole_spec_gives_one_section_its_text_only() -> None:
    export = SPEC.text.replace("by hand", "by machine").replace("Old", "New")
    edit = SetBody(base=base_of(SPEC, NOTES), body=export, is_file=True)
    edited = edits.apply(SPEC, edit)
    assert edited.document.text == SPEC.text.replace("Old", "New")
    assert "only that section's text is taken" in edited.said[0]
    alone = edits.apply(SPEC, SetBody(base=base_of(SPEC, NOTES), body="Just this.\n", is_file=True)).document
    assert alone.text == SPEC.text.replace("Old `code`.", "Just this.")
