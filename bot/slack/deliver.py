"""Carries the outbox to Slack: claim, draw, send outside any transaction, mark row by row.

Only a post can double, so an attempt whose outcome is unknown is looked up before it is sent again. A claim is a lease:
nothing is sent once too little of it is left (the fence). Every error is met here with one policy: obey Retry-After,
park what cannot succeed, look up what may have succeeded, back off from the rest.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from random import uniform
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.db import outbox
from bot.db.outbox import LEASE, Claim, OutboxKind
from bot.domain.spec import ChannelId, UserId
from bot.services import deliveries, messages, people, places, reminders
from bot.services.runner import Runner
from bot.slack import drawing, profiles
from bot.slack import wording as w
from bot.slack.error_codes import CARD_IS_GONE, HARMLESS, HOPELESS
from bot.slack.ids import METADATA_TYPE
from bot.slack.membership import Membership
from bot.slack.outgoing import File, Members, Message, Nothing, NotYet, Progress, Strangers, TooLate

log = logging.getLogger(__name__)

BATCH = 20
HTTP_TIMEOUT_S = 10
"""Of one call. The lease is longer than two of them."""

FENCE = LEASE - timedelta(seconds=HTTP_TIMEOUT_S + 5)
"""How long after its claim a row may still be sent."""

LOOK_BACK = timedelta(seconds=60)
"""How far before the first attempt the look-up begins: clocks differ."""

LOOK_UP_LIMIT = 15
POST_RATE_S = 1.0
POST_BURST = 4
"""Slack takes one message a second a channel, and short bursts."""

PEOPLE_FIRST_S = 1.0
"""How long redraws wait for people to pause: they wait for an answer, and ten clicks may be one redraw."""

MOST_ATTEMPTS = 12
LONGEST_PAUSE_S = 900
SMALL_CHANNEL = 12
"""Up to this many members, everybody in the channel is expected to read."""

POSTED_AGAIN = frozenset({OutboxKind.CARD, OutboxKind.DRAFT_CARD})
"""What a spec cannot do without: deleted by hand, it comes back with the next change."""

ON_CARD = frozenset({OutboxKind.ANNOUNCEMENT, OutboxKind.COMMENT, OutboxKind.PROGRESS})


class Deliverer:
    """Delivers what is due, when kicked and when swept; one of them a process."""

    def __init__(self, runner: Runner, client: AsyncWebClient, membership: Membership) -> None:
        self._runner = runner
        self._client = client
        self._membership = membership
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._buckets: dict[str, float] = {}
        self._closing = False
        self.people_pause: Callable[[], Awaitable[None]] | None = None
        """Returns once no interaction was in hand for a moment, where this process has any."""

    def kick(self) -> None:
        """Deliver soon; returns at once. Kicks while it works make it look once more."""
        self._again = True
        if self._task is None and not self._closing:
            self._task = asyncio.get_running_loop().create_task(self._work())
            self._task.add_done_callback(self._worked)

    async def idle(self) -> None:
        """Return once everything is delivered or given up; waits through pauses between attempts."""
        while not self._closing:
            if self._task is not None:
                await asyncio.wait([self._task])
                continue
            pause = await self._runner.read(deliveries.until_next_due)
            if pause is None:
                return
            await asyncio.sleep(min(max(pause.total_seconds(), 0), 1))
            self.kick()

    async def close(self) -> None:
        """Finish what is in hand; take nothing new."""
        self._closing = True
        if self._task is not None:
            await asyncio.wait([self._task])

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled() and (error := task.exception()):
            # The sweep comes back in any case; what failed here was the database, not a row.
            log.error("The outbox could not be worked on", exc_info=error)
        elif self._again:
            self.kick()

    async def _work(self) -> None:
        while not self._closing:
            await self._let_people_go_first()
            self._again = False
            fence = monotonic() + FENCE.total_seconds()
            claims = await self._runner.read(deliveries.claim, limit=BATCH)
            if not claims:
                return
            await asyncio.gather(*(self._deliver(claim, fence) for claim in claims))

    async def _let_people_go_first(self) -> None:
        if self.people_pause is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PEOPLE_FIRST_S):
                    await self.people_pause()

    async def _deliver(self, claim: Claim, fence: float) -> None:
        """One row, from drawing to marking."""
        began = monotonic()
        try:
            outcome = await self._attempt(claim, fence)
        except SlackApiError as error:
            outcome = await self._failed(claim, error)
        except (aiohttp.ClientError, TimeoutError) as error:
            outcome = await self._unknown(claim, type(error).__name__)
        except (OperationalError, PoolTimeout) as error:
            # Slack may have taken it already: the lease runs out, and then it is looked up.
            log.warning("The database was busy", extra={"row": claim.id, "kind": claim.kind}, exc_info=error)
            outcome = "lapsed"
        except Exception as error:  # an edge: one row's bug must not stop the others
            log.exception("A row of the outbox could not be drawn", extra={"row": claim.id, "kind": claim.kind})
            await self._runner.single(deliveries.park, claim=claim, error=repr(error))
            outcome = "parked"
        facts = {"row": claim.id, "kind": claim.kind, "outcome": outcome, "ms": round((monotonic() - began) * 1000)}
        log.info("Delivery", extra=facts)

    async def _attempt(self, claim: Claim, fence: float) -> str:
        draw = self._runner.work if claim.kind is OutboxKind.EXPORT else self._runner.single
        drawn = await draw(drawing.draw, claim=claim)
        if isinstance(drawn, Strangers):
            await profiles.fetch(self._client, self._runner, claim.workspace, drawn.users)
            drawn = await draw(drawing.draw, claim=claim)
        if monotonic() > fence:
            return "lapsed"
        match drawn:
            case Nothing():
                return await self._finish(claim, channel=claim.channel, ts=claim.ts, sent_hash=claim.sent_hash)
            case TooLate(told=told):
                for spec, entry in told:
                    await self._runner.write(reminders.defer, workspace=claim.workspace, spec=spec, entry=entry)
                return await self._finish(claim, channel=None, ts=None, sent_hash=None)
            case NotYet() | Strangers():
                # What it waits for comes in a moment, or not before somebody mends what keeps it away.
                return await self._later(claim, max(0.3, _pause_s(claim) / 8), count=True)
            case Message():
                outcome = await self._message(claim, drawn)
                if drawn.expires is not None:
                    await self._runner.single(reminders.look_again, spec=drawn.expires.spec, at=drawn.expires.at)
                return outcome
            case Progress():
                return await self._progress(claim, drawn)
            case Members():
                return await self._members(claim, drawn)
            case File():
                return await self._file(claim, drawn)

    # Messages

    async def _message(self, claim: Claim, message: Message) -> str:
        sent_hash = _hash(message)
        if claim.ts is not None and claim.sent_hash == sent_hash:
            return await self._finish(claim, channel=claim.channel, ts=claim.ts, sent_hash=sent_hash)
        if not await self._may_see(message):
            return await self._finish(claim, channel=claim.channel, ts=claim.ts, sent_hash=claim.sent_hash)
        channel = claim.channel or message.channel or await self._conversation(claim, message.user)
        ts = await self._drawn_where_it_stands(claim, channel, message)
        if ts is None and claim.kind not in POSTED_AGAIN:
            # Somebody deleted what was said to them; saying it again would be no kindness.
            ts = claim.ts
        if ts is not None:
            outcome = await self._finish(claim, channel=channel, ts=ts, sent_hash=sent_hash)
            await self._opened(claim, message, channel)
            return outcome
        wait_s = self._take_from_bucket(channel)
        if wait_s > 0:
            return await self._later(claim, wait_s, count=False)
        answer = await self._client.chat_postMessage(
            channel=channel,
            blocks=list(message.blocks),
            text=message.text,
            thread_ts=message.thread_ts,
            reply_broadcast=message.broadcast or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": METADATA_TYPE, "event_payload": {"delivery": claim.delivery_id}},
        )
        posted = {"channel": str(answer["channel"]), "ts": str(answer["ts"])}
        outcome = await self._finish(claim, **posted, sent_hash=sent_hash)
        if claim.ts is not None and claim.spec is not None and claim.kind is OutboxKind.CARD:
            await self._runner.write(messages.card_is_back, workspace=claim.workspace, spec_id=claim.spec)
        await self._opened(claim, message, channel)
        return outcome

    async def _may_see(self, message: Message) -> bool:
        """Whether the recipient may still see what the message tells."""
        if message.members_of is None or message.user is None:
            return True
        return await self._membership.is_member(message.members_of, message.user)

    async def _opened(self, claim: Claim, message: Message, channel: str) -> None:
        """A channel that took a message is not closed, whatever was heard of it, or not heard."""
        if message.may_open:
            await self._runner.write(places.opened, workspace=claim.workspace, channel=ChannelId(channel))

    async def _drawn_where_it_stands(self, claim: Claim, channel: str, message: Message) -> str | None:
        """Draw the message anew; its `ts`, or None where it has to be posted: it never was, or somebody deleted it."""
        if claim.ts is not None and await self._updated(channel, claim.ts, message):
            return claim.ts
        if not claim.unsure:
            return None
        ts = await self._look_up(claim, channel, message.thread_ts)
        return ts if ts is not None and await self._updated(channel, ts, message) else None

    async def _updated(self, channel: str, ts: str, message: Message) -> bool:
        """Draw the message that stands there; False where it is gone."""
        try:
            await self._client.chat_update(channel=channel, ts=ts, blocks=list(message.blocks), text=message.text)
        except SlackApiError as error:
            if error.response.get("error") != "message_not_found":
                raise
            return False
        return True

    async def _look_up(self, claim: Claim, channel: str, thread_ts: str | None) -> str | None:
        """Whether an earlier attempt arrived after all: its `ts`."""
        oldest = str((claim.first_attempt_at - LOOK_BACK).timestamp())
        window: dict[str, Any] = {"oldest": oldest, "limit": LOOK_UP_LIMIT, "include_all_metadata": True}
        if thread_ts is None:
            answer = await self._client.conversations_history(channel=channel, **window)
        else:
            answer = await self._client.conversations_replies(channel=channel, ts=thread_ts, **window)
        for found in answer["messages"]:
            payload = (found.get("metadata") or {}).get("event_payload") or {}
            if payload.get("delivery") == claim.delivery_id:
                return str(found["ts"])
        return None

    async def _conversation(self, claim: Claim, user: UserId | None) -> str:
        answer = await self._client.conversations_open(users=[user] if user else [])
        channel = str(answer["channel"]["id"])
        if user is not None:
            await self._runner.read(people.keep_dm_channel, workspace=claim.workspace, user=user, channel=channel)
        return channel

    def _take_from_bucket(self, channel: str) -> float:
        """Take one post from the channel's bucket; else the seconds until there is one."""
        now = monotonic()
        full_at = max(self._buckets.get(channel, now), now)
        wait_s = full_at - now - POST_RATE_S * (POST_BURST - 1)
        if wait_s <= 0:
            self._buckets = {key: at for key, at in self._buckets.items() if at > now}
            self._buckets[channel] = full_at + POST_RATE_S
        return wait_s

    # Everything else

    async def _progress(self, claim: Claim, progress: Progress) -> str:
        where = {"channel": progress.channel, "timestamp": progress.ts}
        for emoji in sorted(progress.wanted - progress.present):
            await _harmless(self._client.reactions_add(name=emoji, **where))
        for emoji in sorted(progress.present - progress.wanted):
            await _harmless(self._client.reactions_remove(name=emoji, **where))
        # The marks are those of this card: one that is posted in its place begins without any.
        return await self._finish(
            claim, channel=progress.channel, ts=progress.ts, sent_hash=",".join(sorted(progress.wanted))
        )

    async def _members(self, claim: Claim, members: Members) -> str:
        answer = await self._client.conversations_members(channel=members.channel, limit=SMALL_CHANNEL + 50)
        users = [UserId(user) for user in answer["members"]]
        paging: dict[str, Any] = answer.get("response_metadata") or {}
        if not paging.get("next_cursor"):
            found = await profiles.fetch(self._client, self._runner, claim.workspace, users)
            humans = [person.id for person in found if not person.is_bot]
            if len(humans) <= SMALL_CHANNEL:
                await self._runner.write(
                    people.fix_readers, workspace=claim.workspace, spec_id=members.spec, users=humans
                )
        return await self._finish(claim, channel=None, ts=None, sent_hash=None)

    async def _file(self, claim: Claim, file: File) -> str:
        channel = file.channel or await self._conversation(claim, file.user)
        # The column that holds a message's `ts` holds a file's id, kept before Slack is asked to share it.
        if claim.ts is not None and claim.unsure:
            answer = await self._client.files_info(file=claim.ts)
            if channel in (answer["file"].get("ims") or []):
                return await self._finish(claim, channel=channel, ts=claim.ts, sent_hash=None)
        content = file.content.encode()
        place = await self._client.files_getUploadURLExternal(filename=file.name, length=len(content) or 1)
        session = self._client.session
        if session is None:
            raise RuntimeError("the client needs its shared session")
        async with session.post(place["upload_url"], data=content or b"\n") as response:
            response.raise_for_status()
        file_id = str(place["file_id"])
        await self._runner.single(deliveries.keep_file, claim=claim, channel=channel, file_id=file_id)
        await self._client.files_completeUploadExternal(
            files=[{"id": file_id, "title": file.name}], channel_id=channel, initial_comment=file.comment
        )
        return await self._finish(claim, channel=channel, ts=file_id, sent_hash=None)

    # What became of it

    async def _finish(self, claim: Claim, *, channel: str | None, ts: str | None, sent_hash: str | None) -> str:
        if claim.kind in outbox.REACTED_TO and channel is not None and ts is not None and ts != claim.ts:
            return await self._stands(claim, ChannelId(channel), ts, sent_hash)
        kept = await self._runner.single(deliveries.finish, claim=claim, channel=channel, ts=ts, sent_hash=sent_hash)
        return "done" if kept else "overtaken"

    async def _stands(self, claim: Claim, channel: ChannelId, ts: str, sent_hash: str | None) -> str:
        """People may have reacted to it before this was known: what is refused of that, they are told now."""
        refused = await self._runner.write(deliveries.stand, claim=claim, channel=channel, ts=ts, sent_hash=sent_hash)
        for each in refused or ():
            with suppress(SlackApiError, aiohttp.ClientError, TimeoutError):
                await self._client.chat_postEphemeral(channel=channel, user=each.to, text=w.escape(each.text))
        return "overtaken" if refused is None else "done"

    async def _later(self, claim: Claim, pause_s: float, *, count: bool, unsure: bool = False) -> str:
        if claim.attempts >= MOST_ATTEMPTS and count:
            await self._runner.single(deliveries.park, claim=claim, error=f"given up after {claim.attempts} attempts")
            return "parked"
        pause = timedelta(seconds=pause_s)
        await self._runner.read(deliveries.release, claim=claim, pause=pause, unsure=unsure, count=count)
        return "later"

    async def _failed(self, claim: Claim, error: SlackApiError) -> str:
        """Slack answered, and the answer was no."""
        status = int(getattr(error.response, "status_code", getattr(error.response, "status", 0)) or 0)
        data = getattr(error.response, "data", None)
        answer: dict[str, Any] = data if isinstance(data, dict) else {}
        code = str(answer.get("error") or f"http_{status}")
        if status == 429 or code == "ratelimited":  # noqa: PLR2004 - HTTP's "too many requests"
            pause_s = float(error.response.headers.get("Retry-After", 1))
            return await self._later(claim, pause_s, count=False)
        if code in CARD_IS_GONE and claim.kind in ON_CARD and claim.spec is not None:
            await self._runner.write(messages.card_is_gone, workspace=claim.workspace, spec_id=claim.spec)
            return await self._later(claim, _pause_s(claim), count=True)
        if code in HOPELESS:
            log.warning(
                "Gave up a delivery", extra={"row": claim.id, "kind": claim.kind, "error": code, "answer": answer}
            )
            await self._runner.single(deliveries.park, claim=claim, error=code)
            if code in outbox.CLOSED and claim.kind in outbox.IN_CHANNEL and claim.spec is not None:
                why = outbox.CLOSED[code]
                await self._runner.write(places.closed_for, workspace=claim.workspace, spec_id=claim.spec, why=why)
            return "parked"
        return await self._unknown(claim, code)

    async def _unknown(self, claim: Claim, what: str) -> str:
        """Slack may have taken it: look before sending again."""
        log.warning("A delivery's outcome is unknown", extra={"row": claim.id, "kind": claim.kind, "error": what})
        return await self._later(claim, _pause_s(claim), count=True, unsure=True)


def _pause_s(claim: Claim) -> float:
    """How long to wait after another attempt failed: longer each time, and not all at the same moment."""
    pause_s: float = min(0.5 * 2**claim.attempts, LONGEST_PAUSE_S)
    return pause_s * uniform(0.8, 1.2)  # noqa: S311 - no secret, just spread


async def _harmless(call: Awaitable[Any]) -> None:
    """Await a call whose "it is so already" is as good as done."""
    try:
        await call
    except SlackApiError as error:
        if error.response.get("error") not in HARMLESS:
            raise


def _hash(message: Message) -> str:
    shown = json.dumps([message.blocks, message.text], sort_keys=True, default=list)
    return sha256(shown.encode()).hexdigest()
