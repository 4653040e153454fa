"""Slack's error codes by what they mean for something that is to be delivered."""

HOPELESS = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "cant_update_message",
        "channel_not_found",
        "invalid_arguments",
        "invalid_auth",
        "invalid_blocks",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "messages_tab_disabled",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "not_authed",
        "not_in_channel",
        "restricted_action",
        "thread_not_found",
        "token_revoked",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
"""Errors that trying again does not mend."""

CARD_IS_GONE = frozenset({"message_not_found", "thread_not_found"})
"""What hangs on a card waits for another one when somebody deleted it."""

HARMLESS = frozenset({"already_reacted", "no_reaction"})
"""What is so already."""
