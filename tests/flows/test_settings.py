"""A channel's settings: seen, tried, saved, and what they change for cards and reminders that stand."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.flows.workspace import Workspace, texts

NEW_YORK = ZoneInfo("America/New_York")  # where the drafter lives
PRIVATE = "specs-private"  # dana, sam and the bot
LEADS = "leads"  # private, without the bot


async def save(ws: Workspace, who: str = "sam", channel: str = "team-specs", **values: Any) -> dict[str, str]:
    """Change some settings; what is wrong at the fields."""
    await ws.command(who, "settings", channel)
    wrong = dict(await ws.submit(who, values))
    if not wrong:
        await ws.act("close", who=who)
    return wrong


async def change(ws: Workspace, field: str, selected: Any, who: str = "sam", **values: Any) -> str:
    """Change a field of the open form; what it then says will happen."""
    body = {"view": True, "action_id": "settings.field", "block_id": field, "selected": selected, "values": values}
    answer = await ws.act("click", who=who, **body)
    assert answer["ok"], answer
    return await preview(ws, who)


async def preview(ws: Workspace, who: str = "sam") -> str:
    [block] = [block for block in (await ws.modal(who))["blocks"] if block["block_id"] == "preview"]
    return "\n".join(texts(block))


async def reminders(ws: Workspace, who: str = "dana") -> list[str]:
    """When each message to somebody was sent, on the drafter's clock."""
    return [f"{datetime.fromtimestamp(float(m.ts), NEW_YORK):%a %d %b %H:%M}" for m in await ws.dms(who)]


async def test_the_defaults_need_no_visit_and_are_said_in_words(ws: Workspace) -> None:
    await ws.command("sam", "settings")
    said = await preview(ws)
    assert "2 working days after sharing" in said
    assert "9:00 to 17:30 on Monday to Friday" in said
    assert "no public holidays" in said
    assert ":bell: asks for a time" in said
    assert "Back to the defaults" not in await ws.modal_words("sam")


async def test_each_change_shows_what_will_happen_before_anything_is_saved(ws: Workspace) -> None:
    await ws.command("sam", "settings")
    assert "3 working days after sharing" in await change(ws, "remind_after", "3")
    assert "8:30 to 17:30" in await change(ws, "work_starts", "08:30")
    said = await change(ws, "country", "DE")
    assert "nor on public holidays in Germany: the next one is 3 Apr (Good Friday)" in said
    assert "3 working days after sharing" in said
    said = await change(ws, "region-DE", "BW")
    assert "in Germany (Baden-Württemberg)" in said
    assert "Sunday" not in await change(ws, "work_days", ["0", "1", "2"])
    await ws.act("close", who="sam")
    await ws.command("sam", "settings")
    assert "2 working days after sharing" in await preview(ws)


async def test_another_country_brings_its_own_regions(ws: Workspace) -> None:
    await ws.command("sam", "settings")
    await change(ws, "country", "DE")
    await change(ws, "region-DE", "BE")
    said = await change(ws, "country", "GB")
    assert "in United Kingdom: the next one" in said
    blocks = {block["block_id"]: block for block in (await ws.modal("sam"))["blocks"]}
    assert "region-DE" not in blocks
    assert "Scotland" in texts(blocks["region-GB"]["element"]["option_groups"])
    await change(ws, "region-GB", "SCT")
    assert await ws.submit("sam") == {}
    assert "public holidays in United Kingdom (Scotland)" in await ws.modal_words("sam")


async def test_saved_the_answer_says_what_holds_and_who_changed_what_is_kept(ws: Workspace) -> None:
    await ws.command("sam", "settings")
    assert await ws.submit("sam", {"remind_after": "4", "work_ends": "16:00"}) == {}
    said = await ws.modal_words("sam")
    assert "✓ From now on" in said
    assert "4 working days after sharing" in said
    assert "9:00 to 16:00" in said
    assert "Sam changed the first reminder, the working hours" in said
    await ws.act("close", who="sam")
    await ws.command("dana", "settings")
    assert "4 working days" in await preview(ws, "dana")
    assert "Sam changed" in await ws.modal_words("dana")


async def test_wrong_input_is_told_at_its_field_and_nothing_typed_is_lost(ws: Workspace) -> None:
    wrong = await save(
        ws, remind_after="5", work_ends="09:30", emoji_read=":eyes:", emoji_nudge=":eyes: :one:", work_days=["0"]
    )
    assert set(wrong) == {"work_ends", "emoji_nudge"}
    assert "an hour after it starts" in wrong["work_ends"]
    assert ":one: ticks a checklist line" in wrong["emoji_nudge"]
    assert await ws.submit("sam", {"work_ends": "12:00", "emoji_nudge": "hand"}) == {}
    said = await ws.modal_words("sam")
    assert "5 working days" in said
    assert "9:00 to 12:00 on Monday," in said
    assert ":eyes: says “I have read it”, :hand: asks for a time" in said


async def test_what_is_wrong_shows_while_it_is_typed_too(ws: Workspace) -> None:
    await ws.command("sam", "settings")
    said = await change(ws, "work_ends", "07:00")
    assert "cannot be saved yet" in said
    assert "an hour after it starts" in said
    assert "What will happen" in await change(ws, "work_ends", "18:00")


async def test_back_to_the_defaults(ws: Workspace) -> None:
    await save(ws, remind_after="7", country="DE")
    await ws.command("dana", "settings")
    await ws.press_in_modal("dana", "Back to the defaults")
    said = await ws.modal_words("dana")
    assert "2 working days after sharing" in said
    assert "no public holidays" in said
    assert "Dana changed the first reminder, the holidays" in said
    assert "Sam changed" in said


