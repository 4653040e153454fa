"""The page for people who do not see it, do not use a mouse, or look at it on something small."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from bot.sandbox.posts import post
from bot.sandbox.world import ChannelId, PersonId
from tests.browser.kitchen_app import Kitchen
from tests.browser.screen import PHONE, Screen
from tests.browser.states import STATES, State, look_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

# By state, what is new in it; the whole page is looked at once.
PARTS = {
    "channel": "body",
    "words": ".message-pointed",
    "rich-text": ".message-pointed",
    "markdown": ".message-pointed",
    "thread": ".thread",
    "other-person": ".sidebar",
    "modal": ".dialog",
    "modal-errors": ".dialog",
    "modal-pushed": ".dialog",
    "greeting": ".greeting",
    "select-several": ".popover",
    "confirm": ".question",
    "home": "main",
    "emoji-search": ".popover",
    "message-menu": ".popover",
    "traffic": ".traffic",
}
# axe takes a label that is scrolled out of its pane for a hidden one; its rule `label` checks the same fields.
OPTIONS = {"resultTypes": ["violations"], "rules": {"label-title-only": {"enabled": False}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.mark.parametrize("state", [state for state in STATES if state.name in PARTS], ids=lambda state: state.name)
async def test_axe_finds_nothing_serious_in_light_or_dark(state: State, sink: Screen, kitchen: Kitchen) -> None:
    await state.reach(sink, kitchen)
    assert await _found(sink.page, PARTS[state.name], OPTIONS) == []
    await sink.page.emulate_media(color_scheme="dark")
    await expect(sink.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await _found(sink.page, PARTS[state.name], COLOURS) == []


async def _found(page: Page, part: str, options: dict[str, Any]) -> list[str]:
    """What axe finds serious or critical, each with the first place."""
    results = (await Axe().run(page, context=part, options=options)).response
    return [
        f"{problem['id']}: {problem['nodes'][0]['html']}"
        for problem in results["violations"]
        if problem["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("width", [390, 768])
async def test_nothing_sticks_out_of_a_narrow_window(width: int, sink: Screen, kitchen: Kitchen) -> None:
    await sink.page.set_viewport_size({"width": width, "height": 844})
    for state in STATES:
        if state.name in {"channel", "list", "list-with-traffic", "thread", "modal", "home", "traffic"}:
            await state.reach(sink, kitchen)
            assert await sink.page.evaluate(STICKING_OUT) == [], state.name


# The window does not scroll sideways, the bar is as wide as it, and every block and control that is shown ends inside it.
STICKING_OUT = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the window"] : [];
  if (document.querySelector(".topbar").getBoundingClientRect().width !== innerWidth) wide.push("the top bar");
  const parts = ".block, .button, .select, .text-field, .message, .dialog, .pane-header *, .beginning *, .sidebar, .person, .row";
  const shown = [...document.querySelectorAll(parts)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".clock, .table-scroll"));
  const out = shown.filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5);
  return [...wide, ...out.map((each) => each.outerHTML.slice(0, 120))];
}"""


async def test_on_a_touch_screen_no_button_covers_what_a_message_says(sink: Screen, kitchen: Kitchen) -> None:
    browser = sink.page.context.browser
    assert browser is not None
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    touched = Screen(await context.new_page())
    await touched.page.goto(f"{kitchen.sandbox.url}#channel=team-specs")
    message = touched.messages.filter(has_text="Shall we meet on Thursday?")
    await touched.page.get_by_test_id("greeting-dismiss").tap()
    words, more = (
        await message.locator(".text").bounding_box(),
        await message.get_by_test_id("message-menu").bounding_box(),
    )
    assert words is not None
    assert more is not None
    assert words["x"] + words["width"] <= more["x"]
    await expect(message.get_by_test_id("react-button")).to_be_hidden()
    await message.locator(".text").tap()
    await expect(message.get_by_test_id("react-button")).to_be_visible()
    await context.close()


