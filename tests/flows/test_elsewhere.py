"""The story on the other ground: signed HTTP into the web application, and PostgreSQL behind it."""

from io import BytesIO

import aiohttp

from tests.flows.workspace import Workspace


async def test_a_spec_goes_from_its_form_to_a_discussion_over_http_on_postgresql(elsewhere: Workspace) -> None:
    ws = elsewhere
    await ws.command("dana", "new Hearing schedule")
    assert list(await ws.submit("dana", {"starts_at": 1})) == ["starts_at"]
    assert await ws.submit("dana", {"starts_at": None, "stakeholders": [await ws.user("sam")]}) == {}
    card = await ws.card()
    assert "needs a time" in card.words
    await ws.react("priya", card, "bell")
    await ws.press("lee", await ws.card(), "Read")
    assert await ws.submit("lee") == {}
    assert "1 of 3" in (await ws.card()).words
    await ws.advance("26h")
    reminder = (await ws.dms("dana"))[-1]
    assert "1 person wants to discuss it" in reminder.words
    await ws.press("dana", reminder, "Wed 10:00")
    assert "discussion" in (await ws.card()).words
    assert "Nothing to do" in (await ws.dms("dana"))[-1].words


async def test_the_web_application_answers_slack_and_its_platform_alone(elsewhere: Workspace) -> None:
    address = str(elsewhere.sandbox.request_url).removesuffix("/slack/events")
    async with aiohttp.ClientSession() as stranger:
        for path, words in (("/healthz", "ok"), ("/readyz", "ready")):
            async with stranger.get(address + path) as answer:
                assert (answer.status, await answer.text()) == (200, words)
        async with stranger.post(f"{address}/slack/events", data=b"command=%2Ftechspec") as answer:
            assert answer.status == 401
        async with stranger.post(f"{address}/slack/events", data=BytesIO(b"x" * 3_000_000)) as answer:
            assert answer.status == 413
        async with stranger.get(f"{address}/slack/events") as answer:
            assert answer.status == 405
