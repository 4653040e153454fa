"""Comments on sections: kept and said once, or refused with words that help."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.db import channels, comments, history, people, schema, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions
from bot.domain import events as e
from bot.domain.comments import Comment, CommentId, CommentKind
from bot.domain.people import Person
from bot.domain.spec import ChannelId, Closed, Spec, UserId
from bot.errors import Refused
from bot.services import comments as services
from bot.services import process, specs
from bot.services.access import Access
from bot.services.comments import NewComment
from bot.services.specs import NewSpec
from tests.db.at_once import at_once
from tests.domain.facts import DANA, NOW, SAM, TEAM

SPECS = ChannelId("C-SPECS")
TEXT = "# Hearing schedule\n\n## Overview\n\nWe move it.\n"
NEW = NewComment(
    key="key", kind=CommentKind.QUESTION, heading="Overview", revision=1, text=" Where to? \n", quote="We move it."
)


@pytest.fixture(autouse=True)
def made(sessions: Sessions) -> Spec:
    """A shared spec of Dana's."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, SPECS, name="specs", is_private=False)
        for user in (DANA, SAM):
            people.learn(session, TEAM, Person(id=user, name=user))
        new = NewSpec(key="made", title="", drafter=DANA, channel=SPECS, share=True, file=TEXT)
        return specs.create(session, NOW, workspace=TEAM, new=new)


def post(sessions: Sessions, new: NewComment = NEW, by: UserId = SAM, number: int = 1) -> None:
    with sessions.begin() as session:
        services.post(session, NOW, workspace=TEAM, number=number, access=Access(user=by), new=new)


def begin(sessions: Sessions, by: UserId = SAM, number: int = 1) -> Spec:
    with sessions.begin() as session:
        return services.begin(session, NOW, workspace=TEAM, number=number, access=Access(user=by))


def said(sessions: Sessions) -> list[tuple[str, int]]:
    """The comments that wait to be said, and how often each was wanted."""
    c = schema.outbox.c
    with sessions.begin() as session:
        rows = session.execute(select(c.subject, c.wanted).where(c.kind == OutboxKind.COMMENT).order_by(c.id))
        return [(row.subject, row.wanted) for row in rows]


def test_a_comment_is_kept_told_in_the_history_and_wanted_in_the_thread(sessions: Sessions, made: Spec) -> None:
    assert begin(sessions) == made
    post(sessions)
    [(subject, _)] = said(sessions)
    with sessions.begin() as session:
        kept = comments.get(session, made.id, CommentId(int(subject)))
        [told, *_] = history.newest(session, made.id, 1)
        assert process.get(session, TEAM, 1) == made
    assert kept == Comment(
        by=SAM,
        kind=CommentKind.QUESTION,
        heading="Overview",
        revision=1,
        text="Where to?",
        quote="We move it.",
        at=NOW,
    )
    assert (told.event, told.by, told.details["kind"], told.details["heading"]) == (
        "Commented",
        SAM,
        "question",
        "Overview",
    )
    assert "Where to?" not in str(told.details)


def test_a_form_that_is_sent_twice_is_one_comment_and_another_form_another(
    sessions: Sessions, database_url: str
) -> None:
    at_once(database_url, [partial(post)] * 4)
    assert [wanted for _, wanted in said(sessions)] == [1]
    post(sessions, replace(NEW, key="another"), by=DANA)
    assert [wanted for _, wanted in said(sessions)] == [1, 1]
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(schema.comments)) == 2


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (replace(NEW, text=" \n"), "Write what you want to say"),
        (replace(NEW, text="Nul\0l"), "NUL character on line 1"),
        (replace(NEW, quote="Nul\0l"), "NUL character on line 1"),
    ],
    ids=["no words", "a NUL", "a NUL in the quote"],
)
def test_what_cannot_be_said_is_refused_and_the_form_can_be_sent_again(
    sessions: Sessions, new: NewComment, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        post(sessions, new)
    post(sessions)
    assert len(said(sessions)) == 1


def test_in_a_closed_channel_it_is_refused_before_and_after_writing_until_the_channel_is_open(
    sessions: Sessions,
) -> None:
    with sessions.begin() as session:
        channels.close(session, TEAM, SPECS, Closed.ARCHIVED, NOW)
    for attempt in (begin, post):
        with pytest.raises(Refused, match=r"is archived.*Unarchive it"):
            attempt(sessions)
    with sessions.begin() as session:
        channels.reopen(session, TEAM, SPECS)
    post(sessions)
    assert len(said(sessions)) == 1


def test_on_a_draft_and_on_a_withdrawn_spec_it_is_refused_with_what_would_help(sessions: Sessions) -> None:
    with sessions.begin() as session:
        new = NewSpec(key="draft", title="Draft", drafter=DANA, channel=SPECS, share=False)
        specs.create(session, NOW, workspace=TEAM, new=new)
    for attempt in (begin, post):
        with pytest.raises(Refused, match=r"TS-2 is still a draft.*once it is shared"):
            attempt(sessions, by=DANA, number=2)
        with pytest.raises(Refused, match="belongs to its drafter"):
            attempt(sessions, by=SAM, number=2)
    post(sessions)
    with sessions.begin() as session:
        process.act(session, NOW, workspace=TEAM, number=1, access=Access(user=DANA), event=e.Withdrawn(by=DANA))
    with pytest.raises(Refused, match="can reopen it"):
        post(sessions, replace(NEW, key="late"))
    # What was said before, and is only sent once more, is no new comment.
    post(sessions)
    assert [wanted for _, wanted in said(sessions)] == [1]
