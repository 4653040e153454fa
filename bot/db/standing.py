"""Where a database stands among the migrations.

Asked at each start and at each health check, so it does without Alembic, which takes a fifth of a start to import: a
migration's file begins with its revision, and revisions are counted up.
"""

from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, inspect, text

# Installed, the scripts are part of the package; in a checkout they stand beside it.
_PACKAGE = Path(__file__).resolve().parent.parent
SCRIPTS = next(folder for folder in (_PACKAGE / "migrations", _PACKAGE.parent / "migrations") if folder.is_dir())


class Standing(StrEnum):
    """Where a database stands, as this release sees it."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"
    """A newer release was here: its migrations are unknown to this one."""


def of(engine: Engine) -> Standing:
    """Where the database stands; nothing is changed."""
    with engine.connect() as connection:
        has_table = inspect(connection).has_table("alembic_version")
        at = connection.scalar(text("SELECT version_num FROM alembic_version")) if has_table else None
    known = revisions()
    if at is None:
        return Standing.EMPTY
    if at not in known:
        return Standing.AHEAD
    return Standing.CURRENT if at == known[-1] else Standing.BEHIND


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the head that this release knows: neither behind it nor ahead."""
    return of(engine) is Standing.CURRENT


def revisions() -> list[str]:
    """The migrations that this release knows, the oldest first."""
    return sorted(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))
