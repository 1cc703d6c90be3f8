"""Who else has to do with a child is sealed, kept, and shown to whom the country lets see it."""

from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Case, TimelineEntry
from opennrm.foundation import notices
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, NotThere, Refused
from opennrm.invented.cases import person_added, suspect_added, taken
from opennrm.invented.referrals import accepted, referred
from opennrm.people import around, around_changes, earlier, queries
from opennrm.people import corrections as people
from opennrm.people.models import RelatedPerson, SuspectedPerson

REASON = "The court has named another guardian."
AUNT = {"relation": "aunt_or_uncle", "name": "Pearl Redwood", "telephone": "876 555 0171"}


@pytest.fixture
def case_id(world, constable, caseworker):
    return world.course(world.report(constable).case_id, worker=caseworker).go(taken).case_id


def record(world, case_id, *traits):
    world.course(case_id).go(*traits)


def given(kind, **known):
    nothing = dict.fromkeys((*kind.SEALED, *kind.FACTS), "")
    around_child = {"role": "guardian", "safe_to_contact": "yes"}
    involved = {"role": "pays", "told_by": "child", "told_on": "2026-03"}
    who = around_child if kind is RelatedPerson else involved
    return {**nothing, "is_child": "unknown", **who, **known}


def add(world, person, case_id, kind=RelatedPerson, *, page=None, **known):
    with world.acting(person) as actor:
        return around_changes.add(
            kind, case_id, given=given(kind, **known), page=page or uuid4(), by=actor, at=timezone.now()
        )


def correct(world, person, row, *, seen=0, **changed):
    with world.acting(person) as actor:
        stands, _version = around.to_correct(actor, type(row), row.case_id, row.pk)
        return around_changes.correct(
            type(row), row.case_id, row.pk, given={**stands, **changed}, reason=REASON, seen=seen, by=actor,
            at=timezone.now(),
        )  # fmt: skip


def end(world, person, row):
    with world.acting(person) as actor:
        around_changes.end(type(row), row.case_id, row.pk, reason=REASON, by=actor, at=timezone.now())


def opened(world, person, case_id):
    with world.acting(person) as actor:
        return around.open_all(actor, case_id)[1:]


def names(people):
    return [each.texts["name"] for each in people]


def found(world, person, text):
    with world.acting(person) as actor:
        return queries.search(actor, text, at=timezone.now()).hits


def recorded(kind):
    return list(AuditEvent.objects.using("setup").filter(kind=kind).values_list("detail", flat=True))


def test_everybody_is_opened_by_one_recorded_look_and_nothing_is_kept_in_clear(world, caseworker, case_id):
    guardian = add(world, caseworker, case_id, **AUNT)
    suspect = add(world, caseworker, case_id, SuspectedPerson, name="Biggs", note="He drives the car.")
    related, suspected = opened(world, caseworker, case_id)
    assert (names(related), names(suspected)) == (["Pearl Redwood"], ["Biggs"])
    assert suspected[0].texts["note"] == "He drives the car."
    assert recorded("people_around.opened") == [{"people": [str(guardian.pk), str(suspect.pk)]}]
    row = RelatedPerson.objects.using("setup").get()
    assert not [name for name in RelatedPerson.SEALED if b"Redwood" in bytes(getattr(row, name) or b"")]
    assert all("Redwood" not in str(entry.detail) for entry in TimelineEntry.objects.using("setup").all())


def test_a_service_sees_who_is_around_the_child_and_never_who_is_said_to_be_involved(
    world, caseworker, case_id
):
    manager = world.known("shelter")
    record(world, case_id, person_added("guardian", name="Before"), suspect_added("pays", name="Biggs"))
    with pytest.raises(NotThere):
        opened(world, manager, case_id)
    world.service(world.office("shelter"))
    record(world, case_id, referred(to=manager), accepted)
    record(
        world, case_id, person_added("person_of_trust", name="After"), suspect_added("pays", name="Cutter")
    )
    related, suspected = opened(world, manager, case_id)
    assert (names(related), names(suspected)) == (["Before", "After"], [])
    with world.acting(manager) as actor:
        told = TimelineEntry.objects.visible_to(actor).filter(case_id=case_id)
        assert not told.filter(kind__startswith="suspected_person").exists()
        assert not SuspectedPerson.objects.filter(case_id=case_id).exists(), "the database shows none either"


def test_only_whoever_leads_the_case_records_and_corrects(world, caseworker, supervisor, colleague, case_id):
    row = add(world, supervisor, case_id, **AUNT)
    with pytest.raises(NotThere):
        add(world, colleague, case_id, **AUNT)
    manager = world.known("shelter")
    world.service(world.office("shelter"))
    record(world, case_id, referred(to=manager), accepted)
    for step in (lambda: add(world, manager, case_id, **AUNT), lambda: end(world, manager, row)):
        with pytest.raises(NotAllowed):
            step()
    with pytest.raises(NotThere):
        opened(world, colleague, case_id)


