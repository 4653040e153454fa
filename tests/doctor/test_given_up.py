"""What the doctor says of messages that were given up."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from bot import config, doctor
from bot.db import channels, outbox, specs, templates, workspaces
from bot.db.outbox import OutboxKind
from bot.db.parked import Parked
from bot.db.session import Sessions
from bot.db.templates import BUILT_IN
from bot.doctor import given_up
from bot.slack.deliver import HOPELESS
from tests.doctor.examining import Setting, the_one_fault, to_mend
from tests.domain.facts import CREATED_AT, DRAFT, NOW, TEAM


@pytest.fixture
def parked(database_url: str, sessions: Sessions, template_id: int, setting: Setting) -> Callable[[str], None]:
    """A way to give up a message of a spec, for a reason."""
    setting("DATABASE_URL", database_url)
    with sessions.begin() as session:
        channels.learn(session, TEAM, DRAFT.channel, name="team-specs", is_private=False)
        spec = specs.add(session, DRAFT, template_id)

    def park(error: str) -> None:
        with sessions.begin() as session:
            outbox.want(session, TEAM, spec.id, OutboxKind.CARD, subject=uuid4().hex)
            [claim] = outbox.claim(session, outbox.read_clock(session), NOW, 1)
            outbox.park(session, claim, error)

    return park


@pytest.fixture
def template_id(sessions: Sessions) -> int:
    """The template that every spec needs; the workspace is made with it."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        return templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=CREATED_AT)


@pytest.mark.usefixtures("slack")
async def test_messages_given_up_are_counted_with_what_to_do(parked: Callable[[str], None]) -> None:
    for error in ("not_in_channel", "not_in_channel", "messages_tab_disabled"):
        parked(error)
    invite, tab = await to_mend()
    assert invite.detail == "2 messages were given up for specs of #team-specs: not_in_channel"
    assert "/invite @Tech Spec in #team-specs" in str(invite.remedy)
    assert tab.detail.startswith("1 message was given up")
    assert "Messages Tab" in str(tab.remedy)
    await doctor.refuse_faulty_start(config.load(), migrates=False)


@pytest.mark.usefixtures("slack")
async def test_messages_to_people_who_left_are_no_fault(parked: Callable[[str], None]) -> None:
    parked("user_disabled")
    assert await to_mend() == []


@pytest.mark.usefixtures("slack")
async def test_a_bugs_own_text_is_not_shown(parked: Callable[[str], None]) -> None:
    parked("KeyError('Our secret plan')")
    fault = await the_one_fault()
    assert "KeyError" in fault.detail
    assert "plan" not in str(fault)


@pytest.mark.usefixtures("slack")
async def test_the_name_of_a_private_channel_is_not_shown(sessions: Sessions, parked: Callable[[str], None]) -> None:
    with sessions.begin() as session:
        channels.learn(session, TEAM, DRAFT.channel, name="acquisition", is_private=True)
    parked("not_in_channel")
    fault = await the_one_fault()
    assert DRAFT.channel in fault.detail
    assert "acquisition" not in str(fault)


@pytest.mark.parametrize("error", sorted(HOPELESS))
def test_every_reason_for_giving_up_has_a_remedy(error: str) -> None:
    check = given_up._check(Parked(error=error, count=2, channel_id="C-SPECS", channel_name="team-{specs}"))
    assert check.remedy
    assert "{place}" not in check.remedy
    assert "{bot}" not in check.remedy
