"""The one place that knows the shapes of Slack's payloads: bodies in, plain values out.

Shapes: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Self, TypeVar

from bot.domain.spec import ChannelId, UserId, WorkspaceId
from bot.errors import Refused
from bot.services.access import Access
from bot.services.reactions import Reaction
from bot.slack.ids import action_of

Body = Mapping[str, Any]
Call = TypeVar("Call", bound="Interaction")

_NUMBER = re.compile(r"(?:ts-?)?([0-9]{1,9})", re.IGNORECASE)


class Outdated(Refused):
    """A button that this version of the bot did not make."""

    def __init__(self) -> None:
        super().__init__(
            "This button is from another version of the bot. Use /techspec show to get the card as it is now."
        )


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """Somebody did something; `trigger_id` opens one modal within three seconds."""

    workspace: WorkspaceId
    user: UserId
    trigger_id: str
    access: Access

    def joined(self, channel: ChannelId) -> Self:
        """The same, by somebody who is known to be a member of `channel`."""
        return replace(self, access=self.access.joined(channel))


@dataclass(frozen=True, kw_only=True)
class SlashCommand(Interaction):
    """`/techspec WORD NUMBER REST`; the number is None when none was typed, `text` is all that follows the word."""

    channel: ChannelId
    word: str
    text: str
    number: int | None
    rest: str


@dataclass(frozen=True, kw_only=True)
class Press(Interaction):
    """A button or a choice of a menu, in a message (`message_ts`) or a modal.

    In a modal `view` is the view as it is open, with `values` typed so far.
    """

    action: str
    value: str
    channel: ChannelId | None
    message_ts: str | None
    response_url: str | None
    is_ephemeral: bool
    view: Body | None

    @property
    def number(self) -> int:
        """The spec that the button is about; raises Outdated for a value of another make."""
        head = self.value.partition(":")[0]
        if not head.isdecimal():
            raise Outdated
        return int(head)

    @property
    def argument(self) -> str:
        """What comes after the number."""
        return self.value.partition(":")[2]


@dataclass(frozen=True, kw_only=True)
class Submission(Interaction):
    """A modal was submitted; `values` are the inputs by block_id."""

    callback_id: str
    metadata: str
    values: Mapping[str, Any]
    input_blocks: Sequence[str]
    view: Body


@dataclass(frozen=True, kw_only=True)
class ShortcutCall(Interaction):
    """A shortcut; one in a message's menu comes with that message."""

    callback_id: str
    message: "Said | None" = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message as it was said: `text` is Slack's mrkdwn, `app` the name of an app that said it instead of a person."""

    channel: ChannelId
    ts: str
    text: str
    user: UserId | None
    app: str


@dataclass(frozen=True, kw_only=True)
class TextInput:
    """A text field as it stands: its label, what is in it, and whether the form had filled it in."""

    label: str
    text: str
    prefilled: bool


def workspace_of(body: Body) -> WorkspaceId:
    """The workspace of any payload; org-wide installs may leave out the team."""
    team = body.get("team") or {}
    user = body.get("user")
    of_user = user.get("team_id") if isinstance(user, Mapping) else None
    found = body.get("team_id") or (team.get("id") if isinstance(team, Mapping) else None) or of_user
    return WorkspaceId(str(found or body.get("enterprise_id") or ""))


def is_the_bot(body: Body, user: str) -> bool:
    """Whether an event's `user` is the bot to which it was sent."""
    return any(to.get("user_id") == user and to.get("is_bot") for to in body.get("authorizations") or ())


def command(body: Body) -> SlashCommand:
    """A slash command."""
    user, channel = UserId(body["user_id"]), ChannelId(body["channel_id"])
    word, text = _first_word(_typed(body.get("text") or ""))
    number, rest = split_number(text)
    return SlashCommand(
        workspace=workspace_of(body),
        user=user,
        trigger_id=body.get("trigger_id", ""),
        access=Access(user=user, here=channel),
        channel=channel,
        word=word.lower(),
        text=text,
        number=number,
        rest=rest,
    )


def split_number(text: str) -> tuple[int | None, str]:
    """A leading spec number, `12` or `TS-12`, and the rest; `2pm` and `2026-12-03` are none."""
    head, rest = _first_word(text)
    match = _NUMBER.fullmatch(head)
    return (int(match[1]), rest) if match else (None, text)


