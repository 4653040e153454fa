"""A channel's templates: the versions that were brought, and which one counts from when on.

The rule kept here: nothing is deleted. Going back to a version is one more choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.domain.spec import ChannelId, UserId
from bot.domain.template import Template

TemplateId = NewType("TemplateId", int)

BUILT_IN_ID = TemplateId(0)
"""Stands for the built-in template as the running release has it; every other id is a kept version's."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version that a channel has used; `number` counts from 1 in its channel."""

    id: TemplateId
    channel: ChannelId
    number: int
    name: str | None
    added_by: UserId | None
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Choice:
    """From `at` on the channel used `version`, or the built-in template where that is None."""

    version: Version | None
    by: UserId
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Everything about one channel's templates; `versions` and `choices` are newest first, `names` by person.

    Of many versions only the newest are in `versions`; `more` is how many there are beside them.
    """

    channel: ChannelId
    template: Template
    versions: Sequence[Version]
    choices: Sequence[Choice]
    names: Mapping[UserId, str]
    may_change: bool
    more: int = 0

    @property
    def current(self) -> Version | None:
        """The version that counts; None is the built-in template."""
        return self.choices[0].version if self.choices else None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A template that somebody may choose for a new spec."""

    id: TemplateId
    name: str | None
    channel_name: str
