"""`/techspec new`: from a title to a card, and every way in which nothing is lost."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.transport import Kind
from tests.flows.workspace import Workspace, mrkdwn

FIXTURES = Path(__file__).parents[1] / "fixtures"
CRLF = (FIXTURES / "own" / "crlf.md").read_bytes()
REAL_SPECS = {
    file.name: file.read_bytes()
    for file in (
        *sorted((FIXTURES / "specs").glob("*.md")),
        *(FIXTURES / "own" / name for name in ("large.md", "setext.md")),
    )
}


async def test_a_title_alone_makes_a_shared_unscheduled_spec(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    assert await ws.submit("dana") == {}
    card = await ws.card()
    assert "🟡 *TS-1 Hearing schedule* · needs a time" in card.words
    assert await ws.modals("dana") == []
    assert await ws.dms("dana") == []


async def test_a_wrong_time_is_refused_at_its_field_and_what_was_typed_stays(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    errors = await ws.submit("dana", {"starts_at": 1, "section-overview": "We move it.", "stakeholders": ["sam"]})
    assert list(errors) == ["starts_at"]
    assert await ws.cards() == []
    assert await ws.submit("dana", {"starts_at": None}) == {}
    card = await ws.card()
    assert "We move it." in card.words
    assert "Sam" in card.words


async def test_a_title_of_spaces_is_refused_at_its_field(ws: Workspace) -> None:
    await ws.command("dana", "new")
    assert list(await ws.submit("dana", {"title": "   "})) == ["title"]


async def test_a_title_that_is_too_long_for_the_field_is_cut_when_the_form_opens(ws: Workspace) -> None:
    await ws.new_spec(title="long " * 100)
    assert (await ws.card()).words.startswith("🟡 *TS-1 long long")


async def test_while_the_database_is_locked_the_modal_stays_open_and_says_so(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    with ws.held_database():
        # Asked without waiting for rest: the bot cannot come to rest while its database is locked.
        values = {"as": "dana", "values": {"section-overview": "We move it."}}
        posting = asyncio.create_task(ws.http.post(f"{ws.sandbox.url}_sandbox/submit", json=values).__aenter__())
        for _ in range(60):
            await asyncio.sleep(0.05)
            [view] = await ws.modals("dana")
            if view["errors"]:
                break
    (await posting).close()
    assert "database does not answer" in "".join(view["errors"].values())
    assert await ws.submit("dana") == {}
    assert "We move it." in (await ws.card()).words


async def test_the_same_submission_twice_makes_one_spec(ws: Workspace) -> None:
    await ws.new_spec()
    [body] = await ws.sent("view_submission")
    answers = await asyncio.gather(*(ws.sandbox.dispatcher.ask(Kind.INTERACTIVE, body) for _ in range(3)))
    await ws.advance("1s")
    assert [answer.body for answer in answers] == [None, None, None]
    assert len(await ws.cards()) == 1
    assert "TS-2" not in await ws.command("dana", "list all")


async def test_two_forms_with_the_same_title_make_two_specs(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.new_spec()
    assert (await ws.card(2)).words.startswith("🟡 *TS-2 Hearing schedule*")


@pytest.mark.parametrize(("file", "content"), REAL_SPECS.items(), ids=REAL_SPECS)
async def test_a_real_spec_is_attached_shown_read_and_exported_unchanged(
    ws: Workspace, file: str, content: bytes
) -> None:
    await ws.command("dana", "new A real one")
    await ws.choose_in_modal("dana", "form.text", "file")
    assert "Markdown file" in await ws.modal_words("dana")
    assert await ws.submit("dana", {"file": [await ws.upload("dana", file, content)]}) == {}
    card = await ws.card()
    assert "TS-1 A real one" in card.words
    await ws.command("sam", "read 1")
    while "Read on" in await ws.modal_words("sam"):
        await ws.press_in_modal("sam", "Read on →")
    await ws.act("close", who="sam")
    await ws.command("sam", "export 1")
    assert await ws.downloaded((await ws.dms("sam"))[-1]) == content


async def test_choosing_where_the_text_comes_from_keeps_what_was_typed(ws: Workspace) -> None:
    await ws.command("dana", "new")
    values = {"title": "Typed before", "stakeholders": ["sam"]}
    await ws.act("click", who="dana", view=True, action_id="form.text", selected="link", values=values)
    assert await ws.submit("dana", {"link": "https://example.org/doc"}) == {}
    card = await ws.card()
    assert "Typed before" in card.words
    assert "<https://example.org/doc|the document>" in card.words
    await ws.press("sam", card, "Read")
    assert "https://example.org/doc" in await ws.modal_words("sam")


async def test_more_shows_readers_and_co_drafters(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    assert await ws.submit("dana", {"co_drafters": ["lee"], "section-overview": "Kept."}) == {}
    await ws.press("lee", await ws.card(), "⋯")
    assert "Withdraw" in await ws.modal_words("lee")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"\xff\xfe", "UTF-8"), (b"# A\n\x00", "Line 2"), (b"x" * 250_001, "250 kB")],
    ids=["empty", "not UTF-8", "NUL", "too large"],
)
async def test_a_file_that_is_no_text_is_refused_at_its_field(ws: Workspace, content: bytes, said: str) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.choose_in_modal("dana", "form.text", "file")
    errors = await ws.submit("dana", {"file": [await ws.upload("dana", "spec.md", content)]})
    assert said in errors["file"]
    assert await ws.cards() == []


async def test_a_spec_for_later_is_a_draft_in_the_drafters_messages(ws: Workspace) -> None:
    await ws.new_spec(share="later")
    assert await ws.cards() == []
    [draft] = await ws.dms("dana")
    assert "draft, only you see it" in draft.words
    for who, command in [("sam", "share 1"), ("sam", "show 1"), ("sam", "read 1"), ("sam", "withdraw 1")]:
        assert "still a draft" in await ws.command(who, command)
    assert "TS-1" not in await ws.command("sam", "list all")
    assert "TS-1" in await ws.command("dana", "list mine")
    await ws.press("dana", draft, "Share")
    assert "needs a time" in (await ws.card()).words
    [draft] = await ws.dms("dana")
    assert draft.words.startswith("✓ *TS-1 Hearing schedule* is shared in <#")


async def test_a_draft_is_shared_by_command(ws: Workspace) -> None:
    await ws.new_spec(share="later")
    assert "TS-1 is shared in" in await ws.command("dana", "share")
    assert "needs a time" in (await ws.card()).words


async def test_a_time_in_the_form_makes_a_scheduled_spec_and_tells_the_channel(ws: Workspace) -> None:
    at = int((await ws.now()).timestamp()) + 86_400
    await ws.new_spec(starts_at=at)
    card = await ws.card()
    assert f"discussion <!date^{at}^" in card.words
    assert card.reactions == {"calendar"}
    [reply] = await ws.replies()
    assert reply.raw["is_broadcast"]
    assert await ws.dms("dana") == []


async def test_a_spec_can_begin_with_a_decision_in_the_thread_by_somebody_who_hears_of_it(ws: Workspace) -> None:
    await ws.command("dana", "new")
    values = {"title": "Typed before", "section-overview": "We move it."}
    await ws.act("click", who="dana", view=True, action_id="form.discuss", selected="thread", values=values)
    assert await ws.submit("dana", {"decider": "sam"}) == {}
    card = await ws.card()
    by = int(datetime(2026, 3, 9, 14, 0, tzinfo=UTC).timestamp())  # five working days, over the change of the clocks
    assert f"💬 *TS-1 Typed before* · to be decided in the thread by <!date^{by}^" in card.words
    assert f"Sam decides in the thread by <!date^{by}^" in card.words
    assert "We move it." in card.words
    [reply] = await ws.replies()
    assert f"<@{await ws.user('sam')}> decides here in the thread by" in reply.words
    await ws.press("priya", card, "⋯")
    assert "waiting for Sam to decide" in await ws.modal_words("priya")
    assert "Dana lets Sam decide it in the thread" in await ws.modal_words("priya")
    await ws.advance("336h")
    assert await ws.dms("dana") == []


async def test_what_was_said_of_a_meeting_and_of_the_thread_comes_back_with_the_choice(ws: Workspace) -> None:
    async def fields() -> dict[str, Any]:
        blocks = (await ws.modal("dana"))["blocks"]
        return {block["block_id"]: block["element"] for block in blocks if block["type"] == "input"}

    async def discuss(how: str, **values: Any) -> None:
        choice = {"who": "dana", "view": True, "action_id": "form.discuss", "selected": how, "values": values}
        assert (await ws.act("click", **choice))["ok"]

    at = int((await ws.now()).timestamp()) + 86_400
    await ws.command("dana", "new Hearing schedule")
    first = [option["value"] for option in (await fields())["discuss"]["options"]]
    assert first == ["thread", "meeting"]  # five people are few
    await discuss("thread", starts_at=at)
    assert "starts_at" not in await fields()
    assert (await fields())["decider"]["initial_user"] == await ws.user("dana")
    await discuss("meeting", decider="sam", decide_by=at + 60)
    assert (await fields())["starts_at"]["initial_date_time"] == at
    await discuss("thread", starts_at=None)
    assert (await fields())["decider"]["initial_user"] == await ws.user("sam")
    assert (await fields())["decide_by"]["initial_date_time"] == at + 60
    await discuss("meeting")
    assert "initial_date_time" not in (await fields())["starts_at"]
    await ws.choose_in_modal("dana", "form.channel", await ws.channel("specs-private"))
    assert await ws.submit("dana") == {}
    assert "needs a time" in (await ws.card(channel="specs-private")).words


async def test_what_is_wrong_with_a_decision_in_the_thread_is_told_at_its_field(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule", "specs-private")
    await ws.choose_in_modal("dana", "form.discuss", "thread")
    assert "has passed. Pick one in the future." in (await ws.submit("dana", {"decide_by": 1_700_000_000}))["decide_by"]
    later = int((await ws.now()).timestamp()) + 86_400
    outside = await ws.submit("dana", {"decide_by": later, "decider": "priya"})
    assert "Not in #specs-private: Priya. Type /invite there" in outside["decider"]
    bot = (await ws.state())["bot_user_id"]
    assert "no apps" in (await ws.submit("dana", {"decider": bot}))["decider"]
    assert await ws.submit("dana", {"decider": "dana", "share": "later"}) == {}
    [draft] = await ws.dms("dana")
    assert "Dana decides in the thread by" in draft.words
    await ws.press("dana", draft, "Share")
    assert "decided in the thread by" in (await ws.card(channel="specs-private")).words


async def test_the_usual_choice_comes_first_where_many_are_or_slack_does_not_say(ws: Workspace) -> None:
    async def first() -> str:
        await ws.command("dana", "new Hearing schedule")
        blocks = (await ws.modal("dana"))["blocks"]
        await ws.act("close", who="dana")
        return next(b["element"]["options"][0]["value"] for b in blocks if b.get("block_id") == "discuss")

    await ws.fault("conversations.members", error="ratelimited")
    assert await first() == "meeting"
    assert await first() == "thread"
    for number in range(2):
        await ws.act("people", name=f"new{number}")
        await ws.act("channel", name="team-specs", add=[f"new{number}"])
    assert await first() == "meeting"


async def test_the_global_shortcut_opens_the_form_without_a_channel(ws: Workspace) -> None:
    await ws.act("shortcut", who="dana", callback_id="new_tech_spec")
    assert list(await ws.submit("dana", {"title": "Hearing schedule"})) == ["channel"]
    assert await ws.submit("dana", {"channel": "team-specs"}) == {}
    assert "TS-1 Hearing schedule" in (await ws.card()).words


async def test_in_the_conversation_with_the_bot_no_channel_is_preselected(ws: Workspace) -> None:
    [dm] = [c for c in (await ws.state())["channels"].values() if c["is_im"] and await ws.user("dana") in c["members"]]
    assert "/techspec new" in await ws.command("dana", "help", dm["id"])
    await ws.command("dana", "new Hearing schedule", dm["id"])
    assert list(await ws.submit("dana")) == ["channel"]


async def test_hostile_text_pings_nobody_and_breaks_nothing(ws: Workspace) -> None:
    hostile = "<!channel> <@U12345678> *_~`> &lt; @here \u202eabc 👩‍💻 مرحبا"
    headings = ("context", "overview", "open-questions", "implementation-options", "test-plan", "rollout-plan")
    await ws.new_spec(title=hostile, **{f"section-{heading}": (hostile * 100)[:3000] for heading in headings})
    card = await ws.card()
    assert "<!channel>" not in mrkdwn(card.raw["blocks"])
    assert "<!channel>" not in card.notification
    for label in ("Read", "⋯", "Pick a time"):
        await ws.press("sam", card, label)
        assert "<!channel>" not in mrkdwn(await ws.modal("sam"))
        await ws.act("close", who="sam")
    for command in ("show 1", "list", "list <!channel>", "show <!channel>", "<!channel>", "schedule 1 <!channel>"):
        assert "<!channel>" not in await ws.command("sam", command)
        assert "<!channel>" not in mrkdwn((await ws.whisper("sam")).raw["blocks"])
    assert "do not know" in await ws.command("sam", "x" * 3_000)
    assert await ws.command("sam", "new " + "<" * 10_000) == ""


async def test_what_was_typed_survives_a_look_at_the_other_sources_of_a_text(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    assert list(await ws.submit("dana", {"section-overview": "We move it.", "starts_at": 1})) == ["starts_at"]
    for source in ("file", "link", "here"):
        await ws.choose_in_modal("dana", "form.text", source)
    assert await ws.submit("dana", {"starts_at": None}) == {}
    assert "We move it." in (await ws.card()).words


async def test_text_that_no_database_takes_is_refused_and_stays_in_the_form(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    [said] = (await ws.submit("dana", {"section-overview": "two\x00parts"})).values()
    assert "NUL" in said
    assert await ws.submit("dana", {"section-overview": "two parts"}) == {}


async def test_an_export_tells_what_was_ticked_since_and_changes_nothing_else(ws: Workspace) -> None:
    """The line above the one that is unticked follows it only then, whatever the file had said of it."""
    file = CRLF.replace(b"[ ] Drafter: Schedule", b"[x] Drafter: Schedule")
    await ws.command("dana", "new Hearing schedule")
    await ws.choose_in_modal("dana", "form.text", "file")
    assert await ws.submit("dana", {"file": [await ws.upload("dana", "spec.md", file)]}) == {}
    await ws.command("dana", "export 1")
    assert await ws.downloaded((await ws.dms("dana"))[-1]) == file
    await ws.press("dana", await ws.card(), "⋯")
    await ws.choose_in_modal("dana", "line.menu#1", "1:1:untick")
    await ws.command("dana", "export 1")
    assert await ws.downloaded((await ws.dms("dana"))[-1]) == CRLF.replace(b"[x] Book", b"[ ] Book")
