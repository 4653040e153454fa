"""A real Bolt app over Socket Mode: what people do reaches its listeners in Slack's form, and its answers show."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.conftest import Bolted, Json, modal, plain, text_input

BUTTON = {"type": "button", "action_id": "tick", "text": plain("Tick"), "value": "line-1"}
ACTIONS = {"type": "actions", "block_id": "lines", "elements": [BUTTON]}
CARD = [{"type": "section", "text": plain("A card")}, ACTIONS]


async def card(bolted: Bolted, **facts: Any) -> Json:
    """Post a card: its channel and ts, as acts want them."""
    channel = bolted.channel("team-specs")
    answer = await bolted.api("chat.postMessage", **({"channel": channel, "text": "A card", "blocks": CARD} | facts))
    return {"channel": answer["channel"], "ts": answer["ts"]}


async def open_modal(bolted: Bolted, view: Json, who: str = "dana") -> Json:
    answer = await bolted.api("views.open", trigger_id=bolted.trigger(who), view=view)
    assert answer["ok"], answer
    shown: Json = answer["view"]
    return shown


def listen_for_submissions(bolted: Bolted, callback_id: str, **answer: Any) -> list[Json]:
    """Answer submissions; the returned list gets their bodies."""
    bodies: list[Json] = []

    @bolted.app.view(callback_id)
    async def on_submission(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack(**answer)

    return bodies


async def test_a_command_opens_a_modal_and_answers_its_person_alone(bolted: Bolted) -> None:
    @bolted.app.command("/techspec")
    async def on_command(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack(text="Opened", blocks=CARD)

    assert (await bolted.act("command", "dana", channel="team-specs", text="/techspec new"))["ok"]
    state = await bolted.state()
    assert [view["title"]["text"] for view in state["views"][bolted.user("dana")]] == ["A modal"]
    message = state["channels"][bolted.channel("team-specs")]["messages"][-1]
    assert (message["text"], message["ephemeral_to"]) == ("Opened", bolted.user("dana"))


ANSWERS_NOT_SHOWN: dict[str, tuple[Json, str]] = {
    "blocks": ({"text": "x", "blocks": [{"type": "marquee"}]}, "unsupported type: marquee"),
    "attachments": ({"attachments": [{"text": 5}]}, "must be a string [json-pointer:/attachments/0/text]"),
    "long": ({"text": "x" * 40_001}, "msg_too_long"),
    "type": ({"text": "x", "response_type": "loudly"}, "must be one of: ephemeral, in_channel"),
}


async def test_an_answer_to_a_command_that_slack_would_not_show_is_reported(bolted: Bolted) -> None:
    @bolted.app.command("/techspec")
    async def on_command(ack: Any, command: Json) -> None:
        await ack(**ANSWERS_NOT_SHOWN[command["text"]][0])

    for text, (_answer, told) in ANSWERS_NOT_SHOWN.items():
        answer = await bolted.act("command", "dana", channel="team-specs", text=text)
        assert answer["error"] == "invalid_command_response"
        assert told in answer["message"]
    assert (await bolted.state())["channels"][bolted.channel("team-specs")]["messages"] == []


async def test_a_button_sends_the_message_and_its_response_url_replaces_it(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json, respond: Any) -> None:
        bodies.append(body)
        await ack()
        await respond(text="Ticked", replace_original=True)

    there = await card(bolted)
    assert (await bolted.act("click", "sam", **there, action_id="tick"))["ok"]
    [body] = bodies
    assert body["container"] == {
        "type": "message",
        "message_ts": there["ts"],
        "channel_id": there["channel"],
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == there["ts"]
    assert body["channel"] == {"id": there["channel"], "name": "team-specs"}
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("tick", "lines", "line-1")
    message = (await bolted.state())["channels"][there["channel"]]["messages"][-1]
    assert (message["text"], message["blocks"]) == ("Ticked", [])


async def test_a_response_url_takes_five_messages(bolted: Bolted) -> None:
    urls: list[str] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json) -> None:
        await ack()
        urls.append(body["response_url"])

    there = await card(bolted)
    await bolted.act("click", "sam", **there, action_id="tick")
    statuses = []
    async with bolted.session.post(urls[0], json={"text": ""}) as answer:
        assert (await answer.json())["error"] == "no_text"
    for _ in range(6):
        async with bolted.session.post(urls[0], json={"text": "Only you"}) as answer:
            statuses.append((answer.status, (await answer.json()).get("error")))
    assert statuses == [(200, None)] * 5 + [(404, "used_url")]
    shown = (await bolted.state())["channels"][there["channel"]]["messages"][1:]
    assert [message["ephemeral_to"] for message in shown] == [bolted.user("sam")] * 5


async def test_an_ephemeral_original_is_deleted_through_its_response_url(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json, respond: Any) -> None:
        bodies.append(body)
        await ack()
        await respond(delete_original=True)

    where = {"channel": bolted.channel("team-specs")}
    posted = await bolted.api("chat.postEphemeral", **where, user=bolted.user("lee"), text="a", blocks=CARD)
    foreign = await bolted.act("click", "sam", **where, ts=posted["message_ts"], action_id="tick")
    assert foreign["error"] == "message_not_found"
    assert (await bolted.act("click", "lee", **where, ts=posted["message_ts"], action_id="tick"))["ok"]
    assert "message" not in bodies[0]
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert (await bolted.state())["channels"][where["channel"]]["messages"] == []


async def test_a_home_button_has_a_view_and_no_channel(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    await bolted.api("views.publish", user_id=bolted.user("dana"), view={"type": "home", "blocks": [ACTIONS]})
    assert (await bolted.act("click", "dana", home=True, action_id="tick"))["ok"]
    [body] = bodies
    assert body["container"] == {"type": "view", "view_id": body["view"]["id"]}
    assert body["view"]["type"] == "home"
    assert not {"channel", "response_url", "message"} & set(body)


async def test_a_submission_without_an_answer_closes_the_modal(bolted: Bolted) -> None:
    bodies = listen_for_submissions(bolted, "cb")
    await open_modal(bolted, modal(text_input(), callback_id="cb", private_metadata="m"))
    assert (await bolted.act("submit", "dana", values={"title": "Hearings"}))["ok"]
    assert bodies[0]["view"]["state"]["values"] == {
        "title": {"typed": {"type": "plain_text_input", "value": "Hearings"}},
    }
    assert bodies[0]["view"]["private_metadata"] == "m"
    assert (await bolted.state())["views"] == {}


async def test_what_is_incomplete_is_never_sent(bolted: Bolted) -> None:
    bodies = listen_for_submissions(bolted, "cb")
    await open_modal(bolted, modal(text_input("a"), text_input("b", max_length=3), callback_id="cb"))
    answer = await bolted.act("submit", "dana", values={"b": "four"})
    assert (answer["ok"], sorted(answer["errors"])) == (False, ["a", "b"])
    assert bodies == []
    [view] = (await bolted.state())["views"][bolted.user("dana")]
    assert sorted(view["errors"]) == ["a", "b"]
    assert view["state"]["values"]["b"]["typed"]["value"] == "four"


async def test_errors_stay_in_the_modal_at_their_inputs(bolted: Bolted) -> None:
    listen_for_submissions(bolted, "cb", response_action="errors", errors={"title": "Too long"})
    await open_modal(bolted, modal(text_input(), callback_id="cb"))
    answer = await bolted.act("submit", "dana", values={"title": "x"})
    assert (answer["ok"], answer["errors"]) == (False, {"title": "Too long"})
    [view] = (await bolted.state())["views"][bolted.user("dana")]
    assert view["errors"] == {"title": "Too long"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"response_action": "errors", "errors": {"nowhere": "Too long"}},
        {"response_action": "errors", "errors": {"words": "Not an input"}},
        {"response_action": "update", "view": modal(title=plain("x" * 25))},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
    ],
)
async def test_an_answer_that_slack_would_not_understand_is_reported_and_changes_nothing(
    bolted: Bolted, wrong: Json
) -> None:
    listen_for_submissions(bolted, "cb", **wrong)
    section = {"type": "section", "block_id": "words", "text": plain("x")}
    await open_modal(bolted, modal(text_input(), section, callback_id="cb"))
    answer = await bolted.act("submit", "dana", values={"title": "x"})
    assert (answer["ok"], answer["error"]) == (False, "invalid_app_answer")
    assert len((await bolted.state())["views"][bolted.user("dana")]) == 1


async def test_a_submission_may_update_push_and_clear(bolted: Bolted) -> None:
    listen_for_submissions(bolted, "first", response_action="update", view=modal(callback_id="second"))
    listen_for_submissions(bolted, "second", response_action="push", view=modal(callback_id="third"))
    listen_for_submissions(bolted, "third", response_action="clear")
    view = await open_modal(bolted, modal(callback_id="first"))
    shown = []
    for _ in range(3):
        assert (await bolted.act("submit", "dana", values={}))["ok"]
        stack = (await bolted.state())["views"].get(bolted.user("dana"), [])
        shown.append([(one["id"] == view["id"], one["callback_id"]) for one in stack])
    assert shown == [[(True, "second")], [(True, "second"), (False, "third")], []]


async def test_closing_is_told_only_where_the_view_asks_for_it(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.view_closed("loud")
    async def on_close(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    loud = modal(text_input(initial_value="x"), callback_id="loud", notify_on_close=True, clear_on_close=True)
    await open_modal(bolted, modal(callback_id="silent"))
    assert (await bolted.act("close", "dana"))["ok"]
    assert (await bolted.act("close", "dana"))["error"] == "no_view"
    await open_modal(bolted, modal())
    await bolted.api("views.push", trigger_id=bolted.trigger(), view=loud)
    assert (await bolted.act("close", "dana"))["ok"]
    assert [(body["is_cleared"], body["view"]["state"]["values"]) for body in bodies] == [(True, {})]
    assert (await bolted.state())["views"] == {}


async def test_the_corner_of_a_modal_closes_all_and_tells_of_the_first(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.view_closed(re.compile("first|second"))
    async def on_close(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    for notify in (True, False):
        await open_modal(bolted, modal(callback_id="first", notify_on_close=notify))
        second = modal(callback_id="second", notify_on_close=True)
        await bolted.api("views.push", trigger_id=bolted.trigger(), view=second)
        assert (await bolted.act("close", "dana", all=True))["ok"]
        assert (await bolted.state())["views"] == {}
    assert [(body["view"]["callback_id"], body["is_cleared"]) for body in bodies] == [("first", True)]


async def test_an_action_in_a_modal_carries_what_was_entered_so_far(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    await open_modal(bolted, modal(text_input("a"), text_input("b", initial_value="as it was"), ACTIONS))
    assert (await bolted.act("click", "dana", view=True, action_id="tick", values={"a": "typed"}))["ok"]
    values = bodies[0]["view"]["state"]["values"]
    assert (values["a"]["typed"]["value"], values["b"]["typed"]["value"]) == ("typed", "as it was")
    assert (await bolted.act("click", "dana", view=True, action_id="typed", block_id="a", value="more"))[
        "dispatched"
    ] is False


async def test_shortcuts_reach_the_app_with_their_message(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.shortcut("new_spec")
    async def on_global(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    @bolted.app.shortcut("add_note")
    async def on_message(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    posted = await bolted.act("message", "priya", channel="team-specs", text="Remember this")
    there = {"channel": "team-specs", "ts": posted["ts"]}
    assert (await bolted.act("shortcut", "dana", callback_id="new_spec"))["ok"]
    assert (await bolted.act("shortcut", "dana", callback_id="add_note", **there))["ok"]
    assert (await bolted.act("shortcut", "dana", callback_id="add_note"))["error"] == "invalid_shortcut"
    assert [body["type"] for body in bodies] == ["shortcut", "message_action"]
    assert bodies[1]["message"]["text"] == "Remember this"
    assert bodies[1]["message"]["user"] == bolted.user("priya")


@pytest.mark.parametrize("bolted", [["reaction_added", "reaction_removed"]], indirect=True)
async def test_reactions_are_told_where_the_bot_is_a_member(bolted: Bolted) -> None:
    events: list[Json] = []

    @bolted.app.event("reaction_added")
    async def on_added(body: Json) -> None:
        events.append(body)

    @bolted.app.event("reaction_removed")
    async def on_removed(body: Json) -> None:
        events.append(body)

    there = await card(bolted)
    assert (await bolted.act("react", "sam", **there, name="bell"))["ok"]
    assert (await bolted.act("react", "sam", **there, name="bell"))["error"] == "already_reacted"
    assert (await bolted.act("react", "sam", **there, name="bell", remove=True))["ok"]
    assert (await bolted.act("react", "sam", **there, name="bell", remove=True))["error"] == "no_reaction"
    elsewhere = await bolted.act("message", "dana", channel="leads", text="Secret")
    await bolted.act("react", "sam", channel="leads", ts=elsewhere["ts"], name="bell")
    assert [body["event"]["type"] for body in events] == ["reaction_added", "reaction_removed"]
    assert events[0]["event"] | {"event_ts": ""} == {
        "type": "reaction_added",
        "user": bolted.user("sam"),
        "reaction": "bell",
        "item": {"type": "message", **there},
        "item_user": bolted.sandbox.app.bot_user_id,
        "event_ts": "",
    }
    assert events[0]["authorizations"][0]["user_id"] == bolted.sandbox.app.bot_user_id
    assert events[0]["event_id"] != events[1]["event_id"]


@pytest.mark.parametrize(
    "bolted",
    [["message.channels", "message.im", "app_mention", "member_joined_channel", "user_change", "channel_archive"]],
    indirect=True,
)
async def test_messages_mentions_members_and_profiles_are_told_as_subscribed(bolted: Bolted) -> None:
    events: list[Json] = []

    async def note(event: Json) -> None:
        events.append(event)

    for kind in ("message", "app_mention", "member_joined_channel", "user_change", "channel_archive"):
        bolted.app.event(kind)(note)
    bot = bolted.sandbox.app.bot_user_id
    await bolted.act("message", "dana", channel="team-specs", text=f"<@{bot}> hello")
    await bolted.act("message", "dana", channel=bolted.dm("dana"), text="just us")
    await bolted.act("message", "dana", channel="specs-private", text="not subscribed")
    await bolted.act("command", "lee", channel="random", text="/invite @techspec")
    await bolted.act("people", name="lee", deleted=True)
    await bolted.act("channel", name="random", archived=True)
    kinds = [(event["type"], event.get("channel_type")) for event in events]
    assert kinds == [
        ("message", "channel"),
        ("app_mention", None),
        ("message", "im"),
        ("member_joined_channel", "C"),
        ("user_change", None),
        ("channel_archive", None),
    ]
    assert events[3]["inviter"] == bolted.user("lee")
    assert (events[4]["user"]["id"], events[4]["user"]["deleted"]) == (bolted.user("lee"), True)


@pytest.mark.parametrize("bolted", [["app_home_opened"]], indirect=True)
async def test_opening_the_home_tab_lets_the_app_publish_it(bolted: Bolted) -> None:
    @bolted.app.event("app_home_opened")
    async def on_home(event: Json, client: Any) -> None:
        assert event["tab"] == "home"
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    assert (await bolted.act("home", "sam"))["ok"]
    assert (await bolted.state())["homes"][bolted.user("sam")]["blocks"][1]["block_id"] == "lines"


async def test_the_answer_waits_until_the_app_is_at_rest_and_time_moves_through_it(bolted: Bolted) -> None:
    done = asyncio.Event()
    moved: list[timedelta] = []

    async def advance(delta: timedelta) -> None:
        moved.append(delta)
        bolted.sandbox.workspace.clock.move_to(bolted.sandbox.workspace.clock.now() + delta)

    async def at_rest() -> None:
        await asyncio.sleep(0)
        done.set()

    bolted.sandbox.attach(advance=advance, at_rest=at_rest)

    @bolted.app.action("tick")
    async def on_tick(ack: Any) -> None:
        await ack()

    there = await card(bolted)
    assert (await bolted.act("click", "sam", **there, action_id="tick"))["at_rest"] is True
    assert done.is_set()
    before = (await bolted.state())["now"]
    answer = await bolted.act("clock", advance="1d 2h")
    assert (answer["ok"], answer["at_rest"], moved) == (True, True, [timedelta(hours=26)])
    assert answer["now"][:10] > before[:10]


async def test_a_refreshed_connection_loses_nothing(bolted: Bolted) -> None:
    presses: list[Json] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json) -> None:
        await ack()
        presses.append(body)

    there = await card(bolted)
    await bolted.act("disconnect")
    for _ in range(3):
        assert (await bolted.act("click", "sam", **there, action_id="tick"))["ok"]
    assert len(presses) == 3


@pytest.mark.parametrize("bolted", [["channel_left", "member_left_channel"]], indirect=True)
async def test_an_app_hears_that_it_was_taken_out_of_a_channel(bolted: Bolted) -> None:
    kinds: list[str] = []

    async def note(event: Json) -> None:
        kinds.append(event["type"])

    for kind in ("channel_left", "member_left_channel"):
        bolted.app.event(kind)(note)
    await bolted.act("channel", name="team-specs", remove=["techspec"])
    assert "channel_left" in kinds
    await bolted.act("message", "dana", channel="team-specs", text="Gone?")
    refused = await bolted.api("chat.postMessage", channel=bolted.channel("team-specs"), text="Hi")
    assert refused["error"] == "not_in_channel"


async def test_an_external_select_asks_the_app_for_its_options(bolted: Bolted) -> None:
    @bolted.app.options("search")
    async def on_options(ack: Any, body: Json) -> None:
        await ack(options=[{"text": plain(body["value"].upper()), "value": body["value"]}])

    select = {"type": "external_select", "action_id": "search", "min_query_length": 0}
    await open_modal(bolted, modal({"type": "input", "block_id": "b", "label": plain("Spec"), "element": select}))
    answer = await bolted.act("options", "dana", action_id="search", value="ts")
    assert answer["options"] == [{"text": plain("TS"), "value": "ts"}]
    never_offered = await bolted.act("click", "dana", view=True, action_id="search", selected="zz")
    assert never_offered["error"] == "invalid_values"
    assert (await bolted.act("click", "dana", view=True, action_id="search", selected="ts"))["ok"]
    [view] = (await bolted.state())["views"][bolted.user("dana")]
    assert view["state"]["values"]["b"]["search"]["selected_option"] == {"text": plain("TS"), "value": "ts"}


@pytest.mark.parametrize("place", ["message", "home"])
async def test_an_external_select_outside_modals_asks_the_app_too(bolted: Bolted, place: str) -> None:
    bodies: list[Json] = []
    presses: list[Json] = []

    @bolted.app.options("search")
    async def on_options(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack(option_groups=[{"label": plain("Found"), "options": [{"text": plain("TS"), "value": "ts-1"}]}])

    @bolted.app.action("search")
    async def on_search(ack: Any, body: Json) -> None:
        await ack()
        presses.append(body["actions"][0])

    select = {"type": "external_select", "action_id": "search"}
    blocks = [{"type": "actions", "block_id": "find", "elements": [select]}]
    there: Json = {"home": True}
    if place == "message":
        there = await card(bolted, blocks=blocks)
    else:
        await bolted.api("views.publish", user_id=bolted.user("dana"), view={"type": "home", "blocks": blocks})
    assert (await bolted.act("options", "dana", **there, action_id="search", value="ts"))["error"] == "no_suggestions"
    early = await bolted.act("click", "dana", **there, action_id="search", selected="ts-1")
    assert early["error"] == "invalid_values"
    assert (await bolted.act("options", "dana", **there, action_id="search", value="ts-1"))["ok"]
    assert (await bolted.act("click", "dana", **there, action_id="search", selected="ts-1"))["ok"]
    [body], [press] = bodies, presses
    assert body["container"]["type"] == ("message" if place == "message" else "view")
    assert ("channel" in body, "view" in body) == (place == "message", place == "home")
    assert press["selected_option"] == {"text": plain("TS"), "value": "ts-1"}


async def test_an_offer_that_slack_would_not_show_is_reported(bolted: Bolted) -> None:
    @bolted.app.options("search")
    async def on_options(ack: Any) -> None:
        await ack(options=[{"text": plain("x" * 76), "value": "1"}])

    there = await card(
        bolted, blocks=[{"type": "actions", "elements": [{"type": "external_select", "action_id": "search"}]}]
    )
    answer = await bolted.act("options", "dana", **there, action_id="search", value="three")
    assert answer["error"] == "invalid_app_answer"
    assert "[json-pointer:/options/0/text/text]" in answer["message"]


async def test_a_conversation_select_may_bring_response_urls(bolted: Bolted) -> None:
    bodies = listen_for_submissions(bolted, "cb")
    select = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    block = {"type": "input", "block_id": "b", "label": plain("Where"), "element": select}
    await open_modal(bolted, modal(block, callback_id="cb"))
    assert (await bolted.act("submit", "dana", values={"b": "random"}))["ok"]
    [url] = bodies[0]["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("b", "where", bolted.channel("random"))
    async with bolted.session.post(url["response_url"], json={"text": "Hi", "response_type": "in_channel"}) as answer:
        assert answer.status == 200
    assert (await bolted.state())["channels"][url["channel_id"]]["messages"][-1]["text"] == "Hi"


async def test_the_app_hears_its_own_messages_only_as_slack_sends_them(bolted: Bolted) -> None:
    await card(bolted)
    assert (await bolted.traffic())["dispatches"] == []
