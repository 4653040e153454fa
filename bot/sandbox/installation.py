"""Installing the app and taking it away again, with the events that follow.

The rule it keeps: when an event says that a token ended, it has ended already.
"""

from bot.sandbox.app_facts import App
from bot.sandbox.platform_state import Platform
from bot.sandbox.world import Workspace


def welcome(workspace: Workspace, app: App) -> None:
    """Let the bot's user in again, after an uninstallation."""
    if workspace.people[app.bot_user_id].deleted:
        workspace.change_person(app.bot_user_id, deleted=False)


def revoke(platform: Platform) -> None:
    """End the bot token by itself."""
    platform.app.end_token("token_revoked")
    _tell_of_tokens(platform)


def uninstall(platform: Platform, *, tokens_last: bool = False) -> None:
    """Take the app out of the workspace: its token, its bot in every channel, and its views end.

    Slack sends the two events in either order; `tokens_last` chooses.
    """
    platform.app.end_token("account_inactive")
    platform.modals.forget_all()
    platform.workspace.change_person(platform.app.bot_user_id, deleted=True)
    if not tokens_last:
        _tell_of_tokens(platform)
    platform.workspace.emit({"type": "app_uninstalled"})
    if tokens_last:
        _tell_of_tokens(platform)


def _tell_of_tokens(platform: Platform) -> None:
    tokens = {"oauth": [], "bot": [platform.app.bot_user_id]}
    platform.workspace.emit({"type": "tokens_revoked", "tokens": tokens})
