"""The people of a spec, changed from ⋯: who approves, who reads and who drafts with the drafter."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.participants import named_twice
from bot.domain.spec import Participant, Spec
from bot.services import participants
from bot.slack import payloads, profiles
from bot.slack.desk import Desk
from bot.slack.listeners import modals
from bot.slack.listeners.fields import CLOSE_ALL, Answer, people, people_problem
from bot.slack.payloads import Press, Submission
from bot.slack.views import participants as views
from bot.slack.views.participants import ROLES


async def open_people(desk: Desk, press: Press) -> None:
    """Show who takes part, for a drafter to change."""
    spec = await desk.run.read(participants.see, workspace=press.workspace, number=press.number, access=press.access)
    await modals.show(desk, press, views.people(spec))


async def save(desk: Desk, submitted: Submission) -> Answer:
    """Change who takes part."""
    number = int(submitted.metadata)
    before, chosen = _named(payloads.preselected_users(submitted.view)), _named(submitted.values)
    if problem := await _problem(desk, submitted, [named for named in chosen if named not in before]):
        return problem
    spec = await desk.run.write(
        participants.change,
        workspace=submitted.workspace,
        number=number,
        access=submitted.access,
        before=before,
        chosen=chosen,
    )
    return await counted_once(desk, spec, chosen, "Saved.") or CLOSE_ALL


async def _problem(desk: Desk, submitted: Submission, new: Sequence[Participant]) -> Answer:
    """What is wrong with those who are new in a part; who was in it before may stay, and can always be taken out."""
    spec = await desk.run.read(
        participants.see, workspace=submitted.workspace, number=int(submitted.metadata), access=submitted.access
    )
    if not new:
        return None
    place = await desk.membership.place(submitted.workspace, spec.channel)
    picked = {field: [named.user for named in new if named.role is role] for field, role in ROLES.items()}
    return await people_problem(desk, submitted.workspace, place, picked)


async def counted_once(desk: Desk, spec: Spec, chosen: Sequence[Participant], done: str) -> Answer:
    """Tell of people who were named for several parts and count in one; None if there are none."""
    twice = named_twice(spec, chosen)
    if not twice:
        return None
    found = await profiles.fetch(desk.client, desk.run, spec.workspace, [participant.user for participant in twice])
    names = {person.id: person.name for person in found}
    return {"response_action": "update", "view": views.counted_once(done, twice, names)}


def _named(held: Mapping[str, Any]) -> Sequence[Participant]:
    """Who is in the fields of the modal, each with the part that the field is for."""
    return [Participant(user=user, role=role) for field, role in ROLES.items() for user in people(held, field)]
