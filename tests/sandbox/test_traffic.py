"""The traffic that the page's inspector shows: all of it, or what came after the last look."""

import pytest

from bot.sandbox.traffic import KEPT, Traffic
from tests.sandbox.conftest import Desk, Json


def names(traffic: Json) -> tuple[list[str], list[str]]:
    return [call["method"] for call in traffic["calls"]], [one["type"] for one in traffic["dispatches"]]


def test_a_later_look_gives_what_came_in_between() -> None:
    traffic = Traffic()
    traffic.call("a", {}, {}, 0.0)
    traffic.dispatch("b", {}, status=200, answer=None, started=0.0)
    first = traffic.as_json()
    assert names(first) == (["a"], ["b"])
    assert names(traffic.as_json(first["next"])) == ([], [])
    traffic.dispatch("c", {}, status=200, answer=None, started=0.0)
    traffic.call("d", {}, {}, 0.0)
    second = traffic.as_json(first["next"])
    assert names(second) == (["d"], ["c"])
    assert names(traffic.as_json()) == (["a", "d"], ["b", "c"])
    assert second["next"] == 4


def test_what_is_no_longer_kept_is_missed_and_a_number_from_another_life_gives_all() -> None:
    traffic = Traffic()
    for _ in range(KEPT + 5):
        traffic.call("a", {}, {}, 0.0)
    traffic.call("b", {}, {}, 0.0)
    assert len(traffic.as_json(0)["calls"]) == KEPT
    assert names(traffic.as_json(KEPT + 5)) == (["b"], [])
    assert len(traffic.as_json(10**6)["calls"]) == KEPT


@pytest.mark.parametrize(("since", "status"), [("1", 200), ("", 400), ("-1", 400), ("soon", 400)])
async def test_since_is_a_number_of_an_earlier_answer(desk: Desk, since: str, status: int) -> None:
    await desk.api("auth.test")
    async with desk.session.get(f"{desk.sandbox.url}_sandbox/traffic", params={"since": since}) as answer:
        assert answer.status == status
        body = await answer.json()
    assert body.get("calls", []) == []
    assert body.get("error") == (None if status == 200 else "bad_request")
