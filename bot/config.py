"""Settings, from the environment and `.env`. A wrong or missing value stops the start with one line that says how to mend it."""

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import Refused


def _blank_is_missing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Token = Annotated[SecretStr | None, BeforeValidator(_blank_is_missing)]


class Settings(BaseSettings):
    """Every setting, named as in the environment. The table in the README is tested against this class."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    slack_bot_token: Token = Field(default=None, description="The bot token, `xoxb-…`, from *OAuth & Permissions*.")
    slack_app_token: Token = Field(
        default=None, description="The app-level token, `xapp-…`, with `connections:write`, from *Basic Information*."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is; another address for any Slack-like server.",
    )
    techspec_data: Path = Field(
        default_factory=lambda: user_data_path("techspec"),
        description="The folder of the SQLite file, made on first start.",
    )
    database_url: Annotated[str | None, BeforeValidator(_blank_is_missing)] = Field(
        default=None, description="An SQLAlchemy address; by default `techspec.sqlite3` in the data folder."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")
    log_format: Literal["json", "text"] = Field(default="text", description="`json` gives one JSON object a line.")

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None, info: object) -> SecretStr | None:
        prefix = "xoxb-" if getattr(info, "field_name", "") == "slack_bot_token" else "xapp-"
        if value is not None and not value.get_secret_value().strip().startswith(prefix):
            raise ValueError(f"should begin with {prefix}; copy it from your app's page at api.slack.com/apps")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("should be an address such as https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        try:
            backend = make_url(value).get_backend_name() if value else "sqlite"
        except ArgumentError as error:
            raise ValueError("should be an address such as sqlite:////var/lib/techspec/techspec.sqlite3") from error
        if backend != "sqlite":
            raise ValueError(f"names {backend}, but this release keeps its data in SQLite: sqlite:////path/to/file")
        return value

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.techspec_data / 'techspec.sqlite3'}"

    def tokens(self) -> tuple[str, str]:
        """The bot token and the app-level token; raises Refused naming the one that is missing."""
        if self.slack_bot_token is None:
            raise Refused("SLACK_BOT_TOKEN is not set: copy the xoxb- token from OAuth & Permissions into .env.")
        if self.slack_app_token is None:
            raise Refused(
                "SLACK_APP_TOKEN is not set: make an xapp- token under Basic Information and put it into .env."
            )
        return self.slack_bot_token.get_secret_value().strip(), self.slack_app_token.get_secret_value().strip()


def load() -> Settings:
    """The settings; raises Refused with one line that names what is wrong. A value is never repeated: it may be secret."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
        raise Refused(f"{name} {first['msg'].removeprefix('Value error, ')}.") from None
