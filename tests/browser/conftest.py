"""A running sandbox and a browser for each story; whatever the browser complains about fails the test.

The kitchen sink (a stand-in with one of everything in it) is made once for all tests that look at the page itself.
"""

import os
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from bot.cli import sandbox_running
from bot.sandbox.server import Sandbox
from tests.browser import chromium, kitchen_app
from tests.browser.kitchen_app import Kitchen
from tests.browser.screen import DESKTOP, Screen, monday_afternoon
from tests.browser.states import look_at


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with sandbox_running(empty=True) as running:
        await monday_afternoon(running)
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    _need_a_browser()
    async with chromium.started() as started:
        yield started


@pytest.fixture
async def complaints() -> list[str]:
    """Console errors, uncaught exceptions and requests to anywhere but this machine."""
    return []


@pytest.fixture
async def context(browser: Browser, complaints: list[str]) -> AsyncIterator[BrowserContext]:
    context = await _watched(browser, complaints)
    yield context
    await context.close()
    assert complaints == []


@pytest.fixture
async def screen(context: BrowserContext, sandbox: Sandbox) -> Screen:
    page = await context.new_page()
    await page.goto(sandbox.url)
    return Screen(page)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kitchen() -> AsyncIterator[Kitchen]:
    """A stand-in with every block and element, and an app that hears all of it."""
    _need_a_browser()
    async with kitchen_app.opened() as kitchen:
        await kitchen.serve()
        yield kitchen


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kitchen_page(kitchen: Kitchen) -> AsyncIterator[tuple[Page, list[str]]]:
    """The one page on which the kitchen sink is open, and what the browser complained about."""
    complaints: list[str] = []
    async with chromium.started() as browser:
        context = await _watched(browser, complaints)
        page = await context.new_page()
        await page.goto(kitchen.sandbox.url)
        await page.get_by_test_id("greeting-dismiss").click()
        yield page, complaints


@pytest_asyncio.fixture(loop_scope="session")
async def sink(kitchen: Kitchen, kitchen_page: tuple[Page, list[str]]) -> AsyncIterator[Screen]:
    """The page of the kitchen sink, with #team-specs open and nothing else."""
    page, complaints = kitchen_page
    await page.set_viewport_size(DESKTOP)
    await page.emulate_media(color_scheme="light")
    screen = Screen(page)
    await look_at(screen, kitchen)
    yield screen
    assert complaints == []


def _need_a_browser() -> None:
    if chromium.executable() is None and not os.environ.get("CI"):
        pytest.skip(chromium.MISSING)


async def _watched(browser: Browser, complaints: list[str]) -> BrowserContext:
    """A context whose pages stand still, so that nobody looks at them half faded in, and note the browser's complaints."""
    context = await browser.new_context(viewport=DESKTOP, locale="en-US", timezone_id="UTC", reduced_motion="reduce")
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
    return context
