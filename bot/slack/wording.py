"""What people typed, and references to people, places and moments, as text that is safe inside Slack's mrkdwn.

The rule kept here: text typed by a person never pings anybody, forges no reference and never reorders the line it stands
in. Cut first and escape last.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

EMPTY: Final = "–"
"""What stands for nothing: Slack refuses a text without a visible character."""

URL_TEXT: Final = 3_000
"""The longest address, in characters."""

# Control characters but tab and LF, zero-width spaces, marks that turn the reading direction, and lone surrogates. The
# joiners U+200C and U+200D stay: emoji and several scripts are spelt with them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_MARK: Final = re.compile(r"[*~`]|(?<![^\W_])_+|_+(?![^\W_])")
_LOOK_ALIKE: Final = str.maketrans("*~`_", "∗∼ˋˍ")
BARE_URL: Final = re.compile(r"https?://[^\s<>]+")
_REFERENCE_ID: Final = re.compile(r"\w+", re.ASCII)


def clean(text: str) -> str:
    """Return the text with line ends as LF and without characters that hide or reorder what stands around them."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> str:
    """Return typed text for use inside mrkdwn: cleaned, with ``&``, ``<`` and ``>`` as entities.

    Slack's references (``<!channel>``, ``<@U1>``, ``<http://...>``) all begin with ``<``, so none can be forged. A bare
    ``@channel`` or ``#general`` stays as it is and does nothing: the builders here mark their mrkdwn ``verbatim``, and
    ``chat.postMessage`` links no names unless asked to. Marks such as ``*`` or a backtick still format: see ``literal``.
    """
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def truncate(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of unescaped text; what was cut ends in ``…``."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """Return the text on one line of at most ``limit`` characters, cut after a word where one ends in its second half.

    The answer is not escaped: cut first and escape last, or the cut could fall into an entity.
    """
    line = " ".join(clean(text).split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    if line[limit - 1] != " ":
        boundary = cut.rfind(" ")
        cut = cut[:boundary] if boundary >= limit // 2 else cut
    return cut.rstrip() + "…"


def literal(text: str, limit: int) -> str:
    """Return what was typed as escaped text on one line, for use inside mrkdwn, in which no mark formats.

    Each mark gives way to a sign that looks like it; a ``_`` inside of a word formats nothing, and stays.
    """
    return _MARK.sub(lambda match: match[0].translate(_LOOK_ALIKE), escape(one_line(text, limit)))


def web_url(text: str) -> str | None:
    """Return the text as an address that Slack can link to, or None if it is not plain http or https with a host."""
    url = text.strip()
    if len(url) > URL_TEXT or clean(url) != url or len(url.split()) != 1:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return None
    return url if parts.scheme in {"http", "https"} and host else None


def link(url: str, label: str) -> str:
    """Return a mrkdwn link; only the escaped label where the address is not http or https."""
    text = escape(one_line(label, 300)) or EMPTY
    address = web_url(url)
    if address is None:
        return text
    safe = address.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    return f"<{safe}|{text.replace('|', '¦')}>"


def linked(text: str) -> str:
    """Return typed text like ``escape``, with the bare web addresses in it as links."""
    made = []
    at = 0
    for match in BARE_URL.finditer(text):
        url = without_sentence_end(match[0])
        if web_url(url):
            made += [escape(text[at : match.start()]), link(url, url)]
            at = match.start() + len(url)
    return "".join([*made, escape(text[at:])])


def without_sentence_end(url: str) -> str:
    """Return a bare address without the marks that end the sentence or the bracket in which it stands."""
    end = ".,;:!?'\"" if "(" in url else ".,;:!?'\")]"
    return url.rstrip(end)


def mention(user_id: str) -> str:
    """Return the mrkdwn reference that names a person and notifies them in a message."""
    return f"<@{_reference(user_id)}>"


def channel_link(channel_id: str) -> str:
    """Return the mrkdwn reference to a channel; Slack hides its name from people who cannot see it."""
    return f"<#{_reference(channel_id)}>"


def _reference(identifier: str) -> str:
    if not _REFERENCE_ID.fullmatch(identifier):
        raise ValueError(f"Not an id of Slack's: {identifier!r}")
    return identifier


class DateStyle(StrEnum):
    """How a moment is written; Slack fills the braces in the zone and language of whoever looks."""

    MOMENT = "{date_short_pretty} at {time}"
    DAY = "{date_short_pretty}"
    WEEKDAY = "{day_divider_pretty} at {time}"
    TIME = "{time}"


def date(at: datetime, style: DateStyle = DateStyle.MOMENT, fallback: str | None = None) -> str:
    """Return a moment that each viewer sees in their own zone.

    ``at`` is aware, else ``ValueError``. ``fallback`` is for clients that do not know the form and for notifications;
    without one it is the moment in UTC.
    """
    if at.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    utc = at.astimezone(UTC)
    text = fallback or f"{utc:%a} {utc.day} {utc:%b %Y, %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{style}|{escape(one_line(text, 100)).replace('|', '¦')}>"
