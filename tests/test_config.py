"""Settings: what is wrong or missing is named in one line that says how to mend it, and no value is ever repeated."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config
from bot.db.session import open_engine
from bot.errors import Refused

NOBODY = 65534
NAMES = [name.upper() for name in config.Settings.model_fields]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and nothing set."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def somebody_else(elsewhere: Path) -> Iterator[None]:
    """Who is not root, for whom every file can be read."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(elsewhere, NOBODY, -1)
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


def test_without_any_setting_the_database_is_a_file_in_the_data_folder() -> None:
    settings = config.load()
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("techspec/techspec.sqlite3")


def test_the_data_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TECHSPEC_DATA", str(tmp_path / "data"))
    assert config.load().database == f"sqlite:///{tmp_path}/data/techspec.sqlite3"


def test_the_data_folder_may_be_named_from_home(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a shell, which does not look into `.env`."""
    monkeypatch.setenv("HOME", "/srv/dana")
    (elsewhere / ".env").write_text("TECHSPEC_DATA=~/specs\n")
    assert config.load().database == "sqlite:////srv/dana/specs/techspec.sqlite3"
    (elsewhere / ".env").write_text("TECHSPEC_DATA=~nobody-of-that-name/specs\n")
    with pytest.raises(Refused, match=r"^TECHSPEC_DATA begins with ~, and there is no such user here; write .* path\."):
        config.load()


@pytest.mark.parametrize("name", ["what now?", "100%41", "a#b", "team?mode=ro"])
def test_the_data_folder_may_have_any_name(elsewhere: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TECHSPEC_DATA", str(elsewhere / name))
    engine = open_engine(config.load().database)
    with engine.begin():
        pass
    engine.dispose()
    assert (elsewhere / name / "techspec.sqlite3").is_file()


def test_a_dotenv_file_counts_and_the_environment_outranks_it(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nSLACK_APP_TOKEN=xapp-file\nSOMETHING_ELSE=1\n")
    assert config.load().app_token() == "xapp-file"
    assert config.load().bot_token() == "xoxb-file"
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")
    assert config.load().bot_token() == "xoxb-environment"


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_dotenv_file_that_is_not_utf_8_is_named(elsewhere: Path, encoding: str) -> None:
    (elsewhere / ".env").write_text("# café\nSLACK_BOT_TOKEN=xoxb-file\n", encoding)
    with pytest.raises(Refused) as refused:
        config.load()
    assert str(refused.value) == ".env is not UTF-8 text; save it as UTF-8."


def test_a_dotenv_file_with_a_byte_order_mark_counts(elsewhere: Path) -> None:
    """As some editors write UTF-8."""
    (elsewhere / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\n", "utf-8-sig")
    assert config.load().bot_token() == "xoxb-file"


@pytest.mark.usefixtures("somebody_else")
def test_a_dotenv_file_that_may_not_be_read_is_named() -> None:
    Path(".env").touch(mode=0)
    with pytest.raises(Refused) as refused:
        config.load()
    assert str(refused.value) == ".env cannot be read: Permission denied."


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("SLACK_BOT_TOKEN", "copy the xoxb- token from OAuth & Permissions"),
        ("SLACK_APP_TOKEN", "make an xapp- token under Basic Information"),
        ("SLACK_SIGNING_SECRET", "copy it from Basic Information"),
    ],
)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_missing_or_blank_token_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, how: str, blank: str | None
) -> None:
    if blank is not None:
        monkeypatch.setenv(name, blank)
    settings = config.load()
    asked = {
        "SLACK_BOT_TOKEN": settings.bot_token,
        "SLACK_APP_TOKEN": settings.app_token,
        "SLACK_SIGNING_SECRET": settings.signing_secret,
    }
    with pytest.raises(Refused) as refused:
        asked[name]()
    assert str(refused.value) == f"{name} is not set: {how}, and put it into the environment or .env."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "secret-value"),
        ("SLACK_BOT_TOKEN", "xapp-secret-value"),
        ("SLACK_APP_TOKEN", "xoxb-secret-value"),
        ("SLACK_API_URL", "secret-value"),
        ("DATABASE_URL", "secret-value"),
        ("DATABASE_URL", "mysql://user:secret-value@host/name"),
        ("LOG_LEVEL", "secret-value"),
        ("LOG_FORMAT", "secret-value"),
    ],
)
def test_a_wrong_value_is_named_in_one_line_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Refused, match=f"^{name} ") as refused:
        config.load()
    assert "secret-value" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "TECHSPEC_DATA"])
def test_a_path_with_a_nul_inside_is_refused(elsewhere: Path, name: str) -> None:
    scheme = {"DATABASE_URL": "sqlite:///", "TECHSPEC_DATA": ""}[name]
    (elsewhere / ".env").write_text(f'{name}="{scheme}{elsewhere}/spe\0cs.db"\n')
    with pytest.raises(Refused, match=f"^{name} holds a NUL character, which no path can; write it anew.$"):
        config.load()


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret-value")
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/secret-value.sqlite3")
    assert "secret-value" not in repr(config.load())


@pytest.mark.parametrize("name", ["DATABASE_URL", "LOG_LEVEL", "LOG_FORMAT", "SLACK_API_URL", "TECHSPEC_DATA"])
def test_a_blank_setting_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As a copy of an example file leaves them."""
    usual = config.load()
    monkeypatch.setenv(name, "")
    assert config.load() == usual


def test_the_api_address_ends_with_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:4390/api")
    assert config.load().slack_api_url == "http://127.0.0.1:4390/api/"


@pytest.mark.parametrize(
    "value",
    [
        *("slack.com/api/", "ftp://slack.com/api/", "http://", "https:///api/", "http://[::1/api/", "http://[zz]/api/"),
        *("http://.../api/", "http://a..b/api/", f"http://{'a' * 64}.com/api/", "http://sla ck.com/api/"),
        *("http://127.0.0.1:99999/", "http://127.0.0.1:abc/", "http://127.0.0.1:0/", "http://slack.com\\api/"),
        *(
            "https://slack.com/api/?x=1",
            "https://slack.com/api/?",
            "https://slack.com/api/#f",
            "https://slack\t.com/api/",
        ),
    ],
)
def test_an_address_of_slack_that_cannot_be_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SLACK_API_URL", value)
    with pytest.raises(
        Refused, match=r"^SLACK_API_URL should be an address such as https://slack\.com/api/"
    ) as refused:
        config.load()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("HTTPS://Slack.COM/api/", "https://slack.com/api/"),
        (" https://slack.com/api\t", "https://slack.com/api/"),
        ("http://127.0.0.1:4390", "http://127.0.0.1:4390/"),
        ("http://[::1]:4390/API/", "http://[::1]:4390/API/"),
        ("http://bücher.example/api/", "http://bücher.example/api/"),
    ],
)
def test_an_address_of_slack_may_be_written_as_addresses_are(
    monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    monkeypatch.setenv("SLACK_API_URL", given)
    assert config.load().slack_api_url == meant


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
@pytest.mark.parametrize("gap", ["\n", "\r", " ", "\0", "\x1b", "\u200b"])
def test_a_token_with_a_gap_inside_is_refused_and_one_around_it_is_not(elsewhere: Path, name: str, gap: str) -> None:
    """In the file, which may hold what no environment can."""
    prefix = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}[name]
    (elsewhere / ".env").write_text(f'{name}="{prefix}secret{gap}value"\n', newline="")
    with pytest.raises(
        Refused, match=f"^{name} has white space or a control character inside; copy it again"
    ) as refused:
        config.load()
    assert "secret" not in str(refused.value)
    (elsewhere / ".env").write_text(f'{name}=" {prefix}value\n"\n', newline="")
    assert config.load()
