"""What of a team's template is refused and what is warned of: one answer, in Slack and on the command line."""

from collections.abc import Sequence

from bot.domain import document, markdown, template
from bot.domain.template import Template
from bot.errors import Refused

FORM_SECTIONS = 80
"""The most sections that a form has room for; a modal holds 100 blocks."""


def read(text: str) -> Template:
    """The template of a file. Refuses a text that is too long to be read while somebody waits, and a NUL character."""
    markdown.refuse_long(text, "That file")
    return template.load(text)


def refuse(loaded: Template) -> None:
    """Raise Refused for a template with which no spec can begin."""
    if not loaded.sections:
        raise Refused(
            f"{'Below the title of that file is' if loaded.title else 'On line 1 and below it is'} no heading, so its "
            "form would be empty. Write a line like “## Context” for each section of a spec."
        )
    document.refuse_many_lines(document.parse_template(loaded.source))


def advice(loaded: Template) -> Sequence[str]:
    """Sentences about what its specs will lack, though all of it was read as it was meant; others are its `problems`."""
    found = []
    if len(loaded.sections) > FORM_SECTIONS:
        found.append(
            f"It has {len(loaded.sections)} sections and the form has room for {FORM_SECTIONS}. "
            "The others are in the text of a new spec with their hints."
        )
    if not loaded.process:
        found.append(
            "It has no process list, so that its specs have no checklist. Below a last heading “Tech Spec Process”, "
            "lines like “- [ ] Drafter: Schedule the discussion.” make one."
        )
    return found
