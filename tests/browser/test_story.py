"""The whole story as people see it: new, an error, the card, other people's presses, the reminder, a time."""

import re

from playwright.async_api import expect

from tests.browser.screen import Screen

TITLE = "Hearing schedule"


async def test_a_spec_goes_from_a_form_with_an_error_to_a_discussion_that_fits_everybody(screen: Screen) -> None:
    await _dana_writes_a_spec_with_a_slip(screen)
    await _the_others_answer_the_card(screen)
    await _dana_is_asked_for_a_time_and_picks_one(screen)
    await _everybody_sees_the_time_on_their_own_clock(screen)


async def _dana_writes_a_spec_with_a_slip(screen: Screen) -> None:
    await screen.say(f"/techspec new {TITLE}")
    await expect(screen.field("Title")).to_have_value(TITLE)
    await screen.field("Overview").fill("Move scheduling to two releases.")
    await screen.choose("Who approves?", "Sam Okafor")
    await screen.field("When").fill("2020-01-02T10:00")
    await screen.submit()

    await expect(screen.field("When")).to_have_accessible_description(re.compile("That time has passed"))
    await expect(screen.modal.get_by_test_id("modal-error")).to_have_count(1)
    await expect(screen.field("Title")).to_have_value(TITLE)
    await expect(screen.field("Overview")).to_have_value("Move scheduling to two releases.")
    await expect(screen.modal).to_contain_text("Sam Okafor")

    await screen.field("When").fill("")
    await screen.submit()
    await expect(screen.modal).to_have_count(0)
    await expect(screen.card).to_contain_text(f"TS-1 {TITLE} · needs a time")
    await expect(screen.card).to_contain_text("Move scheduling to two releases.")
    await expect(screen.card).to_contain_text("0 of 3")


async def _the_others_answer_the_card(screen: Screen) -> None:
    await screen.become("sam")
    await screen.press(screen.card, "Read")
    await expect(screen.modal).to_contain_text("Move scheduling to two releases.")
    await screen.submit()
    await expect(screen.modal).to_have_count(0)
    await expect(screen.card).to_contain_text("1 of 3")

    await screen.become("priya")
    await screen.react(screen.card, "white_check_mark")
    await expect(screen.card).to_contain_text("2 of 3")
    await screen.card.get_by_test_id("reaction-white_check_mark").click()
    await expect(screen.card).to_contain_text("1 of 3")

    await screen.become("lee")
    await screen.react(screen.card, "bell")
    await expect(screen.card).to_contain_text("1 person is waiting")


async def _dana_is_asked_for_a_time_and_picks_one(screen: Screen) -> None:
    await screen.become("dana")
    await screen.advance("1-working-day")
    await screen.open_bot_messages()
    reminder = screen.messages.last
    await expect(reminder).to_contain_text(f"TS-1 {TITLE}: 1 person wants to discuss it. When?")
    await expect(reminder).to_contain_text(re.compile(r"Ready since \w+day, no time set yet\."))
    await expect(reminder).to_contain_text("You get this as the drafter. Not again before")

    times = reminder.get_by_role("button", name=re.compile(r"\d\d:\d\d$"))
    await expect(times).to_have_count(3)
    await times.first.click()
    await expect(reminder).to_contain_text("Nothing to do.")
    await expect(times).to_have_count(0)


async def _everybody_sees_the_time_on_their_own_clock(screen: Screen) -> None:
    await screen.open_channel("team-specs")
    await expect(screen.card).not_to_contain_text("needs a time")
    meeting = screen.card.get_by_text(re.compile(r"30 min · set by"))
    in_new_york = await meeting.inner_text()
    announcement = screen.messages.last
    await expect(announcement).to_contain_text("replied to a thread")

    await screen.become("sam")
    await expect(meeting).to_be_visible()
    await expect(meeting).not_to_have_text(in_new_york)
