"""House builders for Slack's blocks, elements, messages and modals, as plain JSON dictionaries.

The rule kept here: text typed by a person never makes an invalid block. Labels, titles and the like are cut to Slack's limits; what only a programming error can cause (too
many blocks, an id that is too long, an input without a submit button) is a ``ValueError``. Equal arguments give equal
JSON: nothing here invents ids or looks at the clock. Limits are those of Slack's Block Kit reference, in characters.
"""

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime, time
from itertools import chain
from typing import Any, Final, Literal, TypeAlias, TypeVar

from bot.slack import wording as w

Block: TypeAlias = dict[str, Any]
"""A layout block, ready for ``json.dumps``."""
Element: TypeAlias = dict[str, Any]
"""An interactive element or a composition object (option, confirmation), ready for ``json.dumps``."""
Style: TypeAlias = Literal["primary", "danger"]

MESSAGE_BLOCKS: Final = 50
MODAL_BLOCKS: Final = 100
SECTION_TEXT: Final = 3_000
INPUT_TEXT: Final = 3_000
"""The longest text that a plain-text input can carry, in characters."""
PRIVATE_METADATA: Final = 3_000
SELECT_OPTIONS: Final = 100
GROUP_OPTIONS: Final = 10
"""The most options that one group of checkboxes or radio buttons can carry."""

_Items = TypeVar("_Items", bound=Sequence[Any])

_ID: Final = 255
_FIRST_SECOND: Final = 1_000_000_000  # Slack's times have ten digits.


# Text objects


def plain(text: str, limit: int = SECTION_TEXT) -> Element:
    """Return a plain-text object: cleaned, cut to ``limit``, never empty. Nothing in it is read as a reference."""
    return {"type": "plain_text", "text": w.truncate(w.clean(text).strip(), limit) or w.EMPTY, "emoji": True}


def _label(text: str, limit: int) -> Element:
    return plain(w.one_line(text, limit), limit)


def _mrkdwn(text: str, limit: int) -> Element:
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


# Blocks


def header(text: str, *, block_id: str | None = None) -> Block:
    """Return a header: one line of at most 150 characters."""
    return _with({"type": "header", "text": _label(text, 150)}, block_id=_id(block_id))


def section(
    mrkdwn: str = "",
    *,
    block_id: str | None = None,
    accessory: Element | None = None,
    fields: Sequence[str] = (),
) -> Block:
    """Return a section of mrkdwn (escaped by the caller) and at most ten fields of 2,000 characters."""
    block: Block = {"type": "section"}
    if mrkdwn.strip() or not fields:
        block["text"] = _mrkdwn(mrkdwn, SECTION_TEXT)
    if fields:
        block["fields"] = [_mrkdwn(field, 2_000) for field in _at_most(fields, 10, "fields of a section")]
    return _with(block, accessory=accessory, block_id=_id(block_id))


def context(*mrkdwn: str, block_id: str | None = None) -> Block:
    """Return a line of small print: one to ten pieces of mrkdwn, escaped by the caller."""
    pieces = _some(mrkdwn, 10, "elements of a context")
    return _with(
        {"type": "context", "elements": [_mrkdwn(piece, SECTION_TEXT) for piece in pieces]}, block_id=_id(block_id)
    )


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def actions(*elements: Element, block_id: str) -> Block:
    """Return a row of one to 25 elements with an action_id each of their own."""
    _unique([element["action_id"] for element in elements], "action_id")
    return {
        "type": "actions",
        "block_id": _id(block_id),
        "elements": list(_some(elements, 25, "elements of an actions block")),
    }


