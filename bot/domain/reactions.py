"""What an emoji on a card means. Names come without colons; skin tones and aliases are one emoji."""

from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What a reaction stands for."""

    READ = "read"
    NUDGE = "nudge"
    LINE = "line"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The meaning of one reaction; `number` is a checklist line's, from 1, for LINE only."""

    meaning: Meaning
    number: int = 0


_KEYCAPS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_MEANINGS = {
    "white_check_mark": Reading(meaning=Meaning.READ),
    "heavy_check_mark": Reading(meaning=Meaning.READ),
    "ballot_box_with_check": Reading(meaning=Meaning.READ),
    "bell": Reading(meaning=Meaning.NUDGE),
    **{name: Reading(meaning=Meaning.LINE, number=number) for number, name in enumerate(_KEYCAPS, 1)},
}


def read(emoji: str) -> Reading | None:
    """The meaning of an emoji's name, such as `bell` or `one::skin-tone-2`; None for most."""
    return _MEANINGS.get(emoji.partition("::")[0])
