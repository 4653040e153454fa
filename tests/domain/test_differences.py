"""The difference between two texts, as people read it."""

from bot.domain.differences import MOST_COMPARED, Difference, Mark, difference


def told(found: Difference) -> list[str]:
    return [f"{mark}{line}" for mark, line in found.lines]


def test_changed_lines_stand_between_the_lines_around_them() -> None:
    before = "\n".join("abcdefghijklmnop")
    after = before.replace("d", "D").replace("m", "m\nM")
    assert told(difference(before, after)) == [
        "…", " b", " c", "-d", "+D", " e", " f", "…", " l", " m", "+M", " n", " o", "…"
    ]  # fmt: skip


def test_the_same_text_has_none() -> None:
    assert difference("a\nb", "a\nb") == Difference(lines=(), added=0, removed=0)


def test_other_line_ends_alone_are_told_as_such() -> None:
    assert difference("a\r\nb", "a\nb") == Difference(lines=(), added=0, removed=0, line_ends_only=True)


def test_a_long_text_that_changed_in_one_place_is_told_line_by_line() -> None:
    lines = [str(number) for number in range(MOST_COMPARED * 5)]
    assert told(difference("\n".join(lines), "\n".join([*lines, "end"])))[-1] == "+end"
    found = difference("\n".join(lines), "\n".join(reversed(lines)))
    assert (found.added, found.removed) == (len(lines), len(lines))
    assert found.lines[0] == (Mark.REMOVED, "0")
