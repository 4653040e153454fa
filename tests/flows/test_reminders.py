"""The reminder about a missing date: when it comes, what it offers, and that it stops the instant it is settled."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.flows.workspace import Message, Workspace

NEW_YORK = ZoneInfo("America/New_York")  # where the drafter lives


@pytest.fixture(autouse=True)
async def spec(ws: Workspace) -> None:
    """A spec that was shared on Monday at 10:00 in New York, without a date."""
    await ws.new_spec()


async def reminded(ws: Workspace) -> Message:
    """The reminder that comes on Wednesday morning."""
    await ws.advance("48h")
    [reminder] = await ws.dms("dana")
    return reminder


def sent_at(message: Message) -> datetime:
    """When it was sent, to the minute, on the drafter's clock."""
    return datetime.fromtimestamp(float(message.ts), NEW_YORK).replace(second=0, microsecond=0, tzinfo=None)


async def test_it_comes_two_working_days_later_at_the_start_of_the_drafters_day(ws: Workspace) -> None:
    await ws.advance("46h")
    assert await ws.dms("dana") == []
    await ws.advance("2h")
    [reminder] = await ws.dms("dana")
    assert sent_at(reminder) == datetime(2026, 3, 4, 9, 0)  # noqa: DTZ001 - the drafter's own clock
    assert reminder.words.startswith("*TS-1* Hearing schedule: when do you want to discuss it?")
    assert "You get this as the drafter. Not again before Friday" in reminder.words
    times = [label for label in reminder.buttons if "discussion.set" in reminder.buttons[label]["action_id"]]
    assert len(times) == 3


async def test_the_notification_says_spec_and_ask(ws: Workspace) -> None:
    reminder = await reminded(ws)
    assert reminder.notification == "TS-1 Hearing schedule: when do you want to discuss it?"


async def test_it_counts_the_people_who_asked(ws: Workspace) -> None:
    await ws.react("priya", await ws.card(), "bell")
    await ws.command("lee", "nudge 1")
    await ws.advance("24h")
    [reminder] = await ws.dms("dana")
    assert sent_at(reminder) == datetime(2026, 3, 3, 9, 0)  # noqa: DTZ001 - the drafter's own clock
    assert "2 people want to discuss it. When?" in reminder.words


async def test_a_wish_that_comes_later_shows_in_the_open_reminder(ws: Workspace) -> None:
    await reminded(ws)
    await ws.react("priya", await ws.card(), "bell")
    [reminder] = await ws.dms("dana")
    assert "1 person wants to discuss it" in reminder.words


async def test_one_of_its_times_settles_it_in_place(ws: Workspace) -> None:
    reminder = await reminded(ws)
    label = next(label for label in reminder.buttons if "discussion.set" in reminder.buttons[label]["action_id"])
    at = reminder.buttons[label]["value"].split(":")[1]
    await ws.press("dana", reminder, label)
    [settled] = await ws.dms("dana")
    assert settled.ts == reminder.ts
    assert settled.buttons == {}
    assert f"✓ <!date^{at}^" in settled.words
    assert "set by Dana. Nothing to do." in settled.words
    assert f"discussion <!date^{at}^" in (await ws.card()).words
    assert len(await ws.replies()) == 1


async def test_its_times_are_inside_everybodys_working_hours(ws: Workspace) -> None:
    for name, zone in {"priya": "America/Los_Angeles", "sam": "Europe/London", "lee": "Europe/London"}.items():
        await ws.act("people", name=name, tz=zone)
    reminder = await reminded(ws)
    offered = [b["value"] for b in reminder.buttons.values() if "discussion.set" in b["action_id"]]
    assert len(offered) == 3
    for value in offered:
        at = datetime.fromtimestamp(int(value.split(":")[1]), ZoneInfo("Europe/London"))
        assert at.hour in {16, 17}
        assert at.astimezone(ZoneInfo("America/Los_Angeles")).hour in {9, 10}


