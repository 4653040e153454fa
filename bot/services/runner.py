"""Runs use cases: each call is one transaction at the time the clock shows, but for single statements, which need none.

Where the database is a server, transactions run on threads of their own, so that the event loop never waits for it. On
SQLite a transaction is over sooner than a thread could be handed it (measured: a third of a click's time went into that),
so the short ones run in the event loop, and only those that take long, such as reading a whole document, on the thread.
A use case never sees the event loop.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from bot.db.session import Session, Sessions

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Begin = Callable[[], AbstractContextManager[Session]]
UseCase = Callable[Concatenate[Session, datetime, Arguments], Result]


class Runner:
    """Hands use cases a session and `now`. `wrote` is called on the event loop after each committed write."""

    def __init__(
        self, sessions: Sessions, executor: Executor, now: Callable[[], datetime], *, is_local: bool = False
    ) -> None:
        self._sessions = sessions
        self._executor = executor
        self._is_local = is_local
        self.now = now
        self.wrote: Callable[[], None] = lambda: None

    async def read(
        self,
        use_case: UseCase[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case whose writes, if any, nobody outside waits for."""
        return await self._in(self._sessions.begin, use_case, *args, **kwargs)

    async def single(
        self,
        use_case: UseCase[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that only reads, or writes with a single statement."""
        return await self._in(self._sessions.single, use_case, *args, **kwargs)

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

    async def work(
        self,
        use_case: UseCase[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a use case that may take long: it reads or writes whole documents, or everything that there is."""
        result = await self._on_a_thread(self._sessions.begin, use_case, *args, **kwargs)
        self.wrote()
        return result

    async def _in(
        self, begin: Begin, use_case: UseCase[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        if self._is_local:
            return self._transaction(begin, use_case, *args, **kwargs)
        return await self._on_a_thread(begin, use_case, *args, **kwargs)

    async def _on_a_thread(
        self, begin: Begin, use_case: UseCase[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        call = partial(self._transaction, begin, use_case, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def _transaction(
        self, begin: Begin, use_case: UseCase[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        with begin() as session:
            return use_case(session, self.now(), *args, **kwargs)
