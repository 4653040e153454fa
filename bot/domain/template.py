"""A team's template as data: fields, sections with hints, and the lines of its process.

The rule kept here: any Markdown text is a template. What cannot be read is reported in `problems` and stays text; only
a NUL character is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from bot.domain import document, front_matter, markdown, process_lines, template_problems
from bot.domain.document import KNOWN_HEADINGS, Part, PartKind, normalise_heading
from bot.domain.field_lines import fill_fields
from bot.domain.process_lines import LineKind, TemplateLine

__all__ = [
    "Field",
    "LineKind",
    "Template",
    "TemplateLine",
    "TemplateSection",
    "as_json",
    "compose",
    "default",
    "known_headings",
    "load",
    "load_kept",
    "with_sections",
]

DEEPEST_HEADING = 6


@dataclass(frozen=True, kw_only=True)
class Field:
    """A `**Name**: <!-- hint -->` line."""

    name: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class TemplateSection:
    """A section's heading as written, its level, and what its comments say."""

    heading: str
    level: int
    hint: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template, and the exact text it was read from.

    `title` is the title heading's text, `issue_title` the front matter's `title`: what a GitHub issue made from the
    template is called. `problems` are sentences for the person who brought the template.
    """

    source: str
    name: str | None
    about: str | None
    title: str | None
    issue_title: str | None
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    fields: tuple[Field, ...]
    intro: str
    sections: tuple[TemplateSection, ...]
    process: tuple[TemplateLine, ...]
    problems: tuple[str, ...]


def load(text: str) -> Template:
    """Read a template. Raises `Refused` for a NUL character only; other trouble is in `problems`."""
    parsed = document.parse_template(text)
    matter = front_matter.read(text)
    return Template(
        source=text,
        name=matter.texts.get("name"),
        about=matter.texts.get("about"),
        title=parsed.title,
        issue_title=matter.texts.get("title"),
        labels=matter.lists["labels"],
        assignees=matter.lists["assignees"],
        fields=tuple(Field(name=line.name, hint=line.hint) for line in parsed.field_lines),
        intro=_intro(parsed.preamble),
        sections=tuple(
            TemplateSection(heading=part.heading, level=part.level, hint=markdown.comment_texts(part.body))
            for part in parsed.sections
        ),
        process=tuple(
            TemplateLine(text=line.text, role=line.role, depth=line.depth, done=line.done, kind=line.kind)
            for line in parsed.process
        ),
        problems=(*matter.problems, *template_problems.find(text, parsed)),
    )


@lru_cache(maxsize=32)
def load_kept(text: str) -> Template:
    """The same for a kept version, which never changes: it is read once."""
    return load(text)


@cache
def default() -> Template:
    """The built-in template."""
    return load(resources.files("bot.templates").joinpath("default.md").read_text(encoding="utf-8"))


def _intro(preamble: str) -> str:
    said, at = [], 0
    for start, end in markdown.read(preamble).comments():
        said += [preamble[at:start].strip(), markdown.comment_text(preamble[start:end])]
        at = end
    return "\n\n".join(filter(None, [*said, preamble[at:].strip()]))


def compose(
    template: Template, *, title: str, fields: Mapping[str, str], bodies: Mapping[str, str] | Sequence[str]
) -> str:
    """The Markdown of a new spec in the template's own form, without its front matter.

    `fields` maps names to one-line values; `bodies` maps headings to texts, or holds one text for each section in
    order. Names are compared without case and punctuation, unknown ones are ignored. What was typed takes the place of
    a section's hints; a hint stays where nothing was typed. So that the sections stay the template's, headings that
    were typed are moved below them: all by as many levels, underlined ones written with `#`, and behind a backslash
    where no deeper level is left; a code fence or comment that was left open is closed. Raises `Refused` for an empty
    title or a NUL.
    """
    parsed = document.parse_template(template.source)
    newline = markdown.newline_of(template.source)
    typed = dict(_typed(parsed.sections, bodies))
    pieces = [
        fill_fields(
            parsed.head[parsed.content_start :], {name: value for name, value in fields.items() if value.strip()}
        )
    ]
    section = 0
    for place, part in enumerate(parsed.parts):
        body = part.body
        if part.kind is PartKind.SECTION:
            if section in typed:
                following = parsed.parts[place + 1].marker if place + 1 < len(parsed.parts) else ""
                body = _written(part, typed[section], following, newline)
            section += 1
        pieces += [part.marker, body]
    return document.with_title(document.parse("".join(pieces), known_headings(template)), title).text


def known_headings(template: Template) -> tuple[str, ...]:
    """The headings that are no title of a spec that began with this template."""
    return (*KNOWN_HEADINGS, *(section.heading for section in template.sections))


def with_sections(template: Template, headings: Sequence[str]) -> Template:
    """The template with further sections after its own, each of which gets one heading whatever its words are."""
    parsed = document.parse_template(template.source)
    newline = markdown.newline_of(template.source)
    own = [place for place, part in enumerate(parsed.parts) if part.kind is PartKind.SECTION]
    level = parsed.parts[own[0]].level if own else 2
    end = own[-1] + 1 if own else 0
    texts = [parsed.head, *(part.marker + part.body for part in parsed.parts)]
    before = "".join(texts[: end + 1])
    for heading in headings:
        words = " ".join(heading.split()) or "Notes"
        # A heading that ends in this word would be taken for the one of the process list.
        if normalise_heading(words).endswith("process"):
            words += " notes"
        marker = markdown.atx(level, words) + newline
        before = (markdown.ended(before, marker, newline) if before else "") + marker + newline
    return load(before + "".join(texts[end + 1 :]))


def _typed(sections: Sequence[Part], bodies: Mapping[str, str] | Sequence[str]) -> Iterator[tuple[int, str]]:
    """The texts that were typed, each with its section's index."""
    if isinstance(bodies, Mapping):
        texts = {normalise_heading(heading): text for heading, text in bodies.items()}
        # Of two sections with one heading the first gets the text.
        bodies = [texts.pop(normalise_heading(section.heading), "") for section in sections]
    for index, (_, text) in enumerate(zip(sections, bodies, strict=True)):
        if text.strip():
            yield index, text