def test_one_page_sent_twice_makes_one_person_and_one_entry(world, caseworker, case_id):
    page = uuid4()
    first, second = (add(world, caseworker, case_id, page=page, **AUNT) for _ in range(2))
    assert first.pk == second.pk
    assert len(recorded("related_person.added")) == 1
    for _ in range(2):
        end(world, caseworker, first)
    assert len(recorded("related_person.ended")) == 1


def test_what_stood_before_and_why_it_ended_stay_readable(world, caseworker, case_id):
    row = add(world, caseworker, case_id, **AUNT)
    assert correct(world, caseworker, row, telephone="876 555 0199") == {"telephone"}
    end(world, caseworker, row)
    assert RelatedPerson.objects.using("setup").get().ended_at is not None
    with world.acting(caseworker) as actor:
        found = earlier.open_corrections(actor, Case.objects.visible_to(actor).get(pk=case_id))
    assert [each.changes for each in found] == [
        {"is_current": (True, False)},
        {"telephone": ("876 555 0171", "876 555 0199")},
    ]
    assert {each.reason for each in found} == {REASON}
    assert correct(world, caseworker, row, seen=2, is_current=True) == {"is_current"}
    assert RelatedPerson.objects.using("setup").get().ended_at is None


def test_two_who_correct_the_same_see_both(world, caseworker, supervisor, case_id):
    row = add(world, caseworker, case_id, SuspectedPerson, name="Biggs")
    correct(world, caseworker, row, name="Bigga")
    with pytest.raises(ChangedMeanwhile) as refused:
        correct(world, supervisor, row, name="Big Man")
    assert refused.value.row.theirs == {"name": "Bigga"}


def test_whoever_helps_the_child_is_told_that_somebody_must_not_be_contacted(
    world, caseworker, supervisor, case_id
):
    manager = world.known("shelter")
    world.service(world.office("shelter"))
    record(world, case_id, referred(to=manager), accepted)
    row = add(world, supervisor, case_id, **AUNT)
    told = "related_person.not_safe"

    def told_to(person):
        with world.acting(person) as actor:
            return notices.unread_by(actor).filter(kind=told).count()

    assert told_to(manager) == told_to(caseworker) == 0
    correct(world, supervisor, row, safe_to_contact="no")
    assert (told_to(manager), told_to(caseworker), told_to(supervisor)) == (1, 1, 0)


@pytest.mark.parametrize(
    ("kind", "known", "field"),
    [
        (RelatedPerson, {"role": "invented", "name": "Pearl"}, "role"),
        (RelatedPerson, {"relation": "invented"}, "relation"),
        (RelatedPerson, {}, "name"),
        (RelatedPerson, {"name": "Pearl", "is_child": "yes", "birth_date": "1980"}, "is_child"),
        (RelatedPerson, {"name": "Pearl", "is_child": "no", "birth_date": "2019-03"}, "is_child"),
        (RelatedPerson, {"name": "Pearl", "birth_date": "1850"}, "birth_date"),
        (SuspectedPerson, {"name": "Biggs", "told_on": ""}, "told_on"),
        (SuspectedPerson, {"name": "Biggs", "told_by": ""}, "told_by"),
    ],
)
def test_what_is_not_known_to_the_pack_or_names_nobody_is_refused(kind, known, field):
    with pytest.raises(Refused) as refused:
        around_changes.refuse_impossible(kind, given(kind, **known), at=timezone.now())
    assert refused.value.field == field


@pytest.mark.parametrize("text", ["876 555 0171", "0171", "Pearl Redwood", "redwood"])
def test_a_child_is_found_by_who_is_around_them(world, caseworker, supervisor, case_id, text):
    add(world, caseworker, case_id, **AUNT)
    for person in (caseworker, supervisor):
        (hit,) = found(world, person, text)
        assert (hit.case.pk, hit.through) == (case_id, "guardian")


def test_nobody_is_found_by_a_suspect_or_by_a_number_that_was_corrected(
    world, caseworker, supervisor, case_id
):
    add(world, caseworker, case_id, SuspectedPerson, name="Biggs", telephone="876 555 0188")
    row = add(world, caseworker, case_id, **AUNT)
    correct(world, caseworker, row, telephone="876 555 0199")
    for person in (caseworker, supervisor):
        assert not any(found(world, person, text) for text in ("Biggs", "876 555 0188", "876 555 0171"))
        assert found(world, person, "876 555 0199")


def test_another_name_of_the_child_takes_nobody_around_them_away(world, constable, caseworker, supervisor):
    case_id = world.report(constable, given_names="Keisha").case_id
    world.course(case_id, worker=caseworker).go(taken)
    add(world, caseworker, case_id, **AUNT)
    with world.acting(caseworker) as actor:
        stands, seen = earlier.identity_to_correct(actor, case_id)
        people.correct_identity(
            case_id, given={**stands, "given_names": "Latoya"}, name_before=people.NameBefore.OF_SOMEBODY_ELSE,
            reason=REASON, seen=seen, by=actor, at=timezone.now(),
        )  # fmt: skip
    assert found(world, supervisor, "Pearl Redwood")
