"""Reminders to a person, one or several in a message."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.ledger import ReminderKind
from bot.domain.process import transition
from bot.domain.reminders import Coming, Rules, due, is_live
from bot.domain.spec import ChannelId, Closed, Closing, Participant, Reminded, Role, Spec, UserId
from bot.slack.ids import Action
from bot.slack.views import reminders
from bot.slack.views.cards import Names
from bot.slack.views.reminders import Reminder
from tests.domain.facts import DANA, NOW, OTTO, RITA, SAM
from tests.slack.limits import check_message
from tests.slack.views.examples import EXAMPLES, NAMES, assert_looks_as_before, drawn, moments, names, specs, texts

RULES = Rules()
TIMES = tuple(NOW + timedelta(days=days, hours=1) for days in (1, 2, 3))


def reminded(spec: Spec, kind: ReminderKind = ReminderKind.UNSCHEDULED, to: UserId | None = None) -> Spec:
    """The spec after somebody was reminded of it."""
    occasion = f"{spec.waiting_since.isoformat() if spec.waiting_since else 'before'}/{len(spec.reminded) + 1}"
    sent = e.ReminderSent(kind=kind, to=to or spec.drafter, occasion=occasion, message="2026-03-04T09:00:00+00:00")
    return transition(spec, sent, NOW).spec


def asked(spec: Spec, place: int = -1, rules: Rules = RULES) -> Reminder:
    entry = (
        spec.reminded[place] if spec.reminded else Reminded(kind="unscheduled", user=spec.drafter, occasion="", at=NOW)
    )
    return Reminder(
        spec=spec,
        entry=entry,
        is_live=is_live(spec, entry, rules),
        zone="Europe/Berlin",
        now=NOW,
        times=TIMES,
        not_before=NOW + timedelta(days=2),
        coming=Coming(user=SAM, at=NOW + timedelta(days=1)) if entry.kind == ReminderKind.LAST_CALL else None,
        is_private=False,
        channel_name="team-specs",
        closed=rules.closing.why if rules.closing else None,
    )


def test_the_reminder_and_what_becomes_of_it_look_as_before() -> None:
    for name in ("unscheduled", "scheduled", "decided in the thread", "withdrawn"):
        seen = asked(reminded(EXAMPLES[name]))
        assert_looks_as_before(f"reminder, {name}", reminders.message([seen], NAMES))


def test_who_decides_in_the_thread_is_told_so_and_others_who_it_is() -> None:
    spec = reminded(reminded(EXAMPLES["decided in the thread"]), ReminderKind.PICK_TIME, SAM)
    to_dana, to_sam = (json.dumps(reminders.message([asked(spec, place)], NAMES)) for place in (0, 1))
    assert "You decide in the thread by <!date^" in to_dana
    assert "Nothing to do" not in to_dana
    assert "Dana decides in the thread by <!date^" in to_sam
    assert "Nothing to do here." in to_sam


def test_the_last_call_and_the_question_to_a_stakeholder_look_as_before() -> None:
    last_call = reminded(EXAMPLES["unscheduled"], ReminderKind.LAST_CALL)
    pick_time = reminded(last_call, ReminderKind.PICK_TIME, SAM)
    assert_looks_as_before("reminder, last call", reminders.message([asked(last_call)], NAMES))
    assert_looks_as_before("reminder, to a stakeholder", reminders.message([asked(pick_time)], NAMES))


def test_the_message_of_a_day_with_several_reminders_looks_as_before() -> None:
    one = reminded(EXAMPLES["unscheduled"])
    other = replace(reminded(EXAMPLES["unscheduled"], ReminderKind.PICK_TIME, SAM), number=14, title="Case search")
    settled = replace(reminded(EXAMPLES["scheduled"]), number=15)
    shown = [replace(asked(spec), times=TIMES[:2]) for spec in (one, other, settled)]
    assert_looks_as_before("reminders of a day", reminders.message(shown, NAMES))
    assert reminders.fallback(shown) == "2 specs need a time: TS-12 Hearing schedule, TS-14 Case search"


def labels(seen: Reminder) -> list[str]:
    """What its buttons say."""
    [row] = [block for block in reminders.message([seen], NAMES) if block["type"] == "actions"]
    return [element["text"]["text"] for element in row["elements"] if element["type"] == "button"]


def test_a_time_a_week_away_or_more_is_offered_with_its_date() -> None:
    seen = replace(asked(reminded(EXAMPLES["unscheduled"])), times=[NOW + timedelta(days=days) for days in (1, 6, 7)])
    assert labels(seen)[:3] == ["Tue 15:00", "Sun 15:00", "Mon 30 Nov 15:00"]


def test_only_the_latest_reminder_is_live() -> None:
    twice = reminded(reminded(EXAMPLES["unscheduled"]))
    kinds = [[block["type"] for block in reminders.message([asked(twice, place)], NAMES)] for place in (-2, -1)]
    assert ["actions" in each for each in kinds] == [False, True]


def test_the_first_ninety_characters_say_spec_and_ask() -> None:
    spec = EXAMPLES["unscheduled"]
    told = [
        reminders.fallback([asked(reminded(spec))]),
        reminders.fallback([asked(reminded(spec, ReminderKind.LAST_CALL))]),
        reminders.fallback([asked(reminded(spec, ReminderKind.PICK_TIME, SAM))]),
    ]
    assert [each[:90] for each in told] == [
        "TS-12 Hearing schedule: 2 people want to discuss it. When?",
        "TS-12 Hearing schedule: can you say before Tuesday when to meet? 2 people want to discuss ",
        "TS-12 Hearing schedule: can you pick a time? None since Monday.",
    ]


def test_the_deadline_of_a_long_title_is_within_ninety_characters() -> None:
    spec = replace(EXAMPLES["unscheduled"], number=123, title="word " * 30)
    call = replace(asked(reminded(spec, ReminderKind.LAST_CALL)), coming=Coming(user=SAM, at=NOW + timedelta(days=2)))
    assert "can you say before Wednesday " in reminders.fallback([call])[:90]


def test_a_deadline_of_the_same_day_names_its_hour() -> None:
    call = asked(reminded(EXAMPLES["unscheduled"], ReminderKind.LAST_CALL))
    today = replace(call, coming=Coming(user=SAM, at=NOW + timedelta(hours=2)))
    assert "can you say before Mon 17:00 when to meet?" in reminders.fallback([today])


def declining(spec: Spec, *users: UserId) -> Spec:
    """The spec after these were asked in the drafter's place and said "not me"."""
    for user in users:
        asked_too = reminded(spec, ReminderKind.PICK_TIME, user)
        spec = transition(asked_too, e.ReminderDeclined(by=user), NOW).spec
    return spec


