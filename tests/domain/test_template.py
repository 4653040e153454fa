import json
from pathlib import Path

import pytest

from bot.domain import document, gist, template
from bot.domain.document import parse
from bot.domain.template import Field, LineKind
from bot.errors import Refused

FIXTURES = Path(__file__).parent.parent / "fixtures"
ECHO = (FIXTURES / "templates" / "echo-tech-spec.md").read_bytes().decode()
PROCESS = [
    ("Schedule time to discuss the tech spec.", "Tech spec drafter", 0, LineKind.SCHEDULE),
    ("Facilitate that discussion.", "Tech spec drafter", 0, LineKind.FACILITATE),
    ("Read the tech spec before arriving at the discussion.", "Other developers", 0, LineKind.READ),
    (
        "Remind the tech spec drafter if a tech spec has been produced and no meeting has been scheduled.",
        "Other developers",
        0,
        LineKind.REMIND,
    ),
    ("Turn tech spec into next-step actionable tickets.", "Tech spec drafter", 0, LineKind.TICKETS),
    ("Write tickets as is necessary", "Tech spec drafter", 1, LineKind.WRITE_TICKETS),
    ("Other developers provide more formal feedback as is necessary.", "Tech spec drafter", 1, LineKind.FEEDBACK),
]
SMALL = "# T\n**Drafter**: <!-- who -->  \n\n## A\n<!-- what -->\n\n## B\n<!-- why -->\n\n# Process\n\n - [ ] Do it\n"


def test_the_seed_template_loads_as_it_is() -> None:
    loaded = template.load(ECHO)
    assert loaded.problems == ()
    assert loaded.name == "Echo Tech Spec task"
    assert loaded.about == "Template for a new tech spec for the echo team"
    assert loaded.title == "Tech Spec Title"
    assert loaded.issue_title == "[SUBJECT] Tech Spec"
    assert loaded.assignees == ()
    assert [(field.name, field.hint) for field in loaded.fields] == [
        ("Drafter", "Your name"),
        ("Discussion Meeting", "Date to discussion the spec as a team; send calendar invite!"),
    ]
    assert loaded.intro.startswith("Tech specs are a lightweight format")
    assert loaded.intro.endswith("approved the approach.")
    assert [(section.heading, section.level) for section in loaded.sections] == [
        ("Context", 2),
        ("Overview", 2),
        ("Open Questions", 2),
        ("Implementation Options", 2),
        ("Test Plan", 2),
        ("Rollout Plan", 2),
        ("Research Notes", 2),
    ]
    assert all(section.hint and "<!--" not in section.hint for section in loaded.sections)
    assert [(line.text, line.role, line.depth, line.kind) for line in loaded.process] == PROCESS


def test_a_label_keeps_its_broken_characters() -> None:
    label = template.load(ECHO).labels[0]
    assert label.encode() == b"Team: Echo \xef\xa3\xbf\xc3\xbc\xc3\xaa\xc2\xa8"
    assert template.load(ECHO).labels == (label, "Type: Tech-Spec")


def test_a_comment_that_opens_again_inside_itself_is_one_hint() -> None:
    assert template.load(ECHO).sections[0].hint == (
        "Why are you creating this tech spec?\n\nWhat information helps readers understand the rest of this tech spec?"
        "\n\nWho are the stakeholders?"
    )


def test_the_default_has_the_seed_templates_form_and_words_of_its_own() -> None:
    default, seed = template.default(), template.load(ECHO)
    assert default.problems == ()
    assert default.title == seed.title
    assert default.process == seed.process
    assert [field.name for field in default.fields] == [field.name for field in seed.fields]
    assert [section.heading for section in default.sections] == [section.heading for section in seed.sections]
    assert not {section.hint for section in default.sections} & {section.hint for section in seed.sections}
    assert all(section.hint for section in default.sections)
    assert {section.heading for section in default.sections} <= set(document.KNOWN_HEADINGS)


