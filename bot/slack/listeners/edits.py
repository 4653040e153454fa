"""Editing a spec: the list of its sections, and the modals on top of it.

The list is always the bottom modal: from the ⋯ menu it takes the menu's place. On top of it one more is enough, and an
answer has room above that. Only what was typed into a section's field keeps a third one from taking the second's place.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from uuid import uuid4

from bot.domain import bases
from bot.domain.bases import Base, SectionChanged
from bot.domain.edits import Add, Edit, Move, Remove, SetBody, SetHeading, field_text
from bot.errors import Refused
from bot.services import edits, unfinished
from bot.services.edits import Draft
from bot.slack import limits, payloads
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners import unfinished as keeping
from bot.slack.listeners.fields import Answer, at_field
from bot.slack.listeners.unfinished import offered
from bot.slack.payloads import Interaction, Press, Submission
from bot.slack.views import edits as views
from bot.slack.views.edits import Editing


class Pressed(NamedTuple):
    """What a press in the list is about; its button's value is ``number:page:base:what``."""

    editing: Editing
    what: str

    @staticmethod
    def of(press: Press) -> "Pressed":
        """What a button or menu in the list carries; raises Refused for one of another make."""
        page, base, what = [*press.argument.split(":"), "", "", ""][:3]
        try:
            if base:
                Base.load(base)
            return Pressed(Editing(number=press.number, key=uuid4().hex, page=int(page or 0), base=base), what)
        except ValueError as error:
            raise Refused(_OLDER.format(press.number)) from error


_OLDER = "This list is from another version of the bot. Type /techspec edit {} to get it as it is now."


# The list


async def show_sections(desk: Desk, call: Interaction, number: int) -> None:
    """Open the list of sections; from the ⋯ menu it takes the menu's place."""
    view = _list(await begin(desk, call, number))
    if isinstance(call, Press) and call.view is not None:
        await modals.redraw(desk, call, view)
    else:
        await modals.show(desk, call, view)


async def open_sections(desk: Desk, press: Press) -> None:
    """The list, from a button."""
    await show_sections(desk, press, press.number)


async def turn_page(desk: Desk, press: Press) -> None:
    """Another page of a long list."""
    view = _list(await begin(desk, press, press.number), Pressed.of(press).editing.page)
    await modals.redraw(desk, press, view)


async def section_menu(desk: Desk, press: Press) -> None:
    """What was chosen for a section: some things are done at once, the others have a modal."""
    editing, what = Pressed.of(press)
    if not editing.base:
        raise Refused(_OLDER.format(press.number))
    if edit := _at_once(what, editing.section):
        await _edit_in_list(desk, press, editing, edit)
        return
    draft = await begin(desk, press, press.number)
    try:
        index = bases.newest(draft.text, editing.section)
    except SectionChanged as changed:
        await modals.redraw(desk, press, _list(replace(draft, said=[str(changed)]), editing.page))
    else:
        await modals.show(desk, press, _section_modal(desk, draft, index, editing, what))


def _at_once(what: str, base: Base) -> Edit | None:
    """The edit that a choice is by itself; None for one that asks for more."""
    match what:
        case "up" | "down":
            return Move(base=base, up=what == "up")
        case "remove-empty":
            return Remove(base=base)
        case _:
            return None


def _section_modal(desk: Desk, draft: Draft, index: int, editing: Editing, what: str) -> Block:
    """The modal for the section as it is now, whatever the list had shown of it."""
    part, hint = draft.text.sections[index], draft.hints[index]
    now = _renewed(draft, index, editing)
    held = field_text(part.body, hint)
    match what:
        case "rename":
            return views.heading(draft.spec, part, now)
        case "remove":
            return views.removing(draft.spec, part, now, held=held)
        case _ if len(held) > limits.INPUT_TEXT:
            return views.by_file(draft.spec, part, now, is_too_long=True)
        case _:
            return _body(desk, draft, index, now)


def _body(desk: Desk, draft: Draft, index: int, editing: Editing) -> Block:
    """A section's field; what was typed for it before and not saved is offered."""
    part = draft.text.sections[index]
    left = offered(desk, draft.left_of(index, beside=editing.key), part.heading)
    return views.body(draft.spec, part, editing, hint=draft.hints[index], left=left)


def _adding(desk: Desk, draft: Draft, editing: Editing) -> Block:
    """The form of a new section; what was typed for one before and not saved is offered."""
    left = draft.left_of(None, beside=editing.key)
    title = left[0].held["heading"] if left else ""
    return views.adding(draft.spec, editing, left=offered(desk, left, title or "A new section"))