async def test_the_longest_names_stay_inside_their_places(sink: Screen, kitchen: Kitchen) -> None:
    workspace = kitchen.sandbox.workspace
    max_ = workspace.add_person("max", real_name="Maximiliana-Alexandrina von und zu Hohenstaufen \u202eden")
    long = workspace.add_channel("x" * 80, creator=PersonId(kitchen.user("dana")))
    post(workspace, long, user=max_.id, text=f"<@{max_.id}> starts")
    await sink.open_channel(long.name)
    await expect(sink.messages.last).to_contain_text("starts")
    person = sink.page.get_by_test_id("person-max")
    name, clock = await person.locator("bdi").bounding_box(), await person.locator("small").first.bounding_box()
    assert name is not None
    assert clock is not None
    assert name["x"] + name["width"] <= clock["x"]
    for width in (1280, 390):
        await sink.page.set_viewport_size({"width": width, "height": 844})
        assert await sink.page.evaluate(STICKING_OUT) == []
    await expect(sink.messages.last.locator(".mention")).to_have_css("unicode-bidi", "isolate")
    workspace.delete_channel(long, PersonId(kitchen.user("dana")))
    workspace.change_person(max_.id, deleted=True)


async def test_the_arrows_go_between_the_tabs_of_the_app(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, channel="home")
    await sink.page.get_by_role("tab", name="Home").focus()
    await sink.page.keyboard.press("ArrowRight")
    await expect(sink.page.get_by_role("tab", name="Messages")).to_be_focused()
    await expect(sink.page.get_by_role("log")).to_be_visible()
    await sink.page.keyboard.press("ArrowLeft")
    await expect(sink.page.get_by_role("tab", name="Home")).to_be_focused()


async def test_the_focus_stays_in_a_modal_and_returns_to_where_it_was(sink: Screen) -> None:
    composer = sink.page.get_by_test_id("composer")
    await composer.focus()
    await sink.page.keyboard.type("/kitchen")
    await sink.page.keyboard.press("Enter")
    await expect(sink.field("Plain text input")).to_be_focused()
    await sink.page.keyboard.press("Shift+Tab")
    await sink.page.keyboard.press("Shift+Tab")
    await expect(sink.page.get_by_test_id("modal-submit")).to_be_focused()
    await sink.page.keyboard.press("Tab")
    await expect(sink.page.get_by_test_id("modal-x")).to_be_focused()

    await sink.modal.get_by_role("button", name="One more").press("Enter")
    above = sink.page.get_by_role("dialog", name="One more")
    await expect(above.locator(".modal-body")).to_be_focused()
    await expect(above.get_by_text("On top of the other one.")).to_be_in_viewport()
    await sink.page.keyboard.press("End")
    await expect(above.get_by_label("Plain text input")).to_be_in_viewport()
    await sink.page.keyboard.press("Escape")
    await expect(sink.page.get_by_role("dialog", name="Every input")).to_be_visible()
    await sink.page.keyboard.press("Escape")
    await expect(sink.modal).to_have_count(0)
    await expect(composer).to_be_focused()


async def test_messages_threads_and_reactions_work_by_keyboard_alone(sink: Screen, kitchen: Kitchen) -> None:
    root = sink.page.locator(f'main [data-ts="{kitchen.stamps["Shall we meet on Thursday?"]}"]')
    await sink.page.get_by_role("log", name="Messages in team-specs").focus()
    for _ in range(20):
        await sink.page.keyboard.press("ArrowUp")
        if await _has_focus(root):
            break
    await expect(root).to_be_focused()

    await sink.page.keyboard.press("r")
    await expect(sink.page.get_by_test_id("emoji-search")).to_be_focused()
    await sink.page.keyboard.type("collision")
    await expect(sink.page.locator("[data-emoji]")).to_have_count(1)
    await sink.page.keyboard.press("ArrowDown")
    await sink.page.keyboard.press("Enter")
    await expect(root.get_by_test_id("reaction-boom")).to_have_attribute("aria-pressed", "true")

    await root.focus()
    await sink.page.keyboard.press("t")
    thread = sink.page.get_by_test_id("thread-pane")
    await expect(thread.get_by_test_id("thread-composer")).to_be_focused()
    await sink.page.keyboard.type("See you there")
    await sink.page.keyboard.press("Enter")
    await expect(thread.get_by_role("log")).to_contain_text("See you there")
    await sink.page.keyboard.press("Escape")
    await expect(thread).to_have_count(0)
    await expect(root).to_be_focused()


