"""Fetches files that people attach. The bot's token goes to Slack's own file host and to nobody else."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.markdown import LINE_END, MOST_BYTES, refuse_long
from bot.errors import Refused

TIMEOUT_S = 2
"""The person waits for the modal to close, and Slack waits for three seconds."""
_TOO_LARGE = f"That file is larger than {MOST_BYTES // 1_000} kB. Attach the text alone, and link pictures."


async def fetch_text(client: AsyncWebClient, http: aiohttp.ClientSession, files: Sequence[Mapping[str, Any]]) -> str:
    """The text of an attached Markdown file, exactly as it is. Refused: what is wrong with it and what would help."""
    if not files:
        raise Refused("Attach a Markdown file, or choose “Write here” above.")
    file = files[0]
    if int(file.get("size") or 0) > MOST_BYTES:
        raise Refused(_TOO_LARGE)
    url = str(file.get("url_private_download") or "")
    if not _is_slacks(url, client.base_url):
        raise Refused("That file is kept outside Slack. Download it and attach the copy.")
    try:
        headers = {"Authorization": f"Bearer {client.token}"}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        # A redirect could lead the token elsewhere.
        async with http.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:  # A token that may not read files is sent on to a login page.
                raise Refused("Slack did not hand me that file just now. Press the button again.")
            content = await response.content.read(MOST_BYTES + 1)
            while len(content) <= MOST_BYTES and (more := await response.content.read(MOST_BYTES + 1 - len(content))):
                content += more
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused("Slack did not hand me that file just now. Press the button again.") from error
    return _text(content)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Refused(_TOO_LARGE)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(content[: error.start].decode())) + 1
        raise Refused(
            f"Line {line} of that file is not UTF-8 text (byte {error.start + 1:,}). Save it as UTF-8 Markdown and "
            "attach it again."
        ) from error
    if "\x00" in text:
        line = len(LINE_END.findall(text, 0, text.index("\x00"))) + 1
        raise Refused(f"Line {line} has a NUL character, so it is no text. Save it as Markdown and attach it again.")
    if not text.strip():
        raise Refused("That file is empty.")
    refuse_long(text, "That file")
    return text


def _is_slacks(url: str, api_url: str) -> bool:
    """Whether the address is on the file host that belongs to this API: its own origin, or below slack.com."""
    parts, api = urlsplit(url), urlsplit(api_url)
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    host = parts.hostname or ""
    return parts.scheme == "https" and host.endswith(".slack.com") and (api.hostname or "").endswith("slack.com")
