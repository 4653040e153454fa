"""`/techspec edit`: a drafter changes a text in Slack, and everything that is not meant stays as it is."""

import asyncio

import pytest

from bot.domain import document
from bot.domain.bases import base_of
from bot.sandbox.transport import Kind
from tests.flows.workspace import Workspace, buttons, mrkdwn

SPEC = """# Hearing schedule

## Context

Hearings are planned by hand.

## Overview

We move it.

## Open Questions

- Who does it?

# Tech Spec Process

- [ ] Drafter: Write a draft.
- [ ] Security: Look at it.
"""
CONTEXT, OVERVIEW, QUESTIONS = range(3)
LONG = SPEC.replace("We move it.", "A word. " * 700)


async def imported(ws: Workspace, text: str = SPEC, who: str = "dana") -> None:
    await ws.command(who, "import")
    assert await ws.submit(who, {"file": [await ws.upload(who, "spec.md", text.encode())]}) == {}


async def exported(ws: Workspace, who: str = "dana") -> str:
    await ws.command(who, "export 1")
    return (await ws.downloaded((await ws.dms(who))[-1])).decode()


async def choose(ws: Workspace, who: str, index: int, what: str) -> None:
    """Choose from the menu of a section in the list."""
    view = await ws.modal(who)
    [block] = [block for block in view["blocks"] if block["block_id"] == f"at-{index}"]
    [option] = [o for o in block["accessory"]["options"] if o["text"]["text"] == what]
    await ws.act(
        "click", who=who, view=True, action_id="edit.section", block_id=block["block_id"], selected=option["value"]
    )


async def open_section(ws: Workspace, who: str = "dana", index: int = OVERVIEW) -> None:
    await ws.command(who, "edit 1")
    await choose(ws, who, index, "Edit the text")


async def test_from_the_card_to_a_changed_section(ws: Workspace) -> None:
    await imported(ws)
    await ws.press("dana", await ws.card(), "⋯")
    await ws.press_in_modal("dana", "Edit")
    words = await ws.modal_words("dana")
    assert "*Overview*\n11 characters" in words
    assert "people tick its lines on the card" in words
    assert len(await ws.modals("dana")) == 1
    await choose(ws, "dana", OVERVIEW, "Edit the text")
    assert len(await ws.modals("dana")) == 2
    assert await ws.submit("dana", {"body": "We move it in *two* releases. مرحبا 𠮷\n\n- one"}) == {}
    assert "*Overview*\n44 characters" in await ws.modal_words("dana")
    card = await ws.card()
    assert "We move it in two releases. مرحبا 𠮷" in card.words
    assert await exported(ws) == SPEC.replace("We move it.", "We move it in *two* releases. مرحبا 𠮷\n\n- one")
    await ws.press("sam", card, "⋯")
    assert "Dana changed “Overview”" in await ws.modal_words("sam")


async def test_the_number_of_open_questions_follows(ws: Workspace) -> None:
    await imported(ws)
    assert "1 open question" in (await ws.card()).words
    await open_section(ws, index=QUESTIONS)
    assert await ws.submit("dana", {"body": ""}) == {}
    assert "open question" not in (await ws.card()).words
    assert "*Open Questions*\nempty" in await ws.modal_words("dana")


async def test_others_are_told_what_would_help(ws: Workspace) -> None:
    await imported(ws)
    assert "Only the drafter can edit TS-1. Ask them in the thread" in await ws.command("sam", "edit 1")
    await ws.press("sam", await ws.card(), "⋯")
    assert "Edit" not in {b.get("text", {}).get("text") for b in (await ws.modal("sam"))["blocks"][2]["elements"]}
    await ws.command("dana", "withdraw 1")
    await ws.press("dana", await ws.whisper("dana"), "Withdraw TS-1")
    assert "can reopen it" in await ws.command("dana", "edit 1")


