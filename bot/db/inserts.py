"""Inserts that two processes may make at the same time.

The rule kept here: who comes second waits for the first to commit and then hears that the row is there; it is no error
that would undo the rest of the transaction.
"""

from typing import Any

from sqlalchemy import Integer, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.session import Session


def insert_new(session: Session, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless one with its key is there; tells whether it was inserted."""
    insert = postgresql.insert if session.dialect.name == "postgresql" else sqlite.insert
    inserted = literal_column("1", Integer)
    return session.scalar(insert(table).values(values).on_conflict_do_nothing().returning(inserted)) is not None
