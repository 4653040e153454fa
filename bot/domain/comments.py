"""What people say about a section of a spec."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.spec import UserId

CommentId = NewType("CommentId", int)


class CommentKind(StrEnum):
    """What somebody wants with a comment; stored."""

    COMMENT = "comment"
    QUESTION = "question"
    CONCERN = "concern"


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What `by` said about the section `heading` of `revision`; `quote` is the passage that it is about, or empty.

    The heading is the one that they saw, whatever the section is called by now.
    """

    by: UserId
    kind: CommentKind
    heading: str
    revision: int
    text: str
    quote: str
    at: datetime
