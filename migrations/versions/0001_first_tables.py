"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_workspaces()
    _create_specs()
    _create_checklist()
    _create_facts()
    _create_outbox()
    _create_records()


def downgrade() -> None:
    for table in (
        "handled",
        "history",
        "outbox",
        "reminders",
        "discussions",
        "nudges",
        "receipts",
        "participants",
        "ticks",
        "checklist_lines",
        "sections",
        "revisions",
        "specs",
        "templates",
        "people",
        "channels",
        "workspaces",
    ):
        op.drop_table(table)


def _create_workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(32), nullable=False, comment="Slack's team id"),
        sa.Column(
            "last_number", sa.Integer(), nullable=False, comment="the newest spec's number; raised under the row's lock"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "channels",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("remind_after_days", sa.Integer(), comment="N, in working days; null is the default"),
        sa.Column(
            "progress_reactions",
            sa.Boolean(),
            nullable=False,
            comment="whether the bot marks the card with its own emoji",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_channels"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_channels_workspace_id_workspaces"),
    )
    op.create_table(
        "people",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False, comment="IANA name from the Slack profile"),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("dm_channel_id", sa.String(32), comment="the person's conversation with the bot, once opened"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_people"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_people_workspace_id_workspaces"),
    )
    op.create_table(
        "templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False, comment="empty for the built-in one"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the Markdown file as given"),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the source, to find an equal version"),
        sa.Column("added_by", sa.String(32)),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_templates_workspace_id_workspaces"),
        sa.UniqueConstraint(
            "workspace_id", "channel_id", "version", name="uq_templates_workspace_id_channel_id_version"
        ),
    )


def _create_specs() -> None:
    op.create_table(
        "specs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("drafter_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), comment="the document elsewhere, when its text is not kept here"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="number of the newest revision"),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("shared_at", _MOMENT),
        sa.Column("withdrawn_at", _MOMENT),
        sa.Column("withdrawn_by", sa.String(32)),
        sa.Column("discussion_key", sa.String(64), comment="the latest discussion; earlier ones are history"),
        sa.Column("waiting_since", _MOMENT, comment="since when it has waited for a discussion to be set"),
        sa.Column("snoozed_until", _MOMENT),
        sa.Column("attend_at", _MOMENT, comment="when reminders.due is to be asked next; null: not by itself"),
        sa.PrimaryKeyConstraint("id", name="pk_specs"),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name="fk_specs_template_id_templates"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_specs_workspace_id_workspaces"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_specs_workspace_id_number"),
    )
    op.create_index(
        "ix_specs_attend_at",
        "specs",
        ["attend_at"],
        sqlite_where=sa.text("attend_at IS NOT NULL"),
        postgresql_where=sa.text("attend_at IS NOT NULL"),
    )
    op.create_index("ix_specs_channel", "specs", ["workspace_id", "channel_id"])
    op.create_table(
        "revisions",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(32), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.Column("head", sa.Text(), nullable=False, comment="the exact text before the first section"),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("reading_minutes", sa.Integer(), nullable=False),
        sa.Column("open_questions", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the text"),
        sa.PrimaryKeyConstraint("spec_id", "number", name="pk_revisions"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_revisions_spec_id_specs"),
    )
    op.create_table(
        "sections",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False, comment="the heading's exact source"),
        sa.Column("body", sa.Text(), nullable=False, comment="the exact source up to the next heading"),
        sa.PrimaryKeyConstraint("spec_id", "revision", "position", name="pk_sections"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_sections_spec_id_specs"),
    )


def _create_checklist() -> None:
    op.create_table(
        "checklist_lines",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32)),
        sa.Column("not_needed_by", sa.String(32)),
        sa.PrimaryKeyConstraint("spec_id", "position", name="pk_checklist_lines"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_checklist_lines_spec_id_specs"),
    )
    op.create_table(
        "ticks",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("source_key", sa.String(160), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("spec_id", "position", "user_id", "via", "source_key", name="pk_ticks"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_ticks_spec_id_specs"),
    )
    op.create_table(
        "participants",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="the order in which they were named"),
        sa.PrimaryKeyConstraint("spec_id", "user_id", "role", name="pk_participants"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_participants_spec_id_specs"),
    )


def _create_facts() -> None:
    op.create_table(
        "receipts",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("source_key", sa.String(160), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("spec_id", "user_id", "via", "source_key", name="pk_receipts"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_receipts_spec_id_specs"),
    )
    op.create_table(
        "nudges",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("source_key", sa.String(160), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("spec_id", "user_id", "via", "source_key", name="pk_nudges"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_nudges_spec_id_specs"),
    )
    op.create_table(
        "discussions",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, comment="also the calendar's UID"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(32), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", _MOMENT),
        sa.Column("cancelled_by", sa.String(32)),
        sa.Column("decider_id", sa.String(32)),
        sa.PrimaryKeyConstraint("spec_id", "key", name="pk_discussions"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_discussions_spec_id_specs"),
    )
    op.create_table(
        "reminders",
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("occasion", sa.String(80), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("spec_id", "kind", "user_id", "occasion", name="pk_reminders"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_reminders_spec_id_specs"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False, comment="which deliverer draws it"),
        sa.Column("subject", sa.String(160), nullable=False, comment="which one of its kind"),
        sa.Column("user_id", sa.String(32), comment="the recipient of a direct message"),
        sa.Column("delivery_id", sa.String(32), nullable=False, comment="opaque; travels as the message's metadata"),
        sa.Column("wanted", sa.Integer(), nullable=False, comment="raised each time it is wanted again"),
        sa.Column("channel_id", sa.String(32), comment="where the message stands, once sent"),
        sa.Column("ts", sa.String(32), comment="which message it is, once sent"),
        sa.Column("sent_hash", sa.String(64), comment="of what was sent last"),
        sa.Column("token", sa.String(32), comment="of the claim that has it in hand"),
        sa.Column(
            "unsure",
            sa.Boolean(),
            nullable=False,
            comment="an attempt ended with unknown outcome: look before sending again",
        ),
        sa.Column("first_attempt_at", _MOMENT, comment="by the workspace's clock, where the look-up begins"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", _MOMENT, comment="when it is due, or when its claim lapses; null: nothing to do"),
        sa.Column("parked_error", sa.Text(), comment="why it was given up"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_outbox_spec_id_specs"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_outbox_workspace_id_workspaces"),
        sa.UniqueConstraint("delivery_id", name="uq_outbox_delivery_id"),
        sa.UniqueConstraint("spec_id", "kind", "subject", name="uq_outbox_spec_id_kind_subject"),
    )
    op.create_index("ix_outbox_message", "outbox", ["workspace_id", "channel_id", "ts"])
    op.create_index(
        "ix_outbox_next_attempt_at",
        "outbox",
        ["next_attempt_at"],
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
    )


def _create_records() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spec_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.String(32), comment="null: the bot"),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.ForeignKeyConstraint(["spec_id"], ["specs.id"], name="fk_history_spec_id_specs"),
    )
    op.create_index("ix_history_spec_id", "history", ["spec_id"])
    op.create_table(
        "handled",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(128), nullable=False, comment="a submission's key or an event's id"),
        sa.Column("spec_id", sa.Integer(), comment="what it led to"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_handled"),
    )
    op.create_index("ix_handled_at", "handled", ["at"])
