"""Editing a spec: the list of its sections, and the modals on top of it.

The list is always the bottom modal: from the ⋯ menu it takes the menu's place. On top of it one more is enough, and an
answer has room above that. Only what was typed into a section's field keeps a third one from taking the second's place.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import uuid4

from bot.domain import bases
from bot.domain.bases import Base, SectionChanged
from bot.domain.differences import difference
from bot.domain.edits import Add, Edit, Move, Remove, ReplaceText, SetBody, SetHeading, field_text
from bot.errors import Refused
from bot.services import edits
from bot.services.edits import Draft, Tried
from bot.slack import blocks as b
from bot.slack import payloads
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.files import fetch_text
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners.fields import Answer, at_field
from bot.slack.payloads import Interaction, Press, Submission
from bot.slack.views import edits as views
from bot.slack.views.edits import Comparing, Editing


class _Pressed(NamedTuple):
    """What a press in the list is about; its button's value is ``number:page:base:what``."""

    editing: Editing
    what: str

    @staticmethod
    def of(press: Press) -> "_Pressed":
        page, base, what = [*press.argument.split(":"), "", "", ""][:3]
        try:
            if base:
                Base.load(base)
            return _Pressed(Editing(number=press.number, key=uuid4().hex, page=int(page or 0), base=base), what)
        except ValueError as error:
            raise Refused(_OLDER.format(press.number)) from error


_OLDER = "This list is from another version of the bot. Type /techspec edit {} to get it as it is now."


# The list


async def show_sections(desk: Desk, call: Interaction, number: int) -> None:
    """Open the list of sections; from the ⋯ menu it takes the menu's place."""
    view = _list(await _begin(desk, call, number))
    if isinstance(call, Press) and call.view is not None:
        await desk.client.views_update(view_id=modals.view_id(call), view=view)
    else:
        await modals.show(desk, call, view)


async def open_sections(desk: Desk, press: Press) -> None:
    """The list, from a button."""
    await show_sections(desk, press, press.number)


async def turn_page(desk: Desk, press: Press) -> None:
    """Another page of a long list."""
    view = _list(await _begin(desk, press, press.number), _Pressed.of(press).editing.page)
    await desk.client.views_update(view_id=modals.view_id(press), view=view)


async def section_menu(desk: Desk, press: Press) -> None:
    """What was chosen for a section: some things are done at once, the others have a modal."""
    editing, what = _Pressed.of(press)
    if not editing.base:
        raise Refused(_OLDER.format(press.number))
    base = editing.section
    at_once: dict[str, Edit] = {
        "up": Move(base=base, up=True),
        "down": Move(base=base, up=False),
        "remove-empty": Remove(base=base),
    }
    if what in at_once:
        await _edit_in_list(desk, press, editing, at_once[what])
        return
    draft = await _begin(desk, press, press.number)
    try:
        index = bases.newest(draft.text, base)
    except SectionChanged as changed:
        view = _list(replace(draft, said=[str(changed)]), editing.page)
        await desk.client.views_update(view_id=modals.view_id(press), view=view)
        return
    await modals.show(desk, press, _section_modal(draft, index, editing, what))


def _section_modal(draft: Draft, index: int, editing: Editing, what: str) -> Block:
    """The modal for the section as it is now, whatever the list had shown of it."""
    part, hint = draft.text.sections[index], draft.hints[index]
    now = _renewed(draft, index, editing)
    held = field_text(part.body, hint)
    match what:
        case "rename":
            return views.heading(draft.spec, part, now)
        case "remove":
            return views.removing(draft.spec, part, now, held=held)
        case _ if len(held) > b.INPUT_TEXT:
            return views.by_file(draft.spec, part, now, is_too_long=True)
        case _:
            return views.body(draft.spec, part, now, hint=hint)


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
        draft = replace(await _begin(desk, press, press.number), said=[str(refusal)])
    await desk.client.views_update(view_id=modals.view_id(press), view=_list(draft, editing.page))


async def open_adding(desk: Desk, press: Press) -> None:
    """The form of a new section."""
    draft = await _begin(desk, press, press.number)
    await modals.show(desk, press, views.adding(draft.spec, _Pressed.of(press).editing))


async def open_title(desk: Desk, press: Press) -> None:
    """The form of another title."""
    draft = await _begin(desk, press, press.number)
    await modals.show(desk, press, views.title(draft.spec, _Pressed.of(press).editing))


async def open_file(desk: Desk, press: Press) -> None:
    """The form that takes a file: on top of the list, or in place of a section's field in which nothing was typed."""
    editing = _Pressed.of(press).editing
    draft = await _begin(desk, press, press.number)
    if not editing.base:
        await modals.show(desk, press, views.by_file(draft.spec, None, editing))
        return
    index = bases.newest(draft.text, editing.section)
    view = views.by_file(draft.spec, draft.text.sections[index], editing)
    if _typed(press) == field_text(draft.text.sections[index].body, draft.hints[index]):
        await desk.client.views_update(view_id=modals.view_id(press), view=view)
    else:
        await modals.show(desk, press, view)


def _typed(press: Press) -> str:
    return str(payloads.values(press.view or {}).get(Field.BODY) or "")


# The modals on top of it


