"""A channel's settings: look at them, try them, change them.

The rule kept here: what is saved holds at once. The specs of the channel are attended to in the same transaction, and
what was sent is never sent again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from bot.db import channels, outbox, people, specs, workspaces
from bot.db import settings as records
from bot.db.outbox import OutboxKind
from bot.db.session import Session
from bot.domain.settings import ChannelSettings, Panel, Setting, changed, problems
from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import holidays, process
from bot.services.access import Access, check_channel, is_guest

CHANGES_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a change: `wrong` says at which fields nothing was saved, and why."""

    panel: Panel
    wrong: Mapping[Setting, str]


def see(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, access: Access) -> Panel:
    """The settings of a channel, for somebody who may change them.

    Raises Refused for a guest, ProfileUnknown and MembershipUnknown.
    """
    _may_change(session, workspace, channel, access)
    return _panel(session, now, workspace, channel, channels.settings_of(session, workspace, channel))


def of_spec(session: Session, now: datetime, *, workspace: WorkspaceId, number: int, access: Access) -> ChannelId:
    """The channel whose settings hold for a spec."""
    del now
    return process.get(session, workspace, number, access).channel


def consider(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    channel: ChannelId,
    access: Access,
    wanted: ChannelSettings,
) -> Outcome:
    """What would happen under these settings; nothing is kept."""
    _may_change(session, workspace, channel, access)
    wrong = problems(wanted, holidays.places(wanted.country))
    return Outcome(panel=_panel(session, now, workspace, channel, wanted), wrong=wrong)


def change(
    session: Session,
    now: datetime,
    *,
    workspace: WorkspaceId,
    channel: ChannelId,
    access: Access,
    wanted: ChannelSettings,
) -> Outcome:
    """From now on these settings hold, unless something is wrong with them."""
    outcome = consider(session, now, workspace=workspace, channel=channel, access=access, wanted=wanted)
    before = channels.settings_of(session, workspace, channel)
    if outcome.wrong or wanted == before:
        return outcome
    workspaces.ensure(session, workspace)
    channels.set_settings(session, workspace, channel, wanted)
    differing = changed(before, wanted)
    old, new = ({name: _plain(asdict(each)[name]) for name in differing} for each in (before, wanted))
    records.append(session, workspace, channel, by=access.user, now=now, before=old, after=new)
    _let_hold(session, now, workspace, channel)
    return Outcome(panel=_panel(session, now, workspace, channel, wanted), wrong={})


def _let_hold(session: Session, now: datetime, workspace: WorkspaceId, channel: ChannelId) -> None:
    """Move what comes next, and draw anew what stands: cards name the emoji, open reminders offer times."""
    concerned = specs.open_of_channel(session, workspace, channel)
    specs.attend(session, concerned, now)
    for spec in concerned:
        outbox.want_again(session, spec, OutboxKind.CARD, OutboxKind.PROGRESS)
    outbox.want_reminders_again(session, workspace, concerned)


def _may_change(session: Session, workspace: WorkspaceId, channel: ChannelId, access: Access) -> None:
    check_channel(session, workspace, channel, access)
    if is_guest(session, workspace, access.user):
        raise Refused("Guests cannot change how I work in a channel. Ask a full member of it.")


def _panel(
    session: Session, now: datetime, workspace: WorkspaceId, channel: ChannelId, settings: ChannelSettings
) -> Panel:
    changes = records.newest(session, workspace, channel, CHANGES_SHOWN)
    known: Mapping[UserId, Any] = people.get(session, workspace, [change.by for change in changes])
    places = holidays.places(settings.country)
    is_known = settings.country in places.countries and (settings.region is None or settings.region in places.regions)
    return Panel(
        channel=channel,
        settings=settings,
        places=places,
        next_holiday=holidays.next_one(settings, now.date()) if is_known else None,
        changes=changes,
        names={user: person.name for user, person in known.items()},
    )


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""

    def plain(held: object) -> object:
        match held:
            case date() | time():
                return held.isoformat()
            case frozenset():
                return sorted(held)
            case _:
                raise TypeError(f"a change cannot hold {type(held).__name__}")

    return json.loads(json.dumps(value, default=plain))
