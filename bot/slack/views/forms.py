"""Modals with fields: a new spec, who drafts it from now on, and until when a reminder is snoozed.

A redraw keeps what was typed, because Slack keeps the value of a field whose block_id and action_id stay the same. What
the form itself has to remember (`FormState`) travels in private_metadata.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.domain.process import TITLE_LIMIT
from bot.domain.shelf import BUILT_IN_ID, Offer, TemplateId
from bot.domain.spec import ChannelId, DiscussionKind, Spec, UserId
from bot.domain.template import TemplateSection
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.views import discussions, sections
from bot.slack.views.sections import Typed
from bot.slack.views.unfinished import Unfinished, offer, renewed

OFFERS_SHOWN = 50
"""Templates of more channels than this are chosen by opening the form in the channel."""


class TextFrom(StrEnum):
    """Where a new spec's text comes from."""

    HERE = "here"
    FILE = "file"
    LINK = "link"


@dataclass(frozen=True, kw_only=True)
class FormState:
    """What the new-spec form remembers between redraws; `key` names the submission, so that a repeat makes no second."""

    key: str
    text_from: TextFrom = TextFrom.HERE
    discuss: DiscussionKind = DiscussionKind.MEETING
    thread_first: bool = False
    """Whether so few people are in the channel that deciding in the thread is the first choice."""
    starts_at: int | None = None
    decider: UserId | None = None
    decide_by: int | None = None
    """What the fields of the other way to discuss it hold, while they are not shown; times in unix seconds."""
    more: bool = False
    join: ChannelId | None = None
    join_name: str = ""
    """The channel that the bot would have to join, and its name."""
    said_in: ChannelId | None = None
    """Where the message was said that the form was made of."""
    tell: ChannelId | None = None
    """A channel in which more people would read that message."""
    template: TemplateId = BUILT_IN_ID
    template_picked: bool = False
    """Whether somebody chose the template; else it is the channel's, and changes with the channel."""
    offered: str = ""
    """The key of an unfinished form that is offered at the top, until the person has decided about it."""
    continued: bool = False
    """Whether the form goes on with an unfinished one, and its fields have ids of their own for that."""

    def dump(self) -> str:
        """As private_metadata."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def load(metadata: str) -> "FormState":
        """From private_metadata; raises ValueError or TypeError when it is not this form's."""
        state = FormState(**json.loads(metadata))
        return replace(state, text_from=TextFrom(state.text_from), discuss=DiscussionKind(state.discuss))

    def going_to(
        self, discuss: DiscussionKind, filled: "Filled", *, decider: UserId, decide_by: datetime
    ) -> "FormState":
        """The form with the fields of one way to discuss it, which remembers those of the other.

        `decider` and `decide_by` are what a decision in the thread begins with.
        """
        return replace(
            self,
            discuss=discuss,
            starts_at=_seconds(filled.starts_at),
            decider=filled.decider or decider,
            decide_by=_seconds(filled.decide_by or decide_by),
        )

    @property
    def remembered(self) -> Mapping[str, Any]:
        """What the fields hold that are not shown, by block_id; times in aware UTC."""
        return {
            Field.STARTS_AT: _moment(self.starts_at),
            Field.DECIDER: self.decider,
            Field.DECIDE_BY: _moment(self.decide_by),
        }


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What the fields of the form hold, shown or not; `share` is one of its options, `typed` are the sections."""

    title: str = ""
    channel: ChannelId | None = None
    stakeholders: Sequence[UserId] = ()
    starts_at: datetime | None = None
    decider: UserId | None = None
    decide_by: datetime | None = None
    share: str = "now"
    link: str = ""
    readers: Sequence[UserId] = ()
    co_drafters: Sequence[UserId] = ()
    typed: Mapping[str, Typed] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with it; a channel, *share* and who decides by when are quickly chosen again."""
        people = (*self.stakeholders, *self.readers, *self.co_drafters)
        return not (self.title or self.starts_at or self.link or self.typed or people)

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {**asdict(self), "starts_at": _seconds(self.starts_at), "decide_by": _seconds(self.decide_by)}

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> "Filled":
        """From `as_json`. The texts count as filled in by the form."""
        times = {name: _moment(held.get(name)) for name in ("starts_at", "decide_by")}
        typed = {block_id: Typed(**{**one, "prefilled": True}) for block_id, one in held["typed"].items()}
        return Filled(**{**held, **times, "typed": typed})


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _seconds(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at else None


def new_spec(
    state: FormState,
    template_sections: Sequence[TemplateSection],
    filled: Filled | None = None,
    *,
    offers: Sequence[Offer] = (),
    unfinished: Unfinished | None = None,
) -> Block:
    """The new-spec modal. What `filled` holds are initial values; later redraws may repeat them.

    `offers` are the templates to choose from in *More*, `unfinished` is the form that can be continued instead.
    """
    filled = filled or Filled()
    blocks = [
        title_input(filled.title),
        _text_choice(state),
        *_text_source(state, filled),
        stakeholders_input(filled.stakeholders, Action.FORM_KEEP),
        discussions.choice(state.discuss, thread_first=state.thread_first),
        *_discussion(state, filled),
        channel_input(filled.channel, Action.FORM_CHANNEL),
        *join_offer(state),
        *_tell_offer(state),
        share_input(filled.share, Action.FORM_KEEP),
    ]
    if state.text_from is TextFrom.HERE:
        blocks += sections.inputs(template_sections, filled.typed)
    elif filled.typed:
        blocks.append(b.context("What you wrote stays here in case you go back to *Write here*. It is not used now."))
        blocks += sections.kept(template_sections, filled.typed)
    blocks += _more(state, filled, offers)
    offered = offer(unfinished, Action.FORM_CONTINUE, Action.FORM_DISCARD) if unfinished else []
    return b.modal(
        "New tech spec",
        [*offered, *(map(renewed, blocks) if state.continued else blocks)],
        callback_id=Modal.NEW_SPEC,
        submit="Create",
        close="Cancel",
        private_metadata=state.dump(),
    )


def title_input(title: str, *, optional: bool = False) -> Block:
    """The title, one line."""
    element = el.text_input(
        Field.TITLE,
        initial=title[:TITLE_LIMIT] or None,
        max_length=TITLE_LIMIT,
        placeholder="The text's own title" if optional else "What is proposed, in a few words",
        focus=not optional,
    )
    return b.input_block("Title", element, block_id=Field.TITLE, optional=optional)


def stakeholders_input(initial: Sequence[UserId] = (), action: str = Field.STAKEHOLDERS) -> Block:
    """Who has to agree; with an action of its own, a choice is sent at once."""
    return b.input_block(
        "Who approves?",
        el.multi_users_select(action, initial=initial, placeholder="Nobody yet"),
        block_id=Field.STAKEHOLDERS,
        hint="One or two is plenty. It is approved when they have agreed.",
        optional=True,
        dispatch=action != Field.STAKEHOLDERS,
    )


def channel_input(channel: ChannelId | None, action: str = Field.CHANNEL) -> Block:
    """Where the card goes; with an action of its own, a choice is sent at once."""
    return b.input_block(
        "Channel",
        el.conversation_select(action, initial=channel, placeholder="Where the team talks about it"),
        block_id=Field.CHANNEL,
        dispatch=action != Field.CHANNEL,
    )


def share_input(initial: str = "now", action: str = Field.SHARE) -> Block:
    """Now or later; with an action of its own, a choice is sent at once."""
    options = [
        el.option("Now", "now", "The card goes to the channel"),
        el.option("Later", "later", "It stays a draft that only you see"),
    ]
    radio = el.radio(action, options, initial=initial)
    return b.input_block("Share", radio, block_id=Field.SHARE, dispatch=action != Field.SHARE)


def _text_choice(state: FormState) -> Block:
    options = [
        el.option("Write here", TextFrom.HERE),
        el.option("Attach a Markdown file", TextFrom.FILE),
        el.option("Link a document", TextFrom.LINK),
    ]
    return b.input_block(
        "Text", el.radio(Action.FORM_TEXT, options, initial=state.text_from), block_id=Field.TEXT, dispatch=True
    )


def _discussion(state: FormState, filled: Filled) -> list[Block]:
    if state.discuss is DiscussionKind.MEETING:
        return [discussions.meeting_input(filled.starts_at)]
    return discussions.thread_inputs(filled.decider, filled.decide_by)


def _text_source(state: FormState, filled: Filled) -> list[Block]:
    match state.text_from:
        case TextFrom.HERE:
            return []
        case TextFrom.FILE:
            file = el.file_input(Field.FILE, ["md", "markdown", "txt"])
            hint = "Kept as it is, byte for byte; up to 250 kB."
            return [b.input_block("Markdown file", file, block_id=Field.FILE, hint=hint)]
        case TextFrom.LINK:
            hint = "I only keep the link: tell the team in the thread when it changed substantially."
            return [
                b.input_block("Link", el.url_input(Field.LINK, initial=filled.link), block_id=Field.LINK, hint=hint)
            ]


def join_offer(state: FormState) -> list[Block]:
    """A box to let the bot into the channel, once it turned out that it is not in."""
    if state.join is None:
        return []
    box = el.checkboxes(Field.JOIN, [el.option("Join the channel", "join")])
    channel = f"#{w.one_line(state.join_name, 80)}" if state.join_name else "this channel"
    hint = f"I am not in {channel} yet, so I cannot post the card there."
    # Optional for Slack's client, which would else insist on it after another channel was picked.
    block_id = f"{Field.JOIN}-{state.join}"
    return [b.input_block("I am not in that channel", box, block_id=block_id, hint=hint, optional=True)]


def _tell_offer(state: FormState) -> list[Block]:
    """A box to let the people of a channel read what was said in private."""
    if state.tell is None:
        return []
    box = el.checkboxes(Field.TELL, [el.option("Let everybody in the channel read it", "tell")])
    hint = "The message was said where fewer people read it than in the channel that you picked."
    block_id = f"{Field.TELL}-{state.tell}"
    return [b.input_block("This was said in private", box, block_id=block_id, hint=hint, optional=True)]


def _more(state: FormState, filled: Filled, offers: Sequence[Offer]) -> list[Block]:
    if not state.more:
        return [b.actions(el.button("More: readers, co-drafters, template", Action.FORM_MORE, "more"), block_id="more")]
    return [
        b.input_block(
            "Readers",
            el.multi_users_select(Action.FORM_KEEP, initial=filled.readers),
            block_id=Field.READERS,
            hint="Who should read it before the discussion. In a channel of up to 12, everybody is expected anyway.",
            optional=True,
            dispatch=True,
        ),
        b.input_block(
            "Co-drafters",
            el.multi_users_select(Action.FORM_KEEP, initial=filled.co_drafters),
            block_id=Field.CO_DRAFTERS,
            hint="They may do what you may do.",
            optional=True,
            dispatch=True,
        ),
        b.input_block(
            "Template",
            el.static_select(
                Action.FORM_TEMPLATE,
                [el.option("Built-in", str(BUILT_IN_ID)), *_options(state, offers)],
                initial=str(state.template),
            ),
            block_id=Field.TEMPLATE,
            hint="The form changes, and what you typed stays.",
            dispatch=True,
        ),
    ]


def _options(state: FormState, offers: Sequence[Offer]) -> list[Element]:
    shown = {
        offer.id: f"{w.one_line(offer.name or 'Own template', 40)} · #{offer.channel_name}"
        for offer in offers[:OFFERS_SHOWN]
    }
    if state.template != BUILT_IN_ID:
        # The channel may have changed its template while this form was open.
        shown.setdefault(state.template, "The one of this form")
    return [el.option(text, str(template)) for template, text in shown.items()]


def hand_over(spec: Spec) -> Block:
    """The modal that asks who drafts the spec from now on."""
    return b.modal(
        "Hand over",
        [
            b.section(f"*{spec.name}* {w.literal(spec.title, TITLE_LIMIT)}"),
            b.input_block(
                "Who drafts it from now on?",
                el.users_select(Field.DRAFTER, placeholder="Somebody of the team"),
                block_id=Field.DRAFTER,
                hint="They run its process and get its reminders. The thread is told.",
            ),
        ],
        callback_id=Modal.HAND_OVER,
        submit="Hand over",
        close="Back",
        private_metadata=str(spec.number),
    )


def snooze(spec: Spec, *, until: datetime) -> Block:
    """The modal that asks until when."""
    return b.modal(
        "Snooze",
        [
            b.section(f"*{spec.name}* {w.literal(spec.title, TITLE_LIMIT)}"),
            b.input_block("Until", el.datetime_picker(Field.UNTIL, initial=until), block_id=Field.UNTIL),
        ],
        callback_id=Modal.SNOOZE,
        submit="Snooze",
        close="Back",
        private_metadata=str(spec.number),
    )
