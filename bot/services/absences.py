"""When people are away: plan it, take it back, and let everybody's specs know.

The rule kept here: a planned absence counts at once. The specs in which the person takes part are attended to in the same
transaction, so that nothing unasked reaches somebody who is away.
"""

from datetime import datetime, timedelta

from bot.db import absences, outbox, people, specs, workspaces
from bot.db.session import Session
from bot.domain.absences import LONGEST, MOST_PLANNED, Absence, AbsenceId, Plan
from bot.domain.process import status
from bot.domain.spec import Spec, Status, UserId, WorkspaceId
from bot.errors import Refused
from bot.services.access import ProfileUnknown

KEEP_PAST = timedelta(days=90)
"""Working days are counted backwards too: how long a spec has waited leaves out the days on which its drafter was away."""


def see(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId) -> Plan:
    """What a person has planned; raises ProfileUnknown for somebody whose zone is not known."""
    person = people.get(session, workspace, [user]).get(user)
    if person is None:
        raise ProfileUnknown(user)
    open_ids = specs.open_of_person(session, workspace, user)
    found = [specs.load_by_id(session, workspace, spec_id) for spec_id in open_ids]
    return Plan(
        zone=person.zone,
        planned=absences.planned(session, workspace, user, now),
        waiting=[spec for spec in found if spec is not None and _waits_for(spec, user)],
    )


def plan(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId, absence: Absence) -> Plan:
    """The person is away then; planned twice is planned once. Raises Refused for what cannot be, and ProfileUnknown."""
    if absence.back_at <= absence.left_at:
        raise Refused("You would be back before you leave. Pick a last day that is not before the first.")
    if absence.back_at <= now:
        raise Refused("That has passed. Pick days that are still to come.")
    if absence.back_at - absence.left_at > LONGEST:
        raise Refused("That is more than a year. Somebody else had better take your specs over.")
    before = see(session, now, workspace=workspace, user=user)
    if len(before.planned) >= MOST_PLANNED:
        raise Refused(f"{MOST_PLANNED} absences are planned already. Remove one with /techspec away.")
    workspaces.ensure(session, workspace)
    if absences.add(session, workspace, user, absence):
        _let_hold(session, now, workspace, user)
    return see(session, now, workspace=workspace, user=user)


def take_back(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId, absence: AbsenceId) -> Plan:
    """The person is there after all; one that was taken back already is no fault."""
    if absences.remove(session, workspace, user, absence):
        _let_hold(session, now, workspace, user)
    return see(session, now, workspace=workspace, user=user)


def forget_past(session: Session, now: datetime) -> int:
    """Housekeeping: forget absences that are long over."""
    return absences.forget_before(session, now - KEEP_PAST)


def _waits_for(spec: Spec, user: UserId) -> bool:
    return user in spec.drafters and status(spec) is Status.UNSCHEDULED


def _let_hold(session: Session, now: datetime, workspace: WorkspaceId, user: UserId) -> None:
    """Move what comes next, and offer other times in reminders that stand."""
    concerned = specs.open_of_person(session, workspace, user)
    specs.attend(session, concerned, now)
    outbox.want_reminders_again(session, workspace, concerned)
