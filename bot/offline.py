"""Commands that need neither a workspace nor a database: what a template or a spec is read as, and the app's manifest."""

import argparse
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bot.domain import document, template, template_check
from bot.errors import Refused
from bot.slack import scopes


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to those of the command line."""
    manifest = commands.add_parser("manifest", help="the app as Slack wants it described, to paste there")
    manifest.add_argument("--url", type=_address, help="for HTTP instead of Socket Mode: your server, https://…")
    manifest.set_defaults(run=_manifest)

    of_templates = commands.add_parser("template", help="team templates").add_subparsers(required=True, metavar="VERB")
    _add_reader(of_templates, "check", "what a template file becomes").set_defaults(run=_template_check)

    of_specs = commands.add_parser("spec", help="spec documents").add_subparsers(required=True, metavar="VERB")
    _add_reader(of_specs, "parse", "how a document is read").set_defaults(run=_spec_parse)
    _add_reader(of_specs, "export", "a document as the bot writes it", as_json=False).set_defaults(run=_spec_export)


def _add_reader(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", verb: str, what: str, *, as_json: bool = True
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(verb, help=what)
    parser.add_argument("file", type=Path, metavar="FILE", help="a Markdown file")
    if as_json:
        parser.add_argument("--json", action="store_true", help="for machines")
    return parser


def print_json(value: object) -> None:
    """For machines; people can read it too."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _manifest(arguments: argparse.Namespace) -> None:
    print_json(scopes.manifest(arguments.url))


def _address(given: str) -> str:
    """Where Slack sends its requests, for a server's address."""
    from bot.web import SLACK_PATH  # noqa: PLC0415 - it brings the whole web server

    try:
        parts = urlsplit(given)
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_plain = False
    if not is_plain or any(character in given for character in "@?# \t\r\n"):
        raise argparse.ArgumentTypeError(
            "write the address at which Slack reaches your server: https://specs.example.com"
        )
    return f"https://{parts.netloc}{parts.path.rstrip('/').removesuffix(SLACK_PATH)}{SLACK_PATH}"


def _template_check(arguments: argparse.Namespace) -> None:
    """Show the template; exits with 1 where something of it was not read, and where Slack's door refuses it."""
    loaded = template_check.read(_read(arguments.file))
    if arguments.json:
        print_json({**template.as_json(loaded), "advice": template_check.advice(loaded)})
    else:
        _print_template(loaded)
    template_check.refuse(loaded)
    if loaded.problems:
        sys.exit(1)


def _print_template(loaded: template.Template) -> None:
    print(f"{loaded.name or 'A template without a name'}: {loaded.title or 'no title'}")
    for field in loaded.fields:
        print(f"  field    {field.name}")
    for section in loaded.sections:
        print(f"  section  {section.heading or '(no heading)'}")
    for line in loaded.process:
        by = f"  [{line.kind.value}]" if line.kind else ""
        print(f"  line     {'  ' * line.depth}{line.role + ': ' if line.role else ''}{line.text}{by}")
    for problem in loaded.problems:
        print(f"  problem  {problem}", file=sys.stderr)
    for said in template_check.advice(loaded):
        print(f"  advice   {said}", file=sys.stderr)


def _spec_parse(arguments: argparse.Namespace) -> None:
    parsed = document.parse(_read(arguments.file))
    if arguments.json:
        return print_json(document.as_json(parsed))
    print(parsed.title or "(no title)")
    for section in parsed.sections:
        print(f"  {'#' * section.level} {section.heading}  ({len(section.body):,} characters)")
    for line in parsed.process:
        print(f"  [{'x' if line.done else ' '}] {'  ' * line.depth}{line.text}")
    return None


def _spec_export(arguments: argparse.Namespace) -> None:
    sys.stdout.buffer.write(document.render(document.parse(_read(arguments.file))).encode())
    sys.stdout.buffer.flush()


def _read(path: Path) -> str:
    """The file's text with its line ends as they are; raises Refused for what is no text."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8.") from error
