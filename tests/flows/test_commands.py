"""What people type after `/techspec`, what they see then, and that every refusal says what would help."""

import logging
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.transport import Kind
from bot.slack.ids import Command
from tests.flows.workspace import SPECS, Workspace

NUMBERED = ("show", "share", "read", "schedule", "nudge", "export", "withdraw")
"""The commands that are about one spec."""


@pytest.mark.parametrize("typed", ["", "help", "HELP", "  help  "])
async def test_help_shows_the_five_commands_that_matter(ws: Workspace, typed: str) -> None:
    words = await ws.command("lee", typed)
    for command in Command:
        assert f"`/techspec {command}" in words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("schedul 1", "schedule"), ("lst", "list"), ("nwe", "new"), ("exprot", "export"), ("12", "show 12")],
)
async def test_a_typo_gets_the_nearest_command(ws: Workspace, typed: str, meant: str) -> None:
    assert f"Did you mean /techspec {meant}?" in await ws.command("lee", typed)


@pytest.mark.parametrize("typed", ["position 1", "outcome 1", "tickets 1", "stats"])
async def test_a_command_that_is_to_come_is_no_typo(ws: Workspace, typed: str) -> None:
    said = await ws.command("lee", typed)
    assert f"/techspec {typed.split(maxsplit=1)[0]} is not there yet." in said
    assert "Did you mean" not in said


async def test_what_is_no_command_at_all_points_to_help(ws: Workspace) -> None:
    assert "/techspec help" in await ws.command("lee", "qqqqqq")


@pytest.mark.parametrize("command", NUMBERED)
async def test_an_unknown_number_says_where_to_look(ws: Workspace, command: str) -> None:
    assert "There is no TS-99 here. /techspec list all" in await ws.command("dana", f"{command} 99")


@pytest.mark.parametrize("command", NUMBERED)
async def test_without_any_spec_a_missing_number_says_how_to_begin(ws: Workspace, command: str) -> None:
    assert "/techspec new begins one" in await ws.command("dana", command)


@pytest.mark.parametrize("command", ["show", "read", "schedule", "export", "withdraw", "nudge"])
async def test_with_several_open_specs_a_missing_number_offers_a_choice(ws: Workspace, command: str) -> None:
    await ws.new_spec(title="First")
    await ws.new_spec(title="Second")
    assert "Which one?" in await ws.command("lee", command)
    choice = await ws.whisper("lee")
    assert "*TS-1* First" in choice.words
    assert "*TS-2* Second" in choice.words
    [second, _] = [block for block in choice.raw["blocks"] if "accessory" in block]
    pressed = {"action_id": second["accessory"]["action_id"], "block_id": second["block_id"]}
    assert (await ws.act("click", who="lee", channel=choice.channel, ts=choice.ts, **pressed))["ok"]


@pytest.mark.parametrize("number", ["1", "TS-1", "ts-1", ""])
async def test_a_spec_is_named_by_its_number_or_is_the_only_open_one_here(ws: Workspace, number: str) -> None:
    await ws.new_spec()
    assert "TS-1 Hearing schedule" in await ws.command("lee", f"show {number}")


