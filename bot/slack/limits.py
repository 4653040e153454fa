"""Slack's limits on blocks and what is in them, as its Block Kit reference gives them, and the checks that hold them.

The rule kept here: only a programming error fails a check, as a ``ValueError``; what a person typed was cut before.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

MESSAGE_BLOCKS: Final = 50
MODAL_BLOCKS: Final = 100
SECTION_TEXT: Final = 3_000
INPUT_TEXT: Final = 3_000
"""The longest text that a plain-text input can carry, in characters."""
PRIVATE_METADATA: Final = 3_000
SELECT_OPTIONS: Final = 100
GROUP_OPTIONS: Final = 10
"""The most options that one group of checkboxes or radio buttons can carry."""

_Items = TypeVar("_Items", bound=Sequence[Any])

_ID: Final = 255


def checked_id(identifier: str | None) -> str | None:
    """Return an id of an element or a block, which may do without one."""
    return identifier if identifier is None else within(identifier, _ID, "id")


def within(text: str, limit: int, what: str) -> str:
    """Return text of 1 to ``limit`` characters; ``what`` names it in the error."""
    if not text:
        raise ValueError(f"An empty {what}.")
    return at_most(text, limit, f"characters in the {what}")


def some(items: _Items, most: int, what: str) -> _Items:
    """Return 1 to ``most`` items."""
    if not items:
        raise ValueError(f"No {what}.")
    return at_most(items, most, what)


def at_most(items: _Items, most: int, what: str) -> _Items:
    """Return no more than ``most`` items, or as many characters."""
    if len(items) > most:
        raise ValueError(f"{len(items)} {what}, and Slack takes {most}.")
    return items


def unique(ids: Sequence[str], what: str) -> None:
    """Refuse an id, or a value, that is there twice."""
    if len(set(ids)) != len(ids):
        raise ValueError(f"The same {what} twice: {', '.join(ids)}")
