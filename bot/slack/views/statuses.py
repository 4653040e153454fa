"""How a status reads: its emoji, its words, the next step and who owes it. The same on cards, lists and in fallbacks."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.checklist import missing_readers, waiting
from bot.domain.process import status, was_discussed
from bot.domain.spec import DiscussionKind, Spec, Status, UserId
from bot.slack import wording as w

MANY_DAYS = 14
"""From here on a length of time is told in weeks."""


def emoji(spec: Spec, now: datetime) -> str:
    """One emoji that lets a channel be skimmed."""
    match status(spec):
        case Status.DRAFT:
            return "📝"
        case Status.UNSCHEDULED:
            return "🟡"
        case Status.SCHEDULED:
            return "💬" if _in_thread(spec) else "🗣️" if was_discussed(spec, now) else "📅"
        case Status.WITHDRAWN:
            return "⚪"


def words(spec: Spec, now: datetime) -> str:
    """The status in words, as mrkdwn (dates in the viewer's zone)."""
    discussion = spec.standing_discussion
    match status(spec):
        case Status.DRAFT:
            return "draft, only you see it"
        case Status.UNSCHEDULED:
            return "needs a time"
        case Status.SCHEDULED if discussion is not None:
            when = w.date(discussion.starts_at)
            if _in_thread(spec):
                by = f"to be decided in the thread by {w.date(discussion.starts_at, w.DateStyle.DAY)}"
                return f"was {by}" if was_discussed(spec, now) else by
            return f"met {when}" if was_discussed(spec, now) else f"discussion {when}"
        case _:
            return "withdrawn"


def next_step(spec: Spec, now: datetime, called: Callable[[tuple[UserId, ...]], str]) -> str:
    """What it waits for, and whom, as mrkdwn; `called` gives the names of people, escaped."""
    drafter, discussion = called((spec.drafter,)), spec.standing_discussion
    match status(spec):
        case Status.DRAFT:
            return f"waiting for {drafter} to share it"
        case Status.UNSCHEDULED:
            asked = len(waiting(spec))
            people = f", {asked} asked for it" if asked else ""
            return f"waiting for {drafter} to set a time{people}"
        case Status.SCHEDULED if discussion is not None:
            if _in_thread(spec):
                return f"waiting for {called((discussion.decider or discussion.set_by,))} to decide"
            if was_discussed(spec, now):
                return f"waiting for {drafter} to tick off the discussion"
            if missing := missing_readers(spec):
                return f"waiting for {called(missing)} to read it"
            return "waiting for the discussion" + (", everybody has read it" if spec.expected_readers else "")
        case _:
            return f"nothing to do, {drafter} may reopen it"


def since(spec: Spec, now: datetime) -> datetime:
    """Since when it has waited for what it waits for."""
    discussion = spec.standing_discussion
    if spec.withdrawn_at is not None:
        return spec.withdrawn_at
    if spec.shared_at is None:
        return spec.created_at
    if discussion is not None:
        return discussion.starts_at if was_discussed(spec, now) else max(discussion.set_at, spec.shared_at)
    return spec.waiting_since or spec.shared_at


def how_long(since: datetime, now: datetime) -> str:
    """Such as "3 days" or "5 weeks"; empty for less than a day."""
    days = (now - since).days
    return "" if days < 1 else plural(days, "day") if days < MANY_DAYS else plural(days // 7, "week")


def plain_words(spec: Spec, now: datetime) -> str:
    """The status where mrkdwn is not read: notifications and options."""
    match status(spec):
        case Status.SCHEDULED:
            is_past = was_discussed(spec, now)
            if _in_thread(spec):
                return "was to be decided in its thread" if is_past else "to be decided in its thread"
            return "discussed" if is_past else "scheduled"
        case Status.DRAFT:
            return "draft"
        case _:
            return words(spec, now)


def plural(count: int, noun: str) -> str:
    """Such as "1 reader" and "2 readers"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _in_thread(spec: Spec) -> bool:
    discussion = spec.standing_discussion
    return discussion is not None and discussion.kind is DiscussionKind.THREAD
