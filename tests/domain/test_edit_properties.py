"""Whatever a text is and whatever is typed: an edit changes what it is about, and every other section keeps its bytes."""

from contextlib import suppress

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import edits
from bot.domain.bases import base_of
from bot.domain.differences import CONTEXT_LINES, Mark, difference
from bot.domain.document import Document, Part, parse
from bot.domain.edits import Add, Move, Remove, SetBody, SetHeading, field_text
from bot.domain.markdown import LINE_END
from bot.errors import Refused
from tests.domain.test_document_properties import PIECES, TEXTS

QUICK = settings(max_examples=40, deadline=None, derandomize=True)
# With a title and sections, so that there is something to edit; what stands in them is anything.
SPECS = st.lists(TEXTS, min_size=2, max_size=5).map(
    lambda bodies: parse("# Title\n\n" + "".join(f"## S{number}\n{body}\n" for number, body in enumerate(bodies)))
)
HEADINGS = st.one_of(PIECES, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))


def kept(part: Part, parts: tuple[Part, ...]) -> bool:
    """Whether a part is among these with its bytes; one whose neighbour changed may have been ended properly."""
    return any(
        other.heading == part.heading
        and other.marker.rstrip("\r\n") == part.marker.rstrip("\r\n")
        and (other.marker + other.body).startswith(part.marker + part.body)
        for other in parts
    )


@QUICK
@given(SPECS, st.data(), TEXTS)
def test_an_edit_of_a_section_changes_its_text_only(before: Document, data: st.DataObject, body: str) -> None:
    assume(before.sections)
    index = data.draw(st.integers(0, len(before.sections) - 1))
    place = [at for at, part in enumerate(before.parts) if part in before.sections][index]
    assume(before.parts.count(before.sections[index]) == 1)
    with suppress(Refused):
        after = edits.apply(before, SetBody(base=base_of(before, index), body=body)).document
        assert after == parse(after.text)
        assert after.head == before.head
        assert after.title == before.title
        assert after.parts[:place] == before.parts[:place]
        following = before.parts[place + 1 :]
        assert after.parts[len(after.parts) - len(following) :] == following
        assert LINE_END.sub("\n", field_text(body)) in LINE_END.sub("\n", after.text)


@QUICK
@given(SPECS, st.data())
def test_saving_what_a_field_shows_is_no_edit(before: Document, data: st.DataObject) -> None:
    assume(before.sections)
    index = data.draw(st.integers(0, len(before.sections) - 1))
    assume([base_of(before, at).body for at in range(len(before.sections))].count(base_of(before, index).body) == 1)
    shown = field_text(before.sections[index].body)
    assert edits.apply(before, SetBody(base=base_of(before, index), body=shown)).document is before


@QUICK
@given(SPECS, st.data(), HEADINGS)
def test_renaming_moving_removing_and_adding_keep_all_other_sections(
    before: Document, data: st.DataObject, words: str
) -> None:
    assume(before.sections)
    index = data.draw(st.integers(0, len(before.sections) - 1))
    base, own = base_of(before, index), before.sections[index]
    for edit in (
        SetHeading(base=base, heading=words),
        Move(base=base, up=True),
        Move(base=base, up=False),
        Remove(base=base),
        Add(heading=words, body=""),
    ):
        with suppress(Refused):
            edited = edits.apply(before, edit)
            after = edited.document
            assert after == parse(after.text)
            assert after.text.startswith(before.head)
            assert after.title == before.title
            others = [part for part in before.parts if part != own]
            assert all(kept(part, after.parts) for part in others)
            more = {Remove: -1, Add: 1}.get(type(edit), 0)
            assert len(after.parts) == len(before.parts) + more
            assert [line.text for line in after.process] == [line.text for line in before.process]


@QUICK
@given(TEXTS, TEXTS)
def test_a_difference_tells_every_line_that_goes_and_every_line_that_comes(before: str, after: str) -> None:
    found = difference(before, after)
    old, new = LINE_END.split(before), LINE_END.split(after)
    assert len(new) - len(old) == found.added - found.removed
    assert not {line for mark, line in found.lines if mark is Mark.REMOVED} - set(old)
    assert not {line for mark, line in found.lines if mark is Mark.ADDED} - set(new)
    assert bool(found.lines or found.line_ends_only) == (before != after)
    runs = [mark for mark, _ in found.lines]
    assert len(runs) <= (found.added + found.removed) * (2 * CONTEXT_LINES + 3)