def _renewed(draft: Draft, index: int, editing: Editing) -> Editing:
    """The same about a section as it is now."""
    return replace(editing, base=bases.base_of(draft.text, index).dump())


async def _edit_in_list(desk: Desk, press: Press, editing: Editing, edit: Edit) -> None:
    """Change something from the list, which then shows it, or says why not."""
    try:
        draft = await desk.run.work(
            edits.change, workspace=press.workspace, number=press.number, access=press.access, edit=edit
        )
    except Refused as refusal:
        draft = replace(await begin(desk, press, press.number), said=[str(refusal)])
    await modals.redraw(desk, press, _list(draft, editing.page))


async def open_adding(desk: Desk, press: Press) -> None:
    """The form of a new section."""
    draft = await begin(desk, press, press.number)
    await modals.show(desk, press, _adding(desk, draft, Pressed.of(press).editing))


async def open_title(desk: Desk, press: Press) -> None:
    """The form of another title."""
    draft = await begin(desk, press, press.number)
    await modals.show(desk, press, views.title(draft.spec, Pressed.of(press).editing))


# The modals on top of it


async def save_body(desk: Desk, submitted: Submission) -> Answer:
    """Save a section's text. What somebody else made of the section meanwhile is shown below what was typed."""
    editing, typed = Editing.load(submitted.metadata), str(submitted.values.get(Field.BODY) or "")
    try:
        return await save(desk, submitted, editing, SetBody(base=editing.section, body=typed))
    except SectionChanged as changed:
        await _keep_as(desk, submitted, editing)
        draft = await begin(desk, submitted, editing.number)
        return {"response_action": "update", "view": _conflict(draft, editing, typed, changed)}
    except Refused as refusal:
        await _keep_as(desk, submitted, editing)
        return at_field(Field.BODY, str(refusal))


def _conflict(draft: Draft, editing: Editing, typed: str, changed: SectionChanged, *, continued: bool = False) -> Block:
    """What was typed, in a form that saves it: over the newer text, or as a section of its own."""
    if changed.newer is None:
        problem = f"{changed} What you typed is here: it can become a section of its own, or copy it."
        return views.adding(draft.spec, replace(editing, base=""), typed=typed, problem=problem, continued=continued)
    part = draft.text.sections[changed.newer]
    problem = f"{changed} The newer text is below. Put together what should stay; the next Save takes its place."
    newer = field_text(part.body, draft.hints[changed.newer])
    again = _renewed(draft, changed.newer, editing)
    return views.body(draft.spec, part, again, typed=typed, newer=newer, problem=problem, continued=continued)


async def rename_section(desk: Desk, submitted: Submission) -> Answer:
    """Give a section another heading."""
    editing, heading = Editing.load(submitted.metadata), str(submitted.values.get(Field.HEADING) or "")
    try:
        return await save(desk, submitted, editing, SetHeading(base=editing.section, heading=heading))
    except SectionChanged as changed:
        return await _rename_again(desk, submitted, editing, heading, changed)
    except Refused as refusal:
        return at_field(Field.HEADING, str(refusal))


async def _rename_again(
    desk: Desk, submitted: Submission, editing: Editing, typed: str, changed: SectionChanged
) -> Answer:
    """Say what it is called now, and let the next press count; where it is gone, the list below shows what there is."""
    draft = await begin(desk, submitted, editing.number)
    if changed.newer is None:
        await _back_to_list(desk, submitted, draft, editing.page)
        return at_field(Field.HEADING, f"{changed} Cancel takes you to the list as it is now.")
    again = _renewed(draft, changed.newer, editing)
    problem = f"{changed} Press Rename again to let yours count."
    view = views.heading(draft.spec, draft.text.sections[changed.newer], again, typed=typed, problem=problem)
    return {"response_action": "update", "view": view}


async def add_section(desk: Desk, submitted: Submission) -> Answer:
    """Add a section after the others."""
    editing, values = Editing.load(submitted.metadata), submitted.values
    try:
        heading = str(values.get(Field.HEADING) or "")
        return await save(desk, submitted, editing, Add(heading=heading, body=str(values.get(Field.BODY) or "")))
    except Refused as refusal:
        await _keep_as(desk, submitted, editing)
        return at_field(Field.HEADING, str(refusal))


