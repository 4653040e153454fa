"""People who click: each ticks and unticks checklist lines, waits for the answer, and clicks on.

The rule it keeps: every click changes something, and nobody clicks a line that somebody else's click is changing.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.bench.peer import PEOPLE, WORKSPACE
from bot.bench.served import SECRET
from bot.errors import Refused
from bot.slack.ids import Action
from bot.web import SLACK_PATH

_SIGNER = SignatureVerifier(SECRET)


@dataclass(kw_only=True)
class Box:
    """A checklist line on a card, and whether it is ticked just now."""

    number: int
    channel: str
    position: int
    is_ticked: bool = False
    _bodies: tuple[bytes, bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._bodies = (self._body("tick"), self._body("untick"))

    @property
    def click(self) -> bytes:
        """The request's body of the click that changes it."""
        return self._bodies[self.is_ticked]

    def _body(self, doing: str) -> bytes:
        ts = f"{1_700_000_000 + self.number}.000100"
        option = {"text": {"type": "plain_text", "text": doing}, "value": f"{self.number}:{self.position}:{doing}"}
        payload = {
            "type": "block_actions",
            "api_app_id": "A0BENCH",
            "token": "unused",
            "team": {"id": WORKSPACE, "domain": "bench"},
            "user": {"id": PEOPLE[1], "username": "grace", "name": "grace", "team_id": WORKSPACE},
            "channel": {"id": self.channel, "name": f"bench-{self.number}"},
            "container": {"type": "message", "message_ts": ts, "channel_id": self.channel, "is_ephemeral": False},
            "message": {"type": "message", "ts": ts, "text": "A card.", "blocks": []},
            "trigger_id": "1.2.3",
            "response_url": "",
            "state": {"values": {}},
            "actions": [
                {
                    "type": "overflow",
                    "action_id": Action.LINE_MENU,
                    "block_id": "line",
                    "selected_option": option,
                    "action_ts": ts,
                }
            ],
        }
        return urlencode({"payload": json.dumps(payload)}).encode()


@dataclass(frozen=True, kw_only=True)
class Round:
    """How long each answer took, and how long it took for all of them."""

    ack_s: Sequence[float]
    elapsed_s: float

    @property
    def acks_per_s(self) -> float:
        """Answers a second."""
        return len(self.ack_s) / self.elapsed_s

    def percentile_s(self, percent: int) -> float:
        """Within what time so many percent of the answers came."""
        return quantiles(self.ack_s, n=100, method="inclusive")[percent - 1]


async def click(
    http: aiohttp.ClientSession, url: str, boxes: Sequence[Box], *, people: int, seconds: float, most: int
) -> Round:
    """Let that many people click on for so long, though not more than `most` times in all.

    Raises Refused when a click is not acknowledged.
    """
    began = time.monotonic()
    ends = began + seconds
    left = iter(range(most))

    async def person(own: Sequence[Box]) -> list[float]:
        took: list[float] = []
        for box, _ in zip(cycle(own), left, strict=False):
            sent = time.monotonic()
            # Everybody clicks at least once, so that a crowd is as large as it is said to be.
            if sent > ends and took:
                break
            await _post(http, url, box.click)
            took.append(time.monotonic() - sent)
            box.is_ticked = not box.is_ticked
        return took

    took = await asyncio.gather(*(person(boxes[place::people]) for place in range(people)))
    return Round(ack_s=[each for own in took for each in own], elapsed_s=time.monotonic() - began)


async def _post(http: aiohttp.ClientSession, url: str, body: bytes) -> None:
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": _SIGNER.generate_signature(timestamp=timestamp, body=body) or "",
    }
    async with http.post(url + SLACK_PATH.lstrip("/"), data=body, headers=headers) as response:
        said = await response.read()
        if response.status != 200 or said:  # noqa: PLR2004 - HTTP's "OK"
            raise Refused(f"a click was answered with {response.status} {said[:200]!r}")
