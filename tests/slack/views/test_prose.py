import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks
from bot.slack.elements import Element
from bot.slack.views.packing import BLOCK_CHARS
from bot.slack.views.prose import pages
from tests.slack.limits import check_view

SPECS = Path(__file__).parents[2] / "fixtures" / "specs"


def shown(markdown: str) -> list[blocks.Block]:
    """All blocks of the text, each page checked as a modal's."""
    made = pages(markdown)
    for page in made:
        check_view(blocks.modal("Spec", page, callback_id="read", submit="I've read it"))
    return [block for page in made for block in page]


def elements(markdown: str) -> list[Element]:
    return [element for block in shown(markdown) for element in block.get("elements", ())]


def pieces(markdown: str) -> list[Element]:
    """The pieces of a text of one paragraph."""
    (element,) = elements(markdown)
    return list(element["elements"])


def texts(made: object) -> Iterator[str]:
    """Every text inside, in order."""
    if isinstance(made, dict):
        for key in ("text", "elements"):
            value = made.get(key, ())
            yield from [value] if isinstance(value, str) else texts(value)
    elif isinstance(made, list | tuple):
        for item in made:
            yield from texts(item)


def lines(markdown: str) -> list[str]:
    """The text of each section, quote, item and code block."""
    found = []
    for element in elements(markdown):
        inner = element["elements"] if element["type"] == "rich_text_list" else [element]
        found += ["".join(texts(each)) for each in inner]
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def text(content: str, **style: bool) -> Element:
    return {"type": "text", "text": content} | ({"style": style} if style else {})


def link(url: str, label: str, **style: bool) -> Element:
    return {"type": "link", "url": url, "text": label} | ({"style": style} if style else {})


@pytest.mark.parametrize("nothing", ["", "  \n\n", "<!-- a hint -->", "# \n", "**", "[a]: https://b.org"])
def test_an_empty_text_says_so(nothing: str) -> None:
    expected = [text("Nothing written yet.", italic=True)] if nothing != "**" else [text("**")]
    assert pieces(nothing) == expected


def test_styles_combine_and_neighbours_of_one_style_are_one_piece() -> None:
    assert pieces("a *b **c*** ~~d~~ `e*` &amp; \\*f") == [
        text("a "),
        text("b ", italic=True),
        text("c", bold=True, italic=True),
        text(" "),
        text("d", strike=True),
        text(" "),
        text("e*", code=True),
        text(" & *f"),
    ]


def test_soft_breaks_are_spaces_and_hard_breaks_are_new_lines() -> None:
    assert lines("a\nb  \nc\\\nd<br>e\n\nf") == ["a b\nc\nd\ne", "f"]


def test_links_lead_to_the_web_and_to_mail_only() -> None:
    assert pieces('[**a**](https://a.org/x "t") <mailto:b@c.org> <b@c.org>') == [
        link("https://a.org/x", "a", bold=True),
        text(" "),
        link("mailto:b@c.org", "mailto:b@c.org"),
        text(" "),
        link("mailto:b@c.org", "b@c.org"),
    ]
    assert lines("[a](../b.md) [c](#d) [e.md](e.md) [f](slack://x)") == ["a (../b.md) c (#d) e.md f (slack://x)"]
    assert lines("[a](javascript:alert(1))") == ["[a](javascript:alert(1))"]


def test_an_address_too_long_for_a_block_is_text() -> None:
    address = "https://a.org/" + "x" * 1_000
    assert lines(address) == [address]
    assert pieces(f"[label]({address})") == [text(f"label ({address})")]


def test_a_bare_address_can_be_pressed_without_the_end_of_the_sentence() -> None:
    assert pieces("See https://a.org/b_c?d=1. (Or http://e.org/f), https://g.org/h_(i)") == [
        text("See "),
        link("https://a.org/b_c?d=1", "https://a.org/b_c?d=1"),
        text(". (Or "),
        link("http://e.org/f", "http://e.org/f"),
        text("), "),
        link("https://g.org/h_(i)", "https://g.org/h_(i)"),
    ]
    assert pieces("`https://a.org`") == [text("https://a.org", code=True)]
    assert lines("https:// https://.") == ["https:// https://."]