def test_the_drafter_hears_who_would_rather_not_be_asked_and_who_is_asked_next() -> None:
    stakeholders = tuple(Participant(user=user, role=Role.STAKEHOLDER) for user in (SAM, OTTO, RITA))
    waiting = replace(EXAMPLES["unscheduled"], participants=stakeholders)
    call = reminded(waiting, ReminderKind.LAST_CALL)
    one, both = declining(call, SAM), declining(call, SAM, OTTO)
    next_one = replace(asked(one, 0), coming=Coming(user=RITA, at=NOW + timedelta(days=2)))
    last = replace(asked(both, 0), coming=None)
    shown = (next_one, asked(reminded(one, ReminderKind.PICK_TIME, RITA), 0), last)
    named = {**NAMES, OTTO: "Otto"}
    lines = [json.dumps(reminders.message([each], named), ensure_ascii=False) for each in shown]
    assert "Sam said “not me”. If none is set, I ask Rita on Wednesday to pick one." in lines[0]
    assert "Sam said “not me”. I have asked Rita too." in lines[1]
    assert "Sam, Otto said “not me”. There is nobody else to ask, so it stays with you." in lines[2]


def small_print(*shown: Reminder) -> str:
    """The last line, which says why it came and when it comes again."""
    return str(reminders.message(shown, NAMES)[-1]["elements"][0]["text"])


def test_what_is_snoozed_says_once_when_it_really_comes() -> None:
    spec = replace(reminded(EXAMPLES["unscheduled"]), snoozed_until=NOW + timedelta(hours=12))
    snoozed = asked(spec)  # in the night; it comes in the morning of the day that `not_before` says
    assert "💤 Snoozed until Wed 15:00." in json.dumps(reminders.message([snoozed], NAMES), ensure_ascii=False)
    assert small_print(snoozed) == "You get this as the drafter. I cannot see calendars."
    other = replace(asked(reminded(EXAMPLES["unscheduled"])), not_before=NOW + timedelta(days=3))
    both = small_print(snoozed, replace(other, spec=replace(other.spec, number=13)))
    assert both == "You get this as the drafter. Not again before Thursday. I cannot see calendars."


