"""What is told of a text without showing it: its summary, the minutes that reading takes, and the questions left open.

The rule kept here: a text in any shape gives an answer, and hints, which are comments, are no words of it.
"""

import math
import re
from collections.abc import Iterable

from bot.domain import markdown
from bot.domain.document import Document, Part, normalise_heading
from bot.domain.outline import CONTEXT, OPEN_QUESTIONS, OVERVIEW

WORDS_A_MINUTE = 200
SUMMARY_LENGTH = 250  # characters
# What a summary is made of, in characters; a card never shows more.
_SUMMARY_SOURCE = 4_000

# "Overview - August Release" and "Open Questions (for Ravi)" are the known heading with something added.
_ADDITION = re.compile(r"\s+[-–—]\s|[:(–—]")


def summary(document: Document, limit: int = SUMMARY_LENGTH) -> str:
    """What a card says of the spec in at most `limit` characters of plain words, cut between words.

    Taken from the Overview, else from the Context, else from the first words of the text. An Overview of nothing but
    code gives its first line, and one of nothing but pictures or tables no words: no other section stands in for it.
    """
    overview = find_section(document, OVERVIEW)
    shown = _first(overview.body) if overview else ""
    if words := markdown.prose(shown) or markdown.first_of_code(shown):
        return _cut(words, limit)
    if markdown.shows_something(shown):
        return ""
    context = find_section(document, CONTEXT)
    sources = [context.body] if context else []
    sources += [section.body for section in document.sections]
    for source in (*sources, document.preamble):
        words = markdown.prose(_first(source))
        if words:
            return _cut(words, limit)
    return ""


def _first(source: str) -> str:
    # A long comment before the words must not use up what is looked at.
    return markdown.without_comments(source).lstrip("\r\n")[:_SUMMARY_SOURCE]


def _cut(words: str, limit: int) -> str:
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    at_word = cut if words[limit - 1] == " " else cut.rpartition(" ")[0]
    return (at_word or cut).rstrip(" ,;:–—-") + "…"


def reading_minutes(document: Document) -> int:
    """Whole minutes to read the sections and the text before them, without comments; at least 1."""
    sources = [document.preamble, *(f"{section.heading}\n\n{section.body}" for section in document.sections)]
    words = sum(len(markdown.without_comments(source).split()) for source in sources)
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def open_questions(document: Document) -> tuple[str, ...]:
    """The questions that nobody answered yet, as plain words: list items, and paragraphs that end in a question mark.

    An item that is struck through or whose box is ticked counts as answered. Hints are no questions.
    """
    section = find_section(document, OPEN_QUESTIONS)
    return markdown.questions(markdown.without_comments(section.body)) if section else ()


def find_section(document: Document, *names: str) -> Part | None:
    """The section with the first of `names` that there is, at any depth; a deeper one reaches to its next equal.

    Compared without case and punctuation; where no heading is just the name, one that adds to it after a dash, a colon
    or a bracket counts.
    """
    for name in map(normalise_heading, names):
        found = _named(document.sections, name) or _named(document.inner, name)
        if found:
            return found
    return None


def _named(parts: Iterable[Part], name: str) -> Part | None:
    added = None
    for part in parts:
        if normalise_heading(part.heading) == name:
            return part
        if added is None and normalise_heading(_ADDITION.split(part.heading, maxsplit=1)[0]) == name:
            added = part
    return added
