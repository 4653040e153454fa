"""The Web API methods: their arguments, scopes, rate tiers and whether they read JSON, and the reading of a request.

The rule it keeps: a method sees only arguments that it has, of the type that it wants; all else is refused with the
place. Slack itself ignores arguments that it does not know; here they are refused, for each is a misspelling.
Which methods Slack has beside these says `unserved`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox import strict_json
from bot.sandbox.answers import Json, Refusal

_TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}  # calls a minute

_CHANNEL_READ = "channels:read groups:read im:read mpim:read"
_CHANNEL_HISTORY = "channels:history groups:history im:history mpim:history"
_PAGE = "cursor limit:i"
_POSTING = (
    "channel! text blocks:j attachments:j metadata:j thread_ts markdown_text parse:=none|full|mrkdwn|false link_names:b username icon_emoji"
    " icon_url as_user:b"
)
_UPDATING = (
    "channel! ts! text blocks:j attachments:j metadata:j markdown_text parse:=none|full|mrkdwn|false link_names:b"
    " reply_broadcast:b file_ids:l as_user:b unfurled_attachments:j"
)

# Method: rate tier, whether it reads JSON bodies, scopes of which one is needed, arguments.
# An argument is `name`, `!` when it is required, and a type: `:b` boolean, `:i` whole number, `:j` JSON, `:l` a list of
# ids with commas or as JSON, `:=one|other` one of some words, `:<9` text of at most nine characters; none is text.
_TABLE: Mapping[str, tuple[int, bool, str, str]] = {
    "api.test": (5, True, "", "error foo"),
    "auth.test": (5, True, "", ""),
    "apps.connections.open": (3, True, "", ""),
    "blocks.validate": (4, True, "", "blocks:j message:j view:j"),
    "apps.manifest.validate": (3, True, "", "manifest!:j app_id"),
    "apps.uninstall": (1, False, "", "client_id! client_secret!"),
    "auth.revoke": (3, False, "", "test:b"),
    "bookmarks.add": (
        2,
        True,
        "bookmarks:write",
        "channel_id! title!:<256 type! link:<2048 emoji entity_id access_level:=read|write parent_id",
    ),
    "bots.info": (3, False, "users:read", "bot"),
    "chat.delete": (3, True, "chat:write", "channel! ts! as_user:b"),
    "chat.getPermalink": (5, False, "", "channel! message_ts!"),
    "chat.postEphemeral": (4, True, "chat:write", f"{_POSTING} user!"),
    "chat.postMessage": (
        5,
        True,
        "chat:write",
        f"{_POSTING} reply_broadcast:b mrkdwn:b unfurl_links:b unfurl_media:b current_draft_last_updated_ts",
    ),
    "chat.update": (
        3,
        True,
        "chat:write",
        _UPDATING,
    ),
    "conversations.create": (2, True, "channels:manage groups:write", "name! is_private:b"),
    "conversations.history": (
        3,
        True,
        _CHANNEL_HISTORY,
        f"channel! oldest latest inclusive:b include_all_metadata:b {_PAGE}",
    ),
    "conversations.info": (3, False, _CHANNEL_READ, "channel! include_locale:b include_num_members:b"),
    "conversations.invite": (
        3,
        True,
        "channels:write.invites groups:write.invites channels:manage groups:write",
        "channel! users!:l force:b",
    ),
    "conversations.join": (3, True, "channels:join", "channel!"),
    "conversations.list": (2, False, _CHANNEL_READ, f"types exclude_archived:b {_PAGE}"),
    "conversations.members": (4, False, _CHANNEL_READ, f"channel! {_PAGE}"),
    "conversations.open": (3, True, "im:write mpim:write", "channel users:l return_im:b prevent_creation:b"),
    "conversations.replies": (
        3,
        False,
        _CHANNEL_HISTORY,
        f"channel! ts! oldest latest inclusive:b include_all_metadata:b {_PAGE}",
    ),
    "dnd.info": (3, False, "dnd:read", "user"),
    "dnd.teamInfo": (2, False, "dnd:read", "users!:l"),
    "files.completeUploadExternal": (
        4,
        True,
        "files:write",
        "files!:j channel_id channels:l thread_ts initial_comment blocks:j username icon_url icon_emoji",
    ),
    "files.getUploadURLExternal": (4, False, "files:write", "filename! length!:i snippet_type alt_txt"),
    "files.info": (4, False, "files:read", "file! count:i page:i cursor limit:i"),
    "oauth.v2.access": (
        5,
        False,
        "",
        "client_id client_secret code code_verifier redirect_uri grant_type refresh_token assertion",
    ),
    "pins.add": (2, True, "pins:write", "channel! timestamp"),
    "reactions.add": (3, True, "reactions:write", "channel! timestamp! name!"),
    "reactions.get": (3, False, "reactions:read", "channel timestamp file file_comment full:b"),
    "reactions.remove": (2, True, "reactions:write", "name! channel timestamp file file_comment"),
    "team.info": (3, True, "team:read", "team domain"),
    "usergroups.list": (2, False, "usergroups:read", "include_count:b include_disabled:b include_users:b"),
    "usergroups.users.list": (2, False, "usergroups:read", "usergroup! include_disabled:b"),
    "users.conversations": (3, False, _CHANNEL_READ, f"user types exclude_archived:b exclude_muted:b {_PAGE}"),
    "users.getPresence": (3, False, "users:read", "user"),
    "users.info": (4, False, "users:read", "user! include_locale:b"),
    "users.list": (2, False, "users:read", f"include_locale:b {_PAGE}"),
    "users.lookupByEmail": (3, False, "users:read.email", "email!"),
    "views.open": (4, True, "", "view!:j trigger_id interactivity_pointer"),
    "views.publish": (4, True, "", "user_id! view!:j hash interactivity_pointer"),
    "views.push": (4, True, "", "view!:j trigger_id interactivity_pointer"),
    "views.update": (4, True, "", "view!:j view_id external_id hash"),
}

# What every method takes: the token is read elsewhere, the others concern organisations of several workspaces.
_EVERYWHERE = frozenset({"token", "team_id"})
_WORDS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument of a method."""

    name: str
    is_required: bool
    type: str


