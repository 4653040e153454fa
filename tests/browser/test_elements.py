"""Every element of Block Kit in the hands of a person: what the app hears is what was entered."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import FilePayload, Locator, expect

from tests.browser import kitchen_sink
from tests.browser.kitchen_app import Kitchen
from tests.browser.kitchen_sink import Json
from tests.browser.screen import Screen
from tests.browser.states import look_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

DANAS_MOMENT = int(datetime(2026, 12, 3, 14, 30, tzinfo=ZoneInfo("America/New_York")).timestamp())
APPLE, BANANA, LEMON = "apple", "banana", "lemon"


async def test_every_input_of_a_modal_reaches_the_app_as_it_was_entered(sink: Screen, kitchen: Kitchen) -> None:
    await sink.say("/kitchen")
    await _type_into_the_modal(sink)
    await _pick_in_the_modal(sink)
    before = len(kitchen.of("view_submission"))
    await sink.submit()
    await expect(sink.modal).to_have_count(0)

    values = (await kitchen.hears("view_submission", before))["view"]["state"]["values"]
    dana, sam, priya = (kitchen.user(name) for name in ("dana", "sam", "priya"))
    specs, random = kitchen.channel("team-specs"), kitchen.channel("random")
    assert {kind: _shortened(values[kind][kind]) for kind in values if kind != "notes"} == {
        "plain_text_input": "One line",
        "email_text_input": "dana@example.com",
        "url_text_input": "https://example.com/",
        "number_input": "7.5",
        "rich_text_input": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}],
        "file_input": ["plan.md"],
        "checkboxes": [APPLE, BANANA],
        "radio_buttons": "cherry",
        "datepicker": "2026-12-03",
        "timepicker": "14:30",
        "datetimepicker": DANAS_MOMENT,
        "static_select": LEMON,
        "external_select": "spec two",
        "users_select": sam,
        "conversations_select": random,
        "channels_select": specs,
        "multi_static_select": [BANANA, LEMON],
        "multi_external_select": ["spec one", "spec two"],
        "multi_users_select": [dana, priya],
        "multi_conversations_select": [random, specs],
        "multi_channels_select": [specs, random],
    }
    assert values["notes"]["plain_text_input"]["value"] == "A first line\nand a second one"


async def _type_into_the_modal(sink: Screen) -> None:
    for label, text in (
        ("Plain text input", "One line"),
        ("Email text input", "dana@example.com"),
        ("Url text input", "https://example.com/"),
        ("Number input", "7.5"),
        ("Rich text input", "Hello"),
        ("Datepicker", "2026-12-03"),
        ("Timepicker", "14:30"),
        ("Datetimepicker", "2026-12-03T14:30"),
    ):
        await sink.field(label).fill(text)
    plan: FilePayload = {"name": "plan.md", "mimeType": "text/markdown", "buffer": b"# Plan\n"}
    await sink.field("File input").set_input_files([plan])
    await expect(sink.modal.get_by_role("button", name="Remove plan.md")).to_be_visible()


async def _pick_in_the_modal(sink: Screen) -> None:
    await sink.field("Checkboxes").get_by_label("Banana").check()
    await sink.field("Radio buttons").get_by_label("Cherry").check()
    for label, words in (
        ("Static select", ["Lemon"]),
        ("External select", ["spec two"]),
        ("Users select", ["Sam"]),
        ("Conversations select", ["random"]),
        ("Channels select", ["team-specs"]),
        ("Multi static select", ["Banana", "Lemon"]),
        ("Multi external select", ["spec one", "spec two"]),
        ("Multi users select", ["Dana", "Priya"]),
        ("Multi conversations select", ["random", "team-specs"]),
        ("Multi channels select", ["team-specs", "random"]),
    ):
        await _choose(sink, sink.field(label), words)


async def _choose(sink: Screen, field: Locator, names: list[str]) -> None:
    """Search for the first word of each option in a select's list, and press the option."""
    await field.click()
    for name in names:
        await field.fill(name.split()[0])
        await sink.page.get_by_role("option").filter(has_text=name).click()
    if len(names) > 1:
        await field.press("Escape")
    await expect(sink.page.get_by_role("listbox")).to_have_count(0)


def _shortened(state: Json) -> Any:
    """What was entered: values of options, names of files, the elements of a rich text, else the bare value."""
    (key,) = state.keys() - {"type"}
    value = state[key]
    if key == "files":
        return [file["name"] for file in value]
    if key == "selected_options":
        return [option["value"] for option in value]
    if key == "selected_option":
        return value["value"]
    return value["elements"] if key == "rich_text_value" else value


