"""Where a card may be posted, and who may see what lives in a private channel."""

from tests.flows.workspace import Workspace

PRIVATE = "specs-private"  # dana, sam and the bot
LEADS = "leads"  # private, without the bot
RANDOM = "random"  # public, without the bot


async def test_a_stakeholder_outside_a_private_channel_is_refused_at_the_field_with_how_to_invite(
    ws: Workspace,
) -> None:
    await ws.command("dana", "new Secret plan", PRIVATE)
    errors = await ws.submit("dana", {"stakeholders": ["sam", "priya"]})
    assert list(errors) == ["stakeholders"]
    assert "Priya" in errors["stakeholders"]
    assert "Sam" not in errors["stakeholders"]
    assert "/invite" in errors["stakeholders"]
    await ws.act("command", who="dana", channel=PRIVATE, text="/invite @priya".replace("@", ""))
    assert await ws.submit("dana") == {}
    assert "TS-1 Secret plan" in (await ws.card(channel=PRIVATE)).words


async def test_what_lives_in_a_private_channel_is_shown_to_its_members_only(ws: Workspace) -> None:
    await ws.new_spec("dana", "Secret plan", PRIVATE)
    for command in ("show 1", "read 1", "schedule 1 thu 2pm", "nudge 1", "export 1"):
        answer = await ws.command("priya", command)
        assert "not a member" in answer
        assert "Secret" not in answer
    for command in ("list", "list all", "list secret"):
        assert "TS-1" not in await ws.command("priya", command)
    for command in ("show 1", "list", "list secret"):
        assert "TS-1 Secret plan" in await ws.command("sam", command)
    await ws.command("sam", "read 1")
    assert "Secret plan" in await ws.modal_words("sam")


async def test_somebody_who_leaves_a_private_channel_loses_sight_of_its_specs(ws: Workspace) -> None:
    await ws.new_spec("dana", "Secret plan", PRIVATE)
    assert "Secret plan" in await ws.command("sam", "show 1")
    await ws.act("leave", who="sam", channel=PRIVATE)
    assert "not a member" in await ws.command("sam", "show 1")


async def test_notifications_of_a_private_channel_name_no_title(ws: Workspace) -> None:
    await ws.new_spec("dana", "Secret plan", PRIVATE, starts_at=int((await ws.now()).timestamp()) + 86_400)
    shown = [await ws.card(channel=PRIVATE), *await ws.replies(channel=PRIVATE)]
    assert [message.notification for message in shown] == ["TS-1", "TS-1: discussion"]


async def test_the_reminder_of_a_private_channel_names_no_title_in_its_notification(ws: Workspace) -> None:
    await ws.new_spec("dana", "Secret plan", PRIVATE)
    await ws.advance("3d")
    [reminder] = await ws.dms("dana")
    assert "Secret" not in reminder.notification
    assert "Secret plan" in reminder.words


async def test_in_a_public_channel_without_the_bot_the_form_offers_to_join(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule", RANDOM)
    assert await ws.submit("dana", {"section-overview": "Kept."}) == {}
    assert "I am not in that channel" in await ws.modal_words("dana")
    assert await ws.calls("conversations.join") == []
    assert await ws.submit("dana", {f"join-{await ws.channel(RANDOM)}": ["join"]}) == {}
    card = await ws.card(channel=RANDOM)
    assert "Kept." in card.words
    assert await ws.modals("dana") == []


async def test_without_the_offer_being_taken_the_bot_joins_nothing(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule", RANDOM)
    await ws.submit("dana")
    assert await ws.submit("dana") != {}
    assert await ws.submit("dana", {"channel": "team-specs"}) == {}
    assert "TS-1" in (await ws.card()).words
    assert await ws.calls("conversations.join") == []


async def test_for_a_channel_that_the_bot_cannot_see_the_field_says_how_to_invite_it(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule", LEADS)
    errors = await ws.submit("dana")
    assert "/invite" in errors["channel"]
    bot = next(user["name"] for user in (await ws.state())["users"].values() if user["is_bot"])
    await ws.act("command", who="dana", channel=LEADS, text=f"/invite {bot}")
    assert await ws.submit("dana") == {}
    assert "TS-1" in (await ws.card(channel=LEADS)).words


async def test_an_archived_channel_is_refused_at_the_field(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.act("channel", name="team-specs", archived=True)
    assert "archived" in (await ws.submit("dana"))["channel"]


async def test_a_private_channel_that_the_drafter_is_not_in_is_refused_at_the_field(ws: Workspace) -> None:
    await ws.command("lee", "new Hearing schedule")
    assert "not a member" in (await ws.submit("lee", {"channel": PRIVATE}))["channel"]


async def test_a_draft_for_a_channel_without_the_bot_says_how_to_invite_it_when_shared(ws: Workspace) -> None:
    await ws.new_spec("dana", "Hearing schedule", RANDOM, share="later")
    assert "/invite" in await ws.command("dana", "share 1")
    [draft] = await ws.dms("dana")
    await ws.press("dana", draft, "Share")
    assert "/invite" in (await ws.whisper("dana", draft.channel)).words


async def test_a_guest_sees_only_what_their_channels_show(ws: Workspace) -> None:
    await ws.act("channel", name="closed-to-guests", add=["dana", "sam"])
    await ws.command("dana", "new Not for guests", "closed-to-guests")
    await ws.submit("dana")
    await ws.submit("dana", {f"join-{await ws.channel('closed-to-guests')}": ["join"]})
    assert "Not for guests" in await ws.command("lee", "show 1")
    assert "Not for guests" not in await ws.command("gil", "show 1")
    assert "Not for guests" not in await ws.command("gil", "list all")


async def test_the_members_of_a_small_channel_are_expected_to_read_but_bots_and_guests_are_not(ws: Workspace) -> None:
    await ws.new_spec()
    assert "0 of 3 (Sam, Priya, Lee to go)" in (await ws.card()).words
