"""App manifests as Slack checks them.

The rule it keeps: what this stand-in acts upon is checked to the letter; what belongs to other kinds of apps is let be.
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.answers import Refusal
from bot.sandbox.block_kit.rules import (
    Problem,
    Report,
    Rule,
    boolean,
    constant,
    integer,
    list_of,
    matching,
    one_of,
    record,
    string,
    unique,
    url,
)
from bot.sandbox.event_names import is_event, nearest

_VERSION = integer(0, 10**6)
_COLOUR = matching(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", "must be a colour #RGB or #RRGGBB")
_ADDRESS = url(3500, web_only=True)
_SCOPES = list_of(string(50), least=0, most=255)
_EVENTS = list_of(string(50), least=0, most=100)


def _bot_event(value: Any, at: str, report: Report) -> None:
    if not isinstance(value, str) or not is_event(value):
        meant = nearest(value) if isinstance(value, str) else None
        report.add(at, "must be an event that Slack has" + (f": did you mean {meant}?" if meant else ""))


_BOT_EVENTS = list_of(_bot_event, least=0, most=100)

_command = record(
    {"command": matching(r"/\S{1,31}", "must be a slash and 1 to 31 characters"), "description": string(2000)},
    {"url": url(web_only=True), "usage_hint": string(1000), "should_escape": boolean},
)
_shortcut = record(
    {
        "name": string(24),
        "type": one_of("global", "message"),
        "callback_id": string(255),
        "description": string(150),
    },
)
_domain = matching(r"(?=.{1,255}$)[a-z0-9][-a-z0-9.]*[a-z0-9]", "must be a domain")


def _anything(*keys: str) -> dict[str, Rule]:
    return dict.fromkeys(keys, constant)


_FEATURES = record(
    None,
    {
        "app_home": record(
            None,
            dict.fromkeys(("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), boolean),
        ),
        "bot_user": record({"display_name": string(80)}, {"always_online": boolean}),
        "shortcuts": list_of(_shortcut, most=10, also=[unique("callback_id", "callback_id")]),
        "slash_commands": list_of(_command, most=50, also=[unique("command", "command")]),
        "unfurl_domains": list_of(_domain, most=5),
        **_anything("workflow_steps", "assistant_view", "agent_view"),
    },
)
_OAUTH = record(
    None,
    {
        "redirect_urls": list_of(string(2500), least=0, most=1000),
        "scopes": record(None, dict.fromkeys(("bot", "user", "bot_optional", "user_optional"), _SCOPES)),
        "token_management_enabled": boolean,
        "pkce_enabled": boolean,
    },
)
_SETTINGS = record(
    None,
    {
        "event_subscriptions": record(
            None,
            {
                "request_url": _ADDRESS,
                "bot_events": _BOT_EVENTS,
                "user_events": _EVENTS,
                **_anything("metadata_subscriptions"),
            },
        ),
        "interactivity": record(
            {"is_enabled": boolean}, {"request_url": _ADDRESS, "message_menu_options_url": _ADDRESS}
        ),
        **dict.fromkeys(
            ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled", "is_hosted", "is_mcp_enabled"),
            boolean,
        ),
        **_anything(
            "allowed_ip_address_ranges", "incoming_webhooks", "siws_links", "hermes_app_type", "function_runtime"
        ),
    },
)
_MANIFEST = record(
    {
        "display_information": record(
            {"name": string(35)},
            {"description": string(140), "background_color": _COLOUR, "long_description": string(4000, 175)},
        ),
    },
    {
        "_metadata": record(
            None, dict.fromkeys(("schema_version", "min_version", "major_version", "minor_version"), _VERSION)
        ),
        "features": _FEATURES,
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
        **_anything("$schema", "app_directory", "functions", "workflows", "datastores", "outgoing_domains"),
        **_anything("types", "external_auth_providers", "mcp_servers"),
    },
)


def manifest_problems(manifest: Any) -> list[Problem]:
    """What is wrong with a manifest."""
    report = Report()
    _MANIFEST(manifest, "", report)
    return report.problems


def check_manifest(manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest that Slack would refuse. Refusal: invalid_manifest, with every place."""
    problems = manifest_problems(manifest)
    if problems:
        errors = [{"message": problem.message, "pointer": problem.pointer} for problem in problems]
        raise Refusal("invalid_manifest", [problem.line() for problem in problems], errors=errors)
