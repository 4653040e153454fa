"""The pages that a newcomer reads, held against the code: commands, settings, files, pictures and links."""

import json
import re
import struct
from pathlib import Path

import pytest

from bot import cli
from bot.config import Settings
from bot.domain import template
from bot.domain.checklist import FACT_KINDS
from bot.domain.process_lines import LineKind, kind_of
from bot.sandbox.manifest_rules import manifest_problems
from bot.slack.ids import COMMAND
from bot.slack.listeners import commands
from tests.architecture_page import PAGE, ROOT, in_step

README = (ROOT / "README.md").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8")
PAGES = ("README.md", "bot/README.md", "bot/sandbox/README.md", ".github/CONTRIBUTING.md")
SET_UP = "python3 -m venv .venv && .venv/bin/pip install -q --no-deps -r {} && .venv/bin/python -m {}"
COMMANDS = (SET_UP.format("requirements.txt", "bot sandbox"), SET_UP.format("requirements-dev.txt", "pytest"))
PICTURES = sorted((ROOT / ".github" / "pictures").glob("*.png"))
PICTURE_BYTES = 150_000
DATA_FOLDER = "see below"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_the_command_that_ci_runs(command: str) -> None:
    assert f"```sh\n{command}\n```" in README
    assert f"  {command} \\\n" in CI


def test_the_settings_table_says_what_the_settings_class_says() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \| (.*?) ?\| (.+) \|$", README, re.MULTILINE)
    assert documented == [
        (name.upper(), DATA_FOLDER if field.default_factory else _shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]


def _shown(default: str | int | None) -> str:
    return "" if default is None else f"`{default}`"


def test_the_example_settings_name_each_setting_with_a_value_that_is_accepted() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    named = dict(line.removeprefix("# ").split("=", 1) for line in lines if re.match(r"(# )?[A-Z_]+=", line))
    assert set(named) == {name.upper() for name in Settings.model_fields}
    Settings.model_validate({name.lower(): value for name, value in named.items()})


def test_every_command_of_the_bot_has_its_row_and_no_other_has_one() -> None:
    documented = re.findall(rf"^\| `{COMMAND} (\w+)", README, re.MULTILINE)
    assert sorted(documented) == sorted(commands.HANDLERS)


def test_the_example_of_a_template_becomes_what_the_page_says_of_it() -> None:
    [example] = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
    read = template.load(example)
    assert (read.name, read.labels, read.problems) == ("Design note", ("design", "review"), ())
    assert read.title == "Title of the note"
    assert [(field.name, field.hint) for field in read.fields] == [("Drafter", "Who writes it")]
    assert read.intro == "Two pages are plenty."
    assert [(section.heading, section.level, section.hint) for section in read.sections] == [
        ("Why now", 2, "What hurts today, and whom?"),
        ("Proposal", 2, "What would you do, and what not?"),
    ]
    assert [(line.role, line.text, line.depth, line.kind) for line in read.process] == [
        ("Drafter", "Schedule the discussion", 0, LineKind.SCHEDULE),
        ("Developers", "Read the spec before it", 0, LineKind.READ),
        ("Security", "Look for threats", 0, None),
        ("Security", "Tokens at rest", 1, None),
    ]


def test_the_words_that_make_a_line_tick_itself_are_those_of_the_page() -> None:
    rows = re.findall(r"^\| (\*[a-z*, ]+\*) \| (\*[a-z*, ]+\*) \| .+ \|$", README, re.MULTILINE)
    words = [[re.findall(r"\*([a-z ]+)\*", cell) for cell in row] for row in rows]
    kinds = [{kind_of(f"{verb} the {thing}") for verb in verbs for thing in things} for verbs, things in words]
    assert kinds == [{LineKind.SCHEDULE}, {LineKind.READ}, {LineKind.REMIND}]
    assert set.union(*kinds) == FACT_KINDS


def test_the_states_and_the_file_list_of_the_architecture_page_are_in_step_with_the_code() -> None:
    page = PAGE.read_text("utf-8")
    assert page == in_step(page), "`python -m tests.architecture_page` writes them anew"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_project_leads_somewhere(page: str) -> None:
    file = ROOT / page
    text = file.read_text("utf-8")
    links = [*re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text), *re.findall(r'src="([^"]+)"', text)]
    inside = [link for link in links if "://" not in link]
    assert inside
    assert [link for link in inside if not (file.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"`((?:bot|tests|migrations|slack|domain|db|services|sandbox|templates|\.ci)/[\w./-]*)`", text)
    assert [name for name in named if not _exists(name)] == []


def _exists(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / "bot" / name).exists()


@pytest.mark.parametrize("page", ["README.md", ".github/CONTRIBUTING.md", "Procfile"])
def test_the_commands_of_the_bot_that_a_page_runs_exist(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"(?:`techspec|-m bot) ([a-z]+)\b", text))
    assert named
    for name in named:
        with pytest.raises(SystemExit) as stopped:
            cli.main([name, "--help"])
        assert stopped.value.code == 0, name
        assert name in capsys.readouterr().out


def test_the_readmes_manifests_are_taken_by_slack_and_only_the_first_is_for_socket_mode(
    capsys: pytest.CaptureFixture[str],
) -> None:
    over_socket_mode = []
    for arguments in re.findall("`techspec (manifest[^`]*)`", README):
        cli.main(arguments.split())
        manifest = json.loads(capsys.readouterr().out)
        assert manifest_problems(manifest) == []
        over_socket_mode.append(manifest["settings"]["socket_mode_enabled"])
    assert over_socket_mode[:2] == [True, False]


def test_the_procfile_brings_the_database_to_head_and_starts_both_halves() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "release: python -m bot migrate",
        "web: python -m bot web",
        "worker: python -m bot worker",
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_modules_that_a_page_runs_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    modules = re.findall(r"python -m (tests[\w.]+)", text)
    assert [name for name in modules if not (ROOT / name.replace(".", "/")).with_suffix(".py").exists()] == []


def test_every_picture_is_in_the_readme_and_small() -> None:
    assert PICTURES
    assert [file.name for file in PICTURES if f".github/pictures/{file.name}" not in README] == []
    assert [file.name for file in PICTURES if file.stat().st_size > PICTURE_BYTES] == []


def test_the_pictures_are_as_wide_as_a_laptop_or_a_phone() -> None:
    assert {_width(file) for file in PICTURES} == {1280, 390}


def _width(file: Path) -> int:
    width: int = struct.unpack(">I", file.read_bytes()[16:20])[0]  # PNG: the first chunk begins with the width
    return width


def test_no_page_or_setting_names_a_folder_of_somebodys_machine() -> None:
    files = [*PAGES, ".env.example", "Procfile", ".ci/run", ".ci/requirements.py", "requirements.txt"]
    private = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp|opt)/")
    assert [name for name in files if private.search((ROOT / name).read_text("utf-8"))] == []
