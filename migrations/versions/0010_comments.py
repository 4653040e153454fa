"""What people say about the sections of a spec."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, comment="comment, question or concern"),
        sa.Column("heading", sa.Text(), nullable=False, comment="of the section, as it was shown"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="which was shown"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False, comment="the passage that it is about; may be empty"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_comments_spec_id_specs"),
    )
    op.create_index("ix_comments_spec_id", "comments", ["spec_id"])


def downgrade() -> None:
    # An older release does not know the messages that wait for such rows.
    op.execute("DELETE FROM outbox WHERE kind = 'comment'")
    op.drop_table("comments")
