import json
from pathlib import Path

import pytest

from bot.domain import document
from bot.domain.document import PartKind, parse
from bot.domain.gist import open_questions, reading_minutes, summary
from bot.domain.process_lines import LineKind, kind_of
from bot.errors import Refused

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = sorted(FIXTURES.glob("*/*.md"))


def _fixture(name: str) -> str:
    return (FIXTURES / name).read_bytes().decode()


def _headings(text: str) -> list[str]:
    return [section.heading for section in parse(text).sections]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_comes_back_byte_for_byte(path: Path) -> None:
    source = path.read_bytes()
    parsed = parse(source.decode())
    assert document.render(parsed).encode() == source
    assert parsed.head + "".join(part.marker + part.body for part in parsed.parts) == source.decode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_edit_of_a_section_of_any_file_leaves_all_else_alone(path: Path) -> None:
    parsed = parse(path.read_bytes().decode())
    for index, section in enumerate(parsed.sections):
        before, after = parsed.text.split(section.marker + section.body)
        edited = document.with_section(parsed, index, "New words.")
        assert edited.text.startswith(before + section.marker + "New words.")
        assert edited.text.endswith(after)
        assert [part.marker for part in edited.parts] == [part.marker for part in parsed.parts]
        assert edited.sections[index].body.strip() == "New words."


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_tick_in_any_file_changes_one_character(path: Path) -> None:
    parsed = parse(path.read_bytes().decode())
    for index, line in enumerate(parsed.process):
        ticked = document.with_tick(parsed, index, done=not line.done)
        changed = [at for at, pair in enumerate(zip(parsed.text, ticked.text, strict=True)) if pair[0] != pair[1]]
        assert len(changed) == 1
        assert parsed.text[changed[0] - 1] == "["
        assert ticked.process[index].done is not line.done
        assert [other.done for other in ticked.process if other != ticked.process[index]] == [
            other.done for other in parsed.process if other != line
        ]


@pytest.mark.parametrize(
    ("name", "title", "first", "count"),
    [
        ("2018-05-18-hearing-schedule", "Caseflow Hearing Schedule", "Context", 8),
        ("2018-11-28-legacy-issue-establishment", "Legacy Issue Optin", "Context", 3),
        ("2019-01-28-hearing-task-flow", "Hearing Task Flow", "Task Hierarchy", 8),
        ("2020-02-19-controller-schemas", None, "Context", 5),
        ("2021-05-04-death-dismissal-task-blocking", "Death Dismissal Task Blocking", "Background", 6),
        ("2021-3-31-poa-refresh", None, "Context", 7),
    ],
)
def test_archived_specs_have_their_title_and_sections(name: str, title: str | None, first: str, count: int) -> None:
    parsed = parse(_fixture(f"specs/{name}.md"))
    assert parsed.title == title
    assert parsed.sections[0].heading == first
    assert len(parsed.sections) == count
    assert {section.level for section in parsed.sections} == {2}


def test_text_before_the_first_section_is_the_preamble() -> None:
    parsed = parse(_fixture("specs/2018-05-18-hearing-schedule.md"))
    assert parsed.preamble.startswith("This document was moved from")
    assert parsed.preamble.endswith("Review by:")
    assert "Caseflow Hearing Schedule" not in parsed.preamble
    assert parsed.fields == {}
    assert parse(_fixture("specs/2021-05-04-death-dismissal-task-blocking.md")).preamble.startswith("### Jira Epic")


