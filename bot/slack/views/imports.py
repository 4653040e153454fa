"""The modal that makes a spec from a document: a file, or Markdown that is pasted."""

from bot.domain.spec import ChannelId
from bot.slack import blocks as b
from bot.slack import elements as el
from bot.slack import limits
from bot.slack.blocks import Block
from bot.slack.ids import Field, Modal
from bot.slack.views import forms
from bot.slack.views.forms import FormState


def importing(state: FormState, *, title: str = "", channel: ChannelId | None = None) -> Block:
    """The import modal. `title` and `channel` are initial values; later redraws may repeat them."""
    return b.modal(
        "Import a tech spec",
        [
            b.input_block(
                "Markdown file",
                el.file_input(Field.FILE, ["md", "markdown", "txt"]),
                block_id=Field.FILE,
                hint="Kept as it is, byte for byte; up to 250 kB. A process list in it keeps its ticks.",
                optional=True,
            ),
            b.input_block(
                "… or paste it",
                el.text_input(Field.PASTED, multiline=True, max_length=limits.INPUT_TEXT),
                block_id=Field.PASTED,
                hint="Up to 3,000 characters; attach a file for longer ones.",
                optional=True,
            ),
            forms.title_input(title, optional=True),
            forms.stakeholders_input(),
            forms.channel_input(channel),
            *forms.join_offer(state),
            forms.share_input(),
        ],
        callback_id=Modal.IMPORT,
        submit="Import",
        close="Cancel",
        private_metadata=state.dump(),
    )
