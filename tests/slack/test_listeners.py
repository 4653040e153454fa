"""Nothing is left over: each id has a listener and is drawn somewhere, and whatever comes in gets an answer."""

import inspect
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import resources
from itertools import chain
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_bolt.listener.async_listener_error_handler import AsyncCustomListenerErrorHandler

from bot.domain import document, template
from bot.domain.shelf import BUILT_IN_ID
from bot.domain.slots import Offer
from bot.domain.spec import DiscussionKind, UserId
from bot.sandbox.transport import Kind
from bot.slack.ids import COMMAND, Action, Command, Modal, Shortcut, action_of
from bot.slack.listeners import commands, happenings, presses, register, shortcuts, submissions
from bot.slack.views import (
    absences,
    announcements,
    cards,
    discussions,
    edits,
    forms,
    imports,
    lists,
    menus,
    participants,
    reading,
    reminders,
    settings,
    templates,
)
from bot.slack.views.forms import FormState
from bot.slack.views.lists import Which
from bot.slack.views.templates import Previewed
from bot.slack.views.unfinished import Unfinished
from tests.domain.facts import DANA, MEETING, NOW, OTTO, SAM
from tests.flows.conftest import ws
from tests.flows.workspace import Workspace
from tests.slack.views.examples import EXAMPLES, NAMES
from tests.slack.views.test_absences import PLAN
from tests.slack.views.test_comments import FORM
from tests.slack.views.test_edits import VIEWS
from tests.slack.views.test_reminders import asked, reminded
from tests.slack.views.test_settings import PANEL
from tests.slack.views.test_templates import SHELF

__all__ = ["ws"]

MANIFEST = json.loads(resources.files("bot.slack").joinpath("manifest.json").read_text("utf-8"))


def everything() -> Iterator[Any]:
    """Each message and modal that the bot can draw, for the examples."""
    long_text = document.parse("# Title\n\n## Section\n" + "A paragraph of the text.\n\n" * 1_500)
    for spec in EXAMPLES.values():
        yield cards.card(spec, NAMES, NOW)
        yield from (menus.menu(spec, NAMES, NOW, (), viewer=viewer) for viewer in (spec.drafter, OTTO))
        yield reading.reading(spec, long_text, OTTO, page=1)
        yield lists.really_withdraw(spec)
        yield reminders.message([asked(reminded(spec))], NAMES)
        yield discussions.schedule(spec, MEETING, Offer(people=(SAM,), times=()), NAMES, starts_at=NOW, viewer=DANA)
        yield forms.snooze(spec, until=NOW)
        yield forms.hand_over(spec)
        yield participants.people(spec)
        yield cards.handed_over(spec, NAMES)
        yield cards.card(spec, NAMES, NOW, drafter_left=True)
        yield announcements.handover(spec, UserId("U072OTTO"))
    yield announcements.announcement(EXAMPLES["scheduled"], MEETING, NAMES)
    yield lists.listing(Which.ALL, (), [*EXAMPLES.values()], NAMES, NOW)
    yield lists.listing(Which.ALL, (), [], NAMES, NOW)
    yield menus.notice("Hello")
    yield forms.new_spec(FormState(key="key"), template.default().sections)
    yield forms.new_spec(FormState(key="key", discuss=DiscussionKind.THREAD), template.default().sections)
    left = Unfinished(key="left", title="Left", ago=timedelta(minutes=10))
    yield forms.new_spec(FormState(key="key", more=True), template.default().sections, unfinished=left)
    yield imports.importing(FormState(key="key"))
    yield FORM
    yield from VIEWS.values()
    many = document.parse("# Title\n" + "## Section\n" * 50)
    yield edits.sections(EXAMPLES["unscheduled"], many, [])
    yield templates.shelf(SHELF)
    previewed = Previewed(channel=SHELF.channel, template=BUILT_IN_ID)
    yield templates.preview(SHELF.template, previewed=previewed, may_use=True)
    yield settings.form(PANEL)
    yield absences.asked(PLAN.planned[0].absence, PLAN, NOW)
    yield absences.dates(PLAN, NOW)


def found(shown: Any, key: str) -> Iterator[str]:
    """Every value of `key` inside."""
    if isinstance(shown, dict):
        yield from ([shown[key]] if isinstance(shown.get(key), str) else [])
        shown = list(shown.values())
    if isinstance(shown, list | tuple):
        yield from chain.from_iterable(found(each, key) for each in shown)


def test_each_action_has_a_handler_and_is_drawn_by_some_view() -> None:
    assert set(presses.HANDLERS) == set(Action)
    assert {action_of(drawn) for view in everything() for drawn in found(view, "action_id")} >= set(Action)


def test_each_modal_that_can_be_submitted_has_a_handler() -> None:
    views = [view for view in everything() if isinstance(view, dict)]
    assert {view["callback_id"] for view in views} == set(Modal)
    assert {view["callback_id"] for view in views if "submit" in view} == set(submissions.HANDLERS)


def test_each_shortcut_has_a_handler() -> None:
    assert set(shortcuts.HANDLERS) == set(Shortcut)


def test_each_command_has_a_handler_and_is_in_help() -> None:
    assert set(commands.HANDLERS) == set(Command)
    words = "\n".join(found(lists.help_page(), "text"))
    assert set(re.findall(rf"{COMMAND} (\w+)", words)) == set(Command)


