"""Editing by file: a section or the whole text is replaced once the difference was seen."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.domain import bases
from bot.domain.bases import SectionChanged
from bot.domain.differences import difference
from bot.domain.edits import Edit, ReplaceText, SetBody, field_text
from bot.errors import Refused
from bot.services import edits
from bot.services.edits import Tried
from bot.slack import payloads
from bot.slack.blocks import Block
from bot.slack.desk import Desk
from bot.slack.files import fetch_text
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners.edits import Pressed, begin, save
from bot.slack.listeners.fields import Answer, at_field
from bot.slack.payloads import Press, Submission
from bot.slack.views import edits as views
from bot.slack.views.edits import Comparing, Editing


async def open_file(desk: Desk, press: Press) -> None:
    """The form that takes a file: on top of the list, or in place of a section's field in which nothing was typed."""
    editing = Pressed.of(press).editing
    draft = await begin(desk, press, press.number)
    if not editing.base:
        await modals.show(desk, press, views.by_file(draft.spec, None, editing))
        return
    index = bases.newest(draft.text, editing.section)
    view = views.by_file(draft.spec, draft.text.sections[index], editing)
    if _typed(press) == field_text(draft.text.sections[index].body, draft.hints[index]):
        await modals.redraw(desk, press, view)
    else:
        await modals.show(desk, press, view)


def _typed(press: Press) -> str:
    return str(payloads.values(press.view or {}).get(Field.BODY) or "")


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
        await save(desk, submitted, shown, edit)
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
