"""Attached files: the text exactly as it is, and the bot's token for Slack's own file host alone."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.markdown import MOST_BYTES
from bot.errors import Refused
from bot.slack.files import fetch_text


class FileHost:
    """A web server with one file, that keeps the tokens that it was handed."""

    def __init__(self) -> None:
        self.content = b"# Text\r\n"
        self.status = 200
        self.tokens: list[str | None] = []
        self.url = ""

    async def serve(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization"))
        headers = {"Location": "http://localhost/elsewhere"} if self.status == 302 else {}
        return web.Response(body=self.content, status=self.status, headers=headers)


@pytest.fixture
async def host() -> AsyncIterator[FileHost]:
    host = FileHost()
    app = web.Application()
    app.router.add_get("/{path:.*}", host.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield host
    await runner.cleanup()


async def fetch(host: FileHost, url: str | None = None, **facts: Any) -> str:
    client = AsyncWebClient(token="xoxb-1", base_url=f"{host.url}api/")
    file = {"url_private_download": url or f"{host.url}files/spec.md", "size": len(host.content), **facts}
    async with aiohttp.ClientSession() as http:
        return await fetch_text(client, http, [file])


async def test_the_text_comes_as_it_is(host: FileHost) -> None:
    host.content = "# Ünïcödé\r\n\n\tno final newline".encode()
    assert (await fetch(host)).encode() == host.content
    assert host.tokens == ["Bearer xoxb-1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"caf\xe9", "byte 4"),
        (b"one\ntwo\x00", "Line 2"),
        (b"x" * (MOST_BYTES + 1), "larger than 250 kB"),
        (b"x\r\n" * 70_000, "has 70,001 lines, and up to 4,000 fit"),
    ],
    ids=["empty", "blank", "latin-1", "NUL", "too large", "too many lines"],
)
async def test_what_is_no_text_is_refused_with_what_is_wrong(host: FileHost, content: bytes, said: str) -> None:
    host.content = content
    with pytest.raises(Refused, match=said):
        await fetch(host, size=0)


async def test_a_file_of_the_largest_size_is_taken(host: FileHost) -> None:
    host.content = b"x" * MOST_BYTES
    assert len(await fetch(host)) == MOST_BYTES


async def test_a_file_that_says_that_it_is_too_large_is_not_even_fetched(host: FileHost) -> None:
    with pytest.raises(Refused, match="larger than 250 kB"):
        await fetch(host, size=MOST_BYTES + 1)
    assert host.tokens == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/spec.md",
        "https://files.slack.com.evil.example/",
        "https://files.slack.com/x",
        "file:///etc/passwd",
    ],
)
async def test_the_token_goes_to_no_other_host(host: FileHost, url: str) -> None:
    with pytest.raises(Refused, match="outside Slack"):
        await fetch(host, url)


@pytest.mark.parametrize("status", [302, 403, 500])
async def test_a_redirect_or_an_error_says_to_try_again_and_hands_the_token_on_to_nobody(
    host: FileHost, status: int
) -> None:
    host.status = status
    with pytest.raises(Refused):
        await fetch(host)
    assert len(host.tokens) == 1


async def test_no_file_at_all_says_what_to_do(host: FileHost) -> None:
    client = AsyncWebClient(token="xoxb-1", base_url=f"{host.url}api/")
    async with aiohttp.ClientSession() as http:
        with pytest.raises(Refused, match="Attach"):
            await fetch_text(client, http, [])
