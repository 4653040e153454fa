"""What Slack refuses and what this bot must not send, as assertions for tests of views.

What Slack refuses is asked of the stand-in, whose table of refusals is tested on its own. Beside it stand the promises of
the house that Slack would not hold anybody to: no typed text pings, breaks the markup or turns the line around, nothing
is blank, and a message keeps its distance from the ceiling that Slack does not document.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.block_kit import surfaces

MESSAGE_CHARACTERS = 10_000
UPDATED_TEXT = 4_000
"""Characters of `text` that chat.update takes; chat.postMessage takes more."""

_REFERENCE = re.compile(r"<(?:[@#]\w+|!(?:date|subteam)\^[^<>]+|(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>]+)?)>")
_BROKEN_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_TURNS_AROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check_message(blocks: Sequence[Mapping[str, Any]], text: str) -> None:
    """Fail unless the stand-in takes these blocks with this fallback text, as a new message and as an update."""
    assert text.strip(), "text: nothing but white space"
    assert len(text) <= UPDATED_TEXT, f"text: {len(text)} characters of at most {UPDATED_TEXT}"
    sent = json.loads(json.dumps({"blocks": blocks, "text": text}))
    surfaces.check_message(sent, unfurl_domains=())
    shown = surfaces.shown_characters(sent["blocks"])
    assert shown <= MESSAGE_CHARACTERS, f"blocks: {shown} characters of at most {MESSAGE_CHARACTERS}"
    _check_house(sent["blocks"], "blocks")


def check_view(view: Mapping[str, Any]) -> None:
    """Fail unless the stand-in takes this modal or Home view."""
    sent = json.loads(json.dumps(view))
    surfaces.check_view(sent, sent["type"], unfurl_domains=())
    _check_house(sent, "view")


def _check_house(sent: Any, where: str) -> None:
    for path, held in _everything(sent, where):
        assert held is not None, f"{path}: null"
        if not isinstance(held, dict):
            continue
        if held.get("type") in ("plain_text", "mrkdwn"):
            assert held["text"].strip(), f"{path}: nothing but white space"
        if held.get("type") == "mrkdwn":
            _check_markup(held["text"], path)
        values = [option["value"] for option in held.get("options", ())]
        assert len(values) == len(set(values)), f"{path}: an option's value twice"


def _check_markup(text: str, path: str) -> None:
    assert "<" not in _REFERENCE.sub("", text), f"{path}: a broken or pinging reference in {text!r}"
    assert not _BROKEN_ENTITY.search(text), f"{path}: a broken entity in {text!r}"
    assert not _TURNS_AROUND.search(text), f"{path}: a bidi override in {text!r}"


def _everything(held: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Everything inside, with its place such as ``blocks[3].accessory``."""
    yield path, held
    if isinstance(held, dict):
        for key, value in held.items():
            yield from _everything(value, f"{path}.{key}")
    elif isinstance(held, list):
        for index, value in enumerate(held):
            yield from _everything(value, f"{path}[{index}]")
