"""The stand-in workspace's server: puts the parts together, listens on loopback, and keeps strangers out.

The rule it keeps: it listens on 127.0.0.1 only, and answers only requests that name it as their host and come from its
own page or from no page at all, so that no other web page can drive it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.app_facts import read_manifest
from bot.sandbox.authorize_page import AuthorizePage
from bot.sandbox.clock import Clock
from bot.sandbox.control import Advance, AtRest, Control
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.events import EventFeed
from bot.sandbox.modals import Modals
from bot.sandbox.one_time import Codes, Monotonic, ResponseUrls, Triggers
from bot.sandbox.page_files import PageFiles
from bot.sandbox.platform_state import Platform
from bot.sandbox.responses import Responses
from bot.sandbox.seed import people_the_world
from bot.sandbox.traffic import Faults, RateLimits, Traffic
from bot.sandbox.transport import SignedHttp, SocketMode, Transport
from bot.sandbox.verification import verify
from bot.sandbox.web_api import WebApi
from bot.sandbox.world import Workspace

_HOST = "127.0.0.1"
_MAX_BODY = 100 * 1024 * 1024
_SHUTDOWN_SECONDS = 1.0

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sandbox:
    """A stand-in workspace. `manifest` is the app manifest (its JSON as a dict), None allows everything.

    `request_url` sends everything to the app over signed HTTP instead of Socket Mode; `empty` leaves the channels
    without messages; `enforce_rates` answers 429 as Slack's rate tiers say. `monotonic` is real time in seconds: triggers,
    response URLs, OAuth codes and rates live in it, whatever the people's `clock` says.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        port: int = 0,
        manifest: Mapping[str, Any] | None,
        empty: bool = False,
        request_url: str | None = None,
        enforce_rates: bool = False,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._port = port
        self.workspace = Workspace(clock)
        self.app = read_manifest(manifest)
        self.workspace.app_marks = {
            "bot_id": self.app.bot_id,
            "app_id": self.app.id,
            "bot_profile": {
                "id": self.app.bot_id,
                "app_id": self.app.id,
                "name": self.app.name,
                "deleted": False,
            },
        }
        self.socket_mode = SocketMode(self.app)
        self.platform = Platform(
            workspace=self.workspace,
            app=self.app,
            modals=Modals(self.workspace, self.app),
            triggers=Triggers(monotonic),
            response_urls=ResponseUrls(monotonic),
            codes=Codes(monotonic),
            traffic=Traffic(),
            faults=Faults(),
            rates=RateLimits(monotonic) if enforce_rates else None,
            socket_mode=self.socket_mode,
        )
        people_the_world(self.workspace, self.app, empty=empty)
        self.request_url = request_url
        self._transport: Transport = SignedHttp(self.app, request_url) if request_url else self.socket_mode
        self.dispatcher = Dispatcher(self._transport, self.platform.traffic, faults=self.platform.faults)
        # Listening begins after the world is made: nobody tells an app of what was there before it.
        EventFeed(self.workspace, self.app, self.dispatcher)
        self._control = Control(self.platform, self.dispatcher)
        self._page: PageFiles | None = None
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT/`, once started."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """The base address of the Web API."""
        return f"{self.url}api/"

    @property
    def bot_token(self) -> str:
        """The bot's token (xoxb)."""
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token (xapp) that opens Socket Mode."""
        return self.app.app_token

    @property
    def client_id(self) -> str:
        """The app's id for OAuth."""
        return self.app.client_id

    @property
    def client_secret(self) -> str:
        """The app's secret for OAuth."""
        return self.app.client_secret

    @property
    def signing_secret(self) -> str:
        """The secret that signs HTTP requests to the app."""
        return self.app.signing_secret

    def attach(self, *, advance: Advance, at_rest: AtRest) -> None:
        """Let the bot move time and say when it is at rest.

        `advance` moves the clock by a length of time, through each due moment; `at_rest` returns once the bot has
        nothing in hand. Until then advancing just moves the clock, and the bot counts as at rest.
        """
        self._control.attach(advance=advance, at_rest=at_rest)

    async def start(self) -> None:
        """Listen. OSError: the port is taken."""
        self._page = PageFiles(self.platform)
        app = web.Application(client_max_size=_MAX_BODY, middlewares=[self._keep_strangers_out])
        self._add_routes(app, self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, self._port).start()
        self._port = self._runner.addresses[0][1]
        self.workspace.url = f"http://{_HOST}:{self._port}/"

    async def stop(self) -> None:
        """Close all connections and stop listening."""
        await self._control.stop()
        await self.dispatcher.stop()
        if self._page is not None:
            self._page.stop()
        await self.socket_mode.stop()
        await self._transport.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def connected(self, seconds: float | None = 10.0) -> None:
        """Wait until the app has opened Socket Mode, or has answered the challenge at its `request_url`.

        TimeoutError: not within `seconds`. Refusal: url_not_verified, the address answers otherwise.
        """
        async with asyncio.timeout(seconds):
            if self.request_url is None:
                await self.socket_mode.connected.wait()
            else:
                await verify(self.dispatcher, self.app, self.request_url)

    def _add_routes(self, app: web.Application, page: PageFiles) -> None:
        api, responses = WebApi(self.platform), Responses(self.platform)
        authorize = AuthorizePage(self.platform)
        app.add_routes(
            [
                web.get("/", _async(page.index)),
                web.get("/page/{path:.+}", _async(page.page)),
                web.get(r"/archives/{channel}/p{stamp:\d{16}}", _async(page.permalink)),
                web.get("/avatars/{person}.svg", _async(page.avatar)),
                web.get("/files-pri/{where}/{name}", _async(page.private_download)),
                web.get("/files-pri/{where}/download/{name}", _async(page.private_download)),
                web.post("/upload/v1/{file_id}", page.upload),
                web.get("/link/", self.socket_mode.serve),
                web.route("*", "/api/{method}", api.serve),
                web.post("/response/{path}", responses.serve),
                web.get("/oauth/v2/authorize", _async(authorize.show)),
                web.post("/oauth/v2/authorize", authorize.decide),
                web.get("/_sandbox/state", _async(self._control.state)),
                web.get("/_sandbox/traffic", _async(self._control.traffic)),
                web.get("/_sandbox/events", page.stream),
                web.get("/_sandbox/files/{file_id}", _async(page.download)),
                web.post("/_sandbox/{act}", self._control.post),
            ],
        )

    @web.middleware
    async def _keep_strangers_out(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        hosts = {f"{_HOST}:{self._port}", f"localhost:{self._port}"}
        origin = request.headers.get("Origin")
        if request.host not in hosts or (origin is not None and origin.removeprefix("http://") not in hosts):
            return web.json_response({"ok": False, "error": "forbidden", "message": "wrong host or origin"}, status=403)
        is_act = request.method == "POST" and request.path.startswith("/_sandbox/")
        if is_act and request.content_type != "application/json":
            text = "the content type must be application/json"
            return web.json_response({"ok": False, "error": "bad_request", "message": text}, status=415)
        return await handler(request)


def _async(handler: Callable[[web.Request], web.StreamResponse]) -> _Handler:
    """A handler that has nothing to wait for, in the form that the router wants."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return handler(request)

    return handle
