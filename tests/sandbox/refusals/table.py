"""All refusals, by what they are about: the list that bot/sandbox/README.md shows."""

from collections.abc import Mapping, Sequence

from tests.sandbox.refusals.attachments import ATTACHMENTS
from tests.sandbox.refusals.blocks import BLOCKS
from tests.sandbox.refusals.case import Case
from tests.sandbox.refusals.conversations import CONVERSATIONS
from tests.sandbox.refusals.elements import ELEMENTS
from tests.sandbox.refusals.messages import MESSAGES
from tests.sandbox.refusals.things import MANIFESTS, THINGS
from tests.sandbox.refusals.time_and_tokens import TIME_AND_TOKENS
from tests.sandbox.refusals.views import VIEWS

TABLE: Mapping[str, Sequence[Case]] = {
    "Blocks": BLOCKS,
    "Elements": ELEMENTS,
    "Views": VIEWS,
    "Messages": MESSAGES,
    "Attachments": ATTACHMENTS,
    "Conversations": CONVERSATIONS,
    "People and things": THINGS,
    "Time, tokens and installation": TIME_AND_TOKENS,
    "Manifests": MANIFESTS,
}
CASES = [case for cases in TABLE.values() for case in cases]
