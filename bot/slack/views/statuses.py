"""How a status reads: its emoji, its words, the next step and who owes it. The same on cards, lists and in fallbacks."""

from datetime import datetime

from bot.domain.checklist import missing_readers, waiting
from bot.domain.process import status
from bot.domain.spec import DiscussionKind, Spec, Status
from bot.slack import wording as w


def emoji(spec: Spec, now: datetime) -> str:
    """One emoji that lets a channel be skimmed."""
    match status(spec):
        case Status.DRAFT:
            return "📝"
        case Status.UNSCHEDULED:
            return "🟡"
        case Status.SCHEDULED:
            return "💬" if _in_thread(spec) else "🗣️" if _begun(spec, now) else "📅"
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
                return f"to be decided in the thread by {w.date(discussion.starts_at, w.DateStyle.DAY)}"
            return f"met {when}" if _begun(spec, now) else f"discussion {when}"
        case _:
            return "withdrawn"


def next_step(spec: Spec, now: datetime, drafter: str) -> str:
    """What it waits for, and whom, as mrkdwn; `drafter` is a name that is escaped already."""
    match status(spec):
        case Status.DRAFT:
            return f"waiting for {drafter} to share it"
        case Status.UNSCHEDULED:
            asked = len(waiting(spec))
            people = f", {asked} asked for it" if asked else ""
            return f"waiting for {drafter} to set a time{people}"
        case Status.SCHEDULED:
            if _in_thread(spec):
                return f"waiting for {drafter} to decide"
            missing = len(missing_readers(spec))
            if _begun(spec, now):
                return f"waiting for {drafter} to tick off the discussion"
            return f"waiting for {plural(missing, 'reader')}" if missing else "everybody has read it"
        case Status.WITHDRAWN:
            return "nothing to do"


def since(spec: Spec) -> datetime:
    """Since when it has been in its status."""
    moments = (spec.withdrawn_at, spec.discussion.set_at if spec.standing_discussion and spec.discussion else None)
    return next((at for at in (*moments, spec.waiting_since, spec.shared_at) if at is not None), spec.created_at)


def plain_words(spec: Spec, now: datetime) -> str:
    """The status where mrkdwn is not read: notifications and options."""
    match status(spec):
        case Status.SCHEDULED:
            return (
                "to be decided in its thread" if _in_thread(spec) else "discussed" if _begun(spec, now) else "scheduled"
            )
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


def _begun(spec: Spec, now: datetime) -> bool:
    discussion = spec.standing_discussion
    return discussion is not None and discussion.starts_at <= now
