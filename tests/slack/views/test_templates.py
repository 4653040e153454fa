"""The forms that templates give, and the modals in which a channel chooses one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import template
from bot.domain.process_lines import LineKind, TemplateLine
from bot.domain.shelf import BUILT_IN_ID, Choice, Offer, Shelf, TemplateId, Version
from bot.domain.spec import ChannelId
from bot.domain.template import Field, Template, TemplateSection
from bot.slack.views import forms, imports, sections, templates
from bot.slack.views.forms import Filled, FormState, TextFrom
from bot.slack.views.sections import Typed
from bot.slack.views.templates import Previewed
from tests.domain.facts import DANA, NOW, SAM
from tests.slack.limits import check_view
from tests.slack.views.examples import NAMES, assert_looks_as_before, drawn, texts

CHANNEL = ChannelId("C0SPECS")
PREVIEWED = Previewed(channel=CHANNEL, template=TemplateId(7))
OWN = template.load("""---
name: Payments spec
about: For changes to how money moves
labels: [payments
---
# Payments spec
**Ledger**: <!-- Which one -->

## Risk
<!-- What can go wrong with the money? -->

## Overview
<!-- In short -->

# Payments Process
- [ ] Drafter: Schedule the discussion.
  - [x] Draft *numbers*
- [ ] Other developers: Read the spec before.
- [ ] Security: Look at it.
""")
FIRST = Version(
    id=TemplateId(7), channel=CHANNEL, number=1, name="Payments *spec*", added_by=DANA, added_at=NOW - timedelta(days=9)
)
SECOND = replace(FIRST, id=TemplateId(9), number=2, name=None, added_by=SAM, added_at=NOW - timedelta(days=2))
SHELF = Shelf(
    channel=CHANNEL,
    template=OWN,
    versions=[SECOND, FIRST],
    choices=[
        Choice(version=FIRST, by=SAM, at=NOW),
        Choice(version=None, by=SAM, at=NOW - timedelta(days=1)),
        Choice(version=SECOND, by=SAM, at=NOW - timedelta(days=2)),
        Choice(version=FIRST, by=DANA, at=NOW - timedelta(days=9)),
    ],
    names=NAMES,
    may_change=True,
)

hints = texts | st.builds(lambda text, times: (text * times)[:5_000], texts, st.integers(1, 5_000))
any_section = st.builds(TemplateSection, heading=texts, level=st.integers(1, 6), hint=hints)
any_line = st.builds(
    TemplateLine,
    text=hints,
    role=st.none() | texts,
    depth=st.integers(0, 40),
    done=st.booleans(),
    kind=st.none() | st.sampled_from(LineKind),
)
many = st.integers(0, 60)


@st.composite
def any_template(draw: st.DrawFn) -> Template:
    """A template of anything, with a few different parts and up to some hundred in all."""
    return replace(
        OWN,
        name=draw(st.none() | texts),
        about=draw(st.none() | hints),
        fields=tuple(draw(st.lists(st.builds(Field, name=texts, hint=hints), max_size=2)) * draw(many)),
        sections=tuple(draw(st.lists(any_section, max_size=3)) * draw(many)),
        process=tuple(draw(st.lists(any_line, max_size=3)) * draw(many)),
        problems=tuple(draw(st.lists(hints, max_size=3)) * draw(many)),
    )


def labels(state: FormState, shown: Template, typed: dict[str, Typed]) -> list[str]:
    view = forms.new_spec(state, shown.sections, Filled(typed=typed))
    return [block["label"]["text"] for block in view["blocks"] if block.get("block_id", "").startswith("section-")]


def test_the_modals_look_as_before() -> None:
    assert_looks_as_before("templates, shelf", templates.shelf(SHELF))
    guest = replace(SHELF, choices=[], versions=[], may_change=False)
    assert_looks_as_before("templates, shelf, guest", templates.shelf(guest))
    assert_looks_as_before("templates, preview", templates.preview(OWN, previewed=PREVIEWED, may_use=True))
    assert_looks_as_before("import", imports.importing(FormState(key="key"), channel=CHANNEL))


@pytest.mark.parametrize(
    "words",
    [
        "Ledger",
        "*Risk*\nWhat can go wrong with the money?",
        "☐ Schedule the discussion.  _Drafter_  ·  ticks itself",
        "↳ ☑ Draft ∗numbers∗",
        "☐ Look at it.  _Security_",
        "⚠️ Line 4: the front matter is no valid YAML",
    ],
)
def test_a_preview_shows_fields_sections_checklist_and_problems(words: str) -> None:
    shown = str(templates.preview(OWN, previewed=PREVIEWED, may_use=True)["blocks"])
    assert repr(words)[1:-1] in shown


def test_a_section_without_a_heading_is_called_so() -> None:
    empty = template.load("##\n<!-- What? -->\n\n## \n")
    shown = str(templates.preview(empty, previewed=PREVIEWED, may_use=True)["blocks"])
    assert repr("*Section without a heading*\nWhat?")[1:-1] in shown
    assert "**" not in shown
    assert labels(FormState(key="key"), empty, {}) == ["Section without a heading"] * 2
    typed = sections.in_context(empty.sections, "Why")
    assert labels(FormState(key="key"), OWN, typed)[-1] == "Also typed: Section without a heading"


def test_only_full_members_are_shown_how_to_change_it() -> None:
    shown = templates.shelf(replace(SHELF, may_change=False))
    assert "submit" not in shown
    assert "template.use" not in str(shown)
    assert "full members" in str(shown)


def test_the_template_that_counts_is_not_offered_again() -> None:
    shown = str(templates.shelf(SHELF))
    assert "'9:C0SPECS'" in shown
    assert "'0:C0SPECS'" in shown
    assert shown.count("Use this one again") == 1


def test_versions_that_are_not_shown_are_counted() -> None:
    assert "more, older" not in str(templates.shelf(SHELF))
    assert "and 3 more, older. To use one" in str(templates.shelf(replace(SHELF, more=3)))
    assert "'and 3 more, older'" in str(templates.shelf(replace(SHELF, more=3, may_change=False)))
    # Of those not shown the one that counts stands above.
    assert "and 2 more, older" in str(templates.shelf(replace(SHELF, more=3, versions=[SECOND])))


@pytest.mark.parametrize("previewed", [PREVIEWED, Previewed(channel=CHANNEL, template=BUILT_IN_ID)])
def test_what_a_preview_remembers_survives_the_way_through_slack(previewed: Previewed) -> None:
    assert Previewed.load(previewed.dump()) == previewed


def test_a_section_keeps_its_input_in_every_template_that_has_its_heading() -> None:
    own, built_in = (
        dict(zip(sections.block_ids(t.sections), t.sections, strict=True)) for t in (OWN, template.default())
    )
    assert own.keys() & built_in.keys() == {"section-overview"}


def test_sections_with_one_heading_have_inputs_of_their_own() -> None:
    twice = template.load("## Risk\n## risk!\n## ???\n## …\n").sections
    assert sections.block_ids(twice) == ["section-risk", "section-risk~2", "section-", "section-~2"]


def test_what_was_typed_under_another_templates_heading_keeps_an_input() -> None:
    typed = {
        "section-context": Typed(heading="Context", text="Why"),
        "section-risk": Typed(heading="Risk", text="None"),
    }
    assert labels(FormState(key="key"), OWN, typed) == ["Risk", "Overview", "Also typed: Context"]
    again = sections.typed_in({"section-context": Typed(heading="Also typed: Context", text="Why")})
    assert labels(FormState(key="key"), OWN, again) == ["Risk", "Overview", "Also typed: Context"]


def test_an_empty_input_of_another_template_goes() -> None:
    assert (
        sections.typed_in(
            {"section-context": Typed(heading="Context", text="  "), "title": Typed(heading="T", text="T")}
        )
        == {}
    )


def test_of_more_sections_than_fit_those_with_a_text_are_shown() -> None:
    shown = template.load("".join(f"## Section {number}\n" for number in range(100)))
    typed = {"section-section-99": Typed(heading="Section 99", text="x"), "section-old": Typed(heading="Old", text="y")}
    found = labels(FormState(key="key"), shown, typed)
    assert len(found) == sections.INPUTS_SHOWN
    assert found[-2:] == ["Section 99", "Also typed: Old"]
    assert "21 more sections" in str(forms.new_spec(FormState(key="key"), shown.sections, Filled(typed=typed)))


@pytest.mark.parametrize(
    ("source", "block_id"),
    [("## Overview\n## Context\n", "section-context"), ("## Risk\n## Cost\n", "section-risk"), ("", "section-context")],
)
def test_a_form_begins_with_a_text_in_its_context_or_else_its_first_section(source: str, block_id: str) -> None:
    shown = template.load(source).sections
    blocks = forms.new_spec(FormState(key="key"), shown, Filled(typed=sections.in_context(shown, "Said")))["blocks"]
    filled = [block["block_id"] for block in blocks if block.get("element", {}).get("initial_value")]
    assert filled == [block_id]


def test_more_offers_the_built_in_template_the_channels_and_the_one_of_the_form() -> None:
    offers = [Offer(id=TemplateId(3), name="Payments spec", channel_name="payments")]
    shown = forms.new_spec(FormState(key="key", more=True, template=TemplateId(9)), OWN.sections, offers=offers)
    [select] = [block["element"] for block in shown["blocks"] if block.get("block_id") == "template"]
    assert [option["text"]["text"] for option in select["options"]] == [
        "Built-in",
        "Payments spec · #payments",
        "The one of this form",
    ]
    assert select["initial_option"]["value"] == "9"


@drawn
@given(shown=any_template(), may=st.booleans())
def test_the_preview_of_any_template_is_taken_by_slack(shown: Template, may: bool) -> None:  # noqa: FBT001 -- drawn
    check_view(templates.preview(shown, previewed=PREVIEWED, may_use=may))
    check_view(templates.shelf(replace(SHELF, template=shown, may_change=may)))


@drawn
@given(
    shown=any_template(),
    typed=st.dictionaries(
        st.sampled_from([f"section-{n}" for n in range(60)]), st.builds(Typed, heading=texts, text=texts)
    ),
    names=st.lists(texts, max_size=3),
    text_from=st.sampled_from(TextFrom),
)
def test_the_form_of_any_template_with_anything_typed_is_taken_by_slack(
    shown: Template, typed: dict[str, Typed], names: list[str], text_from: TextFrom
) -> None:
    state = FormState(key="k" * 32, text_from=text_from, more=True, join=CHANNEL, template=TemplateId(1))
    offers = [
        Offer(id=TemplateId(place + 2), name=name, channel_name=name[:80]) for place, name in enumerate(names * 30)
    ]
    check_view(forms.new_spec(state, shown.sections, Filled(typed=typed), offers=offers))


@drawn
@given(names=st.lists(st.none() | texts, max_size=20))
def test_a_shelf_of_any_names_is_taken_by_slack(names: list[str | None]) -> None:
    versions = [replace(FIRST, number=place, name=name) for place, name in enumerate(names)]
    check_view(templates.shelf(replace(SHELF, versions=versions, choices=SHELF.choices[:1])))
    check_view(imports.importing(FormState(key="key", join=CHANNEL), title=(names or [""])[0] or ""))
