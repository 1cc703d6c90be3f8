"""Whoever leads a case corrects what is recorded of the child; what stood there before is kept, sealed."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases import actions as cases
from opennrm.cases.corrections import NothingCorrected
from opennrm.cases.models import Case, TimelineEntry
from opennrm.cases.reasons import NoReason
from opennrm.country.citizenships import NOT_KNOWN, STATELESS
from opennrm.country.pack import pack
from opennrm.foundation.refusals import ChangedMeanwhile, NotThere, Refused
from opennrm.people import access, corrections, earlier, queries, search_index, tokens
from opennrm.people.corrections import ContactIncomplete, NameBefore
from opennrm.people.models import Contact, Person, PersonCorrection, SearchToken
from tests.walls.raw import run

NOW = timezone.now()
CHILD = {
    "given_names": "Keisha",
    "family_name": "Brown",
    "birth_date": "2012",
    "telephone": "876 555 0142",
    "sex": "female",
}
REASON = "The birth certificate says so."


@pytest.fixture
def case_id(world, constable):
    return world.report(constable, **CHILD).case_id


def correct(world, person, case_id, *, reason=REASON, seen=0, name_before="", **given):
    with world.acting(person) as actor:
        stands, _version = earlier.identity_to_correct(actor, case_id)
        return corrections.correct_identity(
            case_id,
            given={**stands, **given},
            name_before=name_before,
            reason=reason,
            seen=seen,
            by=actor,
            at=timezone.now(),
        )


def correct_facts(world, person, case_id, *, reason=REASON, seen=0, **given):
    stands = {
        name: getattr(Case.objects.using("setup").get(pk=case_id), name)
        for name in ("age", "sex", "languages", "area")
    }
    with world.acting(person) as actor:
        return corrections.correct_facts(
            case_id, given={**stands, **given}, reason=reason, seen=seen, by=actor, at=timezone.now()
        )


def correct_contact(world, person, case_id, *, reason=REASON, seen=0, **given):
    contact_id = Contact.objects.using("setup").filter(case_id=case_id).earliest("recorded_at").pk
    with world.acting(person) as actor:
        stands, _version = earlier.contact_to_correct(actor, case_id, contact_id)
        return corrections.correct_contact(
            case_id,
            contact_id,
            given={**stands, **given},
            reason=reason,
            seen=seen,
            by=actor,
            at=timezone.now(),
        )


def identity(world, person, case_id):
    with world.acting(person) as actor:
        return access.open_identity(actor, case_id, at=NOW)


def history(world, person, case_id):
    with world.acting(person) as actor:
        return earlier.open_corrections(actor, Case.objects.visible_to(actor).get(pk=case_id))


def found(world, person, text) -> list[str]:
    with world.acting(person) as actor:
        return [hit.label for hit in queries.search(actor, text, at=NOW).hits]


def recorded(kind: str) -> list[dict]:
    return list(
        AuditEvent.objects.using("setup").filter(kind=kind).order_by("id").values_list("detail", flat=True)
    )


def test_what_stood_before_stays_readable_with_who_and_why(world, caseworker, case_id):
    changed = correct(world, caseworker, case_id, family_name="Browne", name_before=NameBefore.OF_THE_CHILD)
    assert changed == {"family_name"}
    assert identity(world, caseworker, case_id).family_name == "Browne"
    (correction,) = history(world, caseworker, case_id)
    assert correction.changes == {"family_name": ("Brown", "Browne")}
    assert (correction.reason, correction.corrected_by) == (REASON, caseworker.membership)


def test_nothing_of_a_correction_is_kept_in_clear(world, caseworker, case_id):
    correct(world, caseworker, case_id, family_name="Browne", name_before=NameBefore.OF_THE_CHILD)
    row = PersonCorrection.objects.using("setup").get()
    assert row.fields == ["family_name"]
    assert not [
        word
        for word in (b"Brown", REASON.encode())
        if word in bytes(row.changes) or word in bytes(row.reason)
    ]


def test_the_story_and_the_audit_name_the_fields_and_no_word_about_the_child(world, caseworker, case_id):
    correct(world, caseworker, case_id, family_name="Browne", name_before=NameBefore.OF_THE_CHILD)
    entry = TimelineEntry.objects.using("setup").get(kind="person.corrected")
    assert entry.detail == {"fields": "family_name", "corrections": str(case_id)}
    assert recorded("person.corrected") == [entry.detail]


def test_reading_what_was_corrected_is_recorded(world, caseworker, case_id):
    assert history(world, caseworker, case_id) == []
    assert recorded("corrections.opened") == []
    correct(world, caseworker, case_id, document_number="A 1")
    history(world, caseworker, case_id)
    assert recorded("corrections.opened") == [{"count": 1}]


def test_a_correction_without_a_reason_is_refused(world, caseworker, case_id):
    with pytest.raises(NoReason):
        correct(world, caseworker, case_id, document_number="A 1", reason=" no ")


def test_a_correction_that_changes_nothing_is_refused(world, caseworker, case_id):
    with pytest.raises(NothingCorrected):
        correct(world, caseworker, case_id)


def test_only_whoever_leads_the_case_corrects(world, caseworker, supervisor, protection, case_id):
    stranger = world.person(world.agency("child_protection"), "caseworker")
    with pytest.raises(NotThere):
        correct(world, stranger, case_id, document_number="A 1")
    colleague = world.person(protection, "caseworker")
    with world.acting(supervisor) as actor:
        cases.assign(case_id, to=colleague.membership.pk, by=actor, at=NOW)
    with pytest.raises(NotThere):
        correct(world, caseworker, case_id, document_number="A 1")
    assert correct(world, supervisor, case_id, document_number="A 1") == {"document_number"}


def test_two_who_correct_the_same_lose_nothing(world, caseworker, case_id):
    correct(world, caseworker, case_id, citizenships=["CUB"])
    with pytest.raises(ChangedMeanwhile) as changed:
        correct(world, caseworker, case_id, citizenships=["HTI", "CUB"], document_number="A1", seen=0)
    meanwhile = changed.value.row
    assert (meanwhile.theirs, meanwhile.version) == ({"citizenships": ["CUB"]}, 1)
    assert (meanwhile.shown["citizenships"], meanwhile.shown["document_number"]) == (["CUB", "HTI"], "A1")
    assert correct(world, caseworker, case_id, citizenships=["HTI", "CUB"], seen=1) == {"citizenships"}


def test_two_who_correct_something_else_both_succeed(world, caseworker, case_id):
    correct(world, caseworker, case_id, citizenships=["CUB"])
    # The form was made before: it still shows no citizenship, and nobody touched that.
    assert correct(world, caseworker, case_id, citizenships=[], document_number="A1", seen=0) == {
        "document_number"
    }
    stands = identity(world, caseworker, case_id)
    assert (stands.citizenships, stands.document_number) == (["CUB"], "A1")


@pytest.mark.parametrize("wrong", [["nowhere"], [NOT_KNOWN, "HTI"], [STATELESS, NOT_KNOWN]])
def test_a_citizenship_is_a_code_that_can_be(world, caseworker, case_id, wrong):
    with pytest.raises(Refused) as refused:
        correct(world, caseworker, case_id, citizenships=wrong)
    assert refused.value.field == "citizenships"


def test_the_age_follows_the_date_of_birth(world, caseworker, case_id):
    born = timezone.localdate() - timedelta(days=366 * 10)
    correct(world, caseworker, case_id, birth_date=born.isoformat())
    assert Case.objects.using("setup").get(pk=case_id).age == 10
    assert not Person.objects.using("setup").get(case_id=case_id).age_is_estimated
    changed = {name for correction in history(world, caseworker, case_id) for name in correction.changes}
    assert changed == {"birth_date", "age"}
    # More people see the age than the date of birth: the reason is not for them.
    reasons = {tuple(each.changes): each.reason for each in history(world, caseworker, case_id)}
    assert reasons["age",] == ""


@pytest.mark.parametrize("born", ["2999", "1700-01"])
def test_nobody_is_born_in_the_future_or_centuries_ago(world, caseworker, case_id, born):
    with pytest.raises(Refused):
        correct(world, caseworker, case_id, birth_date=born)


def test_a_child_is_still_found_by_the_name_before(world, caseworker, supervisor, case_id):
    correct(
        world,
        caseworker,
        case_id,
        given_names="Latoya",
        family_name="Grant",
        name_before=NameBefore.OF_THE_CHILD,
    )
    for person in (caseworker, supervisor):
        for words in ("Latoya", "Grant", "Keisha Brown", "Brown"):
            assert found(world, person, words) == ["Latoya Grant (earlier recorded as Keisha Brown)"], words


def test_a_child_is_not_found_by_the_name_of_somebody_else(world, caseworker, supervisor, case_id):
    correct(
        world, caseworker, case_id, given_names="Latoya", family_name="Grant",
        name_before=NameBefore.OF_SOMEBODY_ELSE,
    )  # fmt: skip
    for person in (caseworker, supervisor):
        assert found(world, person, "Keisha Brown") == []
        assert found(world, person, "Latoya Grant") == ["Latoya Grant"]
        assert found(world, person, "0142") == ["Latoya Grant"]
    # Nothing tells which tokens were of the name: all of them stand for nobody, and as many as before are new.
    tokens = SearchToken.objects.using("setup")
    assert tokens.filter(person=None).count() % 16 == 0
    assert tokens.exclude(person=None).count() % 16 == 0


def test_whose_name_it_was_has_to_be_said(world, caseworker, case_id):
    with pytest.raises(Refused) as refused:
        correct(world, caseworker, case_id, given_names="Latoya")
    assert refused.value.field == "name_before"
    # Where no name stood, there is nothing to say.
    assert correct(world, caseworker, case_id, other_names="Toya") == {"other_names"}


def test_a_name_that_is_corrected_back_is_no_former_name(world, caseworker, case_id):
    correct(world, caseworker, case_id, given_names="Latoya", name_before=NameBefore.OF_THE_CHILD)
    correct(world, caseworker, case_id, given_names="Keisha", name_before=NameBefore.OF_SOMEBODY_ELSE, seen=1)
    assert identity(world, caseworker, case_id).former_names == ""


def test_tokens_are_let_go_by_whoever_leads_the_case_alone(world, caseworker, case_id):
    person_id = Person.objects.using("setup").get(case_id=case_id).pk
    stranger = world.person(world.agency("child_protection"), "supervisor")
    with pytest.raises(ProgrammingError, match="Only the lead"), world.acting(stranger):
        run("SELECT sec.release_search_tokens(%s, %s)", case_id, person_id)


def test_age_sex_languages_and_area_are_corrected(world, caseworker, case_id):
    language, area = pack().languages[0].code, pack().areas[1].code
    correct_facts(world, caseworker, case_id, age=9, sex="male", languages=[language], area=area)
    case = Case.objects.using("setup").get(pk=case_id)
    assert (case.age, case.sex, case.languages, case.area) == (9, "male", [language], area)
    person = Person.objects.using("setup").get(case_id=case_id)
    assert (person.sex, person.languages) == ("male", [language])


def test_the_order_of_languages_is_no_change(world, caseworker, case_id):
    languages = [language.code for language in pack().languages[:2]]
    correct_facts(world, caseworker, case_id, languages=languages)
    with pytest.raises(NothingCorrected):
        correct_facts(world, caseworker, case_id, languages=languages[::-1], seen=1)


@pytest.mark.parametrize("wrong", [{"sex": "<script>"}, {"area": "nowhere"}, {"languages": ["xxx"]}])
def test_a_word_that_is_no_code_is_refused(world, caseworker, case_id, wrong):
    with pytest.raises(Refused):
        correct_facts(world, caseworker, case_id, **wrong)


def test_a_contact_is_corrected_and_the_child_found_by_the_new_number(world, caseworker, supervisor, case_id):
    correct_contact(world, caseworker, case_id, telephone="876 555 0999", safe_to_contact="no")
    (contact,) = identity(world, caseworker, case_id).contacts
    assert (contact.telephone, contact.safe_to_contact) == ("876 555 0999", "no")
    for person in (caseworker, supervisor):
        assert found(world, person, "0999") == ["Keisha Brown"]
        assert found(world, person, "0142") == []
    # Not even as somebody who is opened, does not fit, and is not shown.
    with world.acting(supervisor) as actor:
        wrong, right = (
            search_index.candidates(actor, tokens.keys_of_numbers("", [number])).person_ids
            for number in ("876 555 0142", "876 555 0999")
        )
    assert (wrong, len(right)) == ([], 1)
    assert found(world, supervisor, "Keisha Brown") == ["Keisha Brown"]


def test_nobody_is_opened_for_the_number_of_a_paper_that_was_corrected(
    world, caseworker, supervisor, case_id
):
    correct(world, caseworker, case_id, document_number="JM 1234567")
    correct(world, caseworker, case_id, document_number="JM 7654321", seen=1)
    with world.acting(supervisor) as actor:
        wrong, right = (
            search_index.candidates(actor, tokens.keys_of_numbers(number, [])).person_ids
            for number in ("JM 1234567", "JM 7654321")
        )
    assert (wrong, len(right)) == ([], 1)


def test_a_contact_that_is_no_longer_right_is_kept_and_still_finds_the_child(world, caseworker, case_id):
    correct_contact(world, caseworker, case_id, is_current=False)
    (contact,) = identity(world, caseworker, case_id).contacts
    assert contact.ended_at is not None
    assert found(world, caseworker, "0142") == ["Keisha Brown"]
    correct_contact(world, caseworker, case_id, is_current=True, seen=1)
    assert identity(world, caseworker, case_id).contacts[0].ended_at is None


def test_a_contact_is_not_emptied(world, caseworker, case_id):
    with pytest.raises(ContactIncomplete):
        correct_contact(world, caseworker, case_id, telephone="")


def test_a_contact_is_added(world, caseworker, supervisor, case_id):
    given = {"address": "With an aunt", "telephone": "876 555 0777", "safe_to_contact": "yes"}
    with world.acting(caseworker) as actor:
        corrections.add_contact(case_id, **given, by=actor, at=timezone.now())
    first, second = identity(world, caseworker, case_id).contacts
    assert (first.telephone, second.address) == ("876 555 0142", "With an aunt")
    assert found(world, supervisor, "0777") == ["Keisha Brown"]
    with pytest.raises(ContactIncomplete), world.acting(caseworker) as actor:
        corrections.add_contact(
            case_id, address=" ", telephone="", safe_to_contact="yes", by=actor, at=timezone.now()
        )


def test_nothing_is_saved_without_its_audit_event(world, caseworker, case_id, monkeypatch):
    monkeypatch.setattr("opennrm.cases.telling.audit.record", lambda *given, **named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        correct_facts(world, caseworker, case_id, age=9)
    monkeypatch.undo()
    assert history(world, caseworker, case_id) == []
