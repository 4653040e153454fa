"""Every refusal of the table: over HTTP, the good twin is taken and the bad one is answered with Slack's code."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MONDAY, Desk, Json
from tests.sandbox.refusals.case import Case, Do
from tests.sandbox.refusals.table import CASES
from tests.sandbox.refusals_page import PAGE, in_step

STANDS_FOR = re.compile(r"<([#@]?[\w -]+)>")
REMEMBERED = {
    "channel": "channel",
    "ts": "ts",
    "message_ts": "ts",
    "file_id": "file_id",
    "upload_url": "url",
    "code": "code",
}


@dataclass
class Seconds:
    """Real time that a case moves."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Trial(Desk):
    """A stand-in on which a case is tried."""

    seconds: Seconds
    known: dict[str, str] = field(default_factory=dict)

    async def do(self, what: Do) -> Json:
        """Do it, remember what its answer gives, and return that."""
        answer = await self._do(what.what, self._filled(what.given))
        for key, name in REMEMBERED.items():
            if isinstance(answer.get(key), str):
                self.known[name] = answer[key]
        if view := answer.get("view"):
            self.known |= {"view_id": view["id"], "hash": view["hash"]}
        return answer

    async def _do(self, what: str, given: Json) -> Json:
        if what == "later":
            self.seconds.now += given["seconds"]
            return {"ok": True}
        if what == "respond":
            return await self._post(self.known["response_url"], json=given)
        if what == "bytes":
            async with self.session.post(self.known["url"], data=given["text"].encode()) as answer:
                return {"ok": answer.ok}
        if what == "allow":
            return await self._allow(given)
        if what.startswith("act "):
            return await self.act(what.removeprefix("act "), **given)
        tokens = {"apps.manifest.validate": self.sandbox.app.config_token}
        return await self.api(what, token=tokens.get(what), **given)

    async def _post(self, url: str, **content: Any) -> Json:
        async with self.session.post(url, **content) as answer:
            body: Json = await answer.json()
            return body

    async def _allow(self, given: Json) -> Json:
        page = f"{self.sandbox.url}oauth/v2/authorize"
        async with self.session.get(page, params=given | {"client_id": self.sandbox.app.client_id}) as answer:
            found = re.search(r'name="ticket" value="([^"]+)"', await answer.text())
        assert found is not None
        form = {"ticket": found[1], "decision": "allow", "person": self.user("dana")}
        async with self.session.post(page, data=form, allow_redirects=False) as answer:
            return {"ok": True, "code": answer.headers["Location"].partition("code=")[2]}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        return STANDS_FOR.sub(lambda found: self._known(found[1]), value) if isinstance(value, str) else value

    def _known(self, name: str) -> str:
        if name.startswith("#"):
            return self.channel(name)
        if name.startswith("@"):
            return self.user(name)
        if name.startswith("trigger"):
            return self.trigger(name.removeprefix("trigger").strip() or "dana")
        return self.known[name]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.place}: {case.rule}" for case in CASES])
async def test_the_good_twin_is_taken_and_the_bad_one_refused(
    case: Case, session: aiohttp.ClientSession, make_manifest: Callable[..., Json]
) -> None:
    seconds = Seconds()
    manifest = make_manifest() | case.manifest
    sandbox = Sandbox(
        clock=Clock(MONDAY), manifest=manifest, empty=True, enforce_rates=case.enforces_rates, monotonic=seconds
    )
    await sandbox.start()
    trial = Trial(sandbox, session, seconds)
    dana, channel = sandbox.workspace.person_called("dana"), sandbox.workspace.channel_called("team-specs")
    assert dana is not None
    assert channel is not None
    trial.known |= {
        "first trigger": trial.trigger(),
        "response_url": sandbox.platform.issue_response_url(dana, channel),
        "client_id": sandbox.app.client_id,
        "client_secret": sandbox.app.client_secret,
    }
    for step in case.before:
        assert (await trial.do(step))["ok"], step
    for _ in range(case.times):
        answer = await trial.do(case.good)
        assert answer["ok"], answer
    for step in case.between:
        assert (await trial.do(step))["ok"], step
    answer = await trial.do(case.bad)
    assert (answer["ok"], answer["error"]) == (False, case.error), answer
    assert case.message in "\n".join(answer.get("response_metadata", {}).get("messages", []))
    await sandbox.stop()


def test_no_rule_is_listed_twice() -> None:
    named = [(case.place, case.rule, case.error) for case in CASES]
    assert sorted(set(named)) == sorted(named)


def test_the_list_of_refusals_is_in_step_with_the_table() -> None:
    page = PAGE.read_text("utf-8")
    assert page == in_step(page), "`python -m tests.sandbox.refusals_page` writes it anew"