def test_a_large_spec_keeps_its_structure_among_tables_quotes_and_code() -> None:
    text = _fixture("own/large.md")
    assert 26_000 < len(text.encode()) < 28_000
    parsed = parse(text)
    assert parsed.title == "Split the billing ledger from the accounts database"
    assert parsed.fields == {"Drafter": "Dana Ortiz", "Discussion Meeting": "", "Reviewers": "Sam, Ravi"}
    assert "incident review" in parsed.preamble
    assert "status: draft" not in parsed.preamble
    assert [section.heading for section in parsed.sections] == [
        "Context",
        "Overview",
        "Open Questions",
        "Inventory",
        "Implementation Options",
        "Underlined",
        "Test Plan",
        "Rollout Plan",
        "Research Notes",
    ]
    assert [(line.text, line.role, line.depth, line.done, line.kind) for line in parsed.process][-3:] == [
        ("Write tickets as is necessary", "Tech spec drafter", 1, False, LineKind.WRITE_TICKETS),
        ("look at the grants", "Security", 1, False, None),
        ("Archive this document with a pull request", None, 0, False, LineKind.ARCHIVE),
    ]
    assert open_questions(parsed) == (
        "Who may see the copy that the auditors read?",
        "How do we tell partners about the new address?",
        "What happens to a payment that arrives during the switch?",
    )
    assert summary(parsed).startswith(
        "Move entries, invoices and payments into a database of their own in three releases"
    )
    assert len(summary(parsed)) <= 250
    assert "example.org" not in summary(parsed, limit=2000)


def test_underlined_headings_are_headings_and_may_take_two_lines() -> None:
    parsed = parse(_fixture("own/setext.md"))
    assert parsed.title == "Search that forgives typing mistakes"
    assert [(part.kind.value, part.heading, part.level) for part in parsed.parts] == [
        ("section", "Context", 2),
        ("section", "Overview", 2),
        ("process", "Review Process", 2),
    ]
    assert "### Who is affected" in parsed.sections[0].body
    assert [(line.role, line.done, line.kind) for line in parsed.process] == [
        ("Drafter", False, LineKind.SCHEDULE),
        ("Developers", True, LineKind.READ),
    ]
    assert summary(parsed) == "Trigrams, not a new service. • first • second"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_give_the_same_structure(newline: str) -> None:
    text = _fixture("own/crlf.md").replace("\r\n", newline)
    parsed = parse(text)
    assert parsed.text == text
    assert parsed.title == "Move exports to a queue"
    assert parsed.fields == {"Drafter": "Dana", "Discussion Meeting": "2026-12-03 14:00"}
    assert [part.heading for part in parsed.parts] == ["Context", "Open Questions", "Tech Spec Process"]
    assert [line.done for line in parsed.process] == [False, True]
    assert open_questions(parsed) == ("Who owns the bucket?",)
    edited = document.with_section(parsed, 0, "One\nTwo")
    assert edited.sections[0].body == f"One{newline}Two{newline}{newline}"


def test_other_separators_of_unicode_end_no_line() -> None:
    text = "# T\n\nfoo\u2028## not a heading\x0b## nor this\x85## nor this\n\n## A\n\u2029\n"
    parsed = parse(text)
    assert parsed.text == text
    assert [section.heading for section in parsed.sections] == ["A"]


def test_a_text_without_a_heading_is_all_preamble() -> None:
    text = _fixture("own/plain.md")
    parsed = parse(text)
    assert (parsed.title, parsed.parts, parsed.process, parsed.head) == (None, (), (), text)
    assert parsed.preamble == text.strip()
    assert summary(parsed).startswith("We should retry failed webhooks.")
    assert open_questions(parsed) == ()
    assert parse("").text == ""
    assert summary(parse("")) == ""
    assert reading_minutes(parse("")) == 1


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("# Only\n", "Only", []),
        ("## Only\n\ntext\n", None, ["Only"]),
        ("## Mine\n\n## Context\n", "Mine", ["Context"]),
        ("## Context\n\n## Overview\n", None, ["Context", "Overview"]),
        ("## CONTEXT!\n\n## Other\n", None, ["CONTEXT!", "Other"]),
        ("# Mine\n\n# Context\n\n# Overview\n", "Mine", ["Context", "Overview"]),
        ("# Context\n\n# Overview\n", None, ["Context", "Overview"]),
        ("# Mine\n\n### A\n\n#### deeper\n\n### B\n", "Mine", ["A", "B"]),
        ("Text first.\n\n# Mine\n\n## A\n", "Mine", ["A"]),
        ("# Mine ##\n## A #\n", "Mine", ["A"]),
        ("#\n## A\n", None, ["A"]),
        ("\ufeff# Mine\n## A\n", "Mine", ["A"]),
        ("# Mine\n\n## A\n# Tech Spec Process\n - [ ] x\n", "Mine", ["A"]),
        ("## A\n# Tech Spec Process\n - [ ] x\n", None, ["A"]),
        ("# Onboarding Process\n\n## A\n\n## B\n", "Onboarding Process", ["A", "B"]),
    ],
)
def test_the_title_is_found_as_the_process_says(text: str, title: str | None, sections: list[str]) -> None:
    parsed = parse(text)
    assert parsed.text == text
    assert parsed.title == title
    assert [section.heading for section in parsed.sections] == sections


