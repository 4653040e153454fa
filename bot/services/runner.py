"""Runs use cases: each call is one transaction on the database's own threads, at the time the clock shows.

The event loop never waits for the database itself; a use case never sees the event loop.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from bot.db.session import Sessions

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
UseCase = Callable[Concatenate[Session, datetime, Arguments], Result]


class Runner:
    """Hands use cases a session and `now`. `wrote` is called on the event loop after each committed write."""

    def __init__(self, sessions: Sessions, executor: Executor, now: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._executor = executor
        self.now = now
        self.wrote: Callable[[], None] = lambda: None

    async def read(
        self,
        use_case: UseCase[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case whose writes, if any, nobody outside waits for."""
        call = partial(self._transaction, use_case, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    async def write(
        self,
        use_case: UseCase[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case after which the outbox may hold something to send."""
        result = await self.read(use_case, *args, **kwargs)
        self.wrote()
        return result

    def _transaction(
        self, use_case: UseCase[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        with self._sessions.begin() as session:
            return use_case(session, self.now(), *args, **kwargs)
