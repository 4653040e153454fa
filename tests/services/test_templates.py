"""What a channel's template is, who may change it, and what a new spec takes from it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from bot.db import channels, documents, people, workspaces
from bot.db.session import Sessions
from bot.domain import template
from bot.domain.people import Person
from bot.domain.shelf import BUILT_IN_ID, Shelf, TemplateId
from bot.domain.spec import ChannelId, Spec, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import specs, templates
from bot.services.access import Access, MembershipUnknown, ProfileUnknown
from bot.services.specs import NewSpec
from tests.domain.facts import DANA, NOW, SAM, TEAM

CHANNEL, PRIVATE = ChannelId("C-SPECS"), ChannelId("G-LEADS")
GIL = UserId("U-GIL")
OTHERS = WorkspaceId("T-OTHERS")
RISK = "## Risk\n<!-- What can go wrong? -->\n\n## Cost\n\n# Process\n- [ ] Security: Look at it.\n"
COST = "## Cost\n"


@pytest.fixture(autouse=True)
def known(sessions: Sessions) -> None:
    """Dana and Sam are members, Gil is a guest."""
    with sessions.begin() as session:
        for workspace in (TEAM, OTHERS):
            workspaces.ensure(session, workspace)
            for user in (DANA, SAM, GIL):
                people.learn(session, workspace, Person(id=user, name=user, is_guest=user == GIL))
            channels.learn(session, workspace, CHANNEL, name="specs", is_private=False)
            channels.learn(session, workspace, PRIVATE, name="leads", is_private=True)


def access(user: UserId, channel: ChannelId = CHANNEL) -> Access:
    return Access(user=user, here=channel)


def bring(sessions: Sessions, source: str, by: UserId = DANA, channel: ChannelId = CHANNEL) -> TemplateId:
    with sessions.begin() as session:
        where = {"workspace": TEAM, "channel": channel}
        return templates.bring(session, NOW, **where, access=access(by, channel), source=source).id


def choose(
    sessions: Sessions, chosen: TemplateId, by: UserId = DANA, now: datetime = NOW, channel: ChannelId = CHANNEL
) -> Shelf:
    with sessions.begin() as session:
        where = {"workspace": TEAM, "channel": channel}
        return templates.choose(session, now, **where, access=access(by, channel), chosen=chosen)


def shelf(sessions: Sessions, by: UserId = DANA) -> Shelf:
    with sessions.begin() as session:
        return templates.see(session, NOW, workspace=TEAM, channel=CHANNEL, access=access(by))


def headings(sessions: Sessions, channel: ChannelId = CHANNEL, workspace: WorkspaceId = TEAM) -> Sequence[str]:
    """The sections that the channel's next new spec has."""
    with sessions.begin() as session:
        form = templates.form_of_channel(
            session, NOW, workspace=workspace, channel=channel, access=access(DANA, channel)
        )
        return [section.heading for section in form.template.sections]


def create(sessions: Sessions, workspace: WorkspaceId = TEAM, **given: object) -> tuple[Spec, str]:
    """A new spec and its text."""
    values = {
        "key": sha256(str(given).encode()).hexdigest(),
        "title": "Title",
        "drafter": DANA,
        "channel": CHANNEL,
        "share": False,
    }
    with sessions.begin() as session:
        spec = specs.create(session, NOW, workspace=workspace, new=NewSpec(**(values | given)))
    with sessions.begin() as session:
        return spec, documents.load(session, spec.id, 1).text


def test_what_was_brought_counts_once_it_is_chosen(sessions: Sessions) -> None:
    brought = bring(sessions, RISK)
    assert "Context" in headings(sessions)
    assert shelf(sessions).versions == []
    choose(sessions, brought)
    assert headings(sessions) == ["Risk", "Cost"]
    assert "Context" in headings(sessions, PRIVATE)
    assert "Context" in headings(sessions, workspace=OTHERS)


def test_versions_are_counted_as_they_are_first_used(sessions: Sessions) -> None:
    never_used, first, second = bring(sessions, "## Never\n"), bring(sessions, RISK), bring(sessions, COST, SAM)
    choose(sessions, second, SAM)
    found = choose(sessions, first)
    assert [(version.id, version.number, version.added_by) for version in found.versions] == [
        (first, 2, DANA),
        (second, 1, SAM),
    ]
    assert never_used not in {version.id for version in found.versions}


