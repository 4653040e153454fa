"""Turns what people said in Slack into Markdown, and quotes a message in a spec.

The rule kept here: what was said stays readable outside Slack. References become names, links stay links, and a quote
says whose words it holds and where the rest is. The forms are those of
https://docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import chain

from bot.domain.markdown import plain
from bot.domain.spec import UserId
from bot.slack import limits
from bot.slack import wording as w

_REFERENCE = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
_MENTION = re.compile(r"<@(\w+)")
# Code and references keep their characters; elsewhere Slack's single marks are Markdown's double ones.
_KEPT = re.compile(r"(```.*?```|`[^`\n]+`|<[^<>]+>)", re.DOTALL)
_MARKED = re.compile(r"(?<!\w)(?P<mark>[*~])(?P<words>[^\s*~](?:[^*~\n]*[^\s*~])?)(?P=mark)(?!\w)")
_CODE = re.compile(r"```(.*?)(?:```|\Z)", re.DOTALL)
# What may stand before a line's words: marks of headings, quotes, lists and tasks, and the bullets of Slack's lists.
_LEAD = re.compile(r"^(?:[\s#>•◦▪-]|[*+]\s|\d{1,2}[.)]\s|\[[ xX]\]\s)+")
_WORD = re.compile(r"[^\W_]")

WITHOUT_WORDS = "A message without words"


def mentioned(text: str, limit: int) -> Sequence[UserId]:
    """The first people whom the text names, each once."""
    return [UserId(user) for user in dict.fromkeys(_MENTION.findall(text))][:limit]


def to_markdown(text: str, names: Mapping[UserId, str]) -> str:
    """The same in Markdown, with names in place of ids."""
    # Of the pieces every second one is kept.
    pieces = [
        _MARKED.sub(_doubled, piece) if place % 2 == 0 else piece for place, piece in enumerate(_KEPT.split(text))
    ]
    return unescape("".join(_piece(piece, names) for piece in pieces)).strip()


def _doubled(match: re.Match[str]) -> str:
    mark = match["mark"] * 2
    return f"{mark}{match['words']}{mark}"


def _piece(piece: str, names: Mapping[UserId, str]) -> str:
    if piece.startswith("`"):
        return _REFERENCE.sub(lambda match: match["label"] or match["target"], piece)
    return _REFERENCE.sub(lambda match: _named(match, names), piece)


def _named(match: re.Match[str], names: Mapping[UserId, str]) -> str:
    target, label = match["target"], match["label"]
    match target[0]:
        case "@":
            return f"@{names.get(UserId(target[1:])) or label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            return f"[{label}]({target})" if label and label != target else f"<{target}>"


def first_line(text: str, limit: int) -> str:
    """What a spec made from this Markdown may be called: the words of its first line that has any.

    Code is called by the words beside it, and gives its own where there are none.
    """
    said = (plain(_LEAD.sub("", line)) for line in _CODE.sub("\n", text).split("\n"))
    code = (line.strip() for block in _CODE.findall(text) for line in block.split("\n"))
    return w.one_line(next(filter(_WORD.search, chain(said, code)), ""), limit)


def quoted(text: str, *, author: str, permalink: str | None) -> str:
    """Markdown that begins with who said it and where, short enough for a text field.

    What does not fit is left where it is; the last line says so.
    """
    where = f"<{permalink}>" if permalink else "a message that I cannot link to"
    head = f"> {w.one_line(author, 100)} in {where}\n\n"
    body = text or WITHOUT_WORDS
    if len(head) + len(body) <= limits.INPUT_TEXT:
        return head + body
    rest = f"\n\n> Cut here; the rest is in {where}"
    cut = body[: limits.INPUT_TEXT - len(head) - len(rest) - 1]
    at_word = cut[: max(cut.rfind(" "), cut.rfind("\n"))] if len(cut.split()) > 1 else cut
    return head + at_word.rstrip() + "…" + rest
