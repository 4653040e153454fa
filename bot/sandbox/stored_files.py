"""A stored file as Slack describes it.

The rule it keeps: the addresses of a file's bytes ask for the bot's token, as Slack's do.
"""

import mimetypes
from pathlib import PurePosixPath
from urllib.parse import quote

from bot.sandbox.answers import Json
from bot.sandbox.world import TEAM_ID, StoredFile, Workspace

_FILETYPES = {"md": "markdown", "markdown": "markdown", "txt": "text", "jpeg": "jpg", "py": "python"}
_MIMETYPES = {"md": "text/markdown", "markdown": "text/markdown"}


def extension(name: str) -> str:
    """The lower-case extension of a file name, without its point."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def mimetype(name: str) -> str:
    """The media type that a file's name suggests."""
    guessed = _MIMETYPES.get(extension(name)) or mimetypes.guess_type(name)[0]
    return guessed or ("application/octet-stream" if extension(name) else "text/plain")


def file_json(workspace: Workspace, stored: StoredFile) -> Json:
    """A file object."""
    where = f"{TEAM_ID}-{stored.id}"
    name = quote(stored.name, safe="")
    kinds: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel_id, _ts in stored.shares:
        if (channel := workspace.channels.get(channel_id)) is not None:
            kind = "ims" if channel.is_im else "groups" if channel.is_private else "channels"
            kinds[kind].append(channel_id)
    created = int(stored.created_at.timestamp())
    filetype = _FILETYPES.get(extension(stored.name), extension(stored.name) or "text")
    return {
        "id": stored.id,
        "created": created,
        "timestamp": created,
        "name": stored.name,
        "title": stored.title,
        "mimetype": mimetype(stored.name),
        "filetype": filetype,
        "pretty_type": filetype.capitalize(),
        "user": stored.user,
        "editable": False,
        "size": len(stored.content or b""),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(kinds["channels"]),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{workspace.url}files-pri/{where}/{name}",
        "url_private_download": f"{workspace.url}files-pri/{where}/download/{name}",
        "permalink": f"{workspace.url}files/{stored.user}/{stored.id}/{name}",
        "has_rich_preview": False,
        **kinds,
    }
