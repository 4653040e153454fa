"""The stand-in by itself, started as its page says."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from tests.sandbox.conftest import manifest

ROOT = Path(__file__).resolve().parents[2]
STOP_S = 10


def start(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot.sandbox", "--port", "0", *options]
    return subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_it_prints_the_settings_of_an_app_and_serves_it_until_it_is_told_to_stop(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest("reaction_added", "pin_added", scopes=["chat:write"])))
    with start("--manifest", str(file)) as process:
        assert process.stdout is not None
        opened, *lines, quiet = [process.stdout.readline().strip() for _ in range(9)]
        settings = dict(line.split("=", 1) for line in lines)
        assert opened.startswith("# The workspace is open at http://127.0.0.1:")
        assert quiet == "# No act here makes these events: pin_added"
        headers = {"Authorization": f"Bearer {settings['SLACK_BOT_TOKEN']}"}
        request = Request(f"{settings['SLACK_API_URL']}auth.test", headers=headers, method="POST")  # noqa: S310 - ours
        with urlopen(request) as answer:  # noqa: S310 - ours
            assert json.loads(answer.read())["user"] == "techspec"
            assert answer.headers["X-OAuth-Scopes"] == "chat:write"
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_S) == 0


def test_a_manifest_that_slack_would_refuse_does_not_start_it(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps({"display_information": {"name": "x" * 36}}))
    with start("--manifest", str(file)) as process:
        _, told = process.communicate(timeout=STOP_S)
    assert process.returncode == 1
    assert "must be less than 36 characters [json-pointer:/display_information/name]" in told
