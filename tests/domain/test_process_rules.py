"""The rules of the process, each as a sentence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e
from bot.domain.checklist import LineState, is_due, leaves, line_state, missing_readers, waiting
from bot.domain.comments import CommentId, CommentKind
from bot.domain.events import Change
from bot.domain.process import (
    TextChanged,
    check_may_edit,
    check_may_tick,
    next_revision,
    status,
    transition,
    waits_for,
    was_discussed,
)
from bot.domain.spec import (
    Closed,
    DiscussionKind,
    Line,
    Participant,
    Receipt,
    Reminded,
    Role,
    Source,
    Spec,
    Status,
    Text,
    Tick,
    UserId,
    Via,
)
from bot.domain.template import LineKind
from bot.errors import Refused
from tests.domain.facts import (
    BELL,
    BUTTON,
    CHECK,
    CODY,
    DANA,
    DRAFT,
    IN_STATUS,
    MEETING,
    NOW,
    ONE,
    OTTO,
    READ,
    REVIEW,
    RITA,
    SAM,
    SCHEDULE,
    SCHEDULED,
    SECURITY,
    SHARED_AT,
    TICKETS,
    TOMORROW,
    UNSCHEDULED,
    WITHDRAWN,
    line,
    reaction,
)

# ------------------------------------------------------------------------------------------------------ sharing


def after(spec: Spec, *happened: e.Event) -> Spec:
    """The spec when all of this has happened."""
    for event in happened:
        spec = transition(spec, event, NOW).spec
    return spec


def test_sharing_starts_the_wait_for_a_date() -> None:
    shared = after(DRAFT, e.Shared(by=DANA))
    assert (shared.shared_at, shared.waiting_since) == (NOW, NOW)


def test_a_draft_that_has_its_date_waits_for_nothing_when_it_is_shared_and_announces_it() -> None:
    planned = after(DRAFT, e.DiscussionSet(by=DANA, key="planned", starts_at=TOMORROW))
    change = transition(planned, e.Shared(by=DANA), NOW)
    assert status(change.spec) is Status.SCHEDULED
    assert change.spec.waiting_since is None
    assert e.Announce(key="planned", sequence=0) in change.effects


def test_readers_are_added_once_and_never_in_place_of_a_role_that_somebody_has() -> None:
    fixed = after(UNSCHEDULED, e.ReadersFixed(users=(OTTO, DANA, CODY, SAM, RITA, OTTO)))
    assert fixed.participants == (*UNSCHEDULED.participants, Participant(user=OTTO, role=Role.READER))
    assert transition(fixed, e.ReadersFixed(users=(OTTO, SAM)), NOW) == Change(spec=fixed)


# ------------------------------------------------------------------------------------------------------- edits


def edited(spec: Spec, by: UserId, digest: str) -> e.TextEdited:
    """An edit as a service makes it: on the newest text, in the revision that the process says."""
    text = replace(spec.text, revision=next_revision(spec, by), author=by, digest=digest)
    return e.TextEdited(by=by, change=e.TextChange.BODY, text=text, heading="Overview")


def edit(spec: Spec, by: UserId) -> Spec:
    return after(spec, edited(spec, by, spec.text.digest + "+"))


def test_one_persons_edits_join_one_revision_until_somebody_else_has_read_it() -> None:
    once = edit(edit(UNSCHEDULED, DANA), DANA)
    assert once.text.revision == 1
    read_by_herself = after(once, e.ReceiptGiven(by=DANA, revision=1, source=BUTTON))
    assert edit(read_by_herself, DANA).text.revision == 1
    read = after(once, e.ReceiptGiven(by=SAM, revision=1, source=BUTTON))
    assert edit(read, DANA).text.revision == 2
    assert edit(edit(read, DANA), DANA).text.revision == 2


def test_another_persons_edit_begins_a_revision_of_its_own() -> None:
    by_both = edit(edit(UNSCHEDULED, CODY), DANA)
    assert (by_both.text.revision, by_both.text.author) == (3, DANA)


def test_saving_the_same_words_changes_nothing() -> None:
    same = edited(UNSCHEDULED, DANA, UNSCHEDULED.text.digest)
    assert transition(UNSCHEDULED, same, NOW) == Change(spec=UNSCHEDULED)


def test_a_text_that_is_kept_elsewhere_is_changed_there() -> None:
    elsewhere = replace(UNSCHEDULED, url="https://example.org/doc")
    with pytest.raises(Refused, match=r"kept elsewhere\. Change it there"):
        transition(elsewhere, edited(elsewhere, DANA, "new"), NOW)


def test_whoever_may_not_edit_hears_so_before_they_begin() -> None:
    check_may_edit(UNSCHEDULED, CODY)
    with pytest.raises(Refused, match=r"Only the drafter can edit TS-12\. Ask them in the thread of its card"):
        check_may_edit(UNSCHEDULED, SAM)
    with pytest.raises(Refused, match="can reopen it"):
        check_may_edit(WITHDRAWN, DANA)


def test_another_title_shows_wherever_the_spec_is_named() -> None:
    event = e.Renamed(by=DANA, title="Other words", text=replace(UNSCHEDULED.text, digest="new"))
    renamed = transition(UNSCHEDULED, event, NOW)
    assert (renamed.spec.title, renamed.spec.text.digest) == ("Other words", "new")
    assert {e.RefreshCard(), e.RefreshReminders()} <= set(renamed.effects)
    assert transition(renamed.spec, event, NOW) == Change(spec=renamed.spec)


# -------------------------------------------------------------------------------------------------- discussion


def test_anyone_may_set_the_first_time() -> None:
    dated = after(UNSCHEDULED, e.DiscussionSet(by=OTTO, key="first", starts_at=TOMORROW))
    assert dated.discussion is not None
    assert (dated.discussion.kind, dated.discussion.set_by) == (DiscussionKind.MEETING, OTTO)
    assert dated.waiting_since is None


def test_a_drafters_new_date_is_a_move_of_the_same_discussion() -> None:
    moved = after(SCHEDULED, e.DiscussionSet(by=CODY, key="ignored", starts_at=TOMORROW)).discussion
    assert moved is not None
    assert (moved.key, moved.sequence, moved.starts_at, moved.set_by) == (MEETING.key, 1, TOMORROW, CODY)


def test_setting_the_time_that_stands_changes_nothing_whoever_does_it() -> None:
    for by in (DANA, RITA):
        again = e.DiscussionSet(by=by, key="again", starts_at=MEETING.starts_at)
        assert transition(SCHEDULED, again, NOW) == Change(spec=SCHEDULED)


@pytest.mark.parametrize("starts_at", [NOW, NOW - timedelta(minutes=1)])
def test_a_time_that_has_passed_is_refused(starts_at: datetime) -> None:
    with pytest.raises(Refused, match="has passed"):
        transition(UNSCHEDULED, e.DiscussionSet(by=DANA, key="late", starts_at=starts_at), NOW)


def test_cancelling_begins_a_new_wait_and_a_new_time_is_a_new_discussion() -> None:
    cancelled = after(SCHEDULED, e.DiscussionCancelled(by=DANA))
    assert cancelled.waiting_since == NOW
    assert cancelled.discussion == replace(MEETING, cancelled_at=NOW, cancelled_by=DANA, sequence=1)
    again = after(cancelled, e.DiscussionSet(by=RITA, key="second", starts_at=TOMORROW)).discussion
    assert again is not None
    assert (again.key, again.sequence, again.cancelled_at) == ("second", 0, None)


def test_no_meeting_needed_makes_the_drafter_the_decider_in_the_thread() -> None:
    decided = after(UNSCHEDULED, e.NoMeetingNeeded(by=CODY, key="thread", decide_by=TOMORROW)).discussion
    assert decided is not None
    assert (decided.kind, decided.decider, decided.starts_at) == (DiscussionKind.THREAD, DANA, TOMORROW)
    assert decided.length == timedelta(0)


def test_a_decision_in_the_thread_may_be_somebody_elses_and_the_drafters_own_goes_with_a_handover() -> None:
    theirs = after(UNSCHEDULED, e.NoMeetingNeeded(by=DANA, key="thread", decide_by=TOMORROW, decider=SAM))
    own = after(UNSCHEDULED, e.NoMeetingNeeded(by=DANA, key="thread", decide_by=TOMORROW))
    for spec, decider in ((theirs, SAM), (own, OTTO)):
        handed = after(spec, e.HandedOver(by=DANA, to=OTTO)).discussion
        assert handed is not None
        assert handed.decider == decider


def test_only_a_drafter_turns_a_decision_in_the_thread_into_a_meeting() -> None:
    in_thread = after(UNSCHEDULED, e.NoMeetingNeeded(by=DANA, key="thread", decide_by=TOMORROW))
    meet = e.DiscussionSet(by=RITA, key="meet", starts_at=TOMORROW)
    with pytest.raises(Refused, match="decided in its thread"):
        transition(in_thread, meet, NOW)
    met = after(in_thread, replace(meet, by=DANA)).discussion
    assert met is not None
    assert (met.key, met.kind) == ("meet", DiscussionKind.MEETING)


IN_THREAD = after(UNSCHEDULED, e.NoMeetingNeeded(by=DANA, key="thread", decide_by=MEETING.starts_at))


@pytest.mark.parametrize(
    ("spec", "is_past"),
    [
        (SCHEDULED, True),
        (IN_THREAD, True),
        (after(SCHEDULED, e.DiscussionCancelled(by=DANA)), False),
        (after(SCHEDULED, e.Withdrawn(by=DANA)), False),
        (replace(SCHEDULED, shared_at=None), False),
        (UNSCHEDULED, False),
    ],
)
def test_a_spec_was_discussed_once_the_time_for_it_has_come(spec: Spec, *, is_past: bool) -> None:
    assert not was_discussed(spec, MEETING.starts_at - timedelta(seconds=1))
    assert was_discussed(spec, MEETING.starts_at) is is_past


def test_a_date_settles_the_nudges_and_the_snooze() -> None:
    asked = after(
        UNSCHEDULED, e.Nudged(by=SAM, source=BUTTON), e.ReminderSnoozed(by=DANA, until=TOMORROW + timedelta(days=1))
    )
    dated = after(asked, e.DiscussionSet(by=DANA, key="first", starts_at=TOMORROW))
    assert (dated.nudges, dated.snoozed_until) == ((), None)


# --------------------------------------------------------------------------------------------------- take-backs

HEAVY_CHECK = reaction("heavy_check_mark")
SAME_EMOJI_ON_A_REPLY = reaction("white_check_mark", "1763890000.000200")


def test_taking_back_a_reaction_takes_back_only_what_that_reaction_gave() -> None:
    sources = (BUTTON, CHECK, HEAVY_CHECK, SAME_EMOJI_ON_A_REPLY)
    given = after(
        UNSCHEDULED,
        *(e.ReceiptGiven(by=by, revision=1, source=source) for by in (SAM, RITA) for source in sources),
        *(e.Nudged(by=by, source=source) for by in (SAM, RITA) for source in sources),
        *(e.LineTicked(by=by, position=SECURITY, source=source) for by in (SAM, RITA) for source in sources),
    )
    back = after(
        given,
        e.ReceiptTakenBack(by=SAM, source=CHECK),
        e.NudgeTakenBack(by=SAM, source=CHECK),
        e.LineUnticked(by=SAM, position=SECURITY, source=CHECK),
    )
    left = {(by, source) for by in (SAM, RITA) for source in sources} - {(SAM, CHECK)}
    for facts in (back.receipts, back.nudges, back.lines[SECURITY].ticks):
        assert {(fact.user, fact.source) for fact in facts} == left


def test_who_pressed_twice_counts_once_and_counts_until_the_last_is_taken_back() -> None:
    asked = after(UNSCHEDULED, *(e.Nudged(by=SAM, source=source) for source in (BUTTON, BELL)), read_by(SAM, CHECK))
    assert waiting(asked) == (SAM,)
    assert waiting(after(asked, e.NudgeTakenBack(by=SAM, source=BELL))) == (SAM,)
    assert missing_readers(asked) == (RITA,)
    assert missing_readers(after(asked, e.ReceiptTakenBack(by=SAM, source=CHECK))) == (SAM, RITA)


def read_by(user: UserId, source: Source, revision: int = 1) -> e.ReceiptGiven:
    return e.ReceiptGiven(by=user, revision=revision, source=source)


def test_the_button_unticks_the_line_whoever_ticked_it() -> None:
    ticked = after(UNSCHEDULED, *(e.LineTicked(by=by, position=TICKETS, source=ONE) for by in (SAM, RITA)))
    unticked = after(ticked, e.LineUnticked(by=OTTO, position=TICKETS, source=BUTTON))
    assert line_state(unticked, unticked.lines[TICKETS]) is LineState.OPEN


def test_on_a_withdrawn_spec_a_reaction_can_be_taken_back_but_no_button_unticks() -> None:
    withdrawn = IN_STATUS[Status.WITHDRAWN]
    assert after(withdrawn, e.LineUnticked(by=SAM, position=TICKETS, source=ONE)) != withdrawn
    with pytest.raises(Refused, match="was withdrawn"):
        transition(withdrawn, e.LineUnticked(by=SAM, position=TICKETS, source=BUTTON), NOW)


# ----------------------------------------------------------------------------------------------------- receipts


def test_a_receipt_is_for_a_revision_that_exists() -> None:
    assert after(UNSCHEDULED, read_by(SAM, BUTTON, revision=7)).receipts[0].revision == 1


def test_a_receipt_is_for_the_text_that_was_shown() -> None:
    with pytest.raises(TextChanged, match="changed while you were reading"):
        transition(UNSCHEDULED, e.ReceiptGiven(by=SAM, revision=1, source=BUTTON, overwritten=True), NOW)


def test_what_somebody_has_read_last_is_their_newest_revision_by_whatever_they_said_so() -> None:
    text = replace(UNSCHEDULED.text, revision=3)
    spec = after(
        replace(UNSCHEDULED, text=text), read_by(SAM, CHECK, 2), read_by(SAM, BUTTON, 3), read_by(RITA, BUTTON)
    )
    newest = {user: spec.newest_receipt(user) for user in (SAM, RITA, OTTO)}
    assert {user: receipt and receipt.revision for user, receipt in newest.items()} == {SAM: 3, RITA: 1, OTTO: None}


def test_reading_a_newer_revision_renews_the_receipt_and_an_older_one_changes_nothing() -> None:
    second = replace(UNSCHEDULED, text=Text(revision=2, author=DANA))
    renewed = after(second, read_by(SAM, BUTTON, 1), read_by(SAM, BUTTON, 2))
    assert renewed.receipts == (Receipt(user=SAM, revision=2, source=BUTTON, at=NOW),)
    assert transition(renewed, read_by(SAM, BUTTON, 1), NOW) == Change(spec=renewed)


# ---------------------------------------------------------------------------------------------------- checklist


def states(spec: Spec) -> list[LineState]:
    return [line_state(spec, each) for each in spec.lines]


def not_needed(position: int) -> e.LineNeedChanged:
    return e.LineNeedChanged(by=DANA, position=position, needed=False)


def test_known_lines_are_ticked_by_facts() -> None:
    assert line_state(UNSCHEDULED, UNSCHEDULED.lines[SCHEDULE]) is LineState.OPEN
    assert line_state(SCHEDULED, SCHEDULED.lines[SCHEDULE]) is LineState.DONE
    one = after(SCHEDULED, read_by(SAM, BUTTON))
    assert line_state(one, one.lines[READ]) is LineState.OPEN
    both = after(one, read_by(RITA, CHECK))
    assert line_state(both, both.lines[READ]) is LineState.DONE


def test_a_fact_that_is_no_more_unticks_its_line() -> None:
    cancelled = after(SCHEDULED, e.DiscussionCancelled(by=DANA))
    assert line_state(cancelled, cancelled.lines[SCHEDULE]) is LineState.OPEN


@pytest.mark.parametrize(
    "reminded",
    [
        after(UNSCHEDULED, e.Nudged(by=SAM, source=BUTTON)),
        after(UNSCHEDULED, e.ReminderSent(kind="unscheduled", to=DANA, occasion="first")),
        SCHEDULED,
        after(SCHEDULED, e.DiscussionCancelled(by=DANA)),
    ],
    ids=["nudge", "reminder", "date", "date, cancelled"],
)
def test_the_remind_line_is_done_by_a_nudge_a_reminder_or_a_date(reminded: Spec) -> None:
    remind = line(0, "Remind people", kind=LineKind.REMIND)
    assert line_state(replace(UNSCHEDULED, lines=(remind,)), remind) is LineState.OPEN
    assert line_state(replace(reminded, lines=(remind,)), remind) is LineState.DONE


def test_the_remind_line_is_not_done_by_the_news_of_a_closed_channel() -> None:
    remind = line(0, "Remind people", kind=LineKind.REMIND)
    told = after(UNSCHEDULED, e.ReminderSent(kind="channel closed", to=DANA, occasion="C/2026"))
    assert line_state(replace(told, lines=(remind,)), remind) is LineState.OPEN


def test_nobody_to_read_is_no_reading_needed_once_the_spec_is_shared() -> None:
    alone = replace(DRAFT, participants=())
    assert line_state(alone, alone.lines[READ]) is LineState.OPEN
    shared = after(alone, e.Shared(by=DANA))
    assert line_state(shared, shared.lines[READ]) is LineState.NOT_NEEDED


def test_a_drafter_is_not_waited_for_to_read() -> None:
    both_roles = replace(
        UNSCHEDULED, participants=(*UNSCHEDULED.participants, Participant(user=CODY, role=Role.READER))
    )
    assert missing_readers(both_roles) == (SAM, RITA)


def test_who_has_left_is_not_waited_for_to_read() -> None:
    gone = replace(UNSCHEDULED, left=frozenset({RITA}))
    assert missing_readers(gone) == (SAM,)
    assert line_state(after(gone, read_by(SAM, BUTTON)), UNSCHEDULED.lines[READ]) is LineState.DONE
    nobody = replace(UNSCHEDULED, left=frozenset({SAM, RITA}))
    assert line_state(nobody, nobody.lines[READ]) is LineState.NOT_NEEDED


def test_formal_feedback_of_those_who_have_all_left_is_not_needed() -> None:
    line = Line(position=0, text="Formal feedback", role=None, depth=0, kind=LineKind.FEEDBACK)
    asked = replace(UNSCHEDULED, lines=(line,))
    assert asked.feedback_expected == (SAM,)
    assert line_state(asked, line) is LineState.OPEN
    gone = replace(asked, left=frozenset({SAM}))
    assert gone.feedback_expected == ()
    assert line_state(gone, line) is LineState.NOT_NEEDED
    assert line_state(replace(gone, shared_at=None), line) is LineState.OPEN
    ticked = replace(line, ticks=(Tick(user=RITA, source=BUTTON, at=NOW),))
    assert line_state(replace(gone, lines=(ticked,)), ticked) is LineState.DONE
    assert line_state(replace(asked, participants=()), line) is LineState.OPEN


def test_whoever_may_not_tick_a_line_is_refused_before_they_are_told_about_it() -> None:
    check_may_tick(UNSCHEDULED, OTTO, SCHEDULE)
    with pytest.raises(Refused, match="can reopen it"):
        check_may_tick(WITHDRAWN, SAM, SCHEDULE)
    with pytest.raises(Refused, match="belongs to its drafter"):
        check_may_tick(DRAFT, SAM, SCHEDULE)


@pytest.mark.parametrize(("position", "told"), [(SCHEDULE, True), (READ, True), (REVIEW, True), (SECURITY, False)])
def test_what_is_set_by_hand_is_told_to_whoever_was_answered_about_that_line(position: int, *, told: bool) -> None:
    change = transition(UNSCHEDULED, not_needed(position), NOW)
    assert change.effects == (e.RefreshCard(answers=told),)


def test_a_parent_is_done_when_its_children_are() -> None:
    security = after(UNSCHEDULED, e.LineTicked(by=OTTO, position=SECURITY, source=BUTTON))
    assert line_state(security, security.lines[REVIEW]) is LineState.OPEN
    read = after(security, read_by(SAM, BUTTON), read_by(RITA, BUTTON))
    assert line_state(read, read.lines[REVIEW]) is LineState.DONE


def test_a_parent_cannot_be_ticked_itself() -> None:
    with pytest.raises(Refused, match="lines below it"):
        transition(UNSCHEDULED, e.LineTicked(by=DANA, position=REVIEW, source=BUTTON), NOW)


def test_not_needed_is_kept_apart_from_done() -> None:
    partly = after(UNSCHEDULED, not_needed(SECURITY), read_by(SAM, BUTTON), read_by(RITA, BUTTON))
    assert states(partly)[REVIEW : SECURITY + 1] == [LineState.DONE, LineState.DONE, LineState.NOT_NEEDED]
    nothing = after(UNSCHEDULED, not_needed(SECURITY), not_needed(READ))
    assert line_state(nothing, nothing.lines[REVIEW]) is LineState.NOT_NEEDED


def test_what_is_below_a_line_that_is_not_needed_is_not_needed_either() -> None:
    lines = (
        line(0, "Release"),
        line(1, "Review", depth=1),
        line(2, "Security", depth=2),
        line(3, "Announce it", depth=1),
    )
    spec = after(replace(UNSCHEDULED, lines=lines), not_needed(1))
    assert states(spec) == [LineState.OPEN, LineState.NOT_NEEDED, LineState.NOT_NEEDED, LineState.OPEN]
    announced = after(spec, e.LineTicked(by=DANA, position=3, source=BUTTON))
    assert line_state(announced, announced.lines[0]) is LineState.DONE


def test_a_tick_by_hand_ends_not_needed() -> None:
    ticked = after(UNSCHEDULED, not_needed(SECURITY), e.LineTicked(by=SAM, position=SECURITY, source=BUTTON))
    assert line_state(ticked, ticked.lines[SECURITY]) is LineState.DONE


def test_a_line_that_is_needed_again_is_what_it_was() -> None:
    ticked = after(UNSCHEDULED, e.LineTicked(by=SAM, position=SECURITY, source=BUTTON))
    again = after(ticked, not_needed(SECURITY), e.LineNeedChanged(by=RITA, position=SECURITY, needed=True))
    assert again == ticked


@pytest.mark.parametrize("position", [-1, len(UNSCHEDULED.lines)])
def test_a_line_that_is_not_there_is_refused(position: int) -> None:
    with pytest.raises(Refused, match="no such checklist line"):
        transition(UNSCHEDULED, e.LineTicked(by=DANA, position=position, source=BUTTON), NOW)


def test_keycaps_count_the_lines_that_people_tick() -> None:
    assert [each.position for each in leaves(UNSCHEDULED)] == [SCHEDULE, READ, SECURITY, TICKETS]


def test_what_follows_the_discussion_is_later_until_it_begins() -> None:
    tickets, facilitate = SCHEDULED.lines[TICKETS], line(0, "Facilitate", kind=LineKind.FACILITATE)
    for each in (tickets, facilitate):
        assert not is_due(UNSCHEDULED, each, MEETING.starts_at)
        assert not is_due(SCHEDULED, each, MEETING.starts_at - timedelta(seconds=1))
        assert is_due(SCHEDULED, each, MEETING.starts_at)
    assert is_due(DRAFT, DRAFT.lines[SECURITY], NOW)


# ------------------------------------------------------------------------------------------ reminders, withdrawal


def test_a_reminder_is_written_into_the_ledger_once() -> None:
    sent = e.ReminderSent(kind="unscheduled", to=DANA, occasion="first")
    once = after(UNSCHEDULED, sent)
    assert once.reminded == (Reminded(kind="unscheduled", user=DANA, occasion="first", at=NOW),)
    assert transition(once, sent, TOMORROW) == Change(spec=once)


def test_a_reminder_that_was_sent_uses_up_the_snooze() -> None:
    snoozed = after(UNSCHEDULED, e.ReminderSnoozed(by=DANA, until=TOMORROW))
    of_this_wait = f"{SHARED_AT.isoformat()}/1"
    assert after(snoozed, e.ReminderSent(kind="unscheduled", to=DANA, occasion=of_this_wait)).snoozed_until is None
    assert after(snoozed, e.ReminderSent(kind="channel closed", to=DANA, occasion="C")).snoozed_until == TOMORROW


def test_snoozing_into_the_past_is_refused() -> None:
    with pytest.raises(Refused, match="has passed"):
        transition(UNSCHEDULED, e.ReminderSnoozed(by=DANA, until=NOW), NOW)


def test_a_withdrawn_spec_that_goes_on_waits_anew() -> None:
    reopened = transition(WITHDRAWN, e.Reopened(by=DANA), TOMORROW).spec
    assert reopened == replace(UNSCHEDULED, waiting_since=TOMORROW)
    assert UNSCHEDULED.waiting_since == SHARED_AT


def test_a_withdrawn_spec_that_had_a_date_still_has_it_when_it_goes_on() -> None:
    assert after(SCHEDULED, e.Withdrawn(by=DANA), e.Reopened(by=CODY)) == SCHEDULED


def test_a_withdrawn_draft_that_goes_on_is_a_draft() -> None:
    assert after(DRAFT, e.Withdrawn(by=DANA), e.Reopened(by=DANA)) == DRAFT


def test_a_command_is_a_source_like_a_button() -> None:
    command = Source(via=Via.COMMAND)
    given = after(UNSCHEDULED, read_by(SAM, command), read_by(SAM, BUTTON))
    assert [receipt.source for receipt in given.receipts] == [command, BUTTON]


# ----------------------------------------------------------------------------------------- a drafter who has left


@pytest.mark.parametrize(
    ("closed", "help_"), [(Closed.ARCHIVED, "Unarchive it"), (Closed.LEFT, "/invite"), (Closed.GONE, "/invite")]
)
def test_a_comment_that_could_not_be_said_in_the_channel_is_refused_with_what_would_help(
    closed: Closed, help_: str
) -> None:
    comment = e.Commented(by=SAM, comment=CommentId(1), kind=CommentKind.COMMENT, heading="Overview", closed=closed)
    with pytest.raises(Refused, match=f"he channel of TS-12.*{help_}"):
        transition(UNSCHEDULED, comment, NOW)


def test_nobody_takes_over_from_a_drafter_who_is_here() -> None:
    with pytest.raises(Refused, match="Ask them to hand it over"):
        transition(UNSCHEDULED, e.TakenOver(by=SAM, drafter_left=False), NOW)
    taken = after(UNSCHEDULED, e.TakenOver(by=SAM, drafter_left=True))
    assert (taken.drafter, DANA in taken.drafters) == (SAM, False)


def test_a_date_that_passed_before_the_draft_was_shared_is_none() -> None:
    planned = replace(DRAFT, discussion=MEETING)
    change = transition(planned, e.Shared(by=DANA), MEETING.starts_at)
    assert status(change.spec) is Status.UNSCHEDULED
    assert change.spec.waiting_since == MEETING.starts_at
    assert not any(isinstance(effect, e.Announce) for effect in change.effects)
    assert status(transition(planned, e.Shared(by=DANA), NOW).spec) is Status.SCHEDULED


def test_a_handover_of_what_has_its_date_lets_others_offer_other_times() -> None:
    handed = e.HandedOver(by=DANA, to=SAM)
    assert e.RefreshReminders(of_others=True) in transition(SCHEDULED, handed, NOW).effects
    assert e.RefreshReminders(of_others=False) in transition(UNSCHEDULED, handed, NOW).effects


def test_it_waits_for_whoever_owes_the_next_step_and_before_a_discussion_for_its_readers() -> None:
    assert SCHEDULED.discussion is not None
    met = SCHEDULED.discussion.starts_at + timedelta(hours=1)
    thread = replace(SCHEDULED, discussion=replace(SCHEDULED.discussion, kind=DiscussionKind.THREAD, decider=CODY))
    read = replace(SCHEDULED, receipts=(Receipt(user=SAM, revision=1, source=BUTTON, at=NOW),))
    for spec, now, waited_for in (
        (DRAFT, NOW, (DANA,)),
        (UNSCHEDULED, NOW, (DANA,)),
        (SCHEDULED, NOW, (SAM, RITA)),
        (read, NOW, (RITA,)),
        (SCHEDULED, met, (DANA,)),
        (thread, NOW, (CODY, SAM, RITA)),
        (thread, met, (CODY,)),
        (WITHDRAWN, NOW, ()),
    ):
        assert waits_for(spec, now) == waited_for