def test_images_are_links_or_say_what_they_are() -> None:
    assert pieces("![a *b*](https://c.org/d.png)") == [link("https://c.org/d.png", "🖼 a b")]
    assert lines("![](flow.png)\n\n![a](data:image/png;base64,AAAA)\n\n![](https://a.org/b)") == [
        "🖼  (flow.png)",
        "🖼 a",
        "🖼 image",
    ]
    assert pieces("[![badge](https://a.org/b)](https://c.org)") == [link("https://c.org", "🖼 badge")]


def test_html_is_shown_as_text_and_its_comments_are_hidden() -> None:
    assert lines("a <font>c</font> <!-- hint --> d") == ["a <font>c</font>  d"]
    assert lines("<table>\nx <!-- hint\nhint --> y\n</table>") == ["<table>\nx  y\n</table>"]
    assert lines("<!-- hint -->\nText after it\n\n<!-- never closed") == ["Text after it", "<!-- never closed"]
    assert lines("**Reviewer:** <!-- who -->") == ["Reviewer:"]


def test_tags_that_only_shape_or_name_a_text_are_hidden_and_placeholders_and_addresses_are_not() -> None:
    assert lines("a <b>c</b> H<sub>2</sub>O <a name='note-0'>[0]</a>") == ["a c H2O [0]"]
    assert lines("<details open>\n<summary>More</summary>\n\ntext\n\n</details>") == ["More", "text"]
    assert lines("Template<start_date>-<end>.xlsx") == ["Template<start_date>-<end>.xlsx"]
    assert lines('<a href="https://a.org">x</a> <a>') == ['<a href="https://a.org">x']


def test_labels_begin_a_line_of_their_own() -> None:
    assert lines("Owner: Dana\nDate: 2026-12-03\nReviewer(s):\n**Review by**: Sam") == [
        "Owner: Dana\nDate: 2026-12-03\nReviewer(s):\nReview by: Sam"
    ]
    assert lines("The plan\nfor it: none") == ["The plan for it: none"]
    assert lines("[^1]: one thing\n[^b]: two things") == ["[^1]: one thing\n[^b]: two things"]
    assert lines("this is wrapped\nat some place: see\nhttps://a.org") == [
        "this is wrapped at some place: see https://a.org"
    ]


def test_what_would_ping_or_reorder_is_mere_text() -> None:
    assert lines("<!channel> <@U1> @here a\u202eb") == ["<!channel> <@U1> @here ab"]


def test_short_headings_of_two_levels_are_headers_and_others_bold() -> None:
    assert shown("# One `two`\n\nThree\n===\n\n### Four *five*") == [
        blocks.header("One two"),
        blocks.header("Three"),
        blocks.rich_text(
            {"type": "rich_text_section", "elements": [text("Four ", bold=True), text("five", italic=True, bold=True)]}
        ),
    ]
    assert pieces("# [a](https://b.org)") == [link("https://b.org", "a", bold=True)]
    assert pieces("# " + "x" * 151) == [text("x" * 151, bold=True)]
    assert shown("a\n\n***\n\nb")[1] == blocks.divider()


def items(*labels: str) -> list[Element]:
    return [{"type": "rich_text_section", "elements": [text(label)]} for label in labels]


def test_lists_nest_and_numbers_go_on_after_what_stands_between() -> None:
    markdown = "3. a\n   - b\n     - c\n4. d\n\n   more\n\n   ```\n   code\n   ```\n5. e\n"
    assert elements(markdown) == [
        {"type": "rich_text_list", "style": "ordered", "indent": 0, "offset": 2, "elements": items("a")},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": items("b")},
        {"type": "rich_text_list", "style": "bullet", "indent": 2, "elements": items("c")},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 0,
            "offset": 3,
            "elements": [{"type": "rich_text_section", "elements": [text("d"), text("\n"), text("more")]}],
        },
        {"type": "rich_text_preformatted", "elements": [text("code")]},
        {"type": "rich_text_list", "style": "ordered", "indent": 0, "offset": 4, "elements": items("e")},
    ]


def test_deeper_than_eight_lists_are_flattened_without_loss() -> None:
    markdown = "\n".join(f"{'  ' * depth}- item{depth}" for depth in range(20))
    assert lines(markdown) == [f"item{depth}" for depth in range(20)]
    assert [element["indent"] for element in elements(markdown)] == [*range(8), *[8] * 12]


def test_task_lists_show_their_boxes() -> None:
    assert lines("- [ ] open\n- [x] done\n- [X] **done** too\n- [ ]\n- [y] no box\n- `[ ]` code\n-") == [
        "☐ open",
        "☑ done",
        "☑ done too",
        "☐",
        "[y] no box",
        "[ ] code",
        " ",
    ]


