"""A team's own template: brought, looked at, chosen, and the form of the next new spec."""

from pathlib import Path
from typing import Any

import pytest

from tests.flows.workspace import Json, Workspace, mrkdwn

ECHO = Path(__file__).parents[1] / "fixtures" / "templates" / "echo-tech-spec.md"
PRIVATE = "specs-private"  # dana, sam and the bot
LEADS = "leads"  # private, without the bot
PAYMENTS = b"""---
name: Payments spec
---
# Payments spec
**Ledger**: <!-- Which one -->

## Risk
<!-- What can go wrong with the money? -->

## Overview
<!-- In short -->

# Payments Process
- [ ] Drafter: Schedule the discussion.
- [ ] Security: Look at it.
"""


async def bring(
    ws: Workspace, content: bytes = PAYMENTS, who: str = "dana", channel: str = "team-specs"
) -> dict[str, str]:
    """Bring a file up to its preview; what is said at the file."""
    await ws.command(who, "template", channel)
    file = await ws.upload(who, "template.md", content)
    return dict(await ws.submit(who, {"template_file": [file]}))


async def use(ws: Workspace, content: bytes = PAYMENTS, who: str = "dana", channel: str = "team-specs") -> None:
    assert await bring(ws, content, who, channel) == {}
    assert await ws.submit(who) == {}
    await ws.act("close", who=who)


async def sections(ws: Workspace, who: str = "dana") -> list[str]:
    """The labels of the open form's sections."""
    blocks = (await ws.modal(who))["blocks"]
    return [block["label"]["text"] for block in blocks if block["block_id"].startswith("section-")]


async def form_of_next_spec(ws: Workspace, channel: str = "team-specs") -> list[str]:
    await ws.command("dana", "new", channel)
    found = await sections(ws)
    await ws.act("close", who="dana")
    return found


async def choose(ws: Workspace, name: str, **values: Any) -> None:
    """Choose a template in the open form's More, after typing these values."""
    blocks = (await ws.modal("dana"))["blocks"]
    [select] = [block["element"] for block in blocks if block["block_id"] == "template"]
    value = next(option["value"] for option in select["options"] if name in option["text"]["text"])
    body = {"view": True, "action_id": "form.template", "selected": value, "values": values}
    assert (await ws.act("click", who="dana", **body))["ok"]


async def offered(ws: Workspace, who: str) -> list[str]:
    """The templates that somebody may choose from."""
    await ws.command(who, "new")
    await ws.press_in_modal(who, "More: readers, co-drafters, template")
    blocks = (await ws.modal(who))["blocks"]
    [select] = [block["element"] for block in blocks if block["block_id"] == "template"]
    await ws.act("close", who=who)
    return [option["text"]["text"] for option in select["options"]]


async def exported(ws: Workspace, number: int = 1) -> str:
    await ws.command("dana", f"export {number}")
    return (await ws.downloaded((await ws.dms("dana"))[-1])).decode()


async def test_a_template_counts_only_after_use_this_template(ws: Workspace) -> None:
    assert await bring(ws) == {}
    shown = await ws.modal_words("dana")
    for words in ("Payments spec", "Ledger", "*Risk*\nWhat can go wrong", "Schedule the discussion.", "ticks itself"):
        assert words in shown
    await ws.act("close", who="dana")
    assert "Context" in await form_of_next_spec(ws)
    await use(ws)
    assert await form_of_next_spec(ws) == ["Risk", "Overview"]
    assert "Context" in await form_of_next_spec(ws, PRIVATE)


async def test_a_new_spec_has_the_form_and_the_checklist_of_its_channels_template(ws: Workspace) -> None:
    await use(ws)
    await ws.new_spec(**{"section-risk": "None at all."})
    assert "Look at it" in (await ws.card()).words
    text = await exported(ws)
    assert "## Risk\nNone at all." in text
    assert "## Overview\n<!-- In short -->" in text
    assert text.endswith("- [ ] Security: Look at it.\n")