def test_a_template_needs_neither_front_matter_nor_fields_nor_process() -> None:
    loaded = template.load(
        "## A\n<!-- one -->\ntext <!-- two\nlines --> more `<!-- code -->`\n\n    <!-- code -->\n## B\n"
    )
    assert (loaded.name, loaded.title, loaded.fields, loaded.process, loaded.labels) == (None, None, (), (), ())
    assert [(section.heading, section.hint) for section in loaded.sections] == [("A", "one\n\ntwo\nlines"), ("B", "")]


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("# T\n## A\n# Process\n- [ ] a\n", "T", ["A"]),
        ("# T\n# A\n# Process\n- [ ] a\n", None, ["T", "A"]),
        ("## T\n### A\n", None, ["T"]),
        ("Text\n\n# T\n## A\n", "T", ["A"]),
        ("T\n===\nA\n---\n", "T", ["A"]),
        ("# T\r\n## A\r\n", "T", ["A"]),
        ("# T\r## A\r", "T", ["A"]),
        ("\ufeff---\nname: x\n---\n# T\n## A", "T", ["A"]),
        ("no heading", None, []),
        ("", None, []),
    ],
)
def test_a_templates_title_is_only_a_leading_heading_of_level_one(
    text: str, title: str | None, sections: list[str]
) -> None:
    loaded = template.load(text)
    assert loaded.source == text
    assert loaded.title == title
    assert [section.heading for section in loaded.sections] == sections


def test_the_introduction_is_what_stands_before_the_sections() -> None:
    assert template.load("Read me.\n\n# T\n**F**: <!-- h -->\n<!-- First.\n\nSecond. -->\nThird.\n## A\n").intro == (
        "Read me.\n\nFirst.\n\nSecond.\n\nThird."
    )
    assert template.load("# T\n## A\n").intro == ""


def test_a_fields_hint_may_take_several_lines() -> None:
    loaded = template.load("# T\n**A**: <!-- one\ntwo -->\n**B**: 5 <!-- three -->\n**C**:\n## S\n**D**: <!-- no -->\n")
    assert loaded.fields == (Field(name="A", hint="one\ntwo"), Field(name="B", hint="three"), Field(name="C", hint=""))


@pytest.mark.parametrize(
    ("matter", "labels"),
    [
        ("labels: a, b ,, c", ("a", "b", "c")),
        ("labels: [a, 'b, c', 1.10]", ("a", "b, c", "1.10")),
        ("labels:\n- a\n- yes", ("a", "yes")),
        ("labels:", ()),
        ("name: x", ()),
    ],
)
def test_labels_are_a_list_or_text_with_commas(matter: str, labels: tuple[str, ...]) -> None:
    loaded = template.load(f"---\n{matter}\n---\n## A\n")
    assert loaded.labels == labels
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\nname: [open\n---\n# T\n## A\n", "Line 2: the front matter is no valid YAML"),
        ("---\nname: x\nabout: a: b\n---\n# T\n## A\n", "Line 3: the front matter is no valid YAML"),
        ("---\r\nname: x\r\n\ttab: y\r\n---\r\n# T\r\n## A\r\n", "Line 3: the front matter is no valid YAML"),
        ("---\nname: \x07\n---\n# T\n## A\n", "the front matter is no valid YAML"),
        ("---\nname: {a: b}\n---\n# T\n## A\n", "Line 2: `name` in the front matter is no text"),
        ("---\nabout: x\nname: [a, b]\n---\n# T\n## A\n", "Line 3: `name` in the front matter is no text"),
        ("---\nname: x\nname: y\n---\n# T\n## A\n", "Line 3: `name` stands in the front matter a second time"),
        (
            "---\nname: x\nlabels: [{a: b}]\n---\n# T\n## A\n",
            "Line 3: `labels` in the front matter is neither text nor a list",
        ),
        ("---\nname: " + "[" * 5000 + "\n---\n# T\n## A\n", "Line 2: the front matter"),
        ("---\nname: " + "x" * 30_000 + "\n---\n# T\n## A\n", "longer than 20000 characters"),
        ("---\nname: x\n\n# T\n## A\n", "Line 1: the front matter that `---` opens has no end"),
    ],
)
def test_broken_front_matter_is_reported_and_the_rest_still_loads(text: str, problem: str) -> None:
    loaded = template.load(text)
    assert len(loaded.problems) == 1
    assert problem in loaded.problems[0]
    assert loaded.title == "T"
    assert [section.heading for section in loaded.sections] == ["A"]
    assert loaded.source == text


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "## A\n<!-- hint\n## B\n<!-- h2 -->\n## C\n",
            ["Line 2: this comment has no end before “B”, which it swallows."],
        ),
        ("---\nname: x\n---\n## A\n\n<!-- hint\n", ["Line 6: this comment has no end. Write `-->` after"]),
        (
            "## A\r\n\r\n```sql\r\nselect 1\r\n\r\n## B\r\n",
            ["Line 3: this code block has no end. Put a line “```” after its last one."],
        ),
        (
            "## A\n\n# Process\n\n- [ ] a\n- [] b\n  - a note\n  - [x ] c\n* no box\n",
            [
                "Line 6: “- [] b” is no task, so the checklist leaves it out. Write it as `- [ ] b`.",
                "Line 8: “- [x ] c” is no task, so the checklist leaves it out. Write it as `- [ ] c`.",
                "Line 9: “* no box” is no task, so the checklist leaves it out. Write it as `- [ ] no box`.",
            ],
        ),
        ("## A\n\n## Our process\n\n- Drafter: do\n", ["Line 3: “Our process” has no tasks below it"]),
        (
            "---\nname: x\n---\n## A\n\n##\nwords\n\n##  ##\n",
            ["Line 6: this heading has no words", "Line 9: this heading has no words"],
        ),
        (
            "## A\n\n## First process\n\n- [ ] a\n\n## Second Process\n\n- [ ] b\n",
            ["Line 3: the checklist is made of “Second Process” alone, and the tasks below “First process” are the"],
        ),
    ],
    ids=[
        "an open comment",
        "one at the end",
        "an open fence",
        "no tasks",
        "no checklist",
        "no words",
        "two process lists",
    ],
)
def test_what_is_read_otherwise_than_it_was_meant_is_named_with_its_line(text: str, problems: list[str]) -> None:
    found = template.load(text).problems
    assert len(found) == len(problems)
    assert all(said.startswith(problem) for said, problem in zip(found, problems, strict=True)), found


