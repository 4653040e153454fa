"""Making, finding and exporting specs: what a repeat gives, who sees what, and texts that stay as they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import channels, people, schema, workspaces
from bot.db.session import Sessions
from bot.domain import document
from bot.domain import events as e
from bot.domain.checklist import LineState, line_state
from bot.domain.people import Person
from bot.domain.process import status
from bot.domain.spec import ChannelId, Role, Source, Spec, Status, Via, WorkspaceId
from bot.errors import Refused
from bot.services import edits, process, specs
from bot.services.access import Access, MembershipUnknown, ProfileUnknown
from bot.services.specs import NewSpec
from tests.domain.facts import CODY, DANA, NOW, OTTO, RITA, SAM, TEAM

PUBLIC, PRIVATE = ChannelId("C-PUBLIC"), ChannelId("C-PRIVATE")
NEW = NewSpec(key="key", title="Hearing schedule", drafter=DANA, channel=PUBLIC, share=True)


@pytest.fixture(autouse=True)
def workspace(sessions: Sessions) -> None:
    """Everybody but Otto is known; Rita is a guest."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, PUBLIC, name="public", is_private=False)
        channels.learn(session, TEAM, PRIVATE, name="private", is_private=True)
        for user in (DANA, SAM, RITA):
            people.learn(session, TEAM, Person(id=user, name=user, zone="UTC", is_guest=user == RITA))


def create(sessions: Sessions, new: NewSpec = NEW, workspace: WorkspaceId = TEAM) -> Spec:
    with sessions.begin() as session:
        return specs.create(session, NOW, workspace=workspace, new=new)


def see(sessions: Sessions, access: Access, workspace: WorkspaceId = TEAM) -> Spec:
    with sessions.begin() as session:
        return specs.see(session, NOW, workspace=workspace, number=1, access=access).spec


def text_of(sessions: Sessions) -> str:
    with sessions.begin() as session:
        return specs.open_text(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA)).text.text


def titles(found: Sequence[Spec]) -> list[str]:
    return [spec.title for spec in found]


def test_a_title_alone_is_enough(sessions: Sessions) -> None:
    spec = create(sessions)
    assert (spec.number, status(spec)) == (1, Status.UNSCHEDULED)
    assert [line_state(spec, line) for line in spec.lines].count(LineState.OPEN) > 3


def test_the_same_key_gives_the_first_result_and_uses_no_number(sessions: Sessions) -> None:
    first = create(sessions)
    assert create(sessions, replace(NEW, title="Changed")) == first
    assert create(sessions, replace(NEW, key="another")).number == 2


def test_a_key_of_an_attempt_that_was_refused_is_free_again(sessions: Sessions) -> None:
    with pytest.raises(Refused, match="title"):
        create(sessions, replace(NEW, title="  "))
    assert create(sessions).number == 1


def test_each_workspace_counts_from_one_and_sees_only_its_own(sessions: Sessions) -> None:
    create(sessions)
    elsewhere = WorkspaceId("T-TWO")
    assert create(sessions, replace(NEW, title="Theirs"), elsewhere).number == 1
    with sessions.begin() as session:
        assert titles(specs.see_all(session, NOW, workspace=TEAM, user=DANA).specs) == ["Hearing schedule"]
        with pytest.raises(ProfileUnknown):
            specs.see_all(session, NOW, workspace=elsewhere, user=SAM)


def test_an_attached_file_stays_as_it_is_and_its_ticks_count(sessions: Sessions) -> None:
    text = "# Title\r\n\r\n## Overview\r\nFirst.\r\n\r\n# Process\r\n\r\n* [x] Anna: look at it\r\n* [ ] Ben: do it"
    spec = create(sessions, replace(NEW, file=text))
    assert text_of(sessions) == text
    assert [line_state(spec, line) for line in spec.lines] == [LineState.DONE, LineState.OPEN]


def test_a_process_list_that_nobody_could_follow_is_refused(sessions: Sessions) -> None:
    text = "# Title\n\n# Process\n\n" + "- [ ] Anna: look\n" * 201
    with pytest.raises(Refused, match="201 lines, and up to 200 fit"):
        create(sessions, replace(NEW, file=text))
    assert len(create(sessions, replace(NEW, file=text.removesuffix("- [ ] Anna: look\n"))).lines) == 200


