"""Keeps what open forms hold, so that a slip of the Esc key loses nothing.

Slack tells nobody what was typed into a modal that is closed, and tells the bot everything with each press inside it, and
with each submission. So the last press, or what was submitted and refused, is what *Continue* can bring back.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.services import unfinished
from bot.services.unfinished import Unfinished
from bot.slack.desk import Desk
from bot.slack.listeners.answers import is_busy
from bot.slack.payloads import Interaction
from bot.slack.views import unfinished as views

log = logging.getLogger(__name__)


async def keep(desk: Desk, call: Interaction, *, about: str, key: str, held: Mapping[str, Any] | None) -> None:
    """Keep what a form holds now; None for one that is empty."""
    try:
        # The moment is taken before a thread is waited for: threads may pass one another.
        seen_at = desk.run.now()
        await desk.run.read(
            unfinished.keep,
            workspace=call.workspace,
            user=call.user,
            about=about,
            key=key,
            held=held,
            seen_at=seen_at,
        )
    except (OperationalError, PoolTimeout) as error:
        # Nobody asked for this: a notice on top of the form would disturb more than what is lost is worth.
        if not is_busy(error):
            raise
        log.info("A form was not kept: the database is busy")


def offered(desk: Desk, left: Sequence[Unfinished], title: str) -> views.Unfinished | None:
    """The first of what was left, as it is offered under that title."""
    if not left:
        return None
    return views.Unfinished(key=left[0].key, title=title, ago=desk.run.now() - left[0].at, older=len(left) - 1)
