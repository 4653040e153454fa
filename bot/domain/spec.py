"""The facts of one tech spec, as frozen values.

Nothing here decides anything: what happens to a spec is in `process`, what is owed for it in `reminders`. A status is
never stored; it is derived from these facts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.template import LineKind

WorkspaceId = NewType("WorkspaceId", str)
ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
SpecId = NewType("SpecId", int)


class Status(StrEnum):
    """Where a spec stands; see `process.status`."""

    DRAFT = "draft"
    UNSCHEDULED = "unscheduled"
    SCHEDULED = "scheduled"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a participant is expected to do with a spec, the strongest role first; stored."""

    DRAFTER = "drafter"
    STAKEHOLDER = "stakeholder"
    """A stakeholder without whose approval it is not approved."""
    OPTIONAL = "optional"
    """A stakeholder whose approval is welcome, and whom nothing waits for."""
    READER = "reader"


class Via(StrEnum):
    """How a fact came to the bot."""

    BUTTON = "button"
    COMMAND = "command"
    REACTION = "reaction"
    IMPORT = "import"


class Closed(StrEnum):
    """Why the bot cannot write in a channel; stored."""

    ARCHIVED = "archived"
    LEFT = "left"
    """The bot was taken out of it."""
    GONE = "gone"
    """It was deleted, or it is private and the bot is not in it: Slack does not say which."""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Since when the bot cannot write in a channel (aware UTC), and why."""

    at: datetime
    why: Closed


@dataclass(frozen=True, kw_only=True)
class Source:
    """What gave a fact, precise enough that taking it back takes back only what it gave.

    `key` is empty for buttons and commands; for a reaction it is the emoji's name and the message's `ts`.
    """

    via: Via
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One person's part in a spec."""

    user: UserId
    role: Role


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`user` has read `revision`. Reading is not approving."""

    user: UserId
    revision: int
    source: Source
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """`user` asked for a discussion to be scheduled."""

    user: UserId
    source: Source
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One hand's tick on a checklist line; the line is ticked while any stands."""

    user: UserId
    source: Source
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Line:
    """One checklist line with what people did to it by hand; `position` counts from 0 and never changes."""

    position: int
    text: str
    role: str | None
    depth: int
    kind: LineKind | None
    ticks: tuple[Tick, ...] = ()
    not_needed_by: UserId | None = None


class DiscussionKind(StrEnum):
    """How a spec is discussed."""

    MEETING = "meeting"
    THREAD = "thread"


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """A meeting (`starts_at`), or a decision in the thread (a decider, and `starts_at` is the day it is due).

    `key` names it for ever; `sequence` counts its moves, as a calendar's SEQUENCE does (RFC 5545 section 3.8.7.4).
    """

    key: str
    kind: DiscussionKind
    starts_at: datetime
    length: timedelta
    place: str
    set_by: UserId
    set_at: datetime
    sequence: int = 0
    cancelled_at: datetime | None = None
    cancelled_by: UserId | None = None
    decider: UserId | None = None


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """One entry of the reminders' ledger. (kind, user, occasion) is unique for a spec: a reminder is never repeated.

    `message` names the recipient's message of the day that tells it; None for a message of its own. Somebody who is
    asked in the drafter's place may decline, or snooze what asked them.
    """

    kind: str
    user: UserId
    occasion: str
    at: datetime
    message: str | None = None
    declined_at: datetime | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Text:
    """What the bot shows of the current revision without loading it; `digest` tells whether two texts are the same."""

    revision: int = 1
    author: UserId
    digest: str = ""
    summary: str = ""
    reading_minutes: int = 1
    open_questions: int = 0


@dataclass(frozen=True, kw_only=True)
class Spec:
    """All facts of one spec. Times are aware UTC.

    `left` are those of its participants who have left the workspace: a fact about people, looked up and not kept here.
    """

    id: SpecId
    workspace: WorkspaceId
    number: int
    title: str
    drafter: UserId
    channel: ChannelId
    created_at: datetime
    text: Text
    url: str | None = None
    shared_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: UserId | None = None
    waiting_since: datetime | None = None
    snoozed_until: datetime | None = None
    readers_chosen_at: datetime | None = None
    """Since when, once it was shared, its readers are those whom a drafter chose by hand."""
    participants: tuple[Participant, ...] = ()
    left: frozenset[UserId] = frozenset()
    receipts: tuple[Receipt, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    lines: tuple[Line, ...] = ()
    discussion: Discussion | None = None
    reminded: tuple[Reminded, ...] = ()

    @property
    def name(self) -> str:
        """How people call it, such as `TS-12`."""
        return f"TS-{self.number}"

    @property
    def drafters(self) -> frozenset[UserId]:
        """The drafter and the co-drafters."""
        return frozenset(p.user for p in self.participants if p.role is Role.DRAFTER) | {self.drafter}

    def users(self, role: Role) -> tuple[UserId, ...]:
        """The people with this role, in the order in which they were named."""
        return tuple(p.user for p in self.participants if p.role is role)

    @property
    def stakeholders(self) -> tuple[UserId, ...]:
        """Whose approval is asked for: those without whom it is not approved, and then the optional ones."""
        return tuple(dict.fromkeys((*self.users(Role.STAKEHOLDER), *self.users(Role.OPTIONAL))))

    @property
    def feedback_expected(self) -> tuple[UserId, ...]:
        """Whose formal feedback is waited for: those without whom it is not approved, and nobody who has left."""
        return tuple(user for user in self.users(Role.STAKEHOLDER) if user not in self.left)

    @property
    def expected_readers(self) -> tuple[UserId, ...]:
        """Who should read before the discussion: stakeholders and readers, but no drafters, and nobody who has left."""
        people = dict.fromkeys((*self.stakeholders, *self.users(Role.READER)))
        return tuple(user for user in people if user not in self.drafters | self.left)

    def newest_receipt(self, user: UserId) -> Receipt | None:
        """What this person gave for the newest revision that they have read; None if they have read none."""
        given = [receipt for receipt in self.receipts if receipt.user == user]
        return max(given, key=lambda receipt: (receipt.revision, receipt.at), default=None)

    def is_of_this_wait(self, occasion: str) -> bool:
        """Whether a reminder with this occasion belongs to the wait for a date that goes on now."""
        return self.waiting_since is not None and occasion.startswith(f"{self.waiting_since.isoformat()}/")

    @property
    def standing_discussion(self) -> Discussion | None:
        """The latest discussion, unless it was cancelled."""
        return self.discussion if self.discussion is not None and self.discussion.cancelled_at is None else None
