"""Log lines: a constant message with its facts, for people or for machines."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot import log


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root, bot = logging.getLogger(), logging.getLogger("bot")
    before = root.handlers[:], root.level, bot.level
    yield
    root.handlers[:], root.level = before[0], before[1]
    bot.setLevel(before[2])


def test_for_machines_each_line_is_one_json_object_with_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("INFO", as_json=True)
    logging.getLogger("bot.slack").info("Delivery", extra={"row": 3, "outcome": "done"})
    line = json.loads(capsys.readouterr().err)
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "INFO", "logger": "bot.slack", "message": "Delivery", "row": 3, "outcome": "done"}


def test_a_traceback_stays_inside_its_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("INFO", as_json=True)
    logging.getLogger("bot").error("It failed", exc_info=ValueError("why"))
    [line] = capsys.readouterr().err.splitlines()
    assert "ValueError: why" in json.loads(line)["traceback"]


def test_for_people_the_facts_follow_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("DEBUG", as_json=False)
    logging.getLogger("bot.worker").debug("Round", extra={"due": 2})
    assert "DEBUG   bot.worker: Round due=2" in capsys.readouterr().err


def test_other_peoples_libraries_are_heard_from_warning_on(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("DEBUG", as_json=False)
    logging.getLogger("slack_bolt").info("chatter")
    logging.getLogger("bot").debug("ours")
    logging.getLogger("slack_bolt").warning("trouble")
    said = capsys.readouterr().err
    assert "chatter" not in said
    assert "ours" in said
    assert "trouble" in said
