"""Methods that show modals and Home tabs.

The rule it keeps: a view is validated before its trigger is spent, and a trigger opens one view.
"""

from collections.abc import Callable, Mapping

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.surfaces import check_view
from bot.sandbox.modals import View
from bot.sandbox.platform_state import Call


def _definition(call: Call, kind: str) -> Json:
    definition = call.args.json("view")
    check_view(definition, kind, call.platform.app.unfurl_domains)
    checked: Json = definition
    return checked


def _shown(call: Call, view: View) -> Json:
    return {"view": call.platform.modals.view_json(view)}


def _trigger(call: Call) -> str:
    trigger_id = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not trigger_id:
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return trigger_id


def _open(call: Call) -> Json:
    trigger_id = _trigger(call)
    definition = _definition(call, "modal")
    person = call.platform.triggers.exchange(trigger_id)
    opened_in = call.platform.triggers.place(trigger_id)
    return _shown(call, call.platform.modals.open(person, definition, opened_in=opened_in))


def _push(call: Call) -> Json:
    trigger_id = _trigger(call)
    definition = _definition(call, "modal")
    person = call.platform.triggers.exchange(trigger_id)
    return _shown(call, call.platform.modals.push(person, definition))


def _update(call: Call) -> Json:
    if not call.args.text("view_id") and not call.args.text("external_id"):
        raise Refusal("invalid_arguments", ["[ERROR] must provide either `view_id` or `external_id`"])
    view = call.platform.modals.find(call.args.text("view_id") or None, call.args.text("external_id") or None)
    if view is None:
        raise Refusal("not_found")
    definition = _definition(call, view.definition["type"])
    _check_hash(call, view)
    call.platform.modals.update(view, definition)
    return _shown(call, view)


def _publish(call: Call) -> Json:
    if not call.platform.app.has_home:
        raise Refusal("not_enabled")
    person = call.person("user_id")
    definition = _definition(call, "home")
    if (view := call.platform.modals.homes.get(person.id)) is not None:
        _check_hash(call, view)
    return _shown(call, call.platform.modals.publish(person.id, definition))


def _check_hash(call: Call, view: View) -> None:
    if call.args.text("hash") not in ("", view.hash):
        raise Refusal("hash_conflict")


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "views.open": _open,
    "views.publish": _publish,
    "views.push": _push,
    "views.update": _update,
}