async def test_a_spec_keeps_the_template_that_it_began_with(ws: Workspace) -> None:
    await use(ws)
    await ws.new_spec()
    before = await exported(ws)
    await use(ws, ECHO.read_bytes())
    assert await exported(ws) == before
    assert "Look at it" in (await ws.card()).words


async def test_going_back_to_a_version_deletes_nothing_and_says_who_did_it(ws: Workspace) -> None:
    await use(ws)
    await use(ws, ECHO.read_bytes(), who="sam")
    assert "Implementation Options" in await form_of_next_spec(ws)
    await ws.command("lee", "template")
    await ws.press_in_modal("lee", "Use this one again")
    shown = await ws.modal_words("lee")
    assert "has this form" in shown
    assert "version 1 · brought by Dana" in shown
    assert "version 2 · brought by Sam" in shown
    assert "Lee chose version 1" in shown
    assert "Sam chose version 2" in shown
    assert await form_of_next_spec(ws) == ["Risk", "Overview"]
    await ws.press_in_modal("lee", "Use the built-in one")
    assert "built-in template" in await ws.modal_words("lee")
    assert "Context" in await form_of_next_spec(ws)


async def test_the_form_of_the_template_that_counts_can_be_looked_at(ws: Workspace) -> None:
    await ws.command("gil", "template")
    [button] = [
        element
        for block in (await ws.modal("gil"))["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == "template.form"
    ]
    await ws.press_in_modal("gil", button["text"]["text"])
    assert "Implementation Options" in await ws.modal_words("gil")
    assert (await ws.modal("gil"))["submit"] is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"## A\n\xff\xfe", "Line 2"),
        (b"## A\n\x00", "Line 2"),
        (b"#" * 250_001, "250 kB"),
        (b"Just words.\n\nMore words.", "no heading"),
        (b"# A title and nothing else\n", "Below the title"),
    ],
    ids=["empty", "not UTF-8", "NUL", "too large", "no headings", "a title alone"],
)
async def test_a_file_that_gives_no_form_is_refused_at_its_field(ws: Workspace, content: bytes, said: str) -> None:
    errors = await bring(ws, content)
    assert said in errors["template_file"]


async def test_a_guest_sees_the_template_and_cannot_change_it(ws: Workspace) -> None:
    await use(ws)
    await ws.command("gil", "template")
    shown = await ws.modal("gil")
    assert shown["submit"] is None
    assert "Payments spec" in await ws.modal_words("gil")
    assert "template.use" not in str(shown)
    # The same for one who sends what the form of somebody else would send.
    await ws.command("dana", "template")
    await ws.press_in_modal("dana", "Use the built-in one")
    [body] = [one for one in await ws.sent("block_actions") if one["actions"][0]["action_id"] == "template.use"]
    await ws.command("dana", "template")
    await ws.press_in_modal("dana", "Use this one again")
    person: Json = {"id": await ws.user("gil"), "username": "gil", "name": "gil", "team_id": body["user"]["team_id"]}
    await ws.forge({**body, "user": person}, trigger_for="gil")
    assert await form_of_next_spec(ws) == ["Risk", "Overview"]


async def test_in_a_direct_message_there_is_no_template(ws: Workspace) -> None:
    [dm] = [c for c in (await ws.state())["channels"].values() if c["is_im"] and await ws.user("dana") in c["members"]]
    assert "in the channel that it is for" in await ws.command("dana", "template", dm["id"])


