"""Logging set-up: constant messages with facts in `extra`, as text for people or as one JSON object a line for machines."""

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class _Facts(logging.Formatter):
    """Writes a record with its facts."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """One line (and the traceback, where there is one)."""
        facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        trace = self.formatException(record.exc_info) if record.exc_info else None
        if self._as_json:
            line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage(), **facts}
            return json.dumps({**line, **({"traceback": trace} if trace else {})}, default=str)
        said = " ".join(f"{name}={value}" for name, value in facts.items())
        line_text = f"{at} {record.levelname:7} {record.name}: {record.getMessage()} {said}".rstrip()
        return f"{line_text}\n{trace}" if trace else line_text


def set_up(level: str, *, as_json: bool) -> None:
    """Configure the root logger; other people's libraries are heard from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Facts(as_json=as_json))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(level)
