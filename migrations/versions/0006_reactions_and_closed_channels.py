"""The newest reaction of each person, emoji and message, and the channels in which the bot cannot write any more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newest_reactions",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("emoji", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="the event's time, as Slack says it"),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "ts", "user_id", "emoji", name="pk_newest_reactions"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_newest_reactions_workspace_id_workspaces"
        ),
    )
    op.create_index("ix_newest_reactions_at", "newest_reactions", ["at"])
    _say_what_is_handled("a submission's key")
    with op.batch_alter_table("channels") as channels:
        channels.add_column(
            sa.Column(
                "closed_at", sa.DateTime(timezone=True), comment="since when the bot cannot write there; null: it can"
            )
        )
        channels.add_column(sa.Column("closed_why", sa.String(16), comment="what would help depends on it"))


def downgrade() -> None:
    with op.batch_alter_table("channels") as channels:
        channels.drop_column("closed_why")
        channels.drop_column("closed_at")
    _say_what_is_handled("a submission's key or an event's id")
    op.drop_table("newest_reactions")


def _say_what_is_handled(comment: str) -> None:
    with op.batch_alter_table("handled") as handled:
        handled.alter_column("key", existing_type=sa.String(128), existing_nullable=False, comment=comment)