@dataclass(frozen=True, kw_only=True)
class Method:
    """What is known of a Web API method."""

    name: str
    calls_a_minute: int
    reads_json: bool
    scopes: tuple[str, ...]
    arguments: Mapping[str, Argument]


class Arguments:
    """The arguments of one call, by the type that they were declared with."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether it was given."""
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        value: str = self._values.get(name, default)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean."""
        value: bool = self._values.get(name, default)
        return value

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value: int = self._values.get(name, default)
        return value

    def json(self, name: str) -> Any:
        """A JSON value, None when it was not given."""
        return self._values.get(name)

    def names(self, name: str) -> list[str]:
        """A list of ids."""
        value: list[str] = self._values.get(name, [])
        return value


def read(method: Method, given: Mapping[str, Any]) -> Arguments:
    """The arguments of a call. Refusal: invalid_arguments, and where; invalid_blocks_format for blocks that are no JSON."""
    messages = [
        f"[ERROR] missing required field: {argument.name}"
        for argument in method.arguments.values()
        if argument.is_required and given.get(argument.name) in (None, "")
    ]
    values: Json = {}
    for name, value in given.items():
        argument = method.arguments.get(name)
        if argument is None:
            if name not in _EVERYWHERE:
                messages.append(f"[ERROR] unknown argument: {name} [json-pointer:/{name}]")
        elif value is not None and value != "":
            try:
                values[name] = _convert(argument, value)
            except ValueError as wrong:
                messages.append(f"[ERROR] {wrong} [json-pointer:/{name}]")
        elif value == "" and argument.type == "":
            values[name] = ""
    if messages:
        raise Refusal("invalid_arguments", messages)
    return Arguments(values)


def _convert(argument: Argument, value: Any) -> Any:
    match argument.type:
        case "b":
            if isinstance(value, bool):
                return value
            if (flag := _WORDS.get(str(value).lower())) is None:
                raise ValueError("must provide a boolean")
            return flag
        case "i":
            try:
                return int(value)
            except (TypeError, ValueError):
                raise ValueError("must provide an integer") from None
        case "j":
            return _parse(argument.name, value)
        case "l":
            items = _parse(argument.name, value) if str(value).startswith("[") else value
            names = items.split(",") if isinstance(items, str) else items
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                return names
            raise ValueError("must provide a list of texts")
        case kind:
            if isinstance(value, str):
                return _text(kind, value)
            raise ValueError("must provide a string")


def _text(kind: str, value: str) -> str:
    words, most = kind[1:].split("|"), kind[1:]
    if kind.startswith("=") and value not in words:
        raise ValueError(f"must be one of: {', '.join(words)}")
    if kind.startswith("<") and len(value) > int(most):
        raise ValueError(f"must be less than {int(most) + 1} characters")
    return value


def _parse(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return strict_json.parse(value)
    except ValueError:
        if name in ("blocks", "metadata", "attachments"):
            raise Refusal(f"invalid_{name}_format" if name != "attachments" else "invalid_attachments") from None
        raise ValueError("must provide valid JSON") from None


def _argument(text: str) -> Argument:
    name, _, kind = text.partition(":")
    return Argument(name=name.removesuffix("!"), is_required=name.endswith("!"), type=kind)


def _method(name: str, tier: int, scopes: str, arguments: str, *, reads_json: bool) -> Method:
    parsed = [_argument(text) for text in arguments.split()]
    return Method(
        name=name,
        calls_a_minute=_TIERS[tier],
        reads_json=reads_json,
        scopes=tuple(scopes.split()),
        arguments={argument.name: argument for argument in parsed},
    )


METHODS: Mapping[str, Method] = {
    name: _method(name, tier, scopes, arguments, reads_json=reads_json)
    for name, (tier, reads_json, scopes, arguments) in _TABLE.items()
}
