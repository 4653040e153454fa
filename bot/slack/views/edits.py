"""The modals in which a spec is edited: its sections, one section's text, headings, and a file with its difference.

The rule kept here: nothing typed is lost. A refused text stays in its field, and the newer one stands below it; what was
typed before a slip of the Esc key is offered.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

from bot.domain.bases import Base, base_of
from bot.domain.differences import Difference, Mark
from bot.domain.document import Document, Part
from bot.domain.edits import HEADING_LIMIT, field_text
from bot.domain.process import TITLE_LIMIT
from bot.domain.spec import Spec
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import limits
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.views import forms, menus, packing
from bot.slack.views.unfinished import Unfinished, offer, renewed

SECTIONS_A_PAGE = 40
LINES_SHOWN = 120
LINE_TEXT = 1_500
"""Characters of one line, which may be a whole paragraph."""
LINES_TEXT = 16_000
"""Characters of all lines: a view holds 250 KB, and a character may take twelve bytes of it."""
NEWER_TEXT = 6_000
"""Characters of a newer text that are shown below a refused one; the whole is a press away."""
HINT_TEXT = 1_500


@dataclass(frozen=True, kw_only=True)
class Editing:
    """What an open modal is about; travels in private_metadata. `key` names the submission, `base` a section, if any."""

    number: int
    key: str
    page: int = 0
    base: str = ""

    @property
    def section(self) -> Base:
        """The section that it is about; raises ValueError where it is about none."""
        return Base.load(self.base)

    def dump(self) -> str:
        """As private_metadata."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def load(cls, metadata: str) -> Self:
        """From private_metadata; raises ValueError or TypeError when it is not such a modal's."""
        return cls(**json.loads(metadata))


@dataclass(frozen=True, kw_only=True)
class Comparing(Editing):
    """A file that is looked at before it counts: where Slack keeps it, and which text it has.

    `replaces` is the digest of the whole text in whose place it comes, where there is no `base`.
    """

    url: str
    size: int
    digest: str
    replaces: str