def test_quotes_nest_and_hold_lists_and_code() -> None:
    assert lines("> a\n>\n> ---") == ["a", "———"]
    assert elements("> a\n>\n> > b\n>\n> - c\n>\n> ```\n> d\n> ```") == [
        {"type": "rich_text_quote", "elements": [text("a")]},
        {"type": "rich_text_quote", "elements": [text("› "), text("b")]},
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items("c"), "border": 1},
        {"type": "rich_text_preformatted", "elements": [text("d")], "border": 1},
    ]


def test_code_keeps_every_space_and_line() -> None:
    assert lines("```ruby\n\n  a  <!-- b -->\n\n\n\tc\n\n```\n\n    d\n      e\n") == [
        "\n  a  <!-- b -->\n\n\n\tc\n",
        "d\n  e",
    ]


def test_long_code_is_divided_at_line_ends() -> None:
    code = [f"line {number} " + "x" * 50 for number in range(500)]
    assert "\n".join(lines("```\n" + "\n".join(code) + "\n```")).split("\n") == code
    assert "".join(lines("```\n" + "y" * 10_000 + "\n```")) == "y" * 10_000


def test_a_narrow_table_is_aligned() -> None:
    assert lines("| Name | 数 |\n|:---|---:|\n| **a** | 1 |\n| `bcdef` | 10 |\n| <!-- - --> | |") == [
        "Name   数\n─────  ──\na       1\nbcdef  10\n"
    ]


def test_the_head_of_a_long_table_is_repeated() -> None:
    rows = [f"row{number}" for number in range(1_000)]
    parts = [part.split("\n") for part in lines("|Name|Note|\n|-|-|\n" + "".join(f"|{row}|x|\n" for row in rows))]
    assert len(parts) > 3
    assert {tuple(part[:2]) for part in parts} == {("Name    Note", "──────  ────")}
    assert [line.split()[0] for part in parts for line in part[2:]] == rows


def test_a_wide_table_is_one_list_item_a_row() -> None:
    wide = "word " * 12
    assert lines(f"|Option|Effect|\n|-|-|\n|A|{wide}|\n||**b**|\n|||") == [
        f"Option: A\nEffect: {wide.strip()}",
        "Effect: b",
    ]
    assert link("https://a.org", "b") in elements("|X|Y|\n|-|-|\n|c|[b](https://a.org)|")[0]["elements"][0]["elements"]


def test_long_column_names_are_told_once_and_cut_in_each_row() -> None:
    name = "column " * 10
    head, row = lines(f"|{name}|b|\n|-|-|\n|1|2|")
    assert head == f"{name.strip()} · b"
    assert row.startswith("column column")
    assert row.endswith("…: 1\nb: 2")


def test_footnotes_are_text() -> None:
    assert lines("Claim[^1].\n\n[^1]: Said by somebody.") == ["Claim[^1].", "[^1]: Said by somebody."]


def test_what_the_parser_would_drop_is_shown_as_its_source() -> None:
    assert lines(">" * 300 + " deep\n\n# after") == [">" * 300 + " deep\n\n# after"]


def test_a_line_of_brackets_is_text() -> None:
    assert "".join(lines("[" * 50_000)) == "[" * 50_000


def test_a_long_paragraph_is_divided_behind_words() -> None:
    markdown = " ".join(f"word{number}" for number in range(3_000))
    parts = lines(markdown)
    assert len(parts) > 5
    assert "".join(parts) == markdown
    assert all(len(part) <= BLOCK_CHARS for part in parts)


def test_long_lists_keep_their_numbers_over_blocks() -> None:
    made = elements("".join(f"1. item{number} {'x' * 80}\n" for number in range(200)))
    assert len(made) > 3
    seen = 0
    for element in made:
        assert element.get("offset", 0) == seen
        seen += len(element["elements"])
    assert seen == 200


def test_an_item_longer_than_a_block_goes_on_without_a_bullet() -> None:
    long = " ".join(f"w{number}" for number in range(1_500))
    made = elements(f"1. a\n2. {long}\n3. b")
    assert [element["type"] for element in made] == [
        "rich_text_list",
        "rich_text_list",
        *["rich_text_section"] * (len(made) - 3),
        "rich_text_list",
    ]
    assert made[-1]["offset"] == 2
    assert "".join(texts(made)) == f"a{long}b"


