"""What an app answers with a message: at once to a slash command, or later through a response URL.

The rule it keeps: only whoever acted sees it, unless it says otherwise, and nothing is shown that Slack would not show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.answers import Json, Refusal
from bot.sandbox.block_kit.rules import Report, Rule, constant, one_of, record, string
from bot.sandbox.block_kit.surfaces import check_message
from bot.sandbox.methods.chat import MAX_TEXT, checked_metadata, thread_root
from bot.sandbox.platform_state import Platform
from bot.sandbox.posts import post
from bot.sandbox.world import Channel, Message, PersonId

_NO_LIMIT = 10**9  # how much there may be is asked of the message as a whole


def _flag(value: Any, at: str, report: Report) -> None:
    if value not in (True, False, "true", "false"):
        report.add(at, "must be a boolean")


_KEYS: Mapping[str, Rule] = {
    "text": string(_NO_LIMIT, 0),
    "blocks": constant,
    "attachments": constant,
    "response_type": one_of("ephemeral", "in_channel"),
    "replace_original": _flag,
    "delete_original": _flag,
    "thread_ts": string(255, 0),
    "metadata": constant,
    "unfurl_links": _flag,
    "unfurl_media": _flag,
    "mrkdwn": _flag,
}
_shape = record(None, _KEYS)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer that was checked; what it holds is as a message holds it."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None
    thread_ts: str | None
    is_public: bool
    replaces: bool
    deletes: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.text and not self.blocks and not self.attachments


def read_reply(platform: Platform, body: Mapping[str, Any]) -> Reply:
    """The answer that a body gives. Refusal: invalid_arguments and others."""
    if unknown := sorted(set(body) - set(_KEYS)):
        raise Refusal("invalid_arguments", [f"[ERROR] unknown argument: {name}" for name in unknown])
    report = Report()
    _shape(dict(body), "", report)
    if report.problems:
        raise Refusal("invalid_arguments", [problem.line() for problem in report.problems])
    content: Json = {
        "text": body.get("text") or "",
        "blocks": body.get("blocks") or [],
        "attachments": body.get("attachments") or [],
    }
    if len(content["text"]) > MAX_TEXT:
        raise Refusal("msg_too_long")
    check_message(content, platform.app.unfurl_domains)
    return Reply(
        **content,
        metadata=checked_metadata(body.get("metadata")),
        thread_ts=body.get("thread_ts") or None,
        is_public=body.get("response_type") == "in_channel",
        replaces=body.get("replace_original") in (True, "true"),
        deletes=body.get("delete_original") in (True, "true"),
    )


def show_reply(
    platform: Platform, channel: Channel, person: PersonId, reply: Reply, *, thread_ts: str | None = None
) -> Message:
    """Post an answer; `thread_ts` is where the person acted. Refusal: is_archived, invalid_thread_ts, thread_not_found."""
    if channel.is_archived:
        raise Refusal("is_archived")
    beside = None if reply.is_public else thread_ts
    return post(
        platform.workspace,
        channel,
        user=platform.app.bot_user_id,
        text=reply.text,
        blocks=reply.blocks,
        attachments=reply.attachments,
        metadata=reply.metadata,
        thread_ts=thread_root(channel, reply.thread_ts) if reply.thread_ts else beside,
        by_app=True,
        ephemeral_to=None if reply.is_public else person,
    )