def test_known_headings_can_be_those_of_another_template() -> None:
    text = "## Motivation\n\n## Design\n"
    assert parse(text).title == "Motivation"
    assert parse(text, known=["motivation"]).title is None


@pytest.mark.parametrize(
    "hidden",
    [
        "```\n## x\n```",
        "~~~\n```\n## x\n~~~",
        "    ## x",
        "<!--\n## x\n\n## y\n-->",
        "<!-- a\n\n<!-- b\n## x -->",
        "> ## x",
        "- ## x",
        "1. a\n\n   ## x",
        "<pre>\n\n## x\n</pre>",
        "\\## x",
        "##x",
        "####### x",
    ],
)
def test_what_only_looks_like_a_heading_is_text(hidden: str) -> None:
    assert _headings(f"# T\n\n## A\n\n{hidden}\n\n## B\n") == ["A", "B"]


def test_a_heading_within_details_is_a_heading() -> None:
    assert _headings("# T\n## A\n<details>\n\n## B\n\n</details>\n") == ["A", "B"]


def test_a_list_of_thirty_levels_hides_no_heading() -> None:
    deep = "\n".join("  " * level + "- a" for level in range(30))
    assert _headings(f"# T\n## A\n{deep}\n\n## B\n") == ["A", "B"]


def test_front_matter_is_no_text_and_a_row_of_dashes_no_front_matter() -> None:
    parsed = parse("---\nname: x\n# comment\n---\n# T\n## A\n")
    assert (parsed.title, parsed.preamble) == ("T", "")
    parsed = parse("---\n\nSome text\n\n## A\n\n---\n\n## B\n")
    assert [section.heading for section in parsed.sections] == ["B"]
    assert parsed.title == "A"
    assert parsed.preamble == "---\n\nSome text\n\n\n---"
    assert parse("---\nname: x").text == "---\nname: x"


def test_a_nul_is_refused_with_its_place() -> None:
    with pytest.raises(Refused, match=r"NUL character on line 3 \(character 8 of the text\)"):
        parse("# T\n\nab\0c")


def test_a_process_heading_needs_a_task_list_of_its_own() -> None:
    text = "# T\n\n## Release process\nWe release.\n\n## Tasks\n- [ ] not a line\n"
    assert _headings(text) == ["Release process", "Tasks"]
    assert parse(text).process == ()


def test_of_several_process_headings_the_last_with_a_task_list_counts() -> None:
    parsed = parse("# T\n## A process\n- [ ] one\n## B process\n- [ ] two\n## C process\nnone\n")
    assert [line.text for line in parsed.process] == ["two"]
    assert [section.heading for section in parsed.sections] == ["A process", "C process"]


def test_a_process_heading_without_a_list_does_not_swallow_the_sections() -> None:
    parsed = parse("# T\n## A\n## B\n# Tech Spec Process\nSee the wiki.\n")
    assert [(part.kind, part.heading) for part in parsed.parts] == [
        (PartKind.SECTION, "A"),
        (PartKind.SECTION, "B"),
        (PartKind.PROCESS, "Tech Spec Process"),
    ]


def test_a_deeper_process_heading_stays_inside_its_section() -> None:
    parsed = parse("# T\n## A\n### Deploy process\n- [ ] one\n## B\n")
    assert [part.heading for part in parsed.parts] == ["A", "B"]


def test_a_text_may_be_only_a_process() -> None:
    parsed = parse("# Tech Spec Process\n* [X] Drafter: Read the spec\n")
    assert (parsed.title, parsed.sections) == (None, ())
    assert [(line.done, line.kind) for line in parsed.process] == [(True, LineKind.READ)]


def test_a_process_may_stand_before_and_between_sections() -> None:
    text = "# Process\n- [ ] one\n\n## A\n- [ ] not a line\n\n## B\n"
    parsed = parse(text)
    assert parsed.text == text
    assert [part.heading for part in parsed.parts] == ["Process", "A", "B"]
    assert [line.text for line in parsed.process] == ["one"]


