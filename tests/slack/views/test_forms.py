"""Modals with fields."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import template
from bot.domain.spec import ChannelId, Discussion, Spec
from bot.domain.template import TemplateSection
from bot.slack.ids import Field
from bot.slack.views import forms
from bot.slack.views.forms import FormState, TextFrom
from tests.domain.facts import MEETING, NOW, TOMORROW
from tests.slack.limits import check_view
from tests.slack.views.examples import EXAMPLES, assert_looks_as_before, discussions, drawn, specs, texts

STATES = {
    "here": FormState(key="key"),
    "file": FormState(key="key", text_from=TextFrom.FILE, join=ChannelId("C0OTHER")),
    "link": FormState(key="key", text_from=TextFrom.LINK, more=True),
}
sections = st.builds(TemplateSection, heading=texts, level=st.integers(1, 6), hint=texts)


@pytest.mark.parametrize("name", STATES)
def test_the_new_spec_form_looks_as_before(name: str) -> None:
    shown = forms.new_spec(STATES[name], template.default().sections, title="Hearing schedule", channel=ChannelId("C0"))
    assert_looks_as_before(f"new spec, {name}", shown)
    check_view(shown)


def test_the_schedule_and_snooze_forms_look_as_before() -> None:
    spec = EXAMPLES["unscheduled"]
    assert_looks_as_before("schedule", forms.schedule(spec, None, starts_at=TOMORROW, may_cancel=True))
    assert_looks_as_before("schedule, move", forms.schedule(spec, MEETING, starts_at=TOMORROW, may_cancel=True))
    assert_looks_as_before("snooze", forms.snooze(spec, until=TOMORROW))


def test_the_title_is_the_one_field_that_must_be_filled_beside_what_is_preselected() -> None:
    shown = forms.new_spec(FormState(key="key"), template.default().sections, channel=ChannelId("C0"))
    empty = [
        block["block_id"]
        for block in shown["blocks"]
        if block["type"] == "input"
        and not block.get("optional")
        and not any(key.startswith("initial") for key in block["element"])
    ]
    assert empty == [Field.TITLE]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_what_the_form_remembers_survives_the_way_through_slack(state: FormState) -> None:
    assert FormState.load(state.dump()) == state


def test_a_redraw_keeps_the_fields_ids_so_that_slack_keeps_what_was_typed() -> None:
    def fields(state: FormState) -> set[tuple[str, str]]:
        blocks = forms.new_spec(state, template.default().sections)["blocks"]
        return {(block["block_id"], block["element"]["action_id"]) for block in blocks if block["type"] == "input"}

    here = fields(FormState(key="key"))
    assert here <= fields(FormState(key="key", more=True, join=ChannelId("C0")))
    kept = {Field.TITLE, Field.STAKEHOLDERS, Field.STARTS_AT, Field.CHANNEL, Field.SHARE}
    for text_from in TextFrom:
        assert kept <= {block_id for block_id, _ in fields(replace(FormState(key="key"), text_from=text_from))}


@drawn
@given(
    state=st.sampled_from(list(STATES.values())),
    shown=st.lists(sections, max_size=3),
    times=st.integers(0, 40),
    title=texts,
)
def test_the_form_of_any_template_is_taken_by_slack(
    state: FormState, shown: list[TemplateSection], times: int, title: str
) -> None:
    check_view(forms.new_spec(state, shown * times, title=title))


@drawn
@given(spec=specs(), discussion=st.none() | discussions())
def test_the_forms_of_any_spec_are_taken_by_slack(spec: Spec, discussion: Discussion | None) -> None:
    check_view(forms.schedule(spec, discussion, starts_at=NOW, may_cancel=True))
    check_view(forms.schedule(spec, discussion, starts_at=None, may_cancel=False))
    check_view(forms.snooze(spec, until=NOW))
