"""Commenting on a section: the form, and what the thread gets."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.comments import Comment, CommentKind
from bot.domain.spec import Spec
from bot.slack.views import comments
from bot.slack.views.comments import QUOTE_TEXT, Commenting
from tests.domain.facts import NOW, SAM
from tests.flows.workspace import texts as texts_in
from tests.slack.limits import check_message, check_view
from tests.slack.views.examples import EXAMPLES, assert_looks_as_before, drawn, specs, texts

SPEC = EXAMPLES["unscheduled"]
COMMENTING = Commenting(number=12, revision=3, heading="Open Questions", key="key")
FORM = comments.form(SPEC, COMMENTING)
COMMENT = Comment(
    by=SAM,
    kind=CommentKind.COMMENT,
    heading="Open Questions",
    revision=3,
    text="Ask @here, <!channel>, <@U123> or https://example.org/a?b=1&c (it says).\nThen write it down.",
    quote="",
    at=NOW,
)
QUOTED = replace(COMMENT, kind=CommentKind.QUESTION, quote="Who <does> it?\nAnd when?")
CONCERN = replace(COMMENT, kind=CommentKind.CONCERN, text="Nobody *owns* it.", heading="")


def test_the_form_looks_as_before_and_knows_what_it_is_about() -> None:
    assert_looks_as_before("comment", FORM)
    check_view(FORM)
    assert Commenting.load(FORM["private_metadata"]) == COMMENTING


@pytest.mark.parametrize("comment", [COMMENT, QUOTED, CONCERN], ids=lambda comment: comment.kind)
def test_each_kind_looks_as_before(comment: Comment) -> None:
    assert_looks_as_before(f"comment, {comment.kind}", comments.said(comment, "Sam"))


def test_nothing_of_the_longest_comment_is_cut() -> None:
    longest = replace(COMMENT, text="&" * 2_999 + "!", quote="<" * QUOTE_TEXT)
    shown = comments.said(longest, "Sam")
    check_message(shown, "text")
    assert "".join(texts_in(shown)).endswith(longest.quote + longest.text)


def test_a_private_channels_notification_tells_nothing_of_the_text() -> None:
    assert comments.fallback(SPEC, QUOTED, "Sam", is_private=True) == "TS-12: Sam has a question"
    assert comments.fallback(SPEC, QUOTED, "Sam", is_private=False).startswith(
        "TS-12: Sam asks about Open Questions: Ask"
    )


said = st.builds(
    Comment,
    by=st.just(SAM),
    kind=st.sampled_from(CommentKind),
    heading=texts.map(lambda text: text.replace("\x00", "")),
    revision=st.just(1),
    text=texts.filter(str.strip).map(lambda text: text[:3_000]),
    quote=texts.map(lambda text: text[:QUOTE_TEXT]),
    at=st.just(NOW),
)


@drawn
@given(spec=specs(), comment=said, name=texts.filter(str.strip))
def test_any_comment_is_taken_by_slack(spec: Spec, comment: Comment, name: str) -> None:
    _, _, heading = comments.button(spec, comment.heading, 0)["value"].split(":", 2)
    check_view(comments.form(spec, replace(COMMENTING, heading=heading)))
    shown = comments.said(replace(comment, heading=heading), name)
    for is_private in (True, False):
        check_message(shown, comments.fallback(spec, comment, name, is_private=is_private))
