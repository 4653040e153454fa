"""A person may have several forms that they did not finish: the newest one is offered first, and then the older ones.

The release before knows one form a person. It may run on this schema for a while, so its table stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unfinished",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(128), nullable=False, comment="of the submission that it would have become"),
        sa.Column("about", sa.String(64), nullable=False, comment="which form it is, and of which spec"),
        sa.Column("held", sa.JSON(), nullable=False, comment="what the form remembers, and what its fields hold"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "key", name="pk_unfinished"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_unfinished_workspace_id_workspaces"),
    )
    op.create_index("ix_unfinished_at", "unfinished", ["at"])
    op.execute(
        "INSERT INTO unfinished (workspace_id, user_id, key, about, held, at) "
        "SELECT workspace_id, user_id, key, 'new spec', held, at FROM unfinished_forms"
    )
    op.execute("DELETE FROM unfinished_forms")


def downgrade() -> None:
    op.execute(
        "INSERT INTO unfinished_forms (workspace_id, user_id, key, held, at) "
        "SELECT workspace_id, user_id, key, held, at FROM unfinished AS newest WHERE about = 'new spec' "
        "AND NOT EXISTS (SELECT 1 FROM unfinished_forms AS kept "
        "WHERE kept.workspace_id = newest.workspace_id AND kept.user_id = newest.user_id) "
        "AND key = (SELECT key FROM unfinished AS one WHERE one.about = newest.about "
        "AND one.workspace_id = newest.workspace_id AND one.user_id = newest.user_id ORDER BY at DESC, key LIMIT 1)"
    )
    op.drop_table("unfinished")
