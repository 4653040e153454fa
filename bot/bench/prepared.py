"""What the clicks meet: shared specs, made by the bot's own use cases, each in a channel of its own.

Slack takes a message a second in a channel; with one channel the first cards would take a minute to post.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import resources
from time import monotonic
from uuid import uuid4

from sqlalchemy import Engine, func, select

from bot.bench.clicks import Box
from bot.bench.peer import PEOPLE, WORKSPACE
from bot.db import outbox, schema
from bot.db.session import Session, open_engine, open_sessions
from bot.domain.checklist import children
from bot.domain.spec import ChannelId, Spec, UserId, WorkspaceId
from bot.errors import Refused
from bot.services import people, specs

REST_S = 60
"""How long the bot may take to deliver what is left after a round."""


class Prepared:
    """A workspace in the database at `url`. The bot may be at work on it: nothing here writes once it is made."""

    def __init__(self, url: str, *, specs_wanted: int) -> None:
        self._engine: Engine = open_engine(url)
        text = resources.files("bot.templates").joinpath("example.md").read_text("utf-8")
        self._specs = [self._make(number, text) for number in range(specs_wanted)]

    def boxes(self) -> Sequence[Box]:
        """All lines that can be ticked, none of which is, line after line: who clicks at once clicks different specs."""
        lines = [(line.position, spec) for spec in self._specs for line in spec.lines if not children(spec, line)]
        return [
            Box(number=spec.number, channel=spec.channel, position=position)
            for position, spec in sorted(lines, key=lambda line: line[0])
        ]

    def _make(self, number: int, text: str) -> Spec:
        workspace, channel, now = WorkspaceId(WORKSPACE), ChannelId(f"C0BENCH{number}"), datetime.now(UTC)
        with open_sessions(self._engine).begin() as session:
            name = channel.lower()
            people.learn_channel(session, now, workspace=workspace, channel=channel, name=name, is_private=False)
            new = specs.NewSpec(
                key=uuid4().hex, title="", file=text, drafter=UserId(PEOPLE[0]), channel=channel, share=True
            )
            return specs.create(session, now, workspace=workspace, new=new)

    async def at_rest(self) -> None:
        """Return once everything is delivered. Raises Refused when that takes too long."""
        until = monotonic() + REST_S
        while await asyncio.to_thread(self._read, _is_waiting):
            if monotonic() > until:
                raise Refused("the bot does not deliver what its clicks made necessary")
            await asyncio.sleep(0.05)

    async def happened(self) -> int:
        """How many events are in the histories of all specs."""
        return await asyncio.to_thread(self._read, _count_history)

    def _read(self, query: Callable[[Session], int]) -> int:
        with open_sessions(self._engine).begin() as session:
            return query(session)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _is_waiting(session: Session) -> int:
    return outbox.next_due_at(session) is not None


def _count_history(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(schema.history)) or 0
