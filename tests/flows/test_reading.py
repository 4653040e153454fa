"""*Read*: what changed since somebody read it last, and the receipt."""

import pytest

from tests.flows.workspace import Workspace

SPEC = b"# Hearing schedule\n\n## Context\n\nBy hand.\n\n## Overview\n\nWe move it to Caseflow in two releases.\n"


@pytest.fixture(autouse=True)
async def shared(ws: Workspace) -> None:
    await ws.command("dana", "import")
    assert await ws.submit("dana", {"file": [await ws.upload("dana", "spec.md", SPEC)]}) == {}


async def write(ws: Workspace, overview: str) -> None:
    """Dana changes the Overview."""
    await ws.command("dana", "edit 1")
    [block] = [block for block in (await ws.modal("dana"))["blocks"] if block["block_id"] == "at-1"]
    [option] = [o for o in block["accessory"]["options"] if o["text"]["text"] == "Edit the text"]
    await ws.act("click", who="dana", view=True, action_id="edit.section", block_id="at-1", selected=option["value"])
    assert await ws.submit("dana", {"body": overview}) == {}


async def test_who_has_read_an_older_text_finds_first_what_changed_since(ws: Workspace) -> None:
    await ws.press("sam", await ws.card(), "Read")
    assert "Changed since" not in await ws.modal_words("sam")
    assert await ws.submit("sam") == {}
    await write(ws, "We move it to Caseflow in three releases.")
    card = await ws.card()
    assert "1 of 3" in card.words
    await ws.press("sam", card, "Read")
    words = await ws.modal_words("sam")
    assert words.index("Changed since you last read it") < words.index("By hand.")
    assert "We move it to Caseflow in\n \ntwo\n \nthree\n \nreleases." in words
    assert await ws.submit("sam") == {}
    await ws.press("sam", card, "Read")
    assert "You have read this revision" in await ws.modal_words("sam")
    assert "Changed since" not in await ws.modal_words("sam")


async def test_a_text_that_changed_while_somebody_read_it_is_shown_before_it_counts_as_read(ws: Workspace) -> None:
    await ws.press("lee", await ws.card(), "Read")
    await write(ws, "We keep it.")
    await ws.submit("lee")
    words = await ws.modal_words("lee")
    assert "Somebody changed *Overview* while you were reading. This is how it reads now." in words
    assert "We keep it." in words
    assert "0 of 3" in (await ws.card()).words
    assert await ws.submit("lee") == {}
    assert await ws.modals("lee") == []
    assert "1 of 3" in (await ws.card()).words


async def test_a_text_that_changed_between_two_pages_says_so_on_the_next_one(ws: Workspace) -> None:
    await write(ws, "A paragraph.\n\n" * 150)
    await ws.command("lee", "read 1")
    await write(ws, "Another paragraph.\n\n" * 150)
    await ws.press_in_modal("lee", "Read on →")
    assert "Somebody changed *Overview* while you were reading" in await ws.modal_words("lee")
    await ws.press_in_modal("lee", "← Back")
    assert "while you were reading" not in await ws.modal_words("lee")
    assert await ws.submit("lee") == {}
    assert "1 of 3" in (await ws.card()).words
