"""The sandbox's page in the hands of a person: where they look, and what they do there.

The rule it keeps: people find things by what they see, so everything is looked for by its words or its test id, and
nothing is done behind the page's back except for `monday_afternoon`, which arranges the workspace before it is opened.
"""

from datetime import UTC, datetime, timedelta

import aiohttp
from playwright.async_api import Locator, Page, ViewportSize

from bot.sandbox.server import Sandbox

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

AT_HOME = {"sam": "Europe/Berlin", "priya": "Europe/Lisbon", "lee": "America/Chicago"}
"""Zones in which everybody shares an hour and a half with the drafter in New York, so that there are times to offer."""


async def monday_afternoon(sandbox: Sandbox) -> None:
    """Bring the workspace to the next Monday, 15:00 UTC, so that working days do not depend on today."""
    now = sandbox.workspace.clock.now()
    today = datetime(now.year, now.month, now.day, 15, tzinfo=UTC)
    monday = today + timedelta(days=7 - now.weekday())
    async with aiohttp.ClientSession(sandbox.url) as http:
        for name, tz in AT_HOME.items():
            await _arrange(http, "people", {"name": name, "tz": tz})
        await _arrange(http, "clock", {"advance": f"{int((monday - now).total_seconds())}s"})


async def _arrange(http: aiohttp.ClientSession, what: str, given: dict[str, str]) -> None:
    async with http.post(f"/_sandbox/{what}", json=given) as response:
        answer = await response.json()
    if not answer["ok"]:
        raise RuntimeError(f"{what} answered {answer}")


class Screen:
    """The open page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.modal = page.get_by_test_id("modal")
        self.messages = page.get_by_test_id("message")
        self.card = self.messages.filter(has_text="TS-1").filter(has_text="please schedule").last
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

    def field(self, block_id: str) -> Locator:
        """An input of the open modal."""
        return self.modal.locator(f'input[data-block-id="{block_id}"], textarea[data-block-id="{block_id}"]')

    def error(self, block_id: str) -> Locator:
        """What the open modal says is wrong with an input."""
        return self.modal.locator(f'[data-testid="modal-error"][data-block-id="{block_id}"]')

    async def choose(self, block_id: str, name: str) -> None:
        """Search in a select of the open modal and take the first hit."""
        await self.field(block_id).click()
        await self.field(block_id).press_sequentially(name)
        await self.field(block_id).press("Enter")
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
