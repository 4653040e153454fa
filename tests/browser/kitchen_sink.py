"""Every block and every element of Block Kit, each where it may stand: messages, a modal, a Home tab.

The rule it keeps: one of each kind, with an initial value or a placeholder, named by its kind, so that a test and a
picture can go through all of them.
"""

from typing import Any, Final

Json = dict[str, Any]

MOMENT: Final = 1_794_492_000
"""Thursday, 12 November 2026, 14:00 UTC."""


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A text object with marks."""
    return {"type": "mrkdwn", "text": text}


def option(name: str, **facts: Any) -> Json:
    """An option whose value is its text in lower case."""
    return {"text": plain(name), "value": name.lower(), **facts}


FRUIT: Final = [option("Apple"), option("Banana", description=plain("From far away")), option("Cherry")]
CONFIRM: Final = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("This *cannot* be undone."),
    "confirm": plain("Do it"),
    "deny": plain("Leave it"),
}


def element(kind: str, **facts: Any) -> Json:
    """An element that has its kind as action_id."""
    return {"type": kind, "action_id": kind, **facts}


def selects() -> list[Json]:
    """Every select menu, with a placeholder."""
    hint = {"placeholder": plain("Pick something")}
    groups = [{"label": plain("Sweet"), "options": FRUIT[:2]}, {"label": plain("Sour"), "options": [option("Lemon")]}]
    facts: dict[str, Json] = {
        "static_select": {"option_groups": groups},
        "external_select": {"min_query_length": 2},
        "users_select": {},
        "conversations_select": {},
        "channels_select": {},
    }
    single = [element(kind, **hint, **more) for kind, more in facts.items()]
    many = [element(f"multi_{kind}", **hint, **more) for kind, more in facts.items()]
    return single + many


def pickers() -> list[Json]:
    """What a person picks with a press, but for menus: choices, dates and times."""
    return [
        element("checkboxes", options=FRUIT, initial_options=FRUIT[:1]),
        element("radio_buttons", options=FRUIT, confirm=CONFIRM),
        element("datepicker", placeholder=plain("Which day?")),
        element("timepicker", placeholder=plain("What time?")),
        element("datetimepicker"),
    ]


def typed() -> list[Json]:
    """What a person types into, and files."""
    return [
        element("plain_text_input", placeholder=plain("One line"), max_length=40),
        element("email_text_input", placeholder=plain("you@example.com")),
        element("url_text_input", placeholder=plain("https://")),
        element("number_input", is_decimal_allowed=True, min_value="1", max_value="10"),
        element("rich_text_input", placeholder=plain("With marks")),
        element("file_input", filetypes=["md", "txt"], max_files=2),
    ]


def inputs(elements: list[Json]) -> list[Json]:
    """Each element as an input of its own, labelled with its kind."""
    return [
        {
            "type": "input",
            "block_id": each["type"],
            "optional": True,
            "label": plain(each["type"].replace("_", " ").capitalize()),
            "element": each,
        }
        for each in elements
    ]


def modal() -> Json:
    """A modal with every input there is, and the blocks that only modals have."""
    alerts = [
        {"type": "alert", "level": level, "text": mrkdwn(f"An alert of the level *{level}*.")}
        for level in ("default", "info", "success", "warning", "error")
    ]
    long = element("plain_text_input", multiline=True, initial_value="A first line\nand a second one")
    notes = {
        "type": "input",
        "block_id": "notes",
        "label": plain("Notes"),
        "hint": plain("A hint below the field."),
        "element": long,
    }
    more = {"type": "actions", "elements": [{"type": "button", "action_id": "push", "text": plain("One more")}]}
    return {
        "type": "modal",
        "callback_id": "kitchen",
        "title": plain("Every input"),
        "submit": plain("Save"),
        "close": plain("Never mind"),
        "blocks": [*inputs(typed()), notes, *inputs(pickers()), *inputs(selects()), *alerts, more],
    }


def modal_above() -> Json:
    """A modal to be pushed onto the other one: more to read than fits, and a field below it."""
    text = "\n".join(["On top of the *other* one.", *(f"{number}. There is more to read." for number in range(1, 41))])
    return {
        "type": "modal",
        "title": plain("One more"),
        "submit": plain("Save"),
        "blocks": [{"type": "section", "text": mrkdwn(text)}, *inputs([element("plain_text_input")])],
    }


def sections_with_accessories(elements: list[Json]) -> list[Json]:
    """Each element beside a text."""
    return [
        {
            "type": "section",
            "block_id": f"beside {each['type']}",
            "text": mrkdwn(f"`{each['type']}`"),
            "accessory": each,
        }
        for each in elements
    ]


def buttons() -> list[Json]:
    """Buttons of every look, and a menu."""
    return [
        {**element("button"), "text": plain("Plain"), "value": "plain"},
        {"type": "button", "action_id": "primary", "text": plain("Primary"), "style": "primary"},
        {"type": "button", "action_id": "danger", "text": plain("Danger"), "style": "danger", "confirm": CONFIRM},
        {"type": "button", "action_id": "link", "text": plain("Link"), "url": "https://example.com/"},
        element("overflow", options=[option("Edit"), option("Remove", description=plain("For good"))]),
    ]


def words(picture: str, person: str, channel: str) -> list[Json]:
    """The blocks that say something: text in all its forms, pictures, a table."""
    return [
        {"type": "header", "text": plain("A header :wave:")},
        {
            "type": "section",
            "text": mrkdwn(
                f"*bold* _italic_ ~struck~ `code` <https://example.com|a link> <@{person}> <#{channel}> <!here> :tada:\n"
                f"> a quote\n<!date^{MOMENT}^{{date_long}} at {{time}}|a date>\n```\na block of code\n```"
            ),
            "accessory": {"type": "image", "image_url": picture, "alt_text": "An avatar"},
        },
        {"type": "section", "fields": [mrkdwn("*Status*\nReady"), mrkdwn("*Owner*\nDana"), plain("Plain field")]},
        {
            "type": "context",
            "elements": [
                {"type": "image", "image_url": picture, "alt_text": "A small avatar"},
                mrkdwn("Context with a picture and *marks*"),
                plain("and plain text"),
            ],
        },
        {"type": "divider"},
        {"type": "image", "image_url": picture, "alt_text": "A large avatar", "title": plain("An image")},
    ]


def rich_text(person: str, channel: str, group: str) -> Json:
    """A rich_text block with everything that can be in one."""

    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words, **({"style": style} if style else {})}

    def section(*elements: Json) -> Json:
        return {"type": "rich_text_section", "elements": list(elements)}

    return {
        "type": "rich_text",
        "elements": [
            section(
                text("bold ", bold=True),
                text("italic ", italic=True),
                text("struck", strike=True),
                text(" "),
                text("code", code=True),
                text(" "),
                {"type": "link", "url": "https://example.com/", "text": "a link"},
                text(" "),
                {"type": "user", "user_id": person},
                text(" "),
                {"type": "usergroup", "usergroup_id": group},
                text(" "),
                {"type": "channel", "channel_id": channel},
                text(" "),
                {"type": "broadcast", "range": "channel"},
                text(" "),
                {"type": "emoji", "name": "wave", "skin_tone": 3},
                text(" "),
                {"type": "color", "value": "#2EB67D"},
                text(" "),
                {"type": "date", "timestamp": MOMENT, "format": "{date_short} at {time}"},
            ),
            {"type": "rich_text_list", "style": "bullet", "elements": [section(text("one")), section(text("two"))]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(text("inside"))]},
            {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [section(text("third"))]},
            {"type": "rich_text_quote", "elements": [text("a quote")]},
            {"type": "rich_text_preformatted", "elements": [text("def code():\n    return 1")]},
        ],
    }


MARKDOWN: Final = """# A heading