@pytest.mark.parametrize(
    "text",
    [
        "## A\n<!-- one <!-- two -->\n## B\n",
        "## A\n<!-- like this:\n## not a heading\n-->\n## B\n",
        "## A\n\n```\n## code\n```\n\n## Process\n\n- [ ] a\n  - a note\n\n  with a paragraph\n",
        "## A\n\n````md\n```\nopen\n````\n",
        "## A\n\n### ##\n\n## Our process\nIn short.\n\n## Process\n\n- [ ] a\n",
    ],
)
def test_what_was_meant_as_it_is_read_is_no_problem(text: str) -> None:
    assert template.load(text).problems == ()


def test_a_nul_in_a_template_is_refused() -> None:
    with pytest.raises(Refused, match="line 1"):
        template.load("a\0")


def test_a_spec_without_any_text_is_the_template_with_a_title() -> None:
    text = template.compose(template.load(ECHO), title="Mine", fields={}, bodies={})
    assert text == ECHO.split("---\n", 2)[2].replace("# Tech Spec Title", "# Mine")
    assert parse(text).fields == {"Drafter": "", "Discussion Meeting": ""}


def test_what_was_typed_takes_the_place_of_its_hint() -> None:
    text = template.compose(
        template.load(SMALL), title="Mine", fields={"drafter": "Dana\nOrtiz", "nobody": "x"}, bodies={"b": "\nTyped.\n"}
    )
    assert text == (
        "# Mine\n**Drafter**: Dana Ortiz  \n\n## A\n<!-- what -->\n\n## B\nTyped.\n\n# Process\n\n - [ ] Do it\n"
    )
    assert template.compose(template.load(SMALL), title="Mine", fields={}, bodies=["", "Typed."]) == text.replace(
        "Dana Ortiz", "<!-- who -->"
    )


def test_a_template_in_crlf_gives_a_spec_in_crlf() -> None:
    text = template.compose(template.load(SMALL.replace("\n", "\r\n")), title="Mine", fields={}, bodies=["a\nb", ""])
    assert "## A\r\na\r\nb\r\n\r\n## B\r\n" in text
    assert "\n" not in text.replace("\r\n", "")


