"""Reactions: which message they are about, in which order they count, and what a removed one takes along."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, permutations

import pytest
from sqlalchemy import select, update

from bot.db import channels, outbox, people, schema, workspaces
from bot.db.outbox import OutboxKind
from bot.db.session import Sessions
from bot.domain import events as e
from bot.domain.people import Person
from bot.domain.reactions import EmojiMap
from bot.domain.settings import ChannelSettings
from bot.domain.spec import ChannelId, Spec, SpecId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import deliveries, process, reactions, reminders, specs
from bot.services.access import Access, ProfileUnknown
from bot.services.reactions import LineQuestion, Reaction
from bot.services.specs import NewSpec
from tests.db.at_once import at_once
from tests.domain.facts import BUTTON, DANA, NOW, OTTO, RITA, SAM, TEAM

CHANNEL = ChannelId("C-SPECS")
CARD = "1795373610.000100"
REPLY = "1795373620.000100"
NEW = "1795373630.000100"
POLLER = UserId("U-POLLER")
TEXT = "# Title\n\n# Process\n\n- [ ] Schedule the discussion\n- [ ] Security looked at it\n"
SECURITY = 1
moments = (NOW + timedelta(seconds=second) for second in count(1))


@pytest.fixture(autouse=True)
def card(sessions: Sessions) -> None:
    """A spec whose card stands in the channel."""
    new = NewSpec(key="key", title="Title", drafter=DANA, channel=CHANNEL, share=True, file=TEXT)
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        channels.learn(session, TEAM, CHANNEL, name="specs", is_private=False)
        specs.create(session, NOW, workspace=TEAM, new=new)
        for user in (DANA, SAM, RITA, OTTO):
            people.learn(session, TEAM, Person(id=user, name=user))
        people.learn(session, TEAM, Person(id=POLLER, name="Poller", is_bot=True))
        cards = update(schema.outbox).where(schema.outbox.c.kind == OutboxKind.CARD)
        session.execute(update(schema.outbox).values(next_attempt_at=None))
        session.execute(cards.values(channel_id=CHANNEL, ts=CARD))
        outbox.want(session, TEAM, SpecId(1), OutboxKind.ANNOUNCEMENT, subject="reply")
        replies = update(schema.outbox).where(schema.outbox.c.kind == OutboxKind.ANNOUNCEMENT)
        session.execute(replies.values(channel_id=CHANNEL, ts=REPLY, next_attempt_at=None))


def react(
    sessions: Sessions,
    by: UserId,
    emoji: str,
    *,
    added: bool = True,
    ts: str = CARD,
    at: datetime | None = None,
    workspace: WorkspaceId = TEAM,
    on_ours: bool = True,
) -> Spec:
    """React, later than ever before unless it says when."""
    reaction = Reaction(
        by=by, emoji=emoji, channel=CHANNEL, ts=ts, added=added, at=at or next(moments), on_ours=on_ours
    )
    with sessions.begin() as session:
        reactions.react(session, datetime.now(UTC), workspace=workspace, reaction=reaction)
        return process.get(session, TEAM, 1)


def test_a_keycap_ticks_and_unticks_its_line(sessions: Sessions) -> None:
    assert len(react(sessions, SAM, "two").lines[SECURITY].ticks) == 1
    assert react(sessions, SAM, "two", added=False).lines[SECURITY].ticks == ()


def test_a_skin_tone_is_no_other_emoji(sessions: Sessions) -> None:
    assert len(react(sessions, SAM, "two::skin-tone-3").lines[SECURITY].ticks) == 1
    assert react(sessions, SAM, "two::skin-tone-3", added=False).lines[SECURITY].ticks == ()


def test_two_spellings_of_read_are_two_reactions_and_the_last_one_takes_the_receipt(sessions: Sessions) -> None:
    react(sessions, SAM, "white_check_mark")
    react(sessions, SAM, "heavy_check_mark")
    assert react(sessions, SAM, "white_check_mark", added=False).receipts != ()
    assert react(sessions, SAM, "heavy_check_mark", added=False).receipts == ()


def test_one_persons_reaction_is_not_anothers(sessions: Sessions) -> None:
    react(sessions, SAM, "bell")
    react(sessions, RITA, "bell")
    assert [nudge.user for nudge in react(sessions, SAM, "bell", added=False).nudges] == [RITA]


def test_a_repeated_event_counts_once(sessions: Sessions) -> None:
    react(sessions, SAM, "two", at=NOW)
    # Sam unticks the line with a button, and Slack tells of the reaction once more.
    with sessions.begin() as session:
        event = e.LineUnticked(by=SAM, position=SECURITY, source=BUTTON)
        process.act(session, NOW, workspace=TEAM, number=1, access=Access(user=SAM, here=CHANNEL), event=event)
    assert react(sessions, SAM, "two", at=NOW).lines[SECURITY].ticks == ()


def test_an_event_that_was_refused_is_refused_again_and_not_remembered_as_done(sessions: Sessions) -> None:
    for _ in range(2):
        with pytest.raises(Refused, match="You are the drafter"):
            react(sessions, DANA, "bell", at=NOW)


STORY = {  # what one person did, one microsecond after the other
    NOW + timedelta(microseconds=place): added for place, added in enumerate((True, False, True))
}


@pytest.mark.parametrize("arriving", [*permutations(STORY), *permutations([*STORY][:2])])
def test_in_whatever_order_reactions_arrive_the_last_one_made_counts(
    sessions: Sessions, arriving: Sequence[datetime]
) -> None:
    for at in arriving:
        spec = react(sessions, SAM, "two", added=STORY[at], at=at)
    assert len(spec.lines[SECURITY].ticks) == STORY[max(arriving)]


def test_reactions_that_several_processes_hear_at_once_end_as_they_were_made(
    database_url: str, sessions: Sessions
) -> None:
    made = [(by, at) for at in STORY for by in (SAM, RITA)]
    at_once(database_url, [partial(react, by=by, emoji="two", added=STORY[at], at=at) for by, at in made])
    spec = react(sessions, OTTO, "bell")
    assert {tick.user for tick in spec.lines[SECURITY].ticks} == {SAM, RITA}


def test_a_late_removal_takes_nothing_of_another_emoji_message_or_person(sessions: Sessions) -> None:
    react(sessions, SAM, "two", at=NOW + timedelta(seconds=2))
    react(sessions, RITA, "two", at=NOW)
    assert len(react(sessions, RITA, "two", added=False, at=NOW + timedelta(seconds=1)).lines[SECURITY].ticks) == 1


def test_what_was_heard_of_reactions_is_forgotten_when_nobody_repeats_it_any_more(sessions: Sessions) -> None:
    react(sessions, SAM, "two", at=NOW)
    with sessions.begin() as session:
        assert reminders.forget_handled(session, NOW + reminders.KEEP_HANDLED) == 0
        assert reminders.forget_handled(session, NOW + reminders.KEEP_HANDLED + timedelta(seconds=1)) == 2


@pytest.mark.parametrize(("ts", "workspace"), [("1.2", TEAM), (CARD, WorkspaceId("T-TWO"))])
def test_other_messages_and_other_workspaces_mean_nothing(sessions: Sessions, ts: str, workspace: WorkspaceId) -> None:
    assert react(sessions, SAM, "two", ts=ts, workspace=workspace).lines[SECURITY].ticks == ()


@pytest.mark.parametrize("emoji", ["white_check_mark", "bell", "one", "two"])
def test_reactions_of_apps_mean_nothing(sessions: Sessions, emoji: str) -> None:
    before = seen(sessions)
    assert react(sessions, POLLER, emoji) == before
    assert (answers(sessions), heard(sessions)) == ([], 0)


def test_who_somebody_is_is_asked_for_only_where_it_matters(sessions: Sessions) -> None:
    stranger = UserId("U-STRANGER")
    react(sessions, stranger, "tada")
    react(sessions, stranger, "two", ts="1.2")
    react(sessions, stranger, "two", added=False)
    with pytest.raises(ProfileUnknown):
        react(sessions, stranger, "two")


def answers(sessions: Sessions) -> list[tuple[UserId, bool]]:
    """Who was answered about a line that ticks itself, in order, and whether that is their newest answer."""
    c = schema.outbox.c
    with sessions.begin() as session:
        spec = process.get(session, TEAM, 1)
        subjects = session.scalars(select(c.subject).where(c.kind == OutboxKind.LINE_HELP).order_by(c.id))
        asked = [LineQuestion.read(subject) for subject in subjects]
        return [(question.by, reactions.is_latest(session, spec, question)) for question in asked]


def test_a_keycap_on_a_fact_line_is_answered_and_ticks_nothing(sessions: Sessions) -> None:
    assert react(sessions, SAM, "one", at=NOW).lines[0].ticks == ()
    assert answers(sessions) == [(SAM, True)]


def test_a_new_keycap_is_a_new_answer_and_two_quick_ones_are_one(sessions: Sessions) -> None:
    react(sessions, SAM, "one", at=NOW)
    for quick in (timedelta(seconds=59), timedelta(seconds=-59)):
        with pytest.raises(Refused, match="just answered that in our direct messages"):
            react(sessions, SAM, "one", at=NOW + quick, ts=REPLY)
    react(sessions, RITA, "one", at=NOW)
    react(sessions, SAM, "one", at=NOW + timedelta(seconds=60))
    assert answers(sessions) == [(SAM, False), (RITA, True), (SAM, True)]


def test_an_answer_of_the_release_before_gives_way_to_a_new_one(sessions: Sessions) -> None:
    with sessions.begin() as session:
        spec = process.get(session, TEAM, 1)
        outbox.want(session, TEAM, spec.id, OutboxKind.LINE_HELP, subject=f"{SAM}/0", user=SAM)
    assert answers(sessions) == [(SAM, True)]
    react(sessions, SAM, "one")
    assert answers(sessions) == [(SAM, False), (SAM, True)]


def test_a_keycap_on_a_withdrawn_spec_is_refused_as_any_other_reaction(sessions: Sessions) -> None:
    with sessions.begin() as session:
        process.apply(session, NOW, process.get(session, TEAM, 1, lock=True), e.Withdrawn(by=DANA))
    for emoji in ("one", "two", "white_check_mark"):
        with pytest.raises(Refused, match="was withdrawn"):
            react(sessions, SAM, emoji)
    assert answers(sessions) == []


def choose(sessions: Sessions, emoji: EmojiMap) -> None:
    with sessions.begin() as session:
        channels.set_settings(session, TEAM, CHANNEL, ChannelSettings(emoji=emoji))


def test_a_channels_own_emoji_count_and_the_usual_ones_no_more(sessions: Sessions) -> None:
    choose(sessions, EmojiMap(read=("eyes",), nudge=("hand",)))
    assert [receipt.user for receipt in react(sessions, SAM, "eyes").receipts] == [SAM]
    assert [nudge.user for nudge in react(sessions, RITA, "raised_hand::skin-tone-2").nudges] == [RITA]
    assert len(react(sessions, RITA, "white_check_mark").receipts) == 1
    assert len(react(sessions, SAM, "bell").nudges) == 1


def test_a_reaction_is_taken_back_though_its_emoji_means_something_else_by_now(sessions: Sessions) -> None:
    react(sessions, SAM, "bell")
    react(sessions, SAM, "white_check_mark")
    choose(sessions, EmojiMap(read=("bell",), nudge=("hand",)))
    assert react(sessions, SAM, "bell", added=False).nudges == ()
    assert react(sessions, SAM, "white_check_mark", added=False).receipts == ()


# On a message that stands in Slack already, though that is not known yet


def post_anew(sessions: Sessions) -> outbox.Claim:
    """The card is being posted: it stands there as NEW, but the answer has not come."""
    with sessions.begin() as session:
        outbox.want(session, TEAM, SpecId(1), OutboxKind.CARD)
        claims = outbox.claim(session, outbox.read_clock(session), NOW, 10)
        return next(taken for taken in claims if taken.kind is OutboxKind.CARD)


def stands(sessions: Sessions, taken: outbox.Claim) -> list[tuple[UserId, str]]:
    """The answer has come; who is told what of the reactions that were earlier."""
    with sessions.begin() as session:
        refused = deliveries.stand(session, datetime.now(UTC), claim=taken, channel=CHANNEL, ts=NEW, sent_hash="")
        assert refused is not None
        return [(each.to, each.text) for each in refused]


def heard(sessions: Sessions) -> int:
    """Of how many reactions something is remembered."""
    with sessions.begin() as session:
        return len(session.execute(select(schema.newest_reactions)).all())


def seen(sessions: Sessions) -> Spec:
    with sessions.begin() as session:
        return process.get(session, TEAM, 1)


def test_a_reaction_waits_until_its_message_is_known_and_counts_once(sessions: Sessions) -> None:
    taken = post_anew(sessions)
    assert react(sessions, SAM, "white_check_mark", ts=NEW).receipts == ()
    react(sessions, RITA, "two", ts=NEW)
    react(sessions, OTTO, "one", ts=NEW)
    assert stands(sessions, taken) == []
    assert [receipt.user for receipt in seen(sessions).receipts] == [SAM]
    assert [tick.user for tick in seen(sessions).lines[SECURITY].ticks] == [RITA]
    assert answers(sessions) == [(OTTO, True)]
    assert react(sessions, SAM, "white_check_mark", ts=NEW, added=False).receipts == ()
    assert stands(sessions, post_anew(sessions)) == []
    assert seen(sessions).receipts == ()


def test_what_is_refused_once_the_message_is_known_is_told_and_keeps_nothing_else_back(sessions: Sessions) -> None:
    taken = post_anew(sessions)
    for by in (DANA, SAM):
        react(sessions, by, "bell", ts=NEW)
    [(who, text)] = stands(sessions, taken)
    assert (who, text.partition(":")[0]) == (DANA, "You are the drafter of TS-1")
    assert [nudge.user for nudge in seen(sessions).nudges] == [SAM]


@pytest.mark.parametrize("arriving", [*permutations(STORY)])
def test_in_whatever_order_they_arrive_the_last_reaction_counts_once_the_message_is_known(
    sessions: Sessions, arriving: Sequence[datetime]
) -> None:
    taken = post_anew(sessions)
    for at in arriving[:2]:
        react(sessions, SAM, "two", added=STORY[at], at=at, ts=NEW)
    stands(sessions, taken)
    assert len(seen(sessions).lines[SECURITY].ticks) == STORY[max(arriving[:2])]
    react(sessions, SAM, "two", added=STORY[arriving[2]], at=arriving[2], ts=NEW)
    assert len(seen(sessions).lines[SECURITY].ticks) == STORY[max(arriving)]


def test_nothing_waits_on_other_peoples_messages_or_where_nothing_is_being_posted(sessions: Sessions) -> None:
    react(sessions, SAM, "two", ts=NEW)
    taken = post_anew(sessions)
    react(sessions, SAM, "two", ts=NEW, on_ours=False)
    react(sessions, SAM, "tada", ts=NEW)
    assert heard(sessions) == 0
    assert stands(sessions, taken) == []
    assert seen(sessions).lines[SECURITY].ticks == ()


def test_a_reaction_whose_message_never_becomes_known_is_forgotten(sessions: Sessions) -> None:
    post_anew(sessions)
    react(sessions, SAM, "two", ts=NEW, at=NOW)
    with sessions.begin() as session:
        reminders.forget_handled(session, NOW + reminders.KEEP_HANDLED + timedelta(seconds=1))
    assert heard(sessions) == 0


def test_a_reaction_counts_though_its_message_becomes_known_at_the_same_moment(
    database_url: str, sessions: Sessions
) -> None:
    taken = post_anew(sessions)
    reacting = [partial(react, by=by, emoji="two", ts=NEW) for by in (SAM, RITA)]
    at_once(database_url, [reacting[0], partial(stands, taken=taken), reacting[1]])
    assert {tick.user for tick in seen(sessions).lines[SECURITY].ticks} == {SAM, RITA}
