"""Methods that Slack has and the stand-in does not serve, so that calling one is told from misspelling one.

The rule it keeps: this is a list of names; a method that is served is in `arguments` and not here.
"""

from collections.abc import Mapping

from bot.sandbox.answers import Refusal

_NAMES: Mapping[str, str] = {
    "apps": "datastore.bulkDelete datastore.bulkGet datastore.bulkPut datastore.count datastore.delete datastore.get"
    " datastore.put datastore.query datastore.update event.authorizations.list manifest.create manifest.delete"
    " manifest.export manifest.update",
    "assistant": "threads.setStatus threads.setSuggestedPrompts threads.setTitle",
    "auth": "teams.list",
    "bookmarks": "edit list remove",
    "calls": "add end info participants.add participants.remove update",
    "canvases": "access.delete access.set create delete edit sections.lookup",
    "chat": "appendStream deleteScheduledMessage meMessage scheduleMessage scheduledMessages.list startStream stopStream"
    " unfurl",
    "conversations": "acceptSharedInvite approveSharedInvite archive canvases.create close declineSharedInvite"
    " externalInvitePermissions.set inviteShared kick leave listConnectInvites mark rename"
    " requestSharedInvite.approve requestSharedInvite.deny requestSharedInvite.list setPurpose setTopic unarchive",
    "dialog": "open",
    "dnd": "endDnd endSnooze setSnooze",
    "emoji": "list",
    "files": "comments.delete delete list remote.add remote.info remote.list remote.remove remote.share remote.update"
    " revokePublicURL sharedPublicURL upload",
    "functions": "completeError completeSuccess",
    "migration": "exchange",
    "oauth": "access v2.exchange",
    "openid": "connect.token connect.userInfo",
    "pins": "list remove",
    "reactions": "list",
    "reminders": "add complete delete info list",
    "rtm": "connect start",
    "search": "all files messages",
    "stars": "add list remove",
    "team": "accessLogs billableInfo billing.info externalTeams.disconnect externalTeams.list integrationLogs"
    " preferences.list profile.get",
    "tooling": "tokens.rotate",
    "usergroups": "create disable enable update users.update",
    "users": "deletePhoto discoverableContacts.lookup identity profile.get profile.set setActive setPhoto setPresence",
    "workflows": "stepCompleted stepFailed updateStep",
}
_FAMILIES = frozenset({"admin", "slackLists"})  # everything in these

UNSERVED = frozenset(f"{family}.{name}" for family, names in _NAMES.items() for name in names.split())


def refusal(name: str) -> Refusal:
    """What a call of a method that is not served is answered with: `unknown_method` only if Slack has none either."""
    if name in UNSERVED or name.partition(".")[0] in _FAMILIES:
        return Refusal("method_not_served", [f"Slack has {name}; this stand-in workspace does not serve it"])
    return Refusal("unknown_method", req_method=name)
