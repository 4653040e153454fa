"""Who can have which part in a spec, and what people are told of those who cannot."""

import pytest

from bot.domain.people import Person, drafter_problem, part_problem, seeing_as_members
from bot.domain.spec import UserId

RITA = Person(id=UserId("U-RITA"), name="Rita")
GIL = Person(id=UserId("U-GIL"), name="Gil", is_guest=True)
LEO = Person(id=UserId("U-LEO"), name="Leo", is_deactivated=True)
POLLER = Person(id=UserId("U-POLLER"), name="Poller", is_bot=True)


def problem(*picked: Person, drafts: bool = False, outside: tuple[Person, ...] = ()) -> str | None:
    return part_problem(picked, drafts=drafts, outside={one.id for one in outside}, channel_name="specs")


def test_people_who_see_the_channel_can_have_any_part_and_guests_all_but_a_drafters() -> None:
    assert problem() is None
    assert problem(RITA, GIL) is None
    assert problem(RITA, drafts=True) is None
    assert problem(RITA, GIL, drafts=True) == "Guests can approve and read, but not run a spec: Gil."


def test_neither_apps_nor_those_who_have_left_take_part() -> None:
    assert problem(RITA, POLLER) == "Only people can take part, and no apps: Poller."
    assert problem(RITA, LEO) == "No longer here: Leo. Pick somebody who works here."


def test_who_cannot_see_the_channel_is_named_where_they_were_picked() -> None:
    words = "Not in #specs: Gil. Type /invite there to add them, or pick somebody who is in it."
    assert problem(RITA, GIL, outside=(GIL, LEO)) == words
    assert problem(RITA, outside=(GIL,)) is None


def test_of_several_problems_the_one_is_told_that_an_invitation_would_not_mend() -> None:
    everybody = (RITA, GIL, LEO, POLLER)
    found = [problem(*everybody[:count], drafts=True, outside=everybody) for count in (4, 3, 2, 1)]
    assert [str(one).partition(":")[0] for one in found] == [
        "Only people can take part, and no apps",
        "No longer here",
        "Guests can approve and read, but not run a spec",
        "Not in #specs",
    ]


def test_of_many_five_are_named() -> None:
    many = [Person(id=UserId(f"U-{number}"), name=f"P{number}", is_bot=True) for number in range(7)]
    assert problem(*many[:5]) == "Only people can take part, and no apps: P0, P1, P2, P3, P4."
    assert problem(*many) == "Only people can take part, and no apps: P0, P1, P2, P3, P4 and 2 more."


def test_guests_see_their_own_channels_only_and_others_all_that_are_public() -> None:
    assert seeing_as_members([RITA, GIL], is_private=False) == {GIL.id}
    assert seeing_as_members([RITA, GIL], is_private=True) == {RITA.id, GIL.id}


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (POLLER, "Pick somebody who works here."),
        (LEO, "Pick somebody who works here."),
        (GIL, "Gil is a guest. Specs go to full members: pick one of the channel."),
    ],
)
def test_a_spec_goes_to_no_app_and_no_guest_and_nobody_who_has_left(person: Person, words: str) -> None:
    assert drafter_problem(person, {person.id}) == words


def test_a_spec_goes_to_whoever_is_in_its_channel() -> None:
    assert drafter_problem(RITA, {RITA.id, GIL.id}) is None
    assert drafter_problem(RITA, {GIL.id}) == (
        "Rita is not in the channel of this spec. Invite them there first, or pick somebody else."
    )