async def test_where_no_hours_are_shared_it_says_so_and_offers_the_thread(ws: Workspace) -> None:
    await ws.act("people", name="sam", tz="Asia/Tokyo")
    reminder = await reminded(ws)
    assert "No working hours are shared" in reminder.words
    assert list(reminder.buttons) == ["Another time…", "No meeting needed"]


async def test_somebody_elses_date_settles_it_too(ws: Workspace) -> None:
    await reminded(ws)
    await ws.command("sam", "schedule 1 friday 16:00")
    assert await ws.submit("sam") == {}
    [settled] = await ws.dms("dana")
    assert "set by Sam. Nothing to do." in settled.words


async def test_another_time_opens_the_form(ws: Workspace) -> None:
    reminder = await reminded(ws)
    await ws.press("dana", reminder, "Another time…")
    at = int((await ws.now() + timedelta(days=1)).timestamp())
    assert await ws.submit("dana", {"starts_at": at}) == {}
    [settled] = await ws.dms("dana")
    assert "Nothing to do" in settled.words


async def test_no_meeting_needed_settles_it(ws: Workspace) -> None:
    await ws.press("dana", await reminded(ws), "No meeting needed")
    [settled] = await ws.dms("dana")
    assert "✓ No meeting. You decide in the thread by <!date^" in settled.words
    assert settled.buttons == {}
    await ws.advance("30d")
    assert len(await ws.dms("dana")) == 1


@pytest.mark.parametrize(
    ("choice", "hours", "comes", "said"),
    [
        ("1h", 2, datetime(2026, 3, 4, 11, 0), "Wed 11:00"),  # noqa: DTZ001 - the drafter's own clock
        ("tomorrow", 24, datetime(2026, 3, 5, 9, 0), "Thu 09:00"),  # noqa: DTZ001 - the same
    ],
)
async def test_a_snooze_is_said_and_kept(ws: Workspace, choice: str, hours: int, comes: datetime, said: str) -> None:
    await ws.choose("dana", await reminded(ws), "reminder.snooze", f"1:{choice}")
    [snoozed] = await ws.dms("dana")
    assert f"💤 Snoozed until {said}." in snoozed.words
    assert "Not again" not in snoozed.words
    await ws.advance(f"{hours}h")
    first, again = await ws.dms("dana")
    assert sent_at(again) == comes
    assert "Asked again below" in first.words
    assert "Another time…" in again.buttons


async def test_a_snooze_until_a_date_asks_for_it(ws: Workspace) -> None:
    await ws.choose("dana", await reminded(ws), "reminder.snooze", "1:until")
    assert list(await ws.submit("dana", {"until": 1})) == ["until"]
    monday = datetime(2026, 3, 9, 12, 0, tzinfo=NEW_YORK)  # after the clocks went forward
    assert await ws.submit("dana", {"until": int(monday.timestamp())}) == {}
    await ws.advance("6d")
    again = (await ws.dms("dana"))[-1]
    assert sent_at(again) == monday.replace(tzinfo=None)


async def test_a_snooze_that_ends_at_night_says_the_morning_at_which_it_comes(ws: Workspace) -> None:
    await ws.choose("dana", await reminded(ws), "reminder.snooze", "1:until")
    night = datetime(2026, 3, 5, 23, 0, tzinfo=NEW_YORK)
    assert await ws.submit("dana", {"until": int(night.timestamp())}) == {}
    assert "💤 Snoozed until Fri 09:00." in (await ws.dms("dana"))[0].words


async def test_it_comes_again_with_growing_gaps_and_only_in_working_hours(ws: Workspace) -> None:
    await ws.advance("30d")
    came = [sent_at(message) for message in await ws.dms("dana")]
    assert [(at.isoformat(" ", "minutes")) for at in came] == [
        "2026-03-04 09:00",
        "2026-03-06 09:00",
        "2026-03-12 09:00",
        "2026-03-24 09:00",
    ]
    assert [bool(message.buttons) for message in await ws.dms("dana")] == [False, False, False, True]


