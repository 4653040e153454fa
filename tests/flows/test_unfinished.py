"""*Continue*: what was typed into the new-spec form comes back after a slip of the Esc key."""

import asyncio
import logging

import pytest

from tests.flows.workspace import SPECS, Workspace

OVERVIEW = "We move it. 𠮷 مرحبا"


async def fill(ws: Workspace, who: str = "dana", **values: object) -> None:
    """Type into the open form, and then pick who approves: that press carries everything."""
    fields = {block["block_id"] for block in (await ws.modal(who))["blocks"]}
    given = {"title": "Hearing schedule", "section-overview": OVERVIEW, **values}
    answer = await ws.act(
        "click",
        who=who,
        view=True,
        action_id="form.keep",
        block_id="stakeholders",
        selected=["sam"],
        values={block_id: value for block_id, value in given.items() if block_id in fields},
    )
    assert answer["ok"], answer


async def slip(ws: Workspace, who: str = "dana", **values: object) -> None:
    """Open the form, fill it, and press Esc."""
    await ws.command(who, "new")
    await fill(ws, who, **values)
    await ws.act("close", who=who)


async def offered(ws: Workspace, who: str = "dana") -> bool:
    """Whether the next form offers to continue."""
    await ws.command(who, "new")
    words = await ws.modal_words(who)
    await ws.act("close", who=who)
    return "You did not finish" in words


async def test_everything_comes_back(ws: Workspace) -> None:
    at = int((await ws.now()).timestamp()) + 86_400
    await slip(ws, starts_at=at, share="later")
    await ws.advance("10m")
    await ws.command("dana", "new")
    assert "You did not finish *“Hearing schedule”* (10 minutes ago)" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Continue")
    assert "You did not finish" not in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    [draft] = await ws.dms("dana")
    assert "TS-1 Hearing schedule" in draft.words
    assert OVERVIEW in draft.words
    assert f"<!date^{at}^" in draft.words
    await ws.press("dana", draft, "Share")
    assert "Sam" in (await ws.card()).words


async def test_what_was_submitted_and_refused_comes_back(ws: Workspace) -> None:
    await ws.command("dana", "new")
    typed = {"title": "Hearing schedule", "section-overview": OVERVIEW, "channel": "leads"}
    assert "/invite" in (await ws.submit("dana", typed))["channel"]
    await ws.act("close", who="dana")
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana", {"channel": SPECS}) == {}
    assert OVERVIEW in (await ws.card()).words
    assert not await offered(ws)


async def test_what_was_typed_over_in_the_new_form_gives_way(ws: Workspace) -> None:
    await slip(ws)
    await ws.command("dana", "new Other words")
    values = {"section-overview": "Other text.", "section-context": "Other context."}
    await ws.act("click", who="dana", view=True, action_id="form.text", selected="here", values=values)
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana") == {}
    card = await ws.card()
    assert "TS-1 Hearing schedule" in card.words
    assert OVERVIEW in card.words
    await ws.press("dana", card, "Read")
    assert "Other context." not in await ws.modal_words("dana")


async def test_readers_link_and_the_way_of_writing_come_back(ws: Workspace) -> None:
    await ws.command("dana", "new Elsewhere")
    await ws.choose_in_modal("dana", "form.text", "link")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    await fill(ws, link="https://example.org/doc", co_drafters=["lee"], readers=["priya"])
    await ws.act("close", who="dana")
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana") == {}
    card = await ws.card()
    assert "<https://example.org/doc|the document>" in card.words
    await ws.press("lee", card, "⋯")
    assert "Withdraw" in await ws.modal_words("lee")
    assert "3 people" in card.words or "0 of 2" in card.words


async def test_a_continued_form_can_be_redrawn_and_continued_again(ws: Workspace) -> None:
    await slip(ws)
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Continue")
    for source in ("file", "here"):
        await ws.choose_in_modal("dana", "form.text#again", source)
    await ws.act("close", who="dana")
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana") == {}
    card = await ws.card()
    assert OVERVIEW in card.words
    assert "Sam" in card.words


@pytest.mark.parametrize("how", ["command", "button", "shortcut"])
async def test_every_way_to_a_new_spec_offers_it(ws: Workspace, how: str) -> None:
    await slip(ws)
    if how == "command":
        await ws.command("dana", "new")
    elif how == "button":
        await ws.command("dana", "help")
        await ws.press("dana", await ws.whisper("dana"), "New tech spec")
    else:
        await ws.act("shortcut", who="dana", callback_id="new_tech_spec")
    assert "You did not finish" in await ws.modal_words("dana")


