"""One message a day for each person, whatever is due; and what those who are reminded answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages_of_the_day",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), comment="when the latest one went out; null: none so far"),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name="pk_messages_of_the_day"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_messages_of_the_day_workspace_id_workspaces"
        ),
    )
    with op.batch_alter_table("reminders") as reminders:
        reminders.add_column(
            sa.Column(
                "message",
                sa.String(40),
                comment="the recipient's message of the day that tells it; null: one of its own",
            )
        )
        reminders.add_column(sa.Column("declined_at", sa.DateTime(timezone=True)))
        reminders.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column(
            "spec_id",
            existing_type=sa.Integer(),
            nullable=True,
            comment="null: it belongs to a person, not to one spec",
        )
    op.create_index(
        "uq_outbox_of_a_person",
        "outbox",
        ["workspace_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("spec_id IS NULL"),
        postgresql_where=sa.text("spec_id IS NULL"),
    )
    # A draft's card belongs to whoever drafts it, which can change from now on.
    op.execute("UPDATE outbox SET subject = user_id WHERE kind = 'draft card' AND user_id IS NOT NULL")


def downgrade() -> None:
    op.execute("UPDATE outbox SET subject = '' WHERE kind = 'draft card'")
    op.execute("DELETE FROM outbox WHERE spec_id IS NULL")
    op.drop_index("uq_outbox_of_a_person", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("spec_id", existing_type=sa.Integer(), nullable=False, comment=None)
    with op.batch_alter_table("reminders") as reminders:
        for name in ("snoozed_until", "declined_at", "message"):
            reminders.drop_column(name)
    op.drop_table("messages_of_the_day")
