"""What people are told to type works where they are."""

import sys
from pathlib import Path

import pytest

from bot.invocation import typed


@pytest.mark.parametrize(
    ("program", "python", "said"),
    [
        ("/home/dana/.local/bin/techspec", "/home/dana/.local/pipx/venvs/techspec-bot/bin/python", "techspec doctor"),
        ("{here}/.venv/bin/techspec", "{here}/.venv/bin/python", "techspec doctor"),
        ("{here}/bot/__main__.py", "{here}/.venv/bin/python", ".venv/bin/python -m bot doctor"),
        ("/srv/bot/bot/__main__.py", "/srv/venv/bin/python", "python -m bot doctor"),
    ],
)
def test_a_command_is_told_as_it_can_be_typed_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, python: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [program.format(here=tmp_path), "run"])
    monkeypatch.setattr(sys, "executable", python.format(here=tmp_path))
    assert typed("doctor") == said


def test_usage_names_the_program_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/techspec"])
    assert typed() == "techspec"
