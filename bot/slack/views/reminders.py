"""Reminder messages to a person. One function a kind; whether the reason still stands is asked when it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import clock_phrase, day_phrase
from bot.domain.checklist import waiting
from bot.domain.process import status
from bot.domain.spec import DiscussionKind, Spec, Status
from bot.slack import blocks as b
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action
from bot.slack.views.cards import Names, name_of

TITLE_TEXT = 42
"""Of the first 90 characters, which are all that a phone's notification shows, the ask needs the other half."""


@dataclass(frozen=True, kw_only=True)
class Unscheduled:
    """What the reminder about a missing date shows; times are aware UTC, `zone` is the recipient's.

    `is_latest` is False once a newer one was sent: only one of them is live. `not_before` is None when it would never
    come again by itself.
    """

    spec: Spec
    zone: str
    now: datetime
    times: Sequence[datetime]
    not_before: datetime | None
    is_latest: bool


def unscheduled(state: Unscheduled, names: Names) -> list[Block]:
    """The reminder with its times, or what became of it."""
    settled = _settled(state, names)
    if settled is not None:
        return b.message([b.section(f"{_headline(state.spec)}\n{settled}")])
    spec = state.spec
    number = str(spec.number)
    since = day_phrase(spec.waiting_since or spec.created_at, state.now, state.zone)
    snoozed = ""
    if spec.snoozed_until is not None:
        snoozed = f"\n💤 Snoozed until {b.date(spec.snoozed_until)}."
    picks = [
        b.button(clock_phrase(at, state.zone), f"{Action.SET_TIME}#{place}", f"{number}:{int(at.timestamp())}")
        for place, at in enumerate(state.times)
    ]
    again = f" Not again before {day_phrase(state.not_before, state.now, state.zone)}." if state.not_before else ""
    none = (
        ""
        if picks
        else "\nNo working hours are shared by everybody in the next two weeks: deciding in the thread may be easier."
    )
    return b.message(
        [
            b.section(f"{_ask(spec)}\nReady since {since}, no time set yet.{none}{snoozed}"),
            b.actions(
                *picks,
                b.button("Another time…", Action.PICK_TIME, number),
                b.button("No meeting needed", Action.NO_MEETING, number),
                _snooze(number),
                block_id="times",
            ),
            b.context(f"You get this as the drafter.{again} I cannot see calendars."),
        ]
    )


def fallback(spec: Spec) -> str:
    """The notification: spec and ask within the first 90 characters."""
    return _ask(spec)


def _headline(spec: Spec) -> str:
    return f"*{spec.name}* {b.escape(b.one_line(spec.title, TITLE_TEXT))}"


def _ask(spec: Spec) -> str:
    title = b.escape(f"{spec.name} {b.one_line(spec.title, TITLE_TEXT)}")
    asked = len(waiting(spec))
    if not asked:
        return f"{title}: when do you want to discuss it?"
    return f"{title}: {'1 person wants' if asked == 1 else f'{asked} people want'} to discuss it. When?"


def _settled(state: Unscheduled, names: Names) -> str | None:
    """Why there is nothing to do any more; None while there is."""
    spec = state.spec
    discussion = spec.standing_discussion
    if status(spec) is Status.WITHDRAWN:
        return "✓ Withdrawn. Nothing to do."
    if discussion is not None:
        by = name_of(discussion.set_by, names)
        if discussion.kind is DiscussionKind.THREAD:
            return f"✓ Decided in the thread by {b.date(discussion.starts_at, b.DateStyle.DAY)}. Nothing to do here."
        return f"✓ {b.date(discussion.starts_at)}, set by {by}. Nothing to do."
    return None if state.is_latest else "Asked again below."


def _snooze(number: str) -> Element:
    options = [
        b.option("1 hour", f"{number}:1h"),
        b.option("Tomorrow, 9:00", f"{number}:tomorrow"),
        b.option("Until…", f"{number}:until"),
    ]
    return b.static_select(Action.SNOOZE, options, placeholder="Snooze")
