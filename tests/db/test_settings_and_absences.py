"""The migration that brings settings and absences: what a database of the release before held stays."""

from alembic import command
from sqlalchemy import Engine, select, text

from bot.db import channels, migrate, schema
from bot.db.session import open_sessions
from bot.domain.settings import DEFAULTS, ChannelSettings
from bot.domain.spec import ChannelId, WorkspaceId

TEAM = WorkspaceId("T-ONE")
BEFORE = "0002"

KEPT = """
INSERT INTO workspaces (id, last_number) VALUES ('T-ONE', 1);
INSERT INTO channels (workspace_id, id, name, is_private, remind_after_days, progress_reactions)
  VALUES ('T-ONE', 'C-SPECS', 'specs', false, 5, false);
INSERT INTO channels (workspace_id, id, name, is_private, progress_reactions)
  VALUES ('T-ONE', 'C-OTHER', 'other', true, true);
"""


def move(engine: Engine, revision: str) -> None:
    """Bring the database up or down to a revision."""
    with migrate._alone(engine) as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        way = command.downgrade if revision == BEFORE else command.upgrade
        way(config, revision)


def held(engine: Engine) -> list[tuple[object, ...]]:
    """What the release before knows of each channel."""
    query = "SELECT id, name, is_private, remind_after_days, progress_reactions FROM channels ORDER BY id"
    with engine.connect() as connection:
        return [(row[0], row[1], bool(row[2]), row[3], bool(row[4])) for row in connection.execute(text(query))]


def test_channels_and_what_was_set_stay_on_the_way_up_and_down(engine: Engine) -> None:
    move(engine, BEFORE)
    with engine.begin() as connection:
        for statement in KEPT.strip().removesuffix(";").split(";"):
            connection.execute(text(statement))
    before = held(engine)
    assert before == [("C-OTHER", "other", True, None, True), ("C-SPECS", "specs", False, 5, False)]
    move(engine, "head")
    assert held(engine) == before
    with open_sessions(engine).begin() as session:
        kept = ChannelSettings(remind_after_days=5, progress_marks=False)
        assert channels.settings_of(session, TEAM, ChannelId("C-SPECS")) == kept
        assert channels.settings_of(session, TEAM, ChannelId("C-OTHER")) == DEFAULTS
        channels.set_settings(session, TEAM, ChannelId("C-SPECS"), ChannelSettings(remind_after_days=5, country="DE"))
    move(engine, BEFORE)
    assert held(engine) == [("C-OTHER", "other", True, None, True), ("C-SPECS", "specs", False, 5, True)]


def test_the_release_before_can_write_into_the_new_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in KEPT.strip().removesuffix(";").split(";"):
            connection.execute(text(statement))
        rows = connection.execute(select(schema.channels).order_by(schema.channels.c.id)).all()
    assert [row.emoji for row in rows] == [None, None]
    with open_sessions(engine).begin() as session:
        assert channels.settings_of(session, TEAM, ChannelId("C-OTHER")) == DEFAULTS