async def test_quiet_hours_defer_it_and_never_swallow_it(ws: Workspace) -> None:
    """The drafter moves to Tokyo, where the moment in New York is in the night."""
    await ws.act("people", name="dana", tz="Asia/Tokyo")
    await ws.advance("72h")
    [reminder] = await ws.dms("dana")
    tokyo = datetime.fromtimestamp(float(reminder.ts), ZoneInfo("Asia/Tokyo"))
    assert (tokyo.weekday() < 5, tokyo.hour) == (True, 9)


async def test_a_withdrawn_spec_reminds_nobody_and_says_so_in_place(ws: Workspace) -> None:
    await reminded(ws)
    await ws.command("dana", "withdraw 1")
    await ws.press("dana", await ws.whisper("dana"), "Withdraw TS-1")
    [settled] = await ws.dms("dana")
    assert "Withdrawn. Nothing to do." in settled.words
    await ws.advance("30d")
    assert len(await ws.dms("dana")) == 1


async def test_a_scheduled_spec_reminds_nobody(ws: Workspace) -> None:
    await ws.command("dana", "schedule 1 thu 2pm")
    assert await ws.submit("dana") == {}
    await ws.advance("30d")
    assert await ws.dms("dana") == []


async def test_after_a_cancelled_discussion_the_wait_begins_anew(ws: Workspace) -> None:
    await ws.command("dana", "schedule 1 thu 2pm")
    assert await ws.submit("dana") == {}
    await ws.command("dana", "schedule 1")
    await ws.press_in_modal("dana", "Cancel the discussion")
    await ws.advance("48h")
    assert len(await ws.dms("dana")) == 1


async def test_a_draft_reminds_nobody(ws: Workspace) -> None:
    await ws.new_spec("lee", "A draft", share="later")
    await ws.advance("30d")
    assert len(await ws.dms("lee")) == 1


# ------------------------------------------------------------------------------------------- when no time is found

WITH_SAM = {"stakeholders": ["sam"]}


async def second_spec(ws: Workspace) -> None:
    """TS-2, with Sam as its stakeholder, shared on the same Monday as TS-1."""
    await ws.new_spec("dana", "Case search", **WITH_SAM)


async def without_the_first(ws: Workspace) -> None:
    """Only TS-2 waits for a time."""
    await second_spec(ws)
    await ws.command("dana", "schedule 1 2026-03-30 14:00")
    assert await ws.submit("dana") == {}


async def test_after_twice_as_long_the_card_says_so(ws: Workspace) -> None:
    await ws.advance("94h")
    assert "Waiting for a time since" not in (await ws.card()).words
    await ws.advance("2h")
    assert "⏳ Waiting for a time since <!date^" in (await ws.card()).words


async def test_a_stakeholder_is_asked_on_the_working_day_after_the_last_call_and_settles_it_for_all(
    ws: Workspace,
) -> None:
    await without_the_first(ws)
    await ws.advance("168h")  # Monday
    assert await ws.dms("sam") == []
    call = (await ws.dms("dana"))[-1]
    assert call.notification == "TS-2 Case search: can you say before Wednesday when to meet?"
    assert "If none is set, I ask Sam on Wednesday to pick one." in call.words
    await ws.advance("48h")  # Sam's next morning after Dana's day: on Tuesday at nine in New York it is 14:00 in Berlin
    [asked] = await ws.dms("sam")
    assert asked.notification == "TS-2 Case search: can you pick a time? None since Mon 2 Mar."
    assert "You get this as a stakeholder" in asked.words
    assert "No meeting needed" not in asked.buttons
    call = (await ws.dms("dana"))[-1]
    assert "I have asked Sam too." in call.words
    label = next(label for label in asked.buttons if "discussion.set" in asked.buttons[label]["action_id"])
    await ws.press("sam", asked, label)
    for who in ("dana", "sam"):
        settled = (await ws.dms(who))[-1]
        assert "set by Sam. Nothing to do." in settled.words
        assert settled.buttons == {}
    assert "discussion <!date^" in (await ws.card(2)).words


