"""Makes the README's pictures: `python -m tests.browser.pictures` plays the story in the sandbox and photographs it.

Run it after a change of what people see, look at the pictures, and commit them with the change.
"""

import asyncio
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot import demo
from bot.cli import sandbox_running
from bot.sandbox.server import Sandbox
from tests.browser import chromium
from tests.browser.screen import DESKTOP, PHONE, Screen, monday_afternoon

FOLDER = Path(__file__).parents[2] / ".github" / "pictures"


async def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with sandbox_running(empty=True) as sandbox, chromium.started() as browser:
        await monday_afternoon(sandbox)
        desktop = await _opened(browser, sandbox, DESKTOP)
        await _talk(desktop)
        async with aiohttp.ClientSession() as http:
            await demo.play(http, sandbox.url)
        await _card(desktop)
        await _form(desktop)
        await _reminder(desktop)
        await _on_a_phone(await _opened(browser, sandbox, PHONE))


async def _opened(browser: Browser, sandbox: Sandbox, size: ViewportSize) -> Screen:
    context = await browser.new_context(viewport=size, locale="en-US", color_scheme="light", reduced_motion="reduce")
    await context.add_init_script("localStorage.setItem('sandbox.greeting', 'dismissed')")
    page = await context.new_page()
    await page.goto(sandbox.url)
    return Screen(page)


async def _talk(screen: Screen) -> None:
    await screen.say("The webhook spec is nearly there. Would you read it before we meet?")
    await screen.become("priya")
    await screen.say("Gladly. Does the reporting team still read the old queue?")
    await screen.become("dana")


async def _card(screen: Screen) -> None:
    for name, emoji, shows in (("sam", "white_check_mark", "1 of 3"), ("lee", "bell", "1 person is waiting")):
        await screen.become(name)
        await screen.react(screen.card, emoji)
        await expect(screen.card).to_contain_text(shows)
    await screen.become("dana")
    await _photograph(screen.page, "card")


async def _form(screen: Screen) -> None:
    await screen.say("/techspec new Hearing schedule")
    await expect(screen.field("Title")).to_have_value("Hearing schedule")
    await screen.choose("Who approves?", "Sam Okafor")
    await screen.field("Title").focus()
    await _photograph(screen.page, "new-spec")
    await screen.page.get_by_test_id("modal-close").click()
    await expect(screen.modal).to_have_count(0)


async def _reminder(screen: Screen) -> None:
    await screen.advance("1-working-day")
    await screen.open_bot_messages()
    await expect(screen.messages.last).to_contain_text("You get this as the drafter")
    await _photograph(screen.page, "reminder")


async def _on_a_phone(screen: Screen) -> None:
    await screen.become("sam")
    await screen.open_channel("team-specs")
    await expect(screen.card).to_be_visible()
    await _photograph(screen.page, "phone")


async def _photograph(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)  # nothing is under the pointer, so no menus of messages are in the picture
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    asyncio.run(main())