async def test_what_is_picked_in_a_message_reaches_the_app_at_once(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, "Selects")
    people: dict[str, tuple[list[str], Any]] = {
        "static_select": (["Lemon"], LEMON),
        "external_select": (["spec two"], "spec two"),
        "users_select": (["Sam"], kitchen.user("sam")),
        "conversations_select": (["random"], kitchen.channel("random")),
        "channels_select": (["random"], kitchen.channel("random")),
        "multi_static_select": (["Apple", "Lemon"], [APPLE, LEMON]),
        "multi_external_select": (["spec one", "spec two"], ["spec one", "spec two"]),
        "multi_users_select": (["Sam", "Lee"], [kitchen.user("sam"), kitchen.user("lee")]),
    }
    for kind, (words, expected) in people.items():
        before = len(kitchen.of("block_actions"))
        await _choose(sink, _element(sink, "Selects", kitchen, kind), words)
        body = await kitchen.hears("block_actions", before)
        (action,) = body["actions"]
        assert action["action_id"] == kind
        assert _shortened(body["state"]["values"][f"beside {kind}"][kind]) == expected
        assert len(kitchen.of("block_actions")) == before + 1


def _message(sink: Screen, kitchen: Kitchen, name: str) -> Locator:
    return sink.page.locator(f'main [data-ts="{kitchen.stamps[name]}"]')


def _element(sink: Screen, message: str, kitchen: Kitchen, kind: str) -> Locator:
    return _message(sink, kitchen, message).locator(f'[data-action-id="{kind}"]')


async def test_days_and_times_are_told_at_once_and_in_the_persons_zone(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, "Pickers")
    for kind, text, key, expected in (
        ("datepicker", "2026-12-03", "selected_date", "2026-12-03"),
        ("timepicker", "14:30", "selected_time", "14:30"),
        ("datetimepicker", "2026-12-03T14:30", "selected_date_time", DANAS_MOMENT),
    ):
        before = len(kitchen.of("block_actions"))
        await _element(sink, "Pickers", kitchen, kind).fill(text)
        assert (await kitchen.hears("block_actions", before))["actions"][0][key] == expected


async def test_a_choice_that_asks_first_is_taken_back_when_the_answer_is_no(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, "Pickers")
    cherry = _element(sink, "Pickers", kitchen, "radio_buttons").get_by_label("Cherry")
    before = len(kitchen.of("block_actions"))
    await cherry.click()
    question = sink.page.get_by_role("alertdialog", name="Are you sure?")
    await expect(question.locator("strong")).to_have_text("cannot")
    await question.get_by_role("button", name="Leave it").click()
    await expect(cherry).not_to_be_checked()
    assert len(kitchen.of("block_actions")) == before

    await cherry.click()
    await expect(question.get_by_role("button", name="Do it")).to_be_focused()
    await sink.page.keyboard.press("Enter")
    assert (await kitchen.hears("block_actions", before))["actions"][0]["selected_option"]["value"] == "cherry"
    await expect(cherry).to_be_checked()


async def test_buttons_and_menus_say_which_one_was_pressed(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, "Buttons")
    message = _message(sink, kitchen, "Buttons")
    before = len(kitchen.of("block_actions"))
    await message.get_by_role("button", name="Plain").click()
    assert (await kitchen.hears("block_actions", before))["actions"][0]["value"] == "plain"

    await message.get_by_role("button", name="More options").press("Enter")
    await expect(sink.page.get_by_role("menuitem", name="Edit")).to_be_focused()
    await sink.page.keyboard.press("ArrowDown")
    await expect(sink.page.get_by_role("menuitem", name="Remove")).to_be_focused()
    await sink.page.keyboard.press("Enter")
    action = (await kitchen.hears("block_actions", before + 1))["actions"][0]
    assert (action["action_id"], action["selected_option"]["value"]) == ("overflow", "remove")
    await expect(message.get_by_role("link", name="Link")).to_have_attribute("href", "https://example.com/")


async def test_what_was_typed_into_a_message_comes_with_the_next_press(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, "Fields")
    before = len(kitchen.of("block_actions"))
    await _element(sink, "Fields", kitchen, "plain_text_input").fill("A word")
    await _element(sink, "Fields", kitchen, "rich_text_input").fill("Another")
    await _message(sink, kitchen, "Fields").get_by_role("button", name="Plain").click()
    values = (await kitchen.hears("block_actions", before))["state"]["values"]
    assert values["plain_text_input"]["plain_text_input"]["value"] == "A word"
    assert (
        values["rich_text_input"]["rich_text_input"]["rich_text_value"]["elements"][0]["elements"][0]["text"]
        == "Another"
    )
    assert values["number_input"]["number_input"]["value"] is None


async def test_elements_of_an_attachment_are_named_like_those_of_the_message(sink: Screen, kitchen: Kitchen) -> None:
    button = {"type": "button", "action_id": "go", "text": kitchen_sink.plain("Go"), "value": "on"}
    word = kitchen_sink.inputs([kitchen_sink.element("plain_text_input")])[0]
    attached = [word | {"block_id": "word"}, {"type": "actions", "block_id": "attached", "elements": [button]}]
    kitchen.put("Attached", by_app=True, user=kitchen.sandbox.app.bot_user_id, attachments=[{"blocks": attached}])
    message = _message(sink, kitchen, "Attached")
    await message.get_by_role("textbox").fill("Hello")
    async with sink.page.expect_request("**/_sandbox/click") as press:
        await message.get_by_role("button", name="Go", exact=True).click()
    sent = (await press.value).post_data_json
    assert sent == {
        "as": kitchen.user("dana"),
        "channel": kitchen.channel("team-specs"),
        "ts": kitchen.stamps["Attached"],
        "block_id": "attached",
        "action_id": "go",
        "values": {"word": "Hello"},
        "value": "on",
    }


