"""Markdown as exact ranges of its source.

The CommonMark parser says what is a heading, a list or a comment; everything handed out here is a range of the given
text, so that whoever edits one range leaves all other characters alone. The one rule: nothing is ever rendered back
from tokens. Lines end with LF, CR or CRLF and nothing else, as for the parser.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bot.errors import Refused

LINE_END = re.compile(r"\r\n?|\n")
BYTE_ORDER_MARK = "\ufeff"
COMMENT_OPEN, COMMENT_CLOSE = "<!--", "-->"

# The parser gives up on a text's remainder below this depth (two for each list level). Its default of 20 would lose
# the headings after a list of ten levels; much more would let a hostile text recurse too far.
NESTING = 100
# How much of one paragraph is shown as plain words, in characters: enough for any card, and a bound on inline parsing.
LONGEST_PLAIN = 10_000

# The longest text that a spec can have: nine times the longest of those that we know. All that is done with one of
# nested lists takes a second of one processor; Slack waits for three.
MOST_BYTES = 250_000
MOST_LINES = 4_000

CLOSING_MARKS = re.compile(r"(?:^|.*[ \t])#+")
_OPENINGS = re.compile(COMMENT_OPEN + r"[ \t]*")
_YAML_KEY = re.compile(r"""["']?[A-Za-z][\w -]*["']?[ ]*:(\s|$)""")
_FENCE_LINE = re.compile(r"---[ \t]*")
_FENCE_END = re.compile(r"(---|\.\.\.)[ \t]*")
_CODE = ("fence", "code_block")
_TASK = re.compile(r"\[(?P<tick>[ xX])\][ \t]+(?P<text>\S[\s\S]*)")


def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING})
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _note_comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the parser's own signature for a rule
    # After one comment without an end no other has one: without this note each would be searched to the text's end.
    if "unended" in state.env or not state.src.startswith(COMMENT_OPEN, state.pos):
        return False
    # `<!-->` and `<!--->` are whole comments, which is why the search for the end begins inside the opening.
    end = state.src.find(COMMENT_CLOSE, state.pos + 2)
    if end < 0:
        state.env["unended"] = True
        return False
    if not silent:
        state.env["comments"].append((state.pos, end + len(COMMENT_CLOSE)))
    state.pos = end + len(COMMENT_CLOSE)
    return True


def _comment_parser() -> MarkdownIt:
    # Only what can hide a comment's opening: a backslash and a code span.
    parser = MarkdownIt("zero").enable(["escape", "backticks"])
    parser.inline.ruler.push("comment", _note_comment)
    return parser


_BLOCKS = _block_parser()
_COMMENTS = _comment_parser()
_WORDS = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"])
# A parser compiles its rules at first use, and a second thread would meet them half compiled.
for _parser in (_BLOCKS, _COMMENTS, _WORDS):
    _parser.parse("warm *up*")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading outside of lists and quotes; `text` is its source without markers, in one line."""

    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task list item: `offset` is where its tick character stands, `depth` how many tasks it lies inside of."""

    offset: int
    depth: int
    done: bool
    text: str


