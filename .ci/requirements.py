"""Checks that both requirements files agree with pyproject.toml: `python3 .ci/requirements.py`.

With `--write` they are made to agree, and with `--write --upgrade` every pin moves to the newest release that
pyproject.toml allows. What is pinned already is kept otherwise, so a new release of somebody's package breaks nothing.
uv does the work, in a virtual environment of its own; it asks the index that pip is configured with, and no address
gets into the files.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {"requirements.txt": (), "requirements-dev.txt": ("--group", "dev")}
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    # As pip does: the best version counts, whichever of the configured indexes has it.
    "--index-strategy=unsafe-best-match",
)
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
"""What pip calls a setting, and the variable in which uv takes it."""


def main() -> None:
    """Check or write; exits with 1 and a word for each difference when they do not agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the files instead of checking them")
    parser.add_argument("--upgrade", action="store_true", help="with --write: move every pin to the newest release")
    arguments = parser.parse_args()
    differences = []
    with tempfile.TemporaryDirectory(prefix="requirements-") as folder:
        python = _python_with_uv(Path(folder) / "venv")
        for name, groups in FILES.items():
            compiled = Path(folder) / name
            if not arguments.upgrade:
                shutil.copy(ROOT / name, compiled)  # its pins and hashes are uv's preference
            command = [str(python), "-m", "uv", "pip", "compile", "-q", "pyproject.toml", *groups, *OPTIONS]
            environment = os.environ | _index_of_pip(python)
            subprocess.run(
                [*command, "-o", str(compiled)], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
            )
            if arguments.write:
                shutil.copyfile(compiled, ROOT / name)
            else:
                differences += [f"{name}: {what}" for what in _compare(ROOT / name, compiled)]
    if differences:
        sys.exit("\n".join([*differences, "`python3 .ci/requirements.py --write` makes them agree."]))


def _python_with_uv(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "-q", "uv"], check=True, stdin=subprocess.DEVNULL)
    return python


def _index_of_pip(python: Path) -> dict[str, str]:
    """Where pip looks for packages, in the variables that uv reads; what pip leaves to its default, uv does too."""
    said = subprocess.run(
        [str(python), "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    found = re.findall(r"^(:env:|[a-z]+)\.([a-z-]+)=(.+)$", said, re.MULTILINE)
    # For pip the environment outranks every file, as it does when it comes last here.
    settings = {key: str(ast.literal_eval(value)) for _, key, value in sorted(found, key=lambda it: it[0] == ":env:")}
    environment = {UV_NAMES[key]: value for key, value in settings.items() if key in UV_NAMES}
    if "UV_FIND_LINKS" in environment:
        environment["UV_FIND_LINKS"] = ",".join(environment["UV_FIND_LINKS"].split())
    return environment


def _compare(committed: Path, compiled: Path) -> list[str]:
    here, there = _pins(committed), _pins(compiled)
    missing = [f"{pin} is missing" for pin in there.keys() - here.keys()]
    unwanted = [f"{pin} is not wanted" for pin in here.keys() - there.keys()]
    hashes = [f"{pin} has other hashes" for pin in here.keys() & there.keys() if here[pin] != there[pin]]
    return sorted(missing + unwanted + hashes)


def _pins(file: Path) -> dict[str, set[str]]:
    """Each pin (with its marker) and its hashes, whatever the file's line breaks and order."""
    pins = {}
    for entry in file.read_text("utf-8").replace("\\\n", " ").splitlines():
        pin, *hashes = (part.strip() for part in entry.partition("#")[0].split("--hash="))
        if pin:
            pins[pin] = set(hashes)
    return pins


if __name__ == "__main__":
    main()
