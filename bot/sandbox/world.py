"""The workspace itself: people, channels, messages and files, and what may be done to them.

The rule it keeps: every change goes through a method of `Workspace`, which raises the version (the page redraws) and
emits the events that Slack would send. Who may do what is decided by the callers: the Web API and the people's acts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import NewType
from zoneinfo import ZoneInfo

from bot.sandbox.answers import Json
from bot.sandbox.clock import Clock

PersonId = NewType("PersonId", str)
ChannelId = NewType("ChannelId", str)
FileId = NewType("FileId", str)

TEAM_ID = "T07ACME0001"
TEAM_NAME = "Acme"
TEAM_DOMAIN = "acme"

_ID_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TS = re.compile(r"\d{10}\.\d{6}", re.ASCII)


def make_id(prefix: str, *facts: object) -> str:
    """An id of Slack's form, the same for the same facts: `U07` and eight letters or digits for the prefix `U`."""
    number = int.from_bytes(blake2b(repr(facts).encode(), digest_size=8).digest())
    letters = ""
    for _ in range(8):
        number, index = divmod(number, len(_ID_ALPHABET))
        letters += _ID_ALPHABET[index]
    return f"{prefix}07{letters}"


def is_ts(text: str) -> bool:
    """Whether the text has the form of a message timestamp."""
    return _TS.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone in the workspace; the bot's user is one too."""

    id: PersonId
    name: str  # the handle, lower case
    real_name: str
    tz: str  # an IANA name
    title: str = ""
    email: str = ""
    color: str = "4a154b"
    is_bot: bool = False
    is_restricted: bool = False  # a guest
    deleted: bool = False
    updated_at: datetime


@dataclass(kw_only=True)
class Message:
    """A message as posted; `ephemeral_to` makes it visible to that person only."""

    ts: str
    user: PersonId
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    by_app: bool = False
    client_msg_id: str | None = None  # given by the client that a person writes with
    username: str | None = None
    is_broadcast: bool = False
    edited_ts: str | None = None
    reactions: dict[str, list[PersonId]] = field(default_factory=dict)
    files: list[FileId] = field(default_factory=list)
    metadata: Json | None = None
    ephemeral_to: PersonId | None = None

    @property
    def shown_blocks(self) -> list[Json]:
        """All of its blocks, those of its attachments after its own."""
        return [*self.blocks, *(block for attachment in self.attachments for block in attachment.get("blocks", []))]

    @property
    def reply_to(self) -> str | None:
        """The root that this message replies to; a root has a thread, and is no reply."""
        return None if self.thread_ts == self.ts else self.thread_ts


@dataclass(kw_only=True)
class Channel:
    """A conversation; messages are in the order of their ts."""

    id: ChannelId
    name: str
    creator: PersonId
    created_at: datetime
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    members: list[PersonId] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)  # ts of the root: those of the replies to all
    last_ts: str = ""

    def replies(self, thread_ts: str) -> list[Message]:
        """The replies of a thread that everyone in it can see, oldest first."""
        return [self.messages[ts] for ts in self.threads.get(thread_ts, [])]

    def partner(self, bot: PersonId) -> PersonId:
        """The other person of a direct conversation with the bot."""
        return next(member for member in self.members if member != bot)


@dataclass(kw_only=True)
class StoredFile:
    """An uploaded file; `content` is None until its upload has been completed."""

    id: FileId
    name: str
    title: str
    user: PersonId
    created_at: datetime
    declared_size: int
    content: bytes | None = None
    is_complete: bool = False
    shares: list[tuple[ChannelId, str]] = field(default_factory=list)  # (channel, ts of the message that carries it)


