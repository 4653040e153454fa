"""Set the discussion of a spec, and what people need for choosing its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from bot.db import absences, channels, people, specs
from bot.db.session import Session
from bot.domain import events as e
from bot.domain import slots
from bot.domain.calendar import MEETING_LENGTH, NeverAtWork, WorkingTime, add_working_days, start_of_day_tomorrow
from bot.domain.markdown import refuse_nul
from bot.domain.settings import DEFAULTS
from bot.domain.slots import Offer
from bot.domain.spec import ChannelId, Spec, UserId, WorkspaceId
from bot.services import process
from bot.services import specs as spec_services
from bot.services.access import Access, ProfileUnknown

THREAD_WORKING_DAYS = 5
"""How long a decision in the thread takes, unless somebody says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Scheduling:
    """A spec, the times that would suit everybody, and the names of its people."""

    spec: Spec
    offer: Offer
    names: Mapping[UserId, str]


def times_for(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    number: int,
    access: Access,
    starts_at: datetime | None = None,
) -> Scheduling:
    """What the schedule form begins with, where a time was typed, with who would not be at work then."""
    spec = process.get(session, workspace, number, access)
    rules = process.load_rules(session, spec)
    people = slots.everybody(spec, rules)
    taken = specs.meetings_of(session, workspace, people, now)
    standing = spec.standing_discussion
    length = standing.length if standing and standing.length else MEETING_LENGTH
    outside = slots.outside_hours(spec, rules, starts_at, length) if starts_at is not None else ()
    # The time that it has may be among them, and is no other one.
    count = slots.OFFERED + (standing is not None)
    times = slots.free_times(spec, now, rules, taken, count=count)
    offer = Offer(people=people, times=times, outside=outside)
    return Scheduling(spec=spec, offer=offer, names=spec_services.names_of(session, [spec]))


def set_time(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    number: int,
    access: Access,
    starts_at: datetime,
    length: timedelta | None = None,
    place: str | None = None,
) -> Spec:
    """Set the meeting, or move it; what is not given stays as it was."""
    spec = process.get(session, workspace, number, access, lock=True)
    standing = spec.standing_discussion
    if length is None:
        length = standing.length if standing and standing.length else MEETING_LENGTH
    refuse_nul(place or "")
    if place is None:
        place = standing.place if standing else ""
    event = e.DiscussionSet(by=access.user, key=uuid4().hex, starts_at=starts_at, length=length, place=place.strip())
    return process.apply(session, now, spec, event)


def no_meeting(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> Spec:
    """Decide in the thread instead, within five of the drafter's working days."""
    spec = process.get(session, workspace, number, access, lock=True)
    rules = process.load_rules(session, spec)
    # Whoever is still here decides.
    decider = access.user if spec.drafter in rules.unreachable else spec.drafter
    decide_by = _thread_ends(now, rules.of(decider))
    event = e.NoMeetingNeeded(by=access.user, key=uuid4().hex, decide_by=decide_by, decider=decider)
    return process.apply(session, now, spec, event)


def thread_ends(
    session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId | None, drafter: UserId
) -> datetime:
    """The same day for a spec that is still to be made; raises ProfileUnknown."""
    person = people.get(session, workspace, [drafter]).get(drafter)
    if person is None:
        raise ProfileUnknown(drafter)
    settings = channels.settings_of(session, workspace, channel) if channel else DEFAULTS
    away = absences.of(session, workspace, [drafter]).get(drafter, ())
    return _thread_ends(now, process.working_time(person, settings, away))


def _thread_ends(now: datetime, drafter: WorkingTime) -> datetime:
    try:
        return add_working_days(now, THREAD_WORKING_DAYS, drafter)
    except NeverAtWork:
        return now + timedelta(days=7)


def snooze(
    session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access, until: datetime | None
) -> Spec:
    """Remind again at `until`, or tomorrow at the start of the person's day, or of the next one on which they work."""
    spec = process.get(session, workspace, number, access, lock=True)
    if until is None:
        try:
            until = start_of_day_tomorrow(now, process.load_rules(session, spec).of(access.user))
        except NeverAtWork:
            until = now + timedelta(days=1)
    return process.apply(session, now, spec, e.ReminderSnoozed(by=access.user, until=until))