def test_lines_know_their_role_depth_and_tick() -> None:
    parsed = parse(
        "# T\n## Process\n"
        "1. [ ] **Drafter**: Do it <!-- soon -->\n"
        "   over two lines\n"
        "   - [x] inner\n"
        "     + [ ] **Ops:** innermost\n"
        "   - plain\n"
        "     - [ ] under a plain item\n"
        "- [ ] no role here\n"
        "- [ ] See https://example.org: there\n"
        "- [ ]\n- [ ]x\n- [y] z\n"
        "> - [ ] quoted\n\n"
        "```\n- [ ] code\n```\n"
    )
    assert [(line.text, line.role, line.depth, line.done) for line in parsed.process] == [
        ("Do it over two lines", "Drafter", 0, False),
        ("inner", "Drafter", 1, True),
        ("innermost", "Ops", 2, False),
        ("under a plain item", "Drafter", 1, False),
        ("no role here", None, 0, False),
        ("See https://example.org: there", None, 0, False),
    ]
    body = parsed.parts[-1].body
    assert [body[line.offset] for line in parsed.process] == [" ", "x", " ", " ", " ", " "]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Schedule time to discuss the tech spec.", "schedule"),
        ("Book the meeting", "schedule"),
        ("SCHEDULE A DISCUSSION after everyone has read the spec", "schedule"),
        ("Facilitate that discussion.", "facilitate"),
        ("Lead the meeting", "facilitate"),
        ("Read the tech spec before arriving at the discussion.", "read"),
        ("Read the document before the scheduled discussion", "read"),
        ("Remind the tech spec drafter if no meeting has been scheduled.", "remind"),
        ("Nudge the author", "remind"),
        ("Decide on a viable path", "viable-path"),
        ("Agree on one implementation option", "viable-path"),
        ("Turn tech spec into next-step actionable tickets.", "tickets"),
        ("Break the work down into issues", "tickets"),
        ("Write tickets as is necessary", "write-tickets"),
        ("Create GitHub issues", "write-tickets"),
        ("Other developers provide more formal feedback as is necessary.", "feedback"),
        ("Give formal approval", "feedback"),
        ("Open a PR to archive the tech spec", "archive"),
        ("Archive the spec", "archive"),
        ("Security looked at it", None),
        ("Schedule the release", None),
        ("Read the room", None),
        ("Archive old customer records", None),
        ("Remind ops to restart the workers", None),
        ("Incorporate feedback", None),
        ("Write the migration", None),
        ("", None),
    ],
)
def test_a_lines_kind_follows_from_its_words(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "body",
    [
        "x",
        "x\n",
        "",
        "\n",
        "```\ncode",
        "<!-- open",
        "~~~~\ncode\n",
        "<pre>\n",
        "text\n---",
        "- a",
        "    code",
        "##",
        "  ",
        "<?",
    ],
)
@pytest.mark.parametrize("following", ["## B\nkept\n", "B\n---\nkept\n", "# Process\n- [ ] kept\n"])
def test_whatever_a_section_gets_the_next_heading_stays_one(body: str, following: str) -> None:
    text = f"# T\n\n## A\n\nold\n\n{following}"
    edited = document.with_section(parse(text), 0, body)
    assert edited.text.startswith(f"# T\n\n## A\n{body}")
    assert edited.text.endswith(following)
    assert edited.parts[-1].marker + edited.parts[-1].body == following


def test_a_last_section_takes_a_body_as_it_is() -> None:
    assert document.with_section(parse("# T\n## A"), 0, "x").text == "# T\n## A\nx"
    assert document.with_section(parse("# T\n## A\nold"), 0, "x").text == "# T\n## A\nx"


def test_a_section_that_gets_its_own_body_stays_the_same() -> None:
    parsed = parse("# T\n## A\r\nmixed\nends\r## B\n")
    assert document.with_section(parsed, 0, parsed.sections[0].body) is parsed


def test_headings_typed_into_a_section_become_sections() -> None:
    edited = document.with_section(parse("# T\n## A\n## B\n"), 0, "## New\ntext\n")
    assert [section.heading for section in edited.sections] == ["A", "New", "B"]


