"""The browser page: its files, the files people exchange, avatars, and the stream that says when to look again.

The rule it keeps: nothing outside the page's folder is ever served.
"""

import asyncio
import html
import json
import time
from pathlib import Path
from urllib.parse import quote, urlencode

from aiohttp import web

from bot.sandbox.platform_state import Platform
from bot.sandbox.stored_files import mimetype
from bot.sandbox.world import FileId, PersonId, StoredFile

PAGE_FOLDER = Path(__file__).parent / "page"
COALESCE_SECONDS = 0.05
_KEEP_ALIVE_SECONDS = 15.0
# Pictures may come from anywhere; code, styles and data only from here, and nobody may frame the page.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
}


class PageFiles:
    """Serves the page and what belongs to it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End the open streams."""
        self._stopping.set()

    def index(self, _request: web.Request) -> web.StreamResponse:
        """The page itself."""
        page = _file(PAGE_FOLDER / "index.html")
        page.headers["Content-Security-Policy"] = _POLICY
        return page

    def permalink(self, request: web.Request) -> web.Response:
        """Where a message's permalink leads: to the page, with the message in sight."""
        stamp = request.match_info["stamp"]
        place = {"channel": request.match_info["channel"], "at": f"{stamp[:10]}.{stamp[10:]}"}
        if thread := request.query.get("thread_ts"):
            place["thread"] = thread
        return web.Response(status=302, headers={"Location": f"/#{urlencode(place)}"})

    def page(self, request: web.Request) -> web.StreamResponse:
        """A file of the page's folder."""
        wanted = (PAGE_FOLDER / request.match_info["path"]).resolve()
        if not wanted.is_relative_to(PAGE_FOLDER.resolve()):
            return web.Response(status=404)
        return _file(wanted)

    def download(self, request: web.Request) -> web.Response:
        """A file for the page; the people of a sandbox may see all of them."""
        stored = self._platform.workspace.files.get(FileId(request.match_info["file_id"]))
        return web.Response(status=404) if stored is None or stored.content is None else _attachment(stored)

    def private_download(self, request: web.Request) -> web.Response:
        """A file's bytes for the app. Without its token Slack shows the page to sign in, with a 200: so does this."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        app = self._platform.app
        if token != app.bot_token or not app.is_installed or not app.may("files:read"):
            return web.Response(text="<!DOCTYPE html><title>Sign in to Acme</title>", content_type="text/html")
        file_id = request.match_info["where"].rpartition("-")[2]
        stored = self._platform.workspace.files.get(FileId(file_id))
        return web.Response(status=404) if stored is None or stored.content is None else _attachment(stored)

    async def upload(self, request: web.Request) -> web.Response:
        """The second step of an upload: the bytes, as a form or bare."""
        started = time.perf_counter()
        file_id, content = request.match_info["file_id"], await _uploaded(request)
        status, text = self._store(FileId(file_id), content)
        args = {"file": file_id, "bytes": len(content)}
        self._platform.traffic.call("upload", args, text, started, status=status)
        return web.Response(status=status, text=text)

    def _store(self, file_id: FileId, content: bytes) -> tuple[int, str]:
        stored = self._platform.workspace.files.get(file_id)
        if stored is None or stored.is_complete:
            return 404, "no such upload"
        if len(content) != stored.declared_size:
            return 400, "the length differs from the one that was announced"
        stored.content = content
        return 200, f"OK - {len(content)}"

    def avatar(self, request: web.Request) -> web.Response:
        """A person's initials on their colour."""
        person = self._platform.workspace.people.get(PersonId(request.match_info["person"].partition("-")[0]))
        if person is None:
            return web.Response(status=404)
        initials = html.escape("".join(word[0] for word in person.real_name.split()[:2]).upper())
        drawing = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">'
            f'<rect width="72" height="72" fill="#{html.escape(person.color)}"/>'
            '<text x="36" y="46" font-family="sans-serif" font-size="28" fill="#fff" text-anchor="middle">'
            f"{initials}</text></svg>"
        )
        headers = {"Content-Security-Policy": _POLICY}
        return web.Response(text=drawing, content_type="image/svg+xml", headers=headers)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the version, at once and after every change, those within 50 ms as one."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        changed = asyncio.Event()
        changed.set()
        unwatch = self._platform.workspace.watch(changed.set)
        try:
            while not self._stopping.is_set():
                if await self._wait(changed):
                    await asyncio.sleep(COALESCE_SECONDS)
                    changed.clear()
                    version = json.dumps({"version": self._platform.workspace.version})
                    await response.write(f"data: {version}\n\n".encode())
                else:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            pass  # The page was closed.
        finally:
            unwatch()
        return response

    async def _wait(self, changed: asyncio.Event) -> bool:
        """Wait for a change, the end, or the time to show that the stream lives; whether there was a change."""
        waits = [asyncio.create_task(changed.wait()), asyncio.create_task(self._stopping.wait())]
        try:
            await asyncio.wait(waits, timeout=_KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
        return changed.is_set()


def _file(path: Path) -> web.Response:
    content_type = _TYPES.get(path.suffix)
    if content_type is None or not path.is_file():
        return web.Response(status=404)
    return web.Response(body=path.read_bytes(), content_type=content_type, headers={"Cache-Control": "no-cache"})


def _attachment(stored: StoredFile) -> web.Response:
    # A file of unknown people is never shown by the browser as a page of this origin.
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=stored.content, content_type=mimetype(stored.name), headers=headers)


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    for value in form.values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