async def save_body(desk: Desk, submitted: Submission) -> Answer:
    """Save a section's text. What somebody else made of the section meanwhile is shown below what was typed."""
    editing, typed = Editing.load(submitted.metadata), str(submitted.values.get(Field.BODY) or "")
    try:
        return await _save(desk, submitted, editing, SetBody(base=editing.section, body=typed))
    except SectionChanged as changed:
        draft = await _begin(desk, submitted, editing.number)
        return {"response_action": "update", "view": _conflict(draft, editing, typed, changed)}
    except Refused as refusal:
        return at_field(Field.BODY, str(refusal))


def _conflict(draft: Draft, editing: Editing, typed: str, changed: SectionChanged) -> Block:
    """What was typed, in a form that saves it: over the newer text, or as a section of its own."""
    if changed.newer is None:
        problem = f"{changed} What you typed is here: it can become a section of its own, or copy it."
        return views.adding(draft.spec, replace(editing, base=""), typed=typed, problem=problem)
    part = draft.text.sections[changed.newer]
    problem = f"{changed} The newer text is below. Put together what should stay; the next Save takes its place."
    newer = field_text(part.body, draft.hints[changed.newer])
    again = _renewed(draft, changed.newer, editing)
    return views.body(draft.spec, part, again, typed=typed, newer=newer, problem=problem)


async def rename_section(desk: Desk, submitted: Submission) -> Answer:
    """Give a section another heading."""
    editing, heading = Editing.load(submitted.metadata), str(submitted.values.get(Field.HEADING) or "")
    try:
        return await _save(desk, submitted, editing, SetHeading(base=editing.section, heading=heading))
    except SectionChanged as changed:
        return await _rename_again(desk, submitted, editing, heading, changed)
    except Refused as refusal:
        return at_field(Field.HEADING, str(refusal))


async def _rename_again(
    desk: Desk, submitted: Submission, editing: Editing, typed: str, changed: SectionChanged
) -> Answer:
    """Say what it is called now, and let the next press count; where it is gone, the list below shows what there is."""
    draft = await _begin(desk, submitted, editing.number)
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
        return await _save(desk, submitted, editing, Add(heading=heading, body=str(values.get(Field.BODY) or "")))
    except Refused as refusal:
        return at_field(Field.HEADING, str(refusal))


async def remove_section(desk: Desk, submitted: Submission) -> Answer:
    """Remove a section with its text."""
    editing = Editing.load(submitted.metadata)
    try:
        return await _save(desk, submitted, editing, Remove(base=editing.section))
    except SectionChanged as changed:
        draft = await _begin(desk, submitted, editing.number)
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


# By file


async def compare(desk: Desk, submitted: Submission) -> Answer:
    """Show what a file would change, before it counts."""
    editing, files = Editing.load(submitted.metadata), submitted.values.get(Field.FILE) or []
    try:
        file = await fetch_text(desk.client, desk.http, files)
        return await _difference(desk, submitted, editing, files[0], file)
    except Refused as refusal:
        return at_field(Field.FILE, str(refusal))


async def replace_by_file(desk: Desk, submitted: Submission) -> Answer:
    """Let the file count whose difference was shown; if somebody changed the text since, show the newest difference."""
    shown = Comparing.load(submitted.metadata)
    kept = {"url_private_download": shown.url, "size": shown.size}
    file = await fetch_text(desk.client, desk.http, [kept])
    if bases.digest(file) != shown.digest:
        raise Refused("That file is another one now than the one that was compared. Attach it again.")
    edit: Edit = ReplaceText(base=shown.replaces, text=file)
    if shown.base:
        edit = SetBody(base=shown.section, body=file, is_file=True)
    try:
        await _save(desk, submitted, shown, edit)
    except SectionChanged as changed:
        problem = f"{changed} This is the difference to the newest text."
        return await _difference(desk, submitted, shown, kept, file, problem=problem)
    return {"response_action": "update", "view": views.replaced()} if payloads.is_stack_full(submitted.view) else None


async def _difference(
    desk: Desk, submitted: Submission, editing: Editing, kept: Mapping[str, Any], file: str, *, problem: str = ""
) -> Answer:
    tried = await desk.run.work(
        edits.compare,
        workspace=submitted.workspace,
        number=editing.number,
        access=submitted.access,
        base=editing.section if editing.base else None,
        file=file,
    )
    if tried.before == tried.after:
        raise Refused("This file says just what the text says already. There is nothing to replace.")
    view = await asyncio.to_thread(_compared, tried, editing, kept, file, problem)
    return {"response_action": "update", "view": view}


def _compared(tried: Tried, editing: Editing, kept: Mapping[str, Any], file: str, problem: str) -> Block:
    """The difference as a modal; on long texts this takes a while."""
    text, index = tried.draft.text, tried.index
    comparing = Comparing(
        number=editing.number,
        key=editing.key,
        page=editing.page,
        base="" if index is None else bases.base_of(text, index).dump(),
        url=kept["url_private_download"],
        size=kept["size"],
        digest=bases.digest(file),
        replaces=bases.digest(text.text),
    )
    part = None if index is None else text.sections[index]
    found = difference(tried.before, tried.after)
    return views.difference(tried.draft.spec, part, comparing, found, said=tried.said, problem=problem)


# What all have in common


async def _begin(desk: Desk, call: Interaction, number: int) -> Draft:
    return await desk.run.work(edits.begin, workspace=call.workspace, number=number, access=call.access)


def _list(draft: Draft, page: int = 0) -> Block:
    return views.sections(draft.spec, draft.text, draft.hints, page=page, said=draft.said)


async def _save(desk: Desk, submitted: Submission, editing: Editing, edit: Edit) -> Answer:
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
