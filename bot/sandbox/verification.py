"""The challenge that Slack asks an address for before it sends anything there.

The rule it keeps: an address that does not answer with it is not the app's, and nothing is sent there in earnest.
"""

import asyncio
import secrets
from urllib.parse import urlsplit

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.app_facts import App
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.transport import Kind, NotAcknowledgedError

_LOOK_AGAIN_SECONDS = 0.2


async def verify(dispatcher: Dispatcher, app: App, url: str) -> None:
    """Return once the app at `url` has answered the challenge; until it listens this waits. Refusal: url_not_verified."""
    await _listening(url)
    challenge = secrets.token_urlsafe(32)
    body: Json = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
    try:
        answer = (await dispatcher.ask(Kind.EVENT, body)).body or {}
    except NotAcknowledgedError as failure:
        why = f"HTTP status {failure.status}" if failure.reason == "http_error" else failure.reason
        raise Refusal("url_not_verified", [f"{url} answered url_verification with {why}"]) from None
    given = str(answer.get("challenge") or answer.get("text")).removeprefix("challenge=")
    if given != challenge:
        raise Refusal("url_not_verified", [f"{url} did not answer url_verification with its challenge"])


async def _listening(url: str) -> None:
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    while True:
        try:
            _reader, writer = await asyncio.open_connection(address.hostname, port)
        except OSError:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        else:
            writer.close()
            return