async def remove_section(desk: Desk, submitted: Submission) -> Answer:
    """Remove a section with its text."""
    editing = Editing.load(submitted.metadata)
    try:
        return await save(desk, submitted, editing, Remove(base=editing.section))
    except SectionChanged as changed:
        draft = await begin(desk, submitted, editing.number)
        if changed.newer is None:
            return await _back_to_list(desk, submitted, replace(draft, said=[str(changed)]), editing.page)
        part, again = draft.text.sections[changed.newer], _renewed(draft, changed.newer, editing)
        held = field_text(part.body, draft.hints[changed.newer])
        problem = f"{changed} This is what would go now."
        return {
            "response_action": "update",
            "view": views.removing(draft.spec, part, again, held=held, problem=problem),
        }


async def rename_spec(desk: Desk, submitted: Submission) -> Answer:
    """Give the spec another title."""
    editing, title = Editing.load(submitted.metadata), str(submitted.values.get(Field.TITLE) or "")
    try:
        draft = await desk.run.work(
            edits.rename,
            workspace=submitted.workspace,
            number=editing.number,
            access=submitted.access,
            title=title,
            key=editing.key,
        )
    except Refused as refusal:
        return at_field(Field.TITLE, str(refusal))
    return await _back_to_list(desk, submitted, draft, editing.page)


# What was typed and not saved


async def keep(desk: Desk, press: Press) -> None:
    """Something was typed: it can be continued, should the modal be closed."""
    await _keep_as(desk, press, _open(press))


async def _keep_as(desk: Desk, call: Press | Submission, editing: Editing) -> None:
    values = payloads.values(call.view or {})
    held = {"base": editing.base, "heading": values.get(Field.HEADING) or "", "body": values.get(Field.BODY) or ""}
    is_empty = not held["heading"] and not held["body"]
    about = edits.about(editing.number)
    await keeping.keep(desk, call, about=about, key=editing.key, held=None if is_empty else held)


async def continue_unfinished(desk: Desk, press: Press) -> None:
    """Go on with what was typed before: the form shows it, and beside it what others made of the section since."""
    editing = _open(press)
    taken = await desk.run.read(
        unfinished.take_up,
        workspace=press.workspace,
        user=press.user,
        about=edits.about(editing.number),
        key=press.value,
        into=editing.key,
    )
    view = _continued(await begin(desk, press, editing.number), editing, taken.held)
    await modals.redraw(desk, press, view)


def _continued(draft: Draft, editing: Editing, held: Mapping[str, str]) -> Block:
    typed = held["body"]
    if not held["base"]:
        return views.adding(draft.spec, editing, heading=held["heading"], typed=typed, continued=True)
    try:
        index = bases.find(draft.text, Base.load(held["base"]))
    except SectionChanged as changed:
        return _conflict(draft, editing, typed, changed, continued=True)
    part, again = draft.text.sections[index], _renewed(draft, index, editing)
    return views.body(draft.spec, part, again, hint=draft.hints[index], typed=typed, continued=True)


async def discard_unfinished(desk: Desk, press: Press) -> None:
    """Forget what was typed before; what is older is offered next."""
    editing = _open(press)
    await desk.run.read(unfinished.discard, workspace=press.workspace, user=press.user, key=press.value)
    draft = await begin(desk, press, editing.number)
    if editing.base:
        view = _body(desk, draft, bases.newest(draft.text, editing.section), editing)
    else:
        view = _adding(desk, draft, editing)
    await modals.redraw(desk, press, view)


def _open(press: Press) -> Editing:
    """What the modal is about in which something was pressed."""
    return Editing.load((press.view or {}).get("private_metadata", ""))


# What all have in common


async def begin(desk: Desk, call: Interaction, number: int) -> Draft:
    """The text as it is now; refused to whom could not save an edit of it."""
    return await desk.run.work(edits.begin, workspace=call.workspace, number=number, access=call.access)


def _list(draft: Draft, page: int = 0) -> Block:
    return views.sections(draft.spec, draft.text, draft.hints, page=page, said=draft.said)


async def save(desk: Desk, submitted: Submission, editing: Editing, edit: Edit) -> Answer:
    """Make a change, close the modal and show the list; raises Refused, and SectionChanged among it."""
    draft = await desk.run.work(
        edits.change,
        workspace=submitted.workspace,
        number=editing.number,
        access=submitted.access,
        edit=edit,
        key=editing.key,
    )
    return await _back_to_list(desk, submitted, draft, editing.page)


async def _back_to_list(desk: Desk, submitted: Submission, draft: Draft, page: int) -> Answer:
    """Close the modal, and let the list at the bottom show what is now."""
    if (bottom := submitted.view.get("root_view_id")) != submitted.view.get("id"):
        await desk.client.views_update(view_id=bottom, view=_list(draft, page))
    return None
