"""Blocks, elements and views to send, each good as it comes and made bad by its arguments."""

from typing import Any

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def section(**facts: Any) -> Json:
    return {"type": "section", "text": mrkdwn(3)} | facts


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def header(text: Json) -> Json:
    return {"type": "header", "text": text}


def in_input(element: Json, **facts: Any) -> Json:
    return {"type": "input", "label": plain(5), "element": element} | facts


def button(**facts: Any) -> Json:
    return {"type": "button", "text": plain(5)} | facts


def option(value: str = "a", **facts: Any) -> Json:
    return {"text": plain(3), "value": value} | facts


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def group(label: int = 3, count: int = 2) -> Json:
    return {"label": plain(label), "options": options(count)}


def confirm(title: int = 5, text: int = 5, yes: int = 3, no: int = 2) -> Json:
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_list(indent: int) -> Json:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return rich_text({"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": [item]})


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def markdown(length: int) -> Json:
    return {"type": "markdown", "text": "x" * length}


def select(**facts: Any) -> Json:
    return {"type": "static_select", "options": options(3)} | facts


def several(**facts: Any) -> Json:
    return {"type": "multi_static_select", "options": options(3)} | facts


def of_kind(kind: str, **facts: Any) -> Json:
    """An element that needs nothing but its type."""
    return {"type": kind} | facts


def choices(kind: str, count: int = 2, **facts: Any) -> Json:
    return {"type": kind, "options": options(count)} | facts


def picture(**facts: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"} | facts


def video(**facts: Any) -> Json:
    return {
        "type": "video",
        "alt_text": "a",
        "title": plain(5),
        "thumbnail_url": "https://example.com/a.png",
        "video_url": "https://video.example.com/embed/a",
    } | facts


def number_input(**facts: Any) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False} | facts


def typed(**facts: Any) -> Json:
    return {"type": "plain_text_input"} | facts


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


def modal(*blocks: Json, **facts: Any) -> Json:
    return {"type": "modal", "title": plain(5), "submit": plain(4), "blocks": list(blocks)} | facts


def address(length: int) -> str:
    """A web address of so many characters."""
    start = "https://e.com/"
    return start + "x" * (length - len(start))
