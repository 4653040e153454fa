"""Reminders: when the drafter of a spec without a date hears of it, and when not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.calendar import WorkingTime, is_working
from bot.domain.ledger import ReminderKind
from bot.domain.process import transition
from bot.domain.reminders import LOOK_AGAIN_AT_LATEST, Due, Owed, Rules, due
from bot.domain.spec import Spec
from tests.domain.facts import BELL, BUTTON, DANA, DRAFT, RITA, SAM

repeatable = settings(deadline=None, derandomize=True, database=None)

BERLIN = ZoneInfo("Europe/Berlin")
RULES = Rules(working_time={DANA: WorkingTime(zone="Europe/Berlin")})
EVERY_DAY = Rules(remind_after_days=1, working_time={DANA: WorkingTime(zone="Europe/Berlin")})


def local(text: str) -> datetime:
    """A time on the drafter's clock, in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def shown(at: datetime) -> str:
    """The same the other way round."""
    return at.astimezone(BERLIN).strftime("%a %Y-%m-%d %H:%M")


def shared(text: str) -> Spec:
    """A spec that was shared at this time."""
    return transition(DRAFT, e.Shared(by=DANA), local(text)).spec


def after(spec: Spec, event: e.Event, text: str) -> Spec:
    """The spec when this happened at this time."""
    return transition(spec, event, local(text)).spec


def ask(spec: Spec, now: datetime, rules: Rules = RULES) -> tuple[Spec, Due]:
    """What a worker does: ask, and write what is owed into the ledger."""
    found = due(spec, now, rules)
    for owed in found.owed:
        sent = e.ReminderSent(kind=owed.kind, to=owed.to, occasion=owed.occasion, message=owed.message)
        spec = transition(spec, sent, now).spec
    return spec, found


def attend(spec: Spec, now: datetime, count: int, rules: Rules = RULES) -> list[str]:
    """When the drafter's next `count` reminders go out, if the spec is looked at exactly when it asks for it."""
    sent: list[str] = []
    while len(sent) < count:
        spec, found = ask(spec, now, rules)
        sent += [shown(now) for owed in found.owed if owed.to == DANA]
        if not found.owed:
            assert found.look_again_at is not None
            assert found.look_again_at > now
            now = found.look_again_at
    return sent


def first(spec: Spec, rules: Rules = RULES) -> str:
    assert spec.shared_at is not None
    return attend(spec, spec.shared_at, 1, rules)[0]


# ----------------------------------------------------------------------------------------------- after N working days


@pytest.mark.parametrize(
    ("shared_at", "expected"),
    [
        ("2026-11-23 10:00", "Wed 2026-11-25 09:00"),
        ("2026-11-23 06:00", "Wed 2026-11-25 09:00"),
        ("2026-11-23 17:29", "Wed 2026-11-25 09:00"),
        ("2026-11-23 17:30", "Thu 2026-11-26 09:00"),  # after hours: counting begins with the next working day
        ("2026-11-26 10:00", "Mon 2026-11-30 09:00"),  # the weekend does not count
        ("2026-11-27 10:00", "Tue 2026-12-01 09:00"),
        ("2026-11-28 10:00", "Wed 2026-12-02 09:00"),
    ],
)
def test_the_first_reminder_comes_two_working_days_after_sharing(shared_at: str, expected: str) -> None:
    assert first(shared(shared_at)) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(1, "Tue 2026-11-24 09:00"), (3, "Thu 2026-11-26 09:00"), (5, "Mon 2026-11-30 09:00")]
)
def test_a_team_sets_how_many_working_days(days: int, expected: str) -> None:
    assert first(shared("2026-11-23 10:00"), replace(RULES, remind_after_days=days)) == expected


def test_a_reminder_goes_to_the_drafter() -> None:
    spec = shared("2026-11-23 10:00")
    (owed,) = due(spec, local("2026-11-25 09:00"), RULES).owed
    assert (owed.kind, owed.to) == (ReminderKind.UNSCHEDULED, DANA)


def test_each_gap_is_longer_than_the_one_before() -> None:
    spec = shared("2026-11-23 10:00")
    sent = attend(spec, local("2026-11-23 10:00"), 5, EVERY_DAY)
    assert sent == [
        "Tue 2026-11-24 09:00",  # N
        "Wed 2026-11-25 09:00",  # N
        "Fri 2026-11-27 09:00",  # 2 N
        "Thu 2026-12-03 09:00",  # 4 N
        "Tue 2026-12-15 09:00",  # 8 N
    ]


def test_holidays_do_not_count_and_absences_defer() -> None:
    away = (local("2026-11-25 00:00"), local("2026-11-26 11:00"))
    dana = WorkingTime(zone="Europe/Berlin", holidays=frozenset({date(2026, 11, 24)}), away=(away,))
    rules = replace(RULES, working_time={DANA: dana})
    # Tuesday is no working day; Wednesday is one for the team, and Thursday begins for her when she is back.
    assert first(shared("2026-11-23 10:00"), replace(rules, remind_after_days=1)) == "Thu 2026-11-26 11:00"
    assert first(shared("2026-11-23 10:00"), rules) == "Thu 2026-11-26 11:00"
    assert first(shared("2026-11-23 10:00"), replace(rules, remind_after_days=3)) == "Fri 2026-11-27 09:00"


