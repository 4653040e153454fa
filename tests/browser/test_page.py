"""The page itself: on a phone, and while several people act at the same time."""

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from bot.sandbox.server import Sandbox
from tests.browser.screen import PHONE, Screen


@pytest.fixture
async def phone(context: BrowserContext, sandbox: Sandbox) -> Screen:
    page = await context.new_page()
    await page.set_viewport_size(PHONE)
    await page.goto(sandbox.url)
    return Screen(page)


async def test_on_a_phone_a_spec_is_made_and_read_without_anything_sticking_out(phone: Screen) -> None:
    await phone.open_channel("team-specs")
    await phone.say("/techspec new Hearing schedule")
    await expect(phone.field("Title")).to_have_value("Hearing schedule")
    await _fits(phone, phone.modal)
    await phone.submit()
    await expect(phone.card).to_contain_text("TS-1 Hearing schedule · needs a time")
    await _fits(phone, phone.card)

    await phone.page.get_by_test_id("back").click()
    await expect(phone.card).not_to_be_visible()
    await phone.become("sam")
    await phone.open_channel("team-specs")
    await phone.press(phone.card, "Read")
    await _fits(phone, phone.modal)
    await phone.submit()
    await expect(phone.card).to_contain_text("1 of 3")


async def test_what_somebody_else_does_leaves_half_a_message_alone(
    screen: Screen, context: BrowserContext, sandbox: Sandbox
) -> None:
    await screen.say("/techspec new Hearing schedule")
    await screen.submit()
    await expect(screen.card).to_contain_text("0 of 3")
    composer = screen.page.get_by_test_id("composer")
    await composer.fill("I would rather")

    sams = Screen(await context.new_page())
    await sams.page.goto(sandbox.url)
    await sams.become("sam")
    await sams.react(sams.card, "white_check_mark")

    await expect(screen.card).to_contain_text("1 of 3")
    await composer.press_sequentially(" meet.")
    await expect(composer).to_have_value("I would rather meet.")


async def _fits(screen: Screen, what: Locator) -> None:
    """Nothing of it is beside the window, and the window itself does not scroll sideways."""
    assert await screen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = await what.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