async def test_choosing_another_template_keeps_what_was_typed(ws: Workspace) -> None:
    await use(ws)
    await ws.command("dana", "new Hearing schedule", PRIVATE)
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    typed = {"title": "Typed", "section-context": "Why.", "section-overview": "In short.", "readers": ["sam"]}
    await choose(ws, "Payments spec · #team-specs", **typed)
    assert await sections(ws) == ["Risk", "Overview", "Also typed: Context"]
    assert await ws.submit("dana", {"section-risk": "Small."}) == {}
    assert "TS-1 Typed" in (await ws.card(channel=PRIVATE)).words
    text = await exported(ws)
    assert text.index("## Risk\nSmall.") < text.index("## Overview\nIn short.") < text.index("## Context\n\nWhy.")
    assert text.index("Why.") < text.index("# Payments Process")


async def test_a_form_that_is_drawn_for_another_choice_than_the_last_is_drawn_anew_before_it_counts(
    ws: Workspace,
) -> None:
    await use(ws)
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    await ws.fault("views.update", times=1, error="hash_conflict")
    await choose(ws, "Built-in", **{"section-risk": "Small."})
    assert [view["callback_id"] for view in await ws.modals("dana")] == ["new_spec"]
    assert "Context" not in await sections(ws)
    assert await ws.submit("dana") == {}
    assert "Context" in await sections(ws)
    assert await ws.submit("dana") == {}
    text = await exported(ws)
    assert "## Risk\n\nSmall." in text


async def test_going_back_and_forth_between_templates_loses_nothing(ws: Workspace) -> None:
    await use(ws)
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    await choose(ws, "Built-in", **{"section-risk": "Small.", "section-overview": "In short."})
    await choose(ws, "Payments spec", **{"section-context": "Why."})
    await choose(ws, "Built-in")
    assert (await sections(ws))[-1] == "Also typed: Risk"
    await choose(ws, "Payments spec")
    assert await sections(ws) == ["Risk", "Overview", "Also typed: Context"]
    assert await ws.submit("dana") == {}
    text = await exported(ws)
    assert all(words in text for words in ("Small.", "In short.", "Why."))


async def test_another_channel_brings_its_template_and_keeps_what_was_typed(ws: Workspace) -> None:
    await use(ws)
    await ws.command("dana", "new Hearing schedule", PRIVATE)
    body = {"view": True, "action_id": "form.channel", "selected": "team-specs", "values": {"section-context": "Why."}}
    assert (await ws.act("click", who="dana", **body))["ok"]
    assert await sections(ws) == ["Risk", "Overview", "Also typed: Context"]
    assert await ws.submit("dana") == {}
    assert "Why." in await exported(ws)
    assert "Look at it" in (await ws.card()).words


async def test_a_template_that_was_picked_stays_when_the_channel_changes(ws: Workspace) -> None:
    await use(ws)
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    await choose(ws, "Built-in")
    for channel in (PRIVATE, "team-specs"):
        body = {"view": True, "action_id": "form.channel", "selected": channel}
        assert (await ws.act("click", who="dana", **body))["ok"]
    assert "Context" in await sections(ws)
    assert await ws.submit("dana") == {}
    assert "Look at it" not in (await ws.card()).words


async def test_the_template_of_a_private_channel_is_offered_to_its_members_only(ws: Workspace) -> None:
    await use(ws, channel=PRIVATE)
    assert await offered(ws, "sam") == ["Built-in", f"Payments spec · #{PRIVATE}"]
    assert await offered(ws, "priya") == ["Built-in"]
    await use(ws, ECHO.read_bytes())
    assert await offered(ws, "priya") == ["Built-in", "Echo Tech Spec task · #team-specs"]


async def test_the_template_of_a_private_channel_is_no_form_for_somebody_outside(ws: Workspace) -> None:
    await use(ws, channel=PRIVATE)
    await ws.command("dana", "new Hearing schedule", PRIVATE)
    await ws.submit("dana", {"title": " "})
    [body] = [one for one in await ws.sent("view_submission") if one["view"]["callback_id"] == "new_spec"]
    await ws.forge({**body, "user": {**body["user"], "id": await ws.user("priya")}}, trigger_for="priya")
    assert await ws.cards(channel=PRIVATE) == []


