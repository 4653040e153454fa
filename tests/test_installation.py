"""The built packages: wheel and sdist hold everything, and what they install works without the checkout or a network."""

import os
import re
import signal
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

import bot

ROOT = Path(__file__).resolve().parents[1]
IGNORED = {"__pycache__"}
STOP_S = 20


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that is built from what the sdist holds, as pip does."""
    folder = tmp_path_factory.mktemp("packages")
    build(ROOT, folder, "sdist")
    [sdist] = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        packed.extractall(folder, filter="data")
    build(folder / sdist.name.removesuffix(".tar.gz"), folder, "wheel")
    return folder


def build(source: Path, target: Path, kind: str) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)  # noqa: S603 - our own build backend


@pytest.fixture(scope="module")
def installed(packages: Path) -> Path:
    """A folder that the wheel is installed in."""
    [wheel] = packages.glob("*.whl")
    folder = packages / "installed"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder)]
    # pip also speaks of newer releases of itself, which it would ask the network for.
    subprocess.run([*command, "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)  # noqa: S603
    return folder


@pytest.fixture
def elsewhere(installed: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a person who has the package, and no settings."""
    settings = re.compile(r"(SLACK|TECHSPEC|DATABASE|LOG|PORT|PYTHON)")
    kept = {name: value for name, value in os.environ.items() if not settings.match(name)}
    return {**kept, "PYTHONPATH": str(installed), "TECHSPEC_DATA": str(tmp_path / "data")}


def techspec(installed: Path) -> list[str]:
    """The command that the package installs."""
    return [sys.executable, str(installed / "bin" / "techspec")]


def files(folder: str) -> set[str]:
    found = (file for file in (ROOT / folder).rglob("*") if file.is_file() and not IGNORED & set(file.parts))
    return {file.relative_to(ROOT).as_posix() for file in found}


def test_the_wheel_holds_the_package_with_the_migrations_inside_and_nothing_else(packages: Path) -> None:
    [wheel] = packages.glob("*.whl")
    with ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert held == files("bot") | {f"bot/{name}" for name in files("migrations")}


def test_the_wheel_says_that_it_is_typed_and_brings_the_licence(packages: Path) -> None:
    [wheel] = packages.glob("*.whl")
    with ZipFile(wheel) as packed:
        names = packed.namelist()
    assert "bot/py.typed" in names
    assert f"techspec_bot-{bot.__version__}.dist-info/licenses/LICENSE" in names


def test_the_sdist_holds_the_tests_and_the_pages_too(packages: Path) -> None:
    [sdist] = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    assert files("bot") | files("migrations") | files("tests") <= held
    assert {"README.md", "LICENSE", "Procfile", "pyproject.toml", "requirements.txt", ".env.example"} <= held


def test_the_installed_command_knows_its_version(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    command = [*techspec(installed), "--version"]
    said = subprocess.run(command, cwd=tmp_path, env=elsewhere, check=True, capture_output=True, text=True)  # noqa: S603
    assert said.stdout.strip() == bot.__version__
    assert (installed / f"techspec_bot-{bot.__version__}.dist-info").is_dir()


def test_what_runs_is_the_installed_package(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", "import bot; print(bot.__file__)"]
    said = subprocess.run(command, cwd=tmp_path, env=elsewhere, check=True, capture_output=True, text=True)  # noqa: S603
    assert Path(said.stdout.strip()).is_relative_to(installed)


def test_the_installed_command_makes_a_database(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    command = [*techspec(installed), "migrate"]
    said = subprocess.run(command, cwd=tmp_path, env=elsewhere, check=True, capture_output=True, text=True)  # noqa: S603
    assert said.stdout == "The database is at the newest schema.\n"
    assert (tmp_path / "data" / "techspec.sqlite3").is_file()


def test_the_installed_doctor_and_a_refusal_speak_of_the_installed_command(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    for command in ("doctor", "worker"):
        called, settings = [*techspec(installed), command], {**elsewhere, **tokens}
        said = subprocess.run(called, cwd=tmp_path, env=settings, check=False, capture_output=True, text=True)  # noqa: S603
        assert said.returncode == 1
        told = said.stdout + said.stderr
        assert "Run `techspec migrate`; `run` does so by itself." in told
        assert "-m bot" not in told


def test_the_installed_sandbox_shows_its_page_with_an_example_and_stops(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    command = [*techspec(installed), "sandbox", "--no-browser", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=tmp_path, env=elsewhere, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found is not None, line
            with urlopen(found.group(), timeout=STOP_S) as page:  # noqa: S310 - http, as matched
                assert b"<html" in page.read()
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=STOP_S)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")
