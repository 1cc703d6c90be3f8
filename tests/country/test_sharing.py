"""A referral shares what a rule allows, on a basis that can be named, and nothing else."""

import itertools

import pytest

from tests.country.packs import JAMAICA, MARESIA, loaded


def every_situation(pack, stage):
    return itertools.product(pack.agency_kinds, pack.agency_kinds, pack.codes("service_kinds"), [stage])


def test_nothing_of_a_jamaican_case_is_shared_before_the_answer():
    pack = loaded(JAMAICA)
    assert all(not pack.sharing_for(*situation).scopes for situation in every_situation(pack, "pending"))


def test_a_shelter_that_accepted_sees_the_child_and_the_decision():
    shared = loaded(JAMAICA).sharing_for("child_protection", "shelter", "shelter", "accepted")
    assert shared.scopes == {
        "case",
        "dangers",
        "identity",
        "contact",
        "persons",
        "screening",
        "decision",
        "notes",
        "tellings",
    }
    assert len(shared.legal_bases) == 1


def test_notes_are_for_nobody_but_whoever_looks_after_the_child_day_and_night():
    pack = loaded(JAMAICA)
    reading = {
        to
        for stage in ("accepted", "deciding")
        for _from, to, purpose, _stage in every_situation(pack, stage)
        if "notes" in pack.sharing_for(_from, to, purpose, stage).scopes
    }
    assert reading == {"shelter"}


def test_who_is_said_to_be_involved_is_shown_to_nobody_but_the_lead_agency():
    assert not [rule for rule in loaded(JAMAICA).sharing if "suspects" in rule.scopes]


def test_a_school_learns_less_than_a_shelter():
    pack = loaded(JAMAICA)
    school = pack.sharing_for("child_protection", "education", "education", "accepted").scopes
    assert school < pack.sharing_for("child_protection", "shelter", "shelter", "accepted").scopes
    assert not school & {"screening", "decision", "documents"}


@pytest.mark.parametrize("kind", ["coordination", "rapporteur", "labour", "oversight"])
def test_an_agency_that_serves_no_child_is_shown_nothing(kind):
    pack = loaded(JAMAICA)
    shared = pack.sharing_for("child_protection", kind, "shelter", "accepted")
    assert (shared.scopes, shared.legal_bases) == (frozenset(), ())


def test_rules_for_one_situation_add_up():
    pack = loaded(MARESIA)
    bed = pack.sharing_for("harbour_guard", "house", "bed", "accepted")
    lessons = pack.sharing_for("harbour_guard", "house", "lessons", "accepted")
    assert bed.scopes == {"case", "contact", "identity", "persons", "notes", "tellings"}
    assert bed.legal_bases == ("Law on Children Brought by Sea", "Rule of the harbour guard on beds")
    assert lessons.scopes == {"case", "contact"}


def test_what_is_shared_never_depends_on_a_rule_for_another_stage():
    pending = loaded(MARESIA).sharing_for("harbour_guard", "house", "bed", "pending")
    assert pending.scopes == {"case"}


def test_an_unknown_stage_is_refused_aloud():
    with pytest.raises(ValueError, match="declined"):
        loaded(MARESIA).sharing_for("harbour_guard", "house", "bed", "declined")
