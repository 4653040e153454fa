"""Modals with fields."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import template
from bot.domain.spec import ChannelId, DiscussionKind, Spec
from bot.domain.template import TemplateSection
from bot.slack.ids import Field, action_of
from bot.slack.views import forms, imports
from bot.slack.views.forms import Filled, FormState, TextFrom
from bot.slack.views.sections import Typed
from bot.slack.views.unfinished import Unfinished, ago
from tests.domain.facts import CODY, NOW, RITA, SAM, TOMORROW
from tests.slack.limits import check_view
from tests.slack.views.examples import EXAMPLES, assert_looks_as_before, drawn, specs, texts

STATES = {
    "here": FormState(key="key"),
    "file": FormState(key="key", text_from=TextFrom.FILE, join=ChannelId("C0OTHER"), join_name="random"),
    "private": FormState(key="key", said_in=ChannelId("D0DANA"), tell=ChannelId("C0")),
    "link": FormState(key="key", text_from=TextFrom.LINK, more=True),
    "thread": FormState(key="key", discuss=DiscussionKind.THREAD, thread_first=True, starts_at=1_764_000_000),
}
sections = st.builds(TemplateSection, heading=texts, level=st.integers(1, 6), hint=texts)


@pytest.mark.parametrize("name", STATES)
def test_the_new_spec_form_looks_as_before(name: str) -> None:
    decision = {"decider": SAM, "decide_by": TOMORROW}
    filled = Filled(title="Hearing schedule", channel=ChannelId("C0"), **decision)
    shown = forms.new_spec(STATES[name], template.default().sections, filled)
    assert_looks_as_before(f"new spec, {name}", shown)
    check_view(shown)


UNFINISHED = Unfinished(key="left", title="Hearing *schedule*", ago=timedelta(minutes=10))
FULL = Filled(
    title="Hearing schedule",
    channel=ChannelId("C0"),
    stakeholders=[SAM],
    starts_at=TOMORROW,
    decider=CODY,
    decide_by=TOMORROW,
    share="later",
    link="https://example.org/doc",
    readers=[RITA],
    co_drafters=[CODY],
    typed={"section-overview": Typed(heading="Overview", text="We move it.", prefilled=True)},
)


def test_the_offer_to_continue_and_a_continued_form_look_as_before() -> None:
    state = FormState(key="key", offered="left")
    shown = forms.new_spec(state, template.default().sections, unfinished=UNFINISHED)
    assert_looks_as_before("new spec, offer", {**shown, "blocks": shown["blocks"][:4]})
    check_view(shown)
    several = forms.new_spec(state, (), unfinished=replace(UNFINISHED, older=2))
    assert "2 older forms are kept too." in str(several)
    continued = replace(STATES["here"], more=True, continued=True)
    shown = forms.new_spec(continued, template.default().sections, FULL)
    assert_looks_as_before("new spec, continued", shown)
    check_view(shown)


def test_what_the_fields_hold_survives_being_kept() -> None:
    assert Filled.from_json(json.loads(json.dumps(FULL.as_json()))) == FULL
    assert Filled.from_json(Filled().as_json()) == Filled()


def test_a_form_that_was_kept_by_the_release_before_can_be_continued() -> None:
    held = {name: value for name, value in FULL.as_json().items() if name not in {"decider", "decide_by"}}
    assert Filled.from_json(held) == replace(FULL, decider=None, decide_by=None)
    old = {"key": "key", "text_from": "link", "more": True}
    assert FormState.load(json.dumps(old)) == STATES["link"]


def test_a_form_with_nothing_but_what_is_quickly_chosen_again_is_empty() -> None:
    assert Filled(channel=ChannelId("C0"), share="later", decider=SAM, decide_by=TOMORROW).is_empty
    for name in ("title", "stakeholders", "starts_at", "link", "readers", "co_drafters", "typed"):
        assert not Filled(**{name: getattr(FULL, name)}).is_empty


def test_every_field_of_a_continued_form_has_another_id_so_that_slack_shows_what_is_in_it() -> None:
    def fields(state: FormState) -> set[tuple[str, str]]:
        blocks = forms.new_spec(state, template.default().sections, FULL)["blocks"]
        return {(block["block_id"], block["element"]["action_id"]) for block in blocks if block["type"] == "input"}

    for state in STATES.values():
        before, after = fields(state), fields(replace(state, continued=True))
        assert not before & after
        assert {block_id for block_id, _ in before} == {block_id for block_id, _ in after}
        assert {action_of(action) for _, action in before} == {action_of(action) for _, action in after}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "just now"), (1, "1 minute ago"), (59, "59 minutes ago"), (61, "1 hour ago"), (2 * 1_440, "2 days ago")],
)
def test_how_long_ago_is_told_in_the_largest_unit(minutes: int, words: str) -> None:
    assert ago(timedelta(minutes=minutes)) == words


def test_the_snooze_form_looks_as_before() -> None:
    assert_looks_as_before("snooze", forms.snooze(EXAMPLES["unscheduled"], until=TOMORROW))


def test_the_title_is_the_one_field_that_must_be_filled_beside_what_is_preselected() -> None:
    shown = forms.new_spec(FormState(key="key"), template.default().sections, Filled(channel=ChannelId("C0")))
    empty = [
        block["block_id"]
        for block in shown["blocks"]
        if block["type"] == "input"
        and not block.get("optional")
        and not any(key.startswith("initial") for key in block["element"])
    ]
    assert empty == [Field.TITLE]


def test_deciding_in_the_thread_is_chosen_first_by_few_and_never_for_anybody() -> None:
    for thread_first in (False, True):
        state = FormState(key="key", thread_first=thread_first)
        shown = forms.new_spec(state, template.default().sections)
        radio = next(block["element"] for block in shown["blocks"] if block.get("block_id") == Field.DISCUSS)
        assert [option["value"] for option in radio["options"]].index("thread") == int(not thread_first)
        assert radio["initial_option"]["value"] == "meeting"


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_what_the_form_remembers_survives_the_way_through_slack(state: FormState) -> None:
    assert FormState.load(state.dump()) == state


def test_a_redraw_keeps_the_fields_ids_so_that_slack_keeps_what_was_typed() -> None:
    def fields(state: FormState) -> set[tuple[str, str]]:
        blocks = forms.new_spec(state, template.default().sections)["blocks"]
        return {(block["block_id"], block["element"]["action_id"]) for block in blocks if block["type"] == "input"}

    here = fields(FormState(key="key"))
    assert here <= fields(FormState(key="key", more=True, join=ChannelId("C0")))
    kept = {Field.TITLE, Field.STAKEHOLDERS, Field.DISCUSS, Field.STARTS_AT, Field.CHANNEL, Field.SHARE}
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
    unfinished = replace(UNFINISHED, title=title)
    check_view(forms.new_spec(state, shown * times, replace(FULL, title=title), unfinished=unfinished))
    check_view(imports.importing(state, title=title))


@drawn
@given(spec=specs())
def test_the_forms_of_any_spec_are_taken_by_slack(spec: Spec) -> None:
    check_view(forms.snooze(spec, until=NOW))
    check_view(forms.hand_over(spec))
