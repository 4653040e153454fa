"""What a channel has set, who changed it and when, and when people are away."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("channels") as channels:
        channels.add_column(
            sa.Column(
                "work_starts", sa.Time(), comment="on each person's own clock; null here and below is the default"
            )
        )
        channels.add_column(sa.Column("work_ends", sa.Time()))
        channels.add_column(sa.Column("work_days", sa.String(7), comment="digits, 0 is Monday"))
        channels.add_column(sa.Column("holiday_country", sa.String(2), comment="ISO 3166-1; null: no public holidays"))
        channels.add_column(
            sa.Column("holiday_region", sa.String(32), comment="of that country; null: the whole of it")
        )
        channels.add_column(sa.Column("emoji", sa.JSON(), comment="lists of names by meaning"))
    op.create_table(
        "setting_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False, comment="the settings that differ, as they were"),
        sa.Column("after", sa.JSON(), nullable=False, comment="the same settings, as they are from then on"),
        sa.PrimaryKeyConstraint("id", name="pk_setting_changes"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_setting_changes_workspace_id_workspaces"),
    )
    op.create_index("ix_setting_changes_channel", "setting_changes", ["workspace_id", "channel_id"])
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_absences_workspace_id_workspaces"),
        sa.UniqueConstraint(
            "workspace_id", "user_id", "left_at", "back_at", name="uq_absences_workspace_id_user_id_left_at_back_at"
        ),
    )


def downgrade() -> None:
    op.drop_table("absences")
    op.drop_table("setting_changes")
    with op.batch_alter_table("channels") as channels:
        for name in ("emoji", "holiday_region", "holiday_country", "work_days", "work_ends", "work_starts"):
            channels.drop_column(name)
