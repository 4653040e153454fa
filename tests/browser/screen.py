"""The sandbox's page in the hands of a person: where they look, and what they do there.

The rule it keeps: people find things by what they see, so everything is looked for by its words or its test id, and
nothing is done behind the page's back except for `monday_afternoon`, which arranges the workspace before it is opened.
"""

import re
from datetime import UTC, datetime, timedelta

import aiohttp
from playwright.async_api import Locator, Page, ViewportSize

from bot.sandbox.server import Sandbox

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


async def monday_afternoon(sandbox: Sandbox) -> None:
    """Bring the workspace to the next Monday, 15:00 UTC, so that working days do not depend on today."""
    now = sandbox.workspace.clock.now()
    today = datetime(now.year, now.month, now.day, 15, tzinfo=UTC)
    monday = today + timedelta(days=7 - now.weekday())
    advance = {"advance": f"{int((monday - now).total_seconds())}s"}
    async with aiohttp.ClientSession() as http, http.post(f"{sandbox.url}_sandbox/clock", json=advance) as response:
        answer = await response.json()
    if not answer["ok"]:
        raise RuntimeError(f"the clock answered {answer}")


class Screen:
    """The open page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.modal = page.get_by_test_id("modal")
        self.messages = page.get_by_test_id("message")
        self.card = self.messages.filter(has_text="TS-1").filter(has_text="tick a line").last
        """The card of TS-1 in the open channel; only cards explain their reactions."""

    async def become(self, name: str) -> None:
        """Take another person's seat."""
        await self.page.get_by_test_id(f"person-{name}").click()
        await self.page.locator(f'[data-testid="person-{name}"][aria-checked="true"]').wait_for()

    async def open_channel(self, name: str) -> None:
        """Open a channel from the sidebar."""
        await self.page.get_by_test_id(f"channel-{name}").click()

    async def open_bot_messages(self) -> None:
        """Open the direct messages with the bot."""
        await self.page.locator('[data-testid^="dm-"]').filter(has_text="Tech Spec").click()

    async def say(self, text: str) -> None:
        """Type into the composer and press Enter."""
        composer = self.page.get_by_test_id("composer")
        await composer.fill(text)
        await composer.press("Enter")

    def field(self, label: str) -> Locator:
        """An input of the open modal, by the label that stands above it."""
        return self.modal.get_by_label(re.compile(rf"^{re.escape(label)}"))

    async def choose(self, label: str, name: str) -> None:
        """Search in a select of the open modal and take the first hit."""
        await self.field(label).click()
        await self.field(label).press_sequentially(name)
        await self.field(label).press("Enter")
        await self.modal.get_by_text(name).first.wait_for()

    async def submit(self) -> None:
        """Press the modal's submit button."""
        await self.page.get_by_test_id("modal-submit").click()

    async def press(self, message: Locator, button: str) -> None:
        """Press a message's button."""
        await message.get_by_role("button", name=button, exact=True).click()

    async def react(self, message: Locator, emoji: str) -> None:
        """Pick an emoji from the menu that a message shows under the pointer."""
        await message.hover()
        await message.get_by_test_id("react-button").click()
        await self.page.get_by_test_id("emoji-search").fill(emoji)
        await self.page.get_by_test_id("emoji-search").press("Enter")

    async def advance(self, step: str) -> None:
        """Press one of the clock's buttons and wait until the clock has arrived."""
        button = self.page.get_by_test_id(f"clock-advance-{step}")
        await button.click()
        await self.page.locator(".clock-busy").wait_for(state="detached")
