"""The clock: a handful of APScheduler jobs. The truth is in our tables; a job that is late or missed loses nothing."""

import logging
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.services import absences, reminders, templates, unfinished
from bot.services.runner import Runner
from bot.slack.deliver import Deliverer

log = logging.getLogger(__name__)

ATTEND_EVERY_S = 20
SWEEP_EVERY_S = 5
HOUSEKEEPING_EVERY_H = 6

HOUSEKEEPING = {
    "handled submissions and reactions": reminders.forget_handled,
    "past absences": absences.forget_past,
    "unfinished forms": unfinished.forget,
    "templates that were only looked at": templates.forget_unused,
}
"""What is forgotten when nobody needs it any more."""


class Worker:
    """Attends to due specs, sweeps the outbox, keeps house."""

    def __init__(self, runner: Runner, deliverer: Deliverer) -> None:
        self._runner = runner
        self._deliverer = deliverer
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin; the first round at once, for what fell due while nobody ran."""
        soon = datetime.now(UTC) + timedelta(seconds=1)
        add = self._scheduler.add_job
        add(self.attend, "interval", seconds=ATTEND_EVERY_S, next_run_time=soon)
        add(self._sweep, "interval", seconds=SWEEP_EVERY_S, next_run_time=soon)
        add(self.keep_house, "interval", hours=HOUSEKEEPING_EVERY_H)
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing new."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def attend(self) -> None:
        """Let every spec whose time has come send what it owes."""
        while await self._runner.work(reminders.attend_next):
            pass

    async def _sweep(self) -> None:
        """Deliver what other processes left, and what waits for another attempt."""
        self._deliverer.kick()

    async def keep_house(self) -> None:
        """Forget what nobody needs any more."""
        for what, forget in HOUSEKEEPING.items():
            log.info("Housekeeping", extra={"forgotten": what, "count": await self._runner.work(forget)})
