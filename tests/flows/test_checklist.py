"""The checklist on the card: buttons, the full list behind ⋯, and reactions that count as presses."""

import asyncio

import pytest

from tests.flows.workspace import Json, Message, Workspace

OWN_LINES = b"""# Hearing schedule

## Overview
We move it.

# Tech Spec Process

 - [ ] Drafter: Schedule time to discuss the tech spec.
 - [ ] Security: Security looked at it
 - [ ] Operations: The dashboards are ready
"""


@pytest.fixture
async def card(ws: Workspace) -> Message:
    """The card of a spec with one fact line and two that are ticked by hand."""
    await ws.command("dana", "new Hearing schedule")
    await ws.choose_in_modal("dana", "form.text", "file")
    assert await ws.submit("dana", {"file": [await ws.upload("dana", "spec.md", OWN_LINES)]}) == {}
    return await ws.card()


async def shown(ws: Workspace) -> str:
    return (await ws.card()).words


async def event_again(ws: Workspace, kind: str) -> None:
    """Deliver the last event of this kind once more, as Slack does when it is unsure."""
    ws.sandbox.dispatcher.tell((await ws.sent(kind))[-1])
    await ws.advance("1s")


async def test_tick_settles_a_line_and_the_menu_unticks_it(ws: Workspace, card: Message) -> None:
    assert "2️⃣ ☐ Security looked at it" in card.words
    assert "Nothing done yet" in card.words
    await ws.act("click", who="sam", channel=card.channel, ts=card.ts, action_id="line.tick", block_id="line-1")
    assert "Security looked at it" not in await shown(ws)
    assert "1 done" in await shown(ws)
    await ws.press("lee", await ws.card(), "⋯")
    assert "☑ Security looked at it" in await ws.modal_words("lee")
    await ws.choose_in_modal("lee", "line.menu#1", "1:1:untick")
    assert "☐ Security looked at it" in await ws.modal_words("lee")
    assert "2️⃣ ☐ Security looked at it" in await shown(ws)


async def test_a_line_that_is_not_needed_here_leaves_the_card_and_is_no_tick(ws: Workspace, card: Message) -> None:
    await ws.press("dana", card, "⋯")
    await ws.choose_in_modal("dana", "line.menu#2", "1:2:drop")
    assert "⊘ ~The dashboards are ready~" in await ws.modal_words("dana")
    assert "1 not needed" in await shown(ws)
    await ws.choose_in_modal("dana", "line.menu#2", "1:2:need")
    assert "3️⃣ ☐ The dashboards are ready" in await shown(ws)


async def test_a_fact_line_ticked_by_hand_says_so_in_the_history(ws: Workspace, card: Message) -> None:
    await ws.press("dana", card, "⋯")
    await ws.choose_in_modal("dana", "line.menu#0", "1:0:tick")
    assert "Dana ticked “Schedule time to discuss the tech spec.” by hand" in await ws.modal_words("dana")
    assert "by hand" in await ws.modal_words("dana")


