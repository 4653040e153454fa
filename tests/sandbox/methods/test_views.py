"""Opening, pushing, updating and publishing views."""

import json

from tests.sandbox.conftest import Desk, modal, plain, text_input

HOME = {"type": "home", "blocks": [{"type": "section", "text": plain("Yours")}]}


async def test_a_trigger_opens_one_view_for_its_person(desk: Desk) -> None:
    trigger_id = desk.trigger("sam")
    answer = await desk.api("views.open", trigger_id=trigger_id, view=modal(callback_id="cb", private_metadata="m"))
    view = answer["view"]
    assert (view["callback_id"], view["private_metadata"], view["root_view_id"]) == ("cb", "m", view["id"])
    assert [shown["id"] for shown in (await desk.state())["views"][desk.user("sam")]] == [view["id"]]
    again = await desk.api("views.open", trigger_id=trigger_id, view=modal())
    assert again["error"] == "exchanged_trigger_id"
    assert (await desk.api("views.open", trigger_id="1.2.3", view=modal()))["error"] == "invalid_trigger_id"
    assert (await desk.api("views.open", view=modal()))["error"] == "invalid_arguments"


async def test_a_bad_view_is_refused_with_its_place_and_spends_no_trigger(desk: Desk) -> None:
    trigger_id = desk.trigger()
    bad = await desk.api("views.open", trigger_id=trigger_id, view=modal(title=plain("x" * 25)))
    assert bad["error"] == "invalid_arguments"
    assert bad["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    ]
    assert (await desk.api("views.open", trigger_id=trigger_id, view=json.dumps(modal())))["ok"]


async def test_three_views_stack_and_a_fourth_does_not(desk: Desk) -> None:
    assert (await desk.api("views.push", trigger_id=desk.trigger(), view=modal()))["error"] == "not_found"
    root = (await desk.api("views.open", trigger_id=desk.trigger(), view=modal()))["view"]
    second = (await desk.api("views.push", trigger_id=desk.trigger(), view=modal()))["view"]
    assert (second["previous_view_id"], second["root_view_id"]) == (root["id"], root["id"])
    assert (await desk.api("views.push", trigger_id=desk.trigger(), view=modal()))["ok"]
    assert (await desk.api("views.push", trigger_id=desk.trigger(), view=modal()))["error"] == "push_limit_reached"
    alone = (await desk.api("views.open", trigger_id=desk.trigger(), view=modal()))["view"]
    assert [view["id"] for view in (await desk.state())["views"][desk.user("dana")]] == [alone["id"]]


async def test_an_update_is_guarded_by_the_hash(desk: Desk) -> None:
    view = (await desk.api("views.open", trigger_id=desk.trigger(), view=modal(external_id="e")))["view"]
    updated = await desk.api("views.update", view_id=view["id"], hash=view["hash"], view=modal(external_id="e"))
    assert updated["view"]["hash"] != view["hash"]
    stale = await desk.api("views.update", view_id=view["id"], hash=view["hash"], view=modal())
    assert stale["error"] == "hash_conflict"
    assert (await desk.api("views.update", external_id="e", view=modal()))["ok"]
    assert (await desk.api("views.update", view_id="V0", view=modal()))["error"] == "not_found"
    assert (await desk.api("views.update", view=modal()))["error"] == "invalid_arguments"


async def test_entered_values_survive_an_update_only_under_the_same_ids(desk: Desk) -> None:
    blocks = [text_input("kept"), text_input("renamed")]
    view = (await desk.api("views.open", trigger_id=desk.trigger(), view=modal(*blocks)))["view"]
    await desk.act("submit", "dana", values={"kept": "one"})
    updated = await desk.api(
        "views.update", view_id=view["id"], view=modal(text_input("kept"), text_input("renamed", action_id="other"))
    )
    assert updated["view"]["state"]["values"] == {
        "kept": {"typed": {"type": "plain_text_input", "value": "one"}},
        "renamed": {"other": {"type": "plain_text_input", "value": None}},
    }


async def test_a_home_tab_is_published_for_a_person(desk: Desk) -> None:
    sam = desk.user("sam")
    answer = await desk.api("views.publish", user_id=sam, view=HOME)
    assert (await desk.state())["homes"][sam]["id"] == answer["view"]["id"]
    again = await desk.api("views.publish", user_id=sam, view=HOME, hash=answer["view"]["hash"])
    assert again["view"]["id"] == answer["view"]["id"]
    stale = await desk.api("views.publish", user_id=sam, view=HOME, hash=answer["view"]["hash"])
    assert stale["error"] == "hash_conflict"
