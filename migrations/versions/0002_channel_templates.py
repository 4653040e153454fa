"""A channel's own template: which version it uses from when on, and names to choose by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_VERSION = "counted in its channel; null until it is first used"
_NAME = "what its front matter or title calls it"


def upgrade() -> None:
    with op.batch_alter_table("templates") as templates:
        templates.alter_column("version", existing_type=sa.Integer(), nullable=True, comment=_VERSION)
        templates.add_column(sa.Column("name", sa.Text(), comment=_NAME))
    op.create_table(
        "template_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("template_id", sa.Integer(), comment="null: the built-in one"),
        sa.Column("chosen_by", sa.String(32), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_template_choices"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_template_choices_workspace_id_workspaces"
        ),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name="fk_template_choices_template_id_templates"),
    )
    op.create_index("ix_template_choices_channel", "template_choices", ["workspace_id", "channel_id"])


def downgrade() -> None:
    op.drop_table("template_choices")
    # What was only looked at has no place in a schema where each template counts; no spec can have begun with it.
    op.execute("DELETE FROM templates WHERE version IS NULL")
    with op.batch_alter_table("templates") as templates:
        templates.drop_column("name")
        templates.alter_column(
            "version", existing_type=sa.Integer(), nullable=False, comment=None, existing_comment=_VERSION
        )
