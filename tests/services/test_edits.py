"""Editing texts in the database: one transaction each, on the newest text, told in the history."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import sleep

import pytest
from sqlalchemy import select

from bot.db import channels, documents, history, people, schema, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions, open_engine, open_sessions
from bot.domain import events as e
from bot.domain.bases import Base, SectionChanged, base_of, digest
from bot.domain.checklist import LineState, line_state
from bot.domain.edits import Add, Edit, Move, ReplaceText, SetBody, SetHeading
from bot.domain.people import Person
from bot.domain.spec import ChannelId, Spec, UserId
from bot.errors import Refused
from bot.services import edits, process, specs, unfinished
from bot.services.access import Access
from bot.services.edits import Draft
from bot.services.specs import NewSpec
from tests.db.at_once import at_once
from tests.domain.facts import BUTTON, CODY, DANA, NOW, OTTO, SAM, TEAM

SPECS = ChannelId("C-SPECS")
FILE = "# Hearing schedule\n\n## Context\n\nBy hand.\n\n## Overview\n\nWe move it.\n\n# Process\n\n- [x] Anna: look\n- [ ] Ben: do\n"
CONTEXT, OVERVIEW = range(2)


@pytest.fixture
def made(sessions: Sessions) -> Spec:
    """A shared spec of Dana's and Cody's with a ticked line."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, SPECS, name="specs", is_private=False)
        for user in (DANA, CODY, SAM):
            people.learn(session, TEAM, Person(id=user, name=user))
        new = NewSpec(key="made", title="", drafter=DANA, channel=SPECS, share=True, file=FILE, co_drafters=(CODY,))
        return specs.create(session, NOW, workspace=TEAM, new=new)


def change(sessions: Sessions, edit: Edit, by: UserId = DANA, key: str = "") -> Draft:
    access = Access(user=by, here=SPECS)
    with sessions.begin() as session:
        return edits.change(session, NOW, workspace=TEAM, number=1, access=access, edit=edit, key=key)


def begin(sessions: Sessions, by: UserId = DANA) -> Draft:
    with sessions.begin() as session:
        return edits.begin(session, NOW, workspace=TEAM, number=1, access=Access(user=by, here=SPECS))


def base(sessions: Sessions, index: int) -> Base:
    return base_of(begin(sessions).text, index)


def text_of(sessions: Sessions) -> str:
    with sessions.begin() as session:
        found = specs.open_text(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA))
    return found.text.text


def test_an_edit_is_kept_told_and_drawn(sessions: Sessions, made: Spec) -> None:
    draft = change(sessions, SetBody(base=base(sessions, OVERVIEW), body="We keep it."))
    assert text_of(sessions) == FILE.replace("We move it.", "We keep it.")
    assert draft.spec.text.summary == "We keep it."
    with sessions.begin() as session:
        [told, *_] = history.newest(session, made.id, 5)
        wanted = session.scalar(select(schema.outbox.c.wanted).where(schema.outbox.c.kind == OutboxKind.CARD))
        assert process.get(session, TEAM, 1) == draft.spec
    assert (told.event, told.by, told.details["change"], told.details["heading"]) == (
        "TextEdited",
        DANA,
        "body",
        "Overview",
    )
    assert wanted == 2
    assert "We keep it" not in str({**told.details, "text": None})


def test_ticks_are_facts_whatever_a_file_says(sessions: Sessions, made: Spec) -> None:
    swapped = FILE.replace("[x]", "[?]").replace("[ ]", "[x]").replace("[?]", "[ ]").replace("by hand", "by machine")
    after = change(sessions, ReplaceText(base=digest(FILE), text=swapped + "\n"))
    assert text_of(sessions) == FILE.replace("by hand", "by machine") + "\n"
    assert [line_state(after.spec, line) for line in after.spec.lines] == [LineState.DONE, LineState.OPEN]
    assert after.spec.lines == made.lines


def test_one_persons_edits_join_one_revision_until_somebody_has_read_it(sessions: Sessions, made: Spec) -> None:
    change(sessions, SetBody(base=base(sessions, CONTEXT), body="1"))
    assert change(sessions, SetBody(base=base(sessions, CONTEXT), body="2")).spec.text.revision == 1
    with sessions.begin() as session:
        read = e.ReceiptGiven(by=SAM, revision=1, source=BUTTON)
        process.act(session, NOW, workspace=TEAM, number=1, access=Access(user=SAM, here=SPECS), event=read)
    assert change(sessions, SetBody(base=base(sessions, CONTEXT), body="3")).spec.text.revision == 2
    with sessions.begin() as session:
        kept = [documents.load(session, made.id, revision).sections[CONTEXT].body.strip() for revision in (1, 2)]
    assert kept == ["2", "3"]


def test_a_key_is_used_once_and_free_again_after_a_refusal(sessions: Sessions, made: Spec) -> None:
    del made
    with pytest.raises(Refused, match="few words"):
        change(sessions, Add(heading=" "), key="key")
    for _ in range(2):
        assert len(change(sessions, Add(heading="Costs"), key="key").text.sections) == 3


def test_who_is_no_drafter_changes_and_compares_nothing(sessions: Sessions, made: Spec) -> None:
    del made
    edit = SetBody(base=base(sessions, CONTEXT), body="Mine.")
    for attempt in (lambda: change(sessions, edit, by=SAM), lambda: begin(sessions, SAM)):
        with pytest.raises(Refused, match="Only the drafter can edit"):
            attempt()
    access = Access(user=OTTO, here=SPECS)
    with sessions.begin() as session, pytest.raises(Refused, match="Only the drafter can edit"):
        edits.compare(session, NOW, workspace=TEAM, number=1, access=access, base=None, file="# New\n")
    assert text_of(sessions) == FILE


