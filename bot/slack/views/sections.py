"""A template's sections as the inputs of a form.

The rule kept here: nothing typed is lost when another template redraws the form. An input's block_id comes from its
heading, so that Slack keeps the text wherever the heading is the same; a text whose heading the new template lacks
keeps an input of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.document import normalise_heading
from bot.domain.outline import CONTEXT
from bot.domain.template import TemplateSection
from bot.domain.template_check import FORM_SECTIONS
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import limits
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Field

INPUTS_SHOWN = FORM_SECTIONS
HEADING_TEXT = 75
HINTS_TEXT = 8_000
"""Characters of all hints together: a view holds 250 KB, and a character may take twelve bytes of it."""
ALSO_TYPED = "Also typed: "
WITHOUT_HEADING = "Section without a heading"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A text in a form: the heading above it, and whether the form itself had filled it in."""

    heading: str
    text: str
    prefilled: bool = False


def name_of(section: TemplateSection) -> str:
    """What a section is called where its heading alone would be read."""
    return section.heading if w.one_line(section.heading, HEADING_TEXT) else WITHOUT_HEADING


def block_ids(sections: Sequence[TemplateSection]) -> list[str]:
    """The input of each section; of several with one heading the later ones are numbered."""
    seen: dict[str, int] = {}
    found = []
    for section in sections:
        key = _key(section.heading)
        seen[key] = seen.get(key, 0) + 1
        found.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return found


def _key(heading: str) -> str:
    return f"{Field.SECTION}-{normalise_heading(heading).replace(' ', '-')[:200]}"


def in_context(sections: Sequence[TemplateSection], text: str) -> dict[str, Typed]:
    """A text that the form begins with: in its Context, else in its first section, else in a Context of its own."""
    found = {block_id: name_of(section) for block_id, section in zip(block_ids(sections), sections, strict=True)}
    key = _key(CONTEXT)
    if key not in found:
        key = next(iter(found), key)
    return {key: Typed(heading=found.get(key, CONTEXT), text=text, prefilled=True)}


def typed_in(inputs: Mapping[str, Typed]) -> dict[str, Typed]:
    """Those of a form's text inputs that are sections and hold something; `heading` is the label until then."""
    return {
        block_id: Typed(heading=held.heading.removeprefix(ALSO_TYPED), text=held.text, prefilled=held.prefilled)
        for block_id, held in inputs.items()
        if block_id.startswith(f"{Field.SECTION}-") and held.text.strip()
    }


def without_own(sections: Sequence[TemplateSection], typed: Mapping[str, Typed]) -> dict[str, Typed]:
    """What was typed under headings that these sections lack."""
    own = set(block_ids(sections))
    return {block_id: held for block_id, held in typed.items() if block_id not in own}


def inputs(sections: Sequence[TemplateSection], typed: Mapping[str, Typed]) -> list[Block]:
    """The template's sections in order, then what was typed under other headings.

    Where there are more than a form has room for, those that hold a text come first.
    """
    others = without_own(sections, typed)
    own = dict(zip(block_ids(sections), sections, strict=True))
    room = INPUTS_SHOWN - len(others) - sum(block_id in typed for block_id in own)
    shown = []
    for block_id in own:
        if block_id in typed or room > 0:
            shown.append(block_id)
            room -= block_id not in typed
    hint_text = HINTS_TEXT // max(1, len(shown))
    blocks = [
        _input(block_id, name_of(own[block_id]), typed.get(block_id), w.one_line(own[block_id].hint, hint_text))
        for block_id in shown
    ]
    if len(shown) < len(own):
        blocks.append(b.context(f"The template has {len(own) - len(shown)} more sections; they are in the text."))
    return blocks + [_input(block_id, f"{ALSO_TYPED}{held.heading}", held) for block_id, held in others.items()]


def kept(sections: Sequence[TemplateSection], typed: Mapping[str, Typed]) -> list[Block]:
    """Only the inputs that hold a text, for a form that takes its text from elsewhere."""
    own = dict(zip(block_ids(sections), sections, strict=True))
    labels = {block_id: name_of(own[block_id]) for block_id in own if block_id in typed}
    labels |= {block_id: f"{ALSO_TYPED}{held.heading}" for block_id, held in typed.items() if block_id not in own}
    return [_input(block_id, label, typed[block_id]) for block_id, label in labels.items()]


def _input(block_id: str, label: str, typed: Typed | None, hint: str = "") -> Block:
    # Slack keeps what a person typed; what the form filled in itself has to be said again.
    initial = typed.text if typed is not None and typed.prefilled else None
    return b.input_block(
        w.one_line(label, HEADING_TEXT + len(ALSO_TYPED)),
        el.text_input(Field.SECTION, multiline=True, initial=initial, max_length=limits.INPUT_TEXT),
        block_id=block_id,
        hint=hint or None,
        optional=True,
    )
