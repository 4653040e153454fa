"""What an emoji on a card means. Names come without colons; skin tones and aliases are one emoji.

A channel may choose the emoji that mean "read" and "please schedule"; the keycaps always tick a line.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.spec import Status


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


@dataclass(frozen=True, kw_only=True)
class EmojiMap:
    """The emoji that a channel uses for a meaning, at least one each; the first is the one that cards name."""

    read: tuple[str, ...] = ("white_check_mark", "heavy_check_mark", "ballot_box_with_check")
    nudge: tuple[str, ...] = ("bell",)


USUAL = EmojiMap()

PROGRESS_EMOJI: Mapping[Status, str] = {Status.SCHEDULED: "calendar"}
"""The bot's own marks on a card; none of them means anything when somebody joins in."""

KEYCAPS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

LONGEST_NAME = 100
"""Characters that Slack gives the name of an emoji."""

MOST_OF_ONE_MEANING = 8

ALIASES: Mapping[str, str] = {
    "collision": "boom",
    "heavy_exclamation_mark": "exclamation",
    "honeybee": "bee",
    "open_book": "book",
    "pencil": "memo",
    "poop": "hankey",
    "punch": "facepunch",
    "raised_hand": "hand",
    "running": "runner",
    "satisfied": "laughing",
    "telephone": "phone",
    "thumbsdown": "-1",
    "thumbsup": "+1",
}
"""Other names of emoji that people type, by the name that Slack's picker sends."""

_NAME = re.compile(rf"[a-z0-9_+'\-]{{1,{LONGEST_NAME}}}")


def read(emoji: str, chosen: EmojiMap = USUAL) -> Reading | None:
    """The meaning of an emoji's name, such as `bell` or `one::skin-tone-2`; None for most."""
    name = _usual_name(emoji.partition("::")[0])
    if name in chosen.read:
        return Reading(meaning=Meaning.READ)
    if name in chosen.nudge:
        return Reading(meaning=Meaning.NUDGE)
    return Reading(meaning=Meaning.LINE, number=KEYCAPS.index(name) + 1) if name in KEYCAPS else None


def names_in(typed: str) -> tuple[str, ...]:
    """The names in what somebody typed, such as ":eyes: :+1::skin-tone-2:" or "eyes, +1"; each once, in their order."""
    words = re.sub(r":skin-tone-[2-6]:", " ", typed.lower()).replace(":", " ").replace(",", " ").split()
    return tuple(dict.fromkeys(map(_usual_name, words)))


def problem(names: Sequence[str]) -> str | None:
    """Why these cannot be the emoji of a meaning; None when they can."""
    if not names:
        return "Name at least one emoji, like :eyes:."
    if len(names) > MOST_OF_ONE_MEANING:
        return f"Up to {MOST_OF_ONE_MEANING} emoji fit; these are {len(names)}."
    for name in names:
        if not _NAME.fullmatch(name):
            return (
                f"“{name[:40]}” is no emoji's name. Write names between colons, like :eyes:, with a space between two."
            )
        if name in KEYCAPS:
            return f":{name}: ticks a checklist line. Choose another emoji."
        if name in PROGRESS_EMOJI.values():
            return f":{name}: is what I mark cards with myself. Choose another emoji."
    return None


def _usual_name(name: str) -> str:
    return ALIASES.get(name, name)
