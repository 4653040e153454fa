"""A channel's settings: who may change them, what is kept, and whose reminders move."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db import channels, people, schema, workspaces
from bot.db.session import Sessions
from bot.domain.people import Person
from bot.domain.reactions import EmojiMap
from bot.domain.settings import DEFAULTS, ChannelSettings, Setting
from bot.domain.spec import ChannelId, UserId
from bot.errors import Refused
from bot.services import process, settings, specs
from bot.services.access import Access, MembershipUnknown, ProfileUnknown
from bot.services.settings import Outcome
from bot.services.specs import NewSpec
from tests.domain.facts import DANA, NOW, SAM, TEAM

CHANNEL, OTHER, PRIVATE = ChannelId("C-SPECS"), ChannelId("C-OTHER"), ChannelId("G-LEADS")
GIL = UserId("U-GIL")
OWN = ChannelSettings(
    remind_after_days=3,
    start=time(8, 30),
    end=time(16),
    days=frozenset({0, 1, 2, 3}),
    country="DE",
    region="BE",
    emoji=EmojiMap(read=("eyes",), nudge=("hand",)),
    progress_marks=False,
)


@pytest.fixture(autouse=True)
def known(sessions: Sessions) -> None:
    """Dana and Sam are members, Gil is a guest."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        for user in (DANA, SAM, GIL):
            people.learn(session, TEAM, Person(id=user, name=user, zone="Europe/Berlin", is_guest=user == GIL))
        for channel in (CHANNEL, OTHER, PRIVATE):
            channels.learn(session, TEAM, channel, name="specs", is_private=channel == PRIVATE)


def change(
    sessions: Sessions,
    wanted: ChannelSettings,
    by: UserId = SAM,
    now: datetime = NOW,
    *,
    access: Access | None = None,
    channel: ChannelId = CHANNEL,
) -> Outcome:
    with sessions.begin() as session:
        access = access or Access(user=by)
        return settings.change(session, now, workspace=TEAM, channel=channel, access=access, wanted=wanted)


def kept(sessions: Sessions, channel: ChannelId = CHANNEL) -> ChannelSettings:
    with sessions.begin() as session:
        return channels.settings_of(session, TEAM, channel)


def changes(sessions: Sessions) -> list[Any]:
    with sessions.begin() as session:
        return list(session.execute(select(schema.setting_changes).order_by(schema.setting_changes.c.id)))


def test_what_was_saved_holds_in_that_channel_alone(sessions: Sessions) -> None:
    assert change(sessions, OWN).wrong == {}
    assert kept(sessions) == OWN
    assert kept(sessions, OTHER) == DEFAULTS


def test_learning_of_a_channel_again_leaves_its_settings(sessions: Sessions) -> None:
    change(sessions, OWN)
    with sessions.begin() as session:
        channels.learn(session, TEAM, CHANNEL, name="renamed", is_private=False)
    assert kept(sessions) == OWN


def test_what_equals_the_default_is_kept_as_the_default(sessions: Sessions) -> None:
    change(sessions, OWN)
    change(sessions, DEFAULTS)
    with sessions.begin() as session:
        row = session.execute(select(schema.channels).where(schema.channels.c.id == CHANNEL)).one()
    assert row.progress_reactions
    set_by_hand = ("remind_after_days", "work_starts", "work_ends", "work_days", "holiday_country", "holiday_region")
    assert {getattr(row, name) for name in (*set_by_hand, "emoji")} == {None}


def test_each_change_is_kept_with_who_when_before_and_after(sessions: Sessions) -> None:
    change(sessions, ChannelSettings(remind_after_days=3, start=time(8, 30)), SAM)
    change(sessions, ChannelSettings(remind_after_days=3, emoji=EmojiMap(nudge=("hand",))), DANA, NOW + timedelta(1))
    first, second = changes(sessions)
    assert (first.changed_by, first.changed_at) == (SAM, NOW)
    assert first.before == {"remind_after_days": 2, "start": "09:00:00"}
    assert first.after == {"remind_after_days": 3, "start": "08:30:00"}
    assert (second.changed_by, second.changed_at) == (DANA, NOW + timedelta(1))
    assert second.before["start"] == "08:30:00"
    assert second.after["emoji"]["nudge"] == ["hand"]
    found = change(sessions, DEFAULTS, SAM).panel
    assert [(each.by, list(each.what)) for each in found.changes] == [
        (SAM, ["remind_after_days", "emoji"]),
        (DANA, ["start", "emoji"]),
        (SAM, ["remind_after_days", "start"]),
    ]


def test_saving_what_holds_already_is_no_change(sessions: Sessions) -> None:
    change(sessions, DEFAULTS)
    change(sessions, OWN)
    change(sessions, OWN, DANA)
    assert len(changes(sessions)) == 1


