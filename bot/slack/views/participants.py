"""The modal with a spec's people, and the words for what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.process import TITLE_LIMIT
from bot.domain.spec import Participant, Role, Spec, UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Field, Modal
from bot.slack.views.cards import Names, name_of, some_names
from bot.slack.views.forms import stakeholders_input

ROLES: Mapping[Field, Role] = {
    Field.STAKEHOLDERS: Role.STAKEHOLDER,
    Field.OPTIONAL_STAKEHOLDERS: Role.OPTIONAL,
    Field.READERS: Role.READER,
    Field.CO_DRAFTERS: Role.DRAFTER,
}
"""The fields of the modal, and the part that each is for."""


def people(spec: Spec) -> Block:
    """The modal with everybody who takes part, as it is now."""
    return b.modal(
        "People",
        [
            b.section(f"*{spec.name}* {w.literal(spec.title, TITLE_LIMIT)}"),
            stakeholders_input(spec.users(Role.STAKEHOLDER)),
            _picker(
                spec, Field.OPTIONAL_STAKEHOLDERS, "Who may approve too?", "They are asked as well, and not waited for."
            ),
            _picker(
                spec,
                Field.READERS,
                "Who else reads it?",
                "Before the discussion. Those who approve are expected to, too.",
            ),
            _picker(
                spec,
                Field.CO_DRAFTERS,
                "Co-drafters",
                "They may do what the drafter may do, so they do not approve it.",
            ),
            b.context("The card changes, and nobody is notified."),
        ],
        callback_id=Modal.PEOPLE,
        submit="Save",
        close="Back",
        private_metadata=str(spec.number),
    )


def _picker(spec: Spec, field: Field, label: str, hint: str) -> Block:
    picker = el.multi_users_select(field, initial=spec.users(ROLES[field]), placeholder="Nobody yet")
    return b.input_block(label, picker, block_id=field, hint=hint, optional=True)


def counted_once(done: str, people: Sequence[Participant], names: Names) -> Block:
    """What is said of people who were named for several parts: each counts in the strongest one."""
    lines = [f"• {name_of(one.user, names)} {_DOES[one.role]}." for one in people[:SHOWN]]
    if len(people) > SHOWN:
        lines.append(f"• and {len(people) - SHOWN} more")
    return b.modal(
        "People", [b.section("\n".join([f"{done} Each person has one part:", *lines]))], callback_id=Modal.NOTICE
    )


SHOWN = 10

_DOES = {
    Role.DRAFTER: "drafts it, and neither approves nor counts as a reader",
    Role.STAKEHOLDER: "approves it, which includes reading",
    Role.OPTIONAL: "may approve it, which includes reading",
    Role.READER: "reads it",
}


def changed(details: Mapping[str, Any], names: Names) -> str:
    """What a change of the people did, for the history; somebody whose part changed is told of with the new one."""
    added: dict[Role, list[UserId]] = {role: [] for role in Role}
    for one in details.get("added", ()):
        added[Role(one["role"])].append(UserId(one["user"]))
    stays = {user for users in added.values() for user in users}
    removed = tuple(UserId(one["user"]) for one in details.get("removed", ()) if one["user"] not in stays)
    parts = [
        f"made {some_names(tuple(users), names)} {_BECAME[role][len(users) > 1]}"
        for role, users in added.items()
        if users
    ]
    if removed:
        parts.append(f"removed {some_names(tuple(dict.fromkeys(removed)), names)}")
    return ", ".join(parts)


_BECAME = {
    Role.DRAFTER: ("a co-drafter", "co-drafters"),
    Role.STAKEHOLDER: ("an approver", "approvers"),
    Role.OPTIONAL: ("an optional approver", "optional approvers"),
    Role.READER: ("a reader", "readers"),
}
"""What one person became, and what several did."""
