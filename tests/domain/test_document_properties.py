from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import document, gist, template
from bot.domain.document import PartKind, parse
from bot.domain.markdown import LINE_END

# Pieces that mean something to Markdown, so that headings, fences, comments and lists meet in every way.
PIECES = st.sampled_from(
    [
        "# Title", "## Section", "## Context", "### Deeper", "# Tech Spec Process", "## Review process", "#", "## ",
        "Setext\n===", "Setext\n---", "---", "===", "- [ ] Drafter: Read the spec", "    - [x] Write tickets", "1. [X] a",
        "> ## quoted", "> - [ ] quoted", "```", "~~~~", "````sh", "<!--", "-->", "<!-- whole -->", "<!-- a <!-- b -->", "<pre>",
        "</pre>", "<details>", "<?", "**Drafter**: Dana  ", "**Drafter**: <!-- hint -->", "**Long**: <!-- over", "| a | b |\n|---|---|",
        "[a]: b", "    code", "\ttab", "text", "- item", "  more", "\\# x", "`<!--`", "name: x", "...", "\u2028", "\x0b## x", "\ufeff",
        "a?", "~~a~~", "- ~~a~~",
    ]
)  # fmt: skip
NEWLINES = st.sampled_from(["\n", "\r\n", "\r", "\n\n", ""])
MARKDOWN = st.lists(st.tuples(PIECES, NEWLINES), max_size=25).map(lambda pairs: "".join(map("".join, pairs)))
ANY_TEXT = st.text(st.characters(exclude_characters="\0"))
TEXTS = st.one_of(MARKDOWN, ANY_TEXT, st.tuples(ANY_TEXT, MARKDOWN, ANY_TEXT).map("".join))
QUICK = settings(max_examples=150, deadline=None, derandomize=True)


@QUICK
@given(TEXTS)
def test_any_text_comes_back_and_its_parts_add_up(text: str) -> None:
    parsed = parse(text)
    assert document.render(parsed) == text
    assert parsed.head + "".join(part.marker + part.body for part in parsed.parts) == text
    assert len([part for part in parsed.parts if part.kind is PartKind.PROCESS]) <= 1
    assert len({section.level for section in parsed.sections}) <= 1
    document.as_json(parsed)
    assert len(gist.summary(parsed)) <= gist.SUMMARY_LENGTH
    gist.open_questions(parsed)
    assert gist.reading_minutes(parsed) >= 1


@QUICK
@given(TEXTS, st.data())
def test_an_edit_changes_one_sections_bytes_only(text: str, data: st.DataObject) -> None:
    parsed = parse(text)
    if not parsed.sections:
        return
    index = data.draw(st.integers(0, len(parsed.sections) - 1))
    body = data.draw(TEXTS)
    place = [at for at, part in enumerate(parsed.parts) if part.kind is PartKind.SECTION][index]
    before = (
        parsed.head + "".join(part.marker + part.body for part in parsed.parts[:place]) + parsed.parts[place].marker
    )
    after = "".join(part.marker + part.body for part in parsed.parts[place + 1 :])
    edited = document.with_section(parsed, index, body)
    assert edited.text.startswith(before)
    assert edited.text.endswith(after)
    assert edited == parse(edited.text)
    written = edited.text[len(before) : len(edited.text) - len(after)]
    words = LINE_END.sub("\n", body)
    assert words in LINE_END.sub("\n", written)


@QUICK
@given(TEXTS, st.data())
def test_a_tick_changes_one_character_and_the_next_takes_it_back(text: str, data: st.DataObject) -> None:
    parsed = parse(text)
    if not parsed.process:
        return
    index = data.draw(st.integers(0, len(parsed.process) - 1))
    line = parsed.process[index]
    ticked = document.with_tick(parsed, index, done=not line.done)
    assert sum(old != new for old, new in zip(text, ticked.text, strict=True)) == 1
    assert ticked == parse(ticked.text)
    assert [other.done for other in ticked.process].count(True) == [other.done for other in parsed.process].count(
        True
    ) + (-1 if line.done else 1)
    back = document.with_tick(ticked, index, done=line.done)
    assert back.text.replace("[X]", "[x]") == text.replace("[X]", "[x]")


@QUICK
@given(TEXTS, st.one_of(PIECES, st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)))
def test_a_new_title_keeps_the_parts(text: str, title: str) -> None:
    words = " ".join(title.split())
    parsed = parse(text)
    if not words:
        return
    edited = document.with_title(parsed, title)
    after = "".join(part.marker + part.body for part in parsed.parts)
    assert edited.text.endswith(after)
    if parsed.title_span:
        start, end = parsed.title_span
        assert edited.text.startswith(parsed.head[:start])
        assert edited.text.endswith(parsed.head[end:] + after)


@QUICK
@given(TEXTS)
def test_any_text_is_a_template(text: str) -> None:
    loaded = template.load(text)
    assert loaded.source == text
    template.as_json(loaded)
    assert all(problem.startswith("Line ") for problem in loaded.problems)


@QUICK
@given(st.lists(st.one_of(MARKDOWN, ANY_TEXT), min_size=7, max_size=7))
def test_whatever_is_typed_a_composed_spec_has_the_templates_sections(bodies: list[str]) -> None:
    base = template.default()
    text = template.compose(base, title="Mine", fields={"Drafter": "Dana"}, bodies=bodies)
    parsed = parse(text)
    assert parsed.title == "Mine"
    assert [section.heading for section in parsed.sections] == [section.heading for section in base.sections]
    assert [line.text for line in parsed.process] == [line.text for line in base.process]