@dataclass(kw_only=True)
class UserGroup:
    """A group of people that can be mentioned together."""

    id: str
    handle: str
    name: str
    members: list[PersonId]
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened; `channel` is where, None when it concerns the workspace or one person only."""

    body: Json
    channel: Channel | None = None


class Workspace:
    """All that people and apps see of the stand-in, and the only way to change it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.people: dict[PersonId, Person] = {}
        self.channels: dict[ChannelId, Channel] = {}
        self.files: dict[FileId, StoredFile] = {}
        self.groups: dict[str, UserGroup] = {}
        self.custom_emoji: set[str] = set()  # names that somebody added
        self.url = ""  # where the stand-in is served; known once it listens
        self.app_marks: Json = {}  # what every message of the app carries
        self.version = 0
        self._watchers: list[Callable[[], None]] = []
        self._listeners: list[Callable[[Event], None]] = []
        self._count = 0

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` after every change; the returned function ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Hand every event to `listener`."""
        self._listeners.append(listener)

    def changed(self) -> None:
        """Note that something visible is different now."""
        self.version += 1
        for watcher in list(self._watchers):
            watcher()

    def emit(self, body: Json, channel: Channel | None = None) -> None:
        """Tell the listeners of an event; `event_ts` is added where the body has none."""
        body.setdefault("event_ts", self.stamp())
        for listener in self._listeners:
            listener(Event(body=body, channel=channel))

    def stamp(self) -> str:
        """The people's time as Slack writes it: seconds, a point, six digits."""
        return _stamp(self.clock.now())

    def next_ts(self, channel: Channel) -> str:
        """A timestamp of now that is later than every other one of the channel."""
        ts = self.stamp()
        if ts <= channel.last_ts:
            seconds, micros = channel.last_ts.split(".")
            number = int(seconds) * 1_000_000 + int(micros) + 1
            ts = f"{number // 1_000_000}.{number % 1_000_000:06d}"
        channel.last_ts = ts
        return ts

    def new_id(self, prefix: str) -> str:
        """An id that nothing else here has."""
        self._count += 1
        return make_id(prefix, "new", self._count)

    # People

    def add_person(self, name: str, *, real_name: str | None = None, tz: str = "UTC", **facts: object) -> Person:
        """Let someone join the workspace. `facts` are further fields of `Person`. ZoneInfoNotFoundError: unknown tz."""
        ZoneInfo(tz)
        handle = name.lower()
        person = Person(
            id=PersonId(make_id("U", "person", handle)),
            name=handle,
            real_name=real_name or name,
            tz=tz,
            email=f"{handle}@acme.example",
            updated_at=self.clock.now(),
        )
        person = replace(person, **facts)  # type: ignore[arg-type]
        self.people[person.id] = person
        self.emit({"type": "team_join", "user": {"id": person.id}})
        self.changed()
        return person

    def change_person(self, person_id: PersonId, **facts: object) -> Person:
        """Change a profile or deactivate someone (`deleted=True`), who then leaves every channel but the DMs."""
        person = replace(self.people[person_id], updated_at=self.clock.now(), **facts)  # type: ignore[arg-type]
        self.people[person_id] = person
        if person.deleted:
            for channel in self.channels.values():
                if person_id in channel.members and not channel.is_im:
                    channel.members.remove(person_id)
        self.emit({"type": "user_change", "user": {"id": person_id}, "cache_ts": int(self.clock.now().timestamp())})
        self.changed()
        return person

    def person_called(self, who: str) -> Person | None:
        """The person with that id, handle, or real name."""
        if (person := self.people.get(PersonId(who))) is not None:
            return person
        wanted = who.removeprefix("@").casefold()
        for person in self.people.values():
            if wanted in (person.name, person.real_name.casefold()):
                return person
        return None

    # Channels

    def add_channel(self, name: str, *, creator: PersonId, is_private: bool = False) -> Channel:
        """Make a channel with its creator as the first member."""
        channel = Channel(
            id=ChannelId(make_id("C", "channel", name)),
            name=name,
            creator=creator,
            created_at=self.clock.now(),
            is_private=is_private,
            members=[creator],
        )
        self.channels[channel.id] = channel
        self.emit(
            {
                "type": "channel_created",
                "channel": {
                    "id": channel.id,
                    "name": name,
                    "created": int(channel.created_at.timestamp()),
                    "creator": creator,
                },
            },
        )
        self.changed()
        return channel

    def open_dm(self, person: PersonId, bot: PersonId) -> tuple[Channel, bool]:
        """The direct conversation of a person and the bot, and whether it existed before."""
        channel_id = ChannelId(make_id("D", "dm", *sorted((person, bot))))
        if (channel := self.channels.get(channel_id)) is not None:
            return channel, True
        channel = Channel(
            id=channel_id,
            name="directmessage",
            creator=person,
            created_at=self.clock.now(),
            is_im=True,
            is_private=True,
            members=[person, bot],
        )
        self.channels[channel_id] = channel
        self.changed()
        return channel, False

    def channel_called(self, what: str) -> Channel | None:
        """The channel with that id or name, with or without its `#`."""
        if (channel := self.channels.get(ChannelId(what))) is not None:
            return channel
        name = what.removeprefix("#")
        return next((channel for channel in self.channels.values() if channel.name == name and not channel.is_im), None)

    def join(self, channel: Channel, person: PersonId, *, inviter: PersonId | None = None) -> None:
        """Make someone a member."""
        channel.members.append(person)
        self.emit(_membership("member_joined_channel", channel, person, inviter), channel)
        self.changed()

    def leave(self, channel: Channel, person: PersonId) -> None:
        """Take someone out of a channel."""
        # The event goes out first: an app that is itself removed still hears of it.
        self.emit(_membership("member_left_channel", channel, person, None), channel)
        channel.members.remove(person)
        self.changed()

    def archive(self, channel: Channel, by: PersonId, *, undo: bool = False) -> None:
        """Archive a channel, or bring it back."""
        channel.is_archived = not undo
        kind = "group" if channel.is_private else "channel"
        what = "unarchive" if undo else "archive"
        body: Json = {"type": f"{kind}_{what}", "channel": channel.id, "user": by}
        self.emit(body if undo or channel.is_private else body | {"is_moved": 0}, channel)
        self.changed()

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.name = name
        kind = "group" if channel.is_private else "channel"
        created = int(channel.created_at.timestamp())
        named: Json = {"id": channel.id, "name": name, "created": created}
        if not channel.is_private:
            named |= {"is_channel": True, "is_mpim": False, "name_normalized": name}
        self.emit({"type": f"{kind}_rename", "channel": named}, channel)
        self.changed()

    def delete_channel(self, channel: Channel, by: PersonId) -> None:
        """Delete a channel with all that is in it."""
        kind = "group" if channel.is_private else "channel"
        self.emit({"type": f"{kind}_deleted", "channel": channel.id, "actor_id": by}, channel)
        del self.channels[channel.id]
        self.changed()

    # Files

    def add_file(
        self, *, name: str, user: PersonId, size: int, title: str | None = None, content: bytes | None = None
    ) -> StoredFile:
        """Store a file, or with `content` None reserve the place for one."""
        stored = StoredFile(
            id=FileId(self.new_id("F")),
            name=name,
            title=title or name,
            user=user,
            created_at=self.clock.now(),
            declared_size=size,
            content=content,
            is_complete=content is not None,
        )
        self.files[stored.id] = stored
        return stored

    def share_file(self, stored: StoredFile, channel: Channel, ts: str, by: PersonId) -> None:
        """Note that a message carries the file."""
        stored.shares.append((channel.id, ts))
        body = {
            "type": "file_shared",
            "channel_id": channel.id,
            "file_id": stored.id,
            "user_id": by,
            "file": {"id": stored.id},
        }
        self.emit(body, channel)


def _stamp(moment: datetime) -> str:
    return f"{int(moment.timestamp())}.{moment.microsecond:06d}"


def _membership(kind: str, channel: Channel, person: PersonId, inviter: PersonId | None) -> Json:
    body: Json = {
        "type": kind,
        "user": person,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": TEAM_ID,
    }
    if inviter is not None:
        body["inviter"] = inviter
    return body
