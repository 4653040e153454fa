"""What is kept beside the facts: texts byte for byte, history, what was handled, people and channels."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import NoResultFound

from bot.db import channels, documents, handled, history, people, specs, templates, workspaces
from bot.db.history import Entry
from bot.db.session import Sessions
from bot.db.templates import BUILT_IN
from bot.domain import document
from bot.domain.people import Person
from bot.domain.spec import ChannelId, SpecId, Text, WorkspaceId
from tests.db.at_once import at_once
from tests.domain.facts import DANA, DRAFT, NOW, SAM, TEAM

OTHER_TEAM = WorkspaceId("T-TWO")
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").rglob("*.md"))
THREADS = 6

repeatable = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
markdown = st.lists(
    st.sampled_from(
        (
            "# Title",
            "## Overview",
            "### Deep",
            "text",
            "",
            "\ufeff",
            "---",
            "```",
            "- [ ] Drafter: tick",
            "## Process",
            "\t x",
        )
    )
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
)
newlines = st.sampled_from(("\n", "\r\n", "\r"))


@pytest.fixture
def spec(sessions: Sessions, template_id: int) -> SpecId:
    with sessions.begin() as session:
        return specs.add(session, DRAFT, template_id).id


# --------------------------------------------------------------------------------------------------------------- texts


def kept(sessions: Sessions, spec: SpecId, source: str, revision: int = 1) -> str:
    """The text after it was kept and loaded."""
    text = document.parse(source)
    with sessions.begin() as session:
        documents.save(session, spec, documents.describe(text, revision=revision, author=DANA), text, NOW)
    with sessions.begin() as session:
        loaded = documents.load(session, spec, revision)
    assert loaded == text
    return document.render(loaded)


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.name)
def test_every_sample_comes_back_byte_for_byte(sessions: Sessions, spec: SpecId, file: Path) -> None:
    source = file.read_bytes().decode()
    assert kept(sessions, spec, source) == source


@repeatable
@given(lines=markdown, newline=newlines)
def test_any_text_comes_back_byte_for_byte(sessions: Sessions, spec: SpecId, lines: list[str], newline: str) -> None:
    source = newline.join(lines)
    assert kept(sessions, spec, source) == source


def test_a_revision_is_replaced_and_the_others_stay(sessions: Sessions, spec: SpecId) -> None:
    kept(sessions, spec, "# T\n\n## One\n\nfirst\n\n## Two\n\nfirst\n")
    kept(sessions, spec, "# T\n\n## Only\n\nsecond\n", revision=2)
    assert kept(sessions, spec, "# T\n\n## One\n\nchanged\n") == "# T\n\n## One\n\nchanged\n"
    with sessions.begin() as session:
        assert document.render(documents.load(session, spec, 2)) == "# T\n\n## Only\n\nsecond\n"
        with pytest.raises(NoResultFound):
            documents.load(session, spec, 3)


def test_the_spec_tells_of_its_newest_revision(sessions: Sessions, spec: SpecId) -> None:
    kept(sessions, spec, "## Overview\n\nOld words.\n")
    kept(sessions, spec, "## Overview\n\nNew words.\n\n## Open Questions\n\n- Who?\n", revision=2)
    with sessions.begin() as session:
        before = specs.load_by_id(session, TEAM, spec)
        assert before is not None
        specs.save(session, before, replace(before, text=Text(revision=2, author=DANA)))
    with sessions.begin() as session:
        loaded = specs.load_by_id(session, TEAM, spec)
    assert loaded is not None
    shown = Text(revision=2, author=DANA, summary="New words.", reading_minutes=1, open_questions=1)
    assert replace(loaded.text, digest="") == shown
    assert loaded.text.digest


def test_equal_templates_are_one_version(sessions: Sessions, template_id: int) -> None:
    with sessions.begin() as session:
        changed = templates.keep(session, TEAM, BUILT_IN, "# Another\n", by=DANA, now=NOW)
        assert changed != template_id
        assert templates.keep(session, TEAM, BUILT_IN, "# Another\n", by=SAM, now=NOW) == changed
        assert templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=NOW) == template_id
        assert templates.keep(session, TEAM, ChannelId("C-SPECS"), "# Title\n", by=DANA, now=NOW) != template_id


# --------------------------------------------------------------------------------------------------- history, handled


def test_history_comes_newest_first_with_its_details(sessions: Sessions, spec: SpecId) -> None:
    entries = [
        Entry(at=NOW, by=by, event="Nudged", details={"n": n, "é": [1]}) for n, by in enumerate((DANA, None, SAM))
    ]
    with sessions.begin() as session:
        for entry in entries:
            history.append(session, spec, entry)
        assert history.newest(session, spec, 2) == [entries[2], entries[1]]


def test_what_is_handled_is_handled_once_and_gives_its_first_result(sessions: Sessions, spec: SpecId) -> None:
    with sessions.begin() as session:
        assert handled.first_time(session, TEAM, "key", NOW)
        handled.keep_result(session, TEAM, "key", spec)
    with sessions.begin() as session:
        assert not handled.first_time(session, TEAM, "key", NOW)
        assert handled.result(session, TEAM, "key") == spec
        # What else the transaction does is not lost with the repeat.
        assert handled.first_time(session, OTHER_TEAM, "key", NOW)
        assert handled.result(session, OTHER_TEAM, "key") is None
        assert handled.result(session, TEAM, "unknown") is None


def test_what_failed_was_not_handled(sessions: Sessions) -> None:
    with suppress(RuntimeError), sessions.begin() as session:
        assert handled.first_time(session, TEAM, "key", NOW)
        raise RuntimeError
    with sessions.begin() as session:
        assert handled.first_time(session, TEAM, "key", NOW)


def test_only_one_of_many_at_the_same_time_is_the_first(database_url: str) -> None:
    def handle(own: Sessions) -> bool:
        with own.begin() as session:
            return handled.first_time(session, TEAM, "key", NOW)

    assert sorted(at_once(database_url, [handle] * THREADS)) == [False] * (THREADS - 1) + [True]


def test_old_keys_are_forgotten(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for key, days in (("old", 8), ("new", 6)):
            handled.first_time(session, TEAM, key, NOW - timedelta(days=days))
        assert handled.forget_before(session, NOW - timedelta(days=7)) == 1
        assert handled.first_time(session, TEAM, "old", NOW)
        assert not handled.first_time(session, TEAM, "new", NOW)


def test_a_time_without_a_zone_is_refused(sessions: Sessions) -> None:
    naive = datetime.fromisoformat("2026-11-24T10:00:00")
    with pytest.raises(Exception, match="must be aware"), sessions.begin() as session:
        handled.first_time(session, TEAM, "key", naive)


# -------------------------------------------------------------------------------------------------- people and channels


def test_people_are_known_as_slack_last_described_them(sessions: Sessions, template_id: int) -> None:
    del template_id
    dana = Person(id=DANA, name="Dana", zone="Europe/Berlin")
    with sessions.begin() as session:
        assert people.learn(session, TEAM, dana)
        assert not people.learn(session, TEAM, dana)
        people.keep_dm_channel(session, TEAM, DANA, "D-DANA")
        moved = replace(dana, zone="Asia/Tokyo")
        assert people.learn(session, TEAM, moved)
        assert people.get(session, TEAM, [DANA, SAM, DANA]) == {DANA: moved}
        assert people.dm_channel(session, TEAM, DANA) == "D-DANA"
        workspaces.ensure(session, OTHER_TEAM)
        assert people.get(session, OTHER_TEAM, [DANA]) == {}
        assert people.dm_channel(session, OTHER_TEAM, DANA) is None


def test_channels_are_known_as_slack_last_described_them(sessions: Sessions, template_id: int) -> None:
    del template_id
    open_, hidden = ChannelId("C-OPEN"), ChannelId("C-HIDDEN")
    with sessions.begin() as session:
        channels.learn(session, TEAM, open_, name="specs", is_private=False)
        channels.learn(session, TEAM, hidden, name="secret", is_private=False)
        channels.learn(session, TEAM, hidden, name="secret", is_private=True)
        found = channels.get(session, TEAM, hidden)
        assert found == channels.Channel(id=hidden, name="secret", is_private=True)
        assert channels.get(session, OTHER_TEAM, hidden) is None
        assert channels.public(session, TEAM) == {open_}
        assert channels.public(session, OTHER_TEAM) == frozenset()


def test_making_a_workspace_twice_makes_one(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        workspaces.ensure(session, TEAM)
        assert workspaces.next_number(session, TEAM) == 1
