"""The events of Slack's Events API: which of them the workspace sends and what they need, and which it never sends.

The rule it keeps: a name that is in neither list is no event, so that a misspelt subscription is told from a quiet one.
"""

from collections.abc import Mapping
from difflib import get_close_matches

SENT: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "file_shared": ("files:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""The events that are sent, each with the scopes of which it needs one; without any it needs none."""

NOT_SENT = frozenset(
    [
        "app_context_changed",
        "app_requested",
        "assistant_thread_context_changed",
        "assistant_thread_started",
        "call_rejected",
        "channel_history_changed",
        "channel_id_changed",
        "channel_shared",
        "channel_unshared",
        "dnd_updated",
        "dnd_updated_user",
        "email_domain_changed",
        "emoji_changed",
        "entity_details_requested",
        "file_change",
        "file_comment_added",
        "file_comment_deleted",
        "file_comment_edited",
        "file_created",
        "file_deleted",
        "file_public",
        "file_unshared",
        "function_executed",
        "grid_migration_finished",
        "grid_migration_started",
        "group_close",
        "group_history_changed",
        "group_open",
        "im_close",
        "im_created",
        "im_history_changed",
        "im_open",
        "invite_requested",
        "link_shared",
        "message.app_home",
        "message.mpim",
        "message_metadata_deleted",
        "message_metadata_posted",
        "message_metadata_updated",
        "pin_added",
        "pin_removed",
        "resources_added",
        "resources_removed",
        "scope_denied",
        "scope_granted",
        "shared_channel_invite_accepted",
        "shared_channel_invite_approved",
        "shared_channel_invite_declined",
        "shared_channel_invite_received",
        "shared_channel_invite_requested",
        "star_added",
        "star_removed",
        "subteam_created",
        "subteam_members_changed",
        "subteam_self_added",
        "subteam_self_removed",
        "subteam_updated",
        "team_access_granted",
        "team_access_revoked",
        "team_domain_change",
        "team_rename",
        "user_connection",
        "user_huddle_changed",
        "user_profile_changed",
        "user_resource_denied",
        "user_resource_granted",
        "user_resource_removed",
        "user_status_changed",
        "workflow_deleted",
        "workflow_published",
        "workflow_step_deleted",
        "workflow_step_execute",
        "workflow_unpublished",
    ]
)


def is_event(name: str) -> bool:
    """Whether an app may subscribe to it."""
    return name in SENT or name in NOT_SENT


def nearest(name: str) -> str | None:
    """The event that a misspelt name may mean."""
    return next(iter(get_close_matches(name, [*SENT, *sorted(NOT_SENT)], 1)), None)
