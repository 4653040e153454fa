"""The facts of a spec as rows, and rows as facts: which column holds what, and nothing about finding or writing them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from bot.db import schema as t
from bot.domain.spec import (
    Discussion,
    Source,
    Spec,
    UserId,
)

Values = dict[str, Any]


def own_values(spec: Spec) -> Values:
    """The columns of the spec's own row."""
    return {
        "workspace_id": spec.workspace,
        "number": spec.number,
        "title": spec.title,
        "drafter_id": spec.drafter,
        "channel_id": spec.channel,
        "url": spec.url,
        "revision": spec.text.revision,
        "created_at": spec.created_at,
        "shared_at": spec.shared_at,
        "withdrawn_at": spec.withdrawn_at,
        "withdrawn_by": spec.withdrawn_by,
        "discussion_key": spec.discussion.key if spec.discussion else None,
        "waiting_since": spec.waiting_since,
        "snoozed_until": spec.snoozed_until,
        "readers_chosen_at": spec.readers_chosen_at,
    }


def _lines(spec: Spec) -> list[Values]:
    return [
        {
            "position": line.position,
            "text": line.text,
            "role": line.role,
            "depth": line.depth,
            "kind": line.kind,
            "not_needed_by": line.not_needed_by,
        }
        for line in spec.lines
    ]


def _ticks(spec: Spec) -> list[Values]:
    return [
        {"position": line.position, **_sourced(tick.user, tick.source), "at": tick.at}
        for line in spec.lines
        for tick in line.ticks
    ]


def _participants(spec: Spec) -> list[Values]:
    return [{"user_id": p.user, "role": p.role, "position": position} for position, p in enumerate(spec.participants)]


def _receipts(spec: Spec) -> list[Values]:
    return [{**_sourced(r.user, r.source), "revision": r.revision, "at": r.at} for r in spec.receipts]


def _nudges(spec: Spec) -> list[Values]:
    return [{**_sourced(n.user, n.source), "at": n.at} for n in spec.nudges]


def _discussions(spec: Spec) -> list[Values]:
    return [_discussion_values(spec.discussion)] if spec.discussion else []


def _reminders(spec: Spec) -> list[Values]:
    return [
        {
            "kind": r.kind,
            "user_id": r.user,
            "occasion": r.occasion,
            "at": r.at,
            "message": r.message,
            "declined_at": r.declined_at,
            "snoozed_until": r.snoozed_until,
        }
        for r in spec.reminded
    ]


def _sourced(user: UserId, source: Source) -> Values:
    return {"user_id": user, "via": source.via, "source_key": source.key}


def _discussion_values(discussion: Discussion) -> Values:
    return {
        "key": discussion.key,
        "kind": discussion.kind,
        "starts_at": discussion.starts_at,
        "length_minutes": int(discussion.length.total_seconds() // 60),
        "place": discussion.place,
        "set_by": discussion.set_by,
        "set_at": discussion.set_at,
        "sequence": discussion.sequence,
        "cancelled_at": discussion.cancelled_at,
        "cancelled_by": discussion.cancelled_by,
        "decider_id": discussion.decider,
    }


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How one kind of fact is kept: `facts` are what the rows come from, so that equal ones need no comparing of rows."""

    facts: Callable[[Spec], object]
    rows: Callable[[Spec], list[Values]]


KEPT: Mapping[Table, Kept] = {
    t.checklist_lines: Kept(facts=lambda spec: spec.lines, rows=_lines),
    t.ticks: Kept(facts=lambda spec: spec.lines, rows=_ticks),
    t.participants: Kept(facts=lambda spec: spec.participants, rows=_participants),
    t.receipts: Kept(facts=lambda spec: spec.receipts, rows=_receipts),
    t.nudges: Kept(facts=lambda spec: spec.nudges, rows=_nudges),
    t.discussions: Kept(facts=lambda spec: spec.discussion, rows=_discussions),
    t.reminders: Kept(facts=lambda spec: spec.reminded, rows=_reminders),
}
"""Every table whose rows belong to one spec and are facts of it; `spec_id` is not among the values."""
