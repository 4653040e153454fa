"""*Read*: what changed since somebody read it last, the receipt, and *Comment* at each section."""

import pytest

from bot.sandbox.transport import Kind
from tests.flows.workspace import Workspace, mrkdwn

SPEC = b"# Hearing schedule\n\n## Context\n\nBy hand.\n\n## Overview\n\nWe move it to Caseflow in two releases.\n"
OVERVIEW = "spec.comment#1"
HOSTILE = "<!channel> <@U0SAM> Which *two*? See https://example.org/a?b=1."


@pytest.fixture(autouse=True)
async def shared(ws: Workspace) -> None:
    await ws.command("dana", "import")
    assert await ws.submit("dana", {"file": [await ws.upload("dana", "spec.md", SPEC)]}) == {}


async def press(ws: Workspace, who: str, action_id: str) -> None:
    """Press a button in a modal in which several have the same label."""
    answer = await ws.act("click", who=who, view=True, action_id=action_id)
    assert answer["ok"], answer


async def write(ws: Workspace, overview: str) -> None:
    """Dana changes the Overview."""
    await ws.command("dana", "edit 1")
    [block] = [block for block in (await ws.modal("dana"))["blocks"] if block["block_id"] == "at-1"]
    [option] = [o for o in block["accessory"]["options"] if o["text"]["text"] == "Edit the text"]
    await ws.act("click", who="dana", view=True, action_id="edit.section", block_id="at-1", selected=option["value"])
    assert await ws.submit("dana", {"body": overview}) == {}


async def comment(ws: Workspace, who: str, **values: str) -> None:
    """Comment on the Overview."""
    await ws.command(who, "read 1")
    await press(ws, who, OVERVIEW)
    assert await ws.submit(who, values) == {}


async def test_who_has_read_an_older_text_finds_first_what_changed_since(ws: Workspace) -> None:
    await ws.press("sam", await ws.card(), "Read")
    assert "Changed since" not in await ws.modal_words("sam")
    assert await ws.submit("sam") == {}
    await write(ws, "We move it to Caseflow in three releases.")
    card = await ws.card()
    assert "1 of 3" in card.words
    await ws.press("sam", card, "Read")
    words = await ws.modal_words("sam")
    assert words.index("Changed since you last read it") < words.index("*Context*")
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


async def test_a_question_on_a_section_lands_in_the_thread_once_and_the_reader_reads_on(ws: Workspace) -> None:
    card = await ws.card()
    await ws.press("sam", card, "⋯")
    await ws.press_in_modal("sam", "Read")
    await press(ws, "sam", OVERVIEW)
    assert "Overview" in await ws.modal_words("sam")
    # Slack takes the reply, and its answer gets lost.
    await ws.fault("chat.postMessage", drop_after_accept=True)
    values = {"comment_kind": "question", "comment": HOSTILE, "quote": "in two releases"}
    assert await ws.submit("sam", values) == {}
    assert (await ws.modal("sam"))["callback_id"] == "read"
    [*_, sent] = await ws.sent("view_submission")
    await ws.deliver(Kind.INTERACTIVE, sent)
    [reply] = await ws.replies()
    assert reply.words.startswith("❓ *Sam* asks about *Overview*:\n> in two releases\n")
    assert "<!" not in mrkdwn(reply.raw["blocks"])
    assert "<@" not in mrkdwn(reply.raw["blocks"])
    assert "<https://example.org/a?b=1|" in reply.words
    assert reply.notification.startswith("TS-1: Sam asks about Overview: &lt;!channel&gt;")
    assert (await ws.card()).words == card.words
    [call] = [c for c in await ws.calls("chat.postMessage") if c["args"].get("thread_ts")]
    assert not call["args"].get("reply_broadcast")
    await ws.press("dana", await ws.card(), "⋯")
    assert "Sam asked about “Overview”" in await ws.modal_words("dana")


async def test_what_was_typed_stays_where_a_comment_cannot_be_posted(ws: Workspace) -> None:
    await ws.command("lee", "read 1")
    await press(ws, "lee", OVERVIEW)
    assert await ws.submit("lee", {"comment": " "}) == {
        "comment": "Write what you want to say: a few words are enough."
    }
    await ws.command("dana", "withdraw 1")
    await ws.press("dana", await ws.whisper("dana"), "Withdraw TS-1")
    assert "TS-1 was withdrawn" in (await ws.submit("lee", {"comment": "Mine."}))["comment"]
    await ws.press("dana", await ws.card(), "⋯")
    await ws.press_in_modal("dana", "Reopen")
    assert await ws.submit("lee", {"comment": "Mine."}) == {}
    assert [reply.words for reply in await ws.replies()] == ["💬 *Lee* on *Overview*: Mine."]


async def test_in_an_archived_channel_the_button_says_what_would_help(ws: Workspace) -> None:
    await ws.command("lee", "read 1")
    await ws.act("channel", name="team-specs", archived=True)
    await press(ws, "lee", OVERVIEW)
    assert "The channel of TS-1 is archived" in await ws.modal_words("lee")


async def test_a_reaction_on_a_comment_says_nothing_about_the_spec(ws: Workspace) -> None:
    await comment(ws, "lee", comment_kind="concern", comment="Who pays?")
    [reply] = await ws.replies()
    assert reply.words == "✋ *Lee* has a concern about *Overview*: Who pays?"
    await ws.react("sam", reply, "white_check_mark")
    assert "0 of 3" in (await ws.card()).words
