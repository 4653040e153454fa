"""People who are deactivated: who is asked then, and that nothing is tried for ever."""

from tests.flows.workspace import Message, Workspace


async def leaves(ws: Workspace, name: str = "dana", *, deleted: bool = True) -> None:
    await ws.act("people", name=name, deleted=deleted)
    await ws.advance("1m")


async def asked(ws: Workspace, who: str) -> Message:
    """The one message that asks somebody to take over, or did."""
    [message] = await ws.dms(who)
    return message


async def test_the_stakeholder_of_a_drafter_who_left_is_asked_once_and_takes_it_over(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    await leaves(ws)
    message = await asked(ws, "sam")
    assert message.notification == "TS-1 Hearing schedule: its drafter has left. Who takes it over?"
    assert "Dana has left. Who takes TS-1 over?" in message.words
    assert "has left. Who takes TS-1 over?" in (await ws.card()).words
    await ws.press("sam", message, "I take it over")
    assert "✓ You draft it now. It needs a time." in (await asked(ws, "sam")).words
    card = await ws.card()
    assert "has left" not in card.words
    assert "\nSam · 1 min read" in card.words
    assert "drafts *TS-1*" in (await ws.replies())[-1].words
    await ws.press("sam", card, "⋯")
    assert "took it over" in await ws.modal_words("sam")


async def test_whoever_would_rather_not_take_over_says_so_and_the_card_still_asks(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    await leaves(ws)
    message = await asked(ws, "sam")
    await ws.choose("sam", message, "reminder.snooze", "1:away")
    assert "When you are away" in await ws.modal_words("sam")
    await ws.act("close", who="sam")
    await ws.choose("sam", message, "reminder.snooze", "1:not-heir")
    declined = await asked(ws, "sam")
    assert f"✓ Not you, then. Anybody in <#{await ws.channel('team-specs')}> can take it over" in declined.words
    assert declined.buttons == {}
    await ws.press("priya", await ws.card(), "I take it over")
    assert "✓ Priya drafts it. Nothing to do." in (await asked(ws, "sam")).words


async def test_co_drafters_are_asked_before_stakeholders_and_of_drafts_too(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    assert await ws.submit("dana", {"co_drafters": ["lee"], "stakeholders": ["sam"], "share": "later"}) == {}
    await leaves(ws)
    assert await ws.dms("sam") == []
    await ws.press("lee", await asked(ws, "lee"), "I take it over")
    assert "You draft it now" in (await ws.dms("lee"))[0].words
    assert "\nLee · 1 min read" in (await ws.dms("lee"))[1].words


async def test_when_who_was_asked_leaves_too_the_next_are_asked(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    assert await ws.submit("dana", {"co_drafters": ["lee"], "stakeholders": ["sam"]}) == {}
    await leaves(ws)
    assert await ws.dms("sam") == []
    await leaves(ws, "lee")
    await ws.press("sam", await asked(ws, "sam"), "I take it over")
    assert "\nSam · 1 min read" in (await ws.card()).words


async def test_with_nobody_to_ask_anybody_in_the_channel_takes_over_from_the_card(ws: Workspace) -> None:
    await ws.new_spec()
    await leaves(ws)
    await ws.press("priya", await ws.card(), "I take it over")
    assert "\nPriya · 1 min read" in (await ws.card()).words
    assert "has left" not in await ws.command("lee", "show 1")


async def test_who_comes_back_still_has_it_and_the_question_is_settled_in_place(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    await leaves(ws)
    await ws.command("sam", "show 1")
    shown_meanwhile = await ws.whisper("sam")
    await leaves(ws, deleted=False)
    assert "Dana drafts it. Nothing to do" in (await asked(ws, "sam")).words
    assert "has left" not in (await ws.card()).words
    await ws.press("sam", shown_meanwhile, "I take it over")
    assert "has its drafter" in (await ws.whisper("sam")).words


async def test_a_message_for_somebody_who_left_is_given_up_at_once(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    await ws.command("sam", "export 1")
    before = len(await ws.dms("sam"))
    await leaves(ws, "sam")
    await ws.react("lee", await ws.card(), "white_check_mark")
    assert len(await ws.dms("sam")) == before
    assert "1 of 2 (Priya to go)" in (await ws.card()).words


async def test_who_has_left_is_no_longer_expected_to_read(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    assert "0 of 3 (Sam, Priya, Lee to go)" in (await ws.card()).words
    await leaves(ws, "priya")
    assert "0 of 2 (Sam, Lee to go)" in (await ws.card()).words
