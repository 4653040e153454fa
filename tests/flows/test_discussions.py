"""Setting, moving and cancelling the discussion, what the channel hears of it, and the bot's own marks."""

from datetime import datetime, timedelta

import pytest

from tests.flows.workspace import Message, Workspace


@pytest.fixture
async def card(ws: Workspace) -> Message:
    await ws.new_spec()
    return await ws.card()


async def seconds(ws: Workspace, **ahead: int) -> int:
    return int((await ws.now() + timedelta(**ahead)).timestamp())


async def schedule(ws: Workspace, who: str, at: int, **values: str) -> None:
    await ws.command(who, "schedule 1")
    assert await ws.submit(who, {"starts_at": at, **values}) == {}


async def test_anybody_sets_the_first_time_and_the_channel_hears_it_once(ws: Workspace, card: Message) -> None:
    at = await seconds(ws, days=1)
    await ws.press("lee", card, "Pick a time")
    assert await ws.submit("lee", {"starts_at": at, "length": "45", "place": "Room 2"}) == {}
    card = await ws.card()
    assert f"📅 *TS-1 Hearing schedule* · discussion <!date^{at}^" in card.words
    assert "45 min · Room 2 · set by Lee" in card.words
    [reply] = await ws.replies()
    assert reply.raw["is_broadcast"]
    assert f"Discussion set for <!date^{at}^" in reply.words
    assert card.reactions == {"calendar"}
    await ws.react("priya", card, "white_check_mark")
    assert len(await ws.replies()) == 1


async def test_a_time_that_has_passed_is_refused_at_its_field(ws: Workspace, card: Message) -> None:
    await ws.press("lee", card, "Pick a time")
    assert list(await ws.submit("lee", {"starts_at": 1})) == ["starts_at"]
    assert "needs a time" in (await ws.card()).words


async def test_the_form_offers_a_time_inside_everybodys_hours_and_nothing_counts_before_set(
    ws: Workspace, card: Message
) -> None:
    await ws.press("lee", card, "Pick a time")
    await ws.act("close", who="lee")
    assert "needs a time" in (await ws.card()).words


async def test_the_form_says_which_times_suit_whom_and_begins_with_the_first(ws: Workspace, card: Message) -> None:
    await ws.press("lee", card, "Pick a time")
    words = await ws.modal_words("lee")
    first = (await ws.modal("lee"))["state"]["values"]["starts_at"]["starts_at"]["selected_date_time"]
    assert f"*Next times inside everybody's working hours*\n• <!date^{first}^" in words
    assert "I looked at the working hours of Dana, Sam, Priya, Lee, and" in words
    assert "I cannot see calendars." in words


async def test_where_no_hours_are_shared_the_form_says_so_and_offers_the_thread(ws: Workspace, card: Message) -> None:
    await ws.act("people", name="priya", tz="Asia/Tokyo")
    await ws.press("lee", card, "Pick a time")
    assert "Ask Dana." in await ws.modal_words("lee")
    assert (await ws.modal("lee"))["state"]["values"]["starts_at"]["starts_at"]["selected_date_time"] is None
    await ws.press("dana", card, "Pick a time")
    assert "No working hours are shared by everybody" in await ws.modal_words("dana")
    await ws.press_in_modal("dana", "No meeting needed")
    assert "to be decided in the thread by" in await ws.modal_words("dana")
    assert "to be decided in the thread by" in (await ws.card()).words


async def test_a_typed_time_is_shown_in_the_persons_zone_before_it_counts(ws: Workspace, card: Message) -> None:
    assert await ws.command("sam", "schedule 1 thu 2pm") == ""
    view = await ws.modal("sam")
    offered = view["state"]["values"]["starts_at"]["starts_at"]["selected_date_time"]
    assert datetime.fromtimestamp(offered).astimezone() == datetime.fromisoformat("2026-03-05T14:00:00+01:00")
    assert "needs a time" in (await ws.card()).words
    assert await ws.submit("sam") == {}
    assert f"discussion <!date^{offered}^" in (await ws.card()).words
    assert card.ts == (await ws.card()).ts


async def test_a_typed_time_outside_working_hours_is_warned_of_and_may_be_set(ws: Workspace, card: Message) -> None:
    del card
    await ws.command("dana", "schedule 1 sun 3am")
    assert "is outside the working hours of Dana, Sam, Priya and 1 more." in await ws.modal_words("dana")
    assert await ws.submit("dana") == {}
    assert "📅" in (await ws.card()).words
    # In the afternoon of New York the day in Europe is over.
    await ws.command("dana", "schedule 1 thu 4pm")
    assert "is outside the working hours of Sam, Priya." in await ws.modal_words("dana")
    await ws.act("close", who="dana")
    await ws.command("dana", "schedule 1 thu 10am")
    assert "outside the working hours" not in await ws.modal_words("dana")


