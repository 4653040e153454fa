"""Where a card may be posted, and who may see what lives in a private channel."""

import pytest

from tests.flows.workspace import SPECS, Workspace

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


async def test_readers_and_co_drafters_outside_a_private_channel_and_apps_are_refused_each_at_their_field(
    ws: Workspace,
) -> None:
    await ws.command("dana", "new Secret plan", PRIVATE)
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    bot = (await ws.state())["bot_user_id"]
    errors = await ws.submit("dana", {"readers": ["priya", "sam"], "co_drafters": ["lee"], "stakeholders": [bot]})
    for field, name in (("readers", "Priya"), ("co_drafters", "Lee")):
        assert errors.pop(field).startswith(f"Not in #specs-private: {name}. Type /invite there")
    assert "Only people can take part, and no apps" in errors.pop("stakeholders")
    assert errors == {}


async def test_a_guest_takes_part_where_they_see_the_spec_and_drafts_none_along(ws: Workspace) -> None:
    await ws.act("channel", name=RANDOM, add=["lee"])
    await ws.command("dana", "new Not for guests", RANDOM)
    errors = await ws.submit("dana", {"stakeholders": ["gil", "priya"]})
    assert errors["stakeholders"].startswith("Not in #random: Gil. Type /invite")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    errors = await ws.submit("dana", {"channel": SPECS, "co_drafters": ["gil"]})
    assert errors == {"co_drafters": "Guests can approve and read, but not run a spec: Gil."}
    assert await ws.submit("dana", {"co_drafters": []}) == {}
    assert "0 of 4 (Gil, Priya, Sam and 1 more to go)" in (await ws.card()).words


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


GUESTS = "Guests can approve, read and comment. Ask a full member of this channel to start the spec."


async def test_a_guest_is_told_who_can_start_a_spec_before_a_form_opens(ws: Workspace) -> None:
    assert GUESTS in await ws.command("gil", "new Hearing schedule")
    assert GUESTS in await ws.command("gil", "import")
    await ws.act("message", who="lee", channel=SPECS, text="Move all scheduling")
    message = (await ws.messages(SPECS))[-1]
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    await ws.act("shortcut", who="gil", **shortcut)
    assert GUESTS in (await ws.whisper("gil")).words
    assert await ws.modals("gil") == []
    await ws.act("shortcut", who="gil", callback_id="new_tech_spec")
    assert GUESTS in await ws.modal_words("gil")


@pytest.mark.parametrize(("command", "values"), [("new", {"title": "T"}), ("import", {"pasted": "# T"})])
async def test_a_guests_form_makes_no_spec(ws: Workspace, command: str, values: dict[str, str]) -> None:
    await ws.command("dana", command)
    assert await ws.submit("dana", values) == {}
    [body] = await ws.sent("view_submission")
    # Another form than that one, sent by a guest whom the bot has not met.
    view = {**body["view"], "private_metadata": body["view"]["private_metadata"].replace('"key":"', '"key":"0')}
    await ws.forge({**body, "view": view, "user": {**body["user"], "id": await ws.user("gil")}}, trigger_for="gil")
    assert await ws.cards(2) == []


async def test_somebody_who_leaves_a_private_channel_loses_sight_of_its_specs(ws: Workspace) -> None:
    await ws.new_spec("dana", "Secret plan", PRIVATE)
    assert "Secret plan" in await ws.command("sam", "show 1")
    await ws.act("leave", who="sam", channel=PRIVATE)
    assert "not a member" in await ws.command("sam", "show 1")


async def test_whoever_has_left_a_private_channel_is_told_nothing_new_about_its_specs(ws: Workspace) -> None:
    await ws.new_spec("dana", "Secret plan", PRIVATE)
    await ws.react("sam", await ws.card(channel=PRIVATE), "one")
    [asked] = await ws.dms("sam")
    assert asked.notification == "TS-1: can you pick a time?"
    assert "Secret plan" in asked.words
    await ws.act("leave", who="sam", channel=PRIVATE)
    await ws.command("dana", "schedule 1 thu 2pm", PRIVATE)
    assert await ws.submit("dana") == {}
    # What Slack tells late, too: priya was never there.
    [event, *_] = await ws.sent("reaction_added")
    late = {**event, "event": {**event["event"], "user": await ws.user("priya")}}
    ws.sandbox.dispatcher.tell(late)
    await ws.advance("1s")
    assert [message.words for message in await ws.dms("sam")] == [asked.words]
    assert await ws.dms("priya") == []
    await ws.act("channel", name=PRIVATE, add=["sam"])
    await ws.command("dana", "schedule 1 fri 2pm", PRIVATE)
    assert await ws.submit("dana") == {}
    assert "Nothing to do" in (await ws.dms("sam"))[0].words


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
    asked = await ws.modal_words("dana")
    assert "I am not in that channel" in asked
    assert "I am not in #random yet, so I cannot post the card there." in asked
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


async def test_the_bot_joins_a_public_channel_to_share_a_draft_once_the_drafter_lets_it(ws: Workspace) -> None:
    await ws.new_spec("dana", "Hearing schedule", RANDOM, share="later")
    await ws.command("dana", "share 1")
    assert await ws.calls("conversations.join") == []
    await ws.press("dana", await ws.whisper("dana"), "Join and share")
    assert "needs a time" in (await ws.card(channel=RANDOM)).words


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


# Channels that close, and open again


async def told(ws: Workspace, who: str = "dana") -> list[str]:
    """What the bot has said to somebody, once it has looked for what is due."""
    await ws.advance("1m")
    return [message.words for message in await ws.dms(who)]


