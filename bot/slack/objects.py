"""The JSON objects below blocks and elements: text objects, and objects that have a key only where it has a value.

The rule kept here: a text object is never empty and never longer than its limit (in characters), whatever was typed.
"""

from typing import Any

from bot.slack import wording as w


def plain(text: str, limit: int) -> dict[str, Any]:
    """Return a plain-text object: cleaned, cut to ``limit``, never empty. Nothing in it is read as a reference."""
    return {"type": "plain_text", "text": w.truncate(w.clean(text).strip(), limit) or w.EMPTY, "emoji": True}


def label(text: str, limit: int) -> dict[str, Any]:
    """Return a plain-text object on one line."""
    return plain(w.one_line(text, limit), limit)


def mrkdwn(text: str, limit: int) -> dict[str, Any]:
    """Return a mrkdwn object of text that is escaped already."""
    return {"type": "mrkdwn", "text": _cut_mrkdwn(text, limit) or w.EMPTY, "verbatim": True}


def _cut_mrkdwn(text: str, limit: int) -> str:
    """Cut text that is escaped already, in front of the entity or reference that the cut would fall into."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    for opening, closing in (("&", ";"), ("<", ">")):
        if cut.rfind(opening) > cut.rfind(closing):
            cut = cut[: cut.rfind(opening)]
    return cut.rstrip() + "…"


def extended(made: dict[str, Any], **extra: object) -> dict[str, Any]:
    """Return what was made with the extra keys that have a value."""
    return made | {key: value for key, value in extra.items() if value is not None}
