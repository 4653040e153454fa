from bot.domain.document import parse
from bot.domain.gist import find_section, open_questions, reading_minutes, summary
from bot.domain.outline import CONTEXT, OPEN_QUESTIONS, OVERVIEW


def test_sections_are_found_by_name_at_any_depth() -> None:
    parsed = parse(
        "# T\n## Overview - August Release\nfirst\n## Design\n### Open questions!\n- a?\n#### why\n### Next\n## Context switch\n"
    )
    found = find_section(parsed, OVERVIEW)
    assert found is not None
    assert found.body == "first\n"
    found = find_section(parsed, "Nowhere", OPEN_QUESTIONS)
    assert found is not None
    assert (found.level, found.body) == (3, "- a?\n#### why\n")
    assert find_section(parsed, CONTEXT) is None
    assert open_questions(parsed) == ("a?",)


def test_questions_that_are_answered_or_hints_are_left_out() -> None:
    parsed = parse(
        "# T\n## Open Questions\n<!-- What is missing? -->\n- **Which** `queue`?\n  - inner?\n- ~~Old?~~ Yes.\n- [x] Done?\n"
        "- [ ] Todo?\n\nA statement.\n\nA question\nover lines?\n\n> Quoted?\n\n```\n- Code?\n```\n\n1. Numbered\n"
    )
    assert open_questions(parsed) == ("Which queue?", "Todo?", "A question over lines?", "Numbered")


def test_a_summary_is_cut_between_words() -> None:
    parsed = parse("# T\n## Overview\n<!-- hint -->\n" + "word " * 100)
    said = summary(parsed)
    assert len(said) <= 250
    assert said.endswith("word…")
    assert summary(parse("# T\n## Overview\n" + "x" * 300)) == "x" * 249 + "…"
    assert summary(parse("# T\n## Overview\nshort\n")) == "short"
    assert summary(parse("# T\n## Overview\n\n## Context\n![pic](a.png) <b>Why</b>\n")) == "Why"
    assert summary(parse("# T\n## Overview\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter the table\n")) == "After the table"


def test_no_other_section_stands_in_for_an_overview_without_words() -> None:
    asked = "\n## Open Questions\n- Which queue?\n\n## Context\nWhy.\n"
    assert (
        summary(parse(f"# T\n## Overview\n<!-- hint -->\n```sql\n\n  SELECT  1;\nSELECT 2;\n```\n{asked}"))
        == "SELECT 1;"
    )
    assert len(summary(parse(f"# T\n## Overview\n```\n{'word ' * 100}\n```\n{asked}"))) <= 250
    assert summary(parse(f"# T\n## Overview\n| a | b |\n|---|---|\n| 1 | 2 |\n{asked}")) == ""
    assert summary(parse(f"# T\n## Overview\n![plan](a.png)\n{asked}")) == ""
    assert summary(parse(f"# T\n## Overview\n### Goals\n\n---\n{asked}")) == "Why."


def test_reading_time_counts_words_and_no_hints() -> None:
    assert reading_minutes(parse("# T\n\n" + "word " * 200)) == 1
    assert reading_minutes(parse("# T\n\n" + "word " * 201)) == 2
    assert reading_minutes(parse(f"# T\n<!-- {'word ' * 900} -->\n## A\n" + "word " * 200)) == 2
