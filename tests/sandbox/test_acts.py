"""What Slack's client would not let people do, and the arrangements of the workspace."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import Desk, Json, modal, plain

BUTTONS = {
    "type": "actions",
    "block_id": "a",
    "elements": [
        {"type": "button", "action_id": "tick", "text": plain("One"), "value": "1"},
        {"type": "overflow", "action_id": "more", "options": [{"text": plain("Edit"), "value": "edit"}]},
    ],
}
MORE_BUTTONS = {
    "type": "actions",
    "block_id": "b",
    "elements": [{"type": "button", "action_id": "tick", "text": plain("Two"), "value": "2"}],
}


@pytest.mark.parametrize(
    ("act", "who", "fields", "error"),
    [
        ("command", "nobody", {"channel": "team-specs", "text": "/techspec"}, "user_not_found"),
        ("command", "techspec", {"channel": "team-specs", "text": "/techspec"}, "user_disabled"),
        ("command", "dana", {"channel": "nowhere", "text": "/techspec"}, "channel_not_found"),
        ("command", "lee", {"channel": "leads", "text": "/techspec"}, "channel_not_found"),
        ("command", "gil", {"channel": "random", "text": "/techspec"}, "not_in_channel"),
        ("command", "dana", {"channel": "team-specs", "text": "/weather"}, "invalid_command"),
        ("command", "dana", {"channel": "team-specs", "text": "/invite @nobody"}, "user_not_found"),
        ("message", "gil", {"channel": "random", "text": "Hi"}, "not_in_channel"),
        ("message", "dana", {"channel": "team-specs", "text": ""}, "no_text"),
        ("message", "dana", {"channel": "team-specs", "text": "a", "thread_ts": "1.0"}, "message_not_found"),
        ("message", "dana", {"channel": "team-specs", "files": ["F0"]}, "file_not_found"),
        ("react", "dana", {"channel": "team-specs", "ts": "1.0", "name": "eyes"}, "message_not_found"),
        ("react", "dana", {"file": "F0", "name": "eyes"}, "file_not_found"),
        ("submit", "dana", {"values": {}}, "no_view"),
        ("click", "dana", {"view": True, "action_id": "x"}, "no_view"),
        ("click", "dana", {"home": True, "action_id": "x"}, "no_view"),
        ("shortcut", "dana", {"callback_id": "unknown"}, "invalid_shortcut"),
    ],
)
async def test_what_a_person_cannot_do_is_refused(desk: Desk, act: str, who: str, fields: Json, error: str) -> None:
    answer = await desk.act(act, who, **fields)
    assert (answer["ok"], answer["error"]) == (False, error)


@pytest.mark.parametrize(
    ("press", "error"),
    [
        ({"action_id": "nothing"}, "element_not_found"),
        ({"action_id": "tick"}, "element_ambiguous"),
        ({"action_id": "tick", "block_id": "c"}, "element_not_found"),
        ({"action_id": "tick", "block_id": "a", "value": "9"}, "element_not_found"),
        ({"action_id": "more", "selected": "nothing"}, "invalid_values"),
        ({"action_id": "tick", "block_id": "b"}, "no app connection"),
        ({"action_id": "tick", "value": "2"}, "no app connection"),
        ({"action_id": "more", "selected": "edit"}, "no app connection"),
    ],
)
async def test_only_an_element_that_is_shown_and_meant_without_doubt_is_pressed(
    desk: Desk, press: Json, error: str
) -> None:
    channel = desk.channel("team-specs")
    card = await desk.api("chat.postMessage", channel=channel, text="a", blocks=[BUTTONS, MORE_BUTTONS])
    assert (await desk.act("click", "dana", channel=channel, ts=card["ts"], **press))["error"] == error


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("clock", {"advance": "soon"}),
        ("clock", {"advance": "99999999999w"}),
        ("clock", {}),
        ("fault", {"method": "auth.test"}),
        ("fault", {"method": "auth.test", "error": "x", "times": 0}),
        ("fault", {"method": "auth.test", "lose_ack": True}),
        ("fault", {"method": "auth.test", "delay_ms": float("nan")}),
        ("people", {"name": "Nia", "tz": "Mars/Base"}),
        ("people", {"name": "Nia", "tz": "America"}),
        ("people", {"name": "Nia", "color": '000"/><script>alert(1)</script>'}),
        ("upload", {"as": "dana", "filename": "a", "base64": "%%"}),
        ("upload", {"as": "dana", "filename": "a"}),
        ("channel", {"name": "new", "add": ["nobody"]}),
        ("react", {"as": "dana", "channel": 5}),
    ],
)
async def test_a_request_that_makes_no_sense_is_a_bad_request(desk: Desk, act: str, fields: Json) -> None:
    answer = await desk.act(act, **fields)
    assert (answer["ok"], answer["error"]) == (False, "bad_request")


def test_every_control_call_is_on_the_page(desk: Desk) -> None:
    page = (Path(__file__).resolve().parents[2] / "bot" / "sandbox" / "README.md").read_text("utf-8")
    documented = page.partition("<!-- control")[2].partition("<!-- end of control")[0]
    assert re.findall(r"^\| `(\w+)` ", documented, re.MULTILINE) == list(desk.sandbox._control._posts)


async def test_a_home_tab_that_is_off_is_not_looked_at(desk: Desk) -> None:
    await desk.act("app", home_tab=False)
    assert (await desk.act("home", "dana"))["error"] == "not_enabled"
    await desk.act("app", home_tab=True)
    assert (await desk.act("home", "dana"))["ok"]


async def test_what_one_person_sees_takes_no_reaction(desk: Desk) -> None:
    where = {"channel": desk.channel("team-specs")}
    only_you = await desk.api("chat.postEphemeral", **where, user=desk.user("dana"), text="Only you")
    answer = await desk.act("react", "dana", **where, ts=only_you["message_ts"], name="eyes")
    assert answer["error"] == "not_reactable"


@pytest.mark.parametrize("given", [{"content": ""}, {"base64": ""}])
async def test_an_empty_file_is_a_file(desk: Desk, given: Json) -> None:
    uploaded = await desk.act("upload", "dana", filename="empty.md", **given)
    assert (await desk.api("files.info", file=uploaded["file"]))["file"]["size"] == 0


async def test_an_app_without_messages_is_not_written_to(desk: Desk) -> None:
    await desk.act("app", messages_tab=False)
    answer = await desk.act("message", "dana", channel=desk.dm("dana"), text="Hello?")
    assert answer["error"] == "messages_tab_disabled"


async def test_somebody_deactivated_cannot_act_any_more(desk: Desk) -> None:
    await desk.act("people", name="sam", deleted=True)
    assert (await desk.act("message", "sam", channel="team-specs", text="Still here?"))["error"] == "user_disabled"
    assert (await desk.api("users.info", user=desk.user("sam")))["user"]["deleted"] is True


async def test_somebody_can_become_a_guest(desk: Desk) -> None:
    await desk.act("people", name="sam", is_restricted=True)
    assert (await desk.api("users.info", user=desk.user("sam")))["user"]["is_restricted"] is True


async def test_somebody_who_moves_has_another_zone_for_the_app_too(desk: Desk) -> None:
    await desk.act("people", name="dana", tz="Asia/Kathmandu")
    user = (await desk.api("users.info", user=desk.user("dana")))["user"]
    assert (user["tz"], user["tz_offset"]) == ("Asia/Kathmandu", 5 * 3600 + 45 * 60)


async def test_an_unknown_act_is_named_so(desk: Desk) -> None:
    assert (await desk.act("dance", "dana"))["error"] == "unknown_act"


async def test_the_first_person_is_the_drafter_and_the_first_channel_theirs_and_the_bots(desk: Desk) -> None:
    state = await desk.state()
    first_person, first_channel = next(iter(state["users"].values())), next(iter(state["channels"].values()))
    assert first_person["title"] == "Drafter"
    assert first_channel["is_private"] is False
    assert {first_person["id"], state["bot_user_id"]} <= set(first_channel["members"])
    assert state["commands"] == [{"command": "/techspec", "description": "Specs", "usage_hint": "new"}]
    dms = [channel for channel in state["channels"].values() if channel["is_im"]]
    assert len(dms) == len([user for user in state["users"].values() if not user["is_bot"]])


async def test_people_and_channels_can_be_added_and_changed(desk: Desk) -> None:
    newcomer = (await desk.act("people", name="Nia", real_name="Nia Kamau", tz="Africa/Nairobi"))["user"]
    channel = (await desk.act("channel", name="platform", is_private=True, add=["nia", "sam"]))["channel"]
    state = await desk.state()
    assert state["users"][newcomer]["tz"] == "Africa/Nairobi"
    assert state["channels"][channel]["members"] == [newcomer, desk.user("sam")]
    await desk.act("channel", name="platform", remove=["sam"], rename="infra")
    await desk.act("people", name="nia", deleted=True)
    state = await desk.state()
    assert (state["channels"][channel]["name"], state["channels"][channel]["members"]) == ("infra", [])
    assert state["users"][newcomer]["deleted"] is True
    await desk.act("channel", name="infra", deleted=True)
    assert channel not in (await desk.state())["channels"]


async def test_people_join_and_leave_public_channels(desk: Desk) -> None:
    assert (await desk.act("join", "gil", channel="random"))["ok"]
    assert desk.user("gil") in (await desk.state())["channels"][desk.channel("random")]["members"]
    assert (await desk.act("leave", "gil", channel="random"))["ok"]
    assert (await desk.act("leave", "gil", channel="random"))["error"] == "not_in_channel"


async def test_time_only_goes_forward_and_flows(desk: Desk) -> None:
    first = (await desk.act("clock", advance="26h"))["now"]
    second = (await desk.act("clock", advance="90m"))["now"]
    assert first.startswith("2026-03-03T16:")
    assert second.startswith("2026-03-03T17:3")
    clock = desk.sandbox.workspace.clock
    clock.move_to(clock.now().replace(year=2020))
    assert clock.now().year == 2026


async def test_a_message_carries_files_into_a_thread(desk: Desk) -> None:
    file_id = (await desk.act("upload", "dana", filename="spec.md", base64="IyBTcGVj"))["file"]
    root = await desk.act("message", "dana", channel="team-specs", text="Here")
    reply = await desk.act("message", "dana", channel="team-specs", files=[file_id], thread_ts=root["ts"])
    messages = {message["ts"]: message for message in (await desk.state())["channels"][root["channel"]]["messages"]}
    assert messages[root["ts"]]["reply_count"] == 1
    assert messages[reply["ts"]]["files"] == [
        {"id": file_id, "name": "spec.md", "title": "spec.md", "size": 6, "url": f"/_sandbox/files/{file_id}"},
    ]


async def test_the_stream_tells_of_changes_and_many_at_once_are_one(desk: Desk) -> None:
    async with desk.session.get(f"{desk.sandbox.url}_sandbox/events") as stream:
        first = await _next_version(stream)
        await asyncio.gather(*(desk.act("message", "dana", channel="team-specs", text=str(n)) for n in range(5)))
        second = await _next_version(stream)
    assert second > first
    assert second == (await desk.state())["version"]


async def test_everything_that_the_page_asks_for_is_served(desk: Desk) -> None:
    async with desk.session.get(f"{desk.sandbox.url}avatars/{desk.user('dana')}-48.svg") as answer:
        assert "DW" in await answer.text()
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    async with desk.session.get(f"{desk.sandbox.url}_sandbox/files/F0") as answer:
        assert answer.status == 404


async def test_views_are_shown_with_what_is_entered(desk: Desk) -> None:
    select = {
        "type": "input",
        "block_id": "who",
        "label": plain("Who"),
        "element": {"type": "users_select", "action_id": "pick"},
    }
    await desk.api("views.open", trigger_id=desk.trigger(), view=modal(select))
    wrong = await desk.act("submit", "dana", values={"who": "nobody"})
    assert wrong["error"] == "invalid_values"
    await desk.act("submit", "dana", values={"who": "sam"})
    [view] = (await desk.state())["views"][desk.user("dana")]
    assert view["state"]["values"]["who"]["pick"]["selected_user"] == desk.user("sam")


async def _next_version(stream: Any) -> int:
    while True:
        line = await asyncio.wait_for(stream.content.readline(), 2)
        if line.startswith(b"data: "):
            return int(json.loads(line.removeprefix(b"data: "))["version"])
