"""`/techspec away`: when somebody is away."""

from datetime import UTC, date, datetime

from bot.domain.absences import Absence, AbsenceId, whole_days
from bot.errors import Refused
from bot.services import absences
from bot.slack.desk import Desk
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners.answers import respond
from bot.slack.listeners.fields import Answer, at_field
from bot.slack.payloads import Interaction, Press, Submission
from bot.slack.views import absences as views


async def open_dates(desk: Desk, call: Interaction) -> None:
    """What is planned, and two fields for more."""
    plan = await desk.run.read(absences.see, workspace=call.workspace, user=call.user)
    await modals.show(desk, call, views.dates(plan, desk.run.now()))


async def set_typed(desk: Desk, press: Press) -> None:
    """Let the absence count that was typed and understood."""
    absence = _pressed(press)
    plan = await desk.run.write(absences.plan, workspace=press.workspace, user=press.user, absence=absence)
    now = desk.run.now()
    await respond(desk, press, views.told(absence, plan, now), views.done(absence, plan, now), settles=True)


async def plan(desk: Desk, submitted: Submission) -> Answer:
    """Let the days count that were picked; they are days on the person's own clock."""
    first: date = submitted.values[Field.AWAY_FROM]
    last: date = submitted.values[Field.AWAY_TO]
    before = await desk.run.read(absences.see, workspace=submitted.workspace, user=submitted.user)
    absence = whole_days(first, last, before.zone)
    try:
        after = await desk.run.write(absences.plan, workspace=submitted.workspace, user=submitted.user, absence=absence)
    except Refused as refusal:
        return at_field(Field.AWAY_TO, str(refusal))
    now = desk.run.now()
    return {"response_action": "update", "view": views.planned(after, now, said=views.told(absence, after, now))}


async def take_back(desk: Desk, press: Press) -> None:
    """Forget a planned absence."""
    after = await desk.run.write(
        absences.take_back, workspace=press.workspace, user=press.user, absence=AbsenceId(press.number)
    )
    view = views.planned(after, desk.run.now(), said="✓ Removed. You are there then.")
    await modals.redraw(desk, press, view)


def _pressed(press: Press) -> Absence:
    if not press.argument.isdecimal():
        raise Refused("This button is from another version of the bot. Type /techspec away again.")
    left_at, back_at = (datetime.fromtimestamp(int(seconds), UTC) for seconds in (press.number, press.argument))
    return Absence(left_at=left_at, back_at=back_at)
