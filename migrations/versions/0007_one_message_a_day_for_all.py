"""What drafters hear of closed channels, and who could take over of a drafter who left, is part of their day's message.

The messages that tell it were rows of kinds of their own. They become what reminders are: an entry in the ledger, so that
nobody is told again, and a row that draws it, so that what was sent is still settled in place and what waits goes out.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OUTBOX = sa.table("outbox", *map(sa.column, ("id", "workspace_id", "spec_id", "kind", "subject", "user_id")))
_SPECS = sa.table(
    "specs",
    *map(sa.column, ("id", "workspace_id", "channel_id", "drafter_id")),
    sa.column("shared_at", _MOMENT),
    sa.column("withdrawn_at", _MOMENT),
)
_REMINDERS = sa.table(
    "reminders", *map(sa.column, ("spec_id", "kind", "user_id", "occasion", "message")), sa.column("at", _MOMENT)
)


def upgrade() -> None:
    connection = op.get_bind()
    now = datetime.now(UTC)
    rows = connection.execute(sa.select(_OUTBOX).where(_OUTBOX.c.kind.in_(["take over", "channel closed"]))).all()
    for place, row in enumerate(rows):
        if row.kind == "take over":
            drafter, _, heir = row.subject.partition("/")
            _keep(row, "reminder", f"take over/{heir}/left/{drafter}")
            _tell([row.spec_id], now, {"kind": row.kind, "user_id": heir, "occasion": f"left/{drafter}"})
        else:
            drafter, _, occasion = row.subject.partition("/")
            # A person's messages of the day are told apart by their moments.
            message = (now + timedelta(microseconds=place)).isoformat()
            _keep(row, "message of the day", f"{drafter}/{message}")
            c = _SPECS.c
            theirs = sa.select(c.id).where(
                c.workspace_id == row.workspace_id,
                c.channel_id == occasion.partition("/")[0],
                c.drafter_id == drafter,
                c.shared_at.is_not(None),
                c.withdrawn_at.is_(None),
            )
            told = {"kind": row.kind, "user_id": drafter, "occasion": occasion, "message": message}
            _tell(connection.scalars(theirs).all(), now, told)


def _keep(row: Any, kind: str, subject: str) -> None:
    op.execute(sa.update(_OUTBOX).where(_OUTBOX.c.id == row.id).values(kind=kind, subject=subject))


def _tell(specs: Sequence[int], at: datetime, entry: dict[str, str | None]) -> None:
    moment = at.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else at
    for spec in specs:
        op.execute(sa.insert(_REMINDERS).values(spec_id=spec, at=moment, **entry))


def downgrade() -> None:
    """The older release does not know these kinds of reminder: they are told by messages that stay as they are."""
    op.execute("DELETE FROM reminders WHERE kind IN ('take over', 'channel closed')")
