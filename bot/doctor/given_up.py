"""Messages that were given up: why, and what would mend it."""

from collections.abc import Mapping

from bot.db import parked
from bot.db.parked import Parked
from bot.db.session import open_engine, open_sessions
from bot.doctor.check import Check
from bot.slack import scopes

_MEND_XOXB = "Mend SLACK_BOT_TOKEN."
_ANY_CHANGE = "Then any change of the spec sends it again."
_MENDS: Mapping[str, str] = {
    "account_inactive": f"{_MEND_XOXB} {_ANY_CHANGE}",
    "channel_not_found": f"If {{place}} is private, type /invite @{{bot}} there. {_ANY_CHANGE}",
    "invalid_auth": f"{_MEND_XOXB} {_ANY_CHANGE}",
    "messages_tab_disabled": f"Switch the Messages Tab on under App Home. {_ANY_CHANGE}",
    "missing_scope": f"Install the app anew with the scopes of its manifest. {_ANY_CHANGE}",
    "not_authed": f"{_MEND_XOXB} {_ANY_CHANGE}",
    "not_in_channel": "Type /invite @{bot} in {place}. What waits is sent then.",
    "restricted_action": f"Ask an admin to let apps post in {{place}}. {_ANY_CHANGE}",
    "token_revoked": f"{_MEND_XOXB} {_ANY_CHANGE}",
}
_NOTHING_TO_MEND = frozenset(
    {
        "cannot_dm_bot",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
"""The person, the channel or the message is gone: so is the need."""


def look(url: str) -> list[Check]:
    """Each reason for which messages were given up, with what would mend it."""
    engine = open_engine(url)
    try:
        with open_sessions(engine).begin() as session:
            found = parked.found(session)
    finally:
        engine.dispose()
    return [_check(each) for each in found] or [Check(name="outbox", ok=True, detail="nothing was given up")]


def _check(given: Parked) -> Check:
    place = f"#{given.channel_name}" if given.channel_name else f"the channel {given.channel_id}"
    # What is no code of Slack's is a bug's text, which may quote people: its kind is enough here, the log has the rest.
    error = given.error.partition("(")[0]
    messages = "1 message was" if given.count == 1 else f"{given.count} messages were"
    if error in _NOTHING_TO_MEND:
        remedy = "There is nothing to do."
    else:
        unknown = f"The log says more. {_ANY_CHANGE.removeprefix('Then ').capitalize()}"
        bot = scopes.manifest()["features"]["bot_user"]["display_name"]
        remedy = _MENDS.get(error, unknown).format(place=place, bot=bot)
    detail = f"{messages} given up for specs of {place}: {error}"
    return Check(name="outbox", ok=error in _NOTHING_TO_MEND, detail=detail, remedy=remedy)
