"""What people do to the app: type commands, press buttons, submit modals, choose shortcuts, look at its Home.

The rule it keeps: people can do only what Slack's client would let them do, and each act reaches the app in Slack's form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox import payloads, suggestions
from bot.sandbox.answers import Json, Refusal
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.elements_pressed import ActError, action_of, find_element
from bot.sandbox.modals import View
from bot.sandbox.platform_state import Platform
from bot.sandbox.replies import read_reply, show_reply
from bot.sandbox.submissions import apply_answer, response_urls_of
from bot.sandbox.talk import invite
from bot.sandbox.transport import UNREADABLE, Acknowledged, Kind, NotAcknowledgedError
from bot.sandbox.view_state import (
    BadValueError,
    Typed,
    complaints,
    enter,
    entered,
    is_stateful,
    options_of,
    with_offers,
)
from bot.sandbox.world import Channel, Message, Person
from bot.sandbox.written_text import with_references


class Acts:
    """The acts of people. Every method raises `ActError` where Slack's client would not let that person do it."""

    def __init__(self, platform: Platform, dispatcher: Dispatcher) -> None:
        self._platform = platform
        self._dispatcher = dispatcher
        # By message and person, what is entered in messages, and what the app offered there by action_id.
        self._typed: dict[tuple[str, str], Typed] = {}
        self._offered: dict[tuple[str, str], dict[str, list[Json]]] = {}

    # Who and where

    def person(self, who: str) -> Person:
        """The person with that id or name; not the bot, not somebody deactivated."""
        person = self._platform.workspace.person_called(who)
        if person is None:
            raise ActError("user_not_found", f"nobody is called {who!r}")
        if person.is_bot or person.deleted:
            raise ActError("user_disabled", f"{person.name} cannot act")
        return person

    def channel(self, person: Person, what: str, *, joined: bool = False) -> Channel:
        """The channel with that id or name, if the person sees it; with `joined` only as a member."""
        channel = self._platform.workspace.channel_called(what)
        if channel is None or (channel.is_private and person.id not in channel.members):
            raise ActError("channel_not_found", f"{person.name} sees no channel {what!r}")
        if joined and person.id not in channel.members:
            raise ActError("not_in_channel", f"{person.name} is not in {channel.name}")
        return channel

    def message(self, person: Person, channel: Channel, ts: str) -> Message:
        """The message with that ts, if the person sees it."""
        message = channel.messages.get(ts)
        if message is None or message.ephemeral_to not in (None, person.id):
            raise ActError("message_not_found", f"{person.name} sees no message {ts!r} in {channel.name}")
        return message

    # Commands

    async def command(self, person: Person, channel: Channel, text: str) -> Json:
        """Type a slash command. Without a leading slash the app's first one is meant."""
        app = self._platform.app
        word, _, rest = text.strip().partition(" ")
        if not word.startswith("/"):
            if not app.commands:
                raise ActError("invalid_command", "the app has no slash command")
            word, rest = app.commands[0].command, text
        rest = rest.strip()
        if word == "/invite":
            return invite(self._platform.workspace, person, channel, rest)
        known = {command.command: command for command in app.commands}
        if known and word not in known:
            raise ActError("invalid_command", f"{word} is not a valid command.")
        if channel.is_archived:
            raise ActError("is_archived", f"{channel.name} is archived")
        body = payloads.slash_command(
            app,
            person,
            channel,
            command=word,
            text=with_references(self._platform.workspace, rest) if word in known and known[word].escapes else rest,
            trigger_id=self._platform.triggers.issue_in(person.id, channel.id),
            response_url=self._platform.issue_response_url(person, channel),
        )
        acknowledged = await self._ask(Kind.COMMAND, body)
        return self._show_answer(person, channel, acknowledged)

    # Pressing

    async def shortcut(
        self, person: Person, callback_id: str, channel: Channel | None = None, message: Message | None = None
    ) -> Json:
        """Choose a shortcut; one for messages needs the message, a global one may be chosen while looking at a channel."""
        app, workspace = self._platform.app, self._platform.workspace
        known = {shortcut.callback_id: shortcut.type for shortcut in app.shortcuts}
        wanted = "global" if message is None else "message"
        if known and known.get(callback_id) != wanted:
            raise ActError("invalid_shortcut", f"the app has no {wanted} shortcut {callback_id!r}")
        trigger_id = self._platform.triggers.issue_in(person.id, None if channel is None else channel.id)
        if channel is None or message is None:
            body = payloads.global_shortcut(
                app, person, callback_id=callback_id, trigger_id=trigger_id, action_ts=workspace.stamp()
            )
        else:
            body = payloads.message_shortcut(
                workspace,
                app,
                person,
                channel,
                message,
                callback_id=callback_id,
                trigger_id=trigger_id,
                response_url=self._platform.issue_response_url(
                    person, channel, ts=message.ts, thread_ts=message.reply_to
                ),
            )
        await self._ask(Kind.INTERACTIVE, body)
        return {}

    async def click_message(self, person: Person, channel: Channel, message: Message, press: Mapping[str, Any]) -> Json:
        """Use an element of a message; `press` has action_id and perhaps block_id, value, selected.

        It may also have `values`, by block_id: what was typed into the message's inputs so far.
        """
        workspace = self._platform.workspace
        fields = with_offers(message.shown_blocks, self._offered.get((message.ts, person.id), {}))
        block, element = find_element(fields, press)
        typed = self._entered_before(fields, self._typed.get((message.ts, person.id), {}), press.get("values"))
        if is_stateful(element):
            typed = _with(typed, block, element, self._entered(element, press))
        self._typed[message.ts, person.id] = typed
        if _is_silent(block):
            return {"dispatched": False}
        body = payloads.message_action(
            workspace,
            self._platform.app,
            person,
            channel,
            message,
            action=action_of(workspace, block, element, press),
            typed=typed,
            trigger_id=self._platform.triggers.issue_in(person.id, channel.id),
            response_url=self._platform.issue_response_url(person, channel, ts=message.ts, thread_ts=message.reply_to),
        )
        await self._ask(Kind.INTERACTIVE, body)
        return {}

    async def click_view(self, person: Person, view: View, press: Mapping[str, Any]) -> Json:
        """Use an element of a modal or Home tab; `press` may carry `values`, what was entered so far."""
        block, element = find_element(view.fields, press)
        self._enter(view, press.get("values"))
        if is_stateful(element):
            view.typed = _with(view.typed, block, element, self._entered(element, press))
        if _is_silent(block):
            return {"dispatched": False}
        body = payloads.view_action(
            self._platform.app,
            person,
            self._platform.modals,
            view,
            action=action_of(self._platform.workspace, block, element, press),
            trigger_id=self._platform.triggers.issue_in(person.id, view.opened_in),
        )
        await self._ask(Kind.INTERACTIVE, body)
        return {}

    async def options_in_view(self, person: Person, view: View, press: Mapping[str, Any]) -> Json:
        """Type into an external select of a modal or Home tab: the options that the app offers."""
        place = payloads.in_view(self._platform.modals, view)
        asked = suggestions.question(self._platform.app, person, find_element(view.blocks, press), place, press)
        return await self._suggest(asked, view.offered)

    async def options_in_message(
        self, person: Person, channel: Channel, message: Message, press: Mapping[str, Any]
    ) -> Json:
        """Type into an external select of a message: the options that the app offers."""
        found = find_element(message.shown_blocks, press)
        place = payloads.in_message(self._platform.workspace, channel, message, found[0]["block_id"])
        asked = suggestions.question(self._platform.app, person, found, place, press)
        return await self._suggest(asked, self._offered.setdefault((message.ts, person.id), {}))

    async def _suggest(self, asked: Json, offered: dict[str, list[Json]]) -> Json:
        offer = suggestions.checked_offer((await self._ask(Kind.INTERACTIVE, asked)).body)
        offered.setdefault(asked["action_id"], []).extend(options_of(offer))
        return offer

    # Modals and Home

    async def submit(self, person: Person, values: Any) -> Json:
        """Press the submit button of the top modal, with `values` (by block_id) entered."""
        view = self.top(person)
        self._enter(view, values)
        if (wrong := complaints(view.blocks, view.values)) != {}:
            view.errors = wrong
            self._platform.workspace.changed()
            raise ActError("invalid_values", "the modal is not complete", errors=wrong)
        body = payloads.view_submission(
            self._platform.app,
            person,
            self._platform.modals,
            view,
            trigger_id=self._platform.triggers.issue_in(person.id, view.opened_in),
            response_urls=response_urls_of(self._platform, person, view),
        )
        acknowledged = await self._ask(Kind.INTERACTIVE, body)
        apply_answer(self._platform, view, acknowledged.body or {})
        return {}

    async def close(self, person: Person, *, everything: bool) -> Json:
        """Dismiss the top modal, by its button; with `everything` the whole stack, by the × in its corner.

        Of a stack that goes that way, Slack tells the app once: with the modal that was opened first.
        """
        view = self.top(person)
        is_cleared = everything or bool(view.definition.get("clear_on_close"))
        if everything:
            view = self._platform.modals.stacks[person.id][0]
        body = payloads.view_closed(self._platform.app, person, self._platform.modals, view, is_cleared=is_cleared)
        self._platform.modals.close(person.id, everything=is_cleared)
        if view.definition.get("notify_on_close"):
            await self._ask(Kind.INTERACTIVE, body)
        return {}

    def open_home(self, person: Person, tab: str) -> Json:
        """Look at the app's Home tab, or with `messages` at its messages."""
        app = self._platform.app
        if tab not in ("home", "messages"):
            raise ActError("invalid_tab", f"the app has no tab {tab!r}")
        if tab == "home" and not app.has_home:
            raise ActError("not_enabled", "the app has no Home tab")
        if tab == "messages" and not app.has_messages:
            raise ActError("messages_tab_disabled", "the app takes no messages")
        workspace = self._platform.workspace
        channel, _ = workspace.open_dm(person.id, app.bot_user_id)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
        view = self._platform.modals.homes.get(person.id)
        if tab == "home" and view is not None:
            event["view"] = self._platform.modals.view_json(view)
        workspace.emit(event)
        return {}

    def top(self, person: Person) -> View:
        """The modal that the person looks at."""
        view = self._platform.modals.top(person.id)
        if view is None:
            raise ActError("no_view", f"{person.name} has no modal open")
        return view

    def home(self, person: Person) -> View:
        """The Home tab that the app published for the person."""
        view = self._platform.modals.homes.get(person.id)
        if view is None:
            raise ActError("no_view", f"nothing was published to the Home tab of {person.name}")
        return view

    def upload(self, person: Person, filename: str, content: bytes) -> Json:
        """Upload a file, to be put into a message or a file_input."""
        stored = self._platform.workspace.add_file(name=filename, user=person.id, size=len(content), content=content)
        return {"file": stored.id}

    # The app's answers

    async def _ask(self, kind: Kind, body: Json) -> Acknowledged:
        if not self._platform.app.is_installed:
            raise ActError("app_not_installed", "the app is no longer in the workspace")
        try:
            return await self._dispatcher.ask(kind, body)
        except NotAcknowledgedError as failure:
            if failure.reason == "connection_failed":
                raise ActError("no app connection", "dispatch_failed: the app has no connection open") from None
            if failure.reason == UNREADABLE:
                text = "the app answered with what cannot be read"
                raise ActError("invalid_app_answer", text, blamed_on_app=True) from None
            if failure.status:
                raise ActError("dispatch_failed", f"the app answered with HTTP status {failure.status}") from None
            raise ActError("operation_timeout", "the app did not answer within 3 seconds") from None

    def _show_answer(self, person: Person, channel: Channel, acknowledged: Acknowledged) -> Json:
        """Show what the app answered to a slash command, to the person alone unless it says otherwise."""
        answer = acknowledged.body or {}
        if not any(answer.get(key) for key in ("text", "blocks", "attachments")):
            return {}
        try:
            message = show_reply(self._platform, channel, person.id, read_reply(self._platform, answer))
        except Refusal as refusal:
            text = "\n".join([refusal.error, *refusal.messages])
            raise ActError("invalid_command_response", text, blamed_on_app=True) from None
        return {"ts": message.ts, "channel": channel.id}

    def _enter(self, view: View, values: Any) -> None:
        view.typed = self._entered_before(view.fields, view.typed, values)

    def _entered_before(self, blocks: Sequence[Json], typed: Typed, values: Any) -> Typed:
        """`typed` with the `values` that a person had entered (by block_id) when they did something else."""
        if not values:
            return typed
        if not isinstance(values, dict):
            raise ActError("invalid_values", "values must be an object by block_id")
        try:
            return enter(self._platform.workspace, blocks, typed, values)
        except BadValueError as wrong:
            raise ActError("invalid_values", str(wrong)) from None

    def _entered(self, element: Json, press: Mapping[str, Any]) -> Json:
        given = press["selected"] if "selected" in press else press.get("value")
        try:
            return entered(self._platform.workspace, element, given)
        except BadValueError as wrong:
            raise ActError("invalid_values", str(wrong)) from None


def _is_silent(block: Json) -> bool:
    """Whether the app hears of the element only on submission: an input that does not ask for more."""
    return block["type"] == "input" and not block.get("dispatch_action", False)


def _with(typed: Typed, block: Json, element: Json, entry: Json) -> Typed:
    """`typed` with the state of one element in it."""
    return typed | {block["block_id"]: typed.get(block["block_id"], {}) | {element["action_id"]: entry}}
