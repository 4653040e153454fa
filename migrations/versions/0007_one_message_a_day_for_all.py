"""What drafters hear of closed channels, and who could take over of a drafter who left, is part of their day's message."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Messages that were sent stay in Slack as they are; what waits is decided anew, as a reminder.
    op.execute("DELETE FROM outbox WHERE kind IN ('channel closed', 'take over')")


def downgrade() -> None:
    """The rows were no facts: nothing is to be brought back."""
