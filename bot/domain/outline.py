"""Which heading is the title, which one the process, and on which level the sections are.

The rule kept here: only headings outside of lists and quotes count, and every text has an outline, if an empty one.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.markdown import Blocks, Heading

CONTEXT = "Context"
OVERVIEW = "Overview"
OPEN_QUESTIONS = "Open Questions"
IMPLEMENTATION_OPTIONS = "Implementation Options"
TEST_PLAN = "Test Plan"
ROLLOUT_PLAN = "Rollout Plan"
RESEARCH_NOTES = "Research Notes"
REQUIREMENTS = "Requirements and/or Acceptance Criteria"
CONCERNS = "Concerns"

# The default template's headings, and two that teams add often. No spec's title is one of them.
KNOWN_HEADINGS = (
    CONTEXT,
    OVERVIEW,
    OPEN_QUESTIONS,
    IMPLEMENTATION_OPTIONS,
    TEST_PLAN,
    ROLLOUT_PLAN,
    RESEARCH_NOTES,
    REQUIREMENTS,
    CONCERNS,
)

_NO_WORD = re.compile(r"[\W_]+")


class Outline(NamedTuple):
    """The title heading, the process heading, and the level of the sections."""

    title: Heading | None
    process: Heading | None
    level: int | None


def normalise_heading(text: str) -> str:
    """A heading as it is compared: without case, punctuation and outer space."""
    return _NO_WORD.sub(" ", text.casefold()).strip()


def end_of(headings: Sequence[Heading], place: int, level: int, limit: int) -> int:
    """Where what follows the heading at `place` ends: at the next heading that is no deeper than `level`."""
    following = (headings[later].start for later in range(place + 1, len(headings)) if headings[later].level <= level)
    return next(following, limit)


def find_outline(blocks: Blocks, known: frozenset[str] | None) -> Outline:
    """The title, the process heading and the level of the sections; each may be missing.

    `known` holds the normalised headings that are no title; with None the rule for templates holds.

    The process heading ends in "Process" and is no deeper than the sections. It is the last such with a task list, or,
    where none has a list, a last heading that stands above the sections.
    """
    headings = blocks.headings
    tasks = [task.offset for task in blocks.tasks()]
    counts = Counter(heading.level for heading in headings)
    title, level = _title_and_level(headings, None, counts, known)
    chosen = Outline(title, None, level)
    for place in reversed(range(len(headings))):
        heading = headings[place]
        if normalise_heading(heading.text).rpartition(" ")[2] != "process":
            continue
        title, level = _title_and_level(headings, heading, counts, known)
        if level is not None and heading.level > level:
            continue
        end = len(blocks.source) if level is None else end_of(headings, place, level, len(blocks.source))
        first_task = bisect_left(tasks, heading.end)
        if first_task < len(tasks) and tasks[first_task] < end:
            return Outline(title, heading, level)
        if place == len(headings) - 1 and level is not None and heading.level < level:
            chosen = Outline(title, heading, level)
    return chosen


def _title_and_level(
    headings: Sequence[Heading], process: Heading | None, counts: Counter[int], known: frozenset[str] | None
) -> tuple[Heading | None, int | None]:
    # `counts` holds how many headings there are of each level: with it, a text of a thousand headings that end in
    # "Process" takes no thousand passes.
    left = counts - Counter([process.level] if process else [])
    title = headings[0] if headings and headings[0] is not process else None
    if title and not _is_title(title, left, known):
        title = None
    left -= Counter([title.level] if title else [])
    return title, min(left, default=None)


def _is_title(first: Heading, counts: Counter[int], known: frozenset[str] | None) -> bool:
    if known is None:
        return first.level == 1 and counts[1] == 1
    is_known = normalise_heading(first.text) in known
    if first.level == 1:
        return not (is_known and counts[1] > 1)
    return not is_known and counts.total() > 1