async def test_a_template_of_a_channel_that_was_left_meanwhile_is_refused_at_its_field(ws: Workspace) -> None:
    await use(ws, channel=PRIVATE)
    await ws.command("dana", "new Hearing schedule")
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    await choose(ws, "Payments spec", **{"section-overview": "In short."})
    await ws.act("leave", who="dana", channel=PRIVATE)
    errors = await ws.submit("dana")
    assert errors == {
        "template": "That template belongs to a channel that you are not in any more. Choose another one."
    }
    await choose(ws, "Built-in")
    assert await ws.submit("dana") == {}
    assert "In short." in await exported(ws)


async def test_a_hidden_template_is_named_where_its_field_is_not_shown_and_more_shows_others(ws: Workspace) -> None:
    await use(ws, channel=PRIVATE)
    await ws.command("dana", "new Hearing schedule", PRIVATE)
    await ws.act("leave", who="dana", channel=PRIVATE)
    # The channel alone is what is wrong while the template is that of the channel.
    assert list(await ws.submit("dana", {"section-risk": "Small."})) == ["channel"]
    errors = await ws.submit("dana", {"channel": "team-specs"})
    assert "That template belongs to a channel that you are not in any more." in errors["title"]
    await ws.press_in_modal("dana", "More: readers, co-drafters, template")
    assert (await sections(ws))[-1] == "Also typed: Risk"
    assert await ws.submit("dana") == {}
    assert "Small." in await exported(ws)


async def test_where_the_bot_is_not_a_member_it_says_how_to_invite_it(ws: Workspace) -> None:
    assert "/invite" in await ws.command("sam", "template", LEADS)


async def test_a_shortcut_on_a_message_opens_the_form_with_what_it_says(ws: Workspace) -> None:
    said = f"Move *all* scheduling &amp; planning\n<@{await ws.user('sam')}> asked for it in <https://example.org/a|the note>"
    await ws.act("message", who="lee", channel="team-specs", text=said)
    message = (await ws.messages("team-specs"))[-1]
    answer = await ws.act(
        "shortcut", who="dana", callback_id="new_tech_spec_from_message", channel=message.channel, ts=message.ts
    )
    assert answer["ok"], answer
    assert await ws.submit("dana") == {}
    assert "TS-1 Move all scheduling &amp; planning*" in (await ws.card()).words
    text = await exported(ws)
    permalink = f"archives/{message.channel}/p{message.ts.replace('.', '')}"
    assert permalink in text
    assert "> Lee" in text
    assert "Move **all** scheduling" in text
    assert "[the note](https://example.org/a)" in text
    assert "@Sam" in text


async def test_a_message_that_is_too_long_is_cut_with_a_note_where_the_rest_is(ws: Workspace) -> None:
    await ws.act("message", who="lee", channel="team-specs", text="Many words of it. " * 400)
    message = (await ws.messages("team-specs"))[-1]
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    assert (await ws.act("shortcut", who="dana", **shortcut))["ok"]
    assert await ws.submit("dana") == {}
    text = await exported(ws)
    assert text.count(f"p{message.ts.replace('.', '')}") == 2
    assert "Cut here; the rest is in" in text


async def meet_dana(ws: Workspace) -> None:
    """From now on the bot knows who Dana is."""
    await ws.command("dana", "new")
    await ws.act("close", who="dana")


async def test_a_message_becomes_a_form_though_slack_tells_neither_names_nor_where_it_is(ws: Workspace) -> None:
    await ws.act("message", who="lee", channel="team-specs", text="Move all scheduling")
    message = (await ws.messages("team-specs"))[-1]
    await meet_dana(ws)
    await ws.fault("users.info", times=1, error="ratelimited", status=429)
    await ws.fault("chat.getPermalink", times=1, delay_ms=3_500)
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    assert (await ws.act("shortcut", who="dana", **shortcut))["ok"]
    assert await ws.submit("dana") == {}
    assert "> somebody in a message that I cannot link to" in await exported(ws)


