"""The modals of a channel's template: which one counts and which ones there were, and the form that one gives."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.domain.checklist import FACT_KINDS
from bot.domain.shelf import BUILT_IN_ID, Choice, Shelf, TemplateId, Version
from bot.domain.spec import ChannelId
from bot.domain.template import Template, TemplateLine
from bot.domain.template_check import advice
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Action, Field, Modal
from bot.slack.views import sections
from bot.slack.views.cards import name_of

SECTIONS_SHOWN = 50
LINES_SHOWN = 60
FIELDS_SHOWN = 20
PROBLEMS_SHOWN = 8
HINT_TEXT = 200
LINES_A_BLOCK = 10


@dataclass(frozen=True, kw_only=True)
class Previewed:
    """Which template is looked at, and for which channel; travels in private_metadata."""

    channel: ChannelId
    template: TemplateId

    def dump(self) -> str:
        """As private_metadata."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def load(metadata: str) -> "Previewed":
        """From private_metadata; raises ValueError or TypeError when it is not this modal's."""
        return Previewed(**json.loads(metadata))


def shelf(found: Shelf, *, said: str = "") -> Block:
    """The modal of `/techspec template`; `said` is what was just done, as mrkdwn."""
    blocks = [
        *([b.section(said)] if said else []),
        b.section(_current(found)),
        b.context(_in_figures(found.template)),
        b.actions(
            el.button("Show the form", Action.TEMPLATE_FORM, _value(found.current, found.channel)), block_id="current"
        ),
    ]
    if found.may_change:
        file = el.file_input(Field.TEMPLATE_FILE, ["md", "markdown", "txt"])
        hint = (
            "Markdown in the form of a GitHub issue template, up to 250 kB. You see its form first; "
            "it counts once you press “Use this template”. Specs that exist keep theirs."
        )
        blocks.append(b.input_block("Bring another", file, block_id=Field.TEMPLATE_FILE, hint=hint))
    else:
        blocks.append(b.context("Guests can look at it; full members of the workspace can change it."))
    blocks += _others(found)
    if found.choices:
        told = "\n".join(_told(choice, found) for choice in found.choices)
        blocks += [b.divider(), b.context(f"*What happened*\n{told}")]
    return b.modal(
        "Template",
        blocks,
        callback_id=Modal.TEMPLATE,
        submit="Preview the file" if found.may_change else None,
        private_metadata=found.channel,
    )


def _current(found: Shelf) -> str:
    where = w.channel_link(found.channel)
    if found.current is None:
        return f"New tech specs of {where} begin with the *built-in template*."
    return f"New tech specs of {where} begin with *{_name(found.current)}*\n{_brought(found.current, found)}"


def _others(found: Shelf) -> list[Block]:
    others = [version for version in found.versions if version != found.current]
    if not others and found.current is None:
        return []
    blocks = [b.divider(), b.section("*Others*")]
    for version in others:
        use = el.button("Use this one again", Action.TEMPLATE_USE, _value(version, found.channel))
        blocks.append(
            b.section(f"{_name(version)}\n{_brought(version, found)}", accessory=use if found.may_change else None)
        )
    # An older one may be the one that counts, and that is shown above.
    if older := found.more - (found.current is not None and found.current not in found.versions):
        again = ". To use one, bring its file again." if found.may_change else ""
        blocks.append(b.context(f"and {older} more, older{again}"))
    if found.current is not None:
        use = el.button("Use the built-in one", Action.TEMPLATE_USE, _value(None, found.channel))
        blocks.append(b.section("Built-in template", accessory=use if found.may_change else None))
    return blocks


def _name(version: Version) -> str:
    return _plain(version.name or "Template without a name", 80)


def _brought(version: Version, found: Shelf) -> str:
    who = name_of(version.added_by, found.names) if version.added_by else "somebody"
    return f"version {version.number} · brought by {who} · {w.date(version.added_at, w.DateStyle.DAY)}"


def _told(choice: Choice, found: Shelf) -> str:
    what = f"version {choice.version.number}" if choice.version else "the built-in template"
    return f"{w.date(choice.at)}: {name_of(choice.by, found.names)} chose {what}"


def _value(version: Version | None, channel: ChannelId) -> str:
    return f"{version.id if version else BUILT_IN_ID}:{channel}"


def preview(template: Template, *, previewed: Previewed, may_use: bool) -> Block:
    """The form that a template gives; with `may_use` its submit button lets it count."""
    blocks = [b.section(_about(template)), *_problems(template)]
    if may_use:
        blocks.append(b.context(f"Nothing has changed in {w.channel_link(previewed.channel)} yet."))
    if template.fields:
        named = [f"• *{_plain(field.name, 60)}*: {_plain(field.hint, 100)}" for field in template.fields[:FIELDS_SHOWN]]
        blocks.append(
            b.section(
                "\n".join(
                    ["*Fields*, which stand at the head of the text", *named, *_rest(template.fields, FIELDS_SHOWN)]
                )
            )
        )
    blocks += [b.divider(), b.section("*Sections*")]
    for section in template.sections[:SECTIONS_SHOWN]:
        hint = _plain(section.hint, HINT_TEXT)
        blocks.append(b.section(f"*{_plain(sections.name_of(section), 100)}*" + (f"\n{hint}" if hint else "")))
    blocks += [b.context(rest) for rest in _rest(template.sections, SECTIONS_SHOWN)]
    if template.process:
        blocks += [b.divider(), b.section("*Checklist*")]
        lines = [_line(line) for line in template.process[:LINES_SHOWN]]
        for at in range(0, len(lines), LINES_A_BLOCK):
            blocks.append(b.section("\n".join(lines[at : at + LINES_A_BLOCK])))
        blocks += [b.context(rest) for rest in _rest(template.process, LINES_SHOWN)]
    return b.modal(
        "Preview" if may_use else "The form",
        blocks,
        callback_id=Modal.TEMPLATE_PREVIEW,
        submit="Use this template" if may_use else None,
        close="Cancel" if may_use else "Back",
        private_metadata=previewed.dump(),
    )


def _about(template: Template) -> str:
    name = _plain(template.name or template.title or "Template without a name", 100)
    about = _plain(template.about or "", 300)
    return f"*{name}*" + (f"\n{about}" if about else "") + f"\n_{_in_figures(template)}_"


def _in_figures(template: Template) -> str:
    by_itself = sum(line.kind in FACT_KINDS for line in template.process)
    lines = _counted(len(template.process), "checklist line") + (f", {by_itself} of them by facts" if by_itself else "")
    return f"{_counted(len(template.sections), 'section')} · {_counted(len(template.fields), 'field')} · {lines}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _problems(template: Template) -> list[Block]:
    found = [*template.problems, *advice(template)]
    return [b.section(f"⚠️ {w.escape(w.one_line(problem, 500))}") for problem in found[:PROBLEMS_SHOWN]]


def _line(line: TemplateLine) -> str:
    role = f"  _{_plain(line.role, 40)}_" if line.role and line.depth == 0 else ""
    by_itself = "  ·  ticks itself" if line.kind in FACT_KINDS else ""
    return f"{'↳ ' * min(line.depth, 6)}{'☑' if line.done else '☐'} {_plain(line.text, 160)}{role}{by_itself}"


def _rest(items: Sequence[object], shown: int) -> list[str]:
    return [f"and {len(items) - shown} more"] if len(items) > shown else []


def _plain(text: str, limit: int) -> str:
    # A star among these words would end the bold type around them.
    return w.literal(text, limit)
