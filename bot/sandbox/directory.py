"""People, channels, the team and the app as the Web API describes them.

The rule it keeps: what the app may not see (e-mail addresses without the scope) is left out here, for every method.
"""

from zoneinfo import ZoneInfo

from bot.sandbox.answers import Json
from bot.sandbox.app_facts import App
from bot.sandbox.world import TEAM_DOMAIN, TEAM_ID, TEAM_NAME, Channel, Person, PersonId, Workspace

_ZONE_LABELS = {
    "EST": "Eastern Standard Time",
    "EDT": "Eastern Daylight Time",
    "CST": "Central Standard Time",
    "CDT": "Central Daylight Time",
    "MST": "Mountain Standard Time",
    "MDT": "Mountain Daylight Time",
    "PST": "Pacific Standard Time",
    "PDT": "Pacific Daylight Time",
    "CET": "Central European Time",
    "CEST": "Central European Summer Time",
    "IST": "India Standard Time",
    "GMT": "Greenwich Mean Time",
    "BST": "British Summer Time",
    "JST": "Japan Standard Time",
    "UTC": "Coordinated Universal Time",
}


def tz_label(workspace: Workspace, person: Person) -> str:
    """The name of a person's time zone, as it is called at the moment."""
    short = workspace.clock.now().astimezone(ZoneInfo(person.tz)).strftime("%Z")
    return _ZONE_LABELS.get(short, short)


def person_json(workspace: Workspace, person: Person, *, with_email: bool = False) -> Json:
    """A user object."""
    offset = workspace.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name.capitalize(),
        "display_name_normalized": person.name.capitalize(),
        "first_name": first,
        "last_name": last,
        "fields": {},
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"g{person.color}",
        "team": TEAM_ID,
    }
    for size in (24, 32, 48, 72, 192, 512):
        profile[f"image_{size}"] = f"{workspace.url}avatars/{person.id}-{size}.svg"
    if with_email and not person.is_bot:
        profile["email"] = person.email
    if person.is_bot:
        profile |= {"api_app_id": workspace.app_marks["app_id"], "bot_id": workspace.app_marks["bot_id"]}
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": tz_label(workspace, person),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(person.updated_at.timestamp()),
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def channel_json(channel: Channel, viewer: PersonId, *, with_count: bool = False) -> Json:
    """A conversation object as `viewer`, the bot, sees it."""
    created = int(channel.created_at.timestamp())
    body: Json = {"id": channel.id, "created": created, "is_org_shared": False, "is_archived": channel.is_archived}
    if channel.is_im:
        body |= {"is_im": True, "user": channel.partner(viewer), "is_user_deleted": False, "priority": 0}
    else:
        body |= {
            "name": channel.name,
            "name_normalized": channel.name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": channel.is_private,
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "unlinked": 0,
            "context_team_id": TEAM_ID,
            "updated": created * 1000,
            "creator": channel.creator,
            "shared_team_ids": [TEAM_ID],
            "is_member": viewer in channel.members,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
        }
    if with_count:
        body["num_members"] = len(channel.members)
    return body


def team_json(workspace: Workspace) -> Json:
    """The team object."""
    return {
        "id": TEAM_ID,
        "name": TEAM_NAME,
        "url": workspace.url,
        "domain": TEAM_DOMAIN,
        "email_domain": "acme.example",
        "icon": {"image_default": True},
    }


def bot_json(workspace: Workspace, app: App) -> Json:
    """The bot object."""
    return {
        "id": app.bot_id,
        "deleted": False,
        "name": app.name,
        "updated": int(workspace.people[app.bot_user_id].updated_at.timestamp()),
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "icons": {f"image_{size}": f"{workspace.url}avatars/{app.bot_user_id}-{size}.svg" for size in (36, 48, 72)},
    }
