"""Where Chromium is and how it is started. Only Debian's own (or an installed Chrome) is used: nothing is downloaded."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")

# Root may not use Chromium's own sandbox, and a test needs nothing that Chromium would fetch by itself.
SWITCHES: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MISSING: Final = "no Chromium here: install Debian's package `chromium`, or Google Chrome"


def executable() -> str | None:
    """The path of the first browser that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """A Chromium without a window; raises FileNotFoundError where none is installed."""
    path = executable()
    if path is None:
        raise FileNotFoundError(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        try:
            yield browser
        finally:
            await browser.close()