@dataclass(frozen=True)
class Blocks:
    """The block structure of one source; all offsets are in characters of that source."""

    source: str
    tokens: Sequence[Token]

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins, and the end of the source as the last entry."""
        starts = [0, *(match.end() for match in LINE_END.finditer(self.source))]
        if starts[-1] != len(self.source):
            starts.append(len(self.source))
        return starts

    def span(self, token: Token) -> tuple[int, int]:
        """The source range of the lines that a token covers."""
        first, last = token.map or (0, 0)
        return self.line_starts[first], self.line_starts[min(last, len(self.line_starts) - 1)]

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """All headings outside of lists and quotes, in order."""
        found = []
        for index, token in enumerate(self.tokens):
            if token.type == "heading_open" and token.level == 0:
                start, end = self.span(token)
                text = " ".join(line.strip() for line in self.tokens[index + 1].content.split("\n"))
                found.append(Heading(level=int(token.tag[1:]), text=text, start=start, end=end))
        return tuple(found)

    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """The source ranges of the paragraphs outside of lists and quotes."""
        return tuple(self.span(token) for token in self.tokens if token.type == "paragraph_open" and token.level == 0)

    def comments(self) -> tuple[tuple[int, int], ...]:
        """The source ranges of all HTML comments, wherever they stand; code holds none."""
        return tuple(
            found
            for token in self.tokens
            if token.type in {"html_block", "inline"}
            for found in self._comments_within(*self.span(token), is_html=token.type == "html_block")
        )

    def _comments_within(self, start: int, end: int, *, is_html: bool) -> Iterator[tuple[int, int]]:
        piece = self.source[start:end]
        if COMMENT_OPEN not in piece:
            return
        if is_html:
            at = piece.find(COMMENT_OPEN)
            while at >= 0:
                close = piece.find(COMMENT_CLOSE, at + 2)
                stop = close + len(COMMENT_CLOSE) if close >= 0 else len(piece)
                yield start + at, start + stop
                at = piece.find(COMMENT_OPEN, stop)
            return
        noted: list[tuple[int, int]] = []
        _COMMENTS.inline.parse(piece, _COMMENTS, {"comments": noted}, [])
        yield from ((start + opened, start + closed) for opened, closed in noted)

    def tasks(self) -> tuple[Task, ...]:
        """All task list items outside of quotes, in order; an ordered list's count too."""
        found: list[Task] = []
        # For each open list item whether it is a task: a task's depth counts the tasks around it only.
        open_items: list[bool] = []
        quotes = 0
        for index, token in enumerate(self.tokens):
            if token.type == "blockquote_open":
                quotes += 1
            elif token.type == "blockquote_close":
                quotes -= 1
            elif token.type == "list_item_open":
                task = None if quotes else self._task(index, depth=sum(open_items))
                found += [task] if task else []
                open_items.append(task is not None)
            elif token.type == "list_item_close":
                open_items.pop()
        return tuple(found)

    def _task(self, index: int, *, depth: int) -> Task | None:
        if self.tokens[index + 1].type != "paragraph_open":
            return None
        content = self.tokens[index + 2]
        match = _TASK.match(content.content)
        if match is None:
            return None
        # Before an item's text its first line holds list markers and spaces only, so the first bracket is the box's.
        offset = self.source.index("[", self.span(content)[0]) + 1
        text = " ".join(without_comments(match["text"]).split())
        return Task(offset=offset, depth=depth, done=match["tick"] != " ", text=text)


def read(source: str) -> Blocks:
    """Parse the block structure of `source`, in time proportional to its length."""
    return Blocks(source, _BLOCKS.parse(source))


def refuse_nul(text: str) -> None:
    """Refuse a text with a NUL character, which a PostgreSQL database cannot hold."""
    at = text.find("\0")
    if at >= 0:
        message = f"There is a NUL character on line {line_at(text, at)} (character {at + 1} of the text). Remove it, and try again."
        raise Refused(message)


def line_at(text: str, at: int) -> int:
    """The number of the line on which the character `at` stands, counted from 1."""
    return len(LINE_END.findall(text, 0, at)) + 1


def refuse_long(text: str, what: str) -> None:
    """Refuse a text that is too long to be compared, saved and read while somebody waits; `what` it is called."""
    size, lines = len(text.encode("utf-8", "surrogatepass")), len(LINE_END.findall(text)) + 1
    for number, most, unit in ((size, MOST_BYTES, "bytes"), (lines, MOST_LINES, "lines")):
        if number > most:
            message = f"{what} has {number:,} {unit}, and up to {most:,} fit. Link what is long, such as data and logs."
            raise Refused(message)


def newline_of(source: str) -> str:
    """The line ending of `source`: that of its first line, LF if there is none."""
    match = LINE_END.search(source)
    return match.group() if match else "\n"


def front_matter(text: str) -> tuple[int, int, int]:
    """Where the YAML front matter's content begins and ends, and where the Markdown begins.

    Front matter stands between a first line `---` and the next line `---` or `...`, and its first line that is
    neither empty nor a comment names a key: so a text that begins with a thematic break keeps its headings. Without
    front matter the first two offsets are equal; a byte order mark belongs to neither part.
    """
    begin = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    none = (begin, begin, begin)
    opening = LINE_END.search(text, begin)
    if opening is None or not _FENCE_LINE.fullmatch(text, begin, opening.start()):
        return none
    at = opening.end()
    seen_key = False
    while at < len(text):
        ending = LINE_END.search(text, at)
        line_end, following = (ending.start(), ending.end()) if ending else (len(text), len(text))
        if _FENCE_END.fullmatch(text, at, line_end):
            return opening.end(), at, following
        line = text[at:line_end].strip()
        if line and not line.startswith("#") and not seen_key:
            if not _YAML_KEY.match(line):
                return none
            seen_key = True
        at = following
    return none


def without_comments(source: str) -> str:
    """The source without its HTML comments; all else is untouched."""
    kept, at = [], 0
    for start, end in read(source).comments() if COMMENT_OPEN in source else ():
        kept.append(source[at:start])
        at = end
    return "".join(kept) + source[at:]


