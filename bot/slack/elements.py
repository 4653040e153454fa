"""Block Kit's elements: buttons, menus and fields, with the options and the confirmations in them, as plain JSON.

The rule kept here: what is typed or gone never makes an invalid element. Labels are cut to Slack's limits, and an initial
choice that is not offered any more is left out; what only a programming error can cause is a ``ValueError``.
"""

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime, time
from itertools import chain
from typing import Any, Final, Literal, TypeAlias

from bot.slack import limits, objects
from bot.slack import wording as w

Element: TypeAlias = dict[str, Any]
"""An interactive element or a composition object (option, confirmation), ready for ``json.dumps``."""
Style: TypeAlias = Literal["primary", "danger"]

_FIRST_SECOND: Final = 1_000_000_000  # Slack's times have ten digits.


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel", style: Style | None = None) -> Element:
    """Return the question that Slack asks before it sends a press."""
    return objects.extended(
        {
            "title": objects.label(title, 100),
            "text": objects.plain(text, 300),
            "confirm": objects.label(yes, 30),
            "deny": objects.label(no, 30),
        },
        style=style,
    )


def button(
    text: str, action_id: str, value: str, *, style: Style | None = None, confirm: Element | None = None
) -> Element:
    """Return a button whose press carries ``value``: 1 to 2,000 characters, what the press is about."""
    return objects.extended(
        {
            "type": "button",
            "action_id": limits.checked_id(action_id),
            "text": objects.label(text, 75),
            "value": limits.within(value, 2_000, "value of a button"),
        },
        style=style,
        confirm=confirm,
    )


def option(text: str, value: str, description: str | None = None) -> Element:
    """Return a choice: text and description of 75 characters, a value of 1 to 150."""
    return objects.extended(
        {"text": objects.label(text, 75), "value": limits.within(value, 150, "value of an option")},
        description=objects.label(description, 75) if description and description.strip() else None,
    )


def overflow(action_id: str, options: Sequence[Element], *, confirm: Element | None = None) -> Element:
    """Return a ⋯ menu of one to five options."""
    return objects.extended(
        {
            "type": "overflow",
            "action_id": limits.checked_id(action_id),
            "options": list(limits.some(options, 5, "options of an overflow menu")),
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
    return objects.extended(
        {
            "type": "static_select",
            "action_id": limits.checked_id(action_id),
            "options": list(_choices(options, limits.SELECT_OPTIONS)),
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
    limits.unique([item["value"] for item in options], "value of an option")
    return objects.extended(
        {
            "type": "static_select",
            "action_id": limits.checked_id(action_id),
            "option_groups": [
                {"label": objects.label(label, 75), "options": list(_choices(options, limits.SELECT_OPTIONS))}
                for label, options in limits.some(groups, limits.SELECT_OPTIONS, "groups of options")
            ],
        },
        initial_option=next((item for item in options if item["value"] == initial), None),
        placeholder=_placeholder(placeholder),
    )


def radio(action_id: str, options: Sequence[Element], *, initial: str | None = None) -> Element:
    """Return one to ten radio buttons; an ``initial`` value that is not among them is left out."""
    return objects.extended(
        {
            "type": "radio_buttons",
            "action_id": limits.checked_id(action_id),
            "options": list(_choices(options, limits.GROUP_OPTIONS)),
        },
        initial_option=next((item for item in options if item["value"] == initial), None),
    )


def checkboxes(action_id: str, options: Sequence[Element], *, initial: Sequence[str] = ()) -> Element:
    """Return one to ten checkboxes; ``initial`` values that are not among them are left out."""
    return objects.extended(
        {
            "type": "checkboxes",
            "action_id": limits.checked_id(action_id),
            "options": list(_choices(options, limits.GROUP_OPTIONS)),
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
    longest = limits.INPUT_TEXT if max_length is None else max_length
    if not 1 <= longest <= limits.INPUT_TEXT:
        raise ValueError(f"A text field holds 1 to {limits.INPUT_TEXT} characters.")
    if initial is not None and len(initial) > longest:
        raise ValueError("The text does not fit into its field.")
    return objects.extended(
        {"type": "plain_text_input", "action_id": limits.checked_id(action_id), "multiline": multiline},
        initial_value=initial or None,
        placeholder=_placeholder(placeholder),
        max_length=max_length,
        focus_on_load=focus or None,
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]} if while_typing else None,
    )


def url_input(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Return a field for an address; an ``initial`` one that is not http or https is left out."""
    return objects.extended(
        {"type": "url_text_input", "action_id": limits.checked_id(action_id)},
        initial_value=w.web_url(initial or ""),
        placeholder=_placeholder(placeholder),
    )


def users_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Return a picker of one person, by id."""
    return objects.extended(
        {"type": "users_select", "action_id": limits.checked_id(action_id)},
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
    return objects.extended(
        {"type": "multi_users_select", "action_id": limits.checked_id(action_id)},
        initial_users=list(initial) or None,
        placeholder=_placeholder(placeholder),
        max_selected_items=max_selected,
    )


def conversation_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """Return a picker of one public or private channel, by id; no direct messages and no bots."""
    return objects.extended(
        {
            "type": "conversations_select",
            "action_id": limits.checked_id(action_id),
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
    return objects.extended(
        {"type": "datetimepicker", "action_id": limits.checked_id(action_id)},
        initial_date_time=seconds if seconds >= _FIRST_SECOND else None,
    )


def date_picker(action_id: str, *, initial: day | None = None) -> Element:
    """Return a picker of a day, which is the same day in every zone."""
    return objects.extended(
        {"type": "datepicker", "action_id": limits.checked_id(action_id)},
        initial_date=None if initial is None else initial.isoformat(),
    )


def time_picker(action_id: str, *, initial: time | None = None) -> Element:
    """Return a picker of a time of day, to the minute, on no particular clock."""
    return objects.extended(
        {"type": "timepicker", "action_id": limits.checked_id(action_id)},
        initial_time=None if initial is None else f"{initial:%H:%M}",
    )


def file_input(action_id: str, filetypes: Sequence[str] = (), max_files: int = 1) -> Element:
    """Return a field for one to ten files in a modal; ``filetypes`` are endings without the dot, none means any."""
    if not 1 <= max_files <= 10:  # noqa: PLR2004 -- Slack's limit stands in the docstring and is used just here
        raise ValueError("A file field takes one to ten files.")
    return objects.extended(
        {"type": "file_input", "action_id": limits.checked_id(action_id), "max_files": max_files},
        filetypes=list(filetypes) or None,
    )


def _placeholder(text: str | None) -> Element | None:
    return objects.label(text, 150) if text and text.strip() else None


def _choices(options: Sequence[Element], most: int) -> Sequence[Element]:
    limits.unique([item["value"] for item in options], "value of an option")
    return limits.some(options, most, "options")
