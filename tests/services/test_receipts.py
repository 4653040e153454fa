"""Receipts are for the text that somebody saw, and say from which text on they have to be told what changed."""

import pytest

from bot.db import channels, people, workspaces
from bot.db.session import Sessions
from bot.domain.bases import base_of
from bot.domain.edits import SetBody
from bot.domain.people import Person
from bot.domain.process import TextChanged
from bot.domain.spec import ChannelId, Spec, UserId
from bot.services import edits, receipts, specs
from bot.services.access import Access
from bot.services.specs import NewSpec, Open
from tests.domain.facts import CODY, DANA, NOW, SAM, TEAM

SPECS = ChannelId("C-SPECS")
TEXT = "# Hearing schedule\n\n## Overview\n\nFirst.\n\n# Process\n\n- [x] Dana: Write it.\n"


@pytest.fixture(autouse=True)
def made(sessions: Sessions) -> None:
    """A shared spec of Dana's and Cody's."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, SPECS, name="specs", is_private=False)
        for user in (DANA, CODY, SAM):
            people.learn(session, TEAM, Person(id=user, name=user))
        new = NewSpec(key="made", title="", drafter=DANA, channel=SPECS, share=True, file=TEXT, co_drafters=(CODY,))
        specs.create(session, NOW, workspace=TEAM, new=new)


def opened(sessions: Sessions, by: UserId = SAM) -> Open:
    with sessions.begin() as session:
        return specs.open_text(session, NOW, workspace=TEAM, number=1, access=Access(user=by))


def write(sessions: Sessions, body: str, by: UserId = DANA) -> None:
    edit = SetBody(base=base_of(opened(sessions).text, 0), body=body)
    with sessions.begin() as session:
        edits.change(session, NOW, workspace=TEAM, number=1, access=Access(user=by), edit=edit)


def read(sessions: Sessions, shown: Spec, by: UserId = SAM) -> Spec:
    """Press *I've read it* below the text of `shown`."""
    text = shown.text
    with sessions.begin() as session:
        access = Access(user=by)
        return receipts.give(
            session, NOW, workspace=TEAM, number=1, access=access, revision=text.revision, digest=text.digest
        )


def test_somebody_is_told_what_changed_since_the_revision_that_they_have_read(sessions: Sessions) -> None:
    first = opened(sessions)
    assert first.read is None
    read(sessions, first.spec)
    assert opened(sessions).read is None
    write(sessions, "Second.")
    write(sessions, "Third.", by=CODY)
    again = opened(sessions)
    assert again.read is not None
    assert (again.spec.text.revision, again.read.text, again.text.text) == (3, TEXT, TEXT.replace("First.", "Third."))
    assert opened(sessions, by=DANA).read is None


def test_a_text_that_its_author_overwrote_meanwhile_gives_no_receipt(sessions: Sessions) -> None:
    shown = opened(sessions).spec
    write(sessions, "Second.")
    newer = opened(sessions).spec
    assert newer.text.revision == shown.text.revision
    with pytest.raises(TextChanged):
        read(sessions, shown)
    read(sessions, newer)
    # Nor later, when the revision is no longer the newest.
    write(sessions, "Third.")
    with pytest.raises(TextChanged):
        read(sessions, shown, by=CODY)
    receipt = read(sessions, newer, by=CODY).newest_receipt(CODY)
    assert receipt is not None
    assert receipt.revision == 1
