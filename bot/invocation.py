"""How this program was called: what people are told to type is what works where they are."""

import sys
from pathlib import Path


def typed(arguments: str = "") -> str:
    """The command line for `arguments`: `techspec …` once installed, otherwise `python -m bot …` with the Python at hand."""
    return f"{_program()} {arguments}".rstrip()


def _program() -> str:
    if Path(sys.argv[0]).stem == "techspec":
        return "techspec"
    python, here = Path(sys.executable), Path.cwd()
    return f"{python.relative_to(here) if python.is_relative_to(here) else 'python'} -m bot"
