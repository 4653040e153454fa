"""What a person sees of their absences: the question before one counts, what is planned, and what waits meanwhile."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.absences import Absence, Plan, first_day_back, in_words
from bot.domain.calendar import zone_of
from bot.domain.spec import Spec
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.ids import COMMAND, Action, Command, Field, Modal

WAITING_SHOWN = 5

PROMISE = "Meanwhile I send you nothing that you did not ask for, and suggest no times with you in them."


def question(absence: Absence, plan: Plan, now: datetime) -> str:
    """The absence as it was understood, in one line."""
    return f"Away: {in_words(absence, zone=plan.zone, now=now)}?"


def asked(absence: Absence, plan: Plan, now: datetime) -> list[Block]:
    """What was understood of a typed absence, with the button that lets it count."""
    value = f"{int(absence.left_at.timestamp())}:{int(absence.back_at.timestamp())}"
    return b.message(
        [
            b.section(f"*{question(absence, plan, now)}*\n{_back(absence, plan, now)}"),
            b.actions(
                el.button("Set", Action.AWAY_SET, value, style="primary"),
                el.button("Other days…", Action.AWAY_DATES, "away"),
                block_id="away",
            ),
        ]
    )


def told(absence: Absence, plan: Plan, now: datetime) -> str:
    """That it counts now, as mrkdwn."""
    return f"✓ You are away: *{in_words(absence, zone=plan.zone, now=now)}*. {_back(absence, plan, now)} {PROMISE}"


def done(absence: Absence, plan: Plan, now: datetime) -> list[Block]:
    """That a typed absence counts now, what waits meanwhile, and how to take it back."""
    take_back = f"`{COMMAND} {Command.AWAY}` shows what is planned, and takes it back."
    return b.message([b.section(told(absence, plan, now)), *_waiting(plan.waiting), b.context(take_back)])


def dates(plan: Plan, now: datetime) -> Block:
    """The modal with what is planned and two fields for more."""
    today: date = now.astimezone(zone_of(plan.zone)).date()
    first = el.date_picker(Field.AWAY_FROM, initial=today)
    fields = [
        b.input_block("First day away", first, block_id=Field.AWAY_FROM),
        b.input_block("Last day away", el.date_picker(Field.AWAY_TO), block_id=Field.AWAY_TO),
        b.context(f"{PROMISE} Parts of a day can be typed: `{COMMAND} {Command.AWAY} fri afternoon`"),
    ]
    blocks = [*_planned(plan, now), *_waiting(plan.waiting), b.divider(), *fields]
    return b.modal("When you are away", blocks, callback_id=Modal.AWAY, submit="Set")


def planned(plan: Plan, now: datetime, *, said: str) -> Block:
    """The modal after something changed: what is planned now. `said` is what was done, as mrkdwn."""
    blocks = [b.section(said), b.divider(), *_planned(plan, now), *_waiting(plan.waiting)]
    return b.modal("When you are away", blocks, callback_id=Modal.NOTICE)


def _planned(plan: Plan, now: datetime) -> list[Block]:
    if not plan.planned:
        return [b.section("*Planned*\nNothing. You are there on every working day.")]
    return [
        b.section("*Planned*"),
        *(
            b.section(
                f"{in_words(each.absence, zone=plan.zone, now=now)}\n{_back(each.absence, plan, now)}",
                accessory=el.button("Remove", Action.AWAY_REMOVE, str(each.id)),
                block_id=f"absence-{each.id}",
            )
            for each in plan.planned
        ),
    ]


def _back(absence: Absence, plan: Plan, now: datetime) -> str:
    return f"First working day back: {first_day_back(absence, zone=plan.zone, now=now)}."


def _waiting(specs: Sequence[Spec]) -> list[Block]:
    """The drafter's specs that nobody else is asked about, and what would help."""
    if not specs:
        return []
    lines = [
        f"• *{spec.name}* {w.literal(spec.title, 80)} needs a time. Anybody in {w.channel_link(spec.channel)} "
        f"can set one meanwhile: `{COMMAND} {Command.SCHEDULE} {spec.number}`"
        for spec in specs[:WAITING_SHOWN]
    ]
    if len(specs) > WAITING_SHOWN:
        lines.append(f"and {len(specs) - WAITING_SHOWN} more: `{COMMAND} {Command.LIST} mine`")
    return [b.section("\n".join(["*What waits for you*", *lines]))]
