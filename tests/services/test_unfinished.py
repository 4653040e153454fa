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
from bot.services.unfinished import KEPT_FOR
from tests.db.at_once import at_once
from tests.domain.facts import DANA, NOW, SAM, TEAM

HELD = {"state": "{}", "filled": {"title": "𠮷 مرحبا", "stakeholders": [SAM]}}
ELSEWHERE = WorkspaceId("T-TWO")


def keep(sessions: Sessions, key: str = "one", by: UserId = DANA, held: object = HELD) -> None:
    with sessions.begin() as session:
        unfinished.keep(session, NOW, workspace=TEAM, user=by, key=key, held=held)  # type: ignore[arg-type]


def find(
    sessions: Sessions, by: UserId = DANA, later: timedelta = timedelta(0), workspace: WorkspaceId = TEAM
) -> Unfinished | None:
    with sessions.begin() as session:
        return unfinished.find(session, NOW + later, workspace=workspace, user=by)


def test_the_last_form_of_each_person_is_kept_for_them(sessions: Sessions) -> None:
    keep(sessions, "older", held={"state": "", "filled": {}})
    keep(sessions, "one")
    keep(sessions, "theirs", by=SAM)
    assert find(sessions) == Unfinished(key="one", held=HELD, at=NOW)
    theirs = find(sessions, SAM)
    assert theirs is not None
    assert theirs.key == "theirs"
    assert find(sessions, workspace=ELSEWHERE) is None


def test_a_form_that_is_empty_again_is_forgotten_and_no_other(sessions: Sessions) -> None:
    keep(sessions, "one")
    keep(sessions, "another", held=None)
    assert find(sessions) is not None
    keep(sessions, "one", held=None)
    assert find(sessions) is None


def test_what_became_a_spec_is_not_found_even_if_it_is_kept_late(sessions: Sessions) -> None:
    keep(sessions)
    with sessions.begin() as session:
        new = NewSpec(key="one", title="Hearing schedule", drafter=DANA, channel=ChannelId("C1"), share=True)
        specs.create(session, NOW, workspace=TEAM, new=new)
    assert find(sessions) is None
    keep(sessions)
    assert find(sessions) is None


def test_a_week_later_it_is_gone(sessions: Sessions) -> None:
    keep(sessions)
    assert find(sessions, later=KEPT_FOR) is not None
    assert find(sessions, later=KEPT_FOR + timedelta(seconds=1)) is None
    with sessions.begin() as session:
        assert unfinished.forget(session, NOW + KEPT_FOR) == 0
        assert unfinished.forget(session, NOW + KEPT_FOR + timedelta(seconds=1)) == 1


def test_a_form_is_taken_up_once_and_by_the_same_form_again(sessions: Sessions) -> None:
    keep(sessions)
    for _ in range(2):
        with sessions.begin() as session:
            taken = unfinished.take_up(session, NOW, workspace=TEAM, user=DANA, key="one", into="two")
        assert (taken.key, taken.held) == ("two", HELD)
    with sessions.begin() as session, pytest.raises(Refused, match="finished or discarded"):
        unfinished.take_up(session, NOW, workspace=TEAM, user=DANA, key="one", into="three")


def test_presses_that_arrive_at_the_same_time_keep_one_form(database_url: str, sessions: Sessions) -> None:
    at_once(database_url, [partial(keep, held={**HELD, "state": str(number)}) for number in range(4)])
    found = find(sessions)
    assert found is not None
    assert found.held["state"] in "0123"
