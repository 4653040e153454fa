"""What somebody typed into a form that they have not submitted yet."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unfinished_forms",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(128), nullable=False, comment="of the submission that it would have become"),
        sa.Column("held", sa.JSON(), nullable=False, comment="what the form remembers, and what its fields hold"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name="pk_unfinished_forms"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_unfinished_forms_workspace_id_workspaces"
        ),
    )
    op.create_index("ix_unfinished_forms_at", "unfinished_forms", ["at"])


def downgrade() -> None:
    op.drop_table("unfinished_forms")