async def test_the_cross_closes_all_modals_and_the_arrow_the_top_one(sink: Screen, kitchen: Kitchen) -> None:
    await sink.say("/kitchen")
    for control, sent in (("modal-back", {}), ("modal-x", {"all": True})):
        await sink.modal.get_by_role("button", name="One more").click()
        await expect(sink.page.get_by_role("dialog", name="One more")).to_be_visible()
        async with sink.page.expect_request("**/_sandbox/close") as closing:
            await sink.page.get_by_test_id(control).click()
        assert (await closing.value).post_data_json == {"as": kitchen.user("dana"), **sent}
        await expect(sink.page.get_by_role("dialog", name="One more")).to_have_count(0)


async def test_home_asks_the_app_for_options_and_sends_what_was_typed(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, channel="home")
    home = sink.page.get_by_test_id("home")
    before = len(kitchen.of("block_actions"))
    await home.get_by_role("combobox").click()
    await sink.page.get_by_role("option", name="anything two").click()
    assert (await kitchen.hears("block_actions", before))["actions"][0]["selected_option"]["value"] == "anything two"

    await home.get_by_label("A note").fill("Remember")
    await home.get_by_role("button", name="Plain").click()
    body = await kitchen.hears("block_actions", before + 1)
    assert body["container"]["type"] == "view"
    assert "channel" not in body
    assert body["view"]["state"]["values"]["home note"]["note"]["value"] == "Remember"


async def test_rich_text_keeps_its_marks_and_lists_but_no_foreign_html(sink: Screen, kitchen: Kitchen) -> None:
    await sink.say("/kitchen")
    field = sink.field("Rich text input")
    await field.press_sequentially("plain ")
    await field.press("Control+b")
    await field.press_sequentially("bold")
    await field.press("Control+b")
    await field.press_sequentially(" :tada:")
    await field.press("Enter")
    await sink.modal.get_by_role("button", name="Bulleted list").click()
    await field.press_sequentially("one")
    await field.press("Enter")
    await field.press_sequentially("two")
    await field.evaluate(
        """field => {
          const data = new DataTransfer();
          data.setData("text/html", "<img src=x onerror='window.hurt = 1'>");
          data.setData("text/plain", " <b>pasted</b>");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    before = len(kitchen.of("view_submission"))
    await field.press("Control+Enter")
    values = (await kitchen.hears("view_submission", before))["view"]["state"]["values"]
    assert values["rich_text_input"]["rich_text_input"]["rich_text_value"] == {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "plain "},
                    {"type": "text", "text": "bold", "style": {"bold": True}},
                    {"type": "text", "text": " "},
                    {"type": "emoji", "name": "tada"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 0,
                "border": 0,
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "two <b>pasted</b>"}]},
                ],
            },
        ],
    }


async def test_a_rich_text_that_was_there_comes_back_whole_when_something_is_added(
    sink: Screen, kitchen: Kitchen
) -> None:
    block = kitchen_sink.rich_text(kitchen.user("dana"), kitchen.channel("random"), "S07DEVELOPERS")
    given: Json = {
        "type": "rich_text",
        "elements": [
            {"indent": 0, "border": 0, **part} if part["type"] == "rich_text_list" else part
            for part in block["elements"]
        ],
    }
    read = await sink.page.evaluate(
        """async (value) => {
          const { readRichText, writeRichText } = await import("/page/js/editor-value.js");
          const field = document.createElement("div");
          writeRichText(field, value);
          field.append("more");
          return readRichText(field);
        }""",
        given,
    )
    more = {"type": "rich_text_section", "elements": [{"type": "text", "text": "more"}]}
    assert read == {"type": "rich_text", "elements": [*given["elements"], more]}


async def test_placeholders_and_initial_values_are_shown_until_something_is_entered(sink: Screen) -> None:
    await sink.say("/kitchen")
    await expect(sink.field("Checkboxes").get_by_label("Apple")).to_be_checked()
    await expect(sink.field("Notes")).to_have_value("A first line\nand a second one")
    await expect(sink.field("Static select")).to_have_attribute("placeholder", "Pick something")
    await expect(sink.field("Email text input")).to_have_attribute("placeholder", "you@example.com")
    hint = sink.modal.get_by_text("Which day?")
    await expect(hint).to_be_visible()
    await sink.field("Datepicker").fill("2026-12-03")
    await expect(hint).to_have_count(0)
    await expect(sink.field("Notes")).to_have_accessible_description("A hint below the field.")
