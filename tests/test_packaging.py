"""What an installation needs: everything inside the package, everything imported declared, everything pinned.

The packages themselves are built, installed and run in `test_installation.py`.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module, resources
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def test_the_wheel_takes_the_whole_package_and_the_migrations_into_it() -> None:
    assert WHEEL["packages"] == ["bot"]
    assert WHEEL["force-include"] == {"migrations": "bot/migrations"}
    assert not {"exclude", "only-include", "artifacts"} & WHEEL.keys()


@pytest.mark.parametrize(
    ("package", "file"),
    [
        ("bot.slack", "manifest.json"),
        ("bot.templates", "default.md"),
        ("bot.templates", "example.md"),
        ("bot.sandbox", "page/index.html"),
    ],
)
def test_what_the_bot_reads_at_run_time_lies_inside_the_package(package: str, file: str) -> None:
    assert resources.files(package).joinpath(file).is_file()


def test_the_version_is_where_the_build_looks_for_it() -> None:
    source = (ROOT / PROJECT["tool"]["hatch"]["version"]["path"]).read_text("utf-8")
    [version] = re.findall(r'^__version__ = "([\d.]+(?:[a-z]+\d+)?)"$', source, re.MULTILINE)
    assert version == bot.__version__


def test_the_techspec_command_starts_the_command_line() -> None:
    module, _, function = PROJECT["project"]["scripts"]["techspec"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_every_package_that_the_bot_imports_is_declared() -> None:
    declared = {_normal(re.split(r"[^\w.-]", line)[0]) for line in PROJECT["project"]["dependencies"]}
    owners = packages_distributions()
    imported = {name for file in (ROOT / "bot").rglob("*.py") for name in _imports(file)} - {"bot"}
    foreign = {name for name in imported if name not in sys.stdlib_module_names}
    assert {name for name in foreign if not {_normal(owner) for owner in owners[name]} & declared} == set()


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    assert [entry for entry in entries if not re.match(r"[\w.-]+==[\w.+!-]+ .*--hash=sha256:", entry)] == []
    assert "://" not in text


def test_what_runs_is_also_what_is_tested() -> None:
    running, tested = (_pins(name) for name in REQUIREMENTS)
    assert running <= tested


def _pins(name: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==[\w.+!-]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