def test_somebody_whose_zone_is_unknown_has_the_usual_hours_in_utc() -> None:
    spec = shared("2026-11-23 10:00")
    assert due(spec, local("2026-11-23 10:00"), Rules()).look_again_at == datetime(2026, 11, 25, 9, tzinfo=UTC)


# --------------------------------------------------------------------------------- deferred, never consumed or doubled


@pytest.mark.parametrize(
    ("asked_at", "deferred_to"),
    [
        ("2026-11-25 08:59", "Wed 2026-11-25 09:00"),
        ("2026-11-25 17:30", "Thu 2026-11-26 09:00"),
        ("2026-11-28 12:00", "Mon 2026-11-30 09:00"),
    ],
)
def test_quiet_hours_and_weekends_defer_a_reminder(asked_at: str, deferred_to: str) -> None:
    found = due(shared("2026-11-23 10:00"), local(asked_at), RULES)
    assert found.owed == ()
    assert found.look_again_at is not None
    assert shown(found.look_again_at) == deferred_to
    assert due(shared("2026-11-23 10:00"), found.look_again_at, RULES).owed


@pytest.mark.parametrize(
    ("shared_at", "expected"),
    [
        ("2026-10-22 10:00", "Mon 2026-10-26 09:00"),  # the clock went back on Sunday
        ("2026-03-26 10:00", "Mon 2026-03-30 09:00"),  # the clock went forward on Sunday
    ],
)
def test_a_day_starts_at_nine_on_either_side_of_a_clock_change(shared_at: str, expected: str) -> None:
    assert first(shared(shared_at)) == expected


def test_asking_twice_gives_one_reminder() -> None:
    spec, now = shared("2026-11-23 10:00"), local("2026-11-25 09:00")
    two_workers = due(spec, now, RULES), due(spec, now, RULES)
    assert two_workers[0] == two_workers[1]
    spec, _ = ask(spec, now)
    (owed,) = two_workers[1].owed
    again = e.ReminderSent(kind=owed.kind, to=owed.to, occasion=owed.occasion)
    assert transition(spec, again, now).effects == ()
    assert due(spec, now, RULES).owed == ()


def test_a_week_without_a_worker_costs_no_reminder_and_makes_no_heap_of_them() -> None:
    spec, late = shared("2026-11-23 10:00"), local("2026-12-02 14:00")
    assert attend(spec, late, 2) == ["Wed 2026-12-02 14:00", "Fri 2026-12-04 09:00"]


# ------------------------------------------------------------------------------------------------- nudges and snoozes


def test_a_nudge_brings_the_reminder_forward_to_the_drafters_next_start_of_day() -> None:
    spec = after(shared("2026-11-23 10:00"), e.Nudged(by=SAM, source=BUTTON), "2026-11-23 11:00")
    assert first(spec) == "Tue 2026-11-24 09:00"


def test_a_nudge_never_defers_a_reminder() -> None:
    spec = after(shared("2026-11-23 10:00"), e.Nudged(by=SAM, source=BUTTON), "2026-11-25 09:00")
    assert due(spec, local("2026-11-25 09:00"), RULES).owed


def test_nudges_before_a_reminder_are_in_it_and_bring_no_other_one() -> None:
    spec = after(shared("2026-11-23 10:00"), e.Nudged(by=SAM, source=BUTTON), "2026-11-23 11:00")
    spec = after(spec, e.Nudged(by=RITA, source=BUTTON), "2026-11-23 15:00")
    assert attend(spec, local("2026-11-23 15:00"), 2) == ["Tue 2026-11-24 09:00", "Thu 2026-11-26 09:00"]


def test_a_nudge_after_a_reminder_brings_the_next_one_forward() -> None:
    spec, _ = ask(shared("2026-11-23 10:00"), local("2026-11-25 09:00"))
    nudged = after(spec, e.Nudged(by=SAM, source=BELL), "2026-11-25 10:00")
    assert attend(nudged, local("2026-11-25 10:00"), 1) == ["Thu 2026-11-26 09:00"]
    taken_back = after(nudged, e.NudgeTakenBack(by=SAM, source=BELL), "2026-11-25 10:05")
    assert attend(taken_back, local("2026-11-25 10:05"), 1) == ["Fri 2026-11-27 09:00"]


def test_a_snooze_outranks_the_wait_and_the_nudges() -> None:
    spec = after(shared("2026-11-23 10:00"), e.Nudged(by=SAM, source=BUTTON), "2026-11-23 11:00")
    until = local("2026-12-01 14:00")
    snoozed = after(spec, e.ReminderSnoozed(by=DANA, until=until), "2026-11-23 12:00")
    nudged = after(snoozed, e.Nudged(by=RITA, source=BUTTON), "2026-11-23 13:00")
    assert attend(nudged, local("2026-11-23 13:00"), 2) == ["Tue 2026-12-01 14:00", "Thu 2026-12-03 09:00"]