async def test_of_an_archived_channel_each_drafter_hears_once_and_nothing_is_tried_for_ever(ws: Workspace) -> None:
    await ws.new_spec("dana", "First")
    await ws.new_spec("dana", "Second")
    await ws.new_spec("lee", "Third")
    await ws.act("channel", name="team-specs", archived=True)
    [words] = await told(ws)
    assert "is archived" in words
    assert "Unarchive it, and they go on by themselves" in words
    assert ("TS-1" in words, "TS-2" in words, "TS-3" in words) == (True, True, False)
    assert "TS-3* Third" in (await told(ws, "lee"))[0]
    [message] = await ws.dms("dana")
    assert message.notification == "2 specs need you: TS-1 First, TS-2 Second"
    before = len(await ws.calls("chat.update"))
    for number in (1, 2):
        await ws.command("sam", f"nudge {number}", RANDOM)
    assert len(await told(ws)) == 1
    assert len(await ws.calls("chat.update")) - before <= 2


async def test_once_unarchived_what_waited_goes_out_and_the_message_says_so(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.act("channel", name="team-specs", archived=True)
    await ws.command("sam", "nudge 1", RANDOM)
    assert "waiting" not in (await ws.card()).words
    await ws.act("channel", name="team-specs", archived=False)
    assert "1 person is waiting" in (await ws.card()).words
    [words] = await told(ws)
    assert "I can write in" in words
    assert "It still needs a time." in words
    assert "Nothing to do" not in words
    await ws.act("channel", name="team-specs", archived=True)
    # Soon after that day's message it goes into it.
    [words] = await told(ws)
    assert "is archived" in words
    assert "Nothing to do" not in words


@pytest.mark.parametrize("channel", [SPECS, PRIVATE])
async def test_taken_out_of_a_channel_the_bot_says_how_to_invite_it_and_goes_on_once_it_is_back(
    ws: Workspace, channel: str
) -> None:
    await ws.new_spec("dana", "Hearing schedule", channel)
    bot = next(user["name"] for user in (await ws.state())["users"].values() if user["is_bot"])
    await ws.act("channel", name=channel, remove=[bot])
    [words] = await told(ws)
    assert "Type /invite and my name there" in words
    await ws.command("dana", "schedule 1 thu 2pm", RANDOM)
    assert await ws.submit("dana") == {}
    assert await ws.replies(channel=channel) == []
    await ws.act("channel", name=channel, add=[bot])
    assert "discussion" in (await ws.card(channel=channel)).words
    assert len(await ws.replies(channel=channel)) == 1
    assert ["Nothing to do" in words for words in await told(ws)] == [True]


async def test_a_channel_whose_closing_nobody_told_the_bot_of_is_found_closed_by_the_next_card(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.fault("chat.update", error="is_archived", times=2)
    await ws.press("lee", await ws.card(), "Please schedule")
    assert "is archived" in (await told(ws))[0]
    # That the card can be drawn after all says that the channel is open, though no event did.
    await ws.press("priya", await ws.card(), "Please schedule")
    assert "I can write in" in (await told(ws))[0]


async def test_of_a_deleted_channel_the_drafter_hears_and_can_withdraw_what_was_there(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.act("channel", name="team-specs", deleted=True)
    await ws.advance("1m")
    [message] = await ws.dms("dana")
    assert "I cannot see #team-specs any more" in message.words
    await ws.press("dana", message, "⋯")
    await ws.press_in_modal("dana", "Withdraw")
    [words] = await told(ws)
    assert "Withdrawn. Nothing to do" in words


async def test_while_its_channel_is_archived_nobody_is_offered_a_time_and_then_the_same_message_asks_again(
    ws: Workspace,
) -> None:
    await ws.new_spec()
    await ws.advance("48h")
    await ws.act("channel", name="team-specs", archived=True)
    [asked] = await ws.dms("dana")
    assert "Nobody is asked for a time while its channel is archived. Nothing to do here." in asked.words
    assert asked.buttons == {}
    await ws.advance("24h")
    first, closed = await ws.dms("dana")
    assert first.words == asked.words
    assert closed.notification == "TS-1 Hearing schedule: its channel is archived. What next?"
    redrawn = [call["args"]["channel"] for call in await ws.calls("chat.update")].count(closed.channel)
    await ws.advance("72h")
    assert [call["args"]["channel"] for call in await ws.calls("chat.update")].count(closed.channel) == redrawn
    await ws.act("channel", name="team-specs", archived=False)
    first, closed = await ws.dms("dana")
    assert "when do you want to discuss it?" in first.words
    assert "Another time…" in first.buttons
    assert "It still needs a time." in closed.words
    assert "Nothing to do" not in closed.words


async def test_closed_again_says_so_in_place_until_another_message_does(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.act("channel", name="team-specs", archived=True)
    await ws.advance("1h")
    await ws.act("channel", name="team-specs", archived=False)
    await ws.advance("1h")
    await ws.act("channel", name="team-specs", archived=True)
    [words] = await told(ws)
    assert "It was closed again since: its channel is archived, and its card stands still." in words
    await ws.advance("24h")
    first, again = await told(ws)
    assert "It was closed again since: I say so below." in first
    assert "Unarchive it, and they go on by themselves" in again


async def test_a_draft_for_an_archived_channel_says_what_would_help(ws: Workspace) -> None:
    await ws.new_spec(share="later")
    await ws.act("channel", name="team-specs", archived=True)
    assert "archived" in await ws.command("dana", "share 1", RANDOM)
