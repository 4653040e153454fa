"""What was said in Slack, as Markdown."""

import pytest

from bot.domain.spec import UserId
from bot.slack import mrkdwn
from bot.slack.limits import INPUT_TEXT

NAMES = {UserId("U1"): "Sam"}
LINK = "https://example.slack.com/archives/C1/p1"


@pytest.mark.parametrize(
    ("said", "markdown"),
    [
        ("*bold* and ~gone~, 2*3*4", "**bold** and ~~gone~~, 2*3*4"),
        ("<@U1> and <@U2> and <@U2|lee>", "@Sam and @U2 and @lee"),
        ("<#C1|specs> <#C1> <!here> <!subteam^S1|@devs>", "#specs #C1 @here @devs"),
        (
            "<https://example.org|the note> <https://example.org>",
            "[the note](https://example.org) <https://example.org>",
        ),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("`*kept*` <https://example.org/*a*|x>", "`*kept*` [x](https://example.org/*a*)"),
        ("```\n*kept* <https://example.org>\n```", "```\n*kept* https://example.org\n```"),
        ("<> <|> <", "<> <|> <"),
    ],
)
def test_references_marks_and_entities_become_markdown(said: str, markdown: str) -> None:
    assert mrkdwn.to_markdown(said, NAMES) == markdown


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n> **Move** [it](https://example.org) now\nMore", "Move it now"),
        ("- a point", "a point"),
        ("", ""),
        ("```code\nmore of it```\nMove _all_ of it", "Move all of it"),
        ("Move ```a lot``` of it", "Move"),
        ("```\nselect 1\n```", "select 1"),
        ("```code\nmore of it```", "code"),
        ("---\n***\n2. • [ ] Move to `C#`", "Move to C#"),
        ("word " * 40, "word word word…"),
    ],
)
def test_the_first_line_that_has_words_is_the_title(text: str, title: str) -> None:
    assert mrkdwn.first_line(text, 18) == title


def test_people_whom_a_message_names_are_looked_up_once() -> None:
    assert mrkdwn.mentioned("<@U1> <@U2|lee> <@U1> <@U3>", 2) == ["U1", "U2"]


@pytest.mark.parametrize("text", ["word " * 2_000, "x" * 10_000, "x" * (INPUT_TEXT - 10)])
def test_a_quote_fits_a_text_field_and_says_where_the_rest_is(text: str) -> None:
    quote = mrkdwn.quoted(text, author="Sam", permalink=LINK)
    assert len(quote) <= INPUT_TEXT
    assert quote.count(LINK) == 2
    assert "…\n\n> Cut here" in quote


def test_a_quote_without_words_or_link_says_so() -> None:
    quote = mrkdwn.quoted("", author="Sam", permalink=None)
    assert quote == "> Sam in a message that I cannot link to\n\nA message without words"