async def test_show_repeats_the_card_for_one_person_with_working_buttons(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.command("lee", "show 1")
    shown = await ws.whisper("lee")
    assert shown.words == (await ws.card()).words
    await ws.press("lee", shown, "Please schedule")
    assert "Done." in (await ws.whisper("lee")).words
    assert "1 person is waiting" in (await ws.card()).words


async def test_list_says_what_each_spec_waits_for_and_whom(ws: Workspace) -> None:
    await ws.new_spec(title="Without a date")
    await ws.new_spec(title="With a date", starts_at=int((await ws.now()).timestamp()) + 86_400)
    await ws.new_spec(title="Taken back")
    await ws.command("dana", "withdraw 3")
    await ws.press("dana", await ws.whisper("dana"), "Withdraw TS-3")
    assert (await ws.whisper("dana")).words == "TS-3 is withdrawn. The card's ⋯ can reopen it."
    words = await ws.command("lee", "list")
    assert "waiting for Dana to set a time · since" in words
    [readers] = re.findall(r"waiting for (.+) to read it · since", words)
    assert {*readers.split(", ")} == {"Sam", "Priya", "Lee"}
    assert "Taken back" not in words
    assert "Taken back" not in await ws.command("dana", "list mine")
    assert "nothing to do, Dana may reopen it" in await ws.command("lee", "list all")
    assert "With a date" not in await ws.command("lee", "list unscheduled")
    assert "Without a date" not in await ws.command("lee", "list mine")
    assert "Without a date" in await ws.command("dana", "list mine without")
    assert "nothing here" in await ws.command("lee", "list elephants")


async def test_mine_is_what_one_drafts_and_after_it_what_waits_for_one_to_read(ws: Workspace) -> None:
    tomorrow = int((await ws.now()).timestamp()) + 86_400
    await ws.new_spec("lee", title="My own")
    await ws.new_spec(title="To read", starts_at=tomorrow)
    await ws.new_spec(title="Read already", starts_at=tomorrow + 7_200)
    await ws.react("lee", await ws.card(3), "white_check_mark")
    words = await ws.command("lee", "list mine")
    assert "What you draft, and after it what waits for you." in words
    assert re.findall(r"TS-\d [A-Z]\w+ \w+", words) == ["TS-1 My own", "TS-2 To read"]


async def test_list_shows_what_is_stuck_the_longest_first_and_what_was_discussed(ws: Workspace) -> None:
    await ws.new_spec(title="First")
    await ws.advance("1d")
    await ws.new_spec(title="Second")
    await ws.new_spec(title="Met", starts_at=int((await ws.now()).timestamp()) + 3_600)
    assert "Nothing is stuck" in await ws.command("lee", "list stuck")
    assert "has been discussed so far" in await ws.command("lee", "list decided")
    await ws.advance("8d")
    words = await ws.command("lee", "list stuck")
    assert re.findall(r"TS-\d \w+", words) == ["TS-1 First", "TS-2 Second"]
    assert re.findall(r"waiting for Dana to set a time · since .*\((.+)\)", words) == ["9 days", "8 days"]
    assert "First" not in await ws.command("lee", "list stuck second")
    words = await ws.command("lee", "list decided")
    assert "I cannot record decisions yet" in words
    assert re.findall(r"TS-\d \w+", words) == ["TS-3 Met"]


async def test_nudge_counts_once_and_says_when_the_drafter_hears_of_it(ws: Workspace) -> None:
    await ws.new_spec()
    said = re.search(r"Dana hears of it <!date\^(\d+)\^.*`/techspec schedule 1`", await ws.command("lee", "nudge 1"))
    assert said is not None
    hears_at = datetime.fromtimestamp(int(said[1]), ZoneInfo("America/New_York"))
    assert (hears_at.hour, hears_at.minute) == (9, 0)
    assert hears_at > await ws.now()
    await ws.command("lee", "nudge 1")
    assert "1 person is waiting" in (await ws.card()).words
    assert "You are the drafter" in await ws.command("dana", "nudge 1")
    await ws.act("people", name="dana", deleted=True)
    assert "I cannot tell Dana just now" in await ws.command("sam", "nudge 1")


async def test_a_time_that_cannot_be_read_says_what_can(ws: Workspace) -> None:
    await ws.new_spec()
    assert await ws.command("lee", "schedule 1 whenever") != ""
    assert await ws.modals("lee") == []


async def test_only_the_drafter_withdraws_and_only_after_a_question(ws: Workspace) -> None:
    await ws.new_spec()
    refused = await ws.command("lee", "withdraw 1")
    assert "Only the drafter can withdraw TS-1. Ask them in the thread of its card." in refused
    assert "Withdraw" in await ws.command("dana", "withdraw 1")
    assert "needs a time" in (await ws.card()).words


async def test_no_break_spaces_of_phones_part_words_too(ws: Workspace) -> None:
    await ws.new_spec()
    assert "TS-1 Hearing schedule" in await ws.command("lee", "show\u00a01")


async def test_a_command_from_another_workspace_sees_nothing_of_this_one(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.command("lee", "show 1")
    [*_, body] = await ws.sent("slash_command")
    for text in ("show 1", "list all", "export 1"):
        strange = {**body, "team_id": "T0STRANGER", "text": text}
        answer = await ws.sandbox.dispatcher.ask(Kind.COMMAND, strange)
        assert "Hearing" not in str(answer.body)
        assert "There is no TS-1 here" in str(answer.body) or text == "list all"


async def test_a_button_from_another_workspace_does_nothing_here(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.press("lee", await ws.card(), "Please schedule")
    await ws.react("sam", await ws.card(), "eyes")
    [body] = await ws.sent("block_actions")
    sam = {**body["user"], "id": await ws.user("sam"), "team_id": "T0STRANGER"}
    await ws.forge(body, trigger_for="sam", user=sam, team={"id": "T0STRANGER", "domain": "strangers"})
    assert "1 person is waiting" in (await ws.card()).words


async def test_logs_tell_of_interactions_and_deliveries_but_never_of_tokens_or_texts(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await ws.new_spec(title="Elephants", **{"section-overview": "in the cellar"})
    await ws.fault("chat.update", status=500)
    await ws.react("lee", await ws.card(), "bell")
    await ws.command("lee", "show 99")
    await ws.command("lee", "nonsense elephants")
    told = "\n".join(
        str(vars(record))
        for record in caplog.records
        if record.name.startswith("bot.") and "sandbox" not in record.name
    )
    assert "'Interaction'" in told
    assert "'Delivery'" in told
    for secret in ("xoxb", "xapp", ws.sandbox.bot_token, "lephants", "cellar"):
        assert secret not in told


async def test_an_archived_channel_parks_its_card_and_nothing_else(ws: Workspace) -> None:
    await ws.new_spec(title="First")
    await ws.new_spec("dana", "Elsewhere", "specs-private")
    await ws.act("channel", name=SPECS, archived=True)
    await ws.command("sam", "nudge 1", "random")
    await ws.command("sam", "nudge 2", "specs-private")
    assert "1 person is waiting" in (await ws.card(2, "specs-private")).words
