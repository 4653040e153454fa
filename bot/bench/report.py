"""What was measured: figures with the bounds that they should keep, as a table for people or as JSON for machines."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What a value should keep to: at least a floor, or under a ceiling."""

    limit: float
    is_floor: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value keeps it."""
        return value >= self.limit if self.is_floor else value < self.limit

    def __str__(self) -> str:
        return f"{'at least' if self.is_floor else 'under'} {self.limit:g}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One value; `unit` is empty for a ratio, `bound` None for what is only shown beside the others."""

    name: str
    database: str
    value: float
    unit: str = ""
    bound: Bound | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the bound is kept; None without one."""
        return self.bound.holds(self.value) if self.bound else None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything measured in one run; `missing` says by database why it was left out."""

    figures: Sequence[Figure]
    missing: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """`{"figures": [{"name", "database", "value", "unit", "bound", "holds"}], "missing": {..}, "machine": {..}}`."""
        return {
            "figures": [
                {
                    "name": figure.name,
                    "database": figure.database,
                    "value": round(figure.value, 4),
                    "unit": figure.unit,
                    "bound": str(figure.bound) if figure.bound else None,
                    "holds": figure.holds,
                }
                for figure in self.figures
            ],
            "missing": self.missing,
            "machine": _machine(),
        }

    def as_table(self) -> str:
        """A Markdown table with a column for each database, and a line for each that is missing."""
        databases = list(dict.fromkeys(figure.database for figure in self.figures))
        cells: dict[str, dict[str, Figure]] = {}
        for figure in self.figures:
            cells.setdefault(figure.name, {})[figure.database] = figure
        rows = [["figure", *databases], ["---", *("---" for _ in databases)]]
        rows += [
            [name, *(_cell(found[database]) if database in found else "" for database in databases)]
            for name, found in cells.items()
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        machine = ", ".join(f"{value} {name}" if name == "cores" else str(value) for name, value in _machine().items())
        notes = [f"{database} is missing: {why}" for database, why in self.missing.items()]
        return "\n".join([*(f"| {line} |" for line in lines), "", *notes, f"Measured on: {machine}"])


def _cell(figure: Figure) -> str:
    shown = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:.2f}"  # noqa: PLR2004 - three digits tell enough
    verdict = {True: f" ({figure.bound})", False: f" (MISSED: {figure.bound})", None: ""}[figure.holds]
    return f"{shown} {figure.unit}".rstrip() + verdict


def _machine() -> dict[str, str | int]:
    return {
        "cores": os.cpu_count() or 1,
        "python": f"Python {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
    }
