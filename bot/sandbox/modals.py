"""The views that people see: a stack of at most three modals for each person, and their Home tabs.

The rule it keeps: a view is changed only by replacing its definition, which gives it a new hash.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.block_ids import view_with_ids
from bot.sandbox.view_state import Typed, elements, state_values, surviving, with_offers
from bot.sandbox.world import TEAM_ID, Channel, ChannelId, PersonId, Workspace

STACK_LIMIT = 3


@dataclass(kw_only=True)
class View:
    """A modal or Home tab as one person sees it."""

    id: str
    owner: PersonId
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: Typed = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    opened_in: ChannelId | None = None  # the conversation that the person looked at
    offered: dict[str, list[Json]] = field(default_factory=dict)  # by action_id, options of external selects

    @property
    def blocks(self) -> list[Json]:
        """The blocks, each with its ids."""
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def fields(self) -> list[Json]:
        """The blocks as a person fills them in: external selects have the options that the app offered."""
        return with_offers(self.blocks, self.offered)

    @property
    def values(self) -> Typed:
        """`state.values` as Slack sends them."""
        return state_values(self.blocks, self.typed)


class Modals:
    """All views of the workspace; `stacks` are bottom first."""

    def __init__(self, workspace: Workspace, app: App) -> None:
        self._workspace = workspace
        self._app = app
        self.stacks: dict[PersonId, list[View]] = {}
        self.homes: dict[PersonId, View] = {}

    def top(self, person: PersonId) -> View | None:
        """The modal that the person looks at."""
        stack = self.stacks.get(person)
        return stack[-1] if stack else None

    def find(self, view_id: str | None, external_id: str | None = None) -> View | None:
        """The view with that id, or with that external_id."""
        for view in self._all():
            if view_id is not None:
                if view.id == view_id:
                    return view
            elif external_id and view.definition.get("external_id") == external_id:
                return view
        return None

    def open(self, person: PersonId, definition: Json, *, opened_in: ChannelId | None = None) -> View:
        """Show one modal in place of all that are open. Refusal: duplicate_external_id."""
        self._check_external_id(definition, None)
        view = self._new(person, definition, opened_in)
        self.stacks[person] = [view]
        self._workspace.changed()
        return view

    def push(self, person: PersonId, definition: Json) -> View:
        """Put a modal on the open ones. Refusal: push_limit_reached, not_found, duplicate_external_id."""
        stack = self.stacks.get(person)
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= STACK_LIMIT:
            raise Refusal("push_limit_reached")
        self._check_external_id(definition, None)
        view = self._new(person, definition, stack[-1].opened_in, below=stack[-1])
        stack.append(view)
        self._workspace.changed()
        return view

    def update(self, view: View, definition: Json) -> None:
        """Replace what a view shows; entered values stay where ids and type stay. Refusal: duplicate_external_id."""
        self._check_external_id(definition, view)
        view.definition = self._filled(definition, view.opened_in)
        view.hash = self._new_hash()
        view.typed = surviving(view.blocks, view.typed)
        view.errors = {}
        self._workspace.changed()

    def publish(self, person: PersonId, definition: Json) -> View:
        """Show a Home tab. Refusal: duplicate_external_id."""
        view = self.homes.get(person)
        if view is None:
            self._check_external_id(definition, None)
            view = self.homes[person] = self._new(person, definition)
            self._workspace.changed()
        else:
            self.update(view, definition)
        return view

    def close(self, person: PersonId, *, everything: bool = False) -> None:
        """Close the top modal, or all of them."""
        stack = self.stacks.get(person, [])
        del stack[0 if everything else -1 :]
        if not stack:
            self.stacks.pop(person, None)
        self._workspace.changed()

    def forget_all(self) -> None:
        """Take every view away."""
        self.stacks.clear()
        self.homes.clear()
        self._workspace.changed()

    def touch(self) -> None:
        """Note that a view shows something else, its errors for instance."""
        self._workspace.changed()

    def view_json(self, view: View) -> Json:
        """A view as Slack sends it."""
        definition = view.definition
        is_modal = definition["type"] == "modal"
        untitled = {"type": "plain_text", "text": "View Title", "emoji": True}
        return {
            "id": view.id,
            "team_id": TEAM_ID,
            "type": definition["type"],
            "blocks": view.blocks,
            "private_metadata": definition.get("private_metadata") or "",
            "callback_id": definition.get("callback_id") or "",
            "state": {"values": view.values},
            "hash": view.hash,
            "title": definition["title"] if is_modal else untitled,
            "clear_on_close": bool(definition.get("clear_on_close")),
            "notify_on_close": bool(definition.get("notify_on_close")),
            "close": definition.get("close"),
            "submit": definition.get("submit"),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": self._app.id,
            "external_id": definition.get("external_id") or "",
            "app_installed_team_id": TEAM_ID,
            "bot_id": self._app.bot_id,
        }

    def _all(self) -> Iterator[View]:
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    def _new(
        self, person: PersonId, definition: Json, opened_in: ChannelId | None = None, below: View | None = None
    ) -> View:
        view_id = self._workspace.new_id("V")
        return View(
            id=view_id,
            owner=person,
            definition=self._filled(definition, opened_in),
            hash=self._new_hash(),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            opened_in=opened_in,
        )

    def _filled(self, definition: Json, opened_in: ChannelId | None) -> Json:
        """A copy with ids, in which selects that begin with the current conversation have it as their initial one."""
        filled = view_with_ids(definition)
        here = self._workspace.channels.get(opened_in) if opened_in is not None else None
        for _block, element in elements(filled["blocks"]):
            if here is not None and element.get("default_to_current_conversation") and _fits(element, here):
                if element["type"].startswith("multi_"):
                    element.setdefault("initial_conversations", [here.id])
                else:
                    element.setdefault("initial_conversation", here.id)
        return filled

    def _check_external_id(self, definition: Json, replaced: View | None) -> None:
        external_id = definition.get("external_id")
        if external_id and self.find(None, external_id) not in (None, replaced):
            raise Refusal("duplicate_external_id")

    def _new_hash(self) -> str:
        return f"{int(self._workspace.clock.now().timestamp())}.{secrets.token_hex(4)}"


def _fits(element: Json, channel: Channel) -> bool:
    """Whether a conversation is of the kinds that a select shows."""
    kind = "im" if channel.is_im else "private" if channel.is_private else "public"
    return kind in element.get("filter", {}).get("include", [kind])
