"""The rich_text block: sections, lists, quotes and code, and the elements inside them.

The rule it keeps: lists indent from 0 to 8.
"""

from bot.sandbox.block_kit.rules import (
    boolean,
    by_type,
    constant,
    integer,
    list_of,
    matching,
    one_of,
    record,
    string,
    url,
)

_MANY = 10_000
_MAX_TEXT = 12_000

_style = record(
    None,
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_id = string(255)

_inline = by_type(
    {
        "text": record({"type": constant, "text": string(_MAX_TEXT)}, {"style": _style}),
        "link": record(
            {"type": constant, "url": url()}, {"text": string(_MAX_TEXT), "unsafe": boolean, "style": _style}
        ),
        "user": record({"type": constant, "user_id": _id}, {"style": _style}),
        "usergroup": record({"type": constant, "usergroup_id": _id}, {"style": _style}),
        "channel": record({"type": constant, "channel_id": _id}, {"style": _style}),
        "team": record({"type": constant, "team_id": _id}, {"style": _style}),
        "emoji": record(
            {"type": constant, "name": string(255)},
            {"unicode": string(100), "skin_tone": integer(1, 6), "style": _style},
        ),
        "broadcast": record({"type": constant, "range": one_of("here", "channel", "everyone")}, {"style": _style}),
        "color": record(
            {"type": constant, "value": matching(r"#[0-9A-Fa-f]{6}", "must be a colour #RRGGBB")}, {"style": _style}
        ),
        "date": record(
            {"type": constant, "timestamp": integer(0, 10**11), "format": string(500)},
            {"url": url(), "fallback": string(500), "style": _style},
        ),
    },
)
_inlines = list_of(_inline, least=0, most=_MANY)
_section = record({"type": constant, "elements": _inlines})

_part = by_type(
    {
        "rich_text_section": _section,
        "rich_text_list": record(
            {
                "type": constant,
                "style": one_of("bullet", "ordered"),
                "elements": list_of(by_type({"rich_text_section": _section}), least=1, most=_MANY),
            },
            {"indent": integer(0, 8), "offset": integer(0, _MANY), "border": integer(0, 1)},
        ),
        "rich_text_preformatted": record(
            {"type": constant, "elements": _inlines}, {"border": integer(0, 1), "language": string(50)}
        ),
        "rich_text_quote": record({"type": constant, "elements": _inlines}, {"border": integer(0, 1)}),
    },
)
rich_text_elements = list_of(_part, least=1, most=_MANY)
rich_text_value = record(
    {"type": one_of("rich_text"), "elements": list_of(_part, least=0, most=_MANY)}, {"block_id": _id}
)
"""What a rich_text_input may hold from the start: the block's own form, or nothing in it."""
