"""Modals and Home tabs: what is in them, and when they may be shown."""

from tests.sandbox.refusals.case import EMPTY_HOME, Case, act, api, call, later, publish, show, view
from tests.sandbox.refusals.making import home, in_input, modal, plain, section, typed

FOCUS = typed(focus_on_load=True)
PUSH = api("views.push", trigger_id="<trigger>", view=modal(section()))
UPDATE = api("views.update", view_id="<view_id>", hash="<hash>", view=modal(section()))
PUBLISH = api("views.publish", user_id="<@dana>", view=EMPTY_HOME, hash="<hash>")
NAMED = modal(section(), external_id="e")
LARGE = [section(text=plain(2600))] * 99

VIEWS: list[Case] = [
    view(
        "modal",
        "title of at most 24",
        modal(section(), title=plain(24)),
        modal(section(), title=plain(25)),
        "/title/text",
    ),
    view("modal", "a title", modal(section()), modal(section(), title=None)),
    view(
        "modal",
        "submit of at most 24",
        modal(section(), submit=plain(24)),
        modal(section(), submit=plain(25)),
        "/submit/text",
    ),
    view(
        "modal",
        "close of at most 24",
        modal(section(), close=plain(24)),
        modal(section(), close=plain(25)),
        "/close/text",
    ),
    view("modal", "submit where there are inputs", modal(in_input(typed())), modal(in_input(typed()), submit=None)),
    view(
        "modal",
        "callback_id of at most 255",
        modal(section(), callback_id="x" * 255),
        modal(section(), callback_id="x" * 256),
        "/callback_id",
    ),
    view(
        "modal",
        "private_metadata of at most 3,000",
        modal(section(), private_metadata="x" * 3000),
        modal(section(), private_metadata="x" * 3001),
        "/private_metadata",
    ),
    view(
        "modal",
        "external_id of at most 255",
        modal(section(), external_id="x" * 255),
        modal(section(), external_id="x" * 256),
        "/external_id",
    ),
    view("modal", "at most 100 blocks", modal(*[section()] * 100), modal(*[section()] * 101), "/blocks"),
    view("modal", "at least 1 block", modal(section()), modal(), "/blocks"),
    view("modal", "no key that a view has not", modal(section()), modal(section(), colour="red")),
    view(
        "modal",
        "block_id unique in the view",
        modal(section(block_id="a"), section(block_id="b")),
        modal(section(block_id="a"), section(block_id="a")),
        "/blocks/1/block_id",
    ),
    view(
        "modal",
        "one focus_on_load",
        modal(in_input(FOCUS), in_input(typed())),
        modal(in_input(FOCUS), in_input(FOCUS)),
        "/blocks/1/element/focus_on_load",
    ),
    view("Home tab", "at most 100 blocks", home(*[section()] * 100), home(*[section()] * 101), "/blocks"),
    view("Home tab", "no title", EMPTY_HOME, EMPTY_HOME | {"title": plain(3)}),
    view(
        "Home tab",
        "private_metadata of at most 3,000",
        EMPTY_HOME | {"private_metadata": "x" * 3000},
        EMPTY_HOME | {"private_metadata": "x" * 3001},
        "/private_metadata",
    ),
    call("a view of at most 250 KB", show(modal(*LARGE[:90])), show(modal(*LARGE)), "view_too_large"),
    call(
        "a trigger that was given out",
        show(modal(section())),
        api("views.open", trigger_id="1.2.3", view=modal(section())),
        "invalid_trigger_id",
    ),
    call(
        "a trigger",
        show(modal(section())),
        api("views.open", view=modal(section())),
        "invalid_arguments",
        "missing required field: trigger_id",
    ),
    call(
        "one use of a trigger",
        api("views.open", trigger_id="<first trigger>", view=modal(section())),
        api("views.open", trigger_id="<first trigger>", view=modal(section())),
        "exchanged_trigger_id",
    ),
    call(
        "a trigger for 3 seconds",
        api("views.open", trigger_id="<trigger>", view=modal(section())),
        api("views.open", trigger_id="<first trigger>", view=modal(section())),
        "expired_trigger_id",
        between=(later(3.1),),
    ),
    call(
        "an external_id for one view",
        show(NAMED),
        api("views.open", trigger_id="<trigger sam>", view=NAMED),
        "duplicate_external_id",
    ),
    call(
        "a modal to push upon",
        PUSH,
        api("views.push", trigger_id="<trigger sam>", view=modal(section())),
        "not_found",
        before=(show(modal(section())),),
    ),
    call("three modals on each other", PUSH, PUSH, "push_limit_reached", before=(show(modal(section())),), times=2),
    call(
        "a view that is open",
        UPDATE,
        api("views.update", view_id="V0", view=modal(section())),
        "not_found",
        before=(show(modal(section())),),
    ),
    call(
        "view_id or external_id",
        UPDATE,
        api("views.update", view=modal(section())),
        "invalid_arguments",
        "view_id",
        before=(show(modal(section())),),
    ),
    call(
        "the latest hash",
        UPDATE,
        api("views.update", view_id="<view_id>", hash="1.a", view=modal(section())),
        "hash_conflict",
        before=(show(modal(section())),),
    ),
    call(
        "the latest hash",
        PUBLISH,
        api("views.publish", user_id="<@dana>", view=EMPTY_HOME, hash="1.a"),
        "hash_conflict",
        before=(publish(EMPTY_HOME),),
    ),
    call(
        "somebody who exists",
        publish(EMPTY_HOME),
        api("views.publish", user_id="U0NOBODY000", view=EMPTY_HOME),
        "user_not_found",
    ),
    call(
        "a view of the type home",
        publish(EMPTY_HOME),
        publish(modal(section())),
        "invalid_arguments",
        "[json-pointer:/view/type]",
    ),
    call(
        "the Home tab switched on",
        publish(EMPTY_HOME),
        publish(EMPTY_HOME),
        "not_enabled",
        between=(act("app", home_tab=False),),
    ),
]
