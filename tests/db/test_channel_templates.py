"""The migration that gives channels their own templates: what a database of the release before held stays."""

from alembic import command
from sqlalchemy import Engine, text

from bot.db import migrate, templates
from bot.db.session import open_sessions
from bot.domain.shelf import TemplateId
from bot.domain.spec import ChannelId, WorkspaceId

KEPT = """
INSERT INTO workspaces (id, last_number) VALUES ('T-ONE', 1);
INSERT INTO templates (id, workspace_id, channel_id, version, source, digest, added_at)
  VALUES (5, 'T-ONE', '', 1, '# Title', 'abc', '2026-03-02 15:00:00');
INSERT INTO specs (id, workspace_id, number, title, drafter_id, channel_id, template_id, revision, created_at)
  VALUES (3, 'T-ONE', 1, 'Hearing schedule', 'U-DANA', 'C-SPECS', 5, 1, '2026-03-02 15:00:00');
"""


def move(engine: Engine, revision: str) -> None:
    """Bring the database up or down to a revision."""
    with migrate._alone(engine) as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        way = command.downgrade if revision == "0001" else command.upgrade
        way(config, revision)


def held(engine: Engine) -> list[tuple[object, ...]]:
    """Each spec with its template."""
    query = "SELECT s.title, t.id, t.version, t.source FROM specs s JOIN templates t ON t.id = s.template_id"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_specs_and_their_templates_stay_on_the_way_up_and_down(engine: Engine) -> None:
    move(engine, "0001")
    with engine.begin() as connection:
        for statement in KEPT.strip().removesuffix(";").split(";"):
            connection.execute(text(statement))
    before = held(engine)
    assert before == [("Hearing schedule", 5, 1, "# Title")]
    move(engine, "head")
    assert held(engine) == before
    with open_sessions(engine).begin() as session:
        where = (WorkspaceId("T-ONE"), ChannelId("C-SPECS"))
        assert templates.current(session, *where) is None
        assert templates.source(session, where[0], TemplateId(5)) == ("", "# Title")
    with engine.begin() as connection:
        unused = "INSERT INTO templates (id, workspace_id, channel_id, source, digest, added_at) VALUES"
        connection.execute(text(f"{unused} (6, 'T-ONE', 'C-SPECS', '## A', 'def', '2026-03-02 15:00:00')"))
    move(engine, "0001")
    assert held(engine) == before