async def test_after_a_cancelled_discussion_each_is_told_in_place_who_is_asked_next(ws: Workspace) -> None:
    await without_the_first(ws)
    await ws.advance("216h")
    before = {who: len(await ws.dms(who)) for who in ("dana", "sam")}
    await ws.command("priya", "schedule 2 2026-03-20 14:00")
    assert await ws.submit("priya") == {}
    for at in ("2026-03-23 14:00", None):
        await ws.command("dana", f"schedule 2 {at or ''}".rstrip())
        if at is None:
            await ws.press_in_modal("dana", "Cancel the discussion")
        else:
            assert await ws.submit("dana") == {}
    assert {who: len(await ws.dms(who)) for who in ("dana", "sam")} == before
    *older, newest = await ws.dms("dana")
    assert newest.words.endswith("The discussion was cancelled. I ask you again, not before Friday.")
    assert ["Asked again below." in message.words for message in older] == [True] * (before["dana"] - 1)
    [asked] = await ws.dms("sam")
    assert asked.words.endswith("The discussion was cancelled. I ask Dana for a time. Nothing to do here.")
    await ws.advance("72h")
    *older, newest = await ws.dms("dana")
    assert "Asked again below." in older[-1].words
    assert "Another time…" in newest.buttons


async def test_a_stakeholder_who_says_not_me_is_left_alone(ws: Workspace) -> None:
    await without_the_first(ws)
    await ws.advance("216h")
    [asked] = await ws.dms("sam")
    await ws.choose("sam", asked, "reminder.snooze", "2:not-me")
    [declined] = await ws.dms("sam")
    assert "✓ Not you, then. It stays with the drafter." in declined.words
    assert declined.buttons == {}
    assert "Sam said “not me”. There is nobody else to ask, so it stays with you." in (await ws.dms("dana"))[-1].words
    await ws.advance("14d")
    assert len(await ws.dms("sam")) == 1


async def test_a_drafter_who_says_not_me_hands_over_and_the_new_one_is_asked(ws: Workspace) -> None:
    reminder = await reminded(ws)
    await ws.choose("dana", reminder, "reminder.snooze", "1:not-me")
    assert "Gil is a guest" in (await ws.submit("dana", {"drafter": "gil"}))["drafter"]
    assert await ws.submit("dana", {"drafter": "lee"}) == {}
    [settled] = await ws.dms("dana")
    assert "✓ Lee drafts it. Nothing to do." in settled.words
    assert settled.buttons == {}
    [told] = await ws.replies()
    assert f"<@{await ws.user('lee')}>" in told.words
    await ws.advance("24h")
    [asked] = await ws.dms("lee")
    assert "You get this as the drafter." in asked.words
    assert len(await ws.dms("dana")) == 1


async def test_two_specs_make_one_message_and_each_is_settled_by_its_own_buttons(ws: Workspace) -> None:
    await second_spec(ws)
    both = await reminded(ws)
    assert both.notification == "2 specs need a time: TS-1 Hearing schedule, TS-2 Case search"
    [actions] = [block for block in both.raw["blocks"] if block["block_id"] == "times-2"]
    first = actions["elements"][0]
    await ws.press(
        "dana", Message({**both.raw, "blocks": [{**actions, "elements": [first]}]}, both.channel), first["text"]["text"]
    )
    [one_left] = await ws.dms("dana")
    assert "1 spec needs a time" in one_left.words
    assert "set by Dana. Nothing to do." in one_left.words
    assert {block["block_id"] for block in one_left.raw["blocks"] if block["type"] == "actions"} == {"times-1"}
    await ws.press("dana", one_left, "No meeting needed")
    [settled] = await ws.dms("dana")
    assert settled.notification.startswith("Nothing to do here: TS-1")
    assert settled.buttons == {}