async def test_a_keycap_ticks_its_line_and_taking_it_back_unticks_it(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    assert "Security looked at it" not in await shown(ws)
    await ws.react("lee", card, "two", remove=True)
    assert "Security looked at it" in await shown(ws)


async def test_the_last_of_two_reactions_takes_the_tick_along_and_not_the_first(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    await ws.react("sam", card, "two")
    await ws.react("lee", card, "two", remove=True)
    assert "Security looked at it" not in await shown(ws)
    await ws.react("sam", card, "two", remove=True)
    assert "Security looked at it" in await shown(ws)


async def test_a_removed_reaction_leaves_the_tick_of_a_button_alone(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    await ws.press("lee", await ws.card(), "⋯")
    await ws.choose_in_modal("lee", "line.menu#1", "1:1:untick")
    await ws.choose_in_modal("lee", "line.menu#1", "1:1:tick")
    await ws.react("lee", card, "two", remove=True)
    assert "Security looked at it" not in await shown(ws)


async def test_a_keycap_on_a_fact_line_asks_in_a_direct_message_that_is_settled_with_the_line(
    ws: Workspace, card: Message
) -> None:
    await ws.react("sam", card, "one")
    assert "1️⃣ ☐ Schedule" in await shown(ws)
    [asked] = await ws.dms("sam")
    assert "can you pick a time?" in asked.words
    assert asked.notification == "TS-1 Hearing schedule: can you pick a time?"
    await ws.press("sam", asked, "Pick a time")
    assert await ws.submit("sam", {"starts_at": int((await ws.now()).timestamp()) + 86_400}) == {}
    [settled] = await ws.dms("sam")
    assert "set by Sam. Nothing to do." in settled.words
    assert settled.buttons == {}
    await ws.react("lee", card, "one")
    assert "set by Sam. Nothing to do." in (await ws.dms("lee"))[0].words


async def test_whoever_reacts_again_is_answered_again_and_told_where_the_answer_is_if_it_is_quite_new(
    ws: Workspace, card: Message
) -> None:
    for wait in (None, "1s", "2m"):
        if wait is not None:
            await ws.react("sam", card, "one", remove=True)
            await ws.advance(wait)
        await ws.react("sam", card, "one")
        if wait == "1s":
            assert "just answered that in our direct messages" in (await ws.whisper("sam")).words
    first, second = await ws.dms("sam")
    assert "Answered again below." in first.words
    assert [*second.buttons] == ["Pick a time"]


async def test_readers_are_asked_to_read_and_the_drafter_to_pick_a_time_until_there_is_nothing_to_do(
    ws: Workspace,
) -> None:
    await ws.new_spec()
    card = await ws.card()
    await ws.react("dana", card, "four")
    assert [*(await ws.dms("dana"))[-1].buttons] == ["Pick a time"]
    await ws.react("priya", card, "three")
    [asked] = await ws.dms("priya")
    assert asked.notification == "TS-1 Hearing schedule: can you read it?"
    await ws.press("priya", asked, "Read")
    assert await ws.submit("priya") == {}
    assert "waiting for Sam, Lee to read it" in (await ws.dms("priya"))[0].words
    await ws.press("lee", card, "Please schedule")
    assert "1 person asked for a discussion" in (await ws.dms("dana"))[-1].words
    await ws.react("lee", card, "three")
    await ws.command("dana", "schedule 1 tomorrow 2pm")
    assert await ws.submit("dana") == {}
    assert "can you read it before Tuesday?" in (await ws.dms("lee"))[0].words
    await ws.advance("30h")
    assert "can you read it?" in (await ws.dms("lee"))[0].words
    await ws.command("dana", "withdraw 1")
    await ws.press("dana", await ws.whisper("dana"), "Withdraw TS-1")
    for who in ("dana", "priya"):
        assert "Withdrawn. Nothing to do." in (await ws.dms(who))[-1].words
    await ws.react("sam", card, "one")
    assert "was withdrawn" in (await ws.whisper("sam")).words
    assert await ws.dms("sam") == []


@pytest.mark.parametrize("emoji", ["white_check_mark", "heavy_check_mark", "ballot_box_with_check"])
async def test_a_check_mark_means_read(ws: Workspace, emoji: str) -> None:
    await ws.new_spec()
    await ws.react("priya", await ws.card(), emoji)
    assert "1 of 3 (Sam, Lee to go)" in await shown(ws)
    await ws.react("priya", await ws.card(), emoji, remove=True)
    assert "0 of 3" in await shown(ws)


async def test_reading_by_button_stays_when_the_reaction_goes(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.react("priya", await ws.card(), "white_check_mark")
    await ws.press("priya", await ws.card(), "Read")
    assert "You have read this revision" in await ws.modal_words("priya")
    await ws.act("close", who="priya")
    await ws.press("lee", await ws.card(), "Read")
    assert await ws.submit("lee") == {}
    await ws.react("lee", await ws.card(), "white_check_mark")
    await ws.react("lee", await ws.card(), "white_check_mark", remove=True)
    assert "2 of 3 (Sam to go)" in await shown(ws)


async def test_a_bell_is_a_wish_for_a_discussion_and_can_be_taken_back(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.react("priya", await ws.card(), "bell")
    await ws.press("lee", await ws.card(), "⋯")
    await ws.press_in_modal("lee", "Please schedule")
    assert "2 people are waiting" in await shown(ws)
    await ws.react("priya", await ws.card(), "bell", remove=True)
    assert "1 person is waiting" in await shown(ws)


async def test_the_drafters_own_bell_is_answered_and_counts_nothing(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.react("dana", await ws.card(), "bell")
    assert "You are the drafter" in (await ws.whisper("dana")).words
    assert "waiting" not in await shown(ws)


@pytest.mark.parametrize("emoji", ["+1", "eyes", "tada", "heart", "calendar", "+1::skin-tone-4"])
async def test_other_emoji_mean_nothing(ws: Workspace, emoji: str) -> None:
    await ws.new_spec()
    before = (await ws.card()).raw["blocks"]
    await ws.react("priya", await ws.card(), emoji)
    assert (await ws.card()).raw["blocks"] == before
    assert await ws.dms("priya") == []


async def test_a_keycap_beyond_the_last_line_means_nothing(ws: Workspace, card: Message) -> None:
    await ws.react("priya", card, "nine")
    await ws.react("priya", card, "nine", remove=True)
    assert (await ws.card()).words == card.words


async def test_reactions_on_other_messages_mean_nothing(ws: Workspace, card: Message) -> None:
    said = await ws.act("message", who="lee", channel=card.channel, text="Nice")
    await ws.act("react", who="sam", channel=card.channel, ts=said["ts"], name="two")
    assert (await ws.card()).words == card.words


async def test_reactions_on_the_announcement_count_as_on_the_card(ws: Workspace) -> None:
    await ws.new_spec(starts_at=int((await ws.now()).timestamp()) + 86_400)
    [reply] = await ws.replies()
    await ws.react("priya", reply, "white_check_mark")
    assert "1 of 3" in await shown(ws)
    await ws.react("priya", await ws.card(), "white_check_mark")
    await ws.react("priya", reply, "white_check_mark", remove=True)
    assert "1 of 3" in await shown(ws)


async def test_a_guest_who_reacts_counts_as_anybody_in_the_channel_and_is_still_not_expected_to_read(
    ws: Workspace,
) -> None:
    await ws.new_spec()
    for emoji in ("white_check_mark", "bell"):
        await ws.react("gil", await ws.card(), emoji)
    assert "0 of 3" in await shown(ws)
    assert "1 person is waiting" in await shown(ws)


@pytest.mark.parametrize(("is_bot", "words"), [(False, "1 person is waiting"), (True, "Schedule the discussion\n")])
async def test_of_a_reaction_by_somebody_new_slack_says_who_it_was_and_an_app_counts_for_nobody(
    ws: Workspace, words: str, *, is_bot: bool
) -> None:
    await ws.new_spec()
    card = await ws.card()
    new = ws.sandbox.workspace.add_person("newcomer", is_bot=is_bot)
    await ws.react("lee", card, "eyes")
    [event] = await ws.sent("reaction_added")
    # What Slack does not answer now, it is asked once it repeats the event.
    await ws.fault("users.info", status=500)
    ws.sandbox.dispatcher.tell({**event, "event": {**event["event"], "user": new.id, "reaction": "bell"}})
    await ws.advance("1s")
    assert words in await shown(ws)
    assert len([call for call in await ws.calls("users.info") if call["args"]["user"] == new.id]) == 2


async def test_reactions_on_a_card_that_is_not_known_to_stand_yet_count_once_it_is(ws: Workspace) -> None:
    await ws.fault("chat.postMessage", drop_after_accept=True)
    await ws.fault("conversations.history", delay_ms=300)
    await ws.command("dana", "new Hearing schedule")
    posted = asyncio.Event()
    ws.sandbox.workspace.listen(lambda event: posted.set() if event.body["type"] == "message" else None)
    submitting = asyncio.create_task(ws.submit("dana"))
    await posted.wait()
    card = await ws.card()
    reactions = [("priya", "white_check_mark"), ("lee", "bell"), ("sam", "bell"), ("dana", "bell")]
    await asyncio.gather(submitting, *(ws.react(who, card, emoji) for who, emoji in reactions))
    assert len(await ws.calls("chat.postMessage")) == 1
    assert "1 of 3 (Sam, Lee to go)" in await shown(ws)
    assert "2 people are waiting" in await shown(ws)
    assert "You are the drafter" in (await ws.whisper("dana")).words


async def test_a_repeated_event_counts_once(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    await ws.press("lee", await ws.card(), "⋯")
    await ws.choose_in_modal("lee", "line.menu#1", "1:1:untick")
    await event_again(ws, "reaction_added")
    assert "Security looked at it" in await shown(ws)


async def test_what_happens_in_another_workspace_never_touches_this_one(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    await ws.react("lee", card, "two", remove=True)
    event: Json = (await ws.sent("reaction_added"))[-1]
    ws.sandbox.dispatcher.tell({**event, "team_id": "T0STRANGER", "event_id": "Ev0STRANGER"})
    await ws.advance("1s")
    assert "Security looked at it" in await shown(ws)


async def test_a_reaction_that_is_told_too_late_changes_nothing(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    await ws.react("lee", card, "two", remove=True)
    assert "Security looked at it" in await shown(ws)
    added = (await ws.sent("reaction_added"))[-1]
    ws.sandbox.dispatcher.tell({**added, "event_id": "Ev0LATE"})
    await ws.advance("1s")
    assert "Security looked at it" in await shown(ws)
    await ws.react("lee", card, "two")
    assert "Security looked at it" not in await shown(ws)


async def test_a_removal_that_overtakes_its_reaction_leaves_no_tick_behind(ws: Workspace, card: Message) -> None:
    await ws.react("lee", card, "two")
    added = (await ws.sent("reaction_added"))[-1]
    for kind, later_s in (("reaction_removed", 2), ("reaction_added", 1)):
        event = {**added["event"], "type": kind, "event_ts": f"{float(added['event']['event_ts']) + later_s:.6f}"}
        ws.sandbox.dispatcher.tell({**added, "event": event, "event_id": f"Ev0{kind}"})
        await ws.advance("1s")
    assert "Security looked at it" in await shown(ws)


async def test_reactions_on_files_and_direct_messages_mean_nothing(ws: Workspace, card: Message) -> None:
    await ws.command("dana", "export 1")
    [sent] = await ws.dms("dana")
    await ws.react("dana", sent, "two")
    await ws.act("react", who="dana", file=sent.raw["files"][0]["id"], name="two")
    assert [event["event"]["item"]["type"] for event in await ws.sent("reaction_added")] == ["message", "file"]
    assert (await ws.card()).words == card.words
