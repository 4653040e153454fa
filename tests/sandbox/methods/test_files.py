"""Uploads in three steps, and downloads with the token."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Desk, Json


async def upload(desk: Desk, content: bytes = b"# Spec\n", **facts: Any) -> str:
    place = await desk.api("files.getUploadURLExternal", **({"filename": "spec.md", "length": len(content)} | facts))
    async with desk.session.post(place["upload_url"], data=content) as answer:
        assert answer.status == 200
    return str(place["file_id"])


async def test_an_upload_is_shared_in_a_message_and_can_be_downloaded(desk: Desk) -> None:
    file_id = await upload(desk)
    channel = desk.channel("team-specs")
    done = await desk.api(
        "files.completeUploadExternal",
        files=[{"id": file_id, "title": "The spec"}],
        channel_id=channel,
        initial_comment="Here",
    )
    assert done["files"][0]["title"] == "The spec"
    info = (await desk.api("files.info", file=file_id))["file"]
    assert (info["filetype"], info["mimetype"], info["size"]) == ("markdown", "text/markdown", 7)
    assert info["channels"] == [channel]
    message = (await desk.state())["channels"][channel]["messages"][-1]
    assert message["text"] == "Here"
    assert [file["name"] for file in message["files"]] == ["spec.md"]
    headers = {"Authorization": f"Bearer {desk.sandbox.bot_token}"}
    async with desk.session.get(info["url_private_download"], headers=headers) as answer:
        assert await answer.read() == b"# Spec\n"
    async with desk.session.get(f"{desk.sandbox.url}_sandbox/files/{file_id}") as answer:
        assert await answer.read() == b"# Spec\n"
        assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_without_the_token_slack_shows_a_page_to_sign_in(desk: Desk) -> None:
    uploaded = await desk.act("upload", "dana", filename="a.txt", content="secret")
    info = (await desk.api("files.info", file=uploaded["file"]))["file"]
    async with desk.session.get(info["url_private_download"]) as answer:
        assert answer.content_type == "text/html"
        assert "secret" not in await answer.text()


async def test_the_steps_of_an_upload_are_refused_out_of_order(desk: Desk) -> None:
    assert (await desk.api("files.getUploadURLExternal", filename="a", length=0))["error"] == (
        "file_upload_size_restricted"
    )
    place = await desk.api("files.getUploadURLExternal", filename="a.txt", length=3)
    files = [{"id": place["file_id"]}]
    assert (await desk.api("files.completeUploadExternal", files=files))["error"] == "file_not_found"
    async with desk.session.post(place["upload_url"], data=b"four") as answer:
        assert answer.status == 400
    async with desk.session.post(place["upload_url"], data=b"abc") as answer:
        assert await answer.text() == "OK - 3"
    assert (await desk.api("files.info", file=place["file_id"]))["error"] == "file_not_found"
    refused = await desk.api("files.completeUploadExternal", files=files, channel_id=desk.channel("random"))
    assert refused["error"] == "not_in_channel"
    assert (await desk.api("files.completeUploadExternal", files=files))["ok"]
    assert (await desk.api("files.completeUploadExternal", files=files))["error"] == "file_not_found"


@pytest.mark.parametrize(
    "wrong",
    [
        {"thread_ts": "1700000000.000000"},
        {"thread_ts": "soon"},
        {"blocks": [{"type": "marquee"}]},
        {"channel_id": "C0"},
        {"files": [{"id": "F0"}]},
    ],
)
async def test_an_upload_that_is_refused_can_be_completed_again(desk: Desk, wrong: Json) -> None:
    file_id = await upload(desk)
    good: Json = {"files": [{"id": file_id}], "channel_id": desk.channel("team-specs")}
    wrong = wrong | ({"files": [{"id": file_id}, *wrong["files"]]} if "files" in wrong else {})
    assert not (await desk.api("files.completeUploadExternal", **(good | wrong)))["ok"]
    assert (await desk.state())["channels"][good["channel_id"]]["messages"] == []
    assert (await desk.api("files.completeUploadExternal", **good))["ok"]


async def test_the_bytes_of_an_upload_are_in_the_traffic_by_their_number(desk: Desk) -> None:
    file_id = await upload(desk, b"abc")
    call = (await desk.traffic())["calls"][-1]
    assert (call["method"], call["args"], call["answer"]) == ("upload", {"file": file_id, "bytes": 3}, "OK - 3")


async def test_the_sdks_own_upload_works(desk: Desk) -> None:
    client = AsyncWebClient(token=desk.sandbox.bot_token, base_url=desk.sandbox.api_url)
    answer = await client.files_upload_v2(
        channel=desk.channel("team-specs"), filename="a.ics", content="BEGIN:VCALENDAR", title="Invitation"
    )
    assert answer["file"]["mimetype"] == "text/calendar"
