"""What a person types, as Slack passes it on: escaped, and once more as a rich_text block.

The rule it keeps: what is a reference to somebody or something stays one, and nothing else becomes one.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby
from typing import Any

from bot.sandbox.answers import Json
from bot.sandbox.emoji import SIGNS
from bot.sandbox.world import Workspace

_REFERENCE = re.compile(
    r"<(?:@(?P<user>[UW]\w+)|#(?P<channel>C\w+)|!(?P<range>here|channel|everyone)|!subteam\^(?P<group>S\w+)"
    r"|(?P<url>(?:https?://|mailto:)[^\s<>|]+))(?:\|(?P<label>[^<>|\n]+))?>"
)
_BARE_AND = re.compile(r"&(?!(?:amp|lt|gt);)")
_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_MARKED = re.compile(
    r"`(?P<code>[^`\n]+)`|(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)"
    r"|(?<!\w)~(?P<strike>[^~\n]+)~(?!\w)|:(?P<emoji>[a-z0-9_+'-]+)(?:::skin-tone-(?P<tone>[2-6]))?:"
)
_NAMED = re.compile(r"(?<![\w<@#])(?:@(?P<user>[\w.-]+)|#(?P<channel>[\w-]+)|(?P<url>https?://[^\s<>|]+))")


def escape(text: str) -> str:
    """The text with `&`, `<` and `>` escaped outside of references. What is escaped already stays as it is."""
    parts, end = [], 0
    for found in _REFERENCE.finditer(text):
        parts += [_escaped(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _BARE_AND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def with_references(workspace: Workspace, text: str) -> str:
    """The text of a command with `should_escape`: people, channels and addresses in it become references."""

    def reference(found: re.Match[str]) -> str:
        if found["url"]:
            return f"<{found['url']}>"
        person = workspace.person_called(found["user"]) if found["user"] else None
        channel = workspace.channel_called(found["channel"]) if found["channel"] else None
        if person is not None:
            return f"<@{person.id}|{person.name}>"
        return f"<#{channel.id}|{channel.name}>" if channel is not None else found[0]

    return _NAMED.sub(reference, text)


def rich_text(text: str) -> list[Json]:
    """The block that Slack's client sends with an escaped text; none for no text."""
    parts: list[Json] = []
    for index, piece in enumerate(_FENCE.split(text)):
        if index % 2:
            parts.append(_part("rich_text_preformatted", [{"type": "text", "text": unescape(piece)}]))
        else:
            parts += _paragraphs(piece.strip("\n"))
    return [{"type": "rich_text", "elements": parts}] if parts else []


def _paragraphs(text: str) -> Iterator[Json]:
    """Lines that are quoted, listed, or neither."""
    for mark, lines in groupby(
        text.split("\n"), key=lambda line: next((m for m in ("&gt;", "• ") if line.startswith(m)), "")
    ):
        bare = [line.removeprefix(mark).removeprefix(" " if mark == "&gt;" else "") for line in lines]
        if mark == "• ":
            items = [_part("rich_text_section", list(_inline(line, {}))) for line in bare]
            yield {"type": "rich_text_list", "style": "bullet", "indent": 0, "border": 0, "elements": items}
        elif elements := list(_inline("\n".join(bare), {})):
            yield _part("rich_text_quote" if mark else "rich_text_section", elements)


def _part(kind: str, elements: list[Json]) -> Json:
    return {"type": kind, "elements": elements}


def _inline(text: str, style: Json) -> Iterator[Json]:
    """The elements of a line: texts with their style, references and emoji."""
    end = 0
    for found in _REFERENCE.finditer(text):
        yield from _styled(text[end : found.start()], style)
        yield _referred(found) | _in_style(style)
        end = found.end()
    yield from _styled(text[end:], style)


def _styled(text: str, style: Json) -> Iterator[Json]:
    end = 0
    for found in _MARKED.finditer(text):
        if found["emoji"] and found["emoji"] not in SIGNS:
            continue
        yield from _plain(text[end : found.start()], style)
        end = found.end()
        kind = str(found.lastgroup)
        if found["emoji"]:
            yield _emoji(found) | _in_style(style)
        elif kind == "code":
            yield from _plain(found["code"], style | {"code": True})
        else:
            yield from _styled(found[kind], style | {kind: True})
    yield from _plain(text[end:], style)


def _plain(text: str, style: Json) -> Iterator[Json]:
    if text:
        yield {"type": "text", "text": unescape(text)} | _in_style(style)


def _in_style(style: Json) -> Json:
    return {"style": style} if style else {}


def _emoji(found: re.Match[str]) -> Json:
    code = "-".join(f"{ord(sign):x}" for sign in SIGNS[found["emoji"]])
    tone: dict[str, Any] = {"skin_tone": int(found["tone"])} if found["tone"] else {}
    return {"type": "emoji", "name": found["emoji"], "unicode": code} | tone


def _referred(found: re.Match[str]) -> Json:
    if found["url"]:
        return {"type": "link", "url": unescape(found["url"])} | (
            {"text": unescape(found["label"])} if found["label"] else {}
        )
    if found["range"]:
        return {"type": "broadcast", "range": found["range"]}
    kind = next(kind for kind in ("user", "channel", "group") if found[kind])
    name = "usergroup" if kind == "group" else kind
    return {"type": name, f"{name}_id": found[kind]}
