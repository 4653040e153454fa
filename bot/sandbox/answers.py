"""What the Web API answers when it refuses, and the one type that all JSON of Slack's has here.

The rule it keeps: whatever Slack would refuse is raised as `Refusal` with Slack's own code.
"""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
"""A JSON object as Slack sends or takes it."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer of the platform, not a fault of the program
    """Slack says no: `error` is its code, `messages` say where and why, `extra` are further keys of the answer."""

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__("; ".join([error, *messages]))
        self.error = error
        self.messages = list(messages)
        self.extra = extra

    def answer(self) -> Json:
        """The body that Slack would answer with."""
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
