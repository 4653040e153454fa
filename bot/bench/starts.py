"""How long `techspec run` takes until it is connected, and how much memory it has then."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bot.bench.processes import first_line, spawned
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox


@dataclass(frozen=True, kw_only=True)
class Start:
    """One start; `memory_mb` is what stays in memory, None where the system does not tell."""

    seconds: float
    memory_mb: float | None


async def start(database_url: str, folder: Path) -> Start:
    """Start the real command against a stand-in workspace, over Socket Mode, and stop it again."""
    workspace = Sandbox(clock=Clock(None), manifest=None, empty=True)
    await workspace.start()
    settings = {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": workspace.api_url,
        "DATABASE_URL": database_url,
    }
    log = folder / "run.log"
    try:
        began = monotonic()
        async with spawned("bot", "run", log=log, environment={**os.environ, **settings}) as process:
            await first_line(process, log)
            seconds = monotonic() - began
            memory_mb = _memory_mb(process.pid)
            process.terminate()
    finally:
        await workspace.stop()
    return Start(seconds=seconds, memory_mb=memory_mb)


def _memory_mb(pid: int) -> float | None:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    found = re.search(r"^VmRSS:\s+(\d+) kB", status.read_text(), re.MULTILINE)
    return int(found[1]) / 1000 if found else None
