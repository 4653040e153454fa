"""Since when the readers of a shared spec are those of a drafter's choice.

With it comes the role "optional", for which the table of participants has room as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("specs") as specs:
        specs.add_column(
            sa.Column(
                "readers_chosen_at",
                sa.DateTime(timezone=True),
                comment="since when its readers are those of a drafter's choice; null: not so far",
            )
        )


def downgrade() -> None:
    """The older release knows no optional stakeholders: they become readers, which they are expected to be anyway."""
    op.execute(
        "DELETE FROM participants WHERE role = 'optional' AND EXISTS (SELECT 1 FROM participants AS other"
        " WHERE other.spec_id = participants.spec_id AND other.user_id = participants.user_id AND other.role = 'reader')"
    )
    op.execute("UPDATE participants SET role = 'reader' WHERE role = 'optional'")
    with op.batch_alter_table("specs") as specs:
        specs.drop_column("readers_chosen_at")
