"""What people read on the page, and do with messages: texts, dates, emoji, files, shortcuts, links, traffic."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import FilePayload, Locator, Page, Route, expect

from tests.browser import kitchen_sink
from tests.browser.kitchen_app import Kitchen
from tests.browser.screen import Screen
from tests.browser.states import look_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

FEBRUARY = 1_392_734_382
"""18 February 2014, 14:39:42 UTC."""

IN_NEW_YORK = {
    "date_num": "2014-02-18",
    "date_slash": "02/18/2014",
    "date": "February 18th, 2014",
    "date_short": "Feb 18, 2014",
    "date_long": "Tuesday, February 18th, 2014",
    "date_long_full": "February 18, 2014",
    "date_pretty": "February 18th, 2014",
    "date_short_pretty": "Feb 18, 2014",
    "date_long_pretty": "Tuesday, February 18th, 2014",
    "day_divider_pretty": "Tuesday, February 18th, 2014",
    "time": "9:39 AM",
    "time_secs": "9:39:42 AM",
}


def _message(sink: Screen, kitchen: Kitchen, name: str) -> Locator:
    return sink.page.locator(f'main [data-ts="{kitchen.stamps[name]}"]')


async def test_every_date_token_is_shown_in_the_viewers_zone(sink: Screen, kitchen: Kitchen) -> None:
    tokens = "\n".join(f"<!date^{FEBRUARY}^{token} = {{{token}}}|later>" for token in IN_NEW_YORK)
    await kitchen.say("Tokens", {"type": "section", "text": kitchen_sink.mrkdwn(tokens)})
    message = _message(sink, kitchen, "Tokens").locator(".section-text")
    assert (await message.inner_text()).splitlines() == [f"{token} = {text}" for token, text in IN_NEW_YORK.items()]

    await look_at(sink, kitchen, who="sam")
    await expect(message).to_contain_text("time_secs = 3:39:42 PM")
    await look_at(sink, kitchen, who="gil")
    await expect(message).to_contain_text("time = 8:09 PM")


async def test_near_dates_are_named_and_a_year_that_is_near_is_left_out(sink: Screen, kitchen: Kitchen) -> None:
    now = int(kitchen.sandbox.workspace.clock.now().timestamp())
    day = 24 * 3600
    lines = [
        f"<!date^{now - day}^{{date_pretty}} and {{date_short_pretty}}|later>",
        f"<!date^{now}^Due {{date_long_pretty}}|later>",
        f"<!date^{now + day}^{{day_divider_pretty}}|later>",
        f"<!date^{now - 3 * 3600}^{{ago}}|later>",
        f"<!date^{now + 40 * day}^{{date_num}}/{{date}}|later>",
        "<!date^soon^{date}|said otherwise>",
    ]
    await kitchen.say("Near", {"type": "section", "text": kitchen_sink.mrkdwn("\n".join(lines))})
    shown = (await _message(sink, kitchen, "Near").locator(".section-text").inner_text()).splitlines()
    assert shown[:4] == ["Yesterday and yesterday", "Due today", "Tomorrow", "3 hours ago"]
    assert shown[4].split("/")[1].endswith(("st", "nd", "rd", "th"))
    assert shown[5] == "said otherwise"


async def test_hostile_text_stays_text(sink: Screen, kitchen: Kitchen) -> None:
    hostile, section = kitchen_sink.HOSTILE, {"type": "rich_text_section"}
    link = {"type": "link", "url": "mailto:x@example.com", "text": "<img src=x onerror='window.hurt=1'>"}
    await kitchen.say(
        "Hostile",
        {"type": "header", "text": kitchen_sink.plain("<img src=x onerror='window.hurt=1'>")},
        {"type": "section", "text": kitchen_sink.mrkdwn(hostile), "fields": [kitchen_sink.plain(hostile)]},
        {"type": "markdown", "text": kitchen_sink.HOSTILE_MARKDOWN},
        {"type": "rich_text", "elements": [{**section, "elements": [{"type": "text", "text": hostile}, link]}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": hostile}]]},
    )
    await sink.say(hostile)
    message = _message(sink, kitchen, "Hostile")
    await expect(message).to_contain_text("<script>window.hurt = 1</script>")
    await expect(message).to_contain_text("<b>not bold</b>")
    await expect(sink.messages.last).to_contain_text("&lt;b&gt;not bold")
    found = await sink.page.evaluate(
        """() => [
          window.hurt,
          document.querySelectorAll("main :is(script, iframe, object, embed, style, img[src='x'])").length,
          [...document.querySelectorAll("main *")].flatMap((each) => each.getAttributeNames()).filter((name) => name.startsWith("on")),
          [...document.querySelectorAll("main a")].map((each) => new URL(each.href).protocol).filter((each) => !/^(https?|mailto):$/.test(each)),
        ]"""
    )
    assert found == [None, 0, [], []]


# Markdown, and what the page makes of it, without the page's own attributes.
MARKDOWN = {
    "**1** of **2** done": "<p><strong>1</strong> of <strong>2</strong> done</p>",
    "__I__ and __J__, ~~K~~ and *L*": "<p><strong>I</strong> and <strong>J</strong>, <s>K</s> and <em>L</em></p>",
    "***all** of* 2 * 3 and snake_case_names": "<p><em><strong>all</strong> of</em> 2 * 3 and snake_case_names</p>",
    "**two\nlines** and ``a`b``": "<p><strong>two<br>lines</strong> and <code>a`b</code></p>",
    "Title\n===\nBelow\nit\n---\ntext": "<h2>Title</h2><h3>Below<br>it</h3><p>text</p>",
    "text\n***\nmore\n\n---": "<p>text</p><hr><p>more</p><hr>",
    "text\n\n    code\n      more\n\nend": "<p>text</p><pre>code\n  more</pre><p>end</p>",
    "text\n    goes on": "<p>text<br>goes on</p>",
    "1. one\n      - two\n2. three\n   ```\n   four\n   ```": (
        "<ol><li>one<ul><li>two</li></ul></li><li>three<pre>four</pre></li></ol>"
    ),
    "```one``` line\n\n# C#": "<p><code>one</code> line</p><h2>C#</h2>",
    "text\n| A |\n|---|\n| b |": (
        "<p>text</p><div><table><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table></div>"
    ),
    "Status | open\n---": "<h3>Status | open</h3>",
}


async def test_markdown_is_read_as_commonmark_says(sink: Screen) -> None:
    shown = await sink.page.evaluate(
        """async (texts) => {
          const [{ markdown }, { draw }] = [await import("/page/js/markdown.js"), await import("/page/js/dom.js")];
          return texts.map((text) => {
            const holder = document.createElement("div");
            draw(holder, markdown(text));
            for (const each of holder.querySelectorAll("*")) each.getAttributeNames().forEach((name) => each.removeAttribute(name));
            return holder.innerHTML;
          });
        }""",
        list(MARKDOWN),
    )
    assert dict(zip(MARKDOWN, shown, strict=True)) == MARKDOWN


async def test_marks_nested_beyond_all_reason_do_not_stop_the_page(sink: Screen, kitchen: Kitchen) -> None:
    lists = "\n".join(f"{'  ' * depth}- {depth}" for depth in range(60))
    await kitchen.say("Deep", {"type": "markdown", "text": f"{'>' * 3000} deep\n\n{lists}\n\n{'[' * 3000} end"})
    await expect(_message(sink, kitchen, "Deep")).to_contain_text("end")
    await expect(_message(sink, kitchen, "Deep").locator("blockquote")).to_have_count(16)


async def test_a_date_that_no_calendar_has_is_shown_as_the_app_said_it(sink: Screen, kitchen: Kitchen) -> None:
    far = "<!date^9999999999999^{date} {ago}|some day> and <!date^1392734382^{__defineGetter__} {date_num}|x>"
    footer = {"text": "With a time", "footer": "Far off", "ts": 9_999_999_999_999}
    kitchen.put(far, by_app=True, user=kitchen.sandbox.app.bot_user_id, attachments=[footer])
    message = _message(sink, kitchen, far)
    await expect(message.locator(".text").first).to_have_text("some day and {__defineGetter__} 2014-02-18")
    await expect(message.locator(".attachment small")).to_have_text("Far off")


async def test_what_cannot_be_shown_says_so_and_leaves_the_rest_of_the_page_alone(
    sink: Screen, kitchen: Kitchen, kitchen_page: tuple[Page, list[str]]
) -> None:
    text = {"type": "section", "block_id": "number", "text": {"type": "mrkdwn", "text": 5}}
    words = {"type": "section", "block_id": "words", "text": kitchen_sink.mrkdwn("Still here")}
    app = kitchen.sandbox.app.bot_user_id
    bad = [
        kitchen.put("A bad block", by_app=True, user=app, blocks=[text, words]),
        kitchen.put("A bad message", by_app=True, user=app, attachments=[{"fields": [None]}]),
    ]
    block, message = sink.messages.nth(-2), sink.messages.last
    await expect(message).to_have_text("This message cannot be shown.")
    await expect(block).to_contain_text("A section block cannot be shown here.")
    await expect(block).to_contain_text("Still here")
    await sink.say("And life goes on")
    await expect(sink.messages.last).to_contain_text("And life goes on")
    _, complaints = kitchen_page
    assert ["TypeError" in complaint for complaint in complaints] == [True, True]
    complaints.clear()
    for message_put in bad:
        kitchen.take_back(message_put)


async def test_the_page_says_that_it_is_out_of_date_until_the_workspace_can_be_read_again(
    sink: Screen, kitchen: Kitchen, kitchen_page: tuple[Page, list[str]]
) -> None:
    await sink.page.route("**/_sandbox/state", lambda route: route.fulfill(status=500))
    await kitchen.say("Not heard of yet")
    notice = sink.page.get_by_test_id("toast").filter(has_text="The workspace cannot be read.")
    await expect(notice).to_be_visible()
    await sink.page.unroute("**/_sandbox/state")
    await expect(sink.messages.last).to_contain_text("Not heard of yet")
    await expect(notice).to_have_count(0)
    kitchen_page[1].clear()


async def test_an_emoji_is_found_by_its_alias_and_sent_in_the_chosen_skin_tone(sink: Screen, kitchen: Kitchen) -> None:
    await look_at(sink, kitchen, "Attachment")
    message = _message(sink, kitchen, "Attachment")
    await message.hover()
    await message.get_by_test_id("react-button").click()
    await sink.page.get_by_role("radio", name="Skin tone 4").click()
    await sink.page.get_by_test_id("emoji-search").fill("raised_hand")
    await sink.page.get_by_test_id("emoji-search").press("Enter")
    reaction = message.get_by_test_id("reaction-hand::skin-tone-4")
    await expect(reaction).to_have_text("✋🏽1")
    await expect(message.get_by_test_id("react-button")).to_be_focused()
    await reaction.click()
    await expect(reaction).to_have_count(0)


async def test_the_menu_of_a_message_has_the_apps_shortcut_and_the_composer_the_global_one(
    sink: Screen, kitchen: Kitchen
) -> None:
    await look_at(sink, kitchen, "Attachment")
    message = _message(sink, kitchen, "Attachment")
    before = len(kitchen.of("message_action"))
    await message.hover()
    await message.get_by_test_id("message-menu").click()
    await sink.page.get_by_role("menuitem", name="Keep this").click()
    body = await kitchen.hears("message_action", before)
    assert (body["callback_id"], body["message_ts"]) == ("keep", kitchen.stamps["Attachment"])

    await sink.page.get_by_test_id("shortcuts-button").click()
    await sink.page.get_by_role("menuitem", name="Every input").click()
    await expect(sink.modal).to_be_visible()
    assert kitchen.of("shortcut")[-1]["callback_id"] == "everywhere"


async def test_a_permalink_leads_to_its_message_on_the_page(sink: Screen, kitchen: Kitchen) -> None:
    specs, ts = kitchen.channel("team-specs"), kitchen.stamps["Words"]
    address = (await kitchen.client.chat_getPermalink(channel=specs, message_ts=ts))["permalink"]
    await kitchen.say("Look there", {"type": "section", "text": kitchen_sink.mrkdwn(f"<{address}|the words>")})
    await sink.page.get_by_role("link", name="the words").last.click()
    words = _message(sink, kitchen, "Words")
    await expect(words).to_be_in_viewport()
    await look_at(sink, kitchen)
    await sink.page.goto(str(address))
    await expect(words).to_be_in_viewport()


async def test_a_file_goes_up_with_a_message_and_comes_down_as_it_was(sink: Screen, tmp_path: Path) -> None:
    notes: FilePayload = {"name": "notes <b>.md", "mimeType": "text/markdown", "buffer": "# Nötes\n".encode()}
    await sink.page.get_by_label("Attach a file").set_input_files([notes])
    await expect(sink.page.get_by_role("button", name="Remove notes <b>.md")).to_be_visible()
    await sink.say("My notes")
    card = sink.messages.last.get_by_test_id("file")
    await expect(card).to_contain_text("notes <b>.md")
    async with sink.page.expect_download() as coming:
        await card.click()
    download = await coming.value
    await download.save_as(tmp_path / "notes.md")
    assert (tmp_path / "notes.md").read_bytes() == notes["buffer"]


async def test_a_message_for_one_person_says_so_and_is_shown_to_nobody_else(sink: Screen, kitchen: Kitchen) -> None:
    secret = sink.messages.filter(has_text="Only you can see this.")
    await expect(secret).to_contain_text("Only visible to you")
    await look_at(sink, kitchen, who="sam")
    await expect(sink.messages.first).to_be_visible()
    await expect(secret).to_have_count(0)


async def test_only_an_app_message_without_blocks_is_called_edited(sink: Screen, kitchen: Kitchen) -> None:
    for name, blocks in (
        ("Card", [{"type": "section", "text": kitchen_sink.mrkdwn("Drawn anew")}]),
        ("Words alone", []),
    ):
        await kitchen.say(name, *blocks)
        await kitchen.client.chat_update(
            channel=kitchen.channel("team-specs"), ts=kitchen.stamps[name], text="Drawn anew", blocks=blocks
        )
    await expect(_message(sink, kitchen, "Words alone")).to_contain_text("Drawn anew (edited)")
    await expect(_message(sink, kitchen, "Card")).not_to_contain_text("(edited)")


async def test_an_emoji_is_completed_while_it_is_typed(sink: Screen) -> None:
    composer = sink.page.get_by_test_id("composer")
    await composer.fill("")
    await composer.press_sequentially("Done :tad")
    await expect(sink.page.get_by_role("option", name=":tada:")).to_be_visible()
    await composer.press("Tab")
    await expect(composer).to_have_value("Done :tada: ")
    await composer.fill("")


async def test_a_name_is_completed_where_the_caret_is_also_in_a_command(sink: Screen) -> None:
    composer = sink.page.get_by_test_id("composer")
    await composer.fill("Ask  tomorrow")
    for _ in " tomorrow":
        await composer.press("ArrowLeft")
    await composer.press_sequentially("@sa")
    await sink.page.get_by_role("option", name="Sam Okafor").click()
    await expect(composer).to_have_value("Ask @Sam Okafor tomorrow")
    await composer.press_sequentially("and @l")
    await composer.press("Enter")
    await expect(composer).to_have_value("Ask @Sam Okafor and @Lee Castillo tomorrow")

    await composer.fill("/kitchen for @pri")
    await composer.press("Tab")
    await expect(composer).to_have_value("/kitchen for @priya ")
    await composer.fill("")


async def test_the_traffic_shows_what_was_sent_the_answer_and_how_long_it_took(sink: Screen, kitchen: Kitchen) -> None:
    await sink.say("/kitchen with words")
    await expect(sink.modal).to_be_visible()
    await look_at(sink, kitchen)
    await sink.page.get_by_test_id("traffic-toggle").click()
    inspector = sink.page.get_by_test_id("traffic")
    await inspector.get_by_label("Filter the traffic").fill("with words")
    entry = inspector.locator("details")
    await expect(entry).to_have_count(1)
    await expect(entry.locator("summary")).to_have_text(
        re.compile(r"/kitchen.*with words.*\d\d:\d\d:\d\d\.\d{3} · \d+ ms")
    )
    await entry.locator("summary").press("Enter")
    await expect(entry.locator("pre").first).to_contain_text('"trigger_id"')
    await inspector.get_by_label("Filter the traffic").fill("views.open")
    await entry.first.locator("summary").click()
    await expect(entry.first.locator("pre").last).to_contain_text('"ok": true')


def _call(at: str, method: str, answer: kitchen_sink.Json) -> kitchen_sink.Json:
    return {"at": f"2026-11-28T10:00:{at}+00:00", "method": method, "args": {"text": "t"}, "answer": answer, "ms": 1}


async def test_the_traffic_is_fetched_once_and_then_only_what_has_been_added(sink: Screen, kitchen: Kitchen) -> None:
    first = [_call("01", "chat.postMessage", {"ok": True})]
    later = [_call("02", "response_url", {"ok": False, "error": "used_url"})]
    anew = [_call("03", "auth.test", {"ok": True})]
    nothing: list[kitchen_sink.Json] = []
    told = {"since=7": (nothing, 7), "since=9": (nothing, 9), "since=1": (nothing, 1)}

    async def answer(route: Route) -> None:
        calls, following = told.get(urlsplit(route.request.url).query, (first, 7))
        await route.fulfill(json={"ok": True, "calls": calls, "dispatches": [], "next": following})

    await sink.page.route("**/_sandbox/traffic*", answer)
    await sink.page.get_by_test_id("traffic-toggle").click()
    names = sink.page.get_by_test_id("traffic").locator("summary code")
    await sink.page.get_by_label("Filter the traffic").fill("")
    await expect(names).to_have_text(["chat.postMessage"])
    told["since=7"] = (later, 9)
    await kitchen.say("One thing more")
    await expect(names).to_have_text(["response_url", "chat.postMessage"])
    await expect(sink.page.get_by_test_id("traffic").locator(".traffic-failed")).to_contain_text("used_url")
    told["since=9"] = (anew, 1)
    await kitchen.say("And after a new start")
    await expect(names).to_have_text(["auth.test"])
    await sink.page.unroute("**/_sandbox/traffic*")
    await sink.page.reload()
