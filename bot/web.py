"""The web application: Slack's requests, health and readiness. Everything else about a request is Bolt's."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.db import standing

log = logging.getLogger(__name__)

SLACK_PATH = "/slack/events"
"""Where Slack sends commands, interactions and events: one address for all, as the manifest has it."""

MOST_BYTES = 2_000_000
"""Of a request: a view with 250 KB of blocks and its state stays far below; a stranger's endless body does not."""


READINESS_S = 3
"""How long the database may take to answer; a server that is frozen never would."""


def create(slack: AsyncApp, engine: Engine) -> Starlette:
    """The application. Requests that Slack did not sign are refused by Bolt with 401."""

    async def events(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return PlainTextResponse("too large", status_code=413)
        try:
            asked = to_async_bolt_request(request, body)
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8", status_code=400)
        return to_starlette_response(await slack.async_dispatch(asked))

    async def health(request: Request) -> Response:
        del request
        return PlainTextResponse("ok")

    asking: asyncio.Task[str | None] | None = None

    async def readiness(request: Request) -> Response:
        nonlocal asking
        del request
        if asking is None or asking.done():
            asking = asyncio.create_task(_why_not_ready(engine))
        # All wait for one question: each holds a thread and a connection for as long as the database is silent.
        answered, _ = await asyncio.wait({asking}, timeout=READINESS_S)
        reason = asking.result() if answered else _SILENT
        return PlainTextResponse(reason or "ready", status_code=503 if reason else 200)

    return Starlette(
        routes=[
            Route(SLACK_PATH, events, methods=["POST"]),
            Route("/healthz", health),
            Route("/readyz", readiness),
        ]
    )


_SILENT = "the database does not answer"


async def _why_not_ready(engine: Engine) -> str | None:
    try:
        is_current = await asyncio.to_thread(standing.is_current, engine)
    except SQLAlchemyError:
        return _SILENT
    return None if is_current else "the database is not at this release's schema"


@asynccontextmanager
async def serving(slack: AsyncApp, engine: Engine, listening: socket.socket) -> AsyncIterator[None]:
    """Serve the application on a socket that is bound already."""
    server = _Server(uvicorn.Config(create(slack, engine), log_config=None, access_log=False))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await server.listening.wait()
        log.info("Listening over HTTP", extra={"port": listening.getsockname()[1]})
        yield
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """Uvicorn that says when it listens, and leaves it to the command line when to stop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so when it listens; a socket that is bound already leaves nothing that could fail."""
        await super().startup(sockets=sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
