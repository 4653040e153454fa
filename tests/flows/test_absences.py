"""Being away: said in one's own words or picked, echoed before it counts, and kept by everything that is sent."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.flows.workspace import Workspace

NEW_YORK = ZoneInfo("America/New_York")  # where the drafter lives


async def be_away(ws: Workspace, who: str, when: str) -> str:
    """Type an absence and press *Set*; what is answered."""
    await ws.command(who, f"away {when}")
    await ws.press(who, await ws.whisper(who), "Set")
    return (await ws.whisper(who)).words


async def came(ws: Workspace, who: str = "dana") -> list[str]:
    """When each message to somebody was sent, on the drafter's clock."""
    return [f"{datetime.fromtimestamp(float(m.ts), NEW_YORK):%a %d %b %H:%M}" for m in await ws.dms(who)]


async def test_what_was_understood_is_said_before_it_counts(ws: Workspace) -> None:
    asked = await ws.command("dana", "away until monday")
    assert "Away: Mon 2 Mar to Sun 8 Mar?" in asked
    assert "First working day back: Mon 9 Mar." in asked
    await ws.command("dana", "away")
    assert "Nothing. You are there on every working day." in await ws.modal_words("dana")
    await ws.act("close", who="dana")
    assert "✓ You are away: *Mon 2 Mar to Sun 8 Mar*" in await be_away(ws, "dana", "until monday")
    await ws.command("dana", "away")
    assert "Mon 2 Mar to Sun 8 Mar" in await ws.modal_words("dana")


async def test_what_is_no_absence_is_answered_with_examples(ws: Workspace) -> None:
    assert "“24 dec to 2 jan”" in await ws.command("dana", "away for ever")


async def test_a_drafter_who_is_away_hears_of_it_on_the_first_day_back(ws: Workspace) -> None:
    await ws.new_spec()  # Monday at 10:00; the reminder would come on Wednesday
    said = await be_away(ws, "dana", "wed to fri")
    assert "TS-1* Hearing schedule needs a time" in said
    assert "`/techspec schedule 1`" in said
    await ws.advance("6d")
    assert await came(ws) == []
    await ws.advance("2d")
    assert await came(ws) == ["Mon 09 Mar 09:00"]


async def test_somebody_who_comes_back_in_the_middle_of_a_day_hears_of_it_then(ws: Workspace) -> None:
    await ws.new_spec()
    await be_away(ws, "dana", "wed 8:00 to wed 13:30")
    await ws.advance("3d")
    assert await came(ws) == ["Wed 04 Mar 13:30"]


async def test_an_absence_that_is_taken_back_lets_the_reminder_come(ws: Workspace) -> None:
    await ws.new_spec()
    await be_away(ws, "dana", "wed to fri")
    await ws.command("dana", "away")
    await ws.press_in_modal("dana", "Remove")
    assert "✓ Removed" in await ws.modal_words("dana")
    await ws.advance("3d")
    assert await came(ws) == ["Wed 04 Mar 09:00"]


async def test_times_are_suggested_outside_everybodys_absences(ws: Workspace) -> None:
    for name in ("sam", "priya", "lee"):
        await ws.act("people", name=name, tz="America/New_York")
    await ws.new_spec()
    await ws.advance("48h")  # Wednesday, 10:00
    await be_away(ws, "sam", "tomorrow")
    [reminder] = await ws.dms("dana")
    offered = [b["value"] for b in reminder.buttons.values() if "discussion.set" in b["action_id"]]
    days = [f"{datetime.fromtimestamp(int(value.split(':')[1]), NEW_YORK):%a}" for value in offered]
    assert len(days) == 3
    assert "Thu" not in days


async def test_days_are_picked_on_the_persons_own_clock(ws: Workspace) -> None:
    await ws.command("sam", "away")  # Berlin
    assert await ws.submit("sam", {"away_from": "2026-03-05", "away_to": "2026-03-06"}) == {}
    said = await ws.modal_words("sam")
    assert "✓ You are away: *Thu 5 Mar to Fri 6 Mar*. First working day back: Mon 9 Mar." in said
    await ws.act("people", name="sam", tz="America/New_York")
    await ws.act("close", who="sam")
    await ws.command("sam", "away")
    assert "Wed 4 Mar 18:00 to Fri 6 Mar 18:00" in await ws.modal_words("sam")


async def test_days_that_cannot_be_are_told_at_their_field(ws: Workspace) -> None:
    await ws.command("sam", "away")
    wrong = await ws.submit("sam", {"away_from": "2026-03-05", "away_to": "2026-03-04"})
    assert "before you leave" in wrong["away_to"]
    wrong = await ws.submit("sam", {"away_from": "2026-02-05", "away_to": "2026-02-06"})
    assert "has passed" in wrong["away_to"]
    assert await ws.submit("sam", {"away_from": "2026-03-05", "away_to": "2026-03-05"}) == {}


async def test_the_same_absence_twice_is_one(ws: Workspace) -> None:
    for _ in range(2):
        await ws.command("sam", "away thu")
        await ws.press("sam", await ws.whisper("sam"), "Set")
        # The answer stands where the question stood: nobody is asked twice.
        assert "Set" not in (await ws.whisper("sam")).buttons
    await ws.command("sam", "away")
    assert (await ws.modal_words("sam")).count("Thu 5 Mar") == 1


async def test_a_question_that_is_answered_too_late_sets_nothing(ws: Workspace) -> None:
    await ws.command("sam", "away tomorrow")
    question = await ws.whisper("sam")
    await ws.advance("60h")
    await ws.press("sam", question, "Set")
    assert "That has passed" in (await ws.whisper("sam")).words


async def test_guests_may_be_away_too(ws: Workspace) -> None:
    assert "✓ You are away" in await be_away(ws, "gil", "tomorrow")