def comment_text(comment: str) -> str:
    """What a comment says: without its markers, without those that open again inside it, and without outer space."""
    inside = _OPENINGS.sub("", comment.removesuffix(COMMENT_CLOSE))
    return "\n".join(line.rstrip() for line in LINE_END.split(inside)).strip()


def comment_texts(source: str) -> str:
    """What all comments of a source say, with an empty line between them."""
    said = (comment_text(source[start:end]) for start, end in read(source).comments())
    return "\n\n".join(text for text in said if text)


def _inline_words(content: str) -> tuple[list[Token], str]:
    children = _WORDS.parseInline(content[:LONGEST_PLAIN])[0].children or []
    words = []
    for child in children:
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return children, " ".join("".join(words).split())


def plain(content: str) -> str:
    """The words of one paragraph, heading or item in one line: no emphasis, links' addresses, images or HTML."""
    return _inline_words(content)[1]


def _tokens_with_tables(source: str) -> list[Token]:
    return _WORDS.block.parse(LINE_END.sub("\n", source), _WORDS, {}, []) or []


def prose(source: str) -> str:
    """The words of a source's paragraphs and list items; headings, code, tables and HTML are left out."""
    words = []
    blocks = _tokens_with_tables(source)
    in_table = False
    for index, token in enumerate(blocks):
        if token.type in {"table_open", "table_close"}:
            in_table = token.nesting == 1
        elif token.type == "inline" and not in_table and blocks[index - 1].type == "paragraph_open":
            said = plain(token.content)
            is_item = blocks[index - 2].type == "list_item_open"
            words.append(f"• {said}" if said and is_item else said)
    return " ".join(filter(None, words))


def first_of_code(source: str) -> str:
    """The first line with words in a source's code blocks, as it stands there; empty where there is none."""
    code = (token.content for token in read(source).tokens if token.type in _CODE)
    lines = (" ".join(line.split()) for content in code for line in content.split("\n"))
    return next(filter(None, lines), "")


def shows_something(source: str) -> bool:
    """Whether a source shows code, a table, HTML or a picture."""
    return any(
        token.type in {*_CODE, "table_open", "html_block"} or (token.type == "inline" and "![" in token.content)
        for token in _tokens_with_tables(source)
    )


def questions(source: str) -> tuple[str, ...]:
    """The outer list items of a source and its paragraphs that end in a question mark, in order, as plain words.

    An item that begins struck through or whose box is ticked is answered, and left out.
    """
    found = []
    tokens = read(source).tokens
    for index, token in enumerate(tokens):
        if token.type != "inline" or tokens[index - 1].type != "paragraph_open":
            continue
        is_item = token.level == 3 and tokens[index - 2].type == "list_item_open"  # noqa: PLR2004 -- list, item, paragraph
        task = _TASK.match(token.content) if is_item else None
        children, said = _inline_words(task["text"] if task else token.content)
        struck = any(child.type == "s_open" for child in children[:2])
        ticked = task is not None and task["tick"] != " "
        if said and not struck and not ticked and (is_item or (token.level == 1 and said.endswith("?"))):
            found.append(said)
    return tuple(found)


def ended(body: str, following: str, newline: str) -> str:
    """A body that the heading `following` can come after: with line ends, and whatever it left open closed.

    A body that is already fine stays as it is. A code fence, a comment or an HTML block without an end would swallow
    all headings after it, and a last line without an empty one after it would join an underlined heading.
    """
    for closer in ("", newline * 2, *_closers(body, newline)):
        blocks = read(body + closer + following)
        if any(heading.start == len(body) + len(closer) for heading in blocks.headings):
            return body + closer
    return body + newline * 2


def atx(level: int, text: str) -> str:
    """A heading line (without a line end) with `#` marks that is read back as `text`."""
    # Marks at the end of the words would be read as closing marks; closing marks after them protect them.
    return f"{'#' * level} {text}{' #' if CLOSING_MARKS.fullmatch(text) else ''}"


def _closers(body: str, newline: str) -> Iterator[str]:
    tokens = read(body).tokens
    fence = tokens[-1].markup if tokens and tokens[-1].type == "fence" else ""
    line_end = "" if body.endswith(("\n", "\r")) else newline
    for end in (fence, COMMENT_CLOSE, "</pre>", "</script>", "</style>", "</textarea>", "?>", "]]>", ">"):
        if end:
            yield f"{line_end}{end}{newline * 2}"
