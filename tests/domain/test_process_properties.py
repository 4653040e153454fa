"""What holds whatever happens to a spec, in any order, caused by anybody."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.checklist import LineState, children, line_state, missing_readers, waiting
from bot.domain.comments import CommentId, CommentKind
from bot.domain.process import status, transition
from bot.domain.spec import Closed, Participant, Role, Source, Spec, Status, Text, UserId
from bot.domain.template import LineKind
from bot.errors import Refused
from tests.domain.facts import (
    BUTTON,
    CHECK,
    CODY,
    CREATED_AT,
    DANA,
    DRAFT,
    IN_STATUS,
    NOW,
    OTTO,
    RITA,
    SAM,
    line,
    reaction,
)

repeatable = settings(deadline=None, derandomize=True, database=None)

LINES = (
    line(0, "Schedule a discussion", kind=LineKind.SCHEDULE),
    line(1, "Before the discussion"),
    line(2, "Review", depth=1),
    line(3, "Read the spec", depth=2, kind=LineKind.READ),
    line(4, "Security looked at it", depth=2),
    line(5, "Remind people", depth=1, kind=LineKind.REMIND),
    line(6, "Something else"),
)

people = st.sampled_from((DANA, CODY, SAM, RITA, OTTO))
sources = st.sampled_from(
    (BUTTON, CHECK, reaction("heavy_check_mark"), reaction("white_check_mark", "1763890000.0002"))
)
positions = st.integers(-1, len(LINES))
moments = st.integers(1, 60).map(lambda hours: NOW + timedelta(hours=hours))
keys = st.sampled_from(("one", "two", "three"))
texts = st.builds(Text, revision=st.integers(1, 3), author=people, digest=st.sampled_from(("", "a", "b")))

parts = st.lists(st.builds(Participant, user=people, role=st.sampled_from(Role)), max_size=3).map(tuple)

events = st.one_of(
    st.builds(e.Created, by=people),
    st.builds(e.Shared, by=people),
    st.builds(e.ReadersFixed, users=st.lists(people, max_size=4).map(tuple)),
    st.builds(e.PeopleChanged, by=people, added=parts, removed=parts),
    st.builds(e.TextEdited, by=people, change=st.sampled_from(e.TextChange), text=texts, heading=st.just("Overview")),
    st.builds(e.Renamed, by=people, title=st.sampled_from(("Hearing schedule", "Other words")), text=texts),
    st.builds(e.DiscussionSet, by=people, key=keys, starts_at=moments),
    st.builds(e.DiscussionCancelled, by=people),
    st.builds(e.NoMeetingNeeded, by=people, key=keys, decide_by=moments, decider=st.none() | people),
    st.builds(e.LineTicked, by=people, position=positions, source=sources),
    st.builds(e.LineUnticked, by=people, position=positions, source=sources),
    st.builds(e.LineNeedChanged, by=people, position=positions, needed=st.booleans()),
    st.builds(e.ReceiptGiven, by=people, revision=st.integers(1, 3), source=sources),
    st.builds(e.ReceiptTakenBack, by=people, source=sources),
    st.builds(e.Nudged, by=people, source=sources),
    st.builds(e.NudgeTakenBack, by=people, source=sources),
    st.builds(
        e.Commented,
        by=people,
        comment=st.just(CommentId(1)),
        kind=st.sampled_from(CommentKind),
        heading=st.just("Overview"),
        closed=st.none() | st.sampled_from(Closed),
    ),
    st.builds(e.ReminderSent, kind=st.just("unscheduled"), to=people, occasion=keys),
    st.builds(e.ReminderDeferred, kind=st.just("unscheduled"), to=people, occasion=keys),
    st.builds(e.ReminderSnoozed, by=people, until=moments),
    st.builds(e.TakenOver, by=people, drafter_left=st.booleans()),
    st.builds(e.Withdrawn, by=people),
    st.builds(e.Reopened, by=people),
)

starts = st.sampled_from([DRAFT, *IN_STATUS.values()]).map(lambda spec: replace(spec, lines=LINES))
stories = st.lists(st.tuples(events, st.integers(0, 300)), max_size=25)

SAYS_ANYWAY = {e.Created: e.RefreshCard(), e.Commented: e.PostComment(comment=CommentId(1))}
"""What has an effect though the facts stay: a new spec is drawn, and a comment said."""


def happens(spec: Spec, event: e.Event, now: datetime) -> Spec:
    """The spec after the event, or as it was where the event is refused."""
    try:
        return transition(spec, event, now).spec
    except Refused:
        return spec


def told(spec: Spec, story: list[tuple[e.Event, int]]) -> tuple[Spec, datetime]:
    """The spec when all of the story has happened, and the time it is then."""
    now = NOW
    for event, minutes in story:
        now += timedelta(minutes=minutes)
        spec = happens(spec, event, now)
    return spec, now


@repeatable
@given(starts, stories, events)
def test_what_happens_twice_happens_once(spec: Spec, story: list[tuple[e.Event, int]], event: e.Event) -> None:
    spec, now = told(spec, story)
    once = happens(spec, event, now)
    for later in (now, now + timedelta(hours=1)):
        assert happens(once, event, later) == once


@repeatable
@given(starts, stories, events)
def test_effects_follow_from_a_change_and_from_nothing_else(
    spec: Spec, story: list[tuple[e.Event, int]], event: e.Event
) -> None:
    spec, now = told(spec, story)
    try:
        change = transition(spec, event, now)
    except Refused:
        return
    if effect := SAYS_ANYWAY.get(type(event)):
        assert change.effects == (effect,)
    else:
        assert bool(change.effects) is (change.spec != spec)


@repeatable
@given(starts, stories)
def test_the_status_follows_from_three_facts(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    spec, _ = told(spec, story)
    bare = replace(
        DRAFT, shared_at=spec.shared_at, withdrawn_at=spec.withdrawn_at, discussion=spec.discussion, lines=()
    )
    assert status(bare) is status(spec)


@repeatable
@given(starts, stories)
def test_a_spec_waits_for_a_date_exactly_while_it_has_none(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    spec, _ = told(spec, story)
    if spec.withdrawn_at is None:
        assert (spec.waiting_since is not None) is (status(spec) is Status.UNSCHEDULED)
    if spec.standing_discussion is not None:
        assert (spec.nudges, spec.snoozed_until) == ((), None)


@repeatable
@given(starts, stories)
def test_the_ledger_only_grows_and_never_repeats(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    later, _ = told(spec, story)
    assert later.reminded[: len(spec.reminded)] == spec.reminded
    entries = [(entry.kind, entry.user, entry.occasion) for entry in later.reminded]
    assert len(entries) == len(set(entries))


@repeatable
@given(starts, stories, events)
def test_a_withdrawn_spec_changes_only_when_it_is_reopened_or_something_is_taken_back(
    spec: Spec, story: list[tuple[e.Event, int]], event: e.Event
) -> None:
    spec, now = told(happens(spec, e.Withdrawn(by=DANA), NOW), story)
    assume(spec.withdrawn_at is not None)
    # Who is in the channel may become known after the spec was withdrawn, and counts when it goes on.
    allowed = (e.Reopened, e.ReceiptTakenBack, e.NudgeTakenBack, e.LineUnticked, e.ReadersFixed)
    if not isinstance(event, allowed):
        assert happens(spec, event, now) == spec
    if isinstance(event, e.LineUnticked) and event.source == BUTTON:
        assert happens(spec, event, now) == spec


@repeatable
@given(starts, stories)
def test_a_parent_is_done_exactly_when_its_children_are(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    spec, _ = told(spec, story)
    for parent in spec.lines:
        below = children(spec, parent)
        if not below or parent.not_needed_by is not None:
            continue
        direct = {line_state(spec, child) for child in below if child.depth == parent.depth + 1}
        assert (line_state(spec, parent) is LineState.OPEN) is (LineState.OPEN in direct)
        assert (line_state(spec, parent) is LineState.NOT_NEEDED) is (direct == {LineState.NOT_NEEDED})


@repeatable
@given(starts, stories)
def test_a_line_that_is_not_needed_is_never_done(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    spec, _ = told(spec, story)
    for each in spec.lines:
        if each.not_needed_by is not None:
            assert line_state(spec, each) is LineState.NOT_NEEDED
        elif each.ticks:
            assert line_state(spec, each) is LineState.DONE


@repeatable
@given(starts, stories, people, sources)
def test_taking_back_leaves_what_was_before_and_everything_of_others(
    spec: Spec, story: list[tuple[e.Event, int]], by: UserId, source: Source
) -> None:
    spec, now = told(spec, story)
    spec = happens(spec, e.ReceiptTakenBack(by=by, source=source), now)
    spec = happens(spec, e.NudgeTakenBack(by=by, source=source), now)
    given_and_taken = (
        (e.ReceiptGiven(by=by, revision=1, source=source), e.ReceiptTakenBack(by=by, source=source)),
        (e.Nudged(by=by, source=source), e.NudgeTakenBack(by=by, source=source)),
    )
    for give, take_back in given_and_taken:
        assert happens(happens(spec, give, now), take_back, now) == spec


@repeatable
@given(starts, stories)
def test_nobody_is_counted_twice(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    spec, _ = told(spec, story)
    for counted in (waiting(spec), missing_readers(spec), spec.expected_readers):
        assert len(counted) == len(set(counted))
    assert not set(spec.expected_readers) & spec.drafters
    assert len(spec.participants) == len({participant.user for participant in spec.participants})


@repeatable
@given(starts, stories)
def test_what_a_spec_began_with_stays(spec: Spec, story: list[tuple[e.Event, int]]) -> None:
    later, _ = told(spec, story)
    assert (later.id, later.number, later.created_at) == (spec.id, spec.number, CREATED_AT)
    assert later.drafter == DANA or any(isinstance(event, e.HandedOver | e.TakenOver) for event, _ in story)
    assert [(each.position, each.text, each.depth, each.kind) for each in later.lines] == [
        (each.position, each.text, each.depth, each.kind) for each in LINES
    ]
    assert later.shared_at == spec.shared_at or spec.shared_at is None
