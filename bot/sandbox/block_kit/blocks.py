"""The blocks of Block Kit, each with the surfaces on which it may stand.

The rule it keeps: limits are those of the table in Slack's reference. A video must come from a domain of the app's
manifest, and a file from remote files, which the stand-in has not.
"""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.block_kit.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.sandbox.block_kit.rich_text import rich_text_elements
from bot.sandbox.block_kit.rules import (
    Report,
    Rule,
    Surface,
    any_text,
    boolean,
    by_type,
    constant,
    exactly_one,
    list_of,
    one_of,
    plain,
    record,
    string,
    unique,
    url,
)

MAX_MARKDOWN = 12_000

_slack_file = record(None, {"id": string(255), "url": url(web_only=True)}, also=[exactly_one("id", "url")])
_picture = {"image_url": url(web_only=True), "slack_file": _slack_file}
_image_element = record(
    {"type": constant, "alt_text": string(2000)}, _picture, also=[exactly_one("image_url", "slack_file")]
)


def _some(kinds: Collection[str]) -> dict[str, Rule]:
    return {kind: ELEMENTS[kind] for kind in sorted(kinds)}


def _block(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
    where: Collection[Surface] = tuple(Surface),
) -> Rule:
    shape = record({"type": constant, **(required or {})}, {"block_id": string(255), **(optional or {})}, also=also)

    def check(value: Any, at: str, report: Report) -> None:
        if report.surface in where:
            shape(value, at, report)
        else:
            report.add(f"{at}/type", f"unsupported type: {value['type']} (not in a {report.surface})")

    return check


def _text_or_fields(value: Any, at: str, report: Report) -> None:
    if value.get("text") is None and value.get("fields") is None:
        report.add(at, "must have at least one of: text, fields")


def _file_input_in_modals(value: Any, at: str, report: Report) -> None:
    if value["element"]["type"] == "file_input" and report.surface is not Surface.MODAL:
        report.add(f"{at}/element/type", f"unsupported type: file_input (not in a {report.surface})")


def _from_an_unfurl_domain(value: Any, at: str, report: Report) -> None:
    host = urlsplit(value["video_url"]).hostname or ""
    if not any(host == domain or host.endswith(f".{domain}") for domain in report.unfurl_domains):
        report.add(f"{at}/video_url", "must be in one of the app's unfurl domains")


def _remote_file(value: Any, at: str, report: Report) -> None:
    report.add(f"{at}/external_id", f"no remote file with this external_id: {value['external_id']}")


_cell = by_type(
    {
        "raw_text": record({"type": constant, "text": string(12_000, 0)}),
        "raw_number": record({"type": constant, "value": constant}, {"text": string(12_000)}),
        "rich_text": record({"type": constant, "elements": rich_text_elements}, {"block_id": string(255)}),
    },
)
_column = record(None, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})

block = by_type(
    {
        "section": _block(
            None,
            {
                "text": any_text(3000),
                "fields": list_of(any_text(2000), most=10),
                "accessory": by_type({**_some(IN_SECTION), "image": _image_element}),
                "expand": boolean,
            },
            _text_or_fields,
        ),
        "actions": _block(
            {"elements": list_of(by_type(_some(IN_ACTIONS)), most=25, also=[unique("action_id", "action_id")])}
        ),
        "context": _block(
            {
                "elements": list_of(
                    by_type(
                        {"image": _image_element, "plain_text": any_text(3000), "mrkdwn": any_text(3000)},
                    ),
                    most=10,
                ),
            },
        ),
        "header": _block({"text": plain(150)}),
        "divider": _block(),
        "image": _block(
            {"alt_text": string(2000)},
            {"title": plain(2000), **_picture},
            exactly_one("image_url", "slack_file"),
        ),
        "input": _block(
            {"label": plain(2000), "element": by_type(_some(IN_INPUT))},
            {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
            _file_input_in_modals,
        ),
        "markdown": _block({"text": string(MAX_MARKDOWN)}, where=[Surface.MESSAGE]),
        "rich_text": _block({"elements": rich_text_elements}),
        "table": _block(
            {"rows": list_of(list_of(_cell, most=20), most=100)},
            {"column_settings": list_of(_column, least=0, most=20)},
            where=[Surface.MESSAGE, Surface.HOME],
        ),
        "alert": _block(
            {"text": any_text(200)},
            {"level": one_of("default", "info", "success", "warning", "error")},
            where=[Surface.MODAL],
        ),
        "video": _block(
            {
                "alt_text": string(2000),
                "title": plain(200),
                "thumbnail_url": url(web_only=True),
                "video_url": url(web_only=True),
            },
            {
                "title_url": url(web_only=True),
                "description": plain(200),
                "author_name": string(50),
                "provider_name": string(50),
                "provider_icon_url": url(web_only=True),
            },
            _from_an_unfurl_domain,
        ),
        "file": _block(
            {"external_id": string(255), "source": one_of("remote")}, None, _remote_file, where=[Surface.MESSAGE]
        ),
    },
)
