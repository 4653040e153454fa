"""Commenting on a section of a text that is being read."""

from uuid import uuid4

from bot.domain.comments import CommentKind
from bot.errors import Refused
from bot.services import comments
from bot.services.comments import NewComment
from bot.slack.desk import Desk
from bot.slack.ids import Field
from bot.slack.listeners import modals
from bot.slack.listeners.fields import Answer, at_field
from bot.slack.payloads import Outdated, Press, Submission
from bot.slack.views import comments as views
from bot.slack.views.comments import Commenting


async def open_form(desk: Desk, press: Press) -> None:
    """The form, on top of the text."""
    revision, _, heading = press.argument.partition(":")
    if not revision.isdecimal():
        raise Outdated
    spec = await desk.run.read(comments.begin, workspace=press.workspace, number=press.number, access=press.access)
    about = Commenting(number=press.number, revision=int(revision), heading=heading, key=uuid4().hex)
    await modals.show(desk, press, views.form(spec, about))


async def post(desk: Desk, submitted: Submission) -> Answer:
    """Post the comment, and go back to the text."""
    about, values = Commenting.load(submitted.metadata), submitted.values
    new = NewComment(
        key=about.key,
        kind=CommentKind(values[Field.COMMENT_KIND]),
        heading=about.heading,
        revision=about.revision,
        text=values[Field.COMMENT] or "",
        quote=values.get(Field.QUOTE) or "",
    )
    try:
        await desk.run.write(
            comments.post, workspace=submitted.workspace, number=about.number, access=submitted.access, new=new
        )
    except Refused as refusal:
        return at_field(Field.COMMENT, str(refusal))
    return None
