"""Ends with 1 when the migrations and `bot/db/schema.py` differ: a fresh database is migrated and compared."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.db import migrate
from bot.db.session import open_engine

with TemporaryDirectory() as folder:
    engine = open_engine(f"sqlite:///{Path(folder) / 'fresh.sqlite3'}")
    migrate.upgrade(engine)
    differences = migrate.drift(engine)
    engine.dispose()
if differences:
    sys.exit("\n".join([*differences, "Write a migration: .github/CONTRIBUTING.md says how."]))