def test_a_snooze_may_bring_a_reminder_sooner_but_not_into_quiet_hours() -> None:
    soon = e.ReminderSnoozed(by=DANA, until=local("2026-11-23 11:00"))
    assert first(after(shared("2026-11-23 10:00"), soon, "2026-11-23 10:00")) == "Mon 2026-11-23 11:00"
    tonight = e.ReminderSnoozed(by=DANA, until=local("2026-11-23 18:00"))
    assert first(after(shared("2026-11-23 10:00"), tonight, "2026-11-23 17:00")) == "Tue 2026-11-24 09:00"


# ------------------------------------------------------------------------------------------------------ ends and starts


def test_a_draft_reminds_nobody() -> None:
    assert due(DRAFT, local("2026-12-23 10:00"), RULES) == Due()


MEETING = e.DiscussionSet(by=DANA, key="meeting", starts_at=local("2026-12-10 14:00"))


@pytest.mark.parametrize(
    "event",
    [MEETING, e.NoMeetingNeeded(by=DANA, key="thread", decide_by=local("2026-12-10 14:00")), e.Withdrawn(by=DANA)],
    ids=["a date", "no meeting needed", "withdrawn"],
)
def test_a_date_or_a_withdrawal_stops_the_reminders_at_once(event: e.Event) -> None:
    spec = after(shared("2026-11-23 10:00"), event, "2026-11-25 08:59")
    assert due(spec, local("2026-11-25 09:00"), RULES) == Due()


@pytest.mark.parametrize(
    ("stop", "go"),
    [(MEETING, e.DiscussionCancelled(by=DANA)), (e.Withdrawn(by=DANA), e.Reopened(by=DANA))],
    ids=["set and cancelled", "withdrawn and reopened"],
)
def test_a_new_wait_counts_anew(stop: e.Event, go: e.Event) -> None:
    spec, _ = ask(shared("2026-11-23 10:00"), local("2026-11-25 09:00"))
    spec, _ = ask(spec, local("2026-11-27 09:00"))
    anew = after(after(spec, stop, "2026-11-27 10:00"), go, "2026-11-30 10:00")
    assert attend(anew, local("2026-11-30 10:00"), 2) == ["Wed 2026-12-02 09:00", "Fri 2026-12-04 09:00"]


def test_for_a_drafter_who_is_never_at_work_the_bot_looks_again_later() -> None:
    never = Rules(working_time={DANA: WorkingTime(zone="UTC", days=frozenset())})
    now = local("2026-11-25 09:00")
    assert due(shared("2026-11-23 10:00"), now, never) == Due(look_again_at=now + LOOK_AGAIN_AT_LATEST)


# ----------------------------------------------------------------------------------------------------------- properties

zones = st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"))
minutes = st.integers(0, 60 * 24 * 400)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@repeatable
@given(zone=zones, began=minutes, steps=st.lists(st.integers(1, 60 * 24 * 20), max_size=12), days=st.integers(1, 5))
def test_whenever_somebody_asks_no_reminder_comes_at_night_and_none_comes_twice(
    zone: str, began: int, steps: list[int], days: int
) -> None:
    dana = WorkingTime(zone=zone)
    rules = Rules(remind_after_days=days, working_time={DANA: dana})
    now = BEGINNING + timedelta(minutes=began)
    spec = transition(DRAFT, e.Shared(by=DANA), now).spec
    sent: list[tuple[datetime, Owed]] = []
    for step in steps:
        now += timedelta(minutes=step)
        spec, found = ask(spec, now, rules)
        sent += [(now, owed) for owed in found.owed]
        if not found.owed:
            assert found.look_again_at is not None
            assert found.look_again_at > now
        assert due(spec, now, rules).owed == ()
    assert all(is_working(at, rules.of(owed.to)) for at, owed in sent)
    assert len({(owed.kind, owed.to, owed.occasion) for _, owed in sent}) == len(sent)
    for user in {owed.to for _, owed in sent}:
        days_of = [at.astimezone(ZoneInfo(rules.of(user).zone)).date() for at, owed in sent if owed.to == user]
        assert all(one < other for one, other in pairwise(days_of))


@settings(repeatable, max_examples=25)  # Each looks some hundred times.
@given(zone=zones, began=minutes)
def test_looking_exactly_when_asked_for_gives_what_looking_every_hour_gives(zone: str, began: int) -> None:
    rules = Rules(working_time={DANA: WorkingTime(zone=zone)})
    now = BEGINNING + timedelta(minutes=began)
    spec = transition(DRAFT, e.Shared(by=DANA), now).spec
    exactly = due(spec, now, rules).look_again_at
    assert exactly is not None
    hour = timedelta(hours=1)
    hourly = next(at for n in range(24 * 30) if due(spec, at := now + n * hour, rules).owed)
    assert timedelta(0) <= hourly - exactly < hour