# Who may


async def test_guests_are_refused(ws: Workspace) -> None:
    await ws.act("message", who="gil", channel="team-specs", text="Hello")
    assert "Guests cannot change" in await ws.command("gil", "settings")


async def test_in_a_direct_message_it_says_where_settings_are(ws: Workspace) -> None:
    [dm] = [c for c in (await ws.state())["channels"].values() if c["is_im"] and await ws.user("dana") in c["members"]]
    assert "in the channel that they are for" in await ws.command("dana", "settings", dm["id"])


async def test_where_the_bot_is_not_a_member_it_says_how_to_invite_it(ws: Workspace) -> None:
    assert "/invite" in await ws.command("sam", "settings", LEADS)


async def test_the_settings_of_a_private_channel_are_its_members_alone(ws: Workspace) -> None:
    await ws.command("dana", "settings", PRIVATE)
    assert await ws.submit("dana", {"remind_after": "9"}) == {}
    [body] = await ws.sent("view_submission")
    changed = {**body["view"]["state"]["values"]}
    changed["remind_after"] = {"settings.field": {"type": "static_select", "selected_option": {"value": "1"}}}
    view = {**body["view"], "state": {"values": changed}}
    await ws.forge({**body, "view": view, "user": {**body["user"], "id": await ws.user("priya")}}, trigger_for="priya")
    await ws.act("close", who="dana")
    await ws.command("sam", "settings", PRIVATE)
    assert "9 working days" in await preview(ws)


async def test_the_menu_of_a_spec_leads_to_them(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.press("lee", await ws.card(), "⋯")
    await ws.press_in_modal("lee", "Settings")
    assert await ws.submit("lee", {"emoji_nudge": ":hand:"}) == {}
    assert ":hand: please schedule" in (await ws.card()).words


# What they change


async def test_another_n_moves_the_next_reminder_and_repeats_none(ws: Workspace) -> None:
    await ws.new_spec()  # Monday at 10:00
    assert await save(ws, remind_after="1") == {}
    await ws.advance("30h")
    assert await reminders(ws) == ["Tue 03 Mar 09:00"]
    assert await save(ws, remind_after="3") == {}
    await ws.advance("1h")
    assert await reminders(ws) == ["Tue 03 Mar 09:00"]
    assert "Not again before Friday" in (await ws.dms("dana"))[0].words
    await ws.advance("72h")
    assert await reminders(ws) == ["Tue 03 Mar 09:00", "Fri 06 Mar 09:00"]


async def test_other_hours_hold_for_the_reminder_that_waits(ws: Workspace) -> None:
    await ws.new_spec()
    assert await save(ws, work_starts="13:00", work_ends="18:00", work_days=["3", "4"]) == {}
    await ws.advance("11d")
    assert await reminders(ws) == ["Thu 12 Mar 13:00"]


async def test_a_public_holiday_is_no_working_day(ws: Workspace) -> None:
    assert await save(ws, country="DE") == {}
    await ws.advance("30d")  # Wednesday, 1 April; the 3rd and the 6th are Good Friday and Easter Monday
    await ws.new_spec()
    await ws.advance("5d")
    assert await reminders(ws) == []
    await ws.advance("2d")
    assert await reminders(ws) == ["Tue 07 Apr 09:00"]


async def test_suggested_times_keep_the_hours_of_the_channel(ws: Workspace) -> None:
    await ws.act("people", name="priya", tz="America/New_York")
    for name in ("sam", "lee"):
        await ws.act("people", name=name, tz="America/New_York")
    await ws.new_spec()
    assert await save(ws, work_starts="11:00", work_ends="13:00") == {}
    await ws.advance("50h")
    [reminder] = await ws.dms("dana")
    offered = [b["value"] for b in reminder.buttons.values() if "discussion.set" in b["action_id"]]
    clocks = [datetime.fromtimestamp(int(value.split(":")[1]), NEW_YORK) for value in offered]
    assert clocks
    assert all(11 <= at.hour < 13 for at in clocks)


async def test_other_emoji_show_on_a_card_that_stands_and_count_on_it(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.react("lee", await ws.card(), "bell")
    assert await save(ws, emoji_nudge=":hand:", emoji_read=":eyes: :+1:") == {}
    card = await ws.card()
    assert ":eyes: read · :hand: please schedule" in card.words
    assert "1 person is waiting" in card.words
    await ws.react("priya", card, "bell")
    assert "1 person is waiting" in (await ws.card()).words
    await ws.react("priya", card, "hand::skin-tone-3")
    assert "2 people are waiting" in (await ws.card()).words
    await ws.react("lee", card, "bell", remove=True)
    assert "1 person is waiting" in (await ws.card()).words
    await ws.react("sam", card, "+1")
    assert "1 of" in (await ws.card()).words
    assert ":hand: please schedule" in await ws.command("dana", "show 1")


async def test_marks_that_are_switched_off_go(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.command("dana", "schedule 1 thu 2pm")
    assert await ws.submit("dana") == {}
    assert (await ws.card()).reactions == {"calendar"}
    assert await save(ws, progress_marks=[]) == {}
    assert (await ws.card()).reactions == frozenset()
    assert await save(ws, progress_marks=["marks"]) == {}
    assert (await ws.card()).reactions == {"calendar"}