def sections(spec: Spec, text: Document, hints: Sequence[str], *, page: int = 0, said: Sequence[str] = ()) -> Block:
    """The list of sections with what can be done to each; `said` is what was done last, in plain words."""
    pages = max(1, -(-len(text.sections) // SECTIONS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    number = str(spec.number)
    title = w.literal(spec.title, TITLE_LIMIT)
    doings = [el.button("Rename the spec", Action.EDIT_TITLE, number)]
    if spec.url is None:
        add = el.button("Add a section", Action.EDIT_ADD, f"{number}:{page}")
        doings = [add, el.button("Replace by a file", Action.EDIT_FILE, f"{number}:{page}:"), *doings]
    blocks = [
        *[b.section(f"ℹ️ {w.escape(w.one_line(note, 600))}") for note in said[:5]],
        b.section(f"*{spec.name} {title}*"),
        b.actions(*doings, block_id="doings"),
    ]
    if spec.url is not None:
        blocks.append(b.context(f"The text is kept elsewhere: {w.link(spec.url, spec.url)} Change it there."))
    else:
        first = page * SECTIONS_A_PAGE
        shown = text.sections[first : first + SECTIONS_A_PAGE]
        blocks += [_section(spec, text, first + at, page, _hint(hints, first + at)) for at in range(len(shown))]
        blocks += [b.actions(*turns, block_id="turn")] if (turns := _turns(number, page, pages)) else []
        blocks.append(b.context(_below(text)))
    return b.modal(f"Edit {spec.name}", blocks, callback_id=Modal.EDIT, private_metadata=number)


def _hint(hints: Sequence[str], index: int) -> str:
    return hints[index] if index < len(hints) else ""


def _section(spec: Spec, text: Document, index: int, page: int, hint: str) -> Block:
    part = text.sections[index]
    held = field_text(part.body, hint)
    about = f"{len(held):,} characters" if held else "empty"
    at = f"{spec.number}:{page}:{base_of(text, index).dump()}"
    options = [
        el.option("Edit the text" if held else "Write the text", f"{at}:edit"),
        el.option("Rename", f"{at}:rename"),
    ]
    if index > 0:
        options.append(el.option("Move up", f"{at}:up"))
    if index < len(text.sections) - 1:
        options.append(el.option("Move down", f"{at}:down"))
    options.append(el.option("Remove", f"{at}:{'remove' if held else 'remove-empty'}"))
    return b.section(
        f"*{_heading(part)}*\n{about}", block_id=f"at-{index}", accessory=el.overflow(Action.EDIT_SECTION, options)
    )


def _heading(part: Part) -> str:
    return w.literal(part.heading, HEADING_LIMIT) or "(no words)"


def _turns(number: str, page: int, pages: int) -> list[Element]:
    turns = []
    if page > 0:
        turns.append(el.button("← Back", f"{Action.EDIT_PAGE}#back", f"{number}:{page - 1}"))
    if page < pages - 1:
        turns.append(el.button("More sections →", f"{Action.EDIT_PAGE}#on", f"{number}:{page + 1}"))
    return turns


def _below(text: Document) -> str:
    nothing = "" if text.sections else "There are no sections yet. "
    process = "The process list is not edited here, because people tick its lines on the card. " if text.process else ""
    return f"{nothing}{process}Everybody sees a change at once, and the history says who made it."


def body(
    spec: Spec,
    part: Part,
    editing: Editing,
    *,
    hint: str = "",
    typed: str | None = None,
    newer: str | None = None,
    problem: str = "",
    left: Unfinished | None = None,
    continued: bool = False,
) -> Block:
    """The field with one section's text, which must fit into it.

    After a refusal `typed` is what was in the field, `newer` the text that others gave meanwhile, `problem` says so.
    `left` is what can be continued instead, `continued` whether that is what `typed` holds.
    """
    held = field_text(part.body, hint) if typed is None else typed
    label = w.one_line(part.heading, HEADING_LIMIT)
    field = _body_input(label, held, hint=w.one_line(hint, HINT_TEXT), focus=not problem)
    blocks = [*_offered(left), *_problem(problem), renewed(field) if continued else field]
    if newer is not None:
        blocks += [b.section("*The newer text*"), *_source(newer)]
    else:
        at = f"{spec.number}:{editing.page}:{editing.base}"
        by_file = el.button("Replace by a file", f"{Action.EDIT_FILE}#instead", at)
        blocks += [
            b.actions(by_file, block_id="instead"),
            b.context("Markdown, up to 3,000 characters; longer texts come by file."),
        ]
    return b.modal(
        f"Edit {spec.name}",
        blocks,
        callback_id=Modal.EDIT_BODY,
        submit="Save",
        close="Cancel",
        private_metadata=editing.dump(),
    )


def _body_input(label: str, held: str, *, hint: str, focus: bool = False) -> Block:
    """A field whose text is sent while it is typed: nothing else in these modals would tell of it before *Save*."""
    element = el.text_input(
        Action.EDIT_KEEP,
        multiline=True,
        initial=held or None,
        max_length=limits.INPUT_TEXT,
        focus=focus,
        while_typing=True,
    )
    return b.input_block(label, element, block_id=Field.BODY, hint=hint or None, optional=True, dispatch=True)


def _offered(left: Unfinished | None) -> list[Block]:
    return offer(left, Action.EDIT_CONTINUE, Action.EDIT_DISCARD) if left else []


def _problem(text: str) -> list[Block]:
    return [b.section(f"⚠️ {w.escape(text)}")] if text else []


def _source(text: str) -> list[Block]:
    """Markdown as it is written."""
    shown = w.clean(text[:NEWER_TEXT])
    code = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": shown}]}
    rest = len(text) - NEWER_TEXT
    more = [b.context(f"and {rest:,} more characters: export the spec for all of them")] if rest > 0 else []
    return [*(packing.packed([code]) if shown.strip() else [b.context("It is empty now.")]), *more]


def adding(
    spec: Spec,
    editing: Editing,
    *,
    heading: str = "",
    typed: str = "",
    problem: str = "",
    left: Unfinished | None = None,
    continued: bool = False,
) -> Block:
    """The modal of a new section; `left` is what can be continued, `continued` whether that is what the fields hold."""
    hint = "Markdown, up to 3,000 characters. It can come later, or by file."
    fields = [_heading_input(heading, Action.EDIT_KEEP), _body_input("Text", typed, hint=hint)]
    return b.modal(
        "Add a section",
        [
            *_offered(left),
            *_problem(problem),
            *(map(renewed, fields) if continued else fields),
            b.context(f"It comes after the other sections of {spec.name}. *Move up* takes it where it belongs."),
        ],
        callback_id=Modal.EDIT_ADD,
        submit="Add",
        close="Cancel",
        private_metadata=editing.dump(),
    )


def heading(spec: Spec, part: Part, editing: Editing, *, typed: str | None = None, problem: str = "") -> Block:
    """The modal that renames a section; after a refusal `typed` is what was in its field, `problem` says why."""
    return b.modal(
        f"Edit {spec.name}",
        [*_problem(problem), _heading_input(part.heading if typed is None else typed)],
        callback_id=Modal.EDIT_HEADING,
        submit="Rename",
        close="Cancel",
        private_metadata=editing.dump(),
    )


def _heading_input(initial: str, action: str = Field.HEADING) -> Block:
    """The words of a heading; with an action of its own, they are sent while they are typed."""
    is_sent = action != Field.HEADING
    held = initial[:HEADING_LIMIT] or None
    element = el.text_input(action, initial=held, max_length=HEADING_LIMIT, focus=True, while_typing=is_sent)
    return b.input_block("Heading", element, block_id=Field.HEADING, dispatch=is_sent)


def title(spec: Spec, editing: Editing) -> Block:
    """The modal that renames the spec."""
    hint = b.context("The card, the lists and the text's own title change; its number stays.")
    return b.modal(
        f"Rename {spec.name}",
        [forms.title_input(spec.title), hint],
        callback_id=Modal.EDIT_TITLE,
        submit="Rename",
        close="Cancel",
        private_metadata=editing.dump(),
    )


def removing(spec: Spec, part: Part, editing: Editing, *, held: str, problem: str = "") -> Block:
    """The question before a section goes with its text."""
    text = (
        f"Remove *{_heading(part)}* and its {len(held):,} characters?\n"
        f"> {w.escape(w.one_line(held, 200))}\nExport the spec first if you may want it back."
        if held
        else f"Remove *{_heading(part)}*? It is empty."
    )
    return b.modal(
        f"Edit {spec.name}",
        [*_problem(problem), b.section(text)],
        callback_id=Modal.EDIT_REMOVE,
        submit="Remove",
        close="Keep it",
        private_metadata=editing.dump(),
    )


def by_file(spec: Spec, part: Part | None, editing: Editing, *, is_too_long: bool = False) -> Block:
    """The modal that takes a file, for one section or, without `part`, for the whole text."""
    what = f"*{_heading(part)}* of {spec.name}" if part else f"The whole text of {spec.name}"
    length = f" has {len(field_text(part.body)):,} characters, and a field holds 3,000" if part and is_too_long else ""
    get = el.button("Get it as a file", Action.EXPORT, str(spec.number))
    hint = "UTF-8 Markdown, up to 250 kB. You see the difference first; it counts once you press “Replace” there."
    takes = (
        "The section's text alone, or the whole spec: of that, this section is taken."
        if part
        else "The process list must stay as it is, or may be left out: people tick its lines on the card."
    )
    return b.modal(
        f"Edit {spec.name}",
        [
            b.section(f"{what}{length}.", accessory=get),
            b.input_block(
                "Replace by a file",
                el.file_input(Field.FILE, ["md", "markdown", "txt"]),
                block_id=Field.FILE,
                hint=hint,
            ),
            b.context(takes),
        ],
        callback_id=Modal.EDIT_FILE,
        submit="Show the difference",
        close="Cancel",
        private_metadata=editing.dump(),
    )


def difference(
    spec: Spec,
    part: Part | None,
    comparing: Comparing,
    found: Difference,
    *,
    said: Sequence[str] = (),
    problem: str = "",
) -> Block:
    """What a file would change; only its submit button lets it count."""
    what = f"*{_heading(part)}* of {spec.name}" if part else f"The whole text of {spec.name}"
    figures = f"{_counted(found.added, 'line')} added, {_counted(found.removed, 'line')} removed"
    if found.line_ends_only:
        figures = "only the line ends differ"
    return b.modal(
        "The difference",
        [
            *_problem(problem),
            b.section(f"{what}: {figures}."),
            *[b.context(f"ℹ️ {w.escape(note)}") for note in said[:5]],
            *_lines(found),
        ],
        callback_id=Modal.EDIT_DIFFERENCE,
        submit="Replace",
        close="Cancel",
        private_metadata=comparing.dump(),
    )


def replaced() -> Block:
    """What is said once a file counts, where the form below still holds what was typed before."""
    text = (
        "✅ The file is the section's text now.\n"
        "What you typed before is still in the form below. *Save* there shows you both texts first; with *Cancel* the file stays."
    )
    return menus.notice(text, title="Replaced")


def _lines(found: Difference) -> list[Block]:
    """The changed lines as monospaced text, as many as fit."""
    blocks: list[Block] = []
    held: list[str] = []
    shown = size = room = 0
    for mark, line in found.lines[:LINES_SHOWN]:
        text = "⋯" if mark is Mark.SKIPPED else f"{mark} {w.truncate(w.clean(line), LINE_TEXT)}"
        size += len(text) + 1
        if size > LINES_TEXT:
            break
        if held and len(text) > room:
            blocks.append(_code(held))
            held = []
        room = (room if held else packing.BLOCK_CHARS - packing.PIECE_CHARS) - len(text) - 1
        held.append(text)
        shown += 1
    blocks += [_code(held)] if held else []
    rest = len(found.lines) - shown
    return [*blocks, *([b.context(f"and {rest:,} more lines")] if rest > 0 else [])]


def _code(lines: Sequence[str]) -> Block:
    text = {"type": "text", "text": "\n".join(lines)}
    return b.rich_text({"type": "rich_text_preformatted", "elements": [text]})


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