async def test_only_the_drafter_moves_it_and_the_channel_hears_of_the_move(ws: Workspace, card: Message) -> None:
    del card
    await schedule(ws, "lee", await seconds(ws, days=1))
    later = await seconds(ws, days=2)
    await ws.command("lee", "schedule 1")
    assert "only its drafter can move it" in (await ws.submit("lee", {"starts_at": later}))["starts_at"]
    await ws.act("close", who="lee")
    await schedule(ws, "dana", later)
    assert f"discussion <!date^{later}^" in (await ws.card()).words
    first, moved = await ws.replies()
    assert "set for" in first.words
    assert f"moved to <!date^{later}^" in moved.words
    assert moved.raw["is_broadcast"]


async def test_setting_the_same_time_again_says_nothing_twice(ws: Workspace, card: Message) -> None:
    del card
    at = await seconds(ws, days=1)
    await schedule(ws, "dana", at)
    await schedule(ws, "dana", at)
    assert len(await ws.replies()) == 1


async def test_cancelling_stays_in_the_thread_and_takes_the_mark_away(ws: Workspace, card: Message) -> None:
    del card
    await schedule(ws, "dana", await seconds(ws, days=1))
    await ws.command("dana", "schedule 1")
    await ws.press_in_modal("dana", "Cancel the discussion")
    card = await ws.card()
    assert "needs a time" in card.words
    assert card.reactions == frozenset()
    [_, cancelled] = await ws.replies()
    assert "cancelled by Dana" in cancelled.words
    assert not cancelled.raw["is_broadcast"]


async def test_others_are_offered_neither_move_nor_cancel(ws: Workspace, card: Message) -> None:
    del card
    await schedule(ws, "dana", await seconds(ws, days=1))
    await ws.press("lee", await ws.card(), "⋯")
    words = await ws.modal_words("lee")
    assert "Move" not in words
    assert "Withdraw" not in words
    await ws.act("close", who="lee")
    await ws.command("lee", "schedule 1")
    assert "Cancel the discussion" not in await ws.modal_words("lee")


async def test_a_press_on_cancel_by_somebody_else_is_refused(ws: Workspace, card: Message) -> None:
    """Such as of a form that was open while the co-drafter was taken off the list."""
    del card
    await schedule(ws, "dana", await seconds(ws, days=1))
    await ws.command("dana", "schedule 1")
    await ws.command("lee", "schedule 1")
    await ws.press_in_modal("dana", "Cancel the discussion")
    await schedule(ws, "sam", await seconds(ws, days=1))
    [body] = await ws.sent("block_actions")
    lee = await ws.user("lee")
    await ws.forge(body, user={**body["user"], "id": lee}, trigger_for="lee")
    assert "Only the drafter" in await ws.modal_words("lee")
    assert "📅" in (await ws.card()).words


async def test_no_meeting_needed_makes_it_a_decision_in_the_thread(ws: Workspace, card: Message) -> None:
    await ws.press("dana", card, "⋯")
    await ws.press_in_modal("dana", "No meeting needed")
    card = await ws.card()
    assert card.words.startswith("💬 *TS-1 Hearing schedule* · to be decided in the thread by")
    [reply] = await ws.replies()
    assert "Dana decides here in the thread" in reply.words


async def test_withdrawn_and_reopened_by_the_drafter(ws: Workspace, card: Message) -> None:
    await ws.command("dana", "withdraw 1")
    assert "needs a time" in (await ws.card()).words
    await ws.press("dana", await ws.whisper("dana"), "Withdraw TS-1")
    withdrawn = await ws.card()
    assert "Withdrawn by Dana" in withdrawn.words
    assert withdrawn.ts == card.ts
    assert "withdrawn" in await ws.command("lee", "nudge 1")
    await ws.press("dana", withdrawn, "⋯")
    await ws.press_in_modal("dana", "Reopen")
    assert "needs a time" in (await ws.card()).words


async def test_once_the_meeting_began_later_lines_have_their_turn_without_a_press(ws: Workspace, card: Message) -> None:
    assert "Turn tech spec" not in card.words
    await schedule(ws, "dana", await seconds(ws, days=1))
    await ws.advance("2d")
    assert "🗣️" in (await ws.card()).words
