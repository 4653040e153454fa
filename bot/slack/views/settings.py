"""The modal of a channel's settings, with what will happen in words; and the answer once they are saved."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from bot.domain.calendar import DAY_NAMES
from bot.domain.reactions import MOST_OF_ONE_MEANING
from bot.domain.settings import DEFAULTS, MOST_REMIND_AFTER_DAYS, Change, Panel, Setting, explain
from bot.domain.spec import UserId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import wording as w
from bot.slack.blocks import Block
from bot.slack.elements import Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.views.cards import name_of

NOWHERE = "-"
"""The value of "no public holidays" and of "the whole country": a menu has no empty choice."""

MARKS = "marks"

EMOJI_TEXT = 500

FIELDS: Mapping[Setting, str] = {
    Setting.REMIND_AFTER: Field.REMIND_AFTER,
    Setting.END: Field.WORK_ENDS,
    Setting.DAYS: Field.WORK_DAYS,
    Setting.COUNTRY: Field.COUNTRY,
    Setting.REGION: Field.COUNTRY,
    Setting.READ: Field.EMOJI_READ,
    Setting.NUDGE: Field.EMOJI_NUDGE,
}
"""At which field a problem is told. The region's comes and goes, so that its country speaks for it."""

CHANGED = {
    "remind_after_days": "the first reminder",
    "start": "the working hours",
    "end": "the working hours",
    "days": "the working days",
    "country": "the holidays",
    "region": "the holidays",
    "emoji": "the emoji",
    "progress_marks": "my marks on cards",
}


def region_field(country: str) -> str:
    """The region's block_id: another country's is another field, so that a choice does not outlive its country."""
    return f"{Field.REGION}-{country}"


def form(panel: Panel, *, wrong: Mapping[Setting, str] | None = None) -> Block:
    """The settings as they are in the form, whether they are saved or not. `wrong` is what could not be saved."""
    settings = panel.settings
    blocks = [
        b.section(
            f"How I work for the tech specs of {w.channel_link(panel.channel)}. The usual settings need no visit."
        ),
        *_hours(panel),
        *_holidays(panel),
        _emoji("Emoji for “I have read it”", Field.EMOJI_READ, settings.emoji.read),
        _emoji("Emoji for “please schedule”", Field.EMOJI_NUDGE, settings.emoji.nudge),
        _changing(
            "My own emoji",
            el.checkboxes(
                Action.SETTINGS_FIELD,
                [el.option("Mark cards, so that the channel can be skimmed", MARKS)],
                initial=[MARKS] if settings.progress_marks else [],
            ),
            Field.PROGRESS_MARKS,
            optional=True,
        ),
        b.divider(),
        b.section(_will_happen(panel, wrong or {}), block_id="preview"),
    ]
    if settings != DEFAULTS:
        sure = el.confirm("Back to the defaults?", "What the team has set here goes; its history stays.", yes="Go back")
        back = el.button("Back to the defaults", Action.SETTINGS_DEFAULTS, panel.channel, confirm=sure)
        blocks.append(b.actions(back, block_id="defaults"))
    return b.modal(
        "Settings",
        [*blocks, *_history(panel)],
        callback_id=Modal.SETTINGS,
        submit="Save",
        close="Cancel",
        private_metadata=panel.channel,
    )


def saved(panel: Panel) -> Block:
    """What holds from now on."""
    said = f"✓ From now on, in {w.channel_link(panel.channel)}:"
    return b.modal("Settings", [b.section(f"{said}\n{_lines(panel)}"), *_history(panel)], callback_id=Modal.NOTICE)


def _hours(panel: Panel) -> list[Block]:
    settings = panel.settings
    days = [
        el.option("1 working day" if count == 1 else f"{count} working days", str(count))
        for count in range(1, MOST_REMIND_AFTER_DAYS + 1)
    ]
    week = [el.option(name, str(number)) for number, name in enumerate(DAY_NAMES)]
    return [
        _changing(
            "Remind the drafter of a missing date after",
            el.static_select(Action.SETTINGS_FIELD, days, initial=str(settings.remind_after_days)),
            Field.REMIND_AFTER,
        ),
        _changing(
            "The working day starts",
            el.time_picker(Action.SETTINGS_FIELD, initial=settings.start),
            Field.WORK_STARTS,
            hint="On each person's own clock. I write to nobody outside these hours.",
        ),
        _changing("The working day ends", el.time_picker(Action.SETTINGS_FIELD, initial=settings.end), Field.WORK_ENDS),
        _changing(
            "Working days",
            el.checkboxes(Action.SETTINGS_FIELD, week, initial=[str(day) for day in sorted(settings.days)]),
            Field.WORK_DAYS,
        ),
    ]


def _holidays(panel: Panel) -> list[Block]:
    settings, places = panel.settings, panel.places
    none = ("–", [el.option("No public holidays", NOWHERE)])
    countries = el.grouped_select(
        Action.SETTINGS_FIELD, [none, *_by_letter(places.countries)], initial=settings.country or NOWHERE
    )
    blocks = [_changing("Public holidays of", countries, Field.COUNTRY)]
    if settings.country is not None and places.regions:
        whole = ("–", [el.option("The whole country", NOWHERE)])
        regions = el.grouped_select(
            Action.SETTINGS_FIELD, [whole, *_by_letter(places.regions)], initial=settings.region or NOWHERE
        )
        blocks.append(_changing("Region", regions, region_field(settings.country)))
    return blocks


def _by_letter(names: Mapping[str, str]) -> list[tuple[str, list[Element]]]:
    """The choices by the first letter of their names, which come sorted: there are more than one menu holds."""
    return [
        (letter, [el.option(name, code) for code, name in group])
        for letter, group in groupby(names.items(), key=lambda item: item[1][:1])
    ]


def _emoji(label: str, field: Field, names: Sequence[str]) -> Block:
    typed = " ".join(f":{name}:" for name in names)
    element = el.text_input(Action.SETTINGS_FIELD, initial=typed[:EMOJI_TEXT], max_length=EMOJI_TEXT)
    hint = f"Up to {MOST_OF_ONE_MEANING}, with a space between two. The first one stands on the cards."
    return _changing(label, element, field, hint=hint)


def _changing(label: str, element: Element, field: str, *, hint: str | None = None, optional: bool = False) -> Block:
    """A field whose change shows at once in what will happen."""
    return b.input_block(label, element, block_id=field, hint=hint, optional=optional, dispatch=True)


def _will_happen(panel: Panel, wrong: Mapping[Setting, str]) -> str:
    if wrong:
        return "\n".join(["*This cannot be saved yet*", *(f"⚠️ {w.escape(text)}" for text in wrong.values())])
    return f"*What will happen*\n{_lines(panel)}"


def _lines(panel: Panel) -> str:
    told = explain(panel.settings, panel.places, panel.next_holiday)
    return "\n".join(f"• {w.escape(line)}" for line in told)


def _history(panel: Panel) -> list[Block]:
    if not panel.changes:
        return []
    return [b.context("\n".join(["*What changed*", *(_told(change, panel.names) for change in panel.changes)]))]


def _told(change: Change, names: Mapping[UserId, str]) -> str:
    what = ", ".join(dict.fromkeys(CHANGED.get(name, name) for name in change.what))
    return f"{w.date(change.at)}: {name_of(change.by, names)} changed {what}"
