"""Forms that were closed before they were submitted, in the database."""

from datetime import timedelta
from functools import partial

import pytest

from bot.db.session import Sessions
from bot.db.unfinished import Unfinished
from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import specs, unfinished
from bot.services.specs import NewSpec
from bot.services.unfinished import KEPT_FOR, NEW_SPEC
from tests.db.at_once import at_once
from tests.domain.facts import DANA, NOW, SAM, TEAM

HELD = {"state": "{}", "filled": {"title": "𠮷 مرحبا", "stakeholders": [SAM]}}
ELSEWHERE = WorkspaceId("T-TWO")


def keep(
    sessions: Sessions,
    key: str = "one",
    *,
    by: UserId = DANA,
    held: object = HELD,
    later: timedelta = timedelta(0),
    about: str = NEW_SPEC,
) -> None:
    with sessions.begin() as session:
        seen = {"key": key, "held": held, "seen_at": NOW + later}
        unfinished.keep(session, NOW + later, workspace=TEAM, user=by, about=about, **seen)  # type: ignore[arg-type]


def left(
    sessions: Sessions,
    *,
    by: UserId = DANA,
    later: timedelta = timedelta(0),
    workspace: WorkspaceId = TEAM,
    beside: str = "",
) -> list[str]:
    with sessions.begin() as session:
        found = unfinished.left(session, NOW + later, workspace=workspace, user=by, about=NEW_SPEC, beside=beside)
    return [form.key for form in found]


def test_keystrokes_that_overtake_one_another_leave_the_newest(sessions: Sessions) -> None:
    keep(sessions, held={"filled": {"title": "Rate limi"}}, later=timedelta(seconds=2))
    keep(sessions, held={"filled": {"title": "Rate"}}, later=timedelta(seconds=1))
    assert take_up(sessions, "one", "two").held == {"filled": {"title": "Rate limi"}}


def take_up(sessions: Sessions, key: str, into: str) -> Unfinished:
    with sessions.begin() as session:
        return unfinished.take_up(session, NOW, workspace=TEAM, user=DANA, about=NEW_SPEC, key=key, into=into)


def test_each_form_is_kept_for_its_person_alone_and_the_newest_comes_first(sessions: Sessions) -> None:
    keep(sessions, "older", held={"state": "", "filled": {}})
    keep(sessions, "one", later=timedelta(minutes=1))
    keep(sessions, "theirs", by=SAM)
    keep(sessions, "another", about="edit/1")
    assert left(sessions) == ["one", "older"]
    assert left(sessions, beside="one") == ["older"]
    assert left(sessions, by=SAM) == ["theirs"]
    assert left(sessions, workspace=ELSEWHERE) == []
    keep(sessions, "older", later=timedelta(minutes=2))
    assert left(sessions) == ["older", "one"]
    assert take_up(sessions, "older", "new").held == HELD


def test_a_form_that_is_empty_again_is_forgotten_and_no_other(sessions: Sessions) -> None:
    keep(sessions, "one")
    keep(sessions, "another", held=None)
    assert left(sessions) == ["one"]
    keep(sessions, "one", held=None)
    assert left(sessions) == []


def test_what_became_a_spec_is_not_found_even_if_it_is_kept_late(sessions: Sessions) -> None:
    keep(sessions)
    with sessions.begin() as session:
        new = NewSpec(key="one", title="Hearing schedule", drafter=DANA, channel=ChannelId("C1"), share=True)
        specs.create(session, NOW, workspace=TEAM, new=new)
    assert left(sessions) == []
    keep(sessions)
    assert left(sessions) == []


def test_a_week_later_it_is_gone(sessions: Sessions) -> None:
    keep(sessions)
    assert left(sessions, later=KEPT_FOR) == ["one"]
    assert left(sessions, later=KEPT_FOR + timedelta(seconds=1)) == []
    with sessions.begin() as session:
        assert unfinished.forget(session, NOW + KEPT_FOR) == 0
        assert unfinished.forget(session, NOW + KEPT_FOR + timedelta(seconds=1)) == 1


def test_a_form_is_taken_up_once_and_by_the_same_form_again(sessions: Sessions) -> None:
    keep(sessions)
    keep(sessions, "two", held={"state": "typed over", "filled": {}})
    for _ in range(2):
        taken = take_up(sessions, "one", "two")
        assert (taken.key, taken.held) == ("two", HELD)
    assert left(sessions) == ["two"]
    with pytest.raises(Refused, match="finished or discarded"):
        take_up(sessions, "one", "three")


def test_presses_that_arrive_at_the_same_time_keep_one_form(database_url: str, sessions: Sessions) -> None:
    at_once(database_url, [partial(keep, held={**HELD, "state": str(number)}) for number in range(4)])
    assert left(sessions) == ["one"]
    assert take_up(sessions, "one", "two").held["state"] in "0123"
