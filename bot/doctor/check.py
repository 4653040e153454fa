"""What the doctor says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at. A remedy beside `ok` is advice."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None

    def __str__(self) -> str:
        verdict = "ok     " if self.ok else "to mend"
        return f"{verdict}  {self.name}: {self.sentence()}"

    def sentence(self) -> str:
        """What is, and what to do."""
        return f"{self.detail}. {self.remedy}" if self.remedy else f"{self.detail}."
