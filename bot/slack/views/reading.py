"""The modal in which a spec is read, a page at a time; its submit button is the receipt.

Who has read an older revision finds first what changed since.
"""

import json
from dataclasses import asdict, dataclass

from bot.domain.changes import Changes
from bot.domain.document import Document
from bot.domain.spec import Spec, UserId
from bot.slack import blocks as b
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Action, Modal
from bot.slack.views import changes, prose


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Which text is open; travels in private_metadata, so that a receipt is for the revision that was shown."""

    number: int
    revision: int

    def dump(self) -> str:
        """As private_metadata."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def load(metadata: str) -> "Reading":
        """From private_metadata; raises ValueError or TypeError when it is not this modal's."""
        return Reading(**json.loads(metadata))


def reading(spec: Spec, text: Document, reader: UserId, *, changed: Changes | None = None, page: int = 0) -> Block:
    """Page `page` (from 0) of the text; a page that does not exist is the last.

    `changed` is what is new since the revision that the reader has read, None where there is none.
    """
    receipt = spec.newest_receipt(reader)
    before = changes.parts(changed, receipt) if changed is not None and receipt is not None else []
    source = text.text[text.content_start :]
    pages = prose.pages(source, before=before) if spec.url is None else (_elsewhere(spec.url),)
    page = min(page, len(pages) - 1)
    number = str(spec.number)
    turns = []
    if page > 0:
        turns.append(b.button("← Back", f"{Action.READ_PAGE}#back", f"{number}:{page - 1}"))
    if page < len(pages) - 1:
        turns.append(b.button("Read on →", f"{Action.READ_PAGE}#on", f"{number}:{page + 1}", style="primary"))
    blocks = [b.context(_about(spec, text, page, len(pages))), *pages[page]]
    if turns:
        blocks.append(b.actions(*turns, block_id="turn"))
    has_read = receipt is not None and receipt.revision >= spec.text.revision
    return b.modal(
        spec.name,
        [*blocks, *([b.context("✅ You have read this revision.")] if has_read else [])],
        callback_id=Modal.READ,
        submit=None if has_read else "I've read it",
        private_metadata=Reading(number=spec.number, revision=spec.text.revision).dump(),
    )


def _about(spec: Spec, text: Document, page: int, pages: int) -> str:
    """What is open; the title only where the text below does not begin with it."""
    parts = [f"revision {spec.text.revision}"]
    if text.title != spec.title or page > 0:
        parts.insert(0, f"*{w.escape(w.one_line(spec.title, 150))}*")
    if spec.url is None:
        parts.append(f"{spec.text.reading_minutes} min")
    if pages > 1:
        parts.append(f"part {page + 1} of {pages}")
    return " · ".join(parts)


def _elsewhere(url: str) -> tuple[Block, ...]:
    return (b.section(f"The text is kept elsewhere: {w.link(url, url)}"),)
