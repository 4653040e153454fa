"""Settings, from the environment and `.env`. A wrong or missing value stops the start with one line that says how to mend it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from bot.db.session import at_home, read_address
from bot.errors import Refused

ENV_FILE = ".env"


def _blank_is_missing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _has_gap(text: str) -> bool:
    """Whether white space or a control character is inside: neither an address nor a token has one."""
    return " " in text or not text.isprintable()


def _web_address(given: str) -> str:
    """The address with a slash at its end; raises ValueError for one below which no method can be asked."""
    try:
        parts = urlsplit(given)
        # What resolves names encodes them so, and fails on a label that is empty or too long.
        (parts.hostname or "").encode("idna")
        is_plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_plain = False
    if not is_plain or _has_gap(given) or any(character in given for character in "@?#\\"):
        raise ValueError(
            "should be an address such as https://slack.com/api/, without a user or password, a query or a fragment; a "
            "port is a number up to 65535"
        )
    # Attached files may come from the same origin only, and that is compared as it is written.
    address = parts._replace(netloc=parts.netloc.lower()).geturl()
    return address if address.endswith("/") else address + "/"


Token = Annotated[SecretStr | None, BeforeValidator(_blank_is_missing)]


class Settings(BaseSettings):
    """Every setting, named as in the environment. The table in the README is tested against this class."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: Token = Field(default=None, description="The bot token, `xoxb-…`, from *OAuth & Permissions*.")
    slack_app_token: Token = Field(
        default=None, description="The app-level token, `xapp-…`, with `connections:write`, from *Basic Information*."
    )
    slack_signing_secret: Token = Field(
        default=None, description="For HTTP instead of Socket Mode: the signing secret, from *Basic Information*."
    )
    port: int = Field(default=3000, ge=1, le=65535, description="Where `techspec web` listens, on all addresses.")
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is; another address for any Slack-like server.",
    )
    techspec_data: Path = Field(
        default_factory=lambda: user_data_path("techspec"),
        description="The folder of the SQLite file, made on first start.",
    )
    database_url: Annotated[str | None, BeforeValidator(_blank_is_missing)] = Field(
        default=None,
        description="The database: `postgresql://user:password@host/name`, or `sqlite:////path/to/file`; by default "
        "`techspec.sqlite3` in the data folder.",
        repr=False,
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")
    log_format: Literal["json", "text"] = Field(default="text", description="`json` gives one JSON object a line.")

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None, info: object) -> SecretStr | None:
        if value is None:
            return None
        prefix = "xoxb-" if getattr(info, "field_name", "") == "slack_bot_token" else "xapp-"
        token = value.get_secret_value().strip()
        if not token.startswith(prefix):
            raise ValueError(f"should begin with {prefix}; copy it from your app's page at api.slack.com/apps")
        if _has_gap(token):
            raise ValueError(
                "has white space or a control character inside; copy it again, in one piece, from your app's page at "
                "api.slack.com/apps"
            )
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return _web_address(value.strip())

    @field_validator("techspec_data")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        return at_home(value)

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        return read_address(value).render_as_string(hide_password=False) if value else None

    @property
    def database(self) -> str:
        """The database's address."""
        file = URL.create("sqlite", database=str(self.techspec_data / "techspec.sqlite3"))
        return self.database_url or file.render_as_string()

    def bot_token(self) -> str:
        """The bot token; raises Refused when it is missing, as the two below do."""
        return _secret(self.slack_bot_token, "SLACK_BOT_TOKEN", "copy the xoxb- token from OAuth & Permissions")

    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return _secret(self.slack_app_token, "SLACK_APP_TOKEN", "make an xapp- token under Basic Information")

    def signing_secret(self) -> str:
        """What Slack signs its HTTP requests with."""
        return _secret(self.slack_signing_secret, "SLACK_SIGNING_SECRET", "copy it from Basic Information")


def _secret(value: SecretStr | None, name: str, how: str) -> str:
    if value is None:
        raise Refused(f"{name} is not set: {how}, and put it into the environment or .env.")
    return value.get_secret_value().strip()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A value that cannot be used. The value itself is never repeated: it may be secret."""

    setting: str
    text: str

    def __str__(self) -> str:
        return f"{self.setting} {self.text}"


class Misconfigured(Refused):
    """Some values cannot be used; the refusal names the first of `faults`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{faults[0]}.")
        self.faults = faults


def load(*, without: Collection[str] = ()) -> Settings:
    """The settings; those named in `without` count as not given. Raises Misconfigured."""
    fields = Settings.model_fields
    defaults = {name: fields[name].get_default(call_default_factory=True) for name in map(str.lower, without)}
    try:
        return Settings(**defaults)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        faults = [Fault(setting=str(fault["loc"][0]).upper(), text=_text(fault["msg"])) for fault in found]
    except UnicodeDecodeError:
        faults = [Fault(setting=ENV_FILE, text="is not UTF-8 text; save it as UTF-8")]
    except OSError as error:
        faults = [Fault(setting=ENV_FILE, text=f"cannot be read: {error.strerror}")]
    raise Misconfigured(faults)


def _text(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ")
