"""`/techspec import`: a document that exists becomes a spec, and nothing of it changes on the way."""

from pathlib import Path

import pytest

from tests.flows.workspace import Workspace

FIXTURES = Path(__file__).parents[1] / "fixtures"
REAL_SPECS = [*sorted((FIXTURES / "specs").glob("*.md")), *sorted((FIXTURES / "own").glob("*.md"))]
TICKED = b"""# Hearing schedule

## Overview
We move it.

# Tech Spec Process
- [x] Drafter: Write a draft.
- [ ] Security: Look at it.
"""


async def open_with(ws: Workspace, content: bytes) -> str:
    """Open the import form and upload a file; its id."""
    await ws.command("dana", "import")
    return await ws.upload("dana", "spec.md", content)


async def exported(ws: Workspace, number: int) -> bytes:
    await ws.command("dana", f"export {number}")
    return await ws.downloaded((await ws.dms("dana"))[-1])


async def test_a_file_brings_its_title_its_checklist_and_its_ticks(ws: Workspace) -> None:
    assert await ws.submit("dana", {"file": [await open_with(ws, TICKED)], "stakeholders": ["sam"]}) == {}
    card = await ws.card()
    assert "TS-1 Hearing schedule" in card.words
    assert "We move it." in card.words
    assert "Look at it" in card.words
    assert "Write a draft" not in card.words
    await ws.press("dana", card, "⋯")
    assert "☑ Write a draft." in await ws.modal_words("dana")
    assert await exported(ws, 1) == TICKED


async def test_a_file_without_a_process_list_gets_the_checklist_of_the_template(ws: Workspace) -> None:
    before = b"# Hearing schedule\n\n## Overview\nWe move it.\n"
    assert await ws.submit("dana", {"file": [await open_with(ws, before)]}) == {}
    await ws.press("dana", await ws.card(), "⋯")
    assert "Facilitate that discussion." in await ws.modal_words("dana")
    assert await exported(ws, 1) == before


async def test_pasted_markdown_becomes_a_spec(ws: Workspace) -> None:
    await ws.command("dana", "import")
    assert await ws.submit("dana", {"pasted": TICKED.decode()}) == {}
    assert "TS-1 Hearing schedule" in (await ws.card()).words
    assert await exported(ws, 1) == TICKED


async def test_a_title_that_is_typed_leaves_the_texts_own_alone(ws: Workspace) -> None:
    assert await ws.submit("dana", {"file": [await open_with(ws, TICKED)], "title": "Other words"}) == {}
    assert "TS-1 Other words" in (await ws.card()).words
    assert await exported(ws, 1) == TICKED


async def test_words_after_the_command_are_the_title(ws: Workspace) -> None:
    await ws.command("dana", "import Other words")
    assert await ws.submit("dana", {"pasted": TICKED.decode()}) == {}
    assert "TS-1 Other words" in (await ws.card()).words


async def test_a_text_without_a_title_asks_for_one_at_the_field_and_keeps_the_rest(ws: Workspace) -> None:
    file = await open_with(ws, b"Just words.\n")
    errors = await ws.submit("dana", {"file": [file], "share": "later"})
    assert list(errors) == ["title"]
    assert await ws.submit("dana", {"title": "A title"}) == {}
    assert await exported(ws, 1) == b"Just words.\n"


async def test_neither_and_both_texts_are_refused_at_their_fields(ws: Workspace) -> None:
    file = await open_with(ws, TICKED)
    assert list(await ws.submit("dana")) == ["file"]
    assert list(await ws.submit("dana", {"pasted": "  "})) == ["file"]
    assert list(await ws.submit("dana", {"file": [file], "pasted": "# A"})) == ["pasted"]
    assert await ws.cards() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"# A\n\xff", "Line 2"), (b"# A\n\x00", "Line 2"), (b"x" * 250_001, "250 kB")],
    ids=["empty", "not UTF-8", "NUL", "too large"],
)
async def test_a_file_that_is_no_text_is_refused_at_its_field(ws: Workspace, content: bytes, said: str) -> None:
    errors = await ws.submit("dana", {"file": [await open_with(ws, content)]})
    assert said in errors["file"]


LONG = TICKED + b"- [ ] Security: Look again.\n" * 199


async def test_a_text_that_cannot_be_taken_is_refused_at_its_field_with_the_line(ws: Workspace) -> None:
    errors = await ws.submit("dana", {"file": [await open_with(ws, LONG)], "title": "Typed"})
    assert list(errors) == ["file"]
    assert "201 lines, and up to 200 fit: those from line 207 on are too many" in errors["file"]
    await ws.command("dana", "import")
    errors = await ws.submit("dana", {"pasted": "# P\n\x00"})
    assert list(errors) == ["pasted"]
    assert "NUL character on line 2" in errors["pasted"]
    assert await ws.cards() == []


async def test_a_title_that_cannot_be_taken_is_refused_at_the_title(ws: Workspace) -> None:
    errors = await ws.submit("dana", {"file": [await open_with(ws, TICKED)], "title": "A\x00"})
    assert list(errors) == ["title"]


async def test_a_file_for_a_new_spec_that_cannot_be_taken_is_refused_at_its_field(ws: Workspace) -> None:
    file = await ws.upload("dana", "spec.md", LONG)
    await ws.command("dana", "new Typed")
    await ws.choose_in_modal("dana", "form.text", "file")
    errors = await ws.submit("dana", {"file": [file]})
    assert list(errors) == ["file"]
    assert "line 207" in errors["file"]


async def test_a_bot_that_is_not_in_the_channel_offers_to_join_it(ws: Workspace) -> None:
    state = await ws.state()
    names = [
        channel["name"]
        for channel in state["channels"].values()
        if not channel["is_im"] and not channel["is_private"] and state["bot_user_id"] not in channel["members"]
    ]
    await ws.command("dana", "import", names[0])
    assert await ws.submit("dana", {"pasted": TICKED.decode()}) == {}
    assert "I am not in that channel" in await ws.modal_words("dana")
    [offer] = [b["block_id"] for b in (await ws.modal("dana"))["blocks"] if b["block_id"].startswith("join-")]
    assert await ws.submit("dana", {offer: ["join"]}) == {}
    assert "TS-1 Hearing schedule" in (await ws.card(channel=names[0])).words


@pytest.mark.parametrize("file", REAL_SPECS, ids=lambda file: file.stem)
async def test_importing_an_export_changes_nothing(ws: Workspace, file: Path) -> None:
    content = file.read_bytes()  # noqa: ASYNC240 -- nobody else waits
    assert await ws.submit("dana", {"file": [await open_with(ws, content)], "title": "First"}) == {}
    export = await exported(ws, 1)
    assert await ws.submit("dana", {"file": [await open_with(ws, export)], "title": "Second"}) == {}
    assert await exported(ws, 2) == export


async def test_importing_the_export_of_a_spec_that_went_on_keeps_what_was_ticked(ws: Workspace) -> None:
    await ws.new_spec(**{"section-overview": "We move it."})
    await ws.react("lee", await ws.card(), "bell")
    await ws.press("sam", await ws.card(), "Pick a time")
    assert await ws.submit("sam") == {}
    export = await exported(ws, 1)
    assert b"[x] Tech spec drafter: Schedule" in export
    assert await ws.submit("dana", {"file": [await open_with(ws, export)]}) == {}
    assert await exported(ws, 2) == export
