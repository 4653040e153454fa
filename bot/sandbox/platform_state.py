"""What the parts of the stand-in share while it runs, and one Web API call as the methods see it.

The rule it keeps: a method gets a `Call` and nothing else; no part reaches into the server.
"""

from dataclasses import dataclass

from bot.sandbox.answers import Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.arguments import Arguments, Method
from bot.sandbox.modals import Modals
from bot.sandbox.one_time import Codes, ResponseUrls, Triggers
from bot.sandbox.traffic import Faults, RateLimits, Traffic
from bot.sandbox.transport import SocketMode
from bot.sandbox.world import Channel, ChannelId, Message, Person, PersonId, Workspace, is_ts


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The stand-in's state."""

    workspace: Workspace
    app: App
    modals: Modals
    triggers: Triggers
    response_urls: ResponseUrls
    codes: Codes
    traffic: Traffic
    faults: Faults
    rates: RateLimits | None  # None: calls are not counted
    socket_mode: SocketMode

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`."""
        return self.workspace.url.removeprefix("http://").rstrip("/")

    def issue_response_url(
        self, person: Person, channel: Channel, *, ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """The full address of a new response URL."""
        path = self.response_urls.issue(person.id, channel.id, ts=ts, thread_ts=thread_ts)
        return f"{self.workspace.url}response/{path}"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of a Web API method by the bot."""

    platform: Platform
    method: Method
    args: Arguments

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return self.platform.workspace

    @property
    def bot(self) -> PersonId:
        """Who calls."""
        return self.platform.app.bot_user_id

    def need(self, *any_of: str) -> None:
        """Refuse the call unless one of the scopes is granted. Refusal: missing_scope."""
        app = self.platform.app
        if not app.may(*any_of):
            provided = ",".join(sorted(app.scopes or ()))
            raise Refusal("missing_scope", needed=",".join(any_of), provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """The conversation that an argument names, if the bot may know of it. Refusal: channel_not_found."""
        given = self.args.text(name)
        channel = self.workspace.channels.get(ChannelId(given))
        if channel is None or (channel.is_private and self.bot not in channel.members):
            raise Refusal("channel_not_found")
        return channel

    def joined_channel(self, name: str = "channel") -> Channel:
        """The same, of which the bot must be a member too. Refusal: channel_not_found, not_in_channel."""
        channel = self.channel(name)
        if self.bot not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str) -> Message:
        """The message that a timestamp argument names. Refusal: bad_timestamp, message_not_found."""
        ts = self.args.text(name)
        if not is_ts(ts):
            raise Refusal("bad_timestamp")
        message = channel.messages.get(ts)
        if message is None or message.ephemeral_to is not None:
            raise Refusal("message_not_found")
        return message

    def person(self, name: str = "user") -> Person:
        """The person that an argument names. Refusal: user_not_found."""
        person = self.workspace.people.get(PersonId(self.args.text(name)))
        if person is None:
            raise Refusal("user_not_found")
        return person


def of_kind(channel: Channel, what: str) -> str:
    """The scope for a conversation of this kind: `channels:read`, `groups:read`, `im:read` for `read`."""
    kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
    return f"{kind}:{what}"
