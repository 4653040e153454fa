"""Secondary attachments: what they hold is shown, and their buttons and menus work like those of the message itself."""

from typing import Any

from tests.sandbox.conftest import Bolted, Json, plain


async def post(bolted: Bolted, *attachments: Json) -> Json:
    """Post a message with attachments: its channel and ts, as acts want them."""
    answer = await bolted.api(
        "chat.postMessage", channel=bolted.channel("team-specs"), text="a", attachments=list(attachments)
    )
    return {"channel": answer["channel"], "ts": answer["ts"]}


async def test_a_button_in_an_attachment_is_pressed_like_any_other(bolted: Bolted) -> None:
    bodies: list[Json] = []

    @bolted.app.action("tick")
    async def on_tick(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack()

    button = {"type": "button", "action_id": "tick", "text": plain("Tick")}
    there = await post(bolted, {"text": "a"}, {"blocks": [{"type": "actions", "elements": [button]}]})
    assert (await bolted.act("click", "sam", **there, action_id="tick"))["ok"]
    [body] = bodies
    assert body["container"] | {"message_ts": ""} == {
        "type": "message_attachment",
        "message_ts": "",
        "attachment_id": 2,
        "channel_id": there["channel"],
        "is_ephemeral": False,
        "is_app_unfurl": False,
    }
    [block] = body["message"]["attachments"][1]["blocks"]
    assert body["actions"][0]["block_id"] == block["block_id"]
    assert body["message"]["attachments"][1]["fallback"] == "[no preview available]"


async def test_a_select_in_an_attachment_is_remembered_and_its_options_are_the_apps(bolted: Bolted) -> None:
    bodies: list[Json] = []
    option = {"text": plain("One"), "value": "1"}

    @bolted.app.options("search")
    async def on_search(ack: Any) -> None:
        await ack(options=[option])

    @bolted.app.action("search")
    async def on_choice(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack()

    search = {"type": "external_select", "action_id": "search", "min_query_length": 0}
    picker = {"type": "actions", "block_id": "pick", "elements": [search]}
    there = await post(bolted, {"blocks": [picker]})
    assert (await bolted.act("options", "sam", **there, action_id="search", value="o"))["options"] == [option]
    assert (await bolted.act("click", "sam", **there, action_id="search", selected="1"))["ok"]
    assert bodies[0]["state"]["values"]["pick"]["search"]["selected_option"] == option


async def test_a_command_answered_with_an_attachment_alone_shows_it(bolted: Bolted) -> None:
    @bolted.app.command("/techspec")
    async def on_command(ack: Any) -> None:
        await ack(attachments=[{"text": "Attached"}])

    answer = await bolted.act("command", "dana", channel="team-specs", text="list")
    messages = (await bolted.state())["channels"][answer["channel"]]["messages"]
    assert [message["attachments"][0]["text"] for message in messages] == ["Attached"]