def input_block(
    label: str,
    element: Element,
    *,
    block_id: str,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """Return a labelled field of a modal; with ``dispatch`` a change is sent at once, not only on submit."""
    return _with(
        {
            "type": "input",
            "block_id": _id(block_id),
            "label": plain(label, 2_000),
            "element": element,
            "optional": optional,
            "dispatch_action": dispatch,
        },
        hint=plain(hint, 2_000) if hint and hint.strip() else None,
    )


def rich_text(*elements: Element, block_id: str | None = None) -> Block:
    """Return a block of rich-text elements; their text is shown as it is and needs no escaping."""
    return _with({"type": "rich_text", "elements": list(elements)}, block_id=_id(block_id))


# Elements


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel", style: Style | None = None) -> Element:
    """Return the question that Slack asks before it sends a press."""
    return _with(
        {
            "title": _label(title, 100),
            "text": plain(text, 300),
            "confirm": _label(yes, 30),
            "deny": _label(no, 30),
        },
        style=style,
    )


def button(
    text: str, action_id: str, value: str, *, style: Style | None = None, confirm: Element | None = None
) -> Element:
    """Return a button whose press carries ``value``: 1 to 2,000 characters, what the press is about."""
    return _with(
        {
            "type": "button",
            "action_id": _id(action_id),
            "text": _label(text, 75),
            "value": _within(value, 2_000, "value of a button"),
        },
        style=style,
        confirm=confirm,
    )


def link_button(text: str, action_id: str, url: str, *, style: Style | None = None) -> Element:
    """Return a button that opens an address; Slack sends its press as well, to be acknowledged."""
    address = w.web_url(url)
    if address is None:
        raise ValueError("A button links to http or https only.")
    return _with({"type": "button", "action_id": _id(action_id), "text": _label(text, 75), "url": address}, style=style)


def option(text: str, value: str, description: str | None = None) -> Element:
    """Return a choice: text and description of 75 characters, a value of 1 to 150."""
    return _with(
        {"text": _label(text, 75), "value": _within(value, 150, "value of an option")},
        description=_label(description, 75) if description and description.strip() else None,
    )


def overflow(action_id: str, options: Sequence[Element], *, confirm: Element | None = None) -> Element:
    """Return a ⋯ menu of one to five options."""
    return _with(
        {
            "type": "overflow",
            "action_id": _id(action_id),
            "options": list(_some(options, 5, "options of an overflow menu")),
        },
        confirm=confirm,
    )


def static_select(
    action_id: str,
    options: Sequence[Element],
    *,
    initial: str | None = None,
    placeholder: str | None = None,
    focus: bool = False,
) -> Element:
    """Return a menu of one to 100 options; an ``initial`` value that is not among them is left out."""
    return _with(
        {
            "type": "static_select",
            "action_id": _id(action_id),
            "options": list(_choices(options, SELECT_OPTIONS)),
        },
        initial_option=next((item for item in options if item["value"] == initial), None),
        placeholder=_placeholder(placeholder),
        focus_on_load=focus or None,
    )


def grouped_select(
    action_id: str,
    groups: Sequence[tuple[str, Sequence[Element]]],
    *,
    initial: str | None = None,
    placeholder: str | None = None,
) -> Element:
    """Return a menu of one to 100 labelled groups of one to 100 options each, for lists longer than Slack's 100."""
    options = list(chain.from_iterable(options for _, options in groups))
    _unique([item["value"] for item in options], "value of an option")
    return _with(
        {
            "type": "static_select",
            "action_id": _id(action_id),
            "option_groups": [
                {"label": _label(label, 75), "options": list(_choices(options, SELECT_OPTIONS))}
                for label, options in _some(groups, SELECT_OPTIONS, "groups of options")
            ],
        },
        initial_option=next((item for item in options if item["value"] == initial), None),
        placeholder=_placeholder(placeholder),
    )


def radio(action_id: str, options: Sequence[Element], *, initial: str | None = None) -> Element:
    """Return one to ten radio buttons; an ``initial`` value that is not among them is left out."""
    return _with(
        {
            "type": "radio_buttons",
            "action_id": _id(action_id),
            "options": list(_choices(options, GROUP_OPTIONS)),
        },
        initial_option=next((item for item in options if item["value"] == initial), None),
    )


def checkboxes(action_id: str, options: Sequence[Element], *, initial: Sequence[str] = ()) -> Element:
    """Return one to ten checkboxes; ``initial`` values that are not among them are left out."""
    return _with(
        {
            "type": "checkboxes",
            "action_id": _id(action_id),
            "options": list(_choices(options, GROUP_OPTIONS)),
        },
        initial_options=[item for item in options if item["value"] in initial] or None,
    )


def text_input(
    action_id: str,
    *,
    multiline: bool = False,
    initial: str | None = None,
    placeholder: str | None = None,
    max_length: int | None = None,
    focus: bool = False,
    while_typing: bool = False,
) -> Element:
    """Return a text field of at most 3,000 characters; ``while_typing`` in a block that dispatches sends each change.

    An ``initial`` text that does not fit is a ``ValueError`` and is never cut: whoever saved the form would lose the
    rest. Callers compare with ``INPUT_TEXT`` first and offer another way.
    """
    longest = INPUT_TEXT if max_length is None else max_length
    if not 1 <= longest <= INPUT_TEXT:
        raise ValueError(f"A text field holds 1 to {INPUT_TEXT} characters.")
    if initial is not None and len(initial) > longest:
        raise ValueError("The text does not fit into its field.")
    return _with(
        {"type": "plain_text_input", "action_id": _id(action_id), "multiline": multiline},
        initial_value=initial or None,
        placeholder=_placeholder(placeholder),
        max_length=max_length,
        focus_on_load=focus or None,
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]} if while_typing else None,
    )


