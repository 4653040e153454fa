"""`/techspec settings`: how the bot works in a channel."""

from collections.abc import Mapping
from typing import Any

from bot.domain.reactions import EmojiMap, names_in
from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.domain.spec import ChannelId
from bot.errors import Refused
from bot.services import settings
from bot.slack import payloads
from bot.slack.desk import Desk
from bot.slack.ids import Field, Modal
from bot.slack.listeners import modals
from bot.slack.listeners.fields import Answer
from bot.slack.payloads import Interaction, Press, SlashCommand, Submission
from bot.slack.views import settings as views


async def open_settings(desk: Desk, call: SlashCommand) -> None:
    """The settings of this channel. Refused where there is no channel, or one that the bot cannot see."""
    if modals.card_channel(call.channel) is None:
        raise Refused("Settings belong to a channel. Type /techspec settings in the channel that they are for.")
    # What lives in a private channel is its members': the bot has to know which kind this one is.
    await desk.membership.place(call.workspace, call.channel)
    await _open(desk, call, call.channel)


async def open_of_spec(desk: Desk, press: Press) -> None:
    """The settings of the channel in which a spec lives."""
    channel = await desk.run.read(settings.of_spec, workspace=press.workspace, number=press.number, access=press.access)
    await _open(desk, press, channel)


async def _open(desk: Desk, call: Interaction, channel: ChannelId) -> None:
    panel = await desk.run.read(settings.see, workspace=call.workspace, channel=channel, access=call.access)
    await modals.show(desk, call, views.form(panel))


async def preview(desk: Desk, press: Press) -> None:
    """Say what will happen under the settings as the form has them now."""
    if press.view is None or press.view.get("callback_id") != Modal.SETTINGS:
        raise Refused("This form is gone. Open a new one with /techspec settings.")
    channel = ChannelId(press.view["private_metadata"])
    outcome = await desk.run.read(
        settings.consider,
        workspace=press.workspace,
        channel=channel,
        access=press.access,
        wanted=_wanted(payloads.values(press.view)),
    )
    await modals.redraw(desk, press, views.form(outcome.panel, wrong=outcome.wrong))


async def save(desk: Desk, submitted: Submission) -> Answer:
    """Let the settings hold, or say at the fields what is wrong with them."""
    outcome = await desk.run.write(
        settings.change,
        workspace=submitted.workspace,
        channel=ChannelId(submitted.metadata),
        access=submitted.access,
        wanted=_wanted(submitted.values),
    )
    if outcome.wrong:
        errors = {views.FIELDS[setting]: text for setting, text in outcome.wrong.items()}
        return {"response_action": "errors", "errors": errors}
    return {"response_action": "update", "view": views.saved(outcome.panel)}


async def back_to_defaults(desk: Desk, press: Press) -> None:
    """Let the defaults hold again."""
    outcome = await desk.run.write(
        settings.change,
        workspace=press.workspace,
        channel=ChannelId(press.value),
        access=press.access,
        wanted=DEFAULTS,
    )
    await modals.redraw(desk, press, views.saved(outcome.panel))


def _wanted(values: Mapping[str, Any]) -> ChannelSettings:
    """What the form holds; a menu or clock without a choice stands for the default."""
    country = _chosen(values.get(Field.COUNTRY))
    return ChannelSettings(
        remind_after_days=int(values.get(Field.REMIND_AFTER) or DEFAULTS.remind_after_days),
        start=values.get(Field.WORK_STARTS) or DEFAULTS.start,
        end=values.get(Field.WORK_ENDS) or DEFAULTS.end,
        days=frozenset(map(int, values.get(Field.WORK_DAYS) or ())),
        country=country,
        region=_chosen(values.get(views.region_field(country))) if country else None,
        emoji=EmojiMap(
            read=names_in(values.get(Field.EMOJI_READ) or ""), nudge=names_in(values.get(Field.EMOJI_NUDGE) or "")
        ),
        progress_marks=bool(values.get(Field.PROGRESS_MARKS)),
    )


def _chosen(value: str | None) -> str | None:
    return None if value in {None, views.NOWHERE} else value
