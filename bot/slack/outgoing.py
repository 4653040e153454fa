"""What a row of the outbox can turn out to be when it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.spec import ChannelId, Reminded, SpecId, UserId
from bot.slack.blocks import Block


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """When a message stops being right by itself (aware UTC), and the spec of which it tells then."""

    spec: SpecId
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message to be posted, or to be drawn anew where it stands.

    It goes to `channel`, or to `user` (a direct message; `channel` is then the conversation, if it is known), and that
    only while they are a member of `members_of`, where that is set. With `may_open` the channel was thought to be
    closed: once the message stands there, it is not. What `expires` is drawn anew then.
    """

    blocks: Sequence[Block]
    text: str
    channel: str | None
    user: UserId | None = None
    members_of: ChannelId | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    may_open: bool = False
    expires: Expiry | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The emoji that the bot shows on a card, and those that it put there before."""

    channel: str
    ts: str
    wanted: frozenset[str]
    present: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Members:
    """Find out who is in the channel of this spec."""

    spec: SpecId
    channel: str


@dataclass(frozen=True, kw_only=True)
class File:
    """A file for a person."""

    user: UserId
    channel: str | None
    name: str
    content: str
    comment: str


@dataclass(frozen=True, kw_only=True)
class Strangers:
    """People whose names and zones are needed before this can be drawn."""

    users: tuple[UserId, ...]


@dataclass(frozen=True, kw_only=True)
class TooLate:
    """Reminders whose time went by before they could be sent, each with its spec."""

    told: tuple[tuple[SpecId, Reminded], ...]


@dataclass(frozen=True)
class Nothing:
    """There is nothing to show (any more)."""


@dataclass(frozen=True)
class NotYet:
    """Something else has to be sent first."""


Drawing: TypeAlias = Message | Progress | Members | File | Strangers | TooLate | Nothing | NotYet
