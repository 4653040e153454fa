"""What is compared with what, in which turns, and the bounds that the figures should keep."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp

from bot.bench.clicks import Box, Round, click
from bot.bench.databases import POSTGRESQL, SQLITE, fresh
from bot.bench.prepared import Prepared
from bot.bench.processes import started
from bot.bench.report import Bound, Figure, Report
from bot.bench.served import Kind
from bot.bench.starts import Start, start
from bot.errors import Refused

FEW, MANY = 16, 256
"""People who click at the same time."""

SLOW_S = 0.1
"""How long a slow Slack takes to answer."""

FULL_TO_BARE = {SQLITE: Bound(limit=0.20, is_floor=True), POSTGRESQL: Bound(limit=0.14, is_floor=True)}
SLOW_TO_QUICK = Bound(limit=0.75, is_floor=True)
BARE_MS = Bound(limit=3)
CROWD_MS = Bound(limit=1_000)
CROWD_SPREAD = Bound(limit=3)
START_S = Bound(limit=2)
MEMORY_MB = Bound(limit=130)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is measured; a round ends after `seconds`, or when there were `clicks`."""

    specs: int = 50
    turns: int = 7
    seconds: float = 2.0
    clicks: int = 20_000
    starts: int = 5


FULL = Size()
QUICK = Size(turns=2, seconds=0.5, starts=1)


async def run(size: Size) -> Report:
    """Measure on every database that is here. Raises Refused when something does not work as it should."""
    figures: list[Figure] = []
    missing: dict[str, str] = {}
    for database in (SQLITE, POSTGRESQL):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="techspec-bench-")))
            try:
                url = stack.enter_context(fresh(database))
            except Refused as refusal:
                missing[database] = str(refusal)
                continue
            begun = [await start(url, folder) for _ in range(size.starts)]
            async with _staged(url, folder, size) as stage:
                turns = [await _turn(stage) for _ in range(size.turns)]
            figures += [*_of_clicks(database, turns), *_of_starts(database, begun)]
    return Report(figures=figures, missing=missing)


class _Stage:
    """Everything that runs, and the rounds that are played on it."""

    def __init__(self, http: aiohttp.ClientSession, prepared: Prepared, size: Size) -> None:
        self._http = http
        self._prepared = prepared
        self._size = size
        self._boxes: dict[Kind, Sequence[Box]] = {kind: prepared.boxes() for kind in Kind}
        self.peer = ""
        self.servers: dict[Kind, str] = {}

    async def round(self, kind: Kind, *, people: int, slack_s: float = 0.0) -> Round:
        """One round; the bot's ends with everything delivered. Raises Refused when a click changed nothing."""
        async with self._http.post(f"{self.peer}delay", json={"seconds": slack_s}) as response:
            response.raise_for_status()
        before = await self._prepared.happened()
        done = await click(
            self._http,
            self.servers[kind],
            self._boxes[kind],
            people=people,
            seconds=self._size.seconds,
            most=self._size.clicks,
        )
        if kind is Kind.BOT:
            await self._prepared.at_rest()
            happened = await self._prepared.happened() - before
            if happened != len(done.ack_s):
                raise Refused(f"{len(done.ack_s)} clicks were acknowledged, and {happened} happened")
        return done


@asynccontextmanager
async def _staged(url: str, folder: Path, size: Size) -> AsyncIterator[_Stage]:
    async with AsyncExitStack() as stack:
        # Uvicorn closes a connection that was idle for 5 s; one that is about to be closed must not carry a click.
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        prepared = Prepared(url, specs_wanted=size.specs)
        stack.callback(prepared.close)
        stage = _Stage(http, prepared, size)
        stage.peer = await stack.enter_async_context(started("bot.bench.peer", {}, folder / "peer.log"))
        for kind in Kind:
            options = {"kind": kind, "database_url": url, "api_url": f"{stage.peer}api/"}
            served = started("bot.bench.served", options, folder / f"{kind}.log")
            stage.servers[kind] = await stack.enter_async_context(served)
        # The first cards are posted, and every path was taken once, before anything counts.
        await prepared.at_rest()
        for kind in Kind:
            await stage.round(kind, people=FEW)
        yield stage


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """One round of each kind, close together in time."""

    bare_alone: Round
    bare: Round
    full: Round
    full_slow: Round
    full_crowd: Round
    defaults_alone: Round
    defaults: Round
    defaults_crowd: Round


