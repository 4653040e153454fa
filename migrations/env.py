"""Alembic's entry: runs the migrations on the connection, and in the transaction, that `bot.db.migrate` hands over.

Nothing is read from a file and logging is left alone: both are the application's.
"""

from alembic import context

from bot.db import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    # SQLite changes a table by building it anew.
    render_as_batch=True,
)
context.run_migrations()
