"""Who takes part: each once, in the strongest role, whoever changes what by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.events import Change
from bot.domain.ledger import ReminderKind
from bot.domain.participants import named_twice, settled
from bot.domain.process import transition
from bot.domain.reminders import heirs, is_live
from bot.domain.spec import Participant, Role, Spec, UserId
from bot.errors import Refused
from tests.domain.facts import CODY, DANA, DRAFT, NOW, OTTO, RITA, SAM, UNSCHEDULED, WITHDRAWN
from tests.domain.test_reminders_to_others import story

APPROVES, MAY_APPROVE, READS, DRAFTS = Role.STAKEHOLDER, Role.OPTIONAL, Role.READER, Role.DRAFTER

parts = st.builds(Participant, user=st.sampled_from((DANA, CODY, SAM, RITA)), role=st.sampled_from(Role))


def named(user: UserId, role: Role) -> Participant:
    return Participant(user=user, role=role)


def changed(spec: Spec, *, added: tuple[Participant, ...] = (), removed: tuple[Participant, ...] = ()) -> Spec:
    return transition(spec, e.PeopleChanged(by=DANA, added=added, removed=removed), NOW).spec


@given(st.lists(parts, max_size=8))
def test_everybody_is_kept_once_in_the_strongest_role_that_they_were_named_for(people: list[Participant]) -> None:
    kept = settled(DANA, people)
    assert [p.user for p in kept] == list(dict.fromkeys(p.user for p in kept))
    assert settled(DANA, kept) == kept
    order = list(Role)
    for user in {p.user for p in people} - {DANA}:
        strongest = min((p.role for p in people if p.user == user), key=order.index)
        assert named(user, strongest) in kept
    assert {p.role for p in kept if p.user == DANA} <= {APPROVES, MAY_APPROVE}


@pytest.mark.parametrize(
    ("added", "counts_as"),
    [
        (named(SAM, READS), named(SAM, APPROVES)),
        (named(SAM, MAY_APPROVE), named(SAM, APPROVES)),
        (named(RITA, APPROVES), named(RITA, APPROVES)),
        (named(SAM, DRAFTS), named(SAM, DRAFTS)),
        (named(CODY, APPROVES), named(CODY, DRAFTS)),
    ],
)
def test_whoever_is_named_for_a_second_part_counts_in_the_stronger_one(
    added: Participant, counts_as: Participant
) -> None:
    spec = changed(UNSCHEDULED, added=(added,))
    assert [p for p in spec.participants if p.user == added.user] == [counts_as]


def test_the_drafter_is_no_reader_and_no_co_drafter_but_may_have_to_agree() -> None:
    both = (named(DANA, READS), named(DANA, DRAFTS))
    assert changed(UNSCHEDULED, added=both) == UNSCHEDULED
    assert changed(UNSCHEDULED, added=(named(DANA, APPROVES),)).users(APPROVES) == (SAM, DANA)


def test_what_is_told_of_people_who_were_named_twice_is_where_they_count() -> None:
    asked = (named(CODY, APPROVES), named(SAM, APPROVES), named(SAM, READS), named(DANA, READS), named(OTTO, READS))
    assert named_twice(UNSCHEDULED, asked) == (named(CODY, DRAFTS), named(SAM, APPROVES), named(DANA, DRAFTS))


@pytest.mark.parametrize("spec", [DRAFT, UNSCHEDULED], ids=["draft", "shared"])
def test_the_same_people_change_nothing(spec: Spec) -> None:
    same = e.PeopleChanged(by=CODY, added=spec.participants, removed=(named(OTTO, READS),))
    assert transition(spec, same, NOW) == Change(spec=spec)


def test_only_drafters_choose_people_and_hear_what_helps() -> None:
    with pytest.raises(Refused, match=r"Only the drafter can choose the people of TS-12\. Ask them in the thread"):
        transition(UNSCHEDULED, e.PeopleChanged(by=SAM), NOW)
    with pytest.raises(Refused, match="was withdrawn"):
        transition(WITHDRAWN, e.PeopleChanged(by=DANA), NOW)


def test_a_co_drafter_who_was_removed_may_do_what_others_may() -> None:
    without = changed(UNSCHEDULED, removed=(named(CODY, DRAFTS),))
    with pytest.raises(Refused, match="Only the drafter"):
        transition(without, e.Withdrawn(by=CODY), NOW)


def test_whose_approval_is_optional_is_expected_to_read_but_not_needed() -> None:
    spec = changed(UNSCHEDULED, added=(named(OTTO, MAY_APPROVE),))
    assert (spec.users(APPROVES), spec.stakeholders) == ((SAM,), (SAM, OTTO))
    assert spec.expected_readers == (SAM, OTTO, RITA)
    assert heirs(changed(spec, removed=(named(CODY, DRAFTS),)), frozenset()) == (SAM, OTTO)


def test_readers_chosen_by_hand_stand_when_the_channels_come_late() -> None:
    arrived = e.ReadersFixed(users=(OTTO, RITA))
    chosen = changed(UNSCHEDULED, removed=(named(RITA, READS),))
    assert chosen.readers_chosen_at == NOW
    assert transition(chosen, arrived, NOW) == Change(spec=chosen)


@pytest.mark.parametrize("spec", [DRAFT, UNSCHEDULED], ids=["draft", "shared"])
def test_what_was_chosen_for_a_draft_or_of_other_parts_leaves_the_channels_readers_to_come(spec: Spec) -> None:
    choice = named(RITA, READS) if spec is DRAFT else named(SAM, APPROVES)
    spec = replace(changed(spec, removed=(choice,)), shared_at=NOW)
    assert OTTO in transition(spec, e.ReadersFixed(users=(OTTO,)), NOW).spec.expected_readers


def test_a_handover_to_whose_approval_is_optional_leaves_it_theirs() -> None:
    spec = changed(UNSCHEDULED, added=(named(OTTO, MAY_APPROVE),))
    handed = transition(spec, e.HandedOver(by=DANA, to=OTTO), NOW).spec
    assert (handed.drafter, handed.users(MAY_APPROVE)) == (OTTO, (OTTO,))


def test_a_stakeholder_who_was_asked_for_a_time_and_removed_is_asked_no_more_and_the_next_one_is() -> None:
    told = story().share().until("2026-12-01 12:00")
    [asked] = [entry for entry in told.spec.reminded if entry.kind == ReminderKind.PICK_TIME]
    assert (asked.user, is_live(told.spec, asked, told.rules)) == (SAM, True)
    told.do(e.PeopleChanged(by=DANA, removed=(named(SAM, APPROVES),)))
    assert not is_live(told.spec, asked, told.rules)
    assert [kind for _, kind in told.to(OTTO)] == [ReminderKind.PICK_TIME]
