"""What becomes of the bot's messages in Slack: one that is out of date is drawn anew, a card that is gone is posted again."""

from datetime import datetime

from bot.db import outbox, specs
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain.spec import ChannelId, SpecId, WorkspaceId


def draw_anew(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, ts: str) -> bool:
    """Draw the message that stands there, even if it should look as it did; False where none of ours stands."""
    del now
    return outbox.want_anew(session, workspace, channel, ts)


def card_is_gone(session: Session, now: datetime, *, workspace: WorkspaceId, spec_id: SpecId) -> None:
    """Something hangs on a card that is not there: have the card drawn, which finds out and posts another one."""
    del now
    card = outbox.posted(session, spec_id, OutboxKind.CARD)
    if card is not None:
        outbox.want_anew(session, workspace, ChannelId(card.channel), card.ts)


def card_is_back(session: Session, now: datetime, *, workspace: WorkspaceId, spec_id: SpecId) -> None:
    """The card stands somewhere else now: the bot's marks go there too."""
    del now
    if specs.load_by_id(session, workspace, spec_id, lock=True) is not None:
        outbox.want(session, workspace, spec_id, OutboxKind.PROGRESS)