def test_ticking_what_is_ticked_changes_nothing() -> None:
    parsed = parse("# Process\n- [X] Read the spec\n")
    assert document.with_tick(parsed, 0, done=True).text == parsed.text
    assert document.with_tick(parsed, 0, done=False).text == "# Process\n- [ ] Read the spec\n"


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("# Old\n## A\n", "New", "# New\n## A\n"),
        ("  #   Old  ##  \r\n## A\r\n", "New", "  #   New  ##  \r\n## A\r\n"),
        ("pre\n\n## Old\n\n## Context\n", "New", "pre\n\n## New\n\n## Context\n"),
        ("Old\ntwo\n===\n\n## A\n", "New", "New\n===\n\n## A\n"),
        ("Old\n===\n## A\n", "- New", "# - New\n## A\n"),
        ("# Old", "New", "# New"),
        ("#\n## A\n", "New", "# New\n## A\n"),
        ("# Old\n", "F #", "# F # #\n"),
        ("# Old\n", "C#", "# C#\n"),
        ("# Old\n", " New\n words ", "# New words\n"),
        ("## Context\n\n## Overview\n", "New", "# New\n\n## Context\n\n## Overview\n"),
        ("---\nname: x\n---\n## Context\n", "New", "---\nname: x\n---\n# New\n\n## Context\n"),
        ("---\nname: x\n---", "New", "---\nname: x\n---\n# New\n\n"),
        ("\ufefftext", "New", "\ufeff# New\n\ntext"),
    ],
)
def test_a_new_title_changes_the_title_heading_only(text: str, title: str, expected: str) -> None:
    edited = document.with_title(parse(text), title)
    assert edited.text == expected
    assert edited.title == " ".join(title.split())


def test_an_empty_title_is_refused() -> None:
    with pytest.raises(Refused, match="title"):
        document.with_title(parse("# T\n"), " \n")


def test_fields_are_bold_names_with_a_colon_before_the_first_section() -> None:
    parsed = parse(
        "# T\n**Drafter**: Dana  \n**Empty**: <!-- hint -->\n**Long**: <!-- over\nlines --> value\n**Bare**:\n"
        "Owner: Sharon\n- **Listed**: no\n\n**Drafter**: second\n\n`**Code**: no`\n\n"
        "<!-- **Hidden**: no -->\n\n## A\n**Later**: no\n"
    )
    assert parsed.fields == {"Drafter": "Dana", "Empty": "", "Long": "value", "Bare": ""}
    assert parsed.preamble.startswith("Owner: Sharon\n- **Listed**: no")


def test_the_json_holds_what_the_command_line_promises() -> None:
    found = json.loads(
        json.dumps(document.as_json(parse("# T\n**A**: b\n\nintro\n\n## S\nbody\n# Process\n- [x] D: read it\n")))
    )
    assert found == {
        "title": "T",
        "preamble": "intro",
        "fields": {"A": "b"},
        "sections": [{"heading": "S", "level": 2, "body": "body\n"}],
        "process": [{"text": "read it", "role": "D", "depth": 0, "done": True, "kind": "read"}],
    }


@pytest.mark.parametrize(
    "piece",
    [
        "word word word word\n",
        "[a]: b\n",
        "> ",
        "<!--\n",
        "**A**: <!-- x -->\n",
        "`a` <!-- ",
        "# Process\n\n",
        "- [ ] a\n  - b\n",
    ],
)
def test_a_long_text_of_anything_comes_back(piece: str) -> None:
    # A twentieth of the largest text: a quadratic step would take long here, too.
    text = "# T\n\n" + piece * (50_000 // len(piece))
    parsed = parse(text)
    assert parsed.text == text
    assert document.as_json(parsed)["title"] == "T"
    assert len(summary(parsed)) <= 250
    assert open_questions(parsed) == ()


def test_a_megabyte_of_text_comes_back() -> None:
    text = "# T\n\n" + "## Heading\n\nSome words about it, and a [link](https://example.org).\n\n" * 15_000
    parsed = parse(text)
    assert len(text) > 1_000_000
    assert len(parsed.sections) == 15_000
    assert parsed.text == text
