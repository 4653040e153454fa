"""What views are tested with: an example in each status, anything at all, and the pictures of how the examples look."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from bot.domain.spec import (
    ChannelId,
    Discussion,
    DiscussionKind,
    Line,
    Nudge,
    Participant,
    Receipt,
    Reminded,
    Role,
    Source,
    Spec,
    Status,
    Text,
    Tick,
    UserId,
    Via,
)
from bot.domain.template import LineKind
from tests.domain.facts import CREATED_AT, IN_STATUS, NOW, SHARED_AT, TEAM

SNAPSHOTS = Path(__file__).parent / "snapshots"

DRAFTER = UserId("U0DANA")
PEOPLE = {"U-DANA": "Dana", "U-CODY": "Cody", "U-SAM": "Sam", "U-RITA": "Rita"}
NAMES = {UserId(user): name for user, name in PEOPLE.items()}


def example(status: Status) -> Spec:
    """A usual spec in that status."""
    summary = "Move scheduling to Caseflow in two releases, so that hearings are planned in one place."
    text = replace(IN_STATUS[status].text, summary=summary, reading_minutes=9, open_questions=2)
    return replace(IN_STATUS[status], channel=ChannelId("C0SPECS"), text=text)


EXAMPLES: Mapping[str, Spec] = {
    **{status.value: example(status) for status in Status},
    "decided in the thread": replace(
        example(Status.SCHEDULED),
        discussion=Discussion(
            key="thread",
            kind=DiscussionKind.THREAD,
            starts_at=NOW + timedelta(days=7),
            length=timedelta(0),
            place="",
            set_by=UserId("U-DANA"),
            set_at=NOW,
            decider=UserId("U-DANA"),
        ),
    ),
    "kept elsewhere": replace(example(Status.UNSCHEDULED), url="https://example.org/doc"),
}


def assert_looks_as_before(name: str, shown: Any) -> None:
    """Compare with the kept picture; `UPDATE_SNAPSHOTS=1` keeps a new one, for a person to look at in the diff."""
    file = SNAPSHOTS / f"{name.replace(', ', '-').replace(' ', '-')}.json"
    looks = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(looks, "utf-8")
    assert looks == file.read_text("utf-8"), f"{file.name} looks different; UPDATE_SNAPSHOTS=1 accepts that"


# Anything at all

drawn = settings(deadline=None, derandomize=True, max_examples=16)
"""For tests with any spec: the same ones on each machine, however slow it is."""

HOSTILE = (
    "",
    " ",
    "<!channel> <@U123> *bold* _it_ ~no~ `code` > quote",
    "&amp; &lt;!here&gt; <https://evil.example|click>",
    "\u202eesrever \u2066hidden\u2069 \u200b",
    "مرحبا بالعالم " * 20,
    "👩‍💻" * 300,
    "word " * 700,
    "x" * 3_000,
    "line\nbreaks\r\nand\ttabs\n\n```\ncode\n",
    "&" * 3_000,
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300))
moments = st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours))
users = st.integers(0, 200).map(lambda number: UserId(f"U0{number}"))
sources = st.builds(Source, via=st.sampled_from(Via), key=st.just(""))


@st.composite
def discussions(draw: st.DrawFn) -> Discussion:
    """A meeting or a decision in the thread, standing or cancelled."""
    return Discussion(
        key="discussion",
        kind=draw(st.sampled_from(DiscussionKind)),
        starts_at=draw(moments),
        length=timedelta(minutes=draw(st.integers(0, 600))),
        place=draw(texts)[:300],
        set_by=draw(users),
        set_at=NOW,
        sequence=draw(st.integers(0, 3)),
        cancelled_at=draw(st.none() | moments),
        cancelled_by=draw(st.none() | users),
        decider=draw(st.none() | users),
    )


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    """A checklist, flat or nested, empty or long."""
    text, role = draw(texts), draw(st.none() | texts)
    kinds = draw(st.lists(st.none() | st.sampled_from(LineKind), max_size=6)) or [None]
    depths = draw(st.lists(st.integers(0, 9), min_size=1, max_size=6))
    ticked = draw(st.sets(st.integers(0, 120), max_size=20))
    tick = (Tick(user=DRAFTER, source=Source(via=Via.BUTTON), at=NOW),)
    return tuple(
        Line(
            position=position,
            text=f"{position} {text}",
            role=role,
            depth=depths[position % len(depths)],
            kind=kinds[position % len(kinds)],
            ticks=tick if position in ticked else (),
            not_needed_by=DRAFTER if position + 1 in ticked else None,
        )
        for position in range(draw(st.sampled_from((0, 1, 5, 9, 12, 60, 120))))
    )


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """Any spec that the database could hold, and some that it could not."""
    crowd = [UserId(f"U0{number}") for number in range(draw(st.sampled_from((0, 1, 4, 12, 200))))]
    read = draw(st.sampled_from((0, 1, 200)))
    shared_at = draw(st.none() | st.just(SHARED_AT))
    reminded = (Reminded(kind="unscheduled", user=DRAFTER, occasion="1", at=NOW),)
    return Spec(
        id=draw(st.just(EXAMPLES["draft"].id)),
        workspace=TEAM,
        number=draw(st.sampled_from((1, 12, 999_999_999))),
        title=draw(texts),
        drafter=DRAFTER,
        channel=ChannelId("C0SPECS"),
        created_at=CREATED_AT,
        text=Text(
            author=DRAFTER,
            summary=draw(texts),
            reading_minutes=draw(st.integers(1, 999)),
            open_questions=draw(st.integers(0, 999)),
        ),
        url=draw(
            st.none() | st.sampled_from(("https://example.org/", "javascript:alert(1)", "https://e.org/" + "x" * 2_980))
        ),
        shared_at=shared_at,
        withdrawn_at=draw(st.none() | st.just(NOW)),
        withdrawn_by=draw(st.none() | users),
        waiting_since=shared_at,
        snoozed_until=draw(st.none() | moments),
        participants=tuple(Participant(user=user, role=draw(st.sampled_from(Role))) for user in crowd[:6])
        + tuple(Participant(user=user, role=Role.READER) for user in crowd[6:]),
        receipts=tuple(Receipt(user=user, revision=1, source=Source(via=Via.BUTTON), at=NOW) for user in crowd[:read]),
        nudges=tuple(Nudge(user=user, source=Source(via=Via.BUTTON), at=NOW) for user in crowd),
        lines=draw(lines()),
        discussion=draw(st.none() | discussions()),
        reminded=draw(st.sampled_from(((), reminded))),
    )


names = st.dictionaries(users, texts, max_size=20)