@pytest.mark.parametrize(("parent", "first"), [("x", " "), (" ", "x"), ("x", "x"), (" ", " ")])
def test_what_a_file_says_of_a_line_with_others_below_stays_until_one_of_them_changes(
    sessions: Sessions, parent: str, first: str
) -> None:
    text = f"# Title\n\n# Process\n\n- [{parent}] Anna: agree\n  - [{first}] ask Ben\n  - [x] ask Cem\n"
    spec = create(sessions, replace(NEW, file=text))
    assert text_of(sessions) == text
    source = Source(via=Via.BUTTON)
    event = (e.LineUnticked if first == "x" else e.LineTicked)(by=DANA, position=1, source=source)
    with sessions.begin() as session:
        process.act(session, NOW, workspace=TEAM, number=spec.number, access=Access(user=DANA), event=event)
    now = " " if first == "x" else "x"
    assert text_of(sessions) == text.replace(f"[{parent}] Anna", f"[{now}] Anna").replace(
        f"[{first}] ask B", f"[{now}] ask B"
    )


def test_what_was_typed_stands_under_its_headings(sessions: Sessions) -> None:
    create(sessions, replace(NEW, bodies=("The context.", "The overview.", "", "", "", "", "")))
    text = text_of(sessions)
    assert text.index("## Context") < text.index("The context.") < text.index("## Overview")
    assert "The overview." in text


def test_what_is_known_of_the_templates_fields_is_filled_in(sessions: Sessions) -> None:
    create(sessions, replace(NEW, starts_at=NOW + timedelta(days=1)))
    at = (NOW + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    assert document.parse(text_of(sessions)).fields == {"Drafter": DANA, "Discussion Meeting": f"{at} (UTC)"}


def happen(sessions: Sessions, event: e.Event) -> None:
    with sessions.begin() as session:
        process.act(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA), event=event)


def fields(sessions: Sessions) -> dict[str, str]:
    return document.parse(text_of(sessions)).fields


def test_the_field_of_the_meeting_says_when_it_is_by_now(sessions: Sessions) -> None:
    create(sessions)
    assert fields(sessions)["Discussion Meeting"] == ""
    happen(sessions, e.DiscussionSet(by=DANA, key="first", starts_at=NOW + timedelta(days=1)))
    first = fields(sessions)["Discussion Meeting"]
    happen(sessions, e.DiscussionSet(by=DANA, key="first", starts_at=NOW + timedelta(days=2)))
    assert first < fields(sessions)["Discussion Meeting"] == f"{NOW + timedelta(days=2):%Y-%m-%d %H:%M} (UTC)"
    happen(sessions, e.DiscussionCancelled(by=DANA))
    assert fields(sessions) == {"Drafter": DANA, "Discussion Meeting": ""}


def test_the_field_of_the_drafter_follows_a_handover(sessions: Sessions) -> None:
    create(sessions, replace(NEW, file="# Title\n**Drafter**: Ada, long ago\n\n## Why\nBecause.\n"))
    assert fields(sessions)["Drafter"] == "Ada, long ago"
    happen(sessions, e.HandedOver(by=DANA, to=SAM))
    assert fields(sessions)["Drafter"] == SAM


@pytest.mark.parametrize("own", ["Thursday, after lunch", "2020-02-02 12:00 (UTC)", ""])
def test_what_a_file_says_of_its_meeting_is_its_own(sessions: Sessions, own: str) -> None:
    text = f"# Title\n**Discussion Meeting**: {own}\n\n## Why\nBecause.\n"
    create(sessions, replace(NEW, file=text))
    assert text_of(sessions) == text
    happen(sessions, e.DiscussionSet(by=DANA, key="first", starts_at=NOW + timedelta(days=1)))
    at = f"{NOW + timedelta(days=1):%Y-%m-%d %H:%M} (UTC)"
    assert text_of(sessions) == text.replace(f": {own}\n", f": {own if 'lunch' in own else at}\n")


