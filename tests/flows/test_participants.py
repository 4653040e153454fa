"""*People* in ⋯: who approves, who reads and who drafts along is changed by hand, and each counts once."""

from tests.flows.test_channels import PRIVATE
from tests.flows.workspace import SPECS, Workspace


async def people(ws: Workspace, who: str = "dana", channel: str = SPECS) -> None:
    """Open the people of the one spec."""
    await ws.press(who, await ws.card(channel=channel), "⋯")
    await ws.press_in_modal(who, "People")


async def readers(ws: Workspace, who: str = "dana", channel: str = SPECS) -> set[str]:
    """Who is in the field for readers when the modal opens."""
    await people(ws, who, channel)
    found = next(block for block in (await ws.modal(who))["blocks"] if block.get("block_id") == "readers")
    users = (await ws.state())["users"]
    await ws.act("close", who=who)
    await ws.act("close", who=who)
    return {users[user]["name"] for user in found["element"].get("initial_users", ())}


async def history(ws: Workspace, who: str = "dana", channel: str = SPECS) -> str:
    await ws.press(who, await ws.card(channel=channel), "⋯")
    words = await ws.modal_words(who)
    await ws.act("close", who=who)
    return words


async def test_a_drafter_changes_who_reads_and_approves_and_the_card_and_the_history_say_so(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    assert "0 of 3 (Sam, Priya, Lee to go)" in (await ws.card()).words
    assert await readers(ws) == {"priya", "lee"}
    await people(ws)
    assert await ws.submit("dana", {"stakeholders": ["priya"], "optional_stakeholders": ["sam"], "readers": []}) == {}
    assert await ws.modals("dana") == []
    assert "0 of 2 (Priya, Sam to go)" in (await ws.card()).words
    assert "Dana made Priya an approver, made Sam an optional approver, removed Lee" in await history(ws)
    assert (await ws.replies(), await ws.dms("sam")) == ([], [])
    await people(ws)
    assert await ws.submit("dana") == {}
    assert (await history(ws)).count("an optional approver") == 1


async def test_a_co_drafter_may_do_it_and_others_neither_see_the_button_nor_get_anywhere_with_it(
    ws: Workspace,
) -> None:
    await ws.new_spec()
    await people(ws)
    assert await ws.submit("dana", {"co_drafters": ["lee"]}) == {}
    await people(ws, "lee")
    assert await ws.submit("lee", {"stakeholders": ["priya"]}) == {}
    assert "Lee made Priya an approver" in await history(ws)
    await ws.press("sam", await ws.card(), "⋯")
    assert "People" not in await ws.modal_words("sam")
    press = next(b for b in await ws.sent("block_actions") if b["actions"][0]["action_id"] == "spec.people")
    sam = {**press["user"], "id": await ws.user("sam")}
    await ws.forge(press, trigger_for="sam", user=sam)
    said = await ws.modal_words("sam")
    assert "Only the drafter can choose the people of TS-1. Ask them in the thread" in said


async def test_whoever_is_named_twice_counts_once_and_the_drafter_hears_so(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam"])
    await people(ws)
    assert (
        await ws.submit(
            "dana", {"readers": ["sam", "dana"], "co_drafters": ["priya"], "stakeholders": ["priya", "sam"]}
        )
        == {}
    )
    said = await ws.modal_words("dana")
    assert "Saved. Each person has one part:\n• Priya drafts it, and neither approves nor counts as a reader." in said
    assert "• Sam approves it, which includes reading.\n• Dana drafts it, and" in said
    await ws.act("close", who="dana")
    assert "Dana made Priya a co-drafter, removed Lee" in await history(ws)


async def test_the_form_for_a_new_spec_says_the_same_of_somebody_who_is_named_twice(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    assert await ws.submit("dana", {"co_drafters": ["lee"], "stakeholders": ["lee", "sam"]}) == {}
    assert "TS-1 is there. Each person has one part:\n• Lee drafts it" in await ws.modal_words("dana")
    assert len(await ws.cards()) == 1


async def test_in_a_draft_too_and_sharing_adds_the_channels_readers(ws: Workspace) -> None:
    await ws.new_spec(share="later")
    [draft] = await ws.dms("dana")
    await ws.press("dana", draft, "⋯")
    await ws.press_in_modal("dana", "People")
    assert await ws.submit("dana", {"stakeholders": ["sam"]}) == {}
    await ws.command("dana", "share 1")
    assert "0 of 3 (Sam, Priya, Lee to go)" in (await ws.card()).words


async def test_people_outside_a_private_channel_apps_and_guests_are_refused_each_at_their_field(
    ws: Workspace,
) -> None:
    await ws.new_spec(channel=PRIVATE)
    bot = (await ws.state())["bot_user_id"]
    await people(ws, channel=PRIVATE)
    wrong = {
        "readers": ["priya", "sam"],
        "optional_stakeholders": [bot],
        "co_drafters": ["gil"],
        "stakeholders": ["sam"],
    }
    errors = await ws.submit("dana", wrong)
    assert set(errors) == {"readers", "optional_stakeholders", "co_drafters"}
    assert errors["readers"] == (
        "Not in #specs-private: Priya. Type /invite there to add them, or pick somebody who is in it."
    )
    assert "no apps" in errors["optional_stakeholders"]
    assert "Guests can approve and read, but not run a spec: Gil." in errors["co_drafters"]
    await ws.act("channel", name=PRIVATE, add=["priya"])
    assert await ws.submit("dana", {"optional_stakeholders": [], "co_drafters": []}) == {}
    assert await ws.modals("dana") != []  # Sam reads what he approves, which is said.
    assert "(Sam, Priya to go)" in (await ws.card(channel=PRIVATE)).words


async def test_somebody_who_has_left_can_be_taken_out_and_keeps_nobody_from_changing_the_rest(ws: Workspace) -> None:
    await ws.new_spec(stakeholders=["sam", "lee"])
    await ws.act("people", name="lee", deleted=True)
    await people(ws)
    assert await ws.submit("dana", {"readers": []}) == {}
    await people(ws)
    assert await ws.submit("dana", {"stakeholders": ["sam"]}) == {}
    assert "0 of 1 (Sam to go)" in (await ws.card()).words
