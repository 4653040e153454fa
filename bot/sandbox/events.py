"""Turns what happens in the workspace into Events API bodies, for the events that the app may hear.

The rule it keeps: an app hears of a conversation only while it is a member of it, and only what its manifest subscribes
to with the scope granted.
"""

from bot.sandbox.answers import Json
from bot.sandbox.app_facts import App
from bot.sandbox.directory import person_json
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.event_names import SENT
from bot.sandbox.world import TEAM_ID, Channel, Event, PersonId, Workspace, make_id

_OF_THE_END = frozenset({"app_uninstalled", "tokens_revoked"})  # an app hears these when it has no token any more
_OF_PUBLIC_CHANNELS = frozenset({"channel_archive", "channel_unarchive", "channel_deleted", "channel_rename"})


class EventFeed:
    """Hears the workspace's events and sends the app its own."""

    def __init__(self, workspace: Workspace, app: App, dispatcher: Dispatcher) -> None:
        self._workspace = workspace
        self._app = app
        self._dispatcher = dispatcher
        self._count = 0
        workspace.listen(self._hear)

    def _hear(self, event: Event) -> None:
        body, channel = event.body, event.channel
        if channel is not None and not self._is_heard_in(channel, body["type"]):
            return
        if self._is_subscribed(_subscription(body, channel)):
            self._send(body)
        if channel is not None and body["type"] == "member_left_channel" and body["user"] == self._app.bot_user_id:
            self._say_goodbye(channel, body["event_ts"])
        if body["type"] == "message" and self._is_mention(body) and self._is_subscribed("app_mention"):
            self._send({key: item for key, item in body.items() if key != "channel_type"} | {"type": "app_mention"})

    def _is_heard_in(self, channel: Channel, kind: str) -> bool:
        if kind in _OF_PUBLIC_CHANNELS:
            return True
        return self._app.bot_user_id in channel.members

    def _is_subscribed(self, name: str) -> bool:
        if name in _OF_THE_END:
            return self._app.hears(name)
        scopes = SENT[name]
        return self._app.is_installed and self._app.hears(name) and (not scopes or self._app.may(*scopes))

    def _is_mention(self, body: Json) -> bool:
        is_new = body.get("subtype") in (None, "file_share", "thread_broadcast")
        return is_new and body["channel_type"] != "im" and f"<@{self._app.bot_user_id}>" in body["text"]

    def _say_goodbye(self, channel: Channel, event_ts: str) -> None:
        """An app that is taken out of a channel hears it under another name too."""
        kind = "group_left" if channel.is_private else "channel_left"
        if self._is_subscribed(kind):
            self._send({"type": kind, "channel": channel.id, "event_ts": event_ts})

    def _send(self, event: Json) -> None:
        self._count += 1
        if event["type"] in ("user_change", "team_join"):
            person = self._workspace.people[PersonId(event["user"]["id"])]
            with_email = self._app.may("users:read.email")
            event = event | {"user": person_json(self._workspace, person, with_email=with_email)}
        event_id = make_id("Ev", self._count, event["event_ts"])
        body = {
            "token": self._app.verification_token,
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": self._app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(float(event["event_ts"])),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": self._app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                },
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
        self._dispatcher.tell(body)


def _subscription(body: Json, channel: Channel | None) -> str:
    kind: str = body["type"]
    if kind != "message" or channel is None:
        return kind
    if channel.is_im:
        return "message.im"
    return "message.groups" if channel.is_private else "message.channels"
