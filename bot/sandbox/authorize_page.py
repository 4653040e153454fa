"""`/oauth/v2/authorize`: the page on which a person allows the app to be installed.

The rule it keeps: only the page's own form installs: each drawing of the page has a ticket that nobody else can read,
and what was asked for stays here meanwhile.
"""

from html import escape
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.sandbox.answers import Refusal
from bot.sandbox.grants import Grant, Wish, read_wish
from bot.sandbox.one_time import OneUse
from bot.sandbox.platform_state import Platform
from bot.sandbox.world import TEAM_NAME, Person, PersonId

TICKET_SECONDS = 3600.0
_SAFE = {
    # No other page may frame this one, and nothing in it runs.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}"
    "button,select{font:inherit;padding:.4rem 1rem}"
)


class AuthorizePage:
    """Shows the page and takes its form."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._tickets = OneUse[Wish](TICKET_SECONDS)

    def show(self, request: web.Request) -> web.Response:
        """Name the app and what it wants, or what is wrong with the address."""
        try:
            wish = read_wish(self._platform.app, request.query)
        except Refusal as refusal:
            return _page("Something is wrong with this address", f"<p>{escape(str(refusal))}</p>", status=400)
        return self._question(wish)

    async def decide(self, request: web.Request) -> web.Response:
        """Take the form: back to the app with a code, or with `access_denied`."""
        form = await request.post()
        try:
            wish = self._tickets.exchange(str(form.get("ticket", "")))
        except Refusal:
            return _page("This page is no longer good", "<p>Begin again where you came from.</p>", status=403)
        person = self._platform.workspace.people.get(PersonId(str(form.get("person", ""))))
        if form.get("decision") != "allow":
            answer = {"error": "access_denied"}
        elif person is None or not _may_install(person):
            return _page("Nobody said yes", "<p>Choose who installs the app.</p>", status=400)
        else:
            answer = {"code": self._platform.codes.issue(Grant(wish=wish, person=person.id))}
        if wish.state:
            answer["state"] = wish.state
        glue = "&" if urlsplit(wish.target).query else "?"
        raise web.HTTPFound(f"{wish.target}{glue}{urlencode(answer)}")

    def _question(self, wish: Wish) -> web.Response:
        app = self._platform.app
        people = "".join(
            f'<option value="{person.id}">{escape(person.real_name)}</option>'
            for person in self._platform.workspace.people.values()
            if _may_install(person)
        )
        form = (
            f"{_listed('What the app may do:', wish.scopes)}{_listed('What it may do in your name:', wish.user_scopes)}"
            f'<form method="post" action="/oauth/v2/authorize">'
            f'<input type="hidden" name="ticket" value="{self._tickets.issue(wish)}">'
            f'<p><label>You are <select name="person">{people}</select></label></p>'
            '<p><button name="decision" value="cancel">Cancel</button> '
            '<button name="decision" value="allow">Allow</button></p></form>'
        )
        return _page(f"{app.name} asks to be let into {TEAM_NAME}", form)


def _may_install(person: Person) -> bool:
    return not (person.is_bot or person.deleted or person.is_restricted)


def _listed(title: str, scopes: tuple[str, ...]) -> str:
    items = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes)
    return f"<p>{title}</p><ul>{items}</ul>" if scopes else ""


def _page(title: str, body: str, *, status: int = 200) -> web.Response:
    text = (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"<main><h1>{escape(title)}</h1>{body}</main></html>"
    )
    return web.Response(text=text, content_type="text/html", status=status, headers=_SAFE)
