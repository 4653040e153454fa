"""The modal in which a spec is read, a page at a time; its submit button is the receipt.

Who has read an older revision finds first what changed since; each section has a button that comments on it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bot.domain.bases import digest
from bot.domain.changes import Changes
from bot.domain.document import Document, Part, PartKind
from bot.domain.markdown import LINE_END, plain
from bot.domain.process import takes_comments
from bot.domain.spec import Spec, UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action, Modal
from bot.slack.views import changes, comments, prose


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Which text is open; travels in private_metadata, so that a receipt is for the text that was shown.

    `digest` is the text's, because its author may go on writing in a revision that nobody else has read; `sections`
    says in short which sections it had, one after the other.
    """

    number: int
    revision: int
    digest: str = ""
    sections: str = ""

    def dump(self) -> str:
        """As private_metadata."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def load(metadata: str) -> "Reading":
        """From private_metadata; raises ValueError or TypeError when it is not this modal's."""
        return Reading(**json.loads(metadata))

    @staticmethod
    def of(spec: Spec, text: Document) -> "Reading":
        """What is open; of a text that is kept elsewhere nobody here knows whether it changes."""
        if spec.url is not None:
            return Reading(number=spec.number, revision=spec.text.revision)
        sections = "".join(map(_digest, text.sections[:_SECTIONS_KEPT]))
        return Reading(number=spec.number, revision=spec.text.revision, digest=spec.text.digest, sections=sections)

    def new_in(self, text: Document) -> list[Part]:
        """The sections of a newer text that this one did not have."""
        had = {self.sections[at : at + _DIGEST] for at in range(0, len(self.sections), _DIGEST)}
        return [part for part in text.sections[:_SECTIONS_KEPT] if _digest(part) not in had]


_NAMED: Final = 5
_DIGEST: Final = 6
_SECTIONS_KEPT: Final = 300  # private_metadata has 3,000 characters.


def _digest(part: Part) -> str:
    return digest(part.marker + part.body)[:_DIGEST]


def reading(
    spec: Spec,
    text: Document,
    reader: UserId,
    *,
    changed: Changes | None = None,
    shown: Reading | None = None,
    page: int = 0,
) -> Block:
    """Page `page` (from 0) of the text; a page that does not exist is the last.

    `changed` is what is new since the revision that the reader has read, None where there is none. `shown` is what
    they were reading until now, which somebody may have changed meanwhile.
    """
    now = Reading.of(spec, text)
    receipt = spec.newest_receipt(reader)
    before = changes.parts(changed, receipt) if changed is not None and receipt is not None else []
    source = text.text[text.content_start :]
    buttons = _buttons(spec, text) if takes_comments(spec) else {}
    pages = prose.pages(source, before=before, buttons=buttons) if spec.url is None else (_elsewhere(spec.url),)
    page = min(page, len(pages) - 1)
    number = str(spec.number)
    turns = []
    if page > 0:
        turns.append(el.button("← Back", f"{Action.READ_PAGE}#back", f"{number}:{page - 1}"))
    if page < len(pages) - 1:
        turns.append(el.button("Read on →", f"{Action.READ_PAGE}#on", f"{number}:{page + 1}", style="primary"))
    has_read = receipt is not None and receipt.revision >= spec.text.revision
    blocks = [
        *([b.section(_meanwhile(shown, text))] if shown is not None and shown.digest not in {"", now.digest} else []),
        b.context(_about(spec, text, page, len(pages))),
        *pages[page],
        *([b.actions(*turns, block_id="turn")] if turns else []),
        *([b.context("✅ You have read this revision.")] if has_read else []),
        *([b.context(comments.ONCE_SHARED)] if spec.shared_at is None and spec.url is None else []),
    ]
    return b.modal(
        spec.name,
        blocks,
        callback_id=Modal.READ,
        submit=None if has_read else "I've read it",
        private_metadata=now.dump(),
    )


def _buttons(spec: Spec, text: Document) -> Mapping[int, Element]:
    """The button of each section, by the line on which its heading begins."""
    found: dict[int, Element] = {}
    line = _line_ends(text.head[text.content_start :])
    for part in text.parts:
        if part.kind is PartKind.SECTION:
            found[line] = comments.button(spec, part.heading, len(found))
        line += _line_ends(part.marker + part.body)
    return found


def _meanwhile(shown: Reading, text: Document) -> str:
    new = shown.new_in(text)
    names = ", ".join(comments.named(plain(part.heading)) for part in new[:_NAMED])
    more = f" and {len(new) - _NAMED} more" if len(new) > _NAMED else ""
    return f"⚠️ Somebody changed {names or 'the text'}{more} while you were reading. This is how it reads now."


def _line_ends(source: str) -> int:
    return len(LINE_END.findall(source))


def _about(spec: Spec, text: Document, page: int, pages: int) -> str:
    """What is open; the title only where the text below does not begin with it."""
    parts = [f"revision {spec.text.revision}"]
    if text.title != spec.title or page > 0:
        parts.insert(0, f"*{w.literal(spec.title, 150)}*")
    if spec.url is None:
        parts.append(f"{spec.text.reading_minutes} min")
    if pages > 1:
        parts.append(f"part {page + 1} of {pages}")
    return " · ".join(parts)


def _elsewhere(url: str) -> tuple[Block, ...]:
    return (b.section(f"The text is kept elsewhere: {w.link(url, url)}"),)