def test_text_of_the_template_beside_its_hints_stays() -> None:
    source = "# T\n## A\n<!-- one -->\nKeep.\n<!-- two -->\n\n## B\nBefore.\n\n<!-- three -->\n## C\n\n## D"
    text = template.compose(template.load(source), title="T", fields={}, bodies=["a", "b", "c", "d"])
    assert text == "# T\n## A\na\n\nKeep.\n\n\n## B\nBefore.\n\nb\n\n## C\n\nc\n\n## D\nd\n"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("### fine\n", "### fine"),
        ("## Same\ntext\n#### deeper", "### Same\ntext\n##### deeper"),
        ("# Top ##\n\n##### low", "### Top\n\n###### low"),
        ("Under\nlined\n---\ntext", "### Under lined\ntext"),
        ("```\n# code\n```", "```\n# code\n```"),
        ("> # quoted", "> # quoted"),
        ("- # item", "- # item"),
        ("```\n# open", "```\n# open\n```"),
        ("<!-- open", "<!-- open\n-->"),
        ("    code", "    code"),
    ],
)
def test_headings_that_were_typed_go_below_their_section(typed: str, written: str) -> None:
    parsed = parse(template.compose(template.load(SMALL), title="Mine", fields={}, bodies={"A": typed}))
    assert [section.heading for section in parsed.sections] == ["A", "B"]
    assert parsed.sections[0].body.strip("\n") == written


def test_headings_typed_below_the_deepest_level_lose_their_meaning_not_their_words() -> None:
    source = "# T\n###### A\n<!-- a -->\n###### B\n"
    parsed = parse(template.compose(template.load(source), title="T", fields={}, bodies={"A": "# Typed\n==="}))
    assert [section.heading for section in parsed.sections] == ["A", "B"]
    assert parsed.sections[0].body == "\\###### Typed\n\n===\n\n"


def test_a_template_without_a_title_gets_one() -> None:
    loaded = template.load("---\nname: x\n---\n# A\n<!-- a -->\n# B\n")
    text = template.compose(loaded, title="Mine", fields={}, bodies={"A": "typed"})
    assert text == "# Mine\n\n# A\ntyped\n\n# B\n"
    assert parse(text).title == "Mine"


def test_a_field_cannot_be_emptied_by_what_is_typed_into_it() -> None:
    text = template.compose(template.load(SMALL), title="T", fields={"Drafter": "<!-- gone -->"}, bodies={})
    assert parse(text).fields["Drafter"] != ""
    assert [section.heading for section in parse(text).sections] == ["A", "B"]


def test_a_spec_needs_a_title_and_no_nul() -> None:
    with pytest.raises(Refused, match="title"):
        template.compose(template.default(), title=" ", fields={}, bodies={})
    with pytest.raises(Refused, match="NUL"):
        template.compose(template.default(), title="T", fields={}, bodies={"Context": "a\0"})


def test_parsing_a_composed_spec_and_rendering_it_changes_nothing() -> None:
    text = template.compose(template.default(), title="Mine", fields={}, bodies={"Overview": "Short."})
    assert document.render(parse(text)) == text
    assert gist.summary(parse(text)) == "Short."


def test_the_json_holds_what_the_command_line_promises() -> None:
    source = "---\nname: N\ntitle: I\nlabels: a, b\n---\n<!-- Hello -->\n" + SMALL
    assert json.loads(json.dumps(template.as_json(template.load(source)))) == {
        "name": "N",
        "title": "T",
        "labels": ["a", "b"],
        "fields": [{"name": "Drafter", "hint": "who"}],
        "intro": "Hello",
        "sections": [{"heading": "A", "level": 2, "hint": "what"}, {"heading": "B", "level": 2, "hint": "why"}],
        "process": [{"text": "Do it", "role": None, "depth": 0, "done": False, "kind": None}],
        "problems": [],
    }


def test_a_megabyte_of_template_loads() -> None:
    loaded = template.load("# T\n" + "## A\n<!-- a hint of some words, and then some more of them -->\n\n" * 16_000)
    assert len(loaded.source) > 1_000_000
    assert len(loaded.sections) == 16_000
    assert loaded.sections[-1].hint == "a hint of some words, and then some more of them"
