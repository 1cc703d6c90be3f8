"""Possible duplicates among the cases that somebody sees: the same by tokens and in memory."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotAllowed
from opennrm.linkage import duplicates
from opennrm.linkage.rules import Agreement, Word
from opennrm.people import corrections, finding, known, search_index
from opennrm.people.known import Known
from tests.people.test_search_index import rows_read_by

NOW = timezone.now()
AREA, ELSEWHERE = "JM-01", "JM-14"
CHILD = {
    "given_names": "Shanice", "family_name": "Thistlewood", "birth_date": "2012-04-09", "sex": "female",
    "age_known": "known", "age": 14, "school": "Harbour Primary", "guardian": "Pearl Thistlewood",
    "telephone": "876 555 0142", "area": AREA,
}  # fmt: skip
RECORDS = [
    CHILD,
    {**CHILD, "given_names": "Shanise", "family_name": "Thistlewode", "birth_date": "2012-09-04", "telephone": ""},
    {**CHILD, "given_names": "Tameka"},
    {"given_names": "Thistlewood", "family_name": "Shanice", "birth_date": "2012~", "area": ELSEWHERE},
    {"given_names": "Shanice", "family_name": "Brown", "birth_date": "2008-02-11", "area": AREA},
    {"family_name": "Oyelaran", "telephone": "(876) 555-0142", "area": AREA},
    {"area": AREA},
]  # fmt: skip


def told(*, telephones=(), sex="", area="", age=None, on: date | None = None, **texts: str) -> Known:
    """What somebody has typed about a child."""
    day = on or NOW.date()
    return Known(texts=texts, telephones=tuple(telephones), sex=sex, area=area, age=age, on=day)


SHANICE = told(
    telephones=["876 555 0142"], sex="female", area=AREA, given_names="Shanice", family_name="Thistlewood",
    birth_date="2012-04-09",
)  # fmt: skip


def found(world, person, wanted: Known, **options) -> list[duplicates.Possible]:
    with world.acting(person) as actor:
        return duplicates.find(actor, wanted, **options).children


def said(children: list[duplicates.Possible]) -> list[tuple[str, str]]:
    return [(child.name, child.comparison.word.value) for child in children]


def test_by_tokens_and_among_what_one_sees_the_same_children_are_found(
    world, constable, caseworker, supervisor
):
    for record in RECORDS:
        world.report(constable, **record)
    by_tokens, in_memory = (said(found(world, person, SHANICE)) for person in (supervisor, caseworker))
    assert by_tokens == in_memory
    assert by_tokens[0] == ("Shanice Thistlewood", "very_likely")
    assert dict(by_tokens)["Shanise Thistlewode"] == "very_likely"
    assert dict(by_tokens)["Tameka Thistlewood"] == "possible"
    assert "Shanice Brown" not in dict(by_tokens)


def test_of_each_field_it_is_said_whether_it_agrees(world, constable, caseworker):
    world.report(constable, **{**CHILD, "given_names": "Shanise", "area": ELSEWHERE})
    (child,) = found(world, caseworker, SHANICE)
    agreements = {finding.field: finding.agreement for finding in child.comparison.findings}
    assert agreements["family_name"] is Agreement.AGREES
    assert agreements["given_names"] is Agreement.NEARLY
    assert agreements["area"] is Agreement.DIFFERS
    assert agreements["school"] is Agreement.MISSING


@pytest.mark.parametrize("field", ["school", "guardian"])
def test_school_and_guardian_are_compared(world, constable, caseworker, field):
    world.report(constable, **CHILD)
    wanted = told(given_names="Shanice", family_name="Thistlewood", **{field: CHILD[field]})
    (child,) = found(world, caseworker, wanted)
    of_field = next(finding for finding in child.comparison.findings if finding.field == field)
    assert of_field.agreement is Agreement.AGREES
    assert of_field.weight > 0


def test_an_age_without_a_date_of_birth_is_a_year_that_somebody_guessed(
    world, constable, caseworker, supervisor
):
    world.report(constable, given_names="Omar", family_name="Quarrie", age_known="known", age=9, area=AREA)
    wanted = told(age=10, given_names="Omar", family_name="Quarrie")
    for person in (caseworker, supervisor):
        (child,) = found(world, person, wanted)
        levels = {finding.field: finding.level for finding in child.comparison.findings}
        assert levels["birth_date"] == "estimated_near"


def test_the_case_of_the_child_itself_is_left_out(world, constable, caseworker):
    receipt = world.report(constable, **CHILD)
    assert found(world, caseworker, SHANICE, without=receipt.case_id) == []


def test_nothing_is_asked_where_no_name_telephone_or_paper_is_known(world, constable, caseworker):
    world.report(constable, **CHILD)
    before = AuditEvent.objects.using("setup").count()
    assert found(world, caseworker, told(sex="female", area=AREA, age=14)) == []
    assert AuditEvent.objects.using("setup").count() == before


def test_a_check_is_one_event_that_names_the_cases_shown_and_nothing_typed(world, constable, caseworker):
    receipt = world.report(constable, **CHILD)
    before = set(AuditEvent.objects.using("setup").values_list("pk", flat=True))
    found(world, caseworker, SHANICE)
    (event,) = AuditEvent.objects.using("setup").exclude(pk__in=before)
    assert event.kind == "duplicates.checked"
    assert event.detail == {
        "shown": 1, "cases": [str(receipt.case_id)], "model": pack().linkage.start.version,
    }  # fmt: skip
    assert event.case_id is None


def test_who_may_not_search_is_refused(world, constable):
    world.report(constable, **CHILD)
    with pytest.raises(NotAllowed):
        found(world, constable, SHANICE)


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_hidden_children_change_no_word_no_order_and_no_row_that_is_read(world, protection, constable, role):
    asker = world.person(protection, role)
    for record in RECORDS:
        world.report(constable, **record)
    before = _seen(world, asker)
    world.agency("child_protection", areas=[ELSEWHERE])
    for _ in range(5):
        world.report(constable, **{**CHILD, "area": ELSEWHERE})
    assert before[0]
    assert _seen(world, asker) == before


def _seen(world, person):
    with world.acting(person) as actor:
        children = duplicates.find(actor, SHANICE).children
        with CaptureQueriesContext(connection) as asked:
            duplicates.find(actor, SHANICE)
        return [(child.name, child.comparison) for child in children], rows_read_by(asked)


def test_what_is_corrected_is_met_by_what_stands_now(world, constable, caseworker, supervisor):
    receipt = world.report(constable, **CHILD)
    facts = {"age": 14, "sex": "female", "languages": [], "area": ELSEWHERE}
    reason = {"reason": "The family has moved.", "seen": 0}
    only_here = known.keys_to_meet(told(given_names="Shanice", area=ELSEWHERE))
    with world.acting(supervisor) as actor:
        assert search_index.candidates_to_compare(actor, only_here).person_ids == []
        corrections.correct_facts(receipt.case_id, given=facts, **reason, by=actor, at=NOW)
        assert len(search_index.candidates_to_compare(actor, only_here).person_ids) == 1
        was_here = known.keys_to_meet(told(given_names="Shanice", area=AREA))
        assert search_index.candidates_to_compare(actor, was_here).person_ids == []


def test_no_more_are_shown_than_somebody_can_read(world, constable, caseworker, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_SHOWN", 2)
    for number in range(3):
        world.report(constable, **{**CHILD, "document_number": f"A {number}"})
    with world.acting(caseworker) as actor:
        answer = duplicates.find(actor, SHANICE)
    assert len(answer.children) == 2
    assert answer.is_cut


def test_a_caseworker_with_more_cases_than_are_opened_is_told(world, constable, caseworker, monkeypatch):
    monkeypatch.setattr(finding, "MOST_OPENED", 1)
    for day in range(2):
        world.report(constable, at=NOW - timedelta(days=day), **CHILD)
    with world.acting(caseworker) as actor:
        answer = duplicates.find(actor, SHANICE)
    assert len(answer.children) == 1
    assert answer.is_cut
    assert answer.children[0].comparison.word is Word.VERY_LIKELY


def test_what_is_known_of_a_birth_is_a_date_or_about_the_year_of_the_age():
    on = date(2026, 1, 1)
    assert told(birth_date="2012-03-27", age=3, on=on).born == "2012-03-27"
    assert told(birth_date="XXXX-03-27", age=10, on=on).born == "2015~"
    assert told(age=10, on=date(2026, 12, 1)).born == "2016~"
    assert told().born == ""