def test_of_many_versions_the_newest_are_shown_and_the_others_counted(sessions: Sessions) -> None:
    for number in range(23):
        choose(sessions, bring(sessions, f"## {number}\n"))
    bring(sessions, "## Only looked at\n")
    found = shelf(sessions)
    assert [version.number for version in found.versions] == [*range(23, 3, -1)]
    assert found.more == 3
    # Its file brought again is the oldest version, and can be chosen.
    current = choose(sessions, bring(sessions, "## 0\n")).current
    assert current is not None
    assert current.number == 1


def test_each_choice_is_kept_with_who_and_when(sessions: Sessions) -> None:
    first, second = bring(sessions, RISK), bring(sessions, COST)
    for day, (by, chosen) in enumerate([(DANA, first), (SAM, second), (DANA, BUILT_IN_ID), (SAM, first)]):
        choose(sessions, chosen, by, NOW + timedelta(days=day))
    found = shelf(sessions)
    assert found.current is not None
    assert found.current.id == first
    assert [(c.version and c.version.id, c.by, c.at - NOW) for c in found.choices] == [
        (first, SAM, timedelta(days=3)),
        (None, DANA, timedelta(days=2)),
        (second, SAM, timedelta(days=1)),
        (first, DANA, timedelta(0)),
    ]


def test_choosing_what_counts_already_is_no_choice(sessions: Sessions) -> None:
    assert choose(sessions, BUILT_IN_ID).choices == []
    brought = bring(sessions, RISK)
    choose(sessions, brought)
    assert len(choose(sessions, brought, SAM).choices) == 1


def test_the_same_bytes_are_one_version_again(sessions: Sessions) -> None:
    first = bring(sessions, RISK)
    choose(sessions, first)
    choose(sessions, bring(sessions, COST))
    assert bring(sessions, RISK, SAM) == first
    assert bring(sessions, RISK, channel=PRIVATE) != first


def test_a_template_whose_process_nobody_could_follow_is_refused(sessions: Sessions) -> None:
    with pytest.raises(Refused, match="up to 200 fit"):
        bring(sessions, "## A\n\n# Process\n\n" + "- [ ] Anna: look\n" * 201)


def test_what_was_only_looked_at_is_forgotten_and_no_version_ever(sessions: Sessions) -> None:
    choose(sessions, bring(sessions, "## Chosen\n"))
    bring(sessions, "## Looked at\n")
    later = NOW + templates.KEEP_LOOKED_AT
    with sessions.begin() as session:
        assert templates.forget_unused(session, later) == 0
        assert templates.forget_unused(session, later + timedelta(seconds=1)) == 1
    assert headings(sessions) == ["Chosen"]


def test_a_guest_may_look_and_not_change(sessions: Sessions) -> None:
    brought = bring(sessions, RISK)
    assert not shelf(sessions, GIL).may_change
    with pytest.raises(Refused, match="Guests"):
        bring(sessions, COST, GIL)
    with pytest.raises(Refused, match="Guests"):
        choose(sessions, brought, GIL)
    assert shelf(sessions).choices == []


def test_somebody_whom_the_bot_never_met_is_asked_about_first(sessions: Sessions) -> None:
    with pytest.raises(ProfileUnknown):
        bring(sessions, RISK, UserId("U-NEW"))


def test_another_channels_template_cannot_be_chosen(sessions: Sessions) -> None:
    with pytest.raises(Refused, match="does not belong"):
        choose(sessions, bring(sessions, RISK, channel=PRIVATE))
    with pytest.raises(Refused, match="does not belong"):
        choose(sessions, TemplateId(99))


@pytest.mark.parametrize("source", ["Just words.", "# A title\n", "- [ ] A line\n", "# Process\n- [ ] A line\n"])
def test_a_file_without_sections_is_refused(sessions: Sessions, source: str) -> None:
    with pytest.raises(Refused, match="no heading"):
        bring(sessions, source)


