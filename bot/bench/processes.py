"""Starts the benchmark's other processes, and is what they begin and end with.

The rule it keeps: a process lives as long as its standard input is open, so that none is left over whatever happens to
whoever started it. Addresses and tokens travel over standard input too, where no list of processes shows them.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import bot
from bot.errors import Refused

HOST = "127.0.0.1"
START_S = 30
"""How long a process may take to start, and to end, before the benchmark gives up."""


_CODE = Path(bot.__file__).resolve().parent.parent


@asynccontextmanager
async def started(module: str, options: Mapping[str, str], log: Path) -> AsyncIterator[str]:
    """Run `python -m module` and give the address that it serves at; its standard error goes to `log`.

    Raises Refused when it does not start.
    """
    async with spawned(module, log=log, environment=os.environ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        process.stdin.write(json.dumps(options).encode() + b"\n")
        port = await first_line(process, log)
        yield f"http://{HOST}:{port}/"


@asynccontextmanager
async def spawned(*arguments: str, log: Path, environment: Mapping[str, str]) -> AsyncIterator[Process]:
    """`python -m arguments`, with this very code, in the folder of its log; ended on leaving."""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *arguments),
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
            cwd=log.parent,
            env={**environment, "PYTHONPATH": str(_CODE)},
            # Ctrl+C is for the benchmark, which then ends the others in order.
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(START_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def first_line(process: Process, log: Path) -> str:
    """What the process says when it is ready; raises Refused with the end of its log when it never does."""
    if process.stdout is None:
        raise RuntimeError("the process has no standard output")
    try:
        async with asyncio.timeout(START_S):
            line = (await process.stdout.readline()).decode().strip()
    except TimeoutError:
        line = ""
    if not line:
        raise Refused(f"a part of the benchmark did not start: {_end_of(log)}")
    return line


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-500:].strip()


def read_options() -> dict[str, Any]:
    """In the started process: what `started` was given."""
    options: dict[str, Any] = json.loads(sys.stdin.readline())
    return options


async def serve_until_closed(port: int) -> None:
    """In the started process: say that it is ready, and return when nobody wants it any more."""
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