def test_what_comes_again_on_the_same_day_names_the_hour() -> None:
    soon = replace(asked(reminded(EXAMPLES["unscheduled"])), not_before=NOW + timedelta(hours=2))
    assert "Not again before Mon 17:00." in small_print(soon)


def test_a_stakeholder_hears_that_it_comes_once_unless_they_snoozed_it() -> None:
    once = asked(reminded(EXAMPLES["unscheduled"], ReminderKind.PICK_TIME, SAM))
    assert small_print(once) == (
        "You get this as a stakeholder, because nobody has set a time. It comes once. I cannot see calendars."
    )
    snoozed = e.ReminderSnoozed(by=SAM, until=NOW + timedelta(days=1))
    again = asked(transition(once.spec, snoozed, NOW).spec)
    assert small_print(again) == (
        "You get this as a stakeholder, because nobody has set a time. I cannot see calendars."
    )


def test_where_no_hours_are_shared_each_is_told_what_they_can_do() -> None:
    to_dana = replace(asked(reminded(EXAMPLES["unscheduled"])), times=())
    to_sam = replace(asked(reminded(EXAMPLES["unscheduled"], ReminderKind.PICK_TIME, SAM)), times=())
    said = [
        reminders.message([each], NAMES)[0]["text"]["text"].split("two weeks. ")[1]
        for each in (to_dana, to_sam, replace(to_sam, drafter_left=True))
    ]
    assert said == [
        "Deciding in the thread may be easier: *No meeting needed*.",
        "Pick one that comes close, or ask Dana to decide in the thread.",
        "Pick one that comes close.",
    ]
    assert [labels(each) for each in (to_dana, to_sam)] == [["Another time…", "No meeting needed"], ["Another time…"]]


def test_a_notification_from_a_private_channel_has_no_title() -> None:
    seen = replace(asked(reminded(EXAMPLES["unscheduled"])), is_private=True)
    assert reminders.fallback([seen]) == "TS-12: 2 people want to discuss it. When?"


ASKED = replace(EXAMPLES["unscheduled"], participants=(Participant(user=SAM, role=Role.STAKEHOLDER),))


def after(kind: ReminderKind, rules: Rules, spec: Spec = EXAMPLES["unscheduled"]) -> Reminder:
    """What `due` says of it under these rules, as it is shown under them."""
    [owed] = [owed for owed in due(spec, NOW, rules).owed if owed.kind is kind]
    sent = e.ReminderSent(kind=owed.kind, to=owed.to, occasion=owed.occasion, message=owed.message)
    return asked(transition(spec, sent, NOW).spec, rules=rules)


@pytest.mark.parametrize("why", Closed)
def test_a_closed_channel_looks_as_before(why: Closed) -> None:
    shown = after(ReminderKind.CHANNEL_CLOSED, Rules(closing=Closing(at=NOW, why=why)))
    assert_looks_as_before(f"reminder, channel {why}", reminders.message([shown], NAMES))


def test_of_several_specs_in_a_closed_channel_the_reason_is_said_once() -> None:
    closed = Rules(closing=Closing(at=NOW, why=Closed.ARCHIVED))
    first = after(ReminderKind.CHANNEL_CLOSED, closed)
    second = replace(first, spec=replace(first.spec, number=13))
    assert json.dumps(reminders.message([first, second], NAMES)).count("is archived") == 1
    assert reminders.fallback([first, second]) == "2 specs need you: TS-12 Hearing schedule, TS-13 Hearing schedule"
    assert reminders.fallback([first]) == "TS-12 Hearing schedule: its channel is archived. What next?"


