"""Channels in which the bot cannot write any more: drafters are told once, and what waited goes out when it can again."""

from datetime import datetime

from bot.db import channels, outbox, people, specs
from bot.db.session import Session
from bot.domain.spec import ChannelId, Closed, Spec, SpecId, UserId, WorkspaceId


def closed(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, why: Closed) -> None:
    """The bot cannot write in the channel: tell whoever drafts a spec there, once for each time that it is closed."""
    closed_at = channels.close(session, workspace, channel, why, now)
    if closed_at is not None:
        _tell(session, workspace, channel, closed_at)


def closed_for(session: Session, now: datetime, *, workspace: WorkspaceId, spec_id: SpecId, why: Closed) -> None:
    """The same for the channel of this spec."""
    spec = specs.load_by_id(session, workspace, spec_id)
    if spec is not None:
        closed(session, now, workspace=workspace, channel=spec.channel, why=why)


def opened(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId) -> None:
    """The bot can write in the channel again: what was given up goes out, and what was said about it is settled."""
    del now
    known = channels.get(session, workspace, channel)
    if known is not None and known.closed_at is not None:
        channels.reopen(session, workspace, channel)
        _tell(session, workspace, channel, known.closed_at)
    outbox.want_given_up(session, workspace, channel)


def specs_there(session: Session, workspace: WorkspaceId, channel: ChannelId, drafter: UserId) -> list[Spec]:
    """The shared specs of that drafter in the channel that were not withdrawn."""
    found = [
        specs.load_by_id(session, workspace, spec_id) for spec_id in specs.open_of_channel(session, workspace, channel)
    ]
    return [spec for spec in found if spec is not None and spec.drafter == drafter]


def _tell(session: Session, workspace: WorkspaceId, channel: ChannelId, closed_at: datetime) -> None:
    for user in specs.drafters_in(session, workspace, channel):
        person = people.get(session, workspace, [user]).get(user)
        if person is None or not person.is_deactivated:
            outbox.want_channel_closed(session, workspace, user, channel, closed_at)
