"""Changing a spec's people: what is kept, and what its history tells."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.db import channels, schema, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions
from bot.domain.spec import ChannelId, Participant, Role, Spec
from bot.errors import Refused
from bot.services import participants, people, process, specs
from bot.services.access import Access
from bot.services.specs import NewSpec
from tests.domain.facts import CODY, DANA, NOW, OTTO, RITA, SAM, TEAM

CHANNEL = ChannelId("C-SPECS")
NEW = NewSpec(key="key", title="Hearing schedule", drafter=DANA, channel=CHANNEL, share=True, stakeholders=(SAM,))
SAM_APPROVES = Participant(user=SAM, role=Role.STAKEHOLDER)
SAM_READS, OTTO_READS, RITA_READS = (Participant(user=user, role=Role.READER) for user in (SAM, OTTO, RITA))


@pytest.fixture(autouse=True)
def spec(sessions: Sessions) -> Spec:
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, CHANNEL, name="specs", is_private=False)
        return specs.create(session, NOW, workspace=TEAM, new=NEW)


def change(sessions: Sessions, before: Sequence[Participant], chosen: Sequence[Participant]) -> Spec:
    with sessions.begin() as session:
        return participants.change(
            session, NOW, workspace=TEAM, number=1, access=Access(user=DANA), before=before, chosen=chosen
        )


def history(sessions: Sessions) -> list[dict[str, object]]:
    with sessions.begin() as session:
        query = select(schema.history.c.details).where(schema.history.c.event == "PeopleChanged")
        return list(session.scalars(query))


def test_a_change_is_kept_with_who_came_and_who_went_and_draws_the_card(sessions: Sessions) -> None:
    with sessions.begin() as session:
        wanted = select(schema.outbox.c.wanted).where(schema.outbox.c.kind == OutboxKind.CARD)
        before = session.scalar(wanted)
    change(sessions, [SAM_APPROVES], [SAM_READS, OTTO_READS])
    with sessions.begin() as session:
        kept = process.get(session, TEAM, 1)
        assert session.scalar(wanted) == before + 1
    assert set(kept.participants) == {SAM_READS, OTTO_READS}
    reads, approves = {"role": "reader"}, {"role": "stakeholder"}
    assert history(sessions) == [
        {"added": [{"user": SAM, **reads}, {"user": OTTO, **reads}], "removed": [{"user": SAM, **approves}]}
    ]


def test_what_is_named_beside_a_stronger_part_is_not_told_as_a_change(sessions: Sessions) -> None:
    change(sessions, [SAM_APPROVES], [SAM_APPROVES, SAM_READS])
    change(sessions, [SAM_APPROVES], [SAM_APPROVES])
    assert history(sessions) == []


def test_who_came_while_the_modal_was_open_stays(sessions: Sessions, spec: Spec) -> None:
    with sessions.begin() as session:
        people.fix_readers(session, NOW, workspace=TEAM, spec_id=spec.id, users=[])
    change(sessions, [SAM_APPROVES], [SAM_APPROVES, OTTO_READS])
    after = change(sessions, [SAM_APPROVES], [SAM_APPROVES, RITA_READS])
    assert after.participants == (SAM_APPROVES, OTTO_READS, RITA_READS)


def test_somebody_else_is_refused_before_they_begin(sessions: Sessions) -> None:
    with sessions.begin() as session:
        assert participants.see(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA)).number == 1
        with pytest.raises(Refused, match="Only the drafter can choose the people of TS-1"):
            participants.see(session, NOW, workspace=TEAM, number=1, access=Access(user=CODY, here=CHANNEL))
