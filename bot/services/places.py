"""Channels in which the bot cannot write any more: drafters are told once, and what waited goes out when it can again."""

from datetime import datetime

from bot.db import channels, outbox, specs
from bot.db.session import Session
from bot.domain.spec import ChannelId, Closed, SpecId, WorkspaceId


def closed(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, why: Closed) -> None:
    """The bot cannot write in the channel: whoever drafts a spec there is to be told."""
    if not channels.close(session, workspace, channel, why, now):
        # What looks again draws the cards anew: that would fail, come here, and go round for ever.
        return
    _look_again(session, now, workspace, channel)


def closed_for(session: Session, now: datetime, *, workspace: WorkspaceId, spec_id: SpecId, why: Closed) -> None:
    """The same for the channel of this spec, found out by an error: what an event has told says more."""
    spec = specs.load_by_id(session, workspace, spec_id)
    known = channels.get(session, workspace, spec.channel) if spec else None
    if spec is not None and known is not None and known.closing is None:
        closed(session, now, workspace=workspace, channel=spec.channel, why=why)


def opened(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId) -> None:
    """The bot can write in the channel again: what was given up goes out, and what was said about it is settled."""
    if channels.reopen(session, workspace, channel):
        _look_again(session, now, workspace, channel)
    outbox.want_given_up(session, workspace, channel)


def _look_again(session: Session, now: datetime, workspace: WorkspaceId, channel: ChannelId) -> None:
    found = specs.open_of_channel(session, workspace, channel)
    specs.attend(session, found, now)
    outbox.want_reminders_again(session, workspace, found)
