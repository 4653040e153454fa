"""A month of reminders for fifty drafters in nine zones: real services, outbox and drawings, on a clock that steps.

What should have happened is told by an oracle that knows calendars only: it counts days one by one, on wall clocks.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from shutil import copyfile
from zoneinfo import ZoneInfo

import holidays
import pytest
from sqlalchemy import select

from bot.db import channels, outbox, people, schema, workspaces
from bot.db import specs as stored
from bot.db.outbox import Claim, OutboxKind
from bot.db.session import Sessions, open_engine, open_sessions
from bot.domain import events as e
from bot.domain.absences import Absence
from bot.domain.ledger import ReminderKind
from bot.domain.people import Person
from bot.domain.settings import ChannelSettings
from bot.domain.spec import ChannelId, Spec, UserId
from bot.errors import Refused
from bot.services import absences, process, reminders, specs
from bot.services.access import Access
from bot.services.people import learn
from bot.services.specs import NewSpec
from bot.slack import drawing
from bot.slack.outgoing import Drawing, Message, Nothing, TooLate
from tests.domain.facts import BUTTON, TEAM

BEGINS, ENDS = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC)
"""The clocks change on 8 March in America and on 29 March in Europe."""

NOBODY_WORKS = (datetime(2026, 3, 11, 8, tzinfo=UTC), datetime(2026, 3, 12, 13, tzinfo=UTC))
"""The bot is down."""

NOTHING_ARRIVES = (datetime(2026, 3, 18, 6, tzinfo=UTC), datetime(2026, 3, 18, 21, 30, tzinfo=UTC))
"""Slack is down: what is decided meanwhile cannot be sent."""

OUTAGES = (NOBODY_WORKS, NOTHING_ARRIVES)

ZONES = (
    *("America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Europe/Berlin", "Europe/London"),
    *("Asia/Kolkata", "Asia/Tokyo", "Australia/Adelaide", "Pacific/Auckland"),
)
DRAFTERS = tuple(UserId(f"U0D{number:02}") for number in range(50))
STAKEHOLDERS = tuple(UserId(f"U0S{number:02}") for number in range(15))
ZONE_OF = {user: ZONES[place % len(ZONES)] for place, user in enumerate((*DRAFTERS, *STAKEHOLDERS))}
MOVERS = frozenset(DRAFTERS[::17])
"""Who flies over the date line in the middle of the month, to and fro."""

SETTINGS = {
    ChannelId(f"C0{place}"): settings
    for place, settings in enumerate(
        (
            ChannelSettings(),
            ChannelSettings(remind_after_days=1),
            ChannelSettings(remind_after_days=3, country="JP"),
            ChannelSettings(start=time(8), end=time(12), country="US"),
            ChannelSettings(start=time(13), end=time(21), country="DE", region="BE"),
            ChannelSettings(days=frozenset({6, 0, 1, 2, 3}), country="IN"),
            ChannelSettings(country="AU", region="SA", remind_after_days=1),
        )
    )
}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message that arrived: to whom, when on their clock, and of what it told."""

    at: datetime
    zone: str
    user: UserId
    kind: OutboxKind
    told: tuple[tuple[int, str, str], ...]  # number, kind, occasion

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(number for number, _, _ in self.told)

    def day_in(self, zone: str) -> date:
        return self.at.astimezone(ZoneInfo(zone)).date()


@dataclass(kw_only=True)
class Wait:
    """A spec without a date, as the people who did it would write it down."""

    number: int
    drafter: UserId
    channel: ChannelId
    stakeholders: tuple[UserId, ...]
    begins: datetime
    ends: datetime = ENDS
    is_usual: bool = True
    """Nobody snoozed it, handed it over or said "not me"."""