def test_each_closed_channel_is_explained_above_its_own_specs() -> None:
    closed = Rules(closing=Closing(at=NOW, why=Closed.ARCHIVED))
    here = after(ReminderKind.CHANNEL_CLOSED, closed)
    there = replace(here, spec=replace(here.spec, number=13, channel=ChannelId("C0OTHER")))
    again = replace(here, spec=replace(here.spec, number=14))
    words = json.dumps(reminders.message([here, there, again], NAMES))
    marks = ["C0OTHER", "TS-13", "C0SPECS", "TS-12", "TS-14"]
    assert sorted(marks, key=words.index) == marks


def settled(shown: Reminder, **changed: object) -> str:
    """What a reminder says of itself once there is nothing to do, without the spec's name."""
    shown = replace(shown, is_live=False, **changed)  # type: ignore[arg-type]
    return str(reminders.message([shown], NAMES)[0]["text"]["text"]).split("\n")[1]


def test_after_a_cancelled_discussion_each_hears_who_is_asked_next() -> None:
    before = reminded(reminded(ASKED), ReminderKind.PICK_TIME, SAM)
    meeting = e.DiscussionSet(by=SAM, key="1", starts_at=NOW + timedelta(days=3))
    at = NOW + timedelta(hours=1)
    cancelled = transition(transition(before, meeting, NOW).spec, e.DiscussionCancelled(by=DANA), at).spec
    to_dana, to_sam = asked(cancelled, 0), asked(cancelled, 1)
    assert not to_dana.is_live
    assert not to_sam.is_live
    assert settled(to_dana) == "The discussion was cancelled. I ask you again, not before Wednesday."
    assert settled(to_dana, not_before=None) == "The discussion was cancelled. I ask you again."
    first = "The discussion was cancelled. I ask Dana for a time. Nothing to do here."
    assert settled(to_sam) == first
    soon = Coming(user=SAM, at=NOW + timedelta(days=1))
    assert settled(to_sam, coming=soon) == "The discussion was cancelled. I ask you again, not before Tuesday."
    other = replace(soon, user=RITA)
    assert settled(to_sam, coming=other) == first.replace("Dana", "Rita")
    assert settled(to_sam, drafter_left=True) == "The discussion was cancelled. Nothing to do."
    # What a newer message has asked is to be found there.
    assert settled(asked(reminded(cancelled), 0)) == "Asked again below."
    assert settled(asked(reminded(cancelled, ReminderKind.PICK_TIME, SAM), 1)) == "Asked again below."


def test_what_is_reopened_was_not_cancelled_and_who_drafts_it_now_is_asked_as_the_drafter() -> None:
    before = reminded(reminded(ASKED), ReminderKind.PICK_TIME, SAM)
    withdrawn = transition(before, e.Withdrawn(by=DANA), NOW).spec
    reopened = transition(withdrawn, e.Reopened(by=DANA), NOW + timedelta(hours=1)).spec
    assert settled(asked(reopened, 0)) == "It was reopened. I ask you again, not before Wednesday."
    assert settled(asked(reopened, 1)) == "It was reopened. I ask Dana for a time. Nothing to do here."
    handed = transition(before, e.HandedOver(by=DANA, to=SAM), NOW).spec
    assert settled(asked(handed, 1)) == "You draft it now. I ask you again, not before Wednesday."


def test_who_said_not_me_before_the_discussion_was_set_may_be_asked_again_after_it() -> None:
    said_no = declining(reminded(ASKED), SAM)
    assert settled(asked(said_no, 1)) == "✓ Not you, then. It stays with the drafter."
    meeting = e.DiscussionSet(by=DANA, key="1", starts_at=NOW + timedelta(days=3))
    at = NOW + timedelta(hours=1)
    cancelled = transition(transition(said_no, meeting, NOW).spec, e.DiscussionCancelled(by=DANA), at).spec
    assert settled(asked(cancelled, 1)).startswith("The discussion was cancelled. I ask Dana for a time.")
    assert settled(asked(reminded(cancelled, ReminderKind.PICK_TIME, SAM), 1)) == "Asked again below."


def test_in_a_closed_channel_a_question_for_a_time_says_why_nobody_is_asked() -> None:
    spec = reminded(reminded(ASKED), ReminderKind.PICK_TIME, SAM)
    for why, what in ((Closed.ARCHIVED, "its channel is archived"), (Closed.LEFT, "I cannot write in its channel")):
        rules = Rules(closing=Closing(at=NOW, why=why))
        for place in (0, 1):
            shown = asked(spec, place, rules)
            assert not shown.is_live
            assert settled(shown) == f"Nobody is asked for a time while {what}. Nothing to do here."
            assert asked(spec, place).is_live


