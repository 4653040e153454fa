"""A form that was closed before it was submitted can be continued.

The rule kept here: what somebody typed is theirs alone, and what was submitted is never offered again, in whatever order
Slack's messages arrive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.db import unfinished, workspaces
from bot.db.session import Session
from bot.db.unfinished import Unfinished
from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import templates
from bot.services.access import Access
from bot.services.templates import Form

__all__ = ["KEPT_FOR", "NEW_SPEC", "Begun", "Unfinished", "begin", "discard", "forget", "keep", "left", "take_up"]

KEPT_FOR = timedelta(days=7)
"""As long as submissions are remembered: so a form that is kept can be told from one that was submitted."""
NEW_SPEC = "new spec"
"""What the form of a new spec is about."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a new form begins with: the channel's template, and the forms that the person did not finish, newest first."""

    form: Form
    left: Sequence[Unfinished]


def begin(
    session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId | None, access: Access
) -> Begun:
    """For a new form in that channel; raises ProfileUnknown and MembershipUnknown."""
    form = templates.form_of_channel(session, now, workspace=workspace, channel=channel, access=access)
    return Begun(form=form, left=left(session, now, workspace=workspace, user=access.user, about=NEW_SPEC))


def left(
    session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId, about: str, beside: str = ""
) -> Sequence[Unfinished]:
    """What the person did not finish within the last week, newest first, beside the form that is open."""
    found = unfinished.left(session, workspace, user, about, since=now - KEPT_FOR)
    return [form for form in found if form.key != beside]


def keep(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    user: UserId,
    about: str,
    key: str,
    held: Mapping[str, Any] | None,
    seen_at: datetime,
) -> None:
    """Keep what a form held when it was `seen_at`, in place of what it held before; None for one that is empty again."""
    del now
    if held is None:
        unfinished.discard(session, workspace, user, key)
        return
    workspaces.ensure(session, workspace)
    unfinished.keep(session, workspace, user, Unfinished(key=key, about=about, held=held, at=seen_at))


def take_up(
    session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId, about: str, key: str, into: str
) -> Unfinished:
    """Go on with the form `key` in the one whose submission will have the key `into`."""
    found = {form.key: form for form in left(session, now, workspace=workspace, user=user, about=about)}
    # The second key: the button was pressed before, and the form did not change.
    form = found.get(key) or found.get(into)
    if form is None:
        raise Refused("That form was finished or discarded meanwhile. Close this one and open a new one.")
    unfinished.discard(session, workspace, user, key)
    taken = replace(form, key=into)
    unfinished.keep(session, workspace, user, taken)
    return taken


def discard(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId, key: str) -> None:
    """Forget the form."""
    del now
    unfinished.discard(session, workspace, user, key)


def forget(session: Session, now: datetime) -> int:
    """Housekeeping: forget what nobody came back for."""
    return unfinished.forget_before(session, now - KEPT_FOR)
