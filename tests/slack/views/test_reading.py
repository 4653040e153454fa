"""The modal in which a spec is read."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import document
from bot.domain.spec import Spec
from bot.slack.views import reading
from bot.slack.views.reading import Reading
from tests.domain.facts import OTTO, SAM
from tests.slack.limits import check_view
from tests.slack.views.examples import EXAMPLES, assert_looks_as_before, drawn, specs, texts

FIXTURES = Path(__file__).parents[2] / "fixtures"
TEXT = "# Hearing schedule\n\n## Overview\nWe *move* it to <!channel>.\n\n## Open Questions\n- [ ] Who?\n"


def test_the_reading_modal_looks_as_before() -> None:
    shown = reading.reading(EXAMPLES["unscheduled"], document.parse(TEXT), OTTO)
    assert_looks_as_before("reading", shown)


def test_who_has_read_this_revision_is_told_so_and_asked_nothing() -> None:
    shown = reading.reading(EXAMPLES["unscheduled"], document.parse(TEXT), SAM)
    assert "submit" not in shown
    assert "You have read this revision" in str(shown)


def test_a_receipt_is_for_the_revision_that_was_shown() -> None:
    shown = reading.reading(EXAMPLES["unscheduled"], document.parse(TEXT), OTTO)
    assert Reading.load(shown["private_metadata"]) == Reading(number=12, revision=1)


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*/*.md")), ids=lambda file: file.stem)
def test_every_page_of_a_real_spec_is_taken_by_slack(file: Path) -> None:
    text = document.parse(file.read_bytes().decode())
    page, shown = 0, reading.reading(EXAMPLES["unscheduled"], text, OTTO)
    check_view(shown)
    while "Read on" in str(shown["blocks"][-1]):
        page += 1
        shown = reading.reading(EXAMPLES["unscheduled"], text, OTTO, page=page)
        check_view(shown)


@drawn
@given(spec=specs(), bodies=st.lists(texts, max_size=5), page=st.integers(0, 3))
def test_any_text_is_taken_by_slack(spec: Spec, bodies: list[str], page: int) -> None:
    text = document.parse("\n\n## Heading\n".join(bodies).replace("\x00", ""))
    check_view(reading.reading(replace(spec, url=None), text, OTTO, page=page))
    check_view(reading.reading(replace(spec, url="https://example.org"), text, OTTO, page=page))
