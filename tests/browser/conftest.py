"""A running sandbox and a browser for each story; whatever the browser complains about fails the test."""

import os
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from bot.cli import sandbox_running
from bot.sandbox.server import Sandbox
from tests.browser import chromium
from tests.browser.screen import DESKTOP, Screen, monday_afternoon


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with sandbox_running(empty=True) as running:
        await monday_afternoon(running)
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if chromium.executable() is None and not os.environ.get("CI"):
        pytest.skip(chromium.MISSING)
    async with chromium.started() as started:
        yield started


@pytest.fixture
async def complaints() -> list[str]:
    """Console errors, uncaught exceptions and requests to anywhere but this machine."""
    return []


@pytest.fixture
async def context(browser: Browser, complaints: list[str]) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=DESKTOP, locale="en-US", timezone_id="UTC")
    context.set_default_timeout(10_000)

    def watch(page: Page) -> None:
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    context.on("page", watch)
    context.on(
        "request",
        lambda request: (
            None if urlsplit(request.url).hostname in {"127.0.0.1", None} else complaints.append(request.url)
        ),
    )
    yield context
    await context.close()
    assert complaints == []


@pytest.fixture
async def screen(context: BrowserContext, sandbox: Sandbox) -> Screen:
    page = await context.new_page()
    await page.goto(sandbox.url)
    return Screen(page)
