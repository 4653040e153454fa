"""How and when a spec is discussed: the fields of the form for a new one, and the modal that sets the time."""

from datetime import datetime

from bot.domain.process import TITLE_LIMIT
from bot.domain.slots import OFFERED, Offer
from bot.domain.spec import Discussion, DiscussionKind, Spec, UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import Action, Field, Modal
from bot.slack.views.cards import Names, name_of, some_names

LENGTHS_MINUTES = (15, 30, 45, 60, 90)
PEOPLE_NAMED = 12
"""Of those whose hours count: everybody of a small channel."""


def choice(chosen: DiscussionKind, *, thread_first: bool) -> Block:
    """In a meeting or in the thread; whoever is few may like the second better, so that it comes first."""
    options = [
        el.option("In a meeting", DiscussionKind.MEETING, "At a time that suits everybody"),
        el.option("In the thread", DiscussionKind.THREAD, "One person decides there, by a day"),
    ]
    radio = el.radio(Action.FORM_DISCUSS, options[::-1] if thread_first else options, initial=chosen)
    return b.input_block("Discuss it", radio, block_id=Field.DISCUSS, dispatch=True)


def meeting_input(starts_at: datetime | None) -> Block:
    """When to meet, if that is known already."""
    return b.input_block(
        "When",
        el.datetime_picker(Action.FORM_KEEP, initial=starts_at),
        block_id=Field.STARTS_AT,
        hint="A meeting of 30 minutes. Leave it empty if you do not know yet: I will offer times.",
        optional=True,
        dispatch=True,
    )


def thread_inputs(decider: UserId | None, decide_by: datetime | None) -> list[Block]:
    """Who decides in the thread, and by when."""
    return [
        b.input_block(
            "Who decides?",
            el.users_select(Action.FORM_KEEP, initial=decider, placeholder="One person"),
            block_id=Field.DECIDER,
            hint="They hear what people say in the thread, and decide. Nothing is approved by itself.",
            dispatch=True,
        ),
        b.input_block(
            "By when?",
            el.datetime_picker(Action.FORM_KEEP, initial=decide_by),
            block_id=Field.DECIDE_BY,
            dispatch=True,
        ),
    ]


def schedule(
    spec: Spec, meeting: Discussion | None, offer: Offer, names: Names, *, starts_at: datetime | None, viewer: UserId
) -> Block:
    """The modal that sets a discussion or moves `meeting`, as `viewer` may use it; nothing counts before *Set*."""
    length = int(meeting.length.total_seconds() // 60) if meeting else 0
    title = w.literal(spec.title, TITLE_LIMIT)
    blocks = [
        b.section(f"*{spec.name}* {title}" + (f"\nNow: {w.date(meeting.starts_at)}" if meeting else "")),
        *_offer(spec, meeting, offer, names, viewer),
        *_outside(offer, names, starts_at),
        b.input_block("When", el.datetime_picker(Field.STARTS_AT, initial=starts_at), block_id=Field.STARTS_AT),
        b.input_block(
            "How long",
            el.static_select(
                Field.LENGTH,
                [el.option(f"{minutes} minutes", str(minutes)) for minutes in LENGTHS_MINUTES],
                initial=str(length) if length in LENGTHS_MINUTES else "30",
            ),
            block_id=Field.LENGTH,
        ),
        b.input_block(
            "Where",
            el.text_input(
                Field.PLACE,
                max_length=300,
                initial=meeting.place if meeting else None,
                placeholder="A room, a link to the call, or a huddle here",
            ),
            block_id=Field.PLACE,
            optional=True,
        ),
    ]
    if meeting is not None and viewer in spec.drafters:
        sure = el.confirm("Cancel the discussion?", "The channel is told in the thread.", yes="Cancel it", no="Keep it")
        cancel = el.button(
            "Cancel the discussion", Action.CANCEL_DISCUSSION, str(spec.number), style="danger", confirm=sure
        )
        blocks.append(b.actions(cancel, block_id="cancel"))
    heading = "Move the discussion" if meeting else "Schedule"
    return b.modal(
        heading, blocks, callback_id=Modal.SCHEDULE, submit="Set", close="Back", private_metadata=str(spec.number)
    )


def _outside(offer: Offer, names: Names, starts_at: datetime | None) -> list[Block]:
    """A warning, and no lock; it names the time, so that it stays true when another one is picked."""
    if starts_at is None or not offer.outside:
        return []
    at = w.date(starts_at, w.DateStyle.WEEKDAY)
    return [b.context(f"⚠️ {at} is outside the working hours of {some_names(offer.outside, names)}.")]


def _offer(spec: Spec, meeting: Discussion | None, offer: Offer, names: Names, viewer: UserId) -> list[Block]:
    """The other times that suit everybody and whose hours they are; where there are none, what else would do."""
    if not offer.people:
        return []
    people = some_names(offer.people, names, most=PEOPLE_NAMED)
    others = [at for at in offer.times if meeting is None or at != meeting.starts_at]
    if offer.times and not others:
        return [b.section(f"*No other time is inside everybody's working hours in the next two weeks* ({people}).")]
    if others:
        times = "\n".join(f"• {w.date(at, w.DateStyle.WEEKDAY)}" for at in others[:OFFERED])
        looked = f"I looked at the working hours of {people}, and at the discussions I know of. I cannot see calendars."
        return [b.section(f"*Next times inside everybody's working hours*\n{times}"), b.context(looked)]
    nothing = f"*No working hours are shared by everybody in the next two weeks* ({people})."
    standing = spec.standing_discussion
    if spec.shared_at is None or (standing is not None and standing.kind is DiscussionKind.THREAD):
        return [b.section(nothing)]
    thread = "Deciding in the thread may be easier."
    if viewer in spec.drafters:
        instead = el.button("No meeting needed", Action.NO_MEETING, str(spec.number))
        return [b.section(f"{nothing} {thread}"), b.actions(instead, block_id="instead")]
    whom = name_of(spec.drafter, names) if spec.drafter in offer.people else "whoever takes the spec over"
    return [b.section(f"{nothing} {thread} Ask {whom}.")]
