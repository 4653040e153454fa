"""Reminders that go on: the card says so, a last call, a stakeholder, a new drafter; in any zone, on any clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.calendar import WorkingTime, is_working
from bot.domain.ledger import ReminderKind, sent_to_drafter
from bot.domain.process import transition
from bot.domain.reminders import Coming, Rules, due, heirs, is_live, is_timely, stakeholder_coming, waits_long
from bot.domain.spec import Closed, Closing, Participant, Role, Spec, UserId
from bot.errors import Refused
from tests.domain.facts import BUTTON, DANA, DRAFT, OTTO, RITA, SAM

BERLIN = "Europe/Berlin"
ASK, CALL, PICK = ReminderKind.UNSCHEDULED, ReminderKind.LAST_CALL, ReminderKind.PICK_TIME
CLOSED, HEIR = ReminderKind.CHANNEL_CLOSED, ReminderKind.TAKE_OVER
ROLES = {SAM: Role.STAKEHOLDER, OTTO: Role.STAKEHOLDER, RITA: Role.READER}
DRAFTED = replace(DRAFT, participants=tuple(Participant(user=user, role=role) for user, role in ROLES.items()))


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


MONDAY = at("2026-11-23 10:00")


@dataclass
class Story:
    """A spec whose bot looks exactly when it wants to, and keeps who was told when, as a worker does."""

    rules: Rules
    spec: Spec = DRAFTED
    now: datetime = MONDAY
    sent: list[tuple[str, UserId, str]] = field(default_factory=list)

    def share(self) -> "Story":
        return self.do(e.Shared(by=DANA))

    def do(self, event: e.Event, when: str | None = None) -> "Story":
        if when is not None:
            self.until(when)
        self.spec = transition(self.spec, event, self.now).spec
        return self.look()

    def until(self, when: str | datetime) -> "Story":
        """Let time pass, with a look whenever the bot wants one."""
        target = at(when) if isinstance(when, str) else when
        while (again := due(self.spec, self.now, self.rules).look_again_at) is not None and again <= target:
            assert again > self.now
            self.now = again
            self.look()
        self.now = target
        return self.look()

    def look(self) -> "Story":
        """What a worker does now."""
        for owed in due(self.spec, self.now, self.rules).owed:
            event = e.ReminderSent(kind=owed.kind, to=owed.to, occasion=owed.occasion, message=owed.message)
            self.spec = transition(self.spec, event, self.now).spec
            if owed.message is not None:
                told_at = {**self.rules.told_at, owed.to: datetime.fromisoformat(owed.message)}
                self.rules = replace(self.rules, told_at=told_at)
            shown = self.now.astimezone(ZoneInfo(self.rules.of(owed.to).zone)).strftime("%a %m-%d %H:%M")
            self.sent.append((shown, owed.to, owed.kind))
        return self

    def set(self, **rules: object) -> "Story":
        """Other rules from now on."""
        self.rules = replace(self.rules, **rules)  # type: ignore[arg-type]
        return self.look()

    def to(self, user: UserId) -> list[tuple[str, str]]:
        return [(when, kind) for when, to, kind in self.sent if to == user]


def story(days: int = 2, **zones: WorkingTime) -> Story:
    usual = dict.fromkeys((DANA, SAM, OTTO, RITA), WorkingTime(zone=BERLIN))
    return Story(Rules(remind_after_days=days, working_time=usual | {UserId(f"U-{k}"): v for k, v in zones.items()}))


@pytest.mark.parametrize(
    ("days", "asked", "call", "pick", "long"),
    [
        (1, "Tue 11-24 09:00", "Wed 11-25 09:00", "Thu 11-26 09:00", "2026-11-25 09:00"),
        (2, "Wed 11-25 09:00", "Mon 11-30 09:00", "Tue 12-01 09:00", "2026-11-27 09:00"),
        (3, "Thu 11-26 09:00", "Thu 12-03 09:00", "Fri 12-04 09:00", "2026-12-01 09:00"),
    ],
)
def test_the_steps_follow_one_another(days: int, asked: str, call: str, pick: str, long: str) -> None:
    told = story(days).share().until("2026-12-04 12:00")
    assert told.to(DANA)[0] == (asked, ASK)
    assert (call, CALL) in told.to(DANA)
    assert told.to(SAM) == [(pick, PICK)]
    assert told.to(OTTO) == told.to(RITA) == []
    assert [waits_long(told.spec, at(long) + timedelta(minutes=m), told.rules) for m in (-1, 0)] == [False, True]


def test_without_a_stakeholder_there_is_no_last_call() -> None:
    told = story()
    told.spec = replace(told.spec, participants=())
    kinds = {kind for _, _, kind in told.share().until("2027-01-04 12:00").sent}
    assert kinds == {ASK}


def test_who_is_away_or_gone_or_never_there_is_passed_over() -> None:
    away = WorkingTime(zone=BERLIN, away=((at("2026-11-30 00:00"), at("2026-12-07 00:00")),))
    assert story(SAM=away).share().until("2026-12-02 12:00").to(OTTO) == [("Tue 12-01 09:00", PICK)]
    never = WorkingTime(zone=BERLIN, days=frozenset())
    assert story(SAM=never).share().until("2026-12-02 12:00").to(OTTO) == [("Tue 12-01 09:00", PICK)]
    gone = story().set(unreachable=frozenset({SAM})).share().until("2026-12-02 12:00")
    assert (gone.to(SAM), gone.to(OTTO)) == ([], [("Tue 12-01 09:00", PICK)])


def test_where_everybody_is_away_the_first_is_asked_when_they_are_back() -> None:
    away = WorkingTime(zone=BERLIN, away=((at("2026-11-30 00:00"), at("2026-12-07 00:00")),))
    told = story(SAM=away, OTTO=away).share().until("2026-12-08 12:00")
    assert (told.to(SAM), told.to(OTTO)) == ([("Mon 12-07 09:00", PICK)], [])


def test_not_me_asks_the_next_one_on_their_next_day_and_ends_with_nobody() -> None:
    told = story().share().do(e.ReminderDeclined(by=SAM), "2026-12-01 10:00").until("2026-12-02 10:00")
    assert told.to(OTTO) == [("Wed 12-02 09:00", PICK)]
    told.do(e.ReminderDeclined(by=OTTO)).until("2026-12-11 10:00")
    assert stakeholder_coming(told.spec, told.now, told.rules) is None
    assert len(told.to(SAM)) == len(told.to(OTTO)) == 1


def test_whoever_leaves_after_they_were_asked_is_followed_by_the_next() -> None:
    told = story().share().until("2026-12-01 10:00").set(unreachable=frozenset({SAM})).until("2026-12-02 10:00")
    assert told.to(OTTO) == [("Tue 12-01 10:00", PICK)]


def test_a_drafters_snooze_defers_the_stakeholder_by_a_last_call_of_its_own() -> None:
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=at("2026-12-03 14:00")), "2026-11-30 10:00")
    assert stakeholder_coming(told.spec, told.now, told.rules) == Coming(user=SAM, at=at("2026-12-04 09:00"))
    told.until("2026-12-04 10:00")
    assert told.to(DANA)[-1] == ("Thu 12-03 14:00", CALL)
    assert told.to(SAM) == [("Fri 12-04 09:00", PICK)]


def test_a_stakeholders_own_snooze_brings_it_back_to_them_once() -> None:
    told = story().share().do(e.ReminderSnoozed(by=SAM, until=at("2026-12-01 15:00")), "2026-12-01 10:00")
    told.until("2026-12-18 12:00")
    assert told.to(SAM) == [("Tue 12-01 09:00", PICK), ("Tue 12-01 15:00", PICK)]
    assert told.to(OTTO) == []


@pytest.mark.parametrize(
    ("asked_for", "comes"),
    [
        ("2026-11-25 18:00", "Thu 11-26 09:00"),
        ("2026-11-26 09:00", "Thu 11-26 09:00"),
        ("2026-11-28 12:00", "Mon 11-30 09:00"),
    ],
    ids=["after hours", "a start of day", "a day off"],
)
def test_what_was_snoozed_to_a_start_of_day_is_told_with_what_else_that_day_brings(asked_for: str, comes: str) -> None:
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=at(asked_for)), "2026-11-25 10:00")
    assert told.until("2026-11-30 09:05").to(DANA)[1][0] == comes
    asked = told.spec.reminded[1]
    assert asked.message == asked.at.isoformat()


def test_what_was_snoozed_to_a_time_within_the_day_is_told_by_itself() -> None:
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=at("2026-11-25 11:00")), "2026-11-25 10:00")
    assert told.until("2026-11-25 12:00").to(DANA)[1] == ("Wed 11-25 11:00", ASK)
    assert told.spec.reminded[1].message is None


def test_what_was_snoozed_comes_though_the_days_message_went_out_before() -> None:
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=at("2026-11-26 09:00")), "2026-11-25 10:00")
    told.set(told_at={DANA: at("2026-11-26 08:40")}).until("2026-11-26 12:00")
    assert told.to(DANA)[1:] == [("Thu 11-26 09:00", ASK)]
    assert told.spec.reminded[-1].message is None


@pytest.mark.parametrize("when", ["2026-11-30 08:59", "2026-12-01 08:59"])
def test_a_date_in_between_stops_it(when: str) -> None:
    meeting = e.DiscussionSet(by=RITA, key="meeting", starts_at=at("2026-12-20 10:00"))
    told = story().share().do(meeting, when)
    before = list(told.sent)
    assert told.until("2026-12-19 10:00").sent == before


def test_a_new_drafter_is_asked_and_has_a_last_call_before_anybody_else_is() -> None:
    told = story().share().do(e.HandedOver(by=DANA, to=RITA), "2026-11-30 12:00").until("2026-12-02 12:00")
    assert told.to(RITA)[0] == ("Mon 11-30 12:00", CALL)
    assert told.to(SAM) == [("Tue 12-01 09:00", PICK)]
    assert [when for when, _ in told.to(DANA)] == ["Wed 11-25 09:00", "Fri 11-27 09:00", "Mon 11-30 09:00"]


def test_a_stakeholder_who_takes_over_is_not_asked_in_their_own_place() -> None:
    told = story().share().do(e.HandedOver(by=DANA, to=SAM), "2026-12-01 12:00").until("2026-12-03 12:00")
    assert told.to(SAM) == [("Tue 12-01 09:00", PICK), ("Wed 12-02 09:00", CALL)]
    assert told.to(OTTO) == [("Thu 12-03 09:00", PICK)]


# -------------------------------------------------------------------------------------------------- one message a day


@pytest.mark.parametrize(
    ("told", "comes"),
    [
        ("2026-11-25 08:52", "Wed 11-25 09:00"),  # joins what has just gone out
        ("2026-11-25 08:49", "Thu 11-26 09:00"),
        ("2026-11-24 17:29", "Wed 11-25 09:00"),
        ("2026-11-25 09:05", "Wed 11-25 09:00"),  # another worker looked at the clock later, and was first
    ],
)
def test_what_is_unasked_waits_for_the_next_day_or_joins_what_goes_out(told: str, comes: str) -> None:
    found = story().set(told_at={DANA: at(told)}).share().until("2026-11-26 12:00")
    assert found.to(DANA) == [(comes, ASK)]
    [entry] = found.spec.reminded
    assert (entry.message == at(told).isoformat()) is (abs(entry.at - at(told)) <= timedelta(minutes=10))


def test_what_was_asked_for_comes_when_it_was_asked_for() -> None:
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=at("2026-11-25 11:00")), "2026-11-25 10:00")
    told.until("2026-11-25 12:00")
    assert [when for when, _ in told.to(DANA)] == ["Wed 11-25 09:00", "Wed 11-25 11:00"]
    assert [entry.message is None for entry in told.spec.reminded] == [False, True]


def test_other_rules_move_what_comes_and_repeat_nothing() -> None:
    told = story(5).share().until("2026-11-26 12:00").set(remind_after_days=2)
    assert told.sent == [("Thu 11-26 12:00", DANA, ASK)]
    told.set(remind_after_days=1).until("2026-12-01 10:00")
    assert told.to(DANA)[:2] == [("Thu 11-26 12:00", ASK), ("Fri 11-27 09:00", CALL)]
    assert told.to(SAM) == [("Mon 11-30 09:00", PICK)]


def test_what_was_not_sent_in_time_is_owed_again_and_a_wish_stays_one() -> None:
    told = story().share().until("2026-11-25 09:00")
    [entry] = told.spec.reminded
    assert is_timely(entry, at("2026-11-25 17:29"), told.rules)
    assert not is_timely(entry, at("2026-11-25 17:30"), told.rules)
    assert not is_timely(entry, at("2026-11-26 09:00"), told.rules), "that day has a message of its own"
    told.do(e.ReminderDeferred(kind=entry.kind, to=DANA, occasion=entry.occasion), "2026-11-25 20:00")
    told.until("2026-11-26 10:00")
    assert told.sent[-1] == ("Thu 11-26 09:00", DANA, ASK)
    assert [again.occasion for again in told.spec.reminded] == [entry.occasion]
    told.do(e.ReminderSnoozed(by=DANA, until=at("2026-11-26 17:00"))).until("2026-11-26 17:00")
    wish = told.spec.reminded[-1]
    told.do(e.ReminderDeferred(kind=wish.kind, to=DANA, occasion=wish.occasion), "2026-11-26 19:00")
    told.until("2026-11-27 10:00")
    assert (told.sent[-1], told.spec.reminded[-1].message) == (("Fri 11-27 09:00", DANA, ASK), None)


# ------------------------------------------------------------------------------------------------------ zones and clocks


@pytest.mark.parametrize(
    ("zone", "shared", "comes"),
    [
        ("Europe/Berlin", "2026-03-27 10:00", "2026-03-31 09:00"),
        ("Europe/Berlin", "2026-10-23 10:00", "2026-10-27 09:00"),
        ("America/New_York", "2026-03-06 10:00", "2026-03-10 09:00"),
        ("America/New_York", "2026-10-30 10:00", "2026-11-03 09:00"),
        ("Australia/Lord_Howe", "2026-04-03 10:00", "2026-04-07 09:00"),  # half an hour back on the 5th
        ("Australia/Lord_Howe", "2026-10-02 10:00", "2026-10-06 09:00"),  # and forward on 4 October
        ("Asia/Kolkata", "2026-03-06 10:00", "2026-03-10 09:00"),
        ("Asia/Kathmandu", "2026-03-06 10:00", "2026-03-10 09:00"),
        ("Australia/Adelaide", "2026-04-03 10:00", "2026-04-07 09:00"),
    ],
)
def test_a_day_begins_at_nine_on_every_clock(zone: str, shared: str, comes: str) -> None:
    told = story(DANA=WorkingTime(zone=zone))
    told.now = at(shared, zone)
    told.share().until(at(comes, zone) - timedelta(seconds=1))
    assert told.sent == []
    assert told.until(at(comes, zone)).sent == [(at(comes).strftime("%a %m-%d 09:00"), DANA, ASK)]


@pytest.mark.parametrize(
    ("before", "after"), [("Pacific/Auckland", "Pacific/Honolulu"), ("Pacific/Honolulu", "Pacific/Auckland")]
)
def test_a_drafter_who_flies_over_the_date_line_has_no_day_with_two_and_misses_none(before: str, after: str) -> None:
    told = story(1, DANA=WorkingTime(zone=before))
    told.now = at("2026-03-02 10:00", before)
    told.share().until(at("2026-03-03 12:00", before))
    moved = {**told.rules.working_time, DANA: WorkingTime(zone=after)}
    told.set(working_time=moved).until(told.now + timedelta(days=3))
    [first, second, *_] = told.spec.reminded
    assert first.message != second.message
    assert is_working(second.at, told.rules.of(DANA))
    days = [entry.at.astimezone(ZoneInfo(after)).date() for entry in (first, second)]
    assert days[0] < days[1]
    assert second.at - first.at <= timedelta(hours=48)


def test_a_clock_that_jumps_ahead_by_months_gives_one_message_and_then_the_usual_steps() -> None:
    told = story().share()
    told.now = at("2027-02-10 12:00")
    told.look().until("2027-02-11 12:00")
    assert told.sent == [("Wed 02-10 12:00", DANA, CALL), ("Thu 02-11 09:00", SAM, PICK)]


def test_a_clock_that_falls_back_by_a_day_repeats_nothing() -> None:
    told = story().share().until("2026-11-25 09:00")
    told.now -= timedelta(days=1)
    told.look().until("2026-11-26 12:00")
    assert len(told.to(DANA)) == 1


def test_a_day_without_the_bot_defers_and_loses_nothing() -> None:
    told = story().share()
    told.now = at("2026-11-25 18:00")
    assert told.look().until("2026-11-26 09:00").sent == [("Thu 11-26 09:00", DANA, ASK)]


ZONES = st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"))
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def doings() -> st.SearchStrategy[e.Event]:
    soon = st.integers(1, 90_000).map(lambda minutes: BEGINNING + timedelta(minutes=minutes))
    people = st.sampled_from((DANA, SAM, OTTO, RITA))
    return st.one_of(
        st.builds(e.Nudged, by=people, source=st.just(BUTTON)),
        st.builds(e.ReminderSnoozed, by=people, until=soon),
        st.builds(e.ReminderDeclined, by=people),
        st.builds(e.HandedOver, by=people, to=people),
    )


def spaced(steps: list[tuple[int, e.Event]]) -> Iterator[tuple[datetime, e.Event]]:
    now = BEGINNING
    for minutes, event in steps:
        now += timedelta(minutes=minutes)
        yield now, event


@settings(derandomize=True, database=None, deadline=None, max_examples=40)
@given(
    days=st.integers(1, 4),
    zones=st.tuples(ZONES, ZONES, ZONES, ZONES),
    steps=st.lists(st.tuples(st.integers(1, 60 * 24 * 6), doings()), max_size=8),
)
def test_whatever_people_do_the_cap_and_the_quiet_hours_hold(
    days: int, zones: tuple[str, ...], steps: list[tuple[int, e.Event]]
) -> None:
    people = dict(zip((DANA, SAM, OTTO, RITA), (WorkingTime(zone=zone) for zone in zones), strict=True))
    told = Story(Rules(remind_after_days=days, working_time=people), now=BEGINNING).share()
    for now, event in spaced(steps):
        told.until(now)
        try:
            told.do(event)
        except Refused:
            continue
    told.until(told.now + timedelta(days=20))
    reminded = told.spec.reminded
    assert all(is_working(entry.at, people[entry.user]) for entry in reminded)
    assert len({(entry.kind, entry.user, entry.occasion) for entry in reminded}) == len(reminded)
    for user, who in people.items():
        unasked = [entry for entry in reminded if entry.user == user and entry.message is not None]
        days_of = [entry.at.astimezone(ZoneInfo(who.zone)).date() for entry in unasked]
        assert all(one < other for one, other in pairwise(days_of))


# -------------------------------------------------------------------------------- a channel or a drafter that is gone


CLOSING = Closing(at=MONDAY, why=Closed.ARCHIVED)


def test_of_a_closed_channel_the_drafter_hears_once_in_working_hours() -> None:
    told = story().share().until("2026-11-23 19:00").set(closing=CLOSING).until("2026-11-24 12:00")
    assert told.to(DANA) == [("Tue 11-24 09:00", CLOSED)]
    assert told.until("2026-11-25 08:00").to(DANA) == [("Tue 11-24 09:00", CLOSED)]
    assert told.set(closing=None).until("2026-11-25 12:00").to(DANA)[1:] == [("Wed 11-25 09:00", ASK)]
    again = told.set(closing=replace(CLOSING, at=told.now)).until("2026-11-26 12:00")
    assert again.to(DANA)[2:] == [("Thu 11-26 09:00", CLOSED)]


def test_in_a_closed_channel_nobody_is_asked_for_a_time_until_it_opens() -> None:
    told = story().share().until("2026-11-25 08:00").set(closing=CLOSING).until("2026-12-15 12:00")
    assert told.sent == [("Wed 11-25 09:00", DANA, CLOSED)]
    told.set(closing=None).until("2026-12-16 12:00")
    assert told.sent[1:] == [("Tue 12-15 12:00", DANA, CALL), ("Wed 12-16 09:00", SAM, PICK)]


def test_a_drafter_who_has_left_is_asked_nothing_and_the_stakeholders_are_asked_once_who_takes_over() -> None:
    told = story().share().until("2026-11-23 18:00").set(unreachable=frozenset({DANA})).until("2026-11-30 12:00")
    assert told.to(DANA) == told.to(RITA) == []
    assert told.to(SAM) == told.to(OTTO) == [("Tue 11-24 09:00", HEIR)]
    closed = told.set(closing=CLOSING).until("2026-12-15 12:00")
    assert closed.to(DANA) == []
    taken = closed.do(e.TakenOver(by=OTTO, drafter_left=True)).until("2026-12-16 12:00")
    assert CLOSED in {kind for _, kind in taken.to(OTTO)}


def test_where_nobody_takes_over_a_stakeholder_still_picks_a_time_when_their_turn_comes() -> None:
    told = story().share().until("2026-11-23 18:00").set(unreachable=frozenset({DANA})).until("2026-12-14 12:00")
    assert told.to(SAM) == [("Tue 11-24 09:00", HEIR), ("Tue 12-01 09:00", PICK)]


def test_who_would_not_take_over_may_still_pick_a_time_and_the_others_stay_asked() -> None:
    told = story().set(unreachable=frozenset({DANA})).share().until("2026-11-24 10:00")
    told.do(e.ReminderDeclined(by=SAM, is_heir=True))
    live = {entry.user for entry in told.spec.reminded if is_live(told.spec, entry, told.rules)}
    assert live == {OTTO}
    assert told.until("2026-12-01 12:00").to(SAM) == [("Mon 11-23 10:00", HEIR), ("Tue 12-01 09:00", PICK)]
    with pytest.raises(Refused, match="You are not asked"):
        told.do(e.ReminderDeclined(by=RITA, is_heir=True))


def test_the_co_drafters_are_asked_first_and_else_the_stakeholders_of_what_is_shared() -> None:
    shared = replace(
        story().share().spec, participants=(Participant(user=RITA, role=Role.DRAFTER), *DRAFTED.participants)
    )
    assert heirs(shared, frozenset()) == (RITA,)
    assert heirs(shared, frozenset({RITA})) == (SAM, OTTO)
    assert heirs(shared, frozenset({RITA, SAM, OTTO})) == ()
    assert heirs(DRAFTED, frozenset()) == ()


def test_guests_are_not_asked_to_take_over() -> None:
    told = story().set(guests=frozenset({SAM})).share().set(unreachable=frozenset({DANA}))
    assert (told.to(SAM), told.to(OTTO)) == ([], [("Mon 11-23 10:00", HEIR)])


def test_what_a_drafter_snoozed_outlasts_the_news_of_a_channel() -> None:
    until = at("2026-11-26 09:00")
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=until)).set(closing=CLOSING).until("2026-11-25 12:00")
    assert (told.to(DANA), told.spec.snoozed_until) == ([("Mon 11-23 10:00", CLOSED)], until)


def test_a_stakeholder_who_takes_over_begins_anew_as_the_drafter() -> None:
    told = story().share().until("2026-12-01 10:00").do(e.HandedOver(by=DANA, to=SAM))
    [asked] = [entry for entry in told.spec.reminded if entry.kind == PICK]
    assert not is_live(told.spec, asked, told.rules)
    assert sent_to_drafter(told.spec) == ()


def test_a_snooze_to_a_start_of_day_that_could_not_be_told_then_is_still_asked_for() -> None:
    told = story().share().do(e.ReminderSnoozed(by=DANA, until=at("2026-11-30 09:00")), "2026-11-25 10:00")
    asked = told.until("2026-11-30 09:00").spec.reminded[-1]
    deferred = e.ReminderDeferred(kind=asked.kind, to=DANA, occasion=asked.occasion)
    told.now = at("2026-11-30 18:00")
    told.set(told_at={}).do(deferred).until("2026-12-01 10:00")
    assert told.to(DANA)[-1][0] == "Tue 12-01 09:00"