def url_input(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Return a field for an address; an ``initial`` one that is not http or https is left out."""
    return _with(
        {"type": "url_text_input", "action_id": _id(action_id)},
        initial_value=w.web_url(initial or ""),
        placeholder=_placeholder(placeholder),
    )


def users_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Return a picker of one person, by id."""
    return _with(
        {"type": "users_select", "action_id": _id(action_id)},
        initial_user=initial,
        placeholder=_placeholder(placeholder),
    )


def multi_users_select(
    action_id: str,
    *,
    initial: Sequence[str] = (),
    placeholder: str | None = None,
    max_selected: int | None = None,
) -> Element:
    """Return a picker of several people, by id."""
    return _with(
        {"type": "multi_users_select", "action_id": _id(action_id)},
        initial_users=list(initial) or None,
        placeholder=_placeholder(placeholder),
        max_selected_items=max_selected,
    )


def conversation_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Return a picker of one public or private channel, by id; no direct messages and no bots."""
    return _with(
        {
            "type": "conversations_select",
            "action_id": _id(action_id),
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        },
        initial_conversation=initial,
        placeholder=_placeholder(placeholder),
    )


def datetime_picker(action_id: str, *, initial: datetime | None = None) -> Element:
    """Return a picker of a day and a time for an actions or input block.

    ``initial`` is aware; one before 2001, which Slack does not take, is left out.
    """
    if initial is not None and initial.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    seconds = 0 if initial is None else int(initial.timestamp())
    return _with(
        {"type": "datetimepicker", "action_id": _id(action_id)},
        initial_date_time=seconds if seconds >= _FIRST_SECOND else None,
    )


def date_picker(action_id: str, *, initial: day | None = None) -> Element:
    """Return a picker of a day, which is the same day in every zone."""
    return _with(
        {"type": "datepicker", "action_id": _id(action_id)},
        initial_date=None if initial is None else initial.isoformat(),
    )


def time_picker(action_id: str, *, initial: time | None = None) -> Element:
    """Return a picker of a time of day, to the minute, on no particular clock."""
    return _with(
        {"type": "timepicker", "action_id": _id(action_id)},
        initial_time=None if initial is None else f"{initial:%H:%M}",
    )


def file_input(action_id: str, filetypes: Sequence[str] = (), max_files: int = 1) -> Element:
    """Return a field for one to ten files in a modal; ``filetypes`` are endings without the dot, none means any."""
    if not 1 <= max_files <= 10:  # noqa: PLR2004 -- Slack's limit stands in the docstring and is used just here
        raise ValueError("A file field takes one to ten files.")
    return _with(
        {"type": "file_input", "action_id": _id(action_id), "max_files": max_files},
        filetypes=list(filetypes) or None,
    )


# Surfaces


def message(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a message, at most 50 of them, with block ids that differ."""
    return _checked(blocks, MESSAGE_BLOCKS)


def home(blocks: Sequence[Block], *, private_metadata: str = "") -> Block:
    """Return the Home tab's view, of at most 100 blocks."""
    return {
        "type": "home",
        "blocks": _checked(blocks, MODAL_BLOCKS),
        "private_metadata": _at_most(private_metadata, PRIVATE_METADATA, "characters of private_metadata"),
    }


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str = "Close",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> Block:
    """Return a modal of at most 100 blocks; it needs ``submit`` where there is a field."""
    if submit is None and any(block["type"] == "input" for block in blocks):
        raise ValueError("A modal with fields needs a submit button.")
    return _with(
        {
            "type": "modal",
            "callback_id": _id(callback_id),
            "title": _label(title, 24),
            "close": _label(close, 24),
            "blocks": _checked(blocks, MODAL_BLOCKS),
            "private_metadata": _at_most(private_metadata, PRIVATE_METADATA, "characters of private_metadata"),
            "notify_on_close": notify_on_close,
        },
        submit=None if submit is None else _label(submit, 24),
    )


# Checks


def _checked(blocks: Sequence[Block], most: int) -> list[Block]:
    _unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    elements = chain.from_iterable(block.get("elements", [block.get("element", {})]) for block in blocks)
    if sum(bool(element.get("focus_on_load")) for element in elements) > 1:
        raise ValueError("Only one field can have the focus.")
    return list(_at_most(blocks, most, "blocks"))


def _with(made: Element, **extra: object) -> Element:
    """Return what was made with the extra keys that have a value."""
    return made | {key: value for key, value in extra.items() if value is not None}


def _id(identifier: str | None) -> str | None:
    return identifier if identifier is None else _within(identifier, _ID, "id")


def _placeholder(text: str | None) -> Element | None:
    return _label(text, 150) if text and text.strip() else None


def _within(text: str, limit: int, what: str) -> str:
    if not text:
        raise ValueError(f"An empty {what}.")
    return _at_most(text, limit, f"characters in the {what}")


def _choices(options: Sequence[Element], most: int) -> Sequence[Element]:
    _unique([item["value"] for item in options], "value of an option")
    return _some(options, most, "options")


def _some(items: _Items, most: int, what: str) -> _Items:
    if not items:
        raise ValueError(f"No {what}.")
    return _at_most(items, most, what)


def _at_most(items: _Items, most: int, what: str) -> _Items:
    if len(items) > most:
        raise ValueError(f"{len(items)} {what}, and Slack takes {most}.")
    return items


def _unique(ids: Sequence[str], what: str) -> None:
    if len(set(ids)) != len(ids):
        raise ValueError(f"The same {what} twice: {', '.join(ids)}")