async def test_without_a_number_the_only_spec_of_ones_own_is_meant(ws: Workspace) -> None:
    await imported(ws)
    await ws.new_spec("sam", "Of somebody else")
    await ws.command("dana", "edit")
    assert (await ws.modal("dana"))["title"]["text"] == "Edit TS-1"
    assert "no open tech spec here for that" in await ws.command("priya", "edit")


async def test_sections_are_added_renamed_moved_and_removed(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Add a section")
    assert await ws.submit("dana", {"heading": "Costs <!channel>", "body": "None."}) == {}
    await choose(ws, "dana", 3, "Move up")
    await choose(ws, "dana", 2, "Rename")
    assert list(await ws.submit("dana", {"heading": " "})) == ["heading"]
    assert await ws.submit("dana", {"heading": "Costs"}) == {}
    await choose(ws, "dana", CONTEXT, "Remove")
    assert "Remove *Context* and its 29 characters?" in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    context = "## Context\n\nHearings are planned by hand.\n\n"
    assert await exported(ws) == SPEC.replace(context, "").replace("## Open", "## Costs\n\nNone.\n\n## Open")
    await ws.act("close", who="dana")
    await ws.press("sam", await ws.card(), "⋯")
    told = await ws.modal_words("sam")
    for what in ("added “Costs &lt;!channel&gt;”", "moved “Costs", "to “Costs”", "removed “Context”"):
        assert what in told
    assert "<!channel>" not in mrkdwn(await ws.modal("sam"))


async def test_an_empty_section_goes_without_a_question(ws: Workspace) -> None:
    await imported(ws, SPEC.replace("We move it.\n\n", ""))
    await ws.command("dana", "edit 1")
    await choose(ws, "dana", OVERVIEW, "Remove")
    assert len(await ws.modals("dana")) == 1
    assert "Overview" not in await ws.modal_words("dana")


async def test_the_spec_is_renamed_wherever_it_stands(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Rename the spec")
    assert list(await ws.submit("dana", {"title": "  "})) == ["title"]
    assert await ws.submit("dana", {"title": "Planning"}) == {}
    assert "*TS-1 Planning*" in await ws.modal_words("dana")
    assert "TS-1 Planning" in (await ws.card()).words
    assert await exported(ws) == SPEC.replace("# Hearing schedule", "# Planning")


async def test_a_section_made_in_slack_shows_its_hint_and_is_written(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.command("dana", "edit 1")
    assert "*Overview*\nempty" in await ws.modal_words("dana")
    before = await exported(ws)
    await ws.command("dana", "edit 1")
    await choose(ws, "dana", OVERVIEW, "Write the text")
    [field] = [block for block in (await ws.modal("dana"))["blocks"] if block["block_id"] == "body"]
    assert "initial_value" not in field["element"]
    hint = before.partition("## Overview")[2].partition("<!--")[2].partition("-->")[0].split()
    assert field["hint"]["text"].split()[:4] == hint[:4]
    assert await ws.submit("dana") == {}
    assert await exported(ws) == before
    await ws.command("dana", "edit 1")
    await choose(ws, "dana", OVERVIEW, "Write the text")
    assert await ws.submit("dana", {"body": "We move it."}) == {}
    assert "We move it." in (await ws.card()).words


@pytest.mark.parametrize(
    ("body", "said"),
    [("a\x00b", "NUL"), ("# All of it", "Begin it with ##")],
)
async def test_what_cannot_be_kept_is_refused_at_the_field_and_stays_in_it(ws: Workspace, body: str, said: str) -> None:
    await imported(ws)
    await open_section(ws)
    assert said in (await ws.submit("dana", {"body": body}))["body"]
    assert await ws.submit("dana", {"body": "Better."}) == {}
    assert await exported(ws) == SPEC.replace("We move it.", "Better.")


async def test_what_a_text_leaves_open_is_closed_and_the_list_says_so(ws: Workspace) -> None:
    await imported(ws)
    await open_section(ws)
    assert await ws.submit("dana", {"body": "```\ncode\n\n## Costs"}) == {}
    assert "I closed it with ```" in await ws.modal_words("dana")
    assert "*Open Questions*" in await ws.modal_words("dana")
    await choose(ws, "dana", OVERVIEW, "Edit the text")
    assert await ws.submit("dana", {"body": "a\n\n## Costs\n\nb"}) == {}
    assert "became 1 section of their own" in await ws.modal_words("dana")


# Two people


async def co_drafted(ws: Workspace) -> None:
    """A spec of Dana's and Lee's."""
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    values = {"co_drafters": ["lee"], "section-context": "By hand.", "section-overview": "We move it."}
    assert await ws.submit("dana", values) == {}


async def test_what_was_saved_over_a_newer_text_comes_back_when_the_form_is_closed(ws: Workspace) -> None:
    await co_drafted(ws)
    await open_section(ws, "dana", OVERVIEW)
    await open_section(ws, "lee", OVERVIEW)
    assert await ws.submit("lee", {"body": "Lee's words."}) == {}
    assert await ws.submit("dana", {"body": "Dana's words."}) == {}
    await ws.act("close", who="dana")
    await open_section(ws, "dana", OVERVIEW)
    await ws.press_in_modal("dana", "Continue")
    assert "Lee's words." in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    assert "Dana's words." in await exported(ws)


async def test_a_file_with_another_title_renames_a_spec_whose_title_holds_markdown(ws: Workspace) -> None:
    await ws.command("dana", "new Use `redis` for my_cache")
    assert await ws.submit("dana") == {}
    text = (await exported(ws)).replace("redis", "valkey")
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Replace by a file")
    assert await compare(ws, text.encode()) == {}
    assert await ws.submit("dana") == {}
    assert "TS-1 Use valkey for my_cache" in (await ws.card()).words


async def test_changes_of_different_sections_merge(ws: Workspace) -> None:
    await co_drafted(ws)
    await open_section(ws, "dana", OVERVIEW)
    await open_section(ws, "lee", CONTEXT)
    assert await ws.submit("lee", {"body": "By machine."}) == {}
    await ws.press_in_modal("lee", "Add a section")
    assert await ws.submit("lee", {"heading": "Costs"}) == {}
    assert await ws.submit("dana", {"body": "We keep it."}) == {}
    text = await exported(ws)
    assert all(words in text for words in ("By machine.", "We keep it.", "## Costs"))


async def test_a_change_of_the_same_section_is_shown_below_what_was_typed(ws: Workspace) -> None:
    await co_drafted(ws)
    await open_section(ws, "dana", OVERVIEW)
    await open_section(ws, "lee", OVERVIEW)
    assert await ws.submit("lee", {"body": "Lee's words."}) == {}
    assert await ws.submit("dana", {"body": "Dana's words."}) == {}
    words = await ws.modal_words("dana")
    assert "This section was changed meanwhile. The newer text is below." in words
    assert "Lee's words." in words
    assert "Lee's words." in (await ws.card()).words
    assert await ws.submit("dana") == {}
    assert "Dana's words." in (await ws.card()).words
    assert len(await ws.modals("dana")) == 1


async def test_what_was_typed_for_a_section_that_is_gone_can_become_a_new_one(ws: Workspace) -> None:
    await co_drafted(ws)
    await open_section(ws, "dana", OVERVIEW)
    await ws.command("lee", "edit 1")
    await choose(ws, "lee", OVERVIEW, "Remove")
    assert await ws.submit("lee") == {}
    assert await ws.submit("dana", {"body": "Dana's words."}) == {}
    assert "This section was removed meanwhile" in await ws.modal_words("dana")
    assert await ws.submit("dana", {"heading": "Overview"}) == {}
    assert "Dana's words." in (await ws.card()).words


async def test_a_list_that_is_out_of_date_changes_nothing_and_is_drawn_anew(ws: Workspace) -> None:
    await co_drafted(ws)
    await ws.command("dana", "edit 1")
    await ws.command("lee", "edit 1")
    await choose(ws, "lee", CONTEXT, "Move down")
    after = await exported(ws)
    await choose(ws, "dana", CONTEXT, "Move down")
    assert "The sections were moved meanwhile" in await ws.modal_words("dana")
    assert await exported(ws) == after


async def test_a_heading_is_given_whatever_became_of_the_text_and_over_another_one_knowingly(ws: Workspace) -> None:
    await co_drafted(ws)
    for who in ("lee", "dana"):
        await ws.command(who, "edit 1")
    await choose(ws, "lee", OVERVIEW, "Rename")
    await choose(ws, "dana", OVERVIEW, "Edit the text")
    assert await ws.submit("dana", {"body": "We keep it."}) == {}
    assert await ws.submit("lee", {"heading": "Summary"}) == {}
    assert "# Summary\nWe keep it." in await exported(ws)
    await choose(ws, "lee", OVERVIEW, "Rename")
    await choose(ws, "dana", OVERVIEW, "Rename")
    assert await ws.submit("dana", {"heading": "In short"}) == {}
    assert await ws.submit("lee", {"heading": "Proposal"}) == {}
    assert "Somebody named this section “In short” meanwhile. Press Rename again" in await ws.modal_words("lee")
    assert "# In short\n" in await exported(ws)
    assert await ws.submit("lee") == {}
    assert "# Proposal\nWe keep it." in await exported(ws)


async def test_a_heading_for_a_section_that_is_gone_stays_in_its_field_and_the_list_below_is_new(ws: Workspace) -> None:
    await co_drafted(ws)
    for who in ("lee", "dana"):
        await ws.command(who, "edit 1")
        await choose(ws, who, OVERVIEW, "Rename" if who == "lee" else "Remove")
    assert await ws.submit("dana") == {}
    assert "Cancel takes you to the list" in (await ws.submit("lee", {"heading": "Summary"}))["heading"]
    await ws.act("close", who="lee")
    assert "*Overview*" not in await ws.modal_words("lee")


async def test_before_a_changed_section_goes_it_is_shown_as_it_is_now(ws: Workspace) -> None:
    await co_drafted(ws)
    for who in ("lee", "dana"):
        await ws.command(who, "edit 1")
        await choose(ws, who, OVERVIEW, "Remove" if who == "lee" else "Edit the text")
    assert await ws.submit("dana", {"body": "We keep it, and say why."}) == {}
    assert await ws.submit("lee") == {}
    words = await ws.modal_words("lee")
    assert "This section was changed meanwhile. This is what would go now." in words
    assert "24 characters?\n> We keep it, and say why." in words
    await choose(ws, "dana", OVERVIEW, "Remove")
    assert await ws.submit("lee") == {}
    assert "# Overview" not in await exported(ws)
    assert await ws.submit("dana") == {}
    assert "This section was removed meanwhile" in await ws.modal_words("dana")


async def test_a_section_opens_as_it_is_now_whatever_the_list_showed(ws: Workspace) -> None:
    await co_drafted(ws)
    await ws.command("lee", "edit 1")
    await open_section(ws, "dana", OVERVIEW)
    assert await ws.submit("dana", {"body": "We keep it."}) == {}
    await choose(ws, "lee", OVERVIEW, "Edit the text")
    [field] = [block for block in (await ws.modal("lee"))["blocks"] if block["block_id"] == "body"]
    assert field["element"]["initial_value"] == "We keep it."
    assert await ws.submit("lee", {"body": "We keep it. Really."}) == {}
    assert "We keep it. Really." in (await ws.card()).words


async def test_readers_begin_a_new_revision_and_ticks_stay_facts(ws: Workspace) -> None:
    await imported(ws)
    card = await ws.card()
    await ws.react("sam", card, "white_check_mark")
    await ws.press("sam", card, "⋯")
    menu = await ws.modal("sam")
    [line] = [b for b in menu["blocks"] if "Look at it" in str(b.get("text"))]
    tick = line["accessory"]["options"][0]["value"]
    await ws.choose_in_modal("sam", line["accessory"]["action_id"], tick)
    await open_section(ws)
    assert await ws.submit("dana", {"body": "New."}) == {}
    await ws.command("priya", "read 1")
    assert "revision 2" in await ws.modal_words("priya")
    assert await exported(ws) == SPEC.replace("We move it.", "New.").replace("[ ] Security", "[x] Security")


# By file


async def compare(ws: Workspace, content: bytes, who: str = "dana") -> dict[str, str]:
    file = await ws.upload(who, "spec.md", content)
    return dict(await ws.submit(who, {"file": [file]}))


async def test_the_whole_text_is_replaced_once_its_difference_was_seen(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Replace by a file")
    await ws.press_in_modal("dana", "Get it as a file")
    assert "direct messages" in await ws.modal_words("dana")
    await ws.act("close", who="dana")
    new = SPEC.replace("We move it.", "We keep it.").replace("# Hearing schedule", "# Keeping it")
    assert await compare(ws, new.encode()) == {}
    words = await ws.modal_words("dana")
    assert "2 lines added, 2 lines removed" in words
    assert "- We move it.\n+ We keep it." in words
    assert await exported(ws) == SPEC
    assert await ws.submit("dana") == {}
    assert "TS-1 Keeping it" in (await ws.card()).words
    assert await exported(ws) == new
    assert (await ws.modal("dana"))["title"]["text"] == "Edit TS-1"


async def test_a_section_that_is_too_long_for_a_field_comes_by_file(ws: Workspace) -> None:
    await imported(ws, LONG)
    await open_section(ws)
    assert "has 5,599 characters, and a field holds 3,000" in await ws.modal_words("dana")
    longer = "A word more. " * 700
    assert await compare(ws, longer.encode()) == {}
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("We move it.", longer.rstrip())


async def to_the_file(ws: Workspace, typed: str, who: str = "dana") -> None:
    """Type into the field of the Overview, and press what takes a file instead."""
    await open_section(ws, who)
    found = dict(buttons((await ws.modal(who))["blocks"]))["Replace by a file"]
    assert (await ws.act("click", who=who, view=True, values={"body": typed}, **found))["ok"]


async def test_what_was_typed_stays_below_the_form_that_takes_a_file(ws: Workspace) -> None:
    await imported(ws)
    await to_the_file(ws, "Typed for an hour.")
    assert len(await ws.modals("dana")) == 3
    await ws.press_in_modal("dana", "Get it as a file")
    await ws.press_in_modal("dana", "Get it as a file")
    assert (await ws.modal_words("dana")).count("in our direct messages") == 1
    assert len(await ws.modals("dana")) == 3
    await ws.act("close", who="dana")
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("We move it.", "Typed for an hour.")


async def test_what_was_typed_does_not_overwrite_the_file_that_came_after_it(ws: Workspace) -> None:
    await imported(ws)
    await to_the_file(ws, "Typed for an hour.")
    assert await compare(ws, b"From the file.") == {}
    assert await ws.submit("dana") == {}
    assert "What you typed before is still in the form below" in await ws.modal_words("dana")
    assert await exported(ws) == SPEC.replace("We move it.", "From the file.")
    await ws.act("close", who="dana")
    assert await ws.submit("dana") == {}
    words = await ws.modal_words("dana")
    assert "This section was changed meanwhile" in words
    assert "From the file." in words
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("We move it.", "Typed for an hour.")
    assert "*Overview*\n18 characters" in await ws.modal_words("dana")


async def test_a_refusal_on_the_third_modal_is_told_in_it(ws: Workspace) -> None:
    await co_drafted(ws)
    await to_the_file(ws, "Typed for an hour.")
    assert await compare(ws, b"From the file.") == {}
    await ws.command("lee", "withdraw 1")
    await ws.press("lee", await ws.whisper("lee"), "Withdraw TS-1")
    assert await ws.submit("dana") == {}
    words = await ws.modal_words("dana")
    assert "can reopen it" in words
    assert "+ From the file." in words
    assert len(await ws.modals("dana")) == 3


async def test_of_a_file_of_the_whole_spec_a_section_takes_its_own_text(ws: Workspace) -> None:
    await imported(ws)
    await open_section(ws)
    await ws.press_in_modal("dana", "Replace by a file")
    assert await compare(ws, SPEC.replace("move", "keep").replace("by hand", "by machine").encode()) == {}
    assert "only that section's text is taken" in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("move", "keep")


async def test_a_change_between_the_difference_and_the_press_is_shown_first(ws: Workspace) -> None:
    await co_drafted(ws)
    text = await exported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Replace by a file")
    assert await compare(ws, text.replace("By hand.", "By Dana.").encode()) == {}
    await open_section(ws, "lee", OVERVIEW)
    assert await ws.submit("lee", {"body": "Lee's words."}) == {}
    assert await ws.submit("dana") == {}
    words = await ws.modal_words("dana")
    assert "This is the difference to the newest text" in words
    assert "- Lee's words.\n+ We move it." in words
    assert await ws.submit("dana") == {}
    assert await exported(ws) == text.replace("By hand.", "By Dana.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"# A\n\xff", "Line 2"),
        (b"# A\n\x00", "Line 2"),
        (b"x" * 250_001, "250 kB"),
        (SPEC.encode(), "nothing to replace"),
        (SPEC.replace("Look at it", "Look away").encode(), "process list of this file is not the spec's"),
    ],
    ids=["empty", "not UTF-8", "NUL", "too large", "the same", "another checklist"],
)
async def test_a_file_of_no_use_is_refused_at_its_field(ws: Workspace, content: bytes, said: str) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Replace by a file")
    assert said in (await compare(ws, content))["file"]


async def test_a_long_difference_is_cut_and_says_so(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Replace by a file")
    many = SPEC.replace("We move it.", "\n".join(f"Line {number} <!channel>" for number in range(1_000)))
    assert await compare(ws, many.encode()) == {}
    assert "and 887 more lines" in await ws.modal_words("dana")
    assert "<!channel>" not in mrkdwn(await ws.modal("dana"))


async def test_a_text_that_is_kept_elsewhere_is_edited_there_and_renamed_here(ws: Workspace) -> None:
    await ws.command("dana", "new Elsewhere")
    await ws.choose_in_modal("dana", "form.text", "link")
    assert await ws.submit("dana", {"link": "https://example.org/doc"}) == {}
    await ws.command("dana", "edit 1")
    assert "kept elsewhere" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Rename the spec")
    assert await ws.submit("dana", {"title": "There"}) == {}
    assert "TS-1 There" in (await ws.card()).words


async def test_a_text_of_many_sections_has_pages(ws: Workspace) -> None:
    await imported(ws, "# Many\n\n" + "".join(f"## Section {number}\n\n" for number in range(90)))
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "More sections →")
    await ws.press_in_modal("dana", "More sections →")
    assert "*Section 89*" in await ws.modal_words("dana")
    await choose(ws, "dana", 80, "Move up")
    assert "*Section 89*" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "← Back")
    words = await ws.modal_words("dana")
    assert words.index("*Section 78*") < words.index("*Section 80*")
    assert "*Section 79*" not in words


# A slip of the Esc key


async def slip(ws: Workspace, who: str = "dana", **typed: str) -> None:
    """Type into the fields of the open modal, each change of which is sent, and press Esc."""
    for block_id, value in typed.items():
        click = {"action_id": "edit.keep", "block_id": block_id, "value": value, "values": typed}
        assert (await ws.act("click", who=who, view=True, **click))["ok"]
    await ws.act("close", who=who)


async def test_what_was_typed_into_a_section_can_be_continued(ws: Workspace) -> None:
    await imported(ws)
    await open_section(ws)
    await slip(ws, body="Typed for an hour. <!channel>")
    assert await exported(ws) == SPEC
    await choose(ws, "dana", CONTEXT, "Edit the text")
    assert "You did not finish" not in await ws.modal_words("dana")
    await ws.act("close", who="dana")
    await ws.advance("10m")
    await open_section(ws)
    assert "You did not finish *“Overview”* (10 minutes ago)" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Continue")
    assert "You did not finish" not in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("We move it.", "Typed for an hour. <!channel>")
    await open_section(ws)
    assert "You did not finish" not in await ws.modal_words("dana")


async def test_what_was_typed_for_a_section_that_others_changed_stands_beside_their_text(ws: Workspace) -> None:
    await co_drafted(ws)
    await open_section(ws, "dana")
    await slip(ws, body="Dana's words.")
    await open_section(ws, "lee")
    assert "You did not finish" not in await ws.modal_words("lee")
    assert await ws.submit("lee", {"body": "Lee's words."}) == {}
    await open_section(ws, "dana")
    await ws.press_in_modal("dana", "Continue")
    words = await ws.modal_words("dana")
    assert "The newer text is below" in words
    assert "Lee's words." in words
    await ws.act("close", who="dana")
    await choose(ws, "lee", OVERVIEW, "Remove")
    assert await ws.submit("lee") == {}
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Add a section")
    await ws.press_in_modal("dana", "Continue")
    assert "This section was removed meanwhile" in await ws.modal_words("dana")
    assert await ws.submit("dana", {"heading": "Overview"}) == {}
    assert "Dana's words." in await exported(ws)


async def test_a_new_section_can_be_continued_or_discarded_for_the_one_before(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    for heading in ("Costs", "Risks"):
        await ws.press_in_modal("dana", "Add a section")
        await slip(ws, heading=heading, body=f"About {heading}.")
    await ws.press_in_modal("dana", "Add a section")
    assert "You did not finish *“Risks”* (just now)" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Discard")
    assert "You did not finish *“Costs”*" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana") == {}
    text = await exported(ws)
    assert "## Costs\n\nAbout Costs." in text
    assert "Risks" not in text


# At the wrong moment


async def test_the_same_submission_twice_is_one_edit(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await ws.press_in_modal("dana", "Add a section")
    assert await ws.submit("dana", {"heading": "Costs"}) == {}
    body = (await ws.sent("view_submission"))[-1]
    answers = await asyncio.gather(*(ws.sandbox.dispatcher.ask(Kind.INTERACTIVE, body) for _ in range(3)))
    await ws.advance("1s")
    assert [answer.body for answer in answers] == [None, None, None]
    assert (await exported(ws)).count("## Costs") == 1


async def test_while_the_database_is_locked_what_was_typed_stays(ws: Workspace) -> None:
    await imported(ws)
    await open_section(ws)
    with ws.held_database():
        values = {"as": "dana", "values": {"body": "Typed in vain?"}}
        posting = asyncio.create_task(ws.http.post(f"{ws.sandbox.url}_sandbox/submit", json=values).__aenter__())
        for _ in range(60):
            await asyncio.sleep(0.05)
            if errors := (await ws.modal("dana"))["errors"]:
                break
    (await posting).close()
    assert "database does not answer" in errors["body"]
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("We move it.", "Typed in vain?")


async def test_an_edit_whose_list_does_not_redraw_is_saved_and_the_next_press_finds_it(ws: Workspace) -> None:
    await imported(ws)
    await open_section(ws)
    await ws.fault("views.update", error="internal_error", times=1)
    assert "incident" in (await ws.submit("dana", {"body": "Once."}))["body"]
    assert await ws.submit("dana") == {}
    assert await exported(ws) == SPEC.replace("We move it.", "Once.")


async def test_a_menu_of_an_older_list_with_a_strange_value_is_answered(ws: Workspace) -> None:
    await imported(ws)
    await ws.command("dana", "edit 1")
    await choose(ws, "dana", CONTEXT, "Move down")
    [body] = await ws.sent("block_actions")
    base = base_of(document.parse(SPEC), CONTEXT).dump()
    for value in ("1", "1:x:y:z", "1:0::edit", f"1:x:{base}:edit"):
        option = {**body["actions"][0]["selected_option"], "value": value}
        await ws.forge({**body, "actions": [{**body["actions"][0], "selected_option": option}]}, trigger_for="dana")
        assert "Type /techspec edit 1" in await ws.modal_words("dana")
        await ws.act("close", who="dana")
