"""Acts that begin at the same time, each in a process of its own as far as the database knows."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from bot.db.session import Sessions, open_engine, open_sessions

PATIENCE_MS = 60_000
"""How long an act waits for the others. The bot's own deadlines are short, and these tests are not about them."""

Result = TypeVar("Result")


def at_once(database_url: str, acts: Sequence[Callable[[Sessions], Result]]) -> list[Result]:
    """What the acts give, in their order. All are connected before the first begins."""
    ready = Barrier(len(acts))

    def run(act: Callable[[Sessions], Result]) -> Result:
        engine = open_engine(database_url)
        event.listen(engine, "connect", _let_wait(engine))
        try:
            engine.connect().close()
            ready.wait()
            return act(open_sessions(engine))
        finally:
            engine.dispose()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _let_wait(engine: Engine) -> Callable[[Any, Any], None]:
    limits = {
        "sqlite": (f"PRAGMA busy_timeout={PATIENCE_MS}",),
        "postgresql": (f"SET statement_timeout={PATIENCE_MS}", f"SET lock_timeout={PATIENCE_MS}"),
    }[engine.dialect.name]

    def connect(connection: Any, record: Any) -> None:
        del record
        cursor = connection.cursor()
        for limit in limits:
            cursor.execute(limit)
        connection.commit()

    return connect
