"""The states of the page that are worth looking at, each with what Slack shows there.

The rule it keeps: a state is reached from anywhere on the page, on a desktop as on a phone. The pictures and the test of
accessibility go through the same table.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.async_api import Locator, expect

from bot.sandbox.world import PersonId
from tests.browser.kitchen_app import Kitchen
from tests.browser.screen import Screen


@dataclass(frozen=True, kw_only=True)
class State:
    """One state: its name, what Slack shows there in a line, and how it is reached."""

    name: str
    slack: str
    reach: Callable[[Screen, Kitchen], Awaitable[None]]


async def look_at(
    screen: Screen, kitchen: Kitchen, message: str | None = None, who: str = "dana", **place: str
) -> None:
    """Leave whatever is open; then show a channel (#team-specs) as somebody, with a message in sight."""
    for person in ("dana", "sam"):
        kitchen.sandbox.platform.modals.close(PersonId(kitchen.user(person)), everything=True)
    await expect(screen.modal).to_have_count(0)
    await screen.page.keyboard.press("Escape")
    await screen.page.keyboard.press("Escape")
    if await screen.page.get_by_test_id("greeting-dismiss").count():
        await screen.page.get_by_test_id("greeting-dismiss").click()
    if await screen.page.get_by_test_id("traffic").count():
        await screen.page.get_by_test_id("traffic-toggle").click()
    address = {"as": kitchen.user(who), "channel": kitchen.channel("team-specs"), **place}
    if message is not None:
        address["at"] = kitchen.stamps[message]
    await screen.page.evaluate("address => { location.hash = address }", urlencode(address))
    if message is not None:
        # In a narrow window a thread may cover it.
        pointed = _message(screen, kitchen, message).and_(screen.page.locator(".message-pointed"))
        await pointed.wait_for(state="attached")


def _message(screen: Screen, kitchen: Kitchen, message: str) -> Locator:
    return screen.page.locator(f'main [data-testid="message"][data-ts="{kitchen.stamps[message]}"]')


def _at(message: str) -> Callable[[Screen, Kitchen], Awaitable[None]]:
    async def reach(screen: Screen, kitchen: Kitchen) -> None:
        await look_at(screen, kitchen, message)

    return reach


async def _channel(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen)
    await expect(screen.messages.last).to_be_visible()


async def _list(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, channel="")
    await expect(screen.page.get_by_test_id("channel-team-specs")).to_be_visible()


async def _list_with_traffic(screen: Screen, kitchen: Kitchen) -> None:
    await _list(screen, kitchen)
    await screen.page.get_by_test_id("traffic-toggle").click()
    await expect(screen.page.get_by_test_id("traffic").locator("summary").first).to_be_visible()


async def _thread(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, "Shall we meet on Thursday?", thread=kitchen.stamps["Shall we meet on Thursday?"])
    await expect(screen.page.get_by_test_id("thread-pane")).to_contain_text("Thursday suits me.")


async def _other_person(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, "Shall we meet on Thursday?", who="sam")
    await expect(screen.messages.filter(has_text="Only you can see this")).to_have_count(0)


async def _not_a_member(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, who="gil", channel=kitchen.channel("team-specs"))
    await look_at(screen, kitchen, who="dana", channel=kitchen.channel("leads"))


async def _modal(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen)
    await screen.say("/kitchen")
    await expect(screen.modal).to_be_visible()


async def _modal_below(screen: Screen, kitchen: Kitchen) -> None:
    await _modal(screen, kitchen)
    await screen.field("Multi static select").scroll_into_view_if_needed()
    await screen.modal.get_by_text("An alert of the level error").scroll_into_view_if_needed()


async def _modal_with_errors(screen: Screen, kitchen: Kitchen) -> None:
    await _modal(screen, kitchen)
    await screen.field("Email text input").fill("not an address")
    await screen.field("Number input").fill("eleven")
    await screen.submit()
    await expect(screen.modal.get_by_test_id("modal-error")).to_have_count(2)


async def _modal_pushed(screen: Screen, kitchen: Kitchen) -> None:
    await _modal(screen, kitchen)
    await screen.modal.get_by_role("button", name="One more").click()
    await expect(screen.page.get_by_test_id("modal-back")).to_be_visible()


async def _greeting(screen: Screen, kitchen: Kitchen) -> None:
    await _no_suggestions(screen, kitchen)
    await screen.page.get_by_test_id("show-greeting").click()
    await expect(screen.page.get_by_test_id("greeting")).to_be_visible()


async def _select(screen: Screen, kitchen: Kitchen) -> None:
    await _modal(screen, kitchen)
    await screen.field("Static select").click()
    await expect(screen.page.get_by_role("listbox")).to_be_visible()


async def _several(screen: Screen, kitchen: Kitchen) -> None:
    await _modal(screen, kitchen)
    people = screen.field("Multi users select")
    await people.click()
    for name in ("Sam", "Priya"):
        await people.press_sequentially(name)
        await people.press("Enter")
    await expect(screen.page.get_by_role("listbox")).to_be_visible()


async def _external(screen: Screen, kitchen: Kitchen) -> None:
    await _modal(screen, kitchen)
    await screen.field("External select").click()
    await screen.field("External select").press_sequentially("spec")
    await expect(screen.page.get_by_role("option")).to_have_count(2)


async def _confirm(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, "Buttons")
    await _message(screen, kitchen, "Buttons").get_by_role("button", name="Danger").click()
    await expect(screen.page.get_by_test_id("confirm")).to_be_visible()


async def _overflow(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, "Buttons")
    await _message(screen, kitchen, "Buttons").get_by_role("button", name="More options").click()
    await expect(screen.page.get_by_role("menu")).to_be_visible()


async def _home(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, channel="home")
    await expect(screen.page.get_by_test_id("home")).to_contain_text("Needs you")


async def _picker(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, "Shall we meet on Thursday?")
    message = _message(screen, kitchen, "Shall we meet on Thursday?")
    await message.hover()
    await message.get_by_test_id("react-button").click()
    await expect(screen.page.get_by_test_id("emoji-search")).to_be_focused()


async def _picker_search(screen: Screen, kitchen: Kitchen) -> None:
    await _picker(screen, kitchen)
    await screen.page.get_by_test_id("emoji-search").fill("hand")
    await screen.page.get_by_test_id("emoji-search").press("ArrowDown")


async def _message_menu(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen, "Shall we meet on Thursday?")
    message = _message(screen, kitchen, "Shall we meet on Thursday?")
    await message.hover()
    await message.get_by_test_id("message-menu").click()
    await expect(screen.page.get_by_test_id("shortcut-keep")).to_be_visible()


async def _shortcuts(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen)
    await screen.page.get_by_test_id("shortcuts-button").click()
    await expect(screen.page.get_by_test_id("shortcut-everywhere")).to_be_visible()


async def _suggestions(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen)
    await screen.page.get_by_test_id("composer").fill("Well done :tad")
    await expect(screen.page.get_by_role("listbox", name="Suggestions")).to_be_visible()


async def _no_suggestions(screen: Screen, kitchen: Kitchen) -> None:
    await look_at(screen, kitchen)
    await screen.page.get_by_test_id("composer").fill("")


async def _traffic(screen: Screen, kitchen: Kitchen) -> None:
    await _no_suggestions(screen, kitchen)
    await screen.page.get_by_test_id("traffic-toggle").click()
    inspector = screen.page.get_by_test_id("traffic")
    await inspector.get_by_label("Filter the traffic").fill("")
    await inspector.locator("summary").first.click()
    await expect(inspector.locator("details[open]")).to_contain_text("Answer")


STATES = (
    State(
        name="channel",
        slack="The channel's name above, day dividers as pills, messages with square avatars, the composer below.",
        reach=_channel,
    ),
    State(
        name="list",
        slack="On a phone the list of channels fills the screen, and a press on one leads there; wider, both stand side by side.",
        reach=_list,
    ),
    State(
        name="list-with-traffic",
        slack="Nothing: Slack shows no traffic. On a phone it covers the list, below the same bar.",
        reach=_list_with_traffic,
    ),
    State(
        name="words",
        slack="Header in bold, a section with its picture at the right, fields in two columns, small grey context.",
        reach=_at("Words"),
    ),
    State(
        name="rich-text",
        slack="Marks, mentions on a blue ground (yellow for yourself), nested lists, a quote with a bar, grey code.",
        reach=_at("Rich text"),
    ),
    State(
        name="markdown",
        slack="A Markdown block with headings, lists, boxes to tick, a quote, a table and code; a table block below.",
        reach=_at("Markdown"),
    ),
    State(
        name="attachment",
        slack="An attachment with a coloured bar at its left, bold linked title, fields in columns, a grey footer.",
        reach=_at("Attachment"),
    ),
    State(
        name="video-and-file",
        slack="A video with provider, blue title and a dark picture with a play button; a remote file as a card.",
        reach=_at("Remote"),
    ),
    State(
        name="selects",
        slack="Menus at the right of their sections: white boxes with a grey placeholder and a chevron.",
        reach=_at("Selects"),
    ),
    State(
        name="pickers",
        slack="Boxes and radio buttons under each other with grey descriptions; date and time fields.",
        reach=_at("Pickers"),
    ),
    State(
        name="fields",
        slack="Bold labels above full-width fields, also in a message; the rich text field has its tools above.",
        reach=_at("Fields"),
    ),
    State(
        name="buttons",
        slack="White buttons with a grey edge, green primary, red danger, three dots for the overflow menu.",
        reach=_at("Buttons"),
    ),
    State(
        name="files-and-only-you",
        slack="A file as a card with its kind, a picture as itself; an eye and 'Only visible to you' above a message.",
        reach=_at("Only you can see this."),
    ),
    State(
        name="thread",
        slack="A pane at the right titled Thread with its channel, the root, the replies, its own composer.",
        reach=_thread,
    ),
    State(
        name="other-person",
        slack="Another member's Slack: their channels, no ephemeral messages of others, times in their own zone.",
        reach=_other_person,
    ),
    State(
        name="other-channel",
        slack="A private channel with a lock, in which nobody has written yet: its name and a line below it.",
        reach=_not_a_member,
    ),
    State(
        name="modal",
        slack="A white dialog: large bold title, a cross, labels in bold, the first field in focus, buttons at the right.",
        reach=_modal,
    ),
    State(
        name="modal-below",
        slack="The same further down: menus as wide as the dialog, alerts on coloured grounds with an icon.",
        reach=_modal_below,
    ),
    State(
        name="modal-errors",
        slack="A red edge around the field and a red line with a sign below it; the dialog stays open.",
        reach=_modal_with_errors,
    ),
    State(
        name="modal-pushed",
        slack="A dialog with an arrow back before its title, the edge of the one below behind it.",
        reach=_modal_pushed,
    ),
    State(
        name="select-open",
        slack="A list below the field with bold grey group names; the marked option on blue; typing filters.",
        reach=_select,
    ),
    State(
        name="select-several",
        slack="What was chosen as blue chips with a cross in the field; people with their pictures in the list.",
        reach=_several,
    ),
    State(name="select-external", slack="The same list, filled by the app for what was typed.", reach=_external),
    State(
        name="confirm",
        slack="A small dialog with a bold title, the text, and two buttons at the right; the page is dimmed.",
        reach=_confirm,
    ),
    State(
        name="overflow", slack="A menu beside the three dots, a row an option, the marked row in blue.", reach=_overflow
    ),
    State(name="home", slack="The app's name with tabs Home and Messages, its blocks in one column.", reach=_home),
    State(
        name="emoji-picker",
        slack="A search, 'Frequently used', then groups in a grid; below the emoji pointed at and the skin tone.",
        reach=_picker,
    ),
    State(name="emoji-search", slack="Only what fits the words, in the chosen skin tone.", reach=_picker_search),
    State(
        name="message-menu",
        slack="A bar at the message's upper right; its menu has Copy link and below a line the app's shortcuts.",
        reach=_message_menu,
    ),
    State(name="shortcuts", slack="The app's global shortcuts in a menu above the composer's tools.", reach=_shortcuts),
    State(
        name="suggestions",
        slack="While an emoji, a name or a command is typed, a list above the composer with the first one marked.",
        reach=_suggestions,
    ),
    State(
        name="greeting",
        slack="Nothing: this is the sandbox's own, five things to try above the messages, until it is dismissed.",
        reach=_greeting,
    ),
    State(
        name="traffic",
        slack="Nothing: Slack shows no traffic. Here each dispatch and call with time, length and answer, newest first.",
        reach=_traffic,
    ),
)