def test_what_the_facts_say_is_no_change_of_the_text(sessions: Sessions) -> None:
    create(sessions)
    happen(sessions, e.ReceiptGiven(by=SAM, revision=1, source=Source(via=Via.BUTTON)))
    happen(sessions, e.DiscussionSet(by=DANA, key="first", starts_at=NOW + timedelta(days=1)))
    with sessions.begin() as session:
        edits.rename(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA), title="Other", key="rename")
        found = specs.open_text(session, NOW, workspace=TEAM, number=1, access=Access(user=SAM, here=PUBLIC))
    assert found.read is not None
    assert found.read.title != found.text.title
    assert found.read.fields == found.text.fields


def test_a_time_and_later_sharing_make_a_draft_that_has_its_date(sessions: Sessions) -> None:
    spec = create(sessions, replace(NEW, share=False, starts_at=NOW + timedelta(days=1)))
    assert status(spec) is Status.DRAFT
    assert spec.standing_discussion is not None


def test_a_person_named_twice_takes_part_once_in_the_strongest_role(sessions: Sessions) -> None:
    named = replace(NEW, stakeholders=(SAM, SAM, CODY), readers=(SAM, RITA, DANA), co_drafters=(DANA, CODY))
    spec = create(sessions, named)
    assert spec.users(Role.STAKEHOLDER) == (SAM,)
    assert spec.drafters == {DANA, CODY}
    assert spec.users(Role.READER) == (RITA,)
    assert spec.expected_readers == (SAM, RITA)


def test_a_guest_starts_no_spec(sessions: Sessions) -> None:
    with pytest.raises(Refused, match="Ask a full member of this channel to start the spec"):
        create(sessions, replace(NEW, drafter=RITA))
    assert create(sessions).number == 1


def test_a_draft_is_for_its_drafters(sessions: Sessions) -> None:
    create(sessions, replace(NEW, share=False, co_drafters=(CODY,)))
    assert see(sessions, Access(user=CODY)).number == 1
    with pytest.raises(Refused, match="still a draft"):
        see(sessions, Access(user=SAM, here=PUBLIC))


@pytest.mark.parametrize(
    ("channel", "access"),
    [
        (PUBLIC, Access(user=SAM)),
        (PUBLIC, Access(user=RITA, here=PUBLIC)),
        (PRIVATE, Access(user=SAM, here=PRIVATE)),
        (PRIVATE, Access(user=SAM).joined(PRIVATE)),
        (PRIVATE, Access(user=DANA)),
    ],
)
def test_who_may_see_a_spec_sees_it(sessions: Sessions, channel: ChannelId, access: Access) -> None:
    create(sessions, replace(NEW, channel=channel))
    assert see(sessions, access).title == NEW.title


@pytest.mark.parametrize(
    ("channel", "access"),
    [
        (PUBLIC, Access(user=RITA)),
        (PUBLIC, Access(user=RITA, here=PRIVATE)),
        (PRIVATE, Access(user=SAM)),
        (PRIVATE, Access(user=SAM, here=PUBLIC)),
        (ChannelId("C-NEVER-SEEN"), Access(user=SAM)),
    ],
)
def test_where_only_members_may_see_it_slack_is_asked(sessions: Sessions, channel: ChannelId, access: Access) -> None:
    create(sessions, replace(NEW, channel=channel))
    with pytest.raises(MembershipUnknown):
        see(sessions, access)


def test_somebody_whom_nobody_met_might_be_a_guest(sessions: Sessions) -> None:
    create(sessions)
    with pytest.raises(ProfileUnknown):
        see(sessions, Access(user=OTTO))
    assert see(sessions, Access(user=OTTO, here=PUBLIC)).number == 1


def test_each_export_is_a_file_of_its_own(sessions: Sessions) -> None:
    create(sessions)
    for user in (SAM, DANA):
        with sessions.begin() as session:
            specs.export(session, NOW, workspace=TEAM, number=1, access=Access(user=user))
    with sessions.begin() as session:
        wanted = select(schema.outbox.c.user_id).where(schema.outbox.c.kind == "export")
        assert sorted(session.scalars(wanted)) == sorted((SAM, DANA))
