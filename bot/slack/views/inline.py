"""A line of Markdown as pieces: rich-text elements of type ``text`` or ``link``, never empty.

The rule kept here: only http, https and mailto become links; every other target, image or tag is shown as text. Hidden
are HTML comments, and tags that shape or name what stands in them and say nothing by themselves.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, takewhile
from typing import Final

from markdown_it.token import Token

from bot.slack.elements import Element
from bot.slack.wording import BARE_URL, clean, web_url, without_sentence_end

_URL_CHARS: Final = 1_000  # A longer address is shown as text: it would fill a block on its own.
_STYLES: Final = {"strong": "bold", "em": "italic", "s": "strike"}
_LINE_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
# A placeholder such as `<start_date>` looks like a tag as well, and is a word: so only these go, and `<a>` with an address
# stays with it.
_SHAPING: Final = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|sub|sup|small|kbd|code|p|div|span|center|details|summary)"
    r"""(?:\s+(?:name|id|class|align|open)(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))?)*\s*>""",
    re.IGNORECASE,
)
# "Date: 2026-12-03" and "[^1]: a footnote" begin a line of their own, also where Markdown would go on in the same one.
_LABEL_TOKENS: Final = 8  # How many of them are looked at: emphasis around a label takes a few.
_LABEL: Final = re.compile(r"(?:\[\^[^\]\s]+\]|[A-Z][\w ()/'’&-]{0,30}):(?:\s|$)")


@dataclass(frozen=True, kw_only=True)
class _Face:
    """How a run of text looks, and where it leads."""

    styles: tuple[str, ...] = ()
    url: str = ""

    def piece(self, text: str) -> Element:
        made: Element = {"type": "link", "url": self.url, "text": text} if self.url else {"type": "text", "text": text}
        return made | {"style": dict.fromkeys(self.styles, True)} if self.styles else made


def inline(tokens: Sequence[Token]) -> list[Element]:
    """Return the pieces of a line from its parsed tokens.

    A hard line break is a new line; a soft one is a space, unless a label such as ``Owner:`` comes after it.
    """
    runs = groupby(_runs(tokens), key=lambda run: run[0])
    pieces = chain.from_iterable(_faced(face, clean("".join(text for _, text in run))) for face, run in runs)
    return _stripped(list(pieces))


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[_Face, str]]:
    depth = dict.fromkeys(_STYLES.values(), 0)
    target = ""
    label: list[str] = []
    for place, token in enumerate(tokens):
        styles = tuple(style for style, level in depth.items() if level)
        if token.tag in _STYLES:
            depth[_STYLES[token.tag]] += token.nesting
        elif token.type == "link_open":
            target, label = str(token.attrs.get("href", "")), []
        elif token.type == "link_close":
            if not _linkable(target):
                yield _Face(styles=styles), _aside(target, "".join(label))
            target = ""
        else:
            is_labelled = token.type == "softbreak" and _LABEL.match(
                _rest_of_line(tokens[place + 1 : place + 1 + _LABEL_TOKENS])
            )
            text = "\n" if is_labelled else _words(token)
            label.append(text)
            code = ("code",) if token.type == "code_inline" else ()
            url = _linkable(target or str(token.attrs.get("src", "")))
            yield _Face(styles=styles + code, url=url), text


def _rest_of_line(tokens: Sequence[Token]) -> str:
    return "".join(map(_words, takewhile(lambda token: token.type not in {"softbreak", "hardbreak"}, tokens)))


def _words(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "html_inline":
            return shown_html(token.content)
        case "image":
            return _image(token, str(token.attrs.get("src", "")))
        case _:
            return token.content


def _image(token: Token, source: str) -> str:
    alt = "".join(map(_words, token.children or []))
    where = "" if _linkable(source) else _aside(source, alt)
    return f"🖼 {alt}{where}" if alt.strip() or where else "🖼 image"


def _aside(target: str, label: str) -> str:
    """Return the target of what cannot be a link, in brackets, unless the label says it or it is data."""
    return f" ({target})" if target not in {"", label} and not target.startswith("data:") else ""


def _linkable(target: str) -> str:
    if len(target) > _URL_CHARS:
        return ""
    if target.lower().startswith("mailto:"):
        return target
    return web_url(target) or ""


def shown_html(html: str) -> str:
    """Return HTML as the text to show: its source, without comments and shaping tags, and ``<br>`` as a new line."""
    return _SHAPING.sub("", _LINE_BREAK.sub("\n", _without_comments(html)))


def _without_comments(html: str) -> str:
    kept = []
    at = 0
    # Two searches instead of one regular expression: that would look for the end of each unclosed comment anew.
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 2)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join([*kept, html[at:]])


def _faced(face: _Face, text: str) -> Iterator[Element]:
    """Yield a run of text, with the addresses in it as links unless it is code or a link already."""
    at = 0
    if not face.url and "code" not in face.styles:
        for match in BARE_URL.finditer(text):
            url = without_sentence_end(match[0])
            if _linkable(url):
                if match.start() > at:
                    yield face.piece(text[at : match.start()])
                yield _Face(styles=face.styles, url=url).piece(url)
                at = match.start() + len(url)
    if at < len(text):
        yield face.piece(text[at:])


def _stripped(pieces: list[Element]) -> list[Element]:
    """Return the pieces without white space at both ends of the line."""
    kept = [index for index, piece in enumerate(pieces) if piece["text"].strip()]
    if not kept:
        return []
    pieces = pieces[kept[0] : kept[-1] + 1]
    pieces[0] = pieces[0] | {"text": pieces[0]["text"].lstrip()}
    pieces[-1] = pieces[-1] | {"text": pieces[-1]["text"].rstrip()}
    return pieces


def typed(text: str) -> list[Element]:
    """Return typed text, which is no Markdown, with the addresses in it as links."""
    return inline([Token("text", "", 0, content=text)])


def plain_text(pieces: Iterable[Element]) -> str:
    """Return the words of the pieces in one line."""
    return " ".join("".join(piece["text"] for piece in pieces).split())


def text_piece(text: str, *styles: str) -> Element:
    """Return a text in the given styles: bold, italic, strike, code."""
    return _Face(styles=styles).piece(text)


def bold(pieces: Iterable[Element]) -> list[Element]:
    """Return the same pieces in bold."""
    return [piece | {"style": piece.get("style", {}) | {"bold": True}} for piece in pieces]