def test_pages_keep_to_their_limits_and_never_end_in_a_heading() -> None:
    markdown = "".join(f"# Part {number}\n\n## Sub {number}\n\n{'word ' * 50}\n\n" for number in range(100))
    made = pages(markdown, blocks_per_page=10, chars_per_page=700)
    assert all(len(page) <= 10 and sum(map(len, texts(page))) <= 700 for page in made)
    assert all(page[-1]["type"] == "rich_text" for page in made)
    assert [block for page in made for block in page] == shown(markdown)


def test_a_code_block_that_fits_a_page_is_not_divided() -> None:
    code = "```\n" + "x = 1\n" * 400 + "```\n\n"
    made = pages(f"{'word ' * 500}\n\n{code}", chars_per_page=4_000)
    assert [[block["elements"][0]["type"] for block in page] for page in made] == [
        ["rich_text_section"],
        ["rich_text_preformatted"],
    ]


def test_pages_of_only_headings_end_too() -> None:
    assert [len(page) for page in pages("# a\n\n" * 25, blocks_per_page=10)] == [10, 10, 5]


def test_text_that_is_costly_as_json_still_fits_into_a_view() -> None:
    shown("***~~é~~***b " * 2_000)
    shown("語" * 50_000)
    shown("".join(f"[a](https://example.org/{'x' * 900}) " for _ in range(300)))


@pytest.mark.parametrize("path", sorted(SPECS.glob("*.md")), ids=lambda path: path.stem)
def test_real_specs_are_shown_without_loss(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    missing = set(words(source)) - set(words(" ".join(texts(shown(source)))))
    # What is not shown are addresses behind links, and the languages of code fences.
    unseen = re.findall(r"\]\(([^)]*)\)|```(\w+)|<([^>]*)>|^(\d+)[.)]", source, re.MULTILINE)
    assert missing <= set(words(" ".join("".join(each) for each in unseen)))


WORD = st.from_regex(r"[a-zA-Zäß語0-9]{1,12}", fullmatch=True)
PARAGRAPH = st.lists(WORD, min_size=1, max_size=9).map(lambda found: "w" + " ".join(found))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Paragraphs, nested lists, quotes, code, headings and tables of plain words."""
    parts = []
    for kind in draw(st.lists(st.sampled_from(["paragraph", "list", "quote", "code", "heading", "table"]), max_size=5)):
        found = draw(st.lists(PARAGRAPH, min_size=1, max_size=4))
        match kind:
            case "list":
                marker = draw(st.sampled_from(["-", "*", "1."]))
                part = "\n".join(f"{'   ' * depth}{marker} {each}" for depth, each in enumerate(found))
            case "quote":
                part = "\n>\n".join(f"> {each}" for each in found)
            case "code":
                part = "```\n" + "\n".join(found) + "\n```"
            case "heading":
                part = f"{'#' * draw(st.integers(1, 6))} {found[0]}"
            case "table":
                part = "\n".join(["| |", "|-|", *(f"|{each}|" for each in found)])
            case _:
                part = "\n\n".join(found)
        parts.append(part * draw(st.sampled_from([1, 1, 1, 40]) if kind == "paragraph" else st.just(1)))
    return "\n\n".join(parts)


@given(documents(), st.integers(1, 100), st.integers(1, 5_000))
def test_no_word_is_lost_or_moved_whatever_the_pages(markdown: str, blocks_per_page: int, chars: int) -> None:
    made = pages(markdown, blocks_per_page=blocks_per_page, chars_per_page=chars)
    written = re.sub(r"^ *1\. ", "", markdown, flags=re.MULTILINE)
    assert "".join(words(" ".join(texts(made)))) == ("".join(words(written)) or "Nothingwrittenyet")
    assert all(0 < len(page) <= blocks_per_page for page in made)


MARKUP = st.text(alphabet="ab1 \n\t#*_`~|-+>.<!/[](){}:&\\'\"xé語\u202e\x00", max_size=200)


@given(MARKUP)
def test_any_text_makes_pages_that_slack_accepts(markdown: str) -> None:
    made = shown(markdown)
    assert made
    assert all(sum(map(len, texts(block))) <= BLOCK_CHARS for block in made)
    assert json.dumps(made) == json.dumps(shown(markdown))