def test_of_a_channel_that_is_open_again_it_is_said_whether_the_spec_still_needs_a_time() -> None:
    closed = after(ReminderKind.CHANNEL_CLOSED, Rules(closing=Closing(at=NOW, why=Closed.ARCHIVED)))
    again = "✓ I can write in <#C0SPECS> again, and what waited goes there now."
    assert settled(closed, closed=None) == f"{again} It still needs a time."
    set_now = replace(closed.spec, discussion=EXAMPLES["scheduled"].discussion)
    assert settled(closed, closed=None, spec=set_now) == f"{again} Nothing to do."


def test_a_spec_that_needs_two_things_is_one_spec() -> None:
    closed = after(ReminderKind.CHANNEL_CLOSED, Rules(closing=Closing(at=NOW, why=Closed.LEFT)))
    both = [asked(reminded(EXAMPLES["unscheduled"])), closed]
    assert reminders.fallback(both) == "TS-12 Hearing schedule: 2 people want to discuss it. When?"
    shown = json.dumps(reminders.message(both, NAMES))
    assert "1 spec needs you" in shown
    assert shown.count(f"{Action.SET_TIME}#") == len(TIMES)


def test_who_takes_over_looks_as_before_and_after() -> None:
    shown = after(ReminderKind.TAKE_OVER, Rules(unreachable=frozenset({DANA})), ASKED)
    assert_looks_as_before("reminder, who takes over", reminders.message([shown], NAMES))
    declined = replace(shown, is_live=False, drafter_left=True)
    assert_looks_as_before("reminder, not to take over", reminders.message([declined], NAMES))
    taken = replace(shown, spec=replace(shown.spec, drafter=RITA), is_live=False)
    assert_looks_as_before("reminder, somebody drafts", reminders.message([taken], NAMES))
    assert reminders.fallback([shown]) == "TS-12 Hearing schedule: its drafter has left. Who takes it over?"


@pytest.mark.parametrize(("name", "what"), [("unscheduled", " It needs a time."), ("scheduled", "")])
def test_who_took_it_over_is_told_so_and_what_it_needs(name: str, what: str) -> None:
    asked_sam = after(ReminderKind.TAKE_OVER, Rules(unreachable=frozenset({DANA})), ASKED)
    mine = replace(asked_sam, spec=replace(EXAMPLES[name], drafter=SAM), is_live=False)
    [block] = reminders.message([mine], NAMES)
    assert block["text"]["text"].endswith(f"\n✓ You draft it now.{what}")


@drawn
@given(
    seen=st.lists(
        st.builds(
            Reminder,
            spec=specs(),
            entry=st.builds(
                Reminded,
                kind=st.sampled_from(ReminderKind),
                user=st.just(SAM),
                occasion=st.just("once"),
                at=moments,
                declined_at=st.none() | moments,
                snoozed_until=st.none() | moments,
            ),
            is_live=st.booleans(),
            zone=st.just("Asia/Kolkata"),
            now=st.just(NOW),
            times=st.lists(moments, max_size=3, unique=True),
            not_before=st.none() | moments,
            coming=st.none() | st.builds(Coming, user=st.just(UserId("U0SAM")), at=moments),
            is_private=st.booleans(),
            channel_name=texts,
            closed=st.none() | st.sampled_from(Closed),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda reminder: reminder.spec.number,
    ),
    known=names,
)
def test_any_message_is_taken_by_slack(seen: list[Reminder], known: Names) -> None:
    several = [replace(each, is_live=True) for each in seen]
    for shown in (seen, several):
        check_message(reminders.message(shown, known), reminders.fallback(shown))
        assert reminders.message(shown, known) == reminders.message(shown, known)


def test_what_is_private_is_called_by_its_title_to_its_drafters_only() -> None:
    for kind, user, is_told in ((ReminderKind.UNSCHEDULED, DANA, True), (ReminderKind.PICK_TIME, SAM, False)):
        shown = replace(asked(reminded(EXAMPLES["unscheduled"], kind, user)), is_private=True)
        assert ("Hearing schedule" in json.dumps(reminders.message([shown], NAMES))) is is_told
