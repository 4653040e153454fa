"""Methods for files: an upload in three steps, and what is known of a file.

The rule it keeps: a file exists for others only once its upload is complete.
"""

from collections.abc import Callable, Mapping

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.surfaces import check_message
from bot.sandbox.methods.chat import post_as_app, thread_root
from bot.sandbox.platform_state import Call
from bot.sandbox.stored_files import file_json
from bot.sandbox.world import Channel, ChannelId, FileId, StoredFile

MAX_BYTES = 1_000_000_000
MAX_ALT_TEXT = 1_000


def _get_upload_url(call: Call) -> Json:
    length = call.args.number("length", 0)
    if not 0 < length <= MAX_BYTES:
        raise Refusal("file_upload_size_restricted")
    if len(call.args.text("alt_txt")) > MAX_ALT_TEXT:
        raise Refusal("alt_txt_too_large")
    stored = call.workspace.add_file(name=call.args.text("filename"), user=call.bot, size=length)
    return {"upload_url": f"{call.workspace.url}upload/v1/{stored.id}", "file_id": stored.id}


def _complete(call: Call) -> Json:
    entries = call.args.json("files")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise Refusal("invalid_arguments", ["[ERROR] must provide a list of files [json-pointer:/files]"])
    uploaded = [_uploaded(call, entry) for entry in entries]
    channels = [_shared_in(call, channel_id) for channel_id in _channel_ids(call)]
    blocks = call.args.json("blocks")
    if blocks:
        check_message({"blocks": blocks}, call.platform.app.unfurl_domains)
    thread_ts = call.args.text("thread_ts")
    roots = [thread_root(channel, thread_ts) if thread_ts else None for channel in channels]
    # Whatever is wrong has been said by now: a call that is refused leaves the upload as it was.
    for stored, title in uploaded:
        stored.title = title or stored.title
        stored.is_complete = True
    for channel, root in zip(channels, roots, strict=True):
        post_as_app(
            call,
            channel,
            text=call.args.text("initial_comment"),
            blocks=blocks or [],
            thread_ts=root,
            files=[stored.id for stored, _title in uploaded],
        )
    return {"files": [file_json(call.workspace, stored) for stored, _title in uploaded]}


def _channel_ids(call: Call) -> list[str]:
    one = call.args.text("channel_id")
    return [one] if one else call.args.names("channels")


def _uploaded(call: Call, entry: Json) -> tuple[StoredFile, str]:
    stored = call.workspace.files.get(FileId(str(entry.get("id"))))
    if stored is None or stored.content is None or stored.is_complete or stored.user != call.bot:
        raise Refusal("file_not_found")
    return stored, str(entry.get("title") or "")


def _shared_in(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channels.get(ChannelId(channel_id))
    if channel is None or (channel.is_private and call.bot not in channel.members):
        raise Refusal("channel_not_found")
    if call.bot not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("is_archived")
    return channel


def _info(call: Call) -> Json:
    stored = call.workspace.files.get(FileId(call.args.text("file")))
    if stored is None or not stored.is_complete:
        raise Refusal("file_not_found")
    return {"file": file_json(call.workspace, stored), "comments": [], "response_metadata": {"next_cursor": ""}}


HANDLERS: Mapping[str, Callable[[Call], Json]] = {
    "files.completeUploadExternal": _complete,
    "files.getUploadURLExternal": _get_upload_url,
    "files.info": _info,
}
