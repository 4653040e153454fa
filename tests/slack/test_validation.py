"""Every surface that a snapshot keeps, before a server's own `blocks.validate`: the stand-in's always, Slack's when asked.

With SLACK_TEST_TOKEN (any bot token of a workspace; no scope is needed) Slack is asked, or the server at
SLACK_TEST_API_URL. Nothing is posted.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Fault
from tests.slack.validation import NotValidatedError, client_for, problems, surfaces

ROOT = Path(__file__).resolve().parents[2]
SLACK = Settings.model_fields["slack_api_url"].default


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(clock=Clock(), manifest=None, empty=True)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


def with_wrong_places() -> dict[str, Any]:
    """The surfaces, three of them with something that Slack refuses."""
    shown = deepcopy(surfaces())
    shown["card-draft"][0]["text"]["text"] = "x" * 3_001
    shown["help"][0]["type"] = "marquee"
    shown["schedule"]["title"]["text"] = "A title that is longer than 24"
    return shown


@pytest.mark.skipif(
    "SLACK_TEST_TOKEN" not in os.environ,
    reason="SLACK_TEST_TOKEN is not set: a bot token with which Slack's own blocks.validate looks at every surface",
)
async def test_slack_itself_takes_every_surface() -> None:
    client = client_for(os.environ["SLACK_TEST_TOKEN"], os.environ.get("SLACK_TEST_API_URL", SLACK))
    assert await problems(client, surfaces()) == []


async def test_the_stand_in_takes_every_surface(sandbox: Sandbox) -> None:
    assert await problems(client_for(sandbox.bot_token, sandbox.api_url), surfaces()) == []
    assert [call["method"] for call in sandbox.platform.traffic.calls] == ["blocks.validate"] * len(surfaces())
    assert len(surfaces()) > 50


async def test_what_is_refused_is_told_with_the_snapshots_name_and_the_place(sandbox: Sandbox) -> None:
    found = await problems(client_for(sandbox.bot_token, sandbox.api_url), with_wrong_places())
    assert [line.split(": ")[:2] for line in found] == [
        ["card-draft", "/blocks/0/text/text"],
        ["help", "/blocks/0/type"],
        ["schedule", "/title/text"],
    ]


async def test_a_surface_that_is_larger_than_the_method_takes_is_told_too(sandbox: Sandbox) -> None:
    client = client_for(sandbox.bot_token, sandbox.api_url)
    large = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 100_001}}
    [said] = await problems(client, {"large": large})
    assert said.startswith("large: [ERROR] must be less than 100001 characters")


async def test_it_waits_as_long_as_a_busy_slack_says(sandbox: Sandbox) -> None:
    sandbox.platform.faults.add(Fault(method="blocks.validate", times=1, status=429, retry_after=1))
    client = client_for(sandbox.bot_token, sandbox.api_url)
    card = {"card-draft": surfaces()["card-draft"]}
    assert await problems(client, card) == []
    at = [datetime.fromisoformat(call["at"]) for call in sandbox.platform.traffic.calls]
    [pause] = [after - before for before, after in pairwise(at)]
    assert pause >= timedelta(seconds=1)


async def test_a_server_that_nobody_reaches_is_named() -> None:
    with pytest.raises(NotValidatedError, match=r"http://127\.0\.0\.1:9/api/ cannot be reached"):
        await problems(client_for("xoxb-1", "http://127.0.0.1:9/api/"), surfaces())


async def test_switched_on_it_asks_the_server_and_a_token_that_is_refused_is_not_printed(sandbox: Sandbox) -> None:
    said = await switched_on(sandbox, "xoxb-wrong-secret")
    assert "1 failed" in said
    assert "NotValidatedError: invalid_auth" in said
    assert "wrong-secret" not in said


async def switched_on(sandbox: Sandbox, token: str) -> str:
    """What pytest prints of the test that is skipped otherwise, as openly as it can."""
    test = f"{__file__}::{test_slack_itself_takes_every_surface.__name__}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-n", "0", "-vv", "--showlocals", "-p", "no:cacheprovider", test),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "SLACK_TEST_TOKEN": token, "SLACK_TEST_API_URL": sandbox.api_url},
    )
    said, _ = await process.communicate()
    return said.decode()