def test_what_is_wrong_is_not_kept(sessions: Sessions) -> None:
    wrong = change(sessions, ChannelSettings(start=time(17), country="DE", region="SCT")).wrong
    assert set(wrong) == {Setting.END, Setting.REGION}
    assert kept(sessions) == DEFAULTS
    assert changes(sessions) == []


def test_trying_settings_keeps_nothing_and_says_the_next_holiday(sessions: Sessions) -> None:
    with sessions.begin() as session:
        where = {"workspace": TEAM, "channel": CHANNEL, "access": Access(user=SAM)}
        outcome = settings.consider(session, NOW, **where, wanted=OWN)
    assert outcome.panel.settings == OWN
    assert outcome.panel.next_holiday is not None
    assert outcome.panel.next_holiday.day.isoformat() == "2027-03-08"  # Christmas is on a Friday, a day off
    assert kept(sessions) == DEFAULTS


def test_a_guest_may_not_change_them(sessions: Sessions) -> None:
    with pytest.raises(Refused, match="Guests"):
        change(sessions, OWN, access=Access(user=GIL, here=CHANNEL))
    assert kept(sessions) == DEFAULTS


def test_members_alone_may_change_those_of_a_private_channel(sessions: Sessions) -> None:
    with pytest.raises(MembershipUnknown):
        change(sessions, OWN, channel=PRIVATE)
    assert change(sessions, OWN, access=Access(user=SAM).joined(PRIVATE), channel=PRIVATE).wrong == {}


def test_of_somebody_whom_the_bot_never_met_slack_is_asked(sessions: Sessions) -> None:
    with pytest.raises(ProfileUnknown):
        change(sessions, OWN, UserId("U-NEW"))


# What follows


def share(sessions: Sessions, key: str, channel: ChannelId = CHANNEL, *, shared: bool = True) -> int:
    new = NewSpec(key=key, title="Title", drafter=DANA, channel=channel, share=shared)
    with sessions.begin() as session:
        number = specs.create(session, NOW, workspace=TEAM, new=new).number
        session.execute(update(schema.outbox).values(next_attempt_at=None))
        return number


def moved(sessions: Sessions, at: datetime) -> set[int]:
    """The specs that are attended to at that moment."""
    with sessions.begin() as session:
        return set(session.scalars(select(schema.specs.c.number).where(schema.specs.c.attend_at == at)))


def due(sessions: Sessions) -> set[tuple[int, str]]:
    """What is to be drawn anew."""
    joined = schema.outbox.join(schema.specs, schema.specs.c.id == schema.outbox.c.spec_id)
    query = select(schema.specs.c.number, schema.outbox.c.kind).select_from(joined)
    with sessions.begin() as session:
        rows = session.execute(query.where(schema.outbox.c.next_attempt_at.is_not(None)))
        return {(row.number, row.kind) for row in rows}


def test_a_change_moves_the_open_specs_of_its_channel_and_no_others(sessions: Sessions) -> None:
    share(sessions, "1")
    share(sessions, "2")
    share(sessions, "3", OTHER)
    share(sessions, "4", shared=False)
    withdrawn = share(sessions, "5")
    with sessions.begin() as session:
        session.execute(
            update(schema.specs).where(schema.specs.c.number == withdrawn).values(withdrawn_at=NOW, attend_at=None)
        )
    later = NOW + timedelta(minutes=7)
    change(sessions, OWN, now=later)
    assert moved(sessions, later) == {1, 2}
    assert {(1, "card"), (2, "card"), (1, "progress")} <= due(sessions)
    assert {number for number, _ in due(sessions)} == {1, 2}


def test_saving_what_holds_already_moves_nothing(sessions: Sessions) -> None:
    share(sessions, "1")
    later = NOW + timedelta(minutes=7)
    change(sessions, DEFAULTS, now=later)
    assert moved(sessions, later) == set()
    assert due(sessions) == set()


def test_everybodys_working_time_is_the_channels(sessions: Sessions) -> None:
    number = share(sessions, "1")
    change(sessions, OWN)
    with sessions.begin() as session:
        rules = process.load_rules(session, process.get(session, TEAM, number))
    dana = rules.of(DANA)
    assert rules.remind_after_days == 3
    assert (dana.zone, dana.start, dana.end, dana.days) == ("Europe/Berlin", time(8, 30), time(16), OWN.days)
    assert datetime(2027, 3, 8).date() in dana.holidays  # noqa: DTZ001 - a day
    assert datetime(2027, 3, 9).date() not in dana.holidays  # noqa: DTZ001 - a day
