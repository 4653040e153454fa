"""The worker's jobs, run by hand: what its clock would start."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from bot.db import handled, schema, templates, workspaces
from bot.db.session import Sessions
from bot.domain.spec import ChannelId
from bot.services.runner import Runner
from bot.slack.deliver import Deliverer
from bot.slack.membership import Membership
from bot.worker import Worker
from tests.domain.facts import DANA, NOW, TEAM


@pytest.fixture
def worker(sessions: Sessions) -> Iterator[Worker]:
    """A worker a month later."""
    with ThreadPoolExecutor(1) as executor:
        runner = Runner(sessions, executor, lambda: NOW + timedelta(days=30))
        client = AsyncWebClient()
        yield Worker(runner, Deliverer(runner, client, Membership(client, runner)))


async def test_housekeeping_forgets_what_nobody_needs_any_more(sessions: Sessions, worker: Worker) -> None:
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        assert handled.first_time(session, TEAM, "key", NOW)
        templates.bring(session, TEAM, ChannelId("C-SPECS"), "## A\n", name=None, by=DANA, now=NOW)
    await worker.keep_house()
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(schema.handled)) == 0
        assert session.scalar(select(func.count()).select_from(schema.templates)) == 0
