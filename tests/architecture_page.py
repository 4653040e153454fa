"""The parts of bot/README.md that the code itself says: `python -m tests.architecture_page` writes them anew.

A line for each module is the first line of its docstring, and the state diagram is found by trying: every event on every
spec that events lead to. tests/test_docs.py fails when the page is out of step.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.domain.process import status, transition
from bot.domain.spec import Spec, Status
from bot.errors import Refused
from tests.domain.facts import DANA, DRAFT, NOW
from tests.domain.test_process import EVENTS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "bot" / "README.md"
STEPS = 4
"""Longer stories change facts, but lead to no status that shorter ones have not reached."""


def main() -> None:
    """Write what the code says into the page."""
    PAGE.write_text(in_step(PAGE.read_text("utf-8")), "utf-8")


def in_step(page: str) -> str:
    """The page with its generated parts as the code says now."""
    for name, part in (("states", state_diagram()), ("files", file_lines())):
        marked = re.compile(rf"(<!-- {name}: .*? -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        page, found = marked.subn(lambda match, part=part: f"{match[1]}{part}\n{match[2]}", page)
        if found != 1:
            raise ValueError(f"bot/README.md has {found} places for the {name}")
    return page


def state_diagram() -> str:
    """Every way from one status to another, as Mermaid draws it."""
    causes: dict[tuple[Status, Status], set[str]] = {}
    for before, event, after in _changes():
        causes.setdefault((before, after), set()).add(event)
    arrows = [
        f"    {before} --> {after}: {', '.join(sorted(events))}" for (before, after), events in sorted(causes.items())
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {status(DRAFT)}: created", *arrows, "```"])


def _changes() -> Iterator[tuple[Status, str, Status]]:
    frontier: set[Spec] = {DRAFT}
    for _ in range(STEPS):
        reached: set[Spec] = set()
        for spec in frontier:
            for kind, make in EVENTS.items():
                try:
                    after = transition(spec, make(DANA), NOW).spec
                except Refused:
                    continue
                if status(after) is not status(spec):
                    yield status(spec), _words(kind.__name__), status(after)
                    reached.add(after)
                elif after.discussion != spec.discussion:
                    reached.add(after)  # a date alone changes where sharing leads to
        frontier = reached


def _words(name: str) -> str:
    """`DiscussionSet` as "discussion set"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def file_lines() -> str:
    """A table for each folder: file, and the first line of its docstring."""
    folders: dict[Path, list[Path]] = {}
    for file in sorted((ROOT / "bot").rglob("*.py")):
        folders.setdefault(file.parent, []).append(file)
    return "\n\n".join(_table(folder, files) for folder, files in folders.items())


def _table(folder: Path, files: list[Path]) -> str:
    name = folder.relative_to(ROOT).as_posix()
    package = next((_about(file) for file in files if file.name == "__init__.py"), "")
    rows = [f"| [`{file.name}`]({_link(file)}) | {_about(file)} |" for file in files if file.name != "__init__.py"]
    if not rows:
        return f"**`{name}/`** {package}"
    return "\n".join([f"**`{name}/`** {package}", "", "| file | what it holds |", "| --- | --- |", *rows])


def _about(file: Path) -> str:
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8")))
    if docstring is None:
        raise ValueError(f"{file} has no docstring")
    return docstring.splitlines()[0].replace("|", "\\|")


def _link(file: Path) -> str:
    return file.relative_to(PAGE.parent).as_posix()


if __name__ == "__main__":
    main()
