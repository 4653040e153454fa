"""Makes pictures of the page, to be looked at after each change of what people see.

`python -m tests.browser.pictures` plays the story in the sandbox and writes the README's pictures, which are committed
with the change. `python -m tests.browser.pictures FOLDER` photographs every state of the page, in light and dark colours,
on a phone and on a tablet, with an `index.md` that says what Slack shows in each.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import aiohttp
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot import demo
from bot.cli import sandbox_running
from bot.sandbox.server import Sandbox
from tests.browser import chromium, kitchen_app
from tests.browser.screen import DESKTOP, PHONE, Screen, monday_afternoon
from tests.browser.states import STATES

FOLDER = Path(__file__).parents[2] / ".github" / "pictures"
TABLET: Final[ViewportSize] = {"width": 768, "height": 1024}

Scheme = Literal["light", "dark"]

KINDS: Final[Mapping[str, tuple[ViewportSize, Scheme]]] = {
    "light": (DESKTOP, "light"),
    "dark": (DESKTOP, "dark"),
    "phone": (PHONE, "light"),
    "tablet": (TABLET, "light"),
}


async def every_state(folder: Path) -> None:
    """Write a picture of each state in each kind."""
    async with kitchen_app.opened() as kitchen, chromium.started() as browser:
        await kitchen.serve()
        for kind, (size, scheme) in KINDS.items():
            screen = await _opened(browser, kitchen.sandbox, size, scheme)
            for state in STATES:
                await state.reach(screen, kitchen)
                path = folder / f"{state.name}-{kind}.png"
                await screen.page.screenshot(path=path, animations="disabled", caret="hide")


def _index() -> str:
    """For each state what Slack shows there, and the pictures beside each other."""
    parts = ["# The page in every state\n"]
    for state in STATES:
        row = " | ".join(f"![{state.name}, {kind}]({state.name}-{kind}.png)" for kind in KINDS)
        parts.append(f"## {state.name}\n\nIn Slack: {state.slack}\n")
        parts.append(f"| {' | '.join(KINDS)} |\n|{' --- |' * len(KINDS)}\n| {row} |\n")
    return "\n".join(parts)


async def for_the_readme() -> None:
    """Write the README's pictures."""
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


async def _opened(browser: Browser, sandbox: Sandbox, size: ViewportSize, scheme: Scheme = "light") -> Screen:
    context = await browser.new_context(viewport=size, locale="en-US", color_scheme=scheme, reduced_motion="reduce")
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
    if sys.argv[1:]:
        into = Path(sys.argv[1])
        asyncio.run(every_state(into))
        (into / "index.md").write_text(_index(), encoding="utf-8")
    else:
        asyncio.run(for_the_readme())