def test_the_manifest_lists_what_is_registered() -> None:
    assert [command["command"] for command in MANIFEST["features"]["slash_commands"]] == [COMMAND]
    assert {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]} == set(Shortcut)
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == set(happenings.HANDLERS)


def test_listeners_ask_bolt_for_arguments_that_it_knows() -> None:
    """Bolt gives None for a name that is misspelt, and says nothing."""
    app = AsyncApp(token="xoxb-1", signing_secret="secret")  # Bolt wants some credentials, and uses none here.
    register(app, desk=None)  # type: ignore[arg-type]
    known = set(inspect.signature(AsyncArgs.__init__).parameters)
    listeners = [listener.ack_function for listener in app._async_listeners]
    assert len(listeners) == 3 + len(Shortcut) + len(happenings.HANDLERS)
    handler = app._async_listener_runner.listener_error_handler
    assert isinstance(handler, AsyncCustomListenerErrorHandler)
    for listener in (*listeners, handler.func):
        assert set(inspect.signature(listener).parameters) <= known | {"error"}


# Whatever comes in gets an answer


async def press(ws: Workspace, **changed: Any) -> None:
    """Press a button of the card once more, but with another id or value."""
    await ws.new_spec()
    await ws.press("lee", await ws.card(), "Please schedule")
    [body] = await ws.sent("block_actions")
    action = {**body["actions"][0], **changed}
    await ws.forge({**body, "actions": [action]}, trigger_for="lee")


async def test_a_button_that_nobody_remembers_is_answered_and_its_message_drawn_as_it_is_now(ws: Workspace) -> None:
    await press(ws, action_id="spec.dance")
    assert "from another version of the bot. Its message is up to date now" in (await ws.whisper("lee")).words
    *_, redrawn, again = await ws.calls("chat.update")
    assert again["args"]["blocks"] == redrawn["args"]["blocks"]


@pytest.mark.parametrize("value", ["", "twelve", "²", ":::", "1"])
async def test_a_button_with_a_strange_value_is_answered(ws: Workspace, value: str) -> None:
    await press(ws, action_id="line.tick", value=value)
    assert "use the buttons that it has" in (await ws.whisper("lee")).words


async def test_an_old_button_that_stands_on_nothing_that_lasts_says_how_to_get_a_new_one(ws: Workspace) -> None:
    await ws.new_spec()
    await ws.command("lee", "show 1")
    await ws.press("lee", await ws.whisper("lee"), "⋯")
    await ws.press_in_modal("lee", "Please schedule")
    [from_passing_card, from_modal] = await ws.sent("block_actions")
    for body in (from_passing_card, from_modal):
        action = {**body["actions"][0], "action_id": "spec.dance"}
        await ws.forge({**body, "actions": [action]}, trigger_for="lee")
    assert "Use /techspec show to get the card" in (await ws.whisper("lee")).words
    assert "Use /techspec show to get the card" in await ws.modal_words("lee")


async def test_a_modal_that_nobody_remembers_is_answered_at_its_first_field(ws: Workspace) -> None:
    await ws.command("dana", "new Hearing schedule")
    await ws.submit("dana", {"starts_at": 1})
    [body] = await ws.sent("view_submission")
    answer = await ws.deliver(Kind.INTERACTIVE, {**body, "view": {**body["view"], "callback_id": "dance"}})
    assert answer.body is not None
    assert "another version" in answer.body["errors"]["title"]


# Bugs. A table that is gone is one that no code of ours expects.


async def assert_incident(ws: Workspace, said: str, caplog: pytest.LogCaptureFixture) -> None:
    del ws
    [incident] = {match[1] for match in re.finditer(r"incident (\w{8})", said)}
    assert any(vars(record).get("incident") == incident for record in caplog.records)
    for leaked in ("specs", "SELECT", "sqlite", "Traceback"):
        assert leaked not in said


async def test_a_bug_behind_a_command_is_answered_with_an_incident(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    ws.break_database()
    await assert_incident(ws, await ws.command("lee", "list"), caplog)


async def test_a_bug_behind_a_button_is_answered_with_an_incident(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    await ws.new_spec()
    ws.break_database()
    await ws.press("lee", await ws.card(), "Please schedule")
    await assert_incident(ws, (await ws.whisper("lee")).words, caplog)


async def test_a_bug_behind_a_modal_keeps_it_open_with_an_incident(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    await ws.command("dana", "new Hearing schedule")
    ws.break_database()
    await assert_incident(ws, (await ws.submit("dana"))["title"], caplog)


async def test_a_bug_behind_a_modal_without_fields_shows_a_page_that_says_so(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    await ws.new_spec()
    await ws.press("lee", await ws.card(), "Read")
    ws.break_database()
    await ws.submit("lee")
    await assert_incident(ws, await ws.modal_words("lee"), caplog)


async def test_a_bug_behind_a_reaction_is_told_to_whoever_reacted(
    ws: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    await ws.new_spec()
    ws.break_database()
    await ws.react("lee", await ws.card(), "bell")
    await assert_incident(ws, (await ws.whisper("lee")).words, caplog)


async def test_an_answer_that_does_not_arrive_breaks_nothing(ws: Workspace) -> None:
    await ws.fault("views.open", error="expired_trigger_id", times=2)
    slow = "Slack did not take my answer in time. Please try again."
    assert await ws.command("dana", "new Hearing schedule") == slow
    await ws.act("shortcut", who="dana", callback_id="new_tech_spec")
    await ws.act("shortcut", who="dana", callback_id="new_tech_spec")
    assert len(await ws.modals("dana")) == 1