async def made_from_message(ws: Workspace, said: str) -> str:
    """What Lee said becomes a spec by Dana's hand; the spec's text."""
    await ws.act("message", who="lee", channel="team-specs", text=said)
    message = (await ws.messages("team-specs"))[-1]
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    assert (await ws.act("shortcut", who="dana", **shortcut))["ok"]
    assert await ws.submit("dana") == {}
    return await exported(ws)


async def test_somebody_whom_slack_cannot_name_costs_no_other_name(ws: Workspace) -> None:
    text = await made_from_message(ws, f"Ask <@{await ws.user('sam')}> and <@U0OTHERORG> about it")
    assert "# Ask @Sam and @U0OTHERORG about it\n" in text
    assert "> Lee in <" in text


async def test_a_name_that_does_not_come_in_time_costs_no_other_name(ws: Workspace) -> None:
    await meet_dana(ws)
    await ws.fault("users.info", times=1, delay_ms=3_500)
    text = await made_from_message(ws, f"Ask <@{await ws.user('sam')}> about it")
    assert ("> Lee in <" in text) + ("# Ask @Sam about it" in text) == 1


async def test_what_went_wrong_with_a_message_is_said_where_it_stands(ws: Workspace) -> None:
    await ws.act("message", who="lee", channel="team-specs", text="Move all scheduling")
    message = (await ws.messages("team-specs"))[-1]
    await ws.fault("views.open", times=1, error="expired_trigger_id")
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    await ws.act("shortcut", who="dana", **shortcut)
    assert "Slack did not take my answer in time" in (await ws.messages("team-specs"))[-1].words


async def test_hostile_templates_ping_nobody(ws: Workspace) -> None:
    hostile = "<!channel> <@U12345678> *_~`> &lt; @here \u202eabc"
    source = f"---\nname: '{hostile}'\n---\n# {hostile}\n**{hostile.replace('*', '')}**: <!-- {hostile} -->\n## {hostile}\n<!-- {hostile} -->\n# Process\n- [ ] {hostile}: {hostile}\n"
    assert await bring(ws, source.encode()) == {}
    assert "<!channel>" not in mrkdwn(await ws.modal("dana"))
    assert await ws.submit("dana") == {}
    assert "<!channel>" not in mrkdwn(await ws.modal("dana"))
    await ws.act("close", who="dana")
    await ws.new_spec()
    assert "<!channel>" not in mrkdwn((await ws.card()).raw["blocks"])


async def test_help_lists_template_and_import(ws: Workspace) -> None:
    shown = await ws.command("dana", "help")
    assert "/techspec template" in shown
    assert "/techspec import" in shown


@pytest.mark.parametrize("said_in", [PRIVATE, "dm"])
async def test_what_was_said_in_private_is_shown_to_others_only_when_that_is_ticked(
    ws: Workspace, said_in: str
) -> None:
    dana = await ws.user("dana")
    talks = [c["id"] for c in (await ws.state())["channels"].values() if c["is_im"] and dana in c["members"]]
    channel = talks[0] if said_in == "dm" else said_in
    await ws.act("message", who="dana", channel=channel, text="Move all scheduling")
    message = (await ws.messages(channel))[-1]
    shortcut = {"callback_id": "new_tech_spec_from_message", "channel": message.channel, "ts": message.ts}
    assert (await ws.act("shortcut", who="dana", **shortcut))["ok"]
    assert await ws.submit("dana", {"channel": "team-specs"}) == {}
    assert "This was said in private" in await ws.modal_words("dana")
    question = f"tell-{await ws.channel('team-specs')}"
    assert list(await ws.submit("dana")) == [question]
    assert await ws.cards() == []
    assert await ws.submit("dana", {question: ["tell"]}) == {}
    assert "TS-1 Move all scheduling" in (await ws.card()).words
