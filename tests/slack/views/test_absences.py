"""What a person sees of their absences."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absences import Absence, AbsenceId, Plan, Planned
from bot.domain.spec import Spec, Status
from bot.slack.views import absences
from tests.domain.facts import NOW
from tests.slack.limits import check_message, check_view
from tests.slack.views.examples import assert_looks_as_before, drawn, example, specs

SHORT = Absence(left_at=NOW, back_at=NOW + timedelta(hours=3))
LONG = Absence(left_at=datetime(2026, 12, 24, tzinfo=UTC), back_at=datetime(2027, 1, 3, tzinfo=UTC))
PLAN = Plan(
    zone="UTC",
    planned=[Planned(id=AbsenceId(1), absence=SHORT), Planned(id=AbsenceId(4), absence=LONG)],
    waiting=[example(Status.UNSCHEDULED)],
)
NOTHING = Plan(zone="UTC", planned=[], waiting=[])


def test_the_messages_and_modals_look_as_before() -> None:
    assert_looks_as_before("absence, asked", absences.asked(LONG, PLAN, NOW))
    assert_looks_as_before("absence, done", absences.done(LONG, PLAN, NOW))
    assert_looks_as_before("absence, dates", absences.dates(PLAN, NOW))
    assert_looks_as_before("absence, dates, nothing", absences.dates(NOTHING, NOW))
    assert_looks_as_before("absence, planned", absences.planned(PLAN, NOW, said="✓ Removed. You are there then."))


def test_who_has_no_spec_that_waits_is_told_of_none() -> None:
    assert "waits for you" not in str(absences.done(LONG, NOTHING, NOW))
    assert "waits for you" in str(absences.done(LONG, PLAN, NOW))


@drawn
@given(spec=specs(), count=st.integers(0, 30))
def test_any_plan_is_taken_by_slack(spec: Spec, count: int) -> None:
    planned = [Planned(id=AbsenceId(number), absence=LONG) for number in range(min(count, 20))]
    plan = replace(PLAN, planned=planned, waiting=[replace(spec, number=number + 1) for number in range(count)])
    for blocks in (absences.asked(LONG, plan, NOW), absences.done(LONG, plan, NOW)):
        check_message(blocks, absences.question(LONG, plan, NOW))
    check_view(absences.dates(plan, NOW))
    check_view(absences.planned(plan, NOW, said=absences.told(LONG, plan, NOW)))
