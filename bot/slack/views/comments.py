"""Commenting on a section: the button at its heading, the form behind it, and the reply in the card's thread.

The rule kept here: nothing that was typed is cut, and none of it pings anybody or passes for a reference.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

from bot.domain.comments import Comment, CommentKind
from bot.domain.markdown import plain
from bot.domain.spec import Spec
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import limits
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.views import packing
from bot.slack.views.inline import typed

HEADING_TEXT: Final = 150
QUOTE_TEXT: Final = 1_000
NAME_TEXT: Final = 40
NOTIFICATION_TEXT: Final = 90

ONCE_SHARED: Final = "Once it is shared, each section has a *Comment* button: comments go into the thread of its card."
"""What a draft says in the place of those buttons."""

_EMOJI: Final = {CommentKind.COMMENT: "💬", CommentKind.QUESTION: "❓", CommentKind.CONCERN: "✋"}
_SAYS: Final = {
    CommentKind.COMMENT: "on",
    CommentKind.QUESTION: "asks about",
    CommentKind.CONCERN: "has a concern about",
}


@dataclass(frozen=True, kw_only=True)
class Commenting:
    """What an open form is about; travels in private_metadata. `key` names the submission."""

    number: int
    revision: int
    heading: str
    key: str

    def dump(self) -> str:
        """As private_metadata."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def load(cls, metadata: str) -> Self:
        """From private_metadata; raises ValueError or TypeError when it is not such a modal's."""
        return cls(**json.loads(metadata))


def button(spec: Spec, heading: str, place: int) -> Element:
    """The button at the heading of a section, the one at `place` (from 0) among them; the heading travels in its value."""
    words = w.one_line(plain(heading), HEADING_TEXT)
    return el.button("Comment", f"{Action.COMMENT}#{place}", f"{spec.number}:{spec.text.revision}:{words}")


def form(spec: Spec, commenting: Commenting) -> Block:
    """The form for a comment on one section."""
    kinds = [
        el.option("💬 Comment", CommentKind.COMMENT),
        el.option("❓ Question", CommentKind.QUESTION, "Somebody should answer it"),
        el.option("✋ Concern", CommentKind.CONCERN, "Something speaks against it"),
    ]
    title = w.literal(spec.title, 150)
    return b.modal(
        f"Comment on {spec.name}",
        [
            b.section(f"{named(commenting.heading)}\n{title}"),
            b.input_block(
                "Kind",
                el.radio(Field.COMMENT_KIND, kinds, initial=CommentKind.COMMENT),
                block_id=Field.COMMENT_KIND,
            ),
            b.input_block(
                "What you want to say",
                el.text_input(Field.COMMENT, multiline=True, max_length=limits.INPUT_TEXT, focus=True),
                block_id=Field.COMMENT,
                hint="It goes into the thread of the card, with your name.",
            ),
            b.input_block(
                "The sentence it is about",
                el.text_input(Field.QUOTE, max_length=QUOTE_TEXT),
                block_id=Field.QUOTE,
                hint="Copied from the text, if there is one.",
                optional=True,
            ),
        ],
        callback_id=Modal.COMMENT,
        submit="Post",
        close="Cancel",
        private_metadata=commenting.dump(),
    )


def said(comment: Comment, name: str) -> list[Block]:
    """The reply in the thread."""
    author = w.literal(name, NAME_TEXT)
    headline = f"{_EMOJI[comment.kind]} *{author}* {_SAYS[comment.kind]} {named(comment.heading)}:"
    text = w.linked(comment.text)
    quote = "".join(f"> {line}\n" for line in w.linked(comment.quote).split("\n")) if comment.quote else ""
    whole = f"{headline}\n{quote}{text}" if quote else f"{headline} {text}"
    if len(whole) <= limits.SECTION_TEXT:
        return b.message([b.section(whole)])
    # Longer than one section, above all once it is escaped: rich text needs no escaping, and takes any length.
    quoted = [{"type": "rich_text_quote", "elements": typed(comment.quote)}] if comment.quote else []
    words = {"type": "rich_text_section", "elements": typed(comment.text)}
    return b.message([b.section(headline), *packing.packed([*quoted, words])])


def fallback(spec: Spec, comment: Comment, name: str, *, is_private: bool) -> str:
    """The reply in one line; of a private channel it tells nothing of the text."""
    author = w.one_line(name, NAME_TEXT)
    if is_private:
        return w.escape(f"{spec.name}: {author} has a {comment.kind}")
    about = w.one_line(comment.heading, NAME_TEXT)
    words = w.one_line(comment.text, NOTIFICATION_TEXT)
    return w.escape(f"{spec.name}: {author} {_SAYS[comment.kind]} {about}: {words}")


def named(heading: str) -> str:
    """A section's heading in bold print."""
    words = w.literal(heading, HEADING_TEXT)
    return f"*{words or '(no words)'}*"