def _written(part: Part, text: str, following: str, newline: str) -> str:
    """A section's body with `text` where its hints stood; what the template says beside them stays."""
    text = newline.join(markdown.LINE_END.split(text)).strip("\r\n").rstrip()
    text = _lowered(text, part.level, newline)
    # Closed here already: the body's own text may come after it.
    text = markdown.ended(text + newline, "# end", newline).rstrip()
    comments = markdown.read(part.body).comments()
    first = comments[0][0] if comments else len(part.body)
    before, after, at = part.body[:first], "", first
    for start, end in comments:
        after += part.body[at:start]
        at = end
    after += part.body[at:]
    if before.strip():
        before = before.rstrip() + newline * 2
    elif not part.marker.endswith(("\n", "\r")):
        before = newline
    else:
        before = before.rstrip(" \t") if comments else newline
    if after.strip():
        after = newline * 2 + after.lstrip("\r\n")
    elif len(markdown.LINE_END.findall(after)) < 2:  # noqa: PLR2004 -- an empty line takes two line ends
        after = newline * 2 if following else newline
    body = before + text + after
    return markdown.ended(body, following, newline) if following else body


def _lowered(text: str, level: int, newline: str) -> str:
    """A text whose headings are all deeper than `level`."""
    headings = markdown.read(text).headings
    shallowest = min((heading.level for heading in headings), default=level + 1)
    for heading in reversed(headings) if shallowest <= level else ():
        line = markdown.atx(min(heading.level + level + 1 - shallowest, DEEPEST_HEADING), heading.text)
        if level == DEEPEST_HEADING:
            # The empty line keeps a following row of dashes from making a heading of it after all.
            line = f"\\{line}{newline}"
        end = text[: heading.end].rstrip("\r\n")
        text = text[: heading.start] + line + text[len(end) :]
    return text


def as_json(template: Template) -> dict[str, object]:
    """The template as `template check --json` prints it."""
    return {
        "name": template.name,
        "title": template.title,
        "labels": list(template.labels),
        "fields": [{"name": field.name, "hint": field.hint} for field in template.fields],
        "intro": template.intro,
        "sections": [
            {"heading": section.heading, "level": section.level, "hint": section.hint} for section in template.sections
        ],
        "process": [process_lines.as_json(line) for line in template.process],
        "problems": list(template.problems),
    }
