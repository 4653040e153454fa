"""Reactions that were heard of before it was known where the message stands that they are on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "added to a message that is not known to stand there yet; null is no"
    with op.batch_alter_table("newest_reactions") as reactions:
        reactions.add_column(sa.Column("waits", sa.Boolean(), comment=comment))


def downgrade() -> None:
    with op.batch_alter_table("newest_reactions") as reactions:
        reactions.drop_column("waits")
