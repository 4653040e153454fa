"""The benchmark runs and tells what it promises; how quick anything is depends on the machine and is no test."""

import asyncio
import json
import os
from pathlib import Path

import aiohttp
import pytest

from bot.bench import measure
from bot.bench.clicks import Box, Round, click
from bot.bench.databases import SQLITE, fresh
from bot.bench.measure import Size
from bot.bench.processes import first_line, spawned, started
from bot.bench.report import Bound, Figure, Report
from bot.errors import Refused

TINY = Size(specs=2, turns=1, seconds=0.05, clicks=4, starts=1)

PROMISED = {
    "bare ack, p50": "ms",
    "full click / bare ack, acks a second, 16 at once": "",
    "full click, Slack at 100 ms / at 0 ms, acks a second": "",
    "full click, 256 at once, Slack at 100 ms, p99": "ms",
    "the same, p99 / p50": "",
    "start to ready": "s",
    "memory after start": "MB",
}


@pytest.fixture
def no_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.usefixtures("no_postgresql")
async def test_a_run_measures_what_it_promises_and_says_what_is_missing() -> None:
    report = (await measure.run(TINY)).as_json()
    assert set(report) == {"figures", "missing", "machine"}
    assert all(set(figure) == {"name", "database", "value", "bound", "holds", "unit"} for figure in report["figures"])
    measured = {figure["name"]: figure for figure in report["figures"]}
    assert {name: measured[name]["unit"] for name in PROMISED} == PROMISED
    assert all(isinstance(measured[name]["holds"], bool) for name in PROMISED)
    assert all(figure["value"] > 0 and figure["database"] == SQLITE for figure in report["figures"])
    assert "could not be made" in report["missing"]["PostgreSQL"]
    json.dumps(report)


def test_a_floor_is_kept_from_it_on_and_a_ceiling_up_to_it() -> None:
    floor, ceiling = Bound(limit=0.2, is_floor=True), Bound(limit=3)
    assert (floor.holds(0.2), floor.holds(0.19)) == (True, False)
    assert (ceiling.holds(2.9), ceiling.holds(3)) == (True, False)


def test_the_table_has_a_column_for_each_database_and_marks_what_missed_its_bound() -> None:
    bound = Bound(limit=0.2, is_floor=True)
    figures = [
        Figure(name="ratio", database="A", value=0.1, bound=bound),
        Figure(name="ratio", database="B", value=0.3, bound=bound),
        Figure(name="shown", database="B", value=1234.5, unit="ms"),
    ]
    table = Report(figures=figures, missing={"C": "not here"}).as_table().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[:4]]
    assert cells[0] == ["figure", "A", "B"]
    assert cells[2] == ["ratio", "0.10 (MISSED: at least 0.2)", "0.30 (at least 0.2)"]
    assert cells[3] == ["shown", "", "1,234 ms"]
    assert table[5] == "C is missing: not here"


def test_a_percentile_is_within_what_was_measured() -> None:
    measured = Round(ack_s=[0.001 * n for n in range(1, 101)], elapsed_s=2.0)
    assert measured.acks_per_s == 50
    assert measured.percentile_s(50) == pytest.approx(0.0505)
    assert 0.099 <= measured.percentile_s(99) <= 0.1


def test_a_box_is_ticked_and_unticked_in_turn() -> None:
    box = Box(number=3, channel="C0BENCH", position=2)
    first = box.click
    box.is_ticked = True
    assert b"3%3A2%3Atick" in first
    assert b"3%3A2%3Auntick" in box.click


def test_a_file_database_is_removed_after_the_run() -> None:
    with fresh(SQLITE) as url:
        file = Path(url.removeprefix("sqlite:///"))
        assert file.exists()
    assert not file.parent.exists()


async def test_a_click_that_the_bot_does_not_accept_ends_the_run() -> None:
    with fresh(SQLITE) as url:
        log = Path(url.removeprefix("sqlite:///")).parent / "bare.log"
        async with started("bot.bench.peer", {}, log) as peer, aiohttp.ClientSession() as http:
            with pytest.raises(Refused, match="answered with 404"):
                await click(http, peer, [Box(number=1, channel="C", position=0)], people=1, seconds=0.01, most=1)


async def test_a_process_that_does_not_start_is_told_with_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with spawned("bot.bench.nothing", log=log, environment=os.environ) as process:
        with pytest.raises(Refused, match="No module named"):
            await first_line(process, log)


async def test_a_process_ends_with_whoever_started_it(tmp_path: Path) -> None:
    async with started("bot.bench.peer", {}, tmp_path / "log") as url:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.close()
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection(host, int(port))
