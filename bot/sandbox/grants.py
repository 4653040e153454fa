"""What an app asks for with an OAuth address, and what a person allowed then.

The rule it keeps: an app gets at most what its manifest declares, and its codes go only where the manifest lets them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from bot.sandbox.answers import Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.world import PersonId


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an app asks for: scopes for its bot and for the person, and where the answer goes."""

    scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    state: str
    redirect_uri: str  # as given, perhaps empty
    target: str  # where the browser goes


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a person allowed."""

    wish: Wish
    person: PersonId


def read_wish(app: App, query: Mapping[str, str]) -> Wish:
    """What an address asks for. Refusal: invalid_client_id, no_scopes, invalid_scope, bad_redirect_uri."""
    if query.get("client_id") != app.client_id:
        raise Refusal("invalid_client_id")
    scopes, user_scopes = (_scopes(query.get(name, "")) for name in ("scope", "user_scope"))
    if not scopes and not user_scopes:
        raise Refusal("no_scopes")
    if app.declared is not None and (strange := sorted(set(scopes) - app.declared)):
        raise Refusal("invalid_scope", [f"the manifest does not declare {', '.join(strange)}"])
    redirect_uri = query.get("redirect_uri", "")
    return Wish(
        scopes=scopes,
        user_scopes=user_scopes,
        state=query.get("state", ""),
        redirect_uri=redirect_uri,
        target=_target(app, redirect_uri),
    )


def _target(app: App, redirect_uri: str) -> str:
    if not redirect_uri:
        if not app.redirect_urls:
            _refuse_redirect("none is given, and the manifest has none")
        return app.redirect_urls[0]
    address = urlsplit(redirect_uri)
    if app.redirect_urls:
        if not any(_is_below(redirect_uri, allowed) for allowed in app.redirect_urls):
            _refuse_redirect("it is none of the manifest's redirect_urls")
    elif address.scheme not in ("http", "https") or address.hostname not in ("127.0.0.1", "localhost"):
        # Without a list Slack would refuse every address; here those of this machine are good, for trying things out.
        _refuse_redirect("the manifest has no redirect_urls, and it is not on this machine")
    return redirect_uri


def _refuse_redirect(why: str) -> NoReturn:
    raise Refusal("bad_redirect_uri", [why])


def _is_below(address: str, allowed: str) -> bool:
    """Whether the address is the allowed one or a part of it, as Slack compares them."""
    rest = address.removeprefix(allowed)
    return rest != address and (rest == "" or allowed.endswith("/") or rest[0] in "/?")


def _scopes(text: str) -> tuple[str, ...]:
    """Scopes with commas or spaces between them."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))
