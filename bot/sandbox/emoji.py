"""The names of emoji: Slack's own short ones, and those that somebody adds to the workspace.

The rule it keeps: a name that nobody knows is no emoji, and a skin tone goes only with those that have one.
"""

import json
import re
from collections.abc import Collection
from pathlib import Path

EMOJI_FILE = Path(__file__).parent / "emoji.json"
_known = json.loads(EMOJI_FILE.read_text("utf-8"))
SIGNS: dict[str, str] = _known["names"]
"""Slack's short names, each with its sign."""

# Every workspace has these pictures from the start.
_PICTURES = frozenset(
    [
        "black_square",
        "bowtie",
        "cubimal_chick",
        "dusty_stick",
        "glitch_crab",
        "piggy",
        "pride",
        "shipit",
        "simple_smile",
        "slack",
        "slack_call",
        "squirrel",
        "thumbsup_all",
        "white_square",
    ]
)
_TONED = frozenset(_known["with_skin_tones"])
_TONE = re.compile(r"::skin-tone-[2-6]$")
_CUSTOM = re.compile(r"[a-z0-9_+'-]{1,100}")


def is_emoji(name: str, custom: Collection[str]) -> bool:
    """Whether a name, without colons around it, is that of an emoji; `custom` are those of the workspace."""
    base = _TONE.sub("", name)
    if base != name:
        return base in _TONED
    return name in SIGNS or name in _PICTURES or name in custom


def may_be_added(name: str) -> bool:
    """Whether a new emoji may have this name."""
    return _CUSTOM.fullmatch(name) is not None and not is_emoji(name, ())
