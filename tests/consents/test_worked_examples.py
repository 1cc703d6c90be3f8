"""The ten worked examples: what is asked, who decides, and what ends when."""

from datetime import date

import pytest

from opennrm.consents import rules
from opennrm.consents.rules import OnLaw, Said, To, Why
from tests.country.packs import JAMAICA, loaded

TODAY = date(2026, 8, 2)
SHELTER = To(service="shelter", agency="house", kind="shelter")
CLINIC = To(service="clinic", agency="ministry", kind="health")
POLICE = To(agency="police", kind="police")


def need(purpose: str, age: int, *standings: str) -> rules.Needed:
    return rules.needed(loaded(JAMAICA).consents.cell(purpose, age), standings)


def said(giver: str, answer: str = "yes", to: To = SHELTER, **given) -> Said:
    days = {"first_day": date(2026, 7, 1), "last_day": date(2026, 12, 31)}
    return Said(giver=giver, answer=answer, to=To(service=to.service), **{**days, **given})


def law(basis: str, *, to: To = SHELTER, **given) -> OnLaw:
    days = {"first_day": date(2026, 7, 1), "last_day": date(2026, 12, 31)}
    return OnLaw(basis=basis, to=To(service=to.service), **{**days, **given})


def decide(needed: rules.Needed, *answers: Said, on_law=(), to: To = SHELTER, on: date = TODAY):
    return rules.decide(needed, answers, on_law, to=to, scopes=(), on=on)


def test_w1_counselling_at_13_with_a_mother_who_is_involved_is_for_the_state() -> None:
    asked = need("service_referral", 13, "implicated")
    assert (asked.letter, asked.signers) == ("A+S", {"child", "state"})
    assert decide(asked, said("child")).missing == {"state"}
    assert decide(asked, said("child"), said("guardian")).missing == {"state"}
    assert decide(asked, said("child"), said("state")).allowed
    assert decide(asked, said("child"), said("court")).allowed


def test_w2_a_childs_no_stops_the_help_whatever_the_mother_says() -> None:
    asked = need("service_referral", 13, "safe")
    answers = [said("child", "no"), said("guardian")]
    assert decide(asked, *answers).why is Why.CHILD_SAYS_NO
    assert not decide(asked, *answers, on_law=[law("statutory_function")]).allowed
    assert not decide(asked, *answers, on_law=[law("vital_interest")]).allowed
    assert decide(asked, *answers, on_law=[law("vital_interest", against_no=True)]).allowed


def test_w3_at_16_a_guardians_no_does_not_decide_about_the_clinic() -> None:
    answers = [said("child", to=CLINIC), said("guardian", "no", to=CLINIC)]
    assert decide(need("planned_treatment", 16, "safe"), *answers, to=CLINIC).allowed


def test_w4_fever_at_15_needs_nobody_and_planned_treatment_the_state() -> None:
    assert decide(need("emergency_treatment", 15, "unreachable"), to=CLINIC).why is Why.NONE_NEEDED
    assert need("planned_treatment", 15, "unreachable").letter == "A+S"


def test_w5_a_report_is_made_although_the_child_begs_not_to() -> None:
    begging = said("child", "no", to=POLICE)
    assert decide(need("urgent_protection", 17), begging, to=POLICE).why is Why.NONE_NEEDED


def test_w6_six_months_from_1_february_are_over_on_2_august() -> None:
    purpose, asked = loaded(JAMAICA).consents.purposes["service_referral"], need("service_referral", 16)
    last = rules.agreed_until(purpose, first_day=date(2026, 2, 1), wished=None)
    assert last == date(2026, 8, 1)
    agreed = said("child", first_day=date(2026, 2, 1), last_day=last)
    assert decide(asked, agreed, on=date(2026, 8, 1)).allowed
    assert decide(asked, agreed, on=date(2026, 8, 2)).why is Why.ASK


def test_w7_without_the_guardian_the_state_is_asked_and_a_legal_basis_goes_on() -> None:
    asked, ended = need("service_referral", 13), said("guardian", is_open=False)
    assert decide(asked, said("child"), ended).missing == {"state"}
    going_on = decide(asked, said("child"), ended, on_law=[law("statutory_function")])
    assert (going_on.allowed, going_on.basis) == (True, "statutory_function")


@pytest.mark.parametrize(("letter_age", "last"), [(13, date(2026, 8, 14)), (16, date(2026, 12, 31))])
def test_w8_what_others_agreed_to_ends_on_the_eve_of_the_birthday_and_ones_own_consent_does_not(
    letter_age: int, last: date
) -> None:
    purpose, birthday = loaded(JAMAICA).consents.purposes["service_referral"], date(2026, 8, 15)
    asked = need("service_referral", letter_age, "safe")
    wished = date(2026, 12, 31)
    agreed = rules.agreed_until(purpose, first_day=TODAY, wished=wished)
    found = rules.last_day_of(asked, first_day=TODAY, agreed=agreed, of_age=birthday)
    assert found == last
    assert rules.ends_by_birthday(found, birthday) == (letter_age == 13)


@pytest.mark.parametrize(
    ("letter", "of_age", "last"),
    [
        ("A+S", date(2027, 3, 1), date(2026, 12, 31)),
        ("A+S", date(2026, 10, 1), date(2026, 9, 30)),
        ("A+S", date(2026, 7, 1), date(2026, 6, 30)),
        ("C", date(2026, 7, 1), date(2026, 12, 31)),
        ("A+S", None, date(2026, 12, 31)),
    ],
    ids=["born_later", "born_earlier", "was_of_age_already", "own_consent", "not_known_any_more"],
)
def test_w8_a_corrected_date_of_birth_moves_the_end_and_never_beyond_what_was_agreed(
    letter: str, of_age: date | None, last: date
) -> None:
    agreed = date(2026, 12, 31)
    assert rules.last_day_by_corrected_birth(letter, agreed=agreed, of_age=of_age) == last


def test_w9_what_a_court_ordered_goes_on_after_a_withdrawal() -> None:
    asked, withdrawn = need("service_referral", 16), said("child", is_open=False)
    going_on = decide(asked, withdrawn, on_law=[law("court_order")])
    assert (going_on.allowed, going_on.basis) == (True, "court_order")


def test_w10_a_consent_to_one_service_covers_no_other() -> None:
    asked, agreed = need("service_referral", 16), said("child")
    assert decide(asked, agreed).allowed
    assert decide(asked, agreed, to=CLINIC).missing == {"child"}
    other_service_of_the_house = To(service="counselling", agency="house", kind="shelter")
    assert not decide(asked, agreed, to=other_service_of_the_house).allowed


def test_a_consent_covers_the_parts_of_the_case_that_were_named_and_no_other() -> None:
    asked, agreed = need("service_referral", 16), said("child", scopes=frozenset({"case", "identity"}))
    for scopes, allowed in (({"case"}, True), ({"case", "notes"}, False)):
        assert rules.decide(asked, [agreed], [], to=SHELTER, scopes=scopes, on=TODAY).allowed is allowed


def test_a_condition_has_to_be_met_before_anybodys_yes_counts() -> None:
    asked = need("immigration_return", 16)
    assert decide(asked, said("child")).conditions == {"determination"}
    assert decide(asked, said("child", conditions=frozenset({"determination"}))).allowed


def test_what_is_never_allowed_is_allowed_on_no_basis() -> None:
    assert decide(need("publication", 17), said("child"), on_law=[law("court_order")]).why is Why.NEVER


def test_of_two_answers_the_newer_one_counts() -> None:
    assert decide(need("service_referral", 16), said("child", "no"), said("child")).why is Why.CHILD_SAYS_NO
