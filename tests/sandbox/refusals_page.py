"""The list of refusals in bot/sandbox/README.md: `python -m tests.sandbox.refusals_page` writes it anew.

Each row is a case of the table that tests/sandbox/test_refusals.py tries, which also fails when the page is out of step.
"""

import re
from pathlib import Path

from tests.sandbox.refusals.table import TABLE

PAGE = Path(__file__).resolve().parents[2] / "bot" / "sandbox" / "README.md"


def main() -> None:
    """Write the list into the page."""
    PAGE.write_text(in_step(PAGE.read_text("utf-8")), "utf-8")


def in_step(page: str) -> str:
    """The page with the list as the table says now. ValueError: the page has no single place for it."""
    marked = re.compile(r"(<!-- refusals: .*? -->\n).*?(<!-- end of refusals -->)", re.DOTALL)
    page, found = marked.subn(lambda match: f"{match[1]}{refusal_list()}\n{match[2]}", page)
    if found != 1:
        raise ValueError(f"{PAGE} has {found} places for the refusals")
    return page


def refusal_list() -> str:
    """A table for each heading: where, what is allowed, and what the rest is answered with."""
    parts = []
    for heading, cases in TABLE.items():
        rows = [f"| {case.place} | {case.rule} | `{case.error}` |" for case in cases]
        parts.append(
            "\n".join([f"### {heading}", "", "| where | what is taken | else |", "| --- | --- | --- |", *rows])
        )
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
