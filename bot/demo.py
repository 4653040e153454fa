"""The example that the sandbox begins with: made by acting in the stand-in workspace, as a person would."""

from importlib import resources
from typing import Any

import aiohttp


async def play(http: aiohttp.ClientSession, url: str) -> None:
    """Let the first person of the workspace attach a real-looking spec and share it; raises RuntimeError if that fails."""

    async def act(what: str, **given: object) -> dict[str, Any]:
        async with http.post(f"{url}_sandbox/{what}", json=given) as response:
            answer: dict[str, Any] = await response.json()
        if not answer.get("ok"):
            raise RuntimeError(f"the example could not be made: {what} answered {answer}")
        return answer

    async with http.get(f"{url}_sandbox/state") as response:
        state = await response.json()
    people = [user["id"] for user in state["users"].values() if not user["is_bot"]]
    drafter, stakeholder = people[0], people[1]
    channel = next(iter(state["channels"]))
    text = resources.files("bot.templates").joinpath("example.md").read_text("utf-8")
    await act("command", **{"as": drafter}, channel=channel, text="/techspec new Deliver each webhook exactly once")
    await act("click", **{"as": drafter}, view=True, action_id="form.text", selected="file")
    uploaded = await act("upload", **{"as": drafter}, filename="webhook-delivery.md", content=text)
    await act("submit", **{"as": drafter}, values={"file": [uploaded["file"]], "stakeholders": [stakeholder]})
