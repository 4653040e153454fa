"""What people type reaches every database whole, or is refused with words that help; and nobody's spec gets lost."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.db import channels, documents, history, people, schema, workspaces
from bot.db.session import Sessions
from bot.domain import document, template
from bot.domain.people import Person
from bot.domain.spec import ChannelId, Spec, UserId
from bot.errors import Refused
from bot.services import discussions, process, specs, templates
from bot.services import people as acquaintances
from bot.services.access import Access
from bot.services.specs import NewSpec
from tests.db.at_once import at_once
from tests.domain.facts import DANA, NOW, TEAM, TOMORROW

SPECS = ChannelId("C-SPECS")
HERE = Access(user=DANA, here=SPECS)
CREATORS = 8
WIDE = "🧾 𝒯𝑒𝒸𝒽 𠮷 👩🏽‍💻"
"""Characters of four bytes each, alone and joined."""

EMPTY = [""] * len(template.default().sections)
NEW = NewSpec(key="key", title="Receipts", drafter=DANA, channel=SPECS, share=True)


def create(sessions: Sessions, new: NewSpec) -> Spec:
    with sessions.begin() as session:
        return specs.create(session, NOW, workspace=TEAM, new=new)


def set_place(sessions: Sessions, spec: Spec, place: str) -> Spec:
    with sessions.begin() as session:
        return discussions.set_time(
            session, NOW, workspace=TEAM, number=spec.number, access=HERE, starts_at=TOMORROW, place=place
        )


# ---------------------------------------------------------------------------------------------------------------- texts


@pytest.mark.parametrize(
    "new",
    [
        replace(NEW, title="Rec\0eipts"),
        replace(NEW, bodies=["Nul\0l.", *EMPTY[1:]]),
        replace(NEW, bodies=EMPTY, more=[("Costs", "Nul\0l.")]),
        replace(NEW, bodies=EMPTY, more=[("Co\0sts", "None.")]),
        replace(NEW, file="# Receipts\n\n## Why\n\nNul\0l.\n"),
        replace(NEW, file="# Rec\0eipts\n", title=""),
        replace(NEW, url="https://wiki.example/\0"),
    ],
    ids=["title", "section", "further section", "further heading", "file", "file's title", "address"],
)
def test_a_nul_character_is_refused_before_any_database_sees_it(sessions: Sessions, new: NewSpec) -> None:
    with pytest.raises(Refused, match=r"NUL character on line \d+ .* Remove it, and try again"):
        create(sessions, new)
    assert create(sessions, NEW).number == 1


def test_a_place_with_a_nul_character_is_refused(sessions: Sessions) -> None:
    spec = create(sessions, NEW)
    with pytest.raises(Refused, match=r"NUL character on line 1 \(character 5 of the text\)"):
        set_place(sessions, spec, "Room\0 5")
    assert set_place(sessions, spec, "Room 5").standing_discussion is not None


def test_a_template_with_a_nul_character_is_refused(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        people.learn(session, TEAM, Person(id=DANA, name="Dana"))
        channels.learn(session, TEAM, SPECS, name="specs", is_private=False)
        with pytest.raises(Refused, match="NUL character on line 3"):
            templates.bring(session, NOW, workspace=TEAM, channel=SPECS, access=HERE, source="# Spec\n\n## Con\0text\n")


def test_characters_of_four_bytes_come_back_as_they_were_typed(sessions: Sessions) -> None:
    file = f"# {WIDE}\n\n## Why {WIDE}\n\n{WIDE}\n\n## Process\n\n- [ ] Drafter: {WIDE}\n"
    made = create(sessions, replace(NEW, title=WIDE, file=file))
    changed = set_place(sessions, made, WIDE)
    with sessions.begin() as session:
        spec = process.get(session, TEAM, made.number)
        text = documents.load(session, spec.id, 1)
        details = [entry.details.get("place") for entry in history.newest(session, spec.id, 10)]
    assert spec == changed
    assert spec.discussion is not None
    assert (spec.title, spec.discussion.place) == (WIDE, WIDE)
    assert document.render(text) == file
    assert WIDE in details


def test_names_that_are_longer_than_any_of_slacks_are_cut(sessions: Sessions) -> None:
    with sessions.begin() as session:
        workspaces.ensure(session, TEAM)
        endless = Person(id=DANA, name="𠮷" * 1_000, zone="Europe/" + "Berlin" * 20)
        assert people.learn(session, TEAM, endless)
        assert not people.learn(session, TEAM, endless)
        channels.learn(session, TEAM, SPECS, name="s" * 1_000, is_private=False)
    with sessions.begin() as session:
        dana = people.get(session, TEAM, [DANA])[DANA]
        channel = channels.get(session, TEAM, SPECS)
    assert (dana.name, dana.zone) == ("𠮷" * 200, "UTC")
    assert channel is not None
    assert channel.name == "s" * 120


# ---------------------------------------------------------------------------------------------------- at the same time


def test_specs_that_are_created_at_the_same_time_have_numbers_of_their_own(database_url: str) -> None:
    news = [replace(NEW, key=str(number), title=f"Spec {number}") for number in range(CREATORS)]
    made = at_once(database_url, [partial(create, new=new) for new in news])
    assert sorted(spec.number for spec in made) == list(range(1, CREATORS + 1))


def test_one_form_that_arrives_often_at_the_same_time_makes_one_spec(database_url: str, sessions: Sessions) -> None:
    made = at_once(database_url, [partial(create, new=NEW)] * CREATORS)
    assert len({(spec.id, spec.number, spec.title) for spec in made}) == 1
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(schema.specs)) == 1


def test_processes_that_meet_the_same_people_at_the_same_time_do_not_hinder_each_other(
    database_url: str, sessions: Sessions
) -> None:
    found = [Person(id=UserId(f"U-{number}"), name=f"Person {number}") for number in range(20)]

    def learn(sessions: Sessions, met: list[Person]) -> None:
        with sessions.begin() as session:
            acquaintances.learn(session, NOW, workspace=TEAM, found=met)
            acquaintances.learn_channel(session, NOW, workspace=TEAM, channel=SPECS, name="specs", is_private=True)

    orders = [found, found[::-1], found[10:] + found[:10], found[::2] + found[1::2]]
    at_once(database_url, [partial(learn, met=met) for met in orders])
    with sessions.begin() as session:
        assert people.get(session, TEAM, [person.id for person in found]) == {person.id: person for person in found}
        channel = channels.get(session, TEAM, SPECS)
    assert channel is not None
    assert channel.is_private
