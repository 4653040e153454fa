"""Methods that install the app, revoke its token and uninstall it.

The rule it keeps: a code is good for one installation, for whoever knows the app's secret and the address it was sent to.
"""

import secrets
from collections.abc import Callable, Mapping
from hmac import compare_digest

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.installation import revoke, uninstall, welcome
from bot.sandbox.platform_state import Call
from bot.sandbox.world import TEAM_ID, TEAM_NAME


def _check_client(call: Call) -> None:
    app = call.platform.app
    if call.args.text("client_id") != app.client_id:
        raise Refusal("invalid_client_id")
    if not compare_digest(call.args.text("client_secret").encode(), app.client_secret.encode()):
        raise Refusal("bad_client_secret")


def _access(call: Call) -> Json:
    _check_client(call)
    grant_type = call.args.text("grant_type") or "authorization_code"
    if grant_type == "refresh_token":
        raise Refusal("invalid_refresh_token")  # tokens here live until they are revoked
    if grant_type != "authorization_code":
        raise Refusal("invalid_grant_type")
    if call.args.text("code_verifier"):
        raise Refusal("pkce_not_allowed")
    grant = call.platform.codes.exchange(call.args.text("code"))
    if call.args.text("redirect_uri") != grant.wish.redirect_uri:
        raise Refusal("bad_redirect_uri")
    app, wish = call.platform.app, grant.wish
    person: Json = {"id": grant.person}
    if wish.user_scopes:
        token = f"xoxp-sandbox-{secrets.token_hex(12)}"
        app.user_tokens.add(token)
        person |= {"scope": ",".join(wish.user_scopes), "access_token": token, "token_type": "user"}
    answer: Json = {
        "app_id": app.id,
        "authed_user": person,
        "team": {"id": TEAM_ID, "name": TEAM_NAME},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if wish.scopes:
        token = app.install(wish.scopes)
        welcome(call.workspace, app)
        granted = wish.scopes if app.scopes is None else sorted(app.scopes)
        answer |= {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(granted),
            "bot_user_id": app.bot_user_id,
        }
    return answer


def _revoke(call: Call) -> Json:
    if call.args.flag("test"):
        return {"revoked": False}
    revoke(call.platform)
    return {"revoked": True}


def _uninstall(call: Call) -> Json:
    _check_client(call)
    uninstall(call.platform)
    return {}


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "apps.uninstall": _uninstall,
    "auth.revoke": _revoke,
    "oauth.v2.access": _access,
}