def test_a_file_is_compared_with_the_newest_text_and_changes_nothing(sessions: Sessions, made: Spec) -> None:
    del made
    seen = base(sessions, OVERVIEW)
    change(sessions, SetBody(base=seen, body="Theirs."), by=CODY)
    with sessions.begin() as session:
        access = Access(user=DANA, here=SPECS)
        tried = edits.compare(session, NOW, workspace=TEAM, number=1, access=access, base=seen, file="Mine.")
    assert (tried.before, tried.after) == (FILE.replace("We move it.", "Theirs."), FILE.replace("We move it.", "Mine."))
    assert text_of(sessions) == tried.before


def test_a_title_that_the_text_gave_follows_it_and_another_stays(sessions: Sessions, made: Spec) -> None:
    other = FILE.replace("# Hearing schedule", "# Planning")
    assert change(sessions, ReplaceText(base=digest(FILE), text=other)).spec.title == "Planning"
    with sessions.begin() as session:
        access = Access(user=DANA, here=SPECS)
        edits.rename(session, NOW, workspace=TEAM, number=1, access=access, title="Own", key="a")
        specs.create(session, NOW, workspace=TEAM, new=NewSpec(**{**_given(made), "title": "Mine", "file": FILE}))
    assert text_of(sessions).startswith("# Own\n")
    with sessions.begin() as session:
        edit = ReplaceText(base=digest(FILE), text=other)
        assert edits.change(session, NOW, workspace=TEAM, number=2, access=access, edit=edit).spec.title == "Mine"


def _given(made: Spec) -> dict[str, object]:
    return {"key": "second", "drafter": made.drafter, "channel": made.channel, "share": True}


def test_two_people_at_once_keep_both_changes_or_one_of_them_hears_of_it(
    database_url: str, sessions: Sessions, made: Spec
) -> None:
    del made
    bases = [base(sessions, CONTEXT), base(sessions, OVERVIEW), base(sessions, OVERVIEW)]

    def save(own: Sessions, who: int) -> str:
        try:
            change(own, SetBody(base=bases[who], body=f"By {who}."), by=(DANA, CODY, DANA)[who])
        except SectionChanged:
            return "changed"
        return "saved"

    told = at_once(database_url, [partial(save, who=who) for who in range(3)])
    assert told[0] == "saved"
    assert sorted(told[1:]) == ["changed", "saved"]
    winner = 1 if told[1] == "saved" else 2
    assert text_of(sessions) == FILE.replace("By hand.", "By 0.").replace("We move it.", f"By {winner}.")


def test_who_waits_for_another_persons_new_revision_writes_into_it(
    database_url: str, sessions: Sessions, made: Spec
) -> None:
    """On PostgreSQL the one who waits finds the row as it is then; SQLite lets nobody in before."""
    del made
    seen = base(sessions, OVERVIEW)
    theirs = SetBody(base=base(sessions, CONTEXT), body="Theirs.")
    engine = open_engine(database_url)
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            access = Access(user=CODY, here=SPECS)
            edits.change(session, NOW, workspace=TEAM, number=1, access=access, edit=theirs)
            mine = pool.submit(change, open_sessions(engine), SetBody(base=seen, body="Mine."))
            sleep(0.2)
        spec = mine.result().spec
    engine.dispose()
    assert (spec.text.revision, spec.text.author) == (3, DANA)
    assert text_of(sessions) == FILE.replace("By hand.", "Theirs.").replace("We move it.", "Mine.")


def test_what_was_not_saved_belongs_to_its_section_wherever_that_is(sessions: Sessions, made: Spec) -> None:
    def type_(key: str, base: str, body: str) -> None:
        held = {"base": base, "heading": "", "body": body}
        with sessions.begin() as session:
            about = edits.about(made.number)
            unfinished.keep(session, NOW, workspace=TEAM, user=DANA, about=about, key=key, held=held, seen_at=NOW)

    def left(index: int | None, by: UserId = DANA) -> list[str]:
        return [form.key for form in begin(sessions, by).left_of(index)]

    overview = base(sessions, OVERVIEW).dump()
    type_("typed", overview, "We keep it.")
    type_("as it is", overview, "We move it.")
    type_("new", "", "Costs.")
    assert (left(CONTEXT), left(OVERVIEW), left(None)) == ([], ["typed"], ["new"])
    assert (left(OVERVIEW, CODY), left(None, CODY)) == ([], [])
    change(sessions, Move(base=Base.load(overview), up=True), by=CODY)
    change(sessions, SetHeading(base=base(sessions, 0), heading="Summary"), by=CODY)
    assert (left(0), left(1)) == (["typed"], [])
    change(sessions, SetBody(base=base(sessions, 0), body="We think."), by=CODY)
    assert left(0) == []
    assert left(None) == ["as it is", "new", "typed"]
    change(sessions, Add(heading="Costs", body="Costs."), key="new")
    assert "new" not in left(None)


def test_nothing_of_an_edit_stays_where_the_database_fails(sessions: Sessions, made: Spec) -> None:
    edit = SetBody(base=base(sessions, CONTEXT), body="Lost.")
    with sessions.begin() as session:
        edits.change(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA), edit=edit, key="key")
        session.rollback()
    assert text_of(sessions) == FILE
    change(sessions, edit, key="key")
    with sessions.begin() as session:
        assert [entry.event for entry in history.newest(session, made.id, 1)] == ["TextEdited"]
    assert "Lost." in text_of(sessions)
