"""Methods about people and groups of them.

The rule it keeps: e-mail addresses are there only with users:read.email.
"""

from collections.abc import Callable, Mapping

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.directory import person_json
from bot.sandbox.methods.pages import page
from bot.sandbox.platform_state import Call
from bot.sandbox.world import TEAM_ID, Person, PersonId

MAX_DND_PEOPLE = 50
_NOT_DISTURBED: Json = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def _described(call: Call, person: Person) -> Json:
    return person_json(call.workspace, person, with_email=call.platform.app.may("users:read.email"))


def _info(call: Call) -> Json:
    return {"user": _described(call, call.person())}


def _list(call: Call) -> Json:
    people = list(call.workspace.people.values())
    members, metadata = page(call.args, people, default=1000, most=1000)
    cache_ts = int(call.workspace.clock.now().timestamp())
    return {"members": [_described(call, person) for person in members], "cache_ts": cache_ts, **metadata}


def _lookup_by_email(call: Call) -> Json:
    email = call.args.text("email").casefold()
    for person in call.workspace.people.values():
        if person.email.casefold() == email and not person.deleted:
            return {"user": _described(call, person)}
    raise Refusal("users_not_found")


def _dnd_info(call: Call) -> Json:
    if call.args.has("user"):
        call.person()
    return _NOT_DISTURBED


def _dnd_team_info(call: Call) -> Json:
    users = call.args.names("users")
    if len(users) > MAX_DND_PEOPLE:
        raise Refusal("too_many_users")
    return {"users": {user: _NOT_DISTURBED for user in users if PersonId(user) in call.workspace.people}}


def _presence(call: Call) -> Json:
    person = call.person() if call.args.has("user") else call.workspace.people[call.bot]
    return {"presence": "away" if person.deleted else "active"}


def _groups(call: Call) -> Json:
    groups = []
    for group in call.workspace.groups.values():
        created = int(group.created_at.timestamp())
        body: Json = {
            "id": group.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "is_subteam": True,
            "name": group.name,
            "description": "",
            "handle": group.handle,
            "is_external": False,
            "date_create": created,
            "date_update": created,
            "date_delete": 0,
            "auto_type": None,
            "created_by": group.members[0],
            "updated_by": group.members[0],
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
        }
        if call.args.flag("include_users"):
            body["users"] = group.members
        if call.args.flag("include_count"):
            body["user_count"] = len(group.members)
        groups.append(body)
    return {"usergroups": groups}


def _group_members(call: Call) -> Json:
    group = call.workspace.groups.get(call.args.text("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": group.members}


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "dnd.info": _dnd_info,
    "dnd.teamInfo": _dnd_team_info,
    "usergroups.list": _groups,
    "usergroups.users.list": _group_members,
    "users.getPresence": _presence,
    "users.info": _info,
    "users.list": _list,
    "users.lookupByEmail": _lookup_by_email,
}
