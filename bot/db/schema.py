"""The tables. Times are aware UTC; ids of Slack are text; every table of a workspace's things leads back to `workspaces`.

A change here needs an Alembic migration that works on each supported database, up from the release before.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from bot.db.moment import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SLACK_ID = String(32)

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", SLACK_ID, primary_key=True, comment="Slack's team id"),
    Column("last_number", Integer, nullable=False, comment="the newest spec's number; raised under the row's lock"),
)

channels = Table(
    "channels",
    metadata,
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), primary_key=True),
    Column("id", SLACK_ID, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("remind_after_days", Integer, comment="N, in working days; null is the default"),
    Column("progress_reactions", Boolean, nullable=False, comment="whether the bot marks the card with its own emoji"),
    Column("work_starts", Time, comment="on each person's own clock; null here and below is the default"),
    Column("work_ends", Time),
    Column("work_days", String(7), comment="digits, 0 is Monday"),
    Column("holiday_country", String(2), comment="ISO 3166-1; null: no public holidays"),
    Column("holiday_region", String(32), comment="of that country; null: the whole of it"),
    Column("emoji", JSON(none_as_null=True), comment="lists of names by meaning"),
    Column("closed_at", Moment, comment="since when the bot cannot write there; null: it can"),
    Column("closed_why", String(16), comment="what would help depends on it"),
)

setting_changes = Table(
    "setting_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), nullable=False),
    Column("channel_id", SLACK_ID, nullable=False),
    Column("changed_by", SLACK_ID, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("before", JSON, nullable=False, comment="the settings that differ, as they were"),
    Column("after", JSON, nullable=False, comment="the same settings, as they are from then on"),
    Index("ix_setting_changes_channel", "workspace_id", "channel_id"),
)
"""Who changed which settings of a channel; append-only."""

absences = Table(
    "absences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), nullable=False),
    Column("user_id", SLACK_ID, nullable=False),
    Column("left_at", Moment, nullable=False),
    Column("back_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "user_id", "left_at", "back_at"),
)
"""When people are away, planned and past; past ones are forgotten after a while."""

people = Table(
    "people",
    metadata,
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), primary_key=True),
    Column("id", SLACK_ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("zone", String(64), nullable=False, comment="IANA name from the Slack profile"),
    Column("is_bot", Boolean, nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("is_deactivated", Boolean, nullable=False),
    Column("dm_channel_id", SLACK_ID, comment="the person's conversation with the bot, once opened"),
)

templates = Table(
    "templates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), nullable=False),
    Column("channel_id", SLACK_ID, nullable=False, comment="empty for the built-in one"),
    Column("version", Integer, comment="counted in its channel; null until it is first used"),
    Column("name", Text, comment="what its front matter or title calls it"),
    Column("source", Text, nullable=False, comment="the Markdown file as given"),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the source, to find an equal version"),
    Column("added_by", SLACK_ID),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "channel_id", "version"),
)

template_choices = Table(
    "template_choices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), nullable=False),
    Column("channel_id", SLACK_ID, nullable=False),
    Column("template_id", Integer, ForeignKey("templates.id"), comment="null: the built-in one"),
    Column("chosen_by", SLACK_ID, nullable=False),
    Column("chosen_at", Moment, nullable=False),
    Index("ix_template_choices_channel", "workspace_id", "channel_id"),
)
"""Which template a channel used from when on; the newest row counts, none is ever changed."""

specs = Table(
    "specs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("drafter_id", SLACK_ID, nullable=False),
    Column("channel_id", SLACK_ID, nullable=False),
    Column("template_id", Integer, ForeignKey("templates.id"), nullable=False),
    Column("url", Text, comment="the document elsewhere, when its text is not kept here"),
    Column("revision", Integer, nullable=False, comment="number of the newest revision"),
    Column("created_at", Moment, nullable=False),
    Column("shared_at", Moment),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", SLACK_ID),
    Column("discussion_key", String(64), comment="the latest discussion; earlier ones are history"),
    Column("waiting_since", Moment, comment="since when it has waited for a discussion to be set"),
    Column("snoozed_until", Moment),
    Column(
        "readers_chosen_at", Moment, comment="since when its readers are those of a drafter's choice; null: not so far"
    ),
    Column("attend_at", Moment, comment="when reminders.due is to be asked next; null: not by itself"),
    UniqueConstraint("workspace_id", "number"),
    Index(
        "ix_specs_attend_at",
        "attend_at",
        sqlite_where=text("attend_at IS NOT NULL"),
        postgresql_where=text("attend_at IS NOT NULL"),
    ),
    Index("ix_specs_channel", "workspace_id", "channel_id"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author_id", SLACK_ID, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("head", Text, nullable=False, comment="the exact text before the first section"),
    Column("summary", Text, nullable=False),
    Column("reading_minutes", Integer, nullable=False),
    Column("open_questions", Integer, nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the text"),
)

sections = Table(
    "sections",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("heading", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("marker", Text, nullable=False, comment="the heading's exact source"),
    Column("body", Text, nullable=False, comment="the exact source up to the next heading"),
)

checklist_lines = Table(
    "checklist_lines",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("role", Text),
    Column("depth", Integer, nullable=False),
    Column("kind", String(32)),
    Column("not_needed_by", SLACK_ID),
)

ticks = Table(
    "ticks",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("via", String(16), primary_key=True),
    Column("source_key", String(160), primary_key=True),
    Column("at", Moment, nullable=False),
)

participants = Table(
    "participants",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("position", Integer, nullable=False, comment="the order in which they were named"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("via", String(16), primary_key=True),
    Column("source_key", String(160), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

nudges = Table(
    "nudges",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("via", String(16), primary_key=True),
    Column("source_key", String(160), primary_key=True),
    Column("at", Moment, nullable=False),
)

discussions = Table(
    "discussions",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("key", String(64), primary_key=True, comment="also the calendar's UID"),
    Column("kind", String(16), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("length_minutes", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("set_by", SLACK_ID, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("cancelled_at", Moment),
    Column("cancelled_by", SLACK_ID),
    Column("decider_id", SLACK_ID),
)

reminders = Table(
    "reminders",
    metadata,
    Column("spec_id", Integer, ForeignKey("specs.id"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("occasion", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("message", String(40), comment="the recipient's message of the day that tells it; null: one of its own"),
    Column("declined_at", Moment),
    Column("snoozed_until", Moment),
)

messages_of_the_day = Table(
    "messages_of_the_day",
    metadata,
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("told_at", Moment, comment="when the latest one went out; null: none so far"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), nullable=False),
    Column("spec_id", Integer, ForeignKey("specs.id"), comment="null: it belongs to a person, not to one spec"),
    Column("kind", String(32), nullable=False, comment="which deliverer draws it"),
    Column("subject", String(160), nullable=False, comment="which one of its kind"),
    Column("user_id", SLACK_ID, comment="the recipient of a direct message"),
    Column("delivery_id", String(32), nullable=False, unique=True, comment="opaque; travels as the message's metadata"),
    Column("wanted", Integer, nullable=False, comment="raised each time it is wanted again"),
    Column("channel_id", SLACK_ID, comment="where the message stands, once sent"),
    Column("ts", String(32), comment="which message it is, once sent"),
    Column("sent_hash", String(64), comment="of what was sent last"),
    Column("token", String(32), comment="of the claim that has it in hand"),
    Column(
        "unsure", Boolean, nullable=False, comment="an attempt ended with unknown outcome: look before sending again"
    ),
    Column("first_attempt_at", Moment, comment="by the workspace's clock, where the look-up begins"),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, comment="when it is due, or when its claim lapses; null: nothing to do"),
    Column("parked_error", Text, comment="why it was given up"),
    UniqueConstraint("spec_id", "kind", "subject"),
    Index(
        "uq_outbox_of_a_person",
        "workspace_id",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("spec_id IS NULL"),
        postgresql_where=text("spec_id IS NULL"),
    ),
    Index(
        "ix_outbox_next_attempt_at",
        "next_attempt_at",
        sqlite_where=text("next_attempt_at IS NOT NULL"),
        postgresql_where=text("next_attempt_at IS NOT NULL"),
    ),
    Index("ix_outbox_message", "workspace_id", "channel_id", "ts"),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("spec_id", Integer, ForeignKey("specs.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", SLACK_ID, comment="null: the bot"),
    Column("event", String(64), nullable=False),
    Column("details", JSON, nullable=False),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("spec_id", Integer, ForeignKey("specs.id"), nullable=False, index=True),
    Column("by", SLACK_ID, nullable=False),
    Column("kind", String(16), nullable=False, comment="comment, question or concern"),
    Column("heading", Text, nullable=False, comment="of the section, as it was shown"),
    Column("revision", Integer, nullable=False, comment="which was shown"),
    Column("text", Text, nullable=False),
    Column("quote", Text, nullable=False, comment="the passage that it is about; may be empty"),
    Column("at", Moment, nullable=False),
)

handled = Table(
    "handled",
    metadata,
    Column("workspace_id", SLACK_ID, primary_key=True),
    Column("key", String(128), primary_key=True, comment="a submission's key"),
    Column("spec_id", Integer, comment="what it led to"),
    Column("at", Moment, nullable=False, index=True),
)

newest_reactions = Table(
    "newest_reactions",
    metadata,
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), primary_key=True),
    Column("channel_id", SLACK_ID, primary_key=True),
    Column("ts", String(32), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("emoji", String(128), primary_key=True),
    Column("at", Moment, nullable=False, index=True, comment="the event's time, as Slack says it"),
    Column("waits", Boolean, comment="added to a message that is not known to stand there yet; null is no"),
)
"""Up to where the reactions of each person with each emoji on each message were followed; older ones came too late."""

unfinished = Table(
    "unfinished",
    metadata,
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("key", String(128), primary_key=True, comment="of the submission that it would have become"),
    Column("about", String(64), nullable=False, comment="which form it is, and of which spec"),
    Column("held", JSON, nullable=False, comment="what the form remembers, and what its fields hold"),
    Column("at", Moment, nullable=False, index=True),
)
"""The forms of each person that were neither submitted nor discarded."""

unfinished_forms = Table(
    "unfinished_forms",
    metadata,
    Column("workspace_id", SLACK_ID, ForeignKey("workspaces.id"), primary_key=True),
    Column("user_id", SLACK_ID, primary_key=True),
    Column("key", String(128), nullable=False, comment="of the submission that it would have become"),
    Column("held", JSON, nullable=False, comment="what the form remembers, and what its fields hold"),
    Column("at", Moment, nullable=False, index=True),
)
"""For the release before, which may run beside this one: nothing is read here any more, only forgotten."""
