"""A workspace with a template in the database: what every spec needs beside it."""

import pytest

from bot.db import templates, workspaces
from bot.db.session import Sessions
from bot.db.templates import BUILT_IN
from tests.domain.facts import CREATED_AT, TEAM


@pytest.fixture
def template_id(sessions: Sessions) -> int:
    """The workspace's built-in template; the workspace is made with it."""
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        return templates.keep(session, TEAM, BUILT_IN, "# Title\n", by=None, now=CREATED_AT)