async def _turn(stage: _Stage) -> _Turn:
    return _Turn(
        bare_alone=await stage.round(Kind.BARE, people=1),
        bare=await stage.round(Kind.BARE, people=FEW),
        full=await stage.round(Kind.BOT, people=FEW),
        full_slow=await stage.round(Kind.BOT, people=FEW, slack_s=SLOW_S),
        full_crowd=await stage.round(Kind.BOT, people=MANY, slack_s=SLOW_S),
        defaults_alone=await stage.round(Kind.DEFAULTS, people=1),
        defaults=await stage.round(Kind.DEFAULTS, people=FEW),
        defaults_crowd=await stage.round(Kind.DEFAULTS, people=MANY, slack_s=SLOW_S),
    )


def _of_clicks(database: str, turns: Sequence[_Turn]) -> Iterator[Figure]:
    def figure(name: str, values: Sequence[float], unit: str = "", bound: Bound | None = None) -> Figure:
        return Figure(name=name, database=database, value=median(values), unit=unit, bound=bound)

    def p50_ms(rounds: Sequence[Round]) -> list[float]:
        return [each.percentile_s(50) * 1_000 for each in rounds]

    def p99_ms(rounds: Sequence[Round]) -> list[float]:
        return [each.percentile_s(99) * 1_000 for each in rounds]

    def spread(rounds: Sequence[Round]) -> list[float]:
        return [each.percentile_s(99) / each.percentile_s(50) for each in rounds]

    crowd = [turn.full_crowd for turn in turns]
    defaults_crowd = [turn.defaults_crowd for turn in turns]
    yield figure("bare ack, p50", p50_ms([turn.bare_alone for turn in turns]), "ms", BARE_MS)
    yield figure(
        "full click / bare ack, acks a second, 16 at once",
        [turn.full.acks_per_s / turn.bare.acks_per_s for turn in turns],
        bound=FULL_TO_BARE[database],
    )
    yield figure(
        "full click, Slack at 100 ms / at 0 ms, acks a second",
        [turn.full_slow.acks_per_s / turn.full.acks_per_s for turn in turns],
        bound=SLOW_TO_QUICK,
    )
    yield figure("full click, 256 at once, Slack at 100 ms, p99", p99_ms(crowd), "ms", CROWD_MS)
    yield figure("the same, p99 / p50", spread(crowd), bound=CROWD_SPREAD)
    yield figure("bare ack, 16 at once", [turn.bare.acks_per_s for turn in turns], "a second")
    yield figure("full click, 16 at once", [turn.full.acks_per_s for turn in turns], "a second")
    yield figure("Bolt's defaults, p50", p50_ms([turn.defaults_alone for turn in turns]), "ms")
    yield figure("Bolt's defaults, 16 at once", [turn.defaults.acks_per_s for turn in turns], "a second")
    yield figure("Bolt's defaults, 256 at once, Slack at 100 ms, p99", p99_ms(defaults_crowd), "ms")
    yield figure("Bolt's defaults, the same, p99 / p50", spread(defaults_crowd))


def _of_starts(database: str, begun: Sequence[Start]) -> Iterator[Figure]:
    seconds = median(each.seconds for each in begun)
    yield Figure(name="start to ready", database=database, value=seconds, unit="s", bound=START_S)
    if memory_mb := [each.memory_mb for each in begun if each.memory_mb is not None]:
        yield Figure(name="memory after start", database=database, value=median(memory_mb), unit="MB", bound=MEMORY_MB)
