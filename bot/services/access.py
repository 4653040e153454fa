"""Who may see a spec: what lives in a private channel is for its members, a draft for its drafters.

Whether somebody is a guest or a member only Slack can say, and a transaction must not wait for Slack. So the question is
raised as `ProfileUnknown` or `MembershipUnknown`; the caller asks Slack and tries again with the answer.
"""

from dataclasses import dataclass, replace

from bot.db import channels, people
from bot.db.session import Session
from bot.domain.people import Person
from bot.domain.spec import ChannelId, Spec, UserId, WorkspaceId
from bot.errors import Refused


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who asks, in which channel (Slack lets only members act there), and what is known of their memberships."""

    user: UserId
    here: ChannelId | None = None
    member_of: frozenset[ChannelId] = frozenset()

    def joined(self, channel: ChannelId) -> "Access":
        """The same person, known to be a member of `channel`."""
        return replace(self, member_of=self.member_of | {channel})


class ProfileUnknown(Exception):  # noqa: N818 - a question to Slack, not a fault.
    """Slack must say who `user` is: guests see less than others do, and what apps do counts for nobody."""

    def __init__(self, user: UserId) -> None:
        super().__init__(f"who is {user}?")
        self.user = user


class MembershipUnknown(Exception):  # noqa: N818 - a question to Slack, not a fault.
    """Slack must say whether `user` is a member of `channel`."""

    def __init__(self, channel: ChannelId, user: UserId) -> None:
        super().__init__(f"is {user} a member of {channel}?")
        self.channel = channel
        self.user = user


def check(session: Session, spec: Spec, access: Access) -> None:
    """Let the person through; raises Refused, ProfileUnknown or MembershipUnknown."""
    if access.user in spec.drafters:
        return
    if spec.shared_at is None:
        raise Refused(
            f"{spec.name} is still a draft and belongs to its drafter until it is shared. Ask them to share it."
        )
    check_channel(session, spec.workspace, spec.channel, access)


def check_channel(session: Session, workspace: WorkspaceId, channel: ChannelId, access: Access) -> None:
    """Let the person see what lives in a channel; raises ProfileUnknown or MembershipUnknown."""
    if channel == access.here or channel in access.member_of:
        return
    known = channels.get(session, workspace, channel)
    if known is None or known.is_private or is_guest(session, workspace, access.user):
        raise MembershipUnknown(channel, access.user)


def is_guest(session: Session, workspace: WorkspaceId, user: UserId) -> bool:
    """Whether the person sees their own channels only; raises ProfileUnknown for somebody whom the bot never met."""
    return _profile(session, workspace, user).is_guest


def is_bot(session: Session, workspace: WorkspaceId, user: UserId) -> bool:
    """Whether it is an app that did something, and nobody; raises ProfileUnknown for one whom the bot never met."""
    return _profile(session, workspace, user).is_bot


def _profile(session: Session, workspace: WorkspaceId, user: UserId) -> Person:
    person = people.get(session, workspace, [user]).get(user)
    if person is None:
        raise ProfileUnknown(user)
    return person