async def test_a_hundred_messages_are_one_step_for_tab_and_their_buttons_are_reached_from_the_message(
    sink: Screen, kitchen: Kitchen
) -> None:
    random = kitchen.sandbox.workspace.channels[ChannelId(kitchen.channel("random"))]
    for number in range(100):
        post(kitchen.sandbox.workspace, random, user=PersonId(kitchen.user("dana")), text=f"Message {number}")
    await look_at(sink, kitchen, channel=random.id)
    await expect(sink.messages.last).to_contain_text("Message 99")
    await sink.page.get_by_role("log").focus()
    await sink.page.keyboard.press("Tab")
    await expect(sink.page.get_by_test_id("composer")).to_be_focused()

    await sink.page.keyboard.press("Shift+Tab")
    await sink.page.keyboard.press("ArrowUp")
    await sink.page.keyboard.press("Tab")
    await expect(sink.messages.last.get_by_role("button", name="React with white check mark")).to_be_focused()
    await sink.page.keyboard.press("ArrowLeft")
    await expect(sink.messages.last.get_by_test_id("message-menu")).to_be_focused()
    await sink.page.keyboard.press("Tab")
    await expect(sink.page.get_by_test_id("composer")).to_be_focused()


async def test_f6_goes_from_region_to_region_and_a_first_tab_leads_to_the_messages(
    sink: Screen, kitchen: Kitchen
) -> None:
    thread = kitchen.stamps["Shall we meet on Thursday?"]
    await look_at(sink, kitchen, thread=thread)
    await expect(sink.page.get_by_test_id("thread-composer")).to_be_focused()
    around = [
        sink.page.get_by_test_id("clock-advance-1-hour"),
        sink.page.get_by_test_id("person-dana"),
        sink.page.get_by_role("log", name="Messages in team-specs"),
        sink.page.get_by_test_id("composer"),
        sink.page.get_by_role("log", name="Replies"),
    ]
    for region in around:
        await sink.page.keyboard.press("F6")
        await expect(region).to_be_focused()
    await sink.page.keyboard.press("Shift+F6")
    await expect(sink.page.get_by_test_id("composer")).to_be_focused()

    await sink.page.get_by_test_id("clock-advance-1-hour").focus()
    await sink.page.keyboard.press("Shift+Tab")
    await expect(sink.page.get_by_role("button", name="To the messages")).to_be_focused()
    await sink.page.keyboard.press("Enter")
    await expect(sink.page.get_by_role("log", name="Messages in team-specs")).to_be_focused()


async def _has_focus(element: Locator) -> bool:
    return bool(await element.evaluate("element => element === document.activeElement"))


async def test_a_screen_reader_hears_of_new_messages_and_of_errors(sink: Screen, kitchen: Kitchen) -> None:
    log = sink.page.get_by_role("log", name="Messages in team-specs")
    await expect(log).to_have_attribute("aria-live", "polite")
    await kitchen.say("Heard by everybody")
    await expect(log).to_contain_text("Heard by everybody")

    await sink.say("/kitchen")
    email = sink.field("Email text input")
    await email.fill("nobody")
    await sink.modal.get_by_role("button", name="One more").focus()
    await expect(email).not_to_be_in_viewport()
    await sink.submit()
    await expect(email).to_have_accessible_description("Please enter a valid email address.")
    await expect(email).to_be_focused()
    await expect(email).to_be_in_viewport()
    await expect(sink.modal.get_by_role("alert")).to_have_text("Please enter a valid email address.")