async def test_it_is_offered_to_nobody_else(ws: Workspace) -> None:
    await slip(ws)
    assert not await offered(ws, "sam")
    assert await offered(ws, "dana")


async def test_what_was_submitted_discarded_or_empty_is_never_offered(ws: Workspace) -> None:
    await ws.command("dana", "new")
    await fill(ws)
    assert await ws.submit("dana") == {}
    assert not await offered(ws)
    await slip(ws)
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana") == {}
    assert not await offered(ws)
    await slip(ws)
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Discard")
    assert "You did not finish" not in await ws.modal_words("dana")
    await ws.act("close", who="dana")
    assert not await offered(ws)
    await ws.command("dana", "new")
    choice = {"action_id": "form.keep", "block_id": "share", "selected": "later"}
    assert (await ws.act("click", who="dana", view=True, **choice))["ok"]
    await ws.act("close", who="dana")
    assert not await offered(ws)


async def test_the_newest_form_is_offered_first_and_then_the_older_one(ws: Workspace) -> None:
    await slip(ws, title="First form")
    await slip(ws, title="Second form, written for an hour", **{"section-overview": "An hour of words."})
    await ws.command("dana", "new")
    words = await ws.modal_words("dana")
    assert "“Second form, written for an hour”" in words
    assert "An older form is kept too." in words
    await ws.press_in_modal("dana", "Continue")
    assert await ws.submit("dana") == {}
    assert "An hour of words." in (await ws.card()).words
    await ws.command("dana", "new")
    words = await ws.modal_words("dana")
    assert "“First form”" in words
    assert "older" not in words


async def test_once_an_offer_is_discarded_the_older_one_takes_its_place(ws: Workspace) -> None:
    await slip(ws)
    await slip(ws, title="Something else")
    await ws.command("dana", "new")
    await ws.choose_in_modal("dana", "form.text", "link")
    assert "“Something else”" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Discard")
    assert "“Hearing schedule”" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "Continue")
    assert "You did not finish" not in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    assert OVERVIEW in (await ws.card()).words
    assert not await offered(ws)


async def test_after_a_week_nobody_is_asked(ws: Workspace) -> None:
    await slip(ws)
    await ws.advance("167h")
    assert await offered(ws)
    await ws.advance("2h")
    assert not await offered(ws)


async def test_a_press_that_arrives_after_the_submission_brings_nothing_back(ws: Workspace) -> None:
    await ws.command("dana", "new")
    await fill(ws)
    [late] = await ws.sent("block_actions")
    assert await ws.submit("dana") == {}
    await ws.forge(late, trigger_for="dana")
    assert not await offered(ws)


async def test_an_offer_that_is_gone_says_so(ws: Workspace) -> None:
    await slip(ws)
    await ws.command("dana", "new")
    await ws.press_in_modal("dana", "Discard")
    body = (await ws.sent("block_actions"))[-1]
    gone = {**body["actions"][0], "action_id": "form.continue"}
    await ws.forge({**body, "actions": [gone]}, trigger_for="dana")
    assert "finished or discarded meanwhile" in await ws.modal_words("dana")


async def test_while_the_database_is_locked_the_form_stays_as_it_is(ws: Workspace) -> None:
    await ws.command("dana", "new")
    with ws.held_database():
        click = {"as": "dana", "view": True, "action_id": "form.keep", "block_id": "stakeholders", "selected": ["sam"]}
        posting = asyncio.create_task(ws.http.post(f"{ws.sandbox.url}_sandbox/click", json=click).__aenter__())
        await asyncio.sleep(1.5)
        assert len(await ws.modals("dana")) == 1
    (await posting).close()
    assert len(await ws.modals("dana")) == 1
    await fill(ws)
    assert await ws.submit("dana") == {}
    assert OVERVIEW in (await ws.card()).words


async def test_nothing_that_was_typed_gets_into_the_log(ws: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await slip(ws)
        await ws.command("dana", "new")
        await ws.press_in_modal("dana", "Discard")
        ws.break_forms()
        await fill(ws)
    assert any("An interaction failed" in record.message for record in caplog.records)
    assert "We move it" not in caplog.text


async def test_a_message_that_was_chosen_is_not_dropped_for_another_form(ws: Workspace) -> None:
    await slip(ws)
    await ws.act("message", who="lee", channel="team-specs", text="Move all scheduling")
    message = (await ws.messages("team-specs"))[-1]
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    assert (await ws.act("shortcut", who="dana", **shortcut))["ok"]
    assert "You did not finish" not in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    assert "TS-1 Move all scheduling" in (await ws.card()).words
    assert await offered(ws)
