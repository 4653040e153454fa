"""The modal with a spec's people, and what is said of them."""

from hypothesis import given

from bot.domain.spec import Participant, Role, Spec, UserId
from bot.slack.views import participants
from bot.slack.views.cards import Names
from tests.slack.limits import check_view
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, names, specs

DANA, SAM, RITA, CODY = (UserId(f"U-{name}") for name in ("DANA", "SAM", "RITA", "CODY"))


def part(user: UserId, role: Role) -> dict[str, str]:
    """As the history has it."""
    return {"user": user, "role": role.value}


def test_the_people_of_a_spec_look_as_before() -> None:
    assert_looks_as_before("people", participants.people(EXAMPLES["unscheduled"]))


def test_that_each_counts_once_looks_as_before() -> None:
    twice = [Participant(user=SAM, role=Role.STAKEHOLDER), Participant(user=DANA, role=Role.DRAFTER)]
    assert_looks_as_before("people, counted once", participants.counted_once("Saved.", twice, NAMES))


def test_the_history_tells_who_came_who_went_and_whose_part_is_another_one() -> None:
    added = [part(SAM, Role.READER), part(RITA, Role.READER), part(CODY, Role.OPTIONAL)]
    removed = [part(SAM, Role.STAKEHOLDER), part(DANA, Role.READER)]
    told = participants.changed({"added": added, "removed": removed}, NAMES)
    assert told == "made Cody an optional approver, made Sam, Rita readers, removed Dana"


@drawn
@given(spec=specs(), known=names)
def test_any_spec_and_any_change_of_its_people_is_taken_by_slack(spec: Spec, known: Names) -> None:
    check_view(participants.people(spec))
    check_view(participants.counted_once("Saved.", spec.participants, known))