async def test_what_has_waited_longest_comes_first(ws: Workspace) -> None:
    await second_spec(ws)
    await ws.command("dana", "away 4 mar to 5 mar")
    await ws.press("dana", await ws.whisper("dana"), "Set")
    await ws.command("dana", "schedule 1 2026-03-30 14:00")
    assert await ws.submit("dana") == {}
    await ws.advance("24h")
    await ws.command("dana", "schedule 1")
    await ws.press_in_modal("dana", "Cancel the discussion")
    await ws.advance("72h")
    [both] = await ws.dms("dana")
    assert both.notification == "2 specs need a time: TS-2 Case search, TS-1 Hearing schedule"


def offered(message: Message, number: int) -> list[int]:
    """The times that a message offers for a spec, in unix seconds."""
    rows = [block for block in message.raw["blocks"] if block["block_id"] == f"times-{number}"]
    values = [str(element.get("value")).split(":") for row in rows for element in row["elements"]]
    return [int(value[1]) for value in values if len(value) == 2]


async def test_nobody_is_offered_one_time_twice_or_a_time_at_which_they_meet_already(ws: Workspace) -> None:
    await second_spec(ws)
    both = await reminded(ws)
    first, second = offered(both, 1), offered(both, 2)
    assert len({*first, *second}) == 4
    await ws.new_spec("lee", "Docket import", starts_at=second[0])
    [left] = await ws.dms("dana")
    assert second[0] not in (*offered(left, 1), *offered(left, 2))
    assert len({*offered(left, 1), *offered(left, 2)}) == 4


async def pass_by(ws: Workspace, at: int) -> None:
    """Let it become a minute later than `at`, in unix seconds."""
    await ws.advance(f"{at - int((await ws.now()).timestamp()) + 60}s")


async def test_when_its_first_time_has_passed_a_message_offers_others_in_place(ws: Workspace) -> None:
    reminder = await reminded(ws)
    first, *others = offered(reminder, 1)
    await pass_by(ws, first)
    [later] = await ws.dms("dana")
    assert later.ts == reminder.ts
    assert len(offered(later, 1)) == 3
    assert not {first, *others} & set(offered(later, 1))
    assert min(offered(later, 1)) > first


async def test_a_press_on_a_time_that_has_passed_is_refused_and_brings_others(ws: Workspace) -> None:
    reminder = await reminded(ws)
    first, *_ = offered(reminder, 1)
    await ws.fault("chat.update", times=1, error="invalid_blocks")
    await pass_by(ws, first)
    assert offered((await ws.dms("dana"))[0], 1)[0] == first
    await ws.press("dana", reminder, next(iter(reminder.buttons)))
    assert "That time has passed" in (await ws.whisper("dana", reminder.channel)).words
    assert offered((await ws.dms("dana"))[0], 1)[0] > first


async def test_once_hours_are_shared_again_a_message_offers_them_without_being_asked(ws: Workspace) -> None:
    await ws.command("sam", "away 4 mar to 20 mar")
    await ws.press("sam", await ws.whisper("sam"), "Set")
    await ws.advance("6d")
    sunday = (await ws.dms("dana"))[-1]
    assert offered(sunday, 1) == []
    await ws.advance("24h")
    monday = (await ws.dms("dana"))[-1]
    assert monday.ts == sunday.ts
    assert {datetime.fromtimestamp(at, NEW_YORK).day for at in offered(monday, 1)} == {23}


async def test_away_in_the_menu_opens_the_form_for_an_absence(ws: Workspace) -> None:
    await ws.choose("dana", await reminded(ws), "reminder.snooze", "1:away")
    assert await ws.submit("dana", {"away_from": "2026-03-05", "away_to": "2026-03-06"}) == {}
    await ws.advance("72h")
    assert len(await ws.dms("dana")) == 1, "Friday's waits until she is back"
    await ws.advance("72h")
    assert len(await ws.dms("dana")) == 2
