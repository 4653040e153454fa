"""Selects that begin with the conversation that a person looks at when a modal opens."""

from typing import Any

import pytest

from tests.sandbox.conftest import Bolted, Json, modal, plain


def where(kind: str = "conversations_select", **facts: Any) -> Json:
    element = {"type": kind, "action_id": "pick", "default_to_current_conversation": True} | facts
    return {"type": "input", "block_id": "where", "label": plain("Where"), "element": element, "optional": True}


async def picked(bolted: Bolted, block: Json, who: str = "dana", **shortcut: Any) -> Any:
    """What the select holds in a modal that a shortcut opens."""

    @bolted.app.shortcut("new_spec")
    async def on_shortcut(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(block, callback_id="cb"))
        await ack()

    assert (await bolted.act("shortcut", who, callback_id="new_spec", **shortcut))["ok"]
    [view] = (await bolted.state())["views"][bolted.user(who)]
    state = view["state"]["values"]["where"]["pick"]
    return state.get("selected_conversation", state.get("selected_conversations"))


async def test_it_is_the_channel_that_the_person_looks_at(bolted: Bolted) -> None:
    specs = bolted.channel("team-specs")
    assert await picked(bolted, where(), channel="team-specs") == specs


async def test_several_may_be_chosen_beside_it(bolted: Bolted) -> None:
    specs = bolted.channel("team-specs")
    assert await picked(bolted, where("multi_conversations_select"), channel="team-specs") == [specs]


@pytest.mark.parametrize(
    ("facts", "shortcut"),
    [
        ({}, {}),
        ({"default_to_current_conversation": False}, {"channel": "team-specs"}),
        ({"filter": {"include": ["private", "im"]}}, {"channel": "team-specs"}),
    ],
)
async def test_it_stays_empty_where_there_is_none_that_fits(bolted: Bolted, facts: Json, shortcut: Json) -> None:
    assert await picked(bolted, where(**facts), **shortcut) is None


async def test_an_initial_conversation_goes_before(bolted: Bolted) -> None:
    private = bolted.channel("specs-private")
    assert await picked(bolted, where(initial_conversation=private), channel="team-specs") == private


async def test_an_update_and_a_modal_on_top_begin_with_it_too(bolted: Bolted) -> None:
    specs = bolted.channel("team-specs")
    await picked(bolted, where(), channel="team-specs")
    [view] = (await bolted.state())["views"][bolted.user("dana")]
    await bolted.api("views.update", view_id=view["id"], view=modal(where(), callback_id="other"))
    await bolted.api("views.push", trigger_id=bolted.trigger(), view=modal(where()))
    views = (await bolted.state())["views"][bolted.user("dana")]
    states = [view["state"]["values"]["where"]["pick"]["selected_conversation"] for view in views]
    assert states == [specs, specs]
