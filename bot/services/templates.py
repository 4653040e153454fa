"""A channel's own template: look at it, bring another one, and choose which one counts.

The rule kept here: what is brought counts only once somebody chose it, and nothing that was chosen is ever deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.db import channels, people, templates, workspaces
from bot.db.session import Session
from bot.domain import template, template_check
from bot.domain.shelf import BUILT_IN_ID, Offer, Shelf, TemplateId, Version
from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.domain.template import Template
from bot.errors import Refused
from bot.services.access import Access, check_channel, is_guest

KEEP_LOOKED_AT = timedelta(days=7)
"""A preview that stands open is used within minutes; a week is plenty."""

VERSIONS_SHOWN = 20
CHOICES_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Form:
    """A template by its id."""

    id: TemplateId
    template: Template


def form(session: Session, now: datetime, *, workspace: WorkspaceId, template_id: TemplateId, access: Access) -> Form:
    """The template with this id, for somebody who may see it.

    Raises Refused for one that this workspace does not have, ProfileUnknown and MembershipUnknown.
    """
    del now
    if template_id == BUILT_IN_ID:
        return Form(id=BUILT_IN_ID, template=template.default())
    found = templates.source(session, workspace, template_id)
    if found is None:
        raise Refused("That template is not here any more. Choose another one under More.")
    channel, source = found
    check_channel(session, workspace, channel, access)
    return Form(id=template_id, template=template.load_kept(source))


def form_of_channel(
    session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId | None, access: Access
) -> Form:
    """What a new spec in that channel begins with; raises ProfileUnknown and MembershipUnknown."""
    current = templates.current(session, workspace, channel) if channel is not None else None
    return form(session, now, workspace=workspace, template_id=current or BUILT_IN_ID, access=access)


def see(session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, access: Access) -> Shelf:
    """Everything about one channel's templates; raises ProfileUnknown and MembershipUnknown."""
    check_channel(session, workspace, channel, access)
    found = form_of_channel(session, now, workspace=workspace, channel=channel, access=access)
    versions = templates.versions(session, workspace, channel, VERSIONS_SHOWN)
    more = templates.count_versions(session, workspace, channel) - len(versions)
    choices = templates.choices(session, workspace, channel, CHOICES_SHOWN)
    users = [*(version.added_by for version in versions), *(choice.by for choice in choices)]
    known = people.get(session, workspace, [user for user in users if user])
    return Shelf(
        channel=channel,
        template=found.template,
        versions=versions,
        choices=choices,
        names={user: person.name for user, person in known.items()},
        may_change=not is_guest(session, workspace, access.user),
        more=more,
    )


def bring(
    session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, access: Access, source: str
) -> Form:
    """Keep a template file to be looked at; it does not count yet. Raises Refused for one with which no spec can begin."""
    _may_change(session, workspace, channel, access)
    loaded = template_check.read(source)
    template_check.refuse(loaded)
    workspaces.ensure(session, workspace)
    name = loaded.name or loaded.title
    kept = templates.bring(session, workspace, channel, source, name=name, by=access.user, now=now)
    return Form(id=kept, template=loaded)


def choose(
    session: Session, now: datetime, *, workspace: WorkspaceId, channel: ChannelId, access: Access, chosen: TemplateId
) -> Shelf:
    """From now on new specs of the channel begin with this template; one that counts already is not chosen again.

    Raises Refused for a guest and for another channel's template.
    """
    _may_change(session, workspace, channel, access)
    wanted = None if chosen == BUILT_IN_ID else chosen
    if wanted is not None:
        found = templates.source(session, workspace, wanted)
        if found is None or found[0] != channel:
            raise Refused("That template does not belong to this channel. /techspec template shows those that do.")
    workspaces.ensure(session, workspace)
    if templates.current(session, workspace, channel) != wanted:
        templates.choose(session, workspace, channel, wanted, by=access.user, now=now)
    return see(session, now, workspace=workspace, channel=channel, access=access)


def forget_unused(session: Session, now: datetime) -> int:
    """Housekeeping: forget files that were only looked at."""
    return templates.forget_before(session, now - KEEP_LOOKED_AT)


def _may_change(session: Session, workspace: WorkspaceId, channel: ChannelId, access: Access) -> None:
    check_channel(session, workspace, channel, access)
    if is_guest(session, workspace, access.user):
        raise Refused("Guests can look at the template. Ask a full member of the workspace to change it.")


@dataclass(frozen=True, kw_only=True)
class Offers:
    """The templates of a workspace's channels; for those in `asks` Slack must say whether the person is a member."""

    versions: Sequence[Version]
    asks: frozenset[ChannelId]
    channel_names: dict[ChannelId, str]

    def for_member_of(self, member_of: frozenset[ChannelId]) -> "Offers":
        """Only what somebody in these channels may see."""
        hidden = self.asks - member_of
        return replace(self, versions=[version for version in self.versions if version.channel not in hidden])

    def named(self) -> Sequence[Offer]:
        """With the names of their channels."""
        return [
            Offer(id=version.id, name=version.name, channel_name=self.channel_names.get(version.channel, ""))
            for version in self.versions
        ]


def offers(session: Session, now: datetime, *, workspace: WorkspaceId, user: UserId) -> Offers:
    """What the channels of the workspace use now; raises ProfileUnknown."""
    del now
    found = templates.in_use(session, workspace)
    used = {version.channel: channels.get(session, workspace, version.channel) for version in found}
    guest = is_guest(session, workspace, user)
    return Offers(
        versions=found,
        asks=frozenset(at for at, channel in used.items() if guest or channel is None or channel.is_private),
        channel_names={at: channel.name for at, channel in used.items() if channel is not None},
    )
