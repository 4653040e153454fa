"""What can happen to a spec (past tense), and what follows for the outside (imperative). Plain values, no behaviour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.domain.comments import CommentId, CommentKind
from bot.domain.spec import Closed, Participant, Source, Spec, Text, UserId


@dataclass(frozen=True, kw_only=True)
class Created:
    """The spec exists, as a draft."""

    by: UserId


@dataclass(frozen=True, kw_only=True)
class Shared:
    """The draft was published in its channel: the clocks start."""

    by: UserId


@dataclass(frozen=True, kw_only=True)
class ReadersFixed:
    """The channel's members became known; `users` are expected to read from now on."""

    users: tuple[UserId, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleChanged:
    """Who takes part was changed by hand: these were added, those removed, and everybody else keeps their part."""

    by: UserId
    added: tuple[Participant, ...] = ()
    removed: tuple[Participant, ...] = ()


class TextChange(StrEnum):
    """What an edit did to a text, or to the section that it is about."""

    BODY = "body"
    HEADING = "heading"
    MOVED = "moved"
    REMOVED = "removed"
    ADDED = "added"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class TextEdited:
    """The text changed; `text` describes the new one. `heading` is the section it was about, `renamed` its new heading."""

    by: UserId
    change: TextChange
    text: Text
    heading: str = ""
    renamed: str = ""


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """The spec got another title; `text` describes the text, whose own title follows."""

    by: UserId
    title: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class DiscussionSet:
    """A meeting got its date; a drafter's new date for a standing one is a move."""

    by: UserId
    key: str
    starts_at: datetime
    length: timedelta = timedelta(minutes=30)
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class DiscussionCancelled:
    """The standing discussion will not take place."""

    by: UserId


@dataclass(frozen=True, kw_only=True)
class NoMeetingNeeded:
    """It is decided in the thread, by `decide_by`; the decider is the drafter, unless it is somebody else."""

    by: UserId
    key: str
    decide_by: datetime
    decider: UserId | None = None


@dataclass(frozen=True, kw_only=True)
class LineTicked:
    """Somebody ticked a checklist line by hand."""

    by: UserId
    position: int
    source: Source


@dataclass(frozen=True, kw_only=True)
class LineUnticked:
    """Somebody took a tick back: a reaction takes back what that reaction gave, a button the whole line."""

    by: UserId
    position: int
    source: Source


@dataclass(frozen=True, kw_only=True)
class LineNeedChanged:
    """A line was set to "not needed here", or back."""

    by: UserId
    position: int
    needed: bool


@dataclass(frozen=True, kw_only=True)
class ReceiptGiven:
    """Somebody has read `revision`; with `overwritten` its text is another one by now than the one that they saw."""

    by: UserId
    revision: int
    source: Source
    overwritten: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceiptTakenBack:
    """Somebody took back the receipt that this source gave."""

    by: UserId
    source: Source


@dataclass(frozen=True, kw_only=True)
class Nudged:
    """Somebody asked for a discussion to be scheduled."""

    by: UserId
    source: Source


@dataclass(frozen=True, kw_only=True)
class NudgeTakenBack:
    """Somebody took back the nudge that this source gave."""

    by: UserId
    source: Source


@dataclass(frozen=True, kw_only=True)
class Commented:
    """Somebody said something about the section `heading`; `closed` is why the bot cannot write in the channel, if so."""

    by: UserId
    comment: CommentId
    kind: CommentKind
    heading: str
    closed: Closed | None = None


@dataclass(frozen=True, kw_only=True)
class ReminderSent:
    """A reminder was written into the ledger and handed to the outbox; `message` as in `Reminded`."""

    kind: str
    to: UserId
    occasion: str
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReminderDeferred:
    """A reminder of the ledger could not be sent in time: it is owed as if it had never been written there."""

    kind: str
    to: UserId
    occasion: str


@dataclass(frozen=True, kw_only=True)
class ReminderDeclined:
    """Somebody who was asked to pick a time, or with `is_heir` to take the spec over, says "not me"."""

    by: UserId
    is_heir: bool = False


@dataclass(frozen=True, kw_only=True)
class ReminderSnoozed:
    """Somebody who was reminded wants to hear of it again at `until`, and not before."""

    by: UserId
    until: datetime


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """A drafter gave the spec to somebody else, who runs its process from now on."""

    by: UserId
    to: UserId


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """Somebody drafts the spec from now on, because its drafter was deactivated (`drafter_left`)."""

    by: UserId
    drafter_left: bool


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """The drafter withdrew the spec."""

    by: UserId


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """A withdrawn spec goes on."""

    by: UserId


Event: TypeAlias = (
    Created
    | Shared
    | ReadersFixed
    | PeopleChanged
    | TextEdited
    | Renamed
    | DiscussionSet
    | DiscussionCancelled
    | NoMeetingNeeded
    | LineTicked
    | LineUnticked
    | LineNeedChanged
    | ReceiptGiven
    | ReceiptTakenBack
    | Nudged
    | NudgeTakenBack
    | Commented
    | ReminderSent
    | ReminderDeferred
    | ReminderDeclined
    | ReminderSnoozed
    | HandedOver
    | TakenOver
    | Withdrawn
    | Reopened
)


@dataclass(frozen=True, kw_only=True)
class RefreshCard:
    """Draw the card anew, wherever it stands.

    With `answers` also what people were answered about the lines that tick themselves.
    """

    answers: bool = False


@dataclass(frozen=True, kw_only=True)
class RefreshProgress:
    """Bring the bot's own reactions on the card in line with the status."""


@dataclass(frozen=True, kw_only=True)
class RefreshReminders:
    """Draw the reminders that were sent, and the answers to keycaps, anew: a reason may have gone.

    With `of_others` those too that ask the same people about other specs: when they can meet has changed.
    """

    of_others: bool = False


@dataclass(frozen=True, kw_only=True)
class FixReaders:
    """Find out who is in the channel, for the readers and their time zones."""


@dataclass(frozen=True, kw_only=True)
class Announce:
    """Tell the channel what became of this discussion."""

    key: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class SendReminder:
    """Send the reminder of this ledger entry; `message` as in `Reminded`."""

    kind: str
    to: UserId
    occasion: str
    message: str | None


@dataclass(frozen=True, kw_only=True)
class AnnounceHandover:
    """Tell the thread, and with it the new drafter, who runs the process from `at` on."""

    to: UserId
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostComment:
    """Say in the thread what somebody said about a section."""

    comment: CommentId


@dataclass(frozen=True, kw_only=True)
class Attend:
    """Ask `reminders.due` again at once: what is owed may have changed."""


Effect: TypeAlias = (
    RefreshCard
    | RefreshProgress
    | RefreshReminders
    | FixReaders
    | Announce
    | SendReminder
    | AnnounceHandover
    | PostComment
    | Attend
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an event led to; `effects` is empty when nothing changed."""

    spec: Spec
    effects: tuple[Effect, ...] = ()