Some **bold**, *italic*, ~~struck~~ and `code`, with [a link](https://example.com/).

1. first
2. second
   - inside

- [x] done
- [ ] open

> a quote

| Left | Right |
| :--- | ---: |
| a | 1 |

```python
print("a block of code")
```
"""


def table() -> Json:
    """A table with every kind of cell."""
    cell = {"type": "rich_text_section", "elements": [{"type": "text", "text": "rich", "style": {"bold": True}}]}
    raw = [{"type": "raw_text", "text": text} for text in ("Name", "Count")]
    row = [{"type": "rich_text", "elements": [cell]}, {"type": "raw_text", "text": "12"}]
    return {"type": "table", "rows": [raw, row], "column_settings": [{"align": "left"}, {"align": "right"}]}


def remote() -> list[Json]:
    """Blocks that Slack allows only some apps: a video, and a file that lives elsewhere."""
    return [
        {
            "type": "video",
            "title": plain("How a spec is scheduled"),
            "title_url": "https://example.com/watch",
            "description": plain("Three minutes."),
            "video_url": "https://example.com/embed",
            "alt_text": "A video",
            "thumbnail_url": "",
            "provider_name": "Example",
            "author_name": "Dana",
        },
        {"type": "file", "external_id": "ABC", "source": "remote", "file": {"title": "Plan.md"}},
    ]


def attachment() -> Json:
    """An attachment of the older kind."""
    return {
        "color": "#2eb67d",
        "pretext": "Before the *attachment*",
        "author_name": "Dana",
        "title": "A title",
        "title_link": "https://example.com/",
        "text": "Its text with `code`",
        "fields": [
            {"title": "Status", "value": "Ready", "short": True},
            {"title": "Of", "value": "Two", "short": True},
        ],
        "footer": "A footer",
        "ts": MOMENT,
    }


def home() -> Json:
    """A Home tab with a text, buttons, a field, and an external select."""
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Needs you")},
            *sections_with_accessories([buttons()[0], element("external_select", min_query_length=0)]),
            {"type": "divider"},
            {"type": "actions", "block_id": "home actions", "elements": buttons()[1:]},
            {
                "type": "input",
                "block_id": "home note",
                "label": plain("A note"),
                "element": {"type": "plain_text_input", "action_id": "note"},
            },
        ],
    }


HOSTILE: Final = """<script>window.hurt = 1</script> <img src=x onerror="window.hurt = 1"> \
<javascript:window.hurt=1|press> <https://example.com/"onmouseover="window.hurt=1|hover> &lt;b&gt;not bold&lt;/b&gt; \
<!date^0^{date}^javascript:window.hurt=1|then> <@U"><img src=x onerror=window.hurt=1>"""

HOSTILE_MARKDOWN: Final = """<script>window.hurt = 1</script> <img src=x onerror="window.hurt = 1">
[press](javascript:window.hurt=1) [data](data:text/html,<script>window.hurt=1</script>) ![x](javascript:window.hurt=1)
<a href="javascript:window.hurt=1">x</a> `<b>code</b>` | <i> |"""
