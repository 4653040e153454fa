"""`/techspec template`: look at a channel's template, bring another one, choose which one counts."""

from bot.domain.shelf import BUILT_IN_ID, TemplateId
from bot.domain.spec import ChannelId
from bot.errors import Refused
from bot.services import templates
from bot.slack import wording as w
from bot.slack.desk import Desk
from bot.slack.files import fetch_text
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners.fields import Answer, at_field
from bot.slack.payloads import Press, SlashCommand, Submission
from bot.slack.views import templates as views
from bot.slack.views.templates import Previewed


async def open_shelf(desk: Desk, call: SlashCommand) -> None:
    """The channel's templates. Refused where there is no channel, or one that the bot cannot see."""
    if modals.card_channel(call.channel) is None:
        raise Refused("A template belongs to a channel. Type /techspec template in the channel that it is for.")
    # What lives in a private channel is its members': the bot has to know which kind this one is.
    await desk.membership.place(call.workspace, call.channel)
    found = await desk.run.read(templates.see, workspace=call.workspace, channel=call.channel, access=call.access)
    await modals.show(desk, call, views.shelf(found))


async def bring(desk: Desk, submitted: Submission) -> Answer:
    """Show the form that a file gives, before it counts."""
    channel = ChannelId(submitted.metadata)
    try:
        source = await fetch_text(desk.client, desk.http, submitted.values.get(Field.TEMPLATE_FILE) or [])
        found = await desk.run.work(
            templates.bring, workspace=submitted.workspace, channel=channel, access=submitted.access, source=source
        )
    except Refused as refusal:
        return at_field(Field.TEMPLATE_FILE, str(refusal))
    previewed = Previewed(channel=channel, template=found.id)
    return {"response_action": "update", "view": views.preview(found.template, previewed=previewed, may_use=True)}


async def use(desk: Desk, submitted: Submission) -> Answer:
    """From now on the template that was looked at counts."""
    previewed = Previewed.load(submitted.metadata)
    found = await desk.run.read(
        templates.choose,
        workspace=submitted.workspace,
        channel=previewed.channel,
        access=submitted.access,
        chosen=previewed.template,
    )
    return {"response_action": "update", "view": views.shelf(found, said=_done(previewed.channel))}


async def use_again(desk: Desk, press: Press) -> None:
    """Go back to a version that the channel has used, or to the built-in template."""
    chosen, channel = _pressed(press)
    found = await desk.run.read(
        templates.choose, workspace=press.workspace, channel=channel, access=press.access, chosen=chosen
    )
    await modals.redraw(desk, press, views.shelf(found, said=_done(channel)))


async def show_form(desk: Desk, press: Press) -> None:
    """The form of the template that counts, to look at."""
    template_id, channel = _pressed(press)
    found = await desk.run.read(templates.form, workspace=press.workspace, template_id=template_id, access=press.access)
    previewed = Previewed(channel=channel, template=template_id)
    await modals.show(desk, press, views.preview(found.template, previewed=previewed, may_use=False))


def _pressed(press: Press) -> tuple[TemplateId, ChannelId]:
    if not press.argument:
        raise Refused("This button is from another version of the bot. Use /techspec template again.")
    return TemplateId(press.number or BUILT_IN_ID), ChannelId(press.argument)


def _done(channel: ChannelId) -> str:
    return f"✓ The next new tech spec of {w.channel_link(channel)} has this form."
