"""Rates, tokens, scopes and OAuth."""

from typing import Any

from tests.sandbox.refusals.case import Case, Do, api, call, later

USERS = api("users.list")
TEAM = api("team.info")
DANA = api("users.info", user="<@dana>")
HERE = "http://127.0.0.1:3000/"
ALLOW = Do(what="allow", given={"scope": "chat:write", "redirect_uri": HERE})
CLIENT: dict[str, Any] = {"client_id": "<client_id>", "client_secret": "<client_secret>"}
GRANTED: dict[str, Any] = {"code": "<code>", "redirect_uri": HERE}


def post(channel: str) -> Do:
    return api("chat.postMessage", channel=channel, text="a")


def exchange(**given: Any) -> Do:
    return api("oauth.v2.access", **(CLIENT | GRANTED | given))


def oauth(rule: str, bad: dict[str, Any], error: str, *between: Do) -> Case:
    return call(rule, exchange(), exchange(**bad), error, before=(ALLOW,), between=between)


def rate(rule: str, good: Do, bad: Do, **facts: Any) -> Case:
    return call(rule, good, bad, "ratelimited", enforces_rates=True, **facts)


TIME_AND_TOKENS: list[Case] = [
    rate("tier 2: 20 a minute", USERS, USERS, times=20),
    rate("tier 2: 20 in any minute", USERS, USERS, times=20, between=(later(59),)),
    rate("tier 3: 50 a minute", TEAM, TEAM, times=50),
    rate("tier 4: 100 a minute", DANA, DANA, times=100),
    rate("1 a second in a channel", post("<#team-specs>"), post("<#team-specs>"), between=(later(0.9),)),
    rate(
        "1 a second in a channel, whichever the others",
        post("<#specs-private>"),
        post("<#team-specs>"),
        before=(post("<#team-specs>"),),
    ),
    rate("1 a second in a channel, however it is called", post("<#team-specs>"), post("#team-specs")),
    oauth("a code that was handed out", {"code": "guessed"}, "invalid_code", ALLOW),
    oauth("one use of a code", {}, "code_already_used"),
    oauth("a code for ten minutes", {}, "invalid_code", ALLOW, later(601)),
    oauth("the app's client_id", {"client_id": "1.2"}, "invalid_client_id", ALLOW),
    oauth("the app's client_secret", {"client_secret": "guessed"}, "bad_client_secret", ALLOW),
    oauth("the redirect_uri of the page", {"redirect_uri": f"{HERE}elsewhere"}, "bad_redirect_uri", ALLOW),
    oauth("grant_type authorization_code", {"grant_type": "password"}, "invalid_grant_type", ALLOW),
    oauth("no refresh tokens", {"grant_type": "refresh_token"}, "invalid_refresh_token", ALLOW),
    oauth("no PKCE", {"code_verifier": "v"}, "pkce_not_allowed", ALLOW),
    call("a token that lives", api("auth.test"), api("auth.test"), "token_revoked", between=(api("auth.revoke"),)),
    call(
        "the app in the workspace",
        api("auth.test"),
        api("auth.test"),
        "account_inactive",
        between=(api("apps.uninstall", **CLIENT),),
    ),
]