def test_what_lives_in_a_private_channel_asks_for_membership(sessions: Sessions) -> None:
    brought = bring(sessions, RISK, channel=PRIVATE)
    choose(sessions, brought, channel=PRIVATE)
    with sessions.begin() as session:
        for user in (SAM, GIL):
            offers = templates.offers(session, NOW, workspace=TEAM, user=user)
            assert offers.asks == {PRIVATE}
            assert offers.for_member_of(frozenset()).named() == []
            [offer] = offers.for_member_of(frozenset({PRIVATE})).named()
            assert (offer.id, offer.channel_name) == (brought, "leads")
        with pytest.raises(MembershipUnknown):
            templates.form(session, NOW, workspace=TEAM, template_id=brought, access=access(SAM))
        with pytest.raises(MembershipUnknown):
            templates.see(session, NOW, workspace=TEAM, channel=PRIVATE, access=access(SAM))
        with pytest.raises(Refused, match="not here any more"):
            templates.form(session, NOW, workspace=OTHERS, template_id=brought, access=access(SAM, PRIVATE))


def test_a_guest_is_offered_public_channels_templates_of_their_own_channels_only(sessions: Sessions) -> None:
    choose(sessions, bring(sessions, RISK))
    with sessions.begin() as session:
        assert templates.offers(session, NOW, workspace=TEAM, user=GIL).asks == {CHANNEL}
        assert templates.offers(session, NOW, workspace=TEAM, user=SAM).asks == frozenset()


def test_only_what_a_channel_uses_now_is_offered(sessions: Sessions) -> None:
    choose(sessions, bring(sessions, RISK))
    choose(sessions, bring(sessions, COST))
    with sessions.begin() as session:
        assert len(templates.offers(session, NOW, workspace=TEAM, user=SAM).versions) == 1
    choose(sessions, BUILT_IN_ID)
    with sessions.begin() as session:
        assert templates.offers(session, NOW, workspace=TEAM, user=SAM).versions == []


def test_a_new_spec_begins_with_its_channels_template_unless_another_was_chosen(sessions: Sessions) -> None:
    first = bring(sessions, RISK)
    choose(sessions, first)
    spec, text = create(sessions, bodies=["None.", ""])
    assert [line.text for line in spec.lines] == ["Look at it."]
    assert text == "# Title\n\n" + RISK.replace("<!-- What can go wrong? -->", "None.")
    choose(sessions, BUILT_IN_ID)
    assert [line.text for line in create(sessions, template=first)[0].lines] == ["Look at it."]
    assert create(sessions, template=BUILT_IN_ID)[1].count("\n## ") == len(template.default().sections)
    with pytest.raises(Refused, match="not here any more"):
        create(sessions, template=TemplateId(99))
    with pytest.raises(Refused, match="not here any more"):
        create(sessions, OTHERS, template=first)


def test_a_text_keeps_its_template_however_often_the_channel_changes_it(sessions: Sessions) -> None:
    """The first heading of this text would be its title, were it not one of its template's."""
    choose(sessions, bring(sessions, RISK))
    file = "## Risk\n\n## Cost\nMuch.\n"
    spec, _ = create(sessions, file=file)
    choose(sessions, bring(sessions, "## Other\n"))
    with sessions.begin() as session:
        kept = documents.load(session, spec.id, 1)
    assert kept.title is None
    assert [section.heading for section in kept.sections] == ["Risk", "Cost"]


def test_texts_under_other_headings_become_sections_before_the_process_list(sessions: Sessions) -> None:
    choose(sessions, bring(sessions, RISK))
    more = [
        ("Context", "Why.\n\n## Deeper"),
        ("Our Process", "- [ ] no line of it"),
        ("", "```\nopen"),
        ("Last #", "End."),
    ]
    spec, text = create(sessions, bodies=["None.", ""], more=more)
    assert [line.text for line in spec.lines] == ["Look at it."]
    with sessions.begin() as session:
        found = documents.load(session, spec.id, 1).sections
    assert [section.heading for section in found] == ["Risk", "Cost", "Context", "Our Process notes", "Notes", "Last #"]
    assert text.index("End.") < text.index("# Process")


def test_a_file_gives_the_title_that_was_not_typed(sessions: Sessions) -> None:
    assert create(sessions, file="# The **big** [plan](https://example.org)\n", title=" ")[0].title == "The big plan"
    assert create(sessions, file="# A\n", title="B")[0].title == "B"
    assert len(create(sessions, file=f"# {'long ' * 100}\n", title="")[0].title) <= 150
    with pytest.raises(Refused, match="no title"):
        create(sessions, file="## Context\nWords.\n", title="")
