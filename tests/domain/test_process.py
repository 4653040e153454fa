"""The whole process as one table of statuses, events and actors; its rules are sentences in test_process_rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import get_args

import pytest

from bot.domain import events as e
from bot.domain.comments import CommentId, CommentKind
from bot.domain.events import Change
from bot.domain.process import status, transition
from bot.domain.spec import (
    Participant,
    Role,
    Status,
    Text,
    UserId,
)
from bot.errors import Refused
from tests.domain.facts import (
    BELL,
    BUTTON,
    CHECK,
    CODY,
    DANA,
    IN_STATUS,
    NOW,
    ONE,
    OTTO,
    RITA,
    SAM,
    SECURITY,
    TICKETS,
    TOMORROW,
)

ACTORS = {"drafter": DANA, "co-drafter": CODY, "stakeholder": SAM, "reader": RITA}
DRAFTERS, OTHERS, BOT = ("drafter", "co-drafter"), ("stakeholder", "reader"), ("bot",)

EVENTS: dict[type[e.Event], Callable[[UserId], e.Event]] = {
    e.Created: lambda by: e.Created(by=by),
    e.Shared: lambda by: e.Shared(by=by),
    e.ReadersFixed: lambda _: e.ReadersFixed(users=(OTTO,)),
    e.PeopleChanged: lambda by: e.PeopleChanged(by=by, added=(Participant(user=OTTO, role=Role.OPTIONAL),)),
    e.TextEdited: lambda by: e.TextEdited(
        by=by, change=e.TextChange.BODY, text=Text(revision=2, author=by, digest="new"), heading="Overview"
    ),
    e.Renamed: lambda by: e.Renamed(by=by, title="New", text=Text(revision=2, author=by, digest="new")),
    e.DiscussionSet: lambda by: e.DiscussionSet(by=by, key="new", starts_at=TOMORROW),
    e.DiscussionCancelled: lambda by: e.DiscussionCancelled(by=by),
    e.NoMeetingNeeded: lambda by: e.NoMeetingNeeded(by=by, key="new", decide_by=TOMORROW),
    e.LineTicked: lambda by: e.LineTicked(by=by, position=SECURITY, source=BUTTON),
    e.LineUnticked: lambda by: e.LineUnticked(by=by, position=TICKETS, source=ONE),
    e.LineNeedChanged: lambda by: e.LineNeedChanged(by=by, position=SECURITY, needed=False),
    e.ReceiptGiven: lambda by: e.ReceiptGiven(by=by, revision=1, source=BUTTON),
    e.ReceiptTakenBack: lambda by: e.ReceiptTakenBack(by=by, source=CHECK),
    e.Nudged: lambda by: e.Nudged(by=by, source=BUTTON),
    e.NudgeTakenBack: lambda by: e.NudgeTakenBack(by=by, source=BELL),
    e.Commented: lambda by: e.Commented(by=by, comment=CommentId(1), kind=CommentKind.QUESTION, heading="Overview"),
    e.ReminderSent: lambda _: e.ReminderSent(kind="unscheduled", to=DANA, occasion="first"),
    e.ReminderDeferred: lambda _: e.ReminderDeferred(kind="unscheduled", to=DANA, occasion="first"),
    e.ReminderSnoozed: lambda by: e.ReminderSnoozed(by=by, until=TOMORROW),
    e.ReminderDeclined: lambda by: e.ReminderDeclined(by=by),
    e.HandedOver: lambda by: e.HandedOver(by=by, to=OTTO),
    e.TakenOver: lambda by: e.TakenOver(by=by, drafter_left=True),
    e.Withdrawn: lambda by: e.Withdrawn(by=by),
    e.Reopened: lambda by: e.Reopened(by=by),
}
"""One event of each class, caused by somebody; each would change something where it is allowed."""


@dataclass(frozen=True)
class Leads:
    """The event leads to this status (None: the one it was in), with these effects."""

    to: Status | None
    effects: frozenset[type[e.Effect]]


Cell = Leads | str | None
"""What becomes of a pair: a change, a piece of the refusal, or nothing at all."""


def stays(*effects: type[e.Effect]) -> Leads:
    return Leads(None, frozenset(effects))


def leads(to: Status, *effects: type[e.Effect]) -> Leads:
    return Leads(to, frozenset(effects))


DRAWN = stays(e.RefreshCard)
RENAMED = stays(e.RefreshCard, e.RefreshReminders)
REDRAW = (e.RefreshCard, e.RefreshProgress, e.RefreshReminders)
SHARED = leads(Status.UNSCHEDULED, e.RefreshCard, e.RefreshProgress, e.FixReaders, e.Attend)
PLANNED = stays(*REDRAW, e.Attend)
DATED = leads(Status.SCHEDULED, *REDRAW, e.Announce, e.Attend)
UNDATED = leads(Status.UNSCHEDULED, *REDRAW, e.Announce, e.Attend)
ASKED = stays(e.RefreshCard, e.RefreshReminders, e.Attend)
RECEIPT = stays(e.RefreshCard)
SAID = stays(e.PostComment)
SENT = stays(e.SendReminder, e.RefreshReminders, e.RefreshCard)
SNOOZED = stays(e.RefreshReminders, e.Attend)
HANDED = stays(e.RefreshCard, e.RefreshReminders, e.AnnounceHandover, e.Attend)
ENDED = leads(Status.WITHDRAWN, *REDRAW, e.Attend)
REVIVED = leads(Status.UNSCHEDULED, *REDRAW, e.Attend)
GONE, THEIRS, NOT_YOURS = "was withdrawn", "belongs to its drafter", "Only the drafter can"
NO_DATE, HAS_DATE = "no discussion to cancel", "has its date already"
NO_SNOOZE, SHARE_IT, YOU_ASK, NO_MOVE = (
    "Nothing to snooze",
    "Share it first",
    "You are the drafter",
    "only its drafter can",
)
NOT_ASKED, NO_THREAD = "You are not asked", "commented on once it is shared"
REFUSED_TO_OTHERS = (NOT_YOURS,) * 4

TABLE: dict[type[e.Event], dict[tuple[str, ...], tuple[Cell, Cell, Cell, Cell]]] = {
    # event, who                       draft     unscheduled scheduled withdrawn
    e.Created: {
        DRAFTERS:                     (DRAWN,    DRAWN,     DRAWN,     GONE),
        OTHERS:                       (THEIRS,   DRAWN,     DRAWN,     GONE),
    },
    e.Shared: {
        DRAFTERS:                     (SHARED,   None,      None,      GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.ReadersFixed: {
        BOT:                          (ASKED,    ASKED,     ASKED,     ASKED),
    },
    e.PeopleChanged: {
        DRAFTERS:                     (ASKED,    ASKED,     ASKED,     GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.TextEdited: {
        DRAFTERS:                     (DRAWN,    DRAWN,     DRAWN,     GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.Renamed: {
        DRAFTERS:                     (RENAMED,  RENAMED,   RENAMED,   GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.DiscussionSet: {
        DRAFTERS:                     (PLANNED,  DATED,     DATED,     GONE),
        OTHERS:                       (THEIRS,   DATED,     NO_MOVE,   GONE),
    },
    e.DiscussionCancelled: {
        DRAFTERS:                     (NO_DATE,  NO_DATE,   UNDATED,   GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.NoMeetingNeeded: {
        DRAFTERS:                     (PLANNED,  DATED,     DATED,     GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.LineTicked: {
        DRAFTERS:                     (DRAWN,    DRAWN,     DRAWN,     GONE),
        OTHERS:                       (THEIRS,   DRAWN,     DRAWN,     GONE),
    },
    e.LineUnticked: {
        DRAFTERS:                     (DRAWN,    DRAWN,     DRAWN,     DRAWN),
        OTHERS:                       (THEIRS,   DRAWN,     DRAWN,     DRAWN),
    },
    e.LineNeedChanged: {
        DRAFTERS:                     (DRAWN,    DRAWN,     DRAWN,     GONE),
        OTHERS:                       (THEIRS,   DRAWN,     DRAWN,     GONE),
    },
    e.ReceiptGiven: {
        DRAFTERS:                     (RECEIPT,  RECEIPT,   RECEIPT,   GONE),
        OTHERS:                       (THEIRS,   RECEIPT,   RECEIPT,   GONE),
    },
    e.ReceiptTakenBack: {
        DRAFTERS:                     (RECEIPT,  RECEIPT,   RECEIPT,   RECEIPT),
        OTHERS:                       (THEIRS,   RECEIPT,   RECEIPT,   RECEIPT),
    },
    e.Nudged: {
        DRAFTERS:                     (SHARE_IT, YOU_ASK,   HAS_DATE,  GONE),
        OTHERS:                       (THEIRS,   ASKED,     HAS_DATE,  GONE),
    },
    e.NudgeTakenBack: {
        DRAFTERS:                     (None,     None,      None,      None),
        OTHERS:                       (THEIRS,   ASKED,     None,      ASKED),
    },
    e.Commented: {
        DRAFTERS:                     (NO_THREAD, SAID,     SAID,      GONE),
        OTHERS:                       (THEIRS,   SAID,      SAID,      GONE),
    },
    e.ReminderSent: {
        BOT:                          (SENT,     SENT,      SENT,      None),
    },
    e.ReminderDeferred: {  # what was never sent
        BOT:                          (None,     None,      None,      None),
    },
    e.ReminderSnoozed: {
        DRAFTERS:                     (NO_SNOOZE, SNOOZED,  NO_SNOOZE, GONE),
        OTHERS:                       (THEIRS,   NOT_ASKED, NOT_ASKED, GONE),
    },
    e.ReminderDeclined: {
        DRAFTERS:                     (YOU_ASK,  YOU_ASK,   YOU_ASK,   GONE),
        OTHERS:                       (THEIRS,   NOT_ASKED, NOT_ASKED, GONE),
    },
    e.HandedOver: {
        DRAFTERS:                     (RENAMED,  HANDED,    HANDED,    GONE),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.TakenOver: {
        ("drafter",):                 (None,     None,      None,      GONE),
        ("co-drafter",):              (RENAMED,  HANDED,    HANDED,    GONE),
        OTHERS:                       (THEIRS,   HANDED,    HANDED,    GONE),
    },
    e.Withdrawn: {
        DRAFTERS:                     (ENDED,    ENDED,     ENDED,     None),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
    e.Reopened: {
        DRAFTERS:                     (None,     None,      None,      REVIVED),
        OTHERS:                       REFUSED_TO_OTHERS,
    },
}  # fmt: skip
"""Every pair of a status and an event, for each kind of actor; None changes nothing."""


def table_rows() -> Iterator[tuple[type[e.Event], str, Status, Cell]]:
    for event, by_actors in TABLE.items():
        for actors, cells in by_actors.items():
            for actor in actors:
                yield from ((event, actor, where, cell) for where, cell in zip(Status, cells, strict=True))


def test_the_table_knows_every_event_every_status_and_every_actor() -> None:
    everybody = {*DRAFTERS, *OTHERS}
    assert set(TABLE) == set(EVENTS) == set(get_args(e.Event))
    assert set(IN_STATUS) == set(Status)
    assert everybody == set(ACTORS)
    for event, by_actors in TABLE.items():
        actors = {actor for group in by_actors for actor in group}
        has_actor = "by" in {field.name for field in fields(event)}
        assert actors == (everybody if has_actor else set(BOT)), event


def test_each_example_stands_where_the_table_says() -> None:
    assert {where: status(spec) for where, spec in IN_STATUS.items()} == {where: where for where in Status}


@pytest.mark.parametrize(
    ("event", "actor", "where", "expected"),
    [pytest.param(*row, id=f"{row[0].__name__}-{row[1]}-{row[2]}") for row in table_rows()],
)
def test_each_pair_of_status_and_event_does_what_the_table_says(
    event: type[e.Event], actor: str, where: Status, expected: Cell
) -> None:
    spec = IN_STATUS[where]
    happened = EVENTS[event](ACTORS.get(actor, UserId("")))
    if isinstance(expected, str):
        with pytest.raises(Refused, match=expected):
            transition(spec, happened, NOW)
        return
    change = transition(spec, happened, NOW)
    if expected is None:
        assert change == Change(spec=spec)
        return
    assert status(change.spec) is (expected.to or where)
    assert {type(effect) for effect in change.effects} == expected.effects
    # The card of a new spec has to be drawn, and a comment to be said, though no fact of the spec is new.
    assert (change.spec == spec) is (event in (e.Created, e.Commented))