@dataclass
class Month:
    """The office for a month."""

    sessions: Sessions
    random: Random = field(default_factory=lambda: Random(2026))  # noqa: S311 - no secret: the same month each time
    now: datetime = BEGINS
    steps: int = 0
    zones: dict[UserId, str] = field(default_factory=lambda: dict(ZONE_OF))
    away: dict[UserId, list[Absence]] = field(default_factory=lambda: defaultdict(list))
    drafting: set[UserId] = field(default_factory=set)
    waits: dict[int, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    sent: list[Sent] = field(default_factory=list)
    shown: dict[int, str] = field(default_factory=dict)
    stale: dict[int, Claim] = field(default_factory=dict)
    """Messages that were to be drawn anew; to draw each of them once, at the end, saves most of the time."""

    def open(self) -> None:
        with self.sessions.begin() as session:
            workspaces.ensure(session, TEAM)
            for user, zone in self.zones.items():
                people.learn(session, TEAM, Person(id=user, name=user, zone=zone))
            for channel, settings in SETTINGS.items():
                channels.learn(session, TEAM, channel, name=channel, is_private=False)
                channels.set_settings(session, TEAM, channel, settings)

    def pass_by(self) -> None:
        """Let everything happen in its order: what people do at any time, what the bot does when it is due."""
        doings = sorted(self._plan(), key=lambda doing: doing[0])
        while doings or self.now < ENDS:
            at = doings[0][0] if doings else ENDS
            with self.sessions.begin() as session:
                due_at = stored.next_attend_at(session) or ENDS
            wakes = max(due_at, next((end for start, end in OUTAGES[:1] if start <= due_at < end), due_at))
            self.steps += 1
            assert self.steps < 5_000, f"time stands still at {self.now}"
            if wakes < at:
                self.now = max(self.now, wakes)
            else:
                self.now = at
                if doings:
                    self._do(doings.pop(0)[1])
            if not _within(self.now, NOBODY_WORKS):
                self._attend()
            if not any(_within(self.now, outage) for outage in OUTAGES):
                self._deliver()
        for claim in self.stale.values():
            self._draw(claim)

    # People

    def _plan(self) -> list[tuple[datetime, str]]:
        """What people do, at any hour of day and night; and the moments at which the bot is back."""
        often = {"share": 80, "schedule": 20, "cancel": 9, "nudge": 24, "snooze": 24, "hand over": 6}
        often |= {"away": 25, "decline": 24, "withdraw": 5, "stakeholder snoozes": 6}
        minutes = int((ENDS - BEGINS).total_seconds() / 60)
        plan = [
            (BEGINS + timedelta(minutes=self.random.randrange(minutes * (2 if doing == "share" else 3) // 3)), doing)
            for doing, times in often.items()
            for _ in range(times)
        ]
        return [*plan, *((end, "") for _, end in OUTAGES), (datetime(2026, 3, 17, 2, tzinfo=UTC), "fly")]

    def _do(self, doing: str) -> None:
        standing = [waits[-1] for waits in self.waits.values() if waits[-1].ends == ENDS]
        match doing:
            case "share":
                self._share()
            case "away":
                self._leave()
            case "fly":
                for user in sorted(MOVERS):
                    self.zones[user] = "Pacific/Auckland" if "America" in self.zones[user] else "Pacific/Honolulu"
                    with self.sessions.begin() as session:
                        moved = Person(id=user, name=user, zone=self.zones[user])
                        learn(session, self.now, workspace=TEAM, found=[moved])
            case "cancel":
                self._cancel()
            case _ if doing and standing:
                self._touch(doing, self.random.choice(standing))

    def _share(self) -> None:
        new = NewSpec(
            key=str(len(self.waits)),
            title=f"Spec {len(self.waits)}",
            # Everybody drafts one, some more.
            drafter=(*DRAFTERS, self.random.choice(DRAFTERS))[min(len(self.waits), len(DRAFTERS))],
            channel=self.random.choice(list(SETTINGS)),
            share=True,
            stakeholders=self.random.sample(STAKEHOLDERS, self.random.randrange(4)),
        )
        with self.sessions.begin() as session:
            made = specs.create(session, self.now, workspace=TEAM, new=new)
        self.drafting.add(made.drafter)
        self._begin(made)

    def _begin(self, spec: Spec) -> None:
        wait = Wait(
            number=spec.number,
            drafter=spec.drafter,
            channel=spec.channel,
            stakeholders=spec.expected_readers,
            begins=self.now,
        )
        self.waits[spec.number].append(wait)

    def _leave(self) -> None:
        user = self.random.choice(list(ZONE_OF))
        absence = Absence(left_at=self.now, back_at=self.now + timedelta(hours=self.random.randrange(4, 24 * 8)))
        self.away[user].append(absence)
        with self.sessions.begin() as session:
            absences.plan(session, self.now, workspace=TEAM, user=user, absence=absence)

    def _cancel(self) -> None:
        ended = [waits[-1] for waits in self.waits.values() if waits[-1].ends < ENDS]
        for wait in self.random.sample(ended, min(1, len(ended))):
            spec = self._act(wait.number, e.DiscussionCancelled(by=wait.drafter))
            if spec is not None and spec.waiting_since == self.now:
                self._begin(spec)

    def _touch(self, doing: str, wait: Wait) -> None:
        number, drafter = wait.number, wait.drafter
        somebody = wait.stakeholders[0] if wait.stakeholders else self.random.choice(STAKEHOLDERS)
        later = self.now + timedelta(minutes=self.random.randrange(30, self.random.choice((240, 4000))))
        match doing:
            case "schedule":
                event: e.Event = e.DiscussionSet(by=somebody, key=str(self.now), starts_at=later)
            case "withdraw":
                event = e.Withdrawn(by=drafter)
            case "nudge":
                event = e.Nudged(by=somebody, source=BUTTON)
            case "snooze":
                event = e.ReminderSnoozed(by=drafter, until=later)
            case "hand over":
                event = e.HandedOver(by=drafter, to=self.random.choice(DRAFTERS))
            case "decline":
                event = e.ReminderDeclined(by=somebody)
            case _:
                event = e.ReminderSnoozed(by=somebody, until=later)
        spec = self._act(number, event)
        if spec is None:
            return
        wait.is_usual &= doing == "nudge"
        wait.drafter = spec.drafter
        if spec.waiting_since is None or spec.withdrawn_at is not None:
            wait.ends = self.now

    def _act(self, number: int, event: e.Event) -> Spec | None:
        """None for what was refused, and so did not happen."""
        access = Access(user=getattr(event, "by", DRAFTERS[0]), member_of=frozenset(SETTINGS))
        try:
            with self.sessions.begin() as session:
                return process.act(session, self.now, workspace=TEAM, number=number, access=access, event=event)
        except Refused:
            return None

    # The bot

    def _attend(self) -> None:
        for _ in range(200):
            with self.sessions.begin() as session:
                if not reminders.attend_next(session, self.now):
                    return
        raise AssertionError(f"the bot never comes to rest at {self.now}")

    def _deliver(self) -> None:
        """What the deliverer does, with an instant Slack."""
        for _ in range(200):
            claims = self._claimed()
            if not claims:
                return
            reminding = [c for c in claims if c.kind in {OutboxKind.REMINDER, OutboxKind.MESSAGE_OF_THE_DAY}]
            self.stale |= {claim.id: claim for claim in reminding if claim.ts is not None}
            sent = {claim.id: self._send(claim) for claim in reminding if claim.ts is None}
            with self.sessions.begin() as session:
                at = outbox.real_now(session)
                for claim in claims:
                    ts = sent.get(claim.id, claim.ts)
                    outbox.finish(session, claim, at, channel="D0", ts=ts, sent_hash=None)
        raise AssertionError(f"the messages of {self.now} are never all sent")

    def _claimed(self) -> list[Claim]:
        with self.sessions.begin() as session:
            return outbox.claim(session, outbox.read_clock(session), self.now, 50)

    def _draw(self, claim: Claim) -> Drawing:
        with self.sessions.begin() as session:
            drawn = drawing.draw(session, self.now, claim=claim)
        if isinstance(drawn, Message):
            self.shown[claim.id] = json.dumps(drawn.blocks)
        return drawn

    def _send(self, claim: Claim) -> str | None:
        match drawn := self._draw(claim):
            case TooLate(told=told):
                for spec, entry in told:
                    with self.sessions.begin() as session:
                        reminders.defer(session, self.now, workspace=TEAM, spec=spec, entry=entry)
                return None
            case Message():
                self._note(claim, drawn)
                return "1.0"
            case _:
                assert isinstance(drawn, Nothing)
                return None

    def _note(self, claim: Claim, drawn: Message) -> None:
        assert claim.user is not None
        r, c = schema.reminders.c, schema.specs.c
        query = select(c.number, r.kind, r.occasion, r.message).join(schema.specs, c.id == r.spec_id)
        with self.sessions.begin() as session:
            rows = session.execute(query.where(r.user_id == claim.user)).all()
        told = tuple(
            (row.number, row.kind, row.occasion)
            for row in rows
            if claim.subject in {f"{claim.user}/{row.message}", f"{row.kind}/{claim.user}/{row.occasion}"}
            and (claim.spec is None or row.message is None)
            and f'"times-{row.number}"' in json.dumps(drawn.blocks)
        )
        sent = Sent(at=self.now, zone=self.zones[claim.user], user=claim.user, kind=claim.kind, told=told)
        self.sent.append(sent)

    # The oracle

    def is_there(self, user: UserId, at: datetime) -> bool:
        return not any(absence.left_at <= at < absence.back_at for absence in self.away[user])

    def starts_of_days(self, user: UserId, since: datetime, channel: ChannelId) -> Iterator[datetime]:
        """The starts of working days after the one of `since`, or after the next one where that is none, or over."""
        settings, zone = SETTINGS[channel], ZoneInfo(ZONE_OF[user])
        local = since.astimezone(zone)
        day = local.date() + timedelta(days=local.time() >= settings.end)
        while not is_working_day(day, channel):
            day += timedelta(days=1)
        while True:
            day += timedelta(days=1)
            if is_working_day(day, channel):
                yield datetime.combine(day, settings.start, zone).astimezone(UTC)

    def end_of_day(self, at: datetime, wait: Wait) -> datetime:
        zone = ZoneInfo(ZONE_OF[wait.drafter])
        return datetime.combine(at.astimezone(zone).date(), SETTINGS[wait.channel].end, zone).astimezone(UTC)

    def is_free(self, wait: Wait, at: datetime) -> bool:
        """Whether the drafter can be told on the day that starts then, and was not told of other specs alone."""
        zone = ZONE_OF[wait.drafter]
        day = at.astimezone(ZoneInfo(zone)).date()
        unasked = (sent for sent in self.sent if sent.kind is OutboxKind.MESSAGE_OF_THE_DAY)
        told = [sent.numbers for sent in unasked if sent.user == wait.drafter and sent.day_in(zone) == day]
        had_another = bool(told) and wait.number not in set().union(*told)
        is_up = not any(_within(at, outage) for outage in OUTAGES)
        return is_up and not had_another and self.is_there(wait.drafter, at)

    def told_of(self, wait: Wait, until: datetime, kinds: frozenset[str]) -> list[Sent]:
        return [
            sent
            for sent in self.sent
            if wait.begins <= sent.at <= until
            and any(number == wait.number and kind in kinds for number, kind, _ in sent.told)
        ]


@cache
def days_off(country: str, region: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region, years=2026)


def is_working_day(day: date, channel: ChannelId) -> bool:
    settings = SETTINGS[channel]
    is_off = settings.country is not None and day in days_off(settings.country, settings.region)
    return day.weekday() in settings.days and not is_off


def _within(at: datetime, stretch: tuple[datetime, datetime]) -> bool:
    return stretch[0] <= at < stretch[1]


@pytest.fixture(scope="module")
def month(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """The month, lived through once."""
    file = copyfile(migrated_file, tmp_path_factory.mktemp("month") / "bot.db")
    engine = open_engine(f"sqlite:///{file}")
    lived = Month(open_sessions(engine))
    lived.open()
    lived.pass_by()
    yield lived
    engine.dispose()


DRAFTER_KINDS = frozenset({ReminderKind.UNSCHEDULED.value, ReminderKind.LAST_CALL.value})
STAKEHOLDER_KINDS = frozenset({ReminderKind.PICK_TIME.value})


def test_every_message_arrives_in_its_recipients_working_hours(month: Month) -> None:
    channel_of = {number: waits[0].channel for number, waits in month.waits.items()}
    assert len(month.sent) > 100
    for sent in month.sent:
        local = sent.at.astimezone(ZoneInfo(sent.zone))
        of = {channel_of[number] for number, _, _ in sent.told}
        works = [SETTINGS[c].start <= local.time() < SETTINGS[c].end and is_working_day(local.date(), c) for c in of]
        assert any(works), sent
        assert month.is_there(sent.user, sent.at), sent


def test_nobody_is_told_the_same_twice(month: Month) -> None:
    told = Counter((sent.user, *each) for sent in month.sent for each in sent.told)
    assert [each for each, times in told.items() if times > 1] == []


def test_nobody_gets_two_unasked_messages_on_one_day(month: Month) -> None:
    unasked = [sent for sent in month.sent if sent.kind is OutboxKind.MESSAGE_OF_THE_DAY]
    for user in {sent.user for sent in unasked}:
        # Whoever has just flown reads the day of both on the clock that they see now.
        for one, other in pairwise(sent for sent in unasked if sent.user == user):
            assert one.day_in(other.zone) < other.day_in(other.zone), (one, other)


def test_unasked_messages_come_at_the_start_of_the_day_before_and_after_the_clocks_change(month: Month) -> None:
    """But for those who were handed a spec, came back in the middle of the day, or were told after an outage."""
    usual = {number for number, waits in month.waits.items() if all(wait.is_usual for wait in waits)}
    changed: Counter[bool] = Counter()
    for sent in (sent for sent in month.sent if sent.kind is OutboxKind.MESSAGE_OF_THE_DAY):
        returns = {absence.back_at.date() for absence in month.away[sent.user]}
        is_odd = sent.user in MOVERS or sent.at.date() in returns | {end.date() for _, end in OUTAGES}
        if sent.numbers <= usual and not is_odd:
            local = sent.at.astimezone(ZoneInfo(sent.zone))
            assert local.time() in {SETTINGS[month.waits[number][0].channel].start for number in sent.numbers}, sent
            changed[local.utcoffset() != BEGINS.astimezone(local.tzinfo).utcoffset()] += 1
    assert min(changed[False], changed[True]) > 10


def test_no_drafter_is_forgotten_at_any_step(month: Month) -> None:
    """They are told on the first day from the due one on that brought them nothing else, and on which Slack and bot were up.

    Nudges and the last call may bring a step forward, never put it off.
    """
    late: Counter[int] = Counter()
    steps: Counter[int] = Counter()
    for wait in (wait for waits in month.waits.values() for wait in waits if wait.is_usual):
        gap_days, told_at = SETTINGS[wait.channel].remind_after_days, wait.begins
        told = month.told_of(wait, ENDS, DRAFTER_KINDS)
        for step in range(len(told) + 1):
            starts = month.starts_of_days(wait.drafter, told_at, wait.channel)
            due = [next(starts) for _ in range(gap_days << max(step - 1, 0))][-1]
            days = [at for at in (due, *islice(starts, 20)) if month.is_free(wait, at)]
            end = month.end_of_day(days[0], wait)
            if wait.drafter not in MOVERS and end < wait.ends:
                assert len(told) > step, (wait, step, end)
                assert told[step].at <= end, (wait, step, end)
                steps[step] += 1
                starts = month.starts_of_days(wait.drafter, due, wait.channel)
                late[sum(due <= at < days[0] for at in islice(starts, 20))] += 1
            told_at = told[step].at if step < len(told) else told_at
    assert min(steps[step] for step in range(3)) > 10
    print(  # noqa: T201 - what `-s` shows
        f"\nsteps judged: {dict(sorted(steps.items()))}; told so many working days after the due one",
        f"(absences and outages among them): {dict(sorted(late.items()))}",
    )


def test_after_three_times_as_long_a_stakeholder_is_asked(month: Month) -> None:
    judged = 0
    for wait in (wait for waits in month.waits.values() for wait in waits if wait.is_usual and wait.stakeholders):
        starts = month.starts_of_days(wait.drafter, wait.begins, wait.channel)
        call = 3 * SETTINGS[wait.channel].remind_after_days - 1
        # Away, flights, outages, the cap of either, and a zone of their own each take days.
        latest = [at for at, _ in zip(starts, range(40), strict=False) if month.is_there(wait.drafter, at)][call + 5]
        latest += timedelta(days=sum((a.back_at - a.left_at).days for s in wait.stakeholders for a in month.away[s]))
        if latest < wait.ends:
            judged += 1
            assert month.told_of(wait, latest, STAKEHOLDER_KINDS), wait
    assert judged > 5


def test_what_is_settled_is_told_no_more_and_its_messages_say_so(month: Month) -> None:
    settled = {number: waits[-1].ends for number, waits in month.waits.items() if waits[-1].ends < ENDS}
    assert len(settled) > 10
    for sent in month.sent:
        assert all(sent.at < settled.get(number, ENDS) for number, _, _ in sent.told), sent
    for blocks in month.shown.values():
        assert not any(f'"times-{number}"' in blocks for number in settled)


def test_the_figures_of_the_month(month: Month) -> None:
    """Printed with `-s`; what a month is made of must not fade away unseen."""
    digests = [sent for sent in month.sent if len(sent.told) > 1]
    asked = [sent for sent in month.sent if any(kind in STAKEHOLDER_KINDS for _, kind, _ in sent.told)]
    wishes = [sent for sent in month.sent if sent.kind is OutboxKind.REMINDER]
    latest = max(sent.at.astimezone(ZoneInfo(sent.zone)).time() for sent in month.sent)
    print(  # noqa: T201 - what `-s` shows
        f"\n{len(month.waits)} specs of {len(month.drafting)} drafters, {sum(map(len, month.waits.values()))} waits, {len(month.sent)} messages:",
        f"{len(digests)} of them tell of several specs, {len(asked)} ask a stakeholder, {len(wishes)} were asked for;",
        f"the latest came at {latest:%H:%M}",
    )
    assert month.drafting == set(DRAFTERS)
    assert min(len(digests), len(asked), len(wishes)) >= 3