def _first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, between white space of any kind: phones like to insert special spaces."""
    head, *rest = text.split(maxsplit=1) or ("",)
    return head, "".join(rest).strip()


def _typed(text: str) -> str:
    """Typed text without halves of characters, which no database takes and nobody can type."""
    return text.encode("utf-8", "ignore").decode()


def press(body: Body) -> Press:
    """A block action; of several in one payload, which Slack does not send, the first."""
    action = body["actions"][0]
    user = UserId(body["user"]["id"])
    channel = ChannelId(body["channel"]["id"]) if body.get("channel") else None
    container = body.get("container") or {}
    return Press(
        workspace=workspace_of(body),
        user=user,
        trigger_id=body.get("trigger_id", ""),
        access=Access(user=user, here=channel),
        action=action_of(action["action_id"]),
        value=_pressed_value(action),
        channel=channel,
        message_ts=container.get("message_ts"),
        response_url=body.get("response_url"),
        is_ephemeral=bool(container.get("is_ephemeral")),
        view=body.get("view"),
    )


def _pressed_value(action: Body) -> str:
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or action.get("selected_conversation") or "")


def submission(body: Body) -> Submission:
    """A submitted modal."""
    view = body["view"]
    user = UserId(body["user"]["id"])
    return Submission(
        workspace=workspace_of(body),
        user=user,
        trigger_id=body.get("trigger_id", ""),
        access=Access(user=user),
        callback_id=view["callback_id"],
        metadata=view.get("private_metadata", ""),
        values=values(view),
        input_blocks=[block["block_id"] for block in view["blocks"] if block["type"] == "input"],
        view=view,
    )


def shortcut(body: Body) -> ShortcutCall:
    """A global shortcut, or one of a message's menu."""
    user = UserId(body["user"]["id"])
    message = _said(body) if body["type"] == "message_action" else None
    return ShortcutCall(
        workspace=workspace_of(body),
        user=user,
        trigger_id=body["trigger_id"],
        access=Access(user=user, here=message.channel if message else None),
        callback_id=body["callback_id"],
        message=message,
    )


def _said(body: Body) -> Said:
    message = body["message"]
    app = message.get("username") or (message.get("bot_profile") or {}).get("name") or "an app"
    user = None if message.get("bot_id") else message.get("user")
    return Said(
        channel=ChannelId(body["channel"]["id"]),
        ts=message["ts"],
        text=_typed(message.get("text") or ""),
        user=UserId(user) if user else None,
        app=_typed(app),
    )


def text_inputs(view: Body) -> Mapping[str, TextInput]:
    """The plain text fields of a view by block_id, in their order."""
    held = values(view)
    return {
        block["block_id"]: TextInput(
            label=block["label"]["text"],
            text=held.get(block["block_id"]) or "",
            prefilled="initial_value" in block["element"],
        )
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input"
    }


def is_stack_full(view: Body) -> bool:
    """Whether no modal can be put on top of this one: Slack stacks three."""
    return view.get("previous_view_id") not in {None, view.get("root_view_id")}


def preselected_users(view: Body) -> Mapping[str, Sequence[str]]:
    """Whom each picker of people showed before anybody touched it, by block_id."""
    return {
        block["block_id"]: block["element"].get("initial_users") or []
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "multi_users_select"
    }


def values(view: Body) -> Mapping[str, Any]:
    """What the inputs of a view hold, by block_id: text, an id, a list of ids, option values, aware times, days, clock times, or files."""
    state = view.get("state", {}).get("values", {})
    return {block: _held(element) for block, elements in state.items() for element in elements.values()}


def _held(element: Body) -> Any:
    match element.get("type"):
        case "datetimepicker":
            moment = element.get("selected_date_time")
            return datetime.fromtimestamp(moment, UTC) if moment is not None else None
        case "datepicker":
            day = element.get("selected_date")
            return date.fromisoformat(day) if day else None
        case "timepicker":
            clock = element.get("selected_time")
            return time.fromisoformat(clock) if clock else None
        case "users_select":
            return element.get("selected_user")
        case "multi_users_select":
            return element.get("selected_users") or []
        case "conversations_select":
            return element.get("selected_conversation")
        case "radio_buttons" | "static_select":
            return (element.get("selected_option") or {}).get("value")
        case "checkboxes":
            return [option["value"] for option in element.get("selected_options") or []]
        case "file_input":
            return element.get("files") or []
        case _:
            value = element.get("value")
            return _typed(value) if isinstance(value, str) else value


def reaction(body: Body) -> Reaction | None:
    """A reaction on a message; None for one on a file."""
    event = body["event"]
    item = event["item"]
    if item.get("type") != "message":
        return None
    return Reaction(
        by=UserId(event["user"]),
        emoji=event["reaction"],
        channel=ChannelId(item["channel"]),
        ts=item["ts"],
        added=event["type"] == "reaction_added",
        at=datetime.fromtimestamp(float(event["event_ts"]), UTC),
        on_ours=is_the_bot(body, event.get("item_user", "")),
    )
