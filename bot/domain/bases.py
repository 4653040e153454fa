"""Which section somebody looked at, and where it is now: others may have moved, renamed or changed it meanwhile."""

from dataclasses import dataclass
from hashlib import sha256

from bot.domain.document import Document
from bot.errors import Refused

_DIGEST = 16  # hexadecimal digits; a base travels in the value of a menu, which holds 150 characters


@dataclass(frozen=True, kw_only=True)
class Base:
    """The section that somebody looked at: its place among the sections, and digests of its heading and its body."""

    index: int
    heading: str
    body: str

    def dump(self) -> str:
        """In less than 50 characters."""
        return f"{self.index}.{self.heading}.{self.body}"

    @staticmethod
    def load(dumped: str) -> "Base":
        """Raises ValueError for what `dump` did not make."""
        index, heading, body = dumped.split(".")
        return Base(index=int(index), heading=heading, body=body)


class SectionChanged(Refused):
    """Somebody else changed what this change is about; `newer` is where it stands now, None if it is gone."""

    def __init__(self, text: str, newer: int | None = None) -> None:
        super().__init__(text)
        self.newer = newer


def digest(text: str) -> str:
    """A short name for a text: equal texts, and no others, have it in common."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def base_of(document: Document, index: int) -> Base:
    """What a change of this section begins from."""
    section = document.sections[index]
    return Base(index=index, heading=digest(section.marker), body=digest(section.body))


def find(document: Document, base: Base) -> int:
    """Where the section stands whose text is to change; it may have been moved or renamed. Raises SectionChanged."""
    sections = document.sections
    near = sorted(range(len(sections)), key=lambda index: abs(index - base.index))
    same_heading = [index for index in near if digest(sections[index].marker) == base.heading]
    same_body = [index for index in near if digest(sections[index].body) == base.body]
    for index in same_heading:
        # Of several with one heading and no text nobody can tell which one was meant.
        if index in same_body and (index == base.index or sections[index].body.strip() or len(same_heading) == 1):
            return index
    if same_heading:
        raise SectionChanged("This section was changed meanwhile.", same_heading[0])
    # Renamed meanwhile: its text says which one it is, unless others have the same, such as none.
    if len(same_body) == 1 and sections[same_body[0]].body.strip():
        return same_body[0]
    raise SectionChanged("This section was removed meanwhile, or renamed and changed.")


def newest(document: Document, base: Base) -> int:
    """Where the section stands, whatever others made of it; raises SectionChanged where it is gone."""
    try:
        return find(document, base)
    except SectionChanged as changed:
        if changed.newer is None:
            raise
        return changed.newer


def titled(document: Document, base: Base) -> int:
    """Where the section stands whose heading is to change; it may have been moved or written. Raises SectionChanged."""
    index = newest(document, base)
    section = document.sections[index]
    if digest(section.marker) != base.heading:
        raise SectionChanged(f"Somebody named this section “{section.heading}” meanwhile.", index)
    twins = [other for other in document.sections if other.marker == section.marker]
    if len(twins) > 1 and digest(section.body) != base.body:
        raise SectionChanged("Several sections have this heading, and somebody changed the one that you chose.")
    return index


def standing(document: Document, base: Base) -> int:
    """The same for what is done to a section at its place in a list: it must stand there still."""
    index = titled(document, base)
    if index != base.index:
        raise SectionChanged("The sections were moved meanwhile. Look where this one is now, and try again.", index)
    return index


def unchanged(document: Document, base: Base) -> int:
    """Where the section stands that goes as a whole; it may have been moved. Raises SectionChanged."""
    index = find(document, base)
    if digest(document.sections[index].marker) != base.heading:
        raise SectionChanged("Somebody renamed this section meanwhile.", index)
    return index
