"""Secondary attachments of a message, the older way to show more: their own fields, without their blocks.

The rule it keeps: the blocks in an attachment belong to the message and are looked at with its own.
"""

import re
from typing import Any

from bot.sandbox.block_kit.rules import Report, boolean, constant, list_of, one_of, record, string

MAX_ATTACHMENTS = 100
MAX_ATTACHMENT_TEXT = 40_000  # characters in all of a message; Slack has a ceiling and does not say where

_MOMENT = re.compile(r"\d{1,11}(\.\d+)?", re.ASCII)
_MAX_LIST = 100


def _moment(value: Any, at: str, report: Report) -> None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or not _MOMENT.fullmatch(str(value)):
        report.add(at, "must be a moment in unix seconds")


def _value(value: Any, at: str, report: Report) -> None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        report.add(at, "must be a string")


_text = string(MAX_ATTACHMENT_TEXT, 0)
_TEXTS = ("pretext", "title", "text", "fallback", "footer", "author_name", "author_subname")
_ADDRESSES = ("title_link", "author_link", "author_icon", "footer_icon", "image_url", "thumb_url")
# What Slack adds itself, and an app may send back with the rest.
_FROM_SLACK = ("id", "image_width", "image_height", "image_bytes", "thumb_width", "thumb_height")

attachment_list = list_of(
    record(
        None,
        {
            "blocks": constant,
            "fields": list_of(
                record(None, {"title": _text, "value": _value, "short": boolean}), least=0, most=_MAX_LIST
            ),
            "mrkdwn_in": list_of(one_of(*_TEXTS, "fields"), least=0, most=_MAX_LIST),
            "color": string(50, 0),
            "ts": _moment,
            **dict.fromkeys((*_TEXTS, *_ADDRESSES, "callback_id", "attachment_type"), _text),
            **dict.fromkeys(_FROM_SLACK, constant),
        },
    ),
    least=0,
    most=MAX_ATTACHMENTS,
)


def own_characters(attachment: Any) -> int:
    """How many characters an attachment's own fields hold."""
    fields = [value for field in attachment.get("fields") or [] for value in field.values()]
    return sum(len(str(value)) for value in [*(attachment.get(name) or "" for name in _TEXTS), *fields])
