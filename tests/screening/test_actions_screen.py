"""Screening a child: what is kept, who may, and that a screening in the making is never lost."""

import pytest
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.cases import access as case_access
from opennrm.cases.models import Clock, Receipt, TimelineEntry
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.screening import access, drafts
from opennrm.screening.actions import screen
from opennrm.screening.models import Screening, ScreeningDraft
from opennrm.screening.rules import Answer, Outcome, ScreeningRefused, UnknownItem
from tests.screening.cases import INSTRUMENT, case_of, enough_to_presume, office
from tests.screening.instruments import child_screening


@pytest.fixture
def place(world):
    return office(world)


def now():
    return timezone.now()


def screened(place, case_id, answers, person=None):
    with place.world.acting(person or place.caseworker) as actor:
        return screen(case_id, instrument=INSTRUMENT, answers=answers, by=actor, at=now())


def test_act_and_purpose_are_kept_with_their_result(place):
    case_id = place.case()
    screening = screened(place, case_id, enough_to_presume())
    assert screening.outcome == Outcome.PRESUMED
    assert screening.positive_dimensions == [child_screening().overrides[0].dimension]
    assert 0 < screening.completeness < 1
    assert screening.instrument_version == child_screening().version


def test_every_question_is_kept_with_its_answer(place):
    screening = screened(place, place.case(), enough_to_presume())
    assert set(screening.answers) == set(child_screening().items)
    unasked = [code for code, answer in screening.answers.items() if answer == Answer.NOT_ASKED]
    assert len(unasked) == len(child_screening().items) - len(enough_to_presume())


def test_a_second_screening_keeps_the_first(place):
    case_id = place.case()
    first = screened(place, case_id, enough_to_presume())
    screened(place, case_id, {})
    with place.world.acting(place.caseworker) as actor:
        kept = list(access.screenings_of(actor, case_id))
    assert len(kept) == 2
    assert kept[1].answers == first.answers


def test_nothing_known_is_not_enough_information(place):
    assert screened(place, place.case(), {}).outcome == Outcome.INSUFFICIENT_INFORMATION


def test_a_person_reported_as_an_adult_is_screened_as_a_child_may_be(place):
    assert screened(place, place.case(age=19), enough_to_presume()).outcome == Outcome.PRESUMED


def test_screening_stops_the_clock_of_the_first_screening(place):
    case_id = place.case()
    screened(place, case_id, {})
    with place.world.acting(place.caseworker):
        assert (
            Clock.objects.get(case_id=case_id, rule="first_screening").stopped_by_event
            == "screening.completed"
        )


def test_screening_is_told_in_the_story_and_recorded(place):
    case_id = place.case()
    screening = screened(place, case_id, enough_to_presume())
    with place.world.acting(place.caseworker) as actor:
        entry = TimelineEntry.objects.get(case_id=case_id, kind="screening.completed")
        assert (entry.detail["screening"], entry.detail["outcome"]) == (str(screening.pk), "presumed")
        event = events_of_case(actor, case_id).get(kind="screening.completed")
        assert (event.right, event.subject_id) == ("assigned", str(screening.pk))


def test_the_reporter_learns_nothing_of_a_screening(place):
    case_id = place.case()
    with place.world.acting(place.constable):
        before = Receipt.objects.get(case_id=case_id).status
    screened(place, case_id, enough_to_presume())
    with place.world.acting(place.constable):
        assert Receipt.objects.get(case_id=case_id).status == before
        assert not Screening.objects.filter(case_id=case_id).exists()


def test_a_colleague_without_the_case_finds_no_case_to_screen(place):
    case_id = place.case()
    with pytest.raises(NotThere):
        screened(place, case_id, {}, place.colleague)


def test_a_role_that_does_not_screen_may_not_screen(place):
    case_id = place.case()
    with place.world.acting(place.supervisor) as supervisor:
        lowly = type(supervisor)(**{**vars(supervisor), "permissions": frozenset()})
        with pytest.raises(NotAllowed):
            screen(case_id, instrument=INSTRUMENT, answers={}, by=lowly, at=now())


def test_an_unknown_question_is_refused_and_nothing_is_kept(place):
    case_id = place.case()
    with pytest.raises(UnknownItem):
        screened(place, case_id, {"no_such_question": Answer.YES})
    with place.world.acting(place.caseworker) as actor:
        assert not access.screenings_of(actor, case_id).exists()


def test_an_answer_that_is_none_is_refused(place):
    with pytest.raises(ValueError):
        screened(place, place.case(), {child_screening().act.items[0].code: "perhaps"})


def test_an_unknown_instrument_is_refused(place):
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor, pytest.raises(ScreeningRefused):
        screen(case_id, instrument="no_such_instrument", answers={}, by=actor, at=now())


def begun(place, case_id, person=None):
    with place.world.acting(person or place.caseworker) as actor:
        return drafts.begin(case_id, instrument=INSTRUMENT, by=actor, at=now())


def save(place, case_id, section, answers, person=None):
    with place.world.acting(person or place.caseworker) as actor:
        return drafts.save_section(case_id, section=section, answers=answers, by=actor, at=now())


def test_begun_twice_is_one_screening_in_the_making(place):
    case_id = place.case()
    assert begun(place, case_id) == begun(place, case_id)


def test_sections_are_kept_one_by_one(place):
    case_id = place.case()
    begun(place, case_id)
    act, observation = child_screening().act.items[0].code, child_screening().observations.items[0].code
    save(place, case_id, "act", {act: "yes"})
    save(place, case_id, "observations", {observation: "no"})
    with place.world.acting(place.caseworker) as actor:
        opened = drafts.open_own(actor, case_of(actor, case_id))
    assert opened.answers == {act: Answer.YES, observation: Answer.NO}
    assert opened.answered_in("act") == 1


def test_an_answer_of_another_section_is_refused(place):
    case_id = place.case()
    begun(place, case_id)
    with pytest.raises(UnknownItem):
        save(place, case_id, "act", {child_screening().observations.items[0].code: "yes"})


def test_finishing_makes_the_screening_and_clears_the_draft(place):
    case_id = place.case()
    begun(place, case_id)
    save(place, case_id, "act", {child_screening().act.items[0].code: "yes"})
    with place.world.acting(place.caseworker) as actor:
        assert drafts.finish(case_id, by=actor, at=now()).outcome == Outcome.CONCERN
    with place.world.acting(place.caseworker) as actor:
        assert access.own_draft(actor, case_id) is None
        with pytest.raises(drafts.NothingBegun):
            drafts.finish(case_id, by=actor, at=now())


def test_a_screening_in_the_making_keeps_the_version_it_began_with(place, superuser):
    case_id = place.case()
    draft = begun(place, case_id)
    superuser.execute("UPDATE screening_screeningdraft SET instrument_version = 99 WHERE id = %s", [draft.pk])
    with place.world.acting(place.caseworker) as actor, pytest.raises(access.InstrumentMissing):
        drafts.finish(case_id, by=actor, at=now())


def test_discarding_leaves_finished_screenings(place):
    case_id = place.case()
    screened(place, case_id, {})
    begun(place, case_id)
    with place.world.acting(place.caseworker) as actor:
        drafts.discard(case_id, by=actor)
        assert access.own_draft(actor, case_id) is None
        assert access.screenings_of(actor, case_id).count() == 1


def test_supervisor_and_caseworker_each_have_a_draft_of_their_own(place):
    case_id = place.case()
    begun(place, case_id)
    begun(place, case_id, place.supervisor)
    save(place, case_id, "act", {child_screening().act.items[0].code: "yes"}, place.supervisor)
    with place.world.acting(place.caseworker) as actor:
        assert drafts.open_own(actor, case_of(actor, case_id)).answers == {}


def test_whoever_loses_the_case_loses_the_draft(place):
    from opennrm.cases.actions import assign

    case_id = place.case()
    begun(place, case_id)
    with place.world.acting(place.supervisor) as supervisor:
        assign(case_id, to=place.colleague.membership.pk, by=supervisor, at=now())
    with place.world.acting(place.caseworker):
        assert not ScreeningDraft.objects.exists()


def test_answers_of_a_draft_are_sealed(place, superuser):
    case_id = place.case()
    begun(place, case_id)
    code = child_screening().act.items[0].code
    save(place, case_id, "act", {code: "yes"})
    [row] = superuser.execute("SELECT answers FROM screening_screeningdraft").fetchall()
    assert code.encode() not in bytes(row[0])
    assert b"yes" not in bytes(row[0])


def test_opening_a_draft_is_recorded(place):
    case_id = place.case()
    begun(place, case_id)
    with place.world.acting(place.caseworker) as actor:
        drafts.open_own(actor, case_of(actor, case_id))
        assert events_of_case(actor, case_id).filter(kind="screening_draft.opened").count() == 1


def test_reading_a_screening_is_recorded(place):
    case_id = place.case()
    screening = screened(place, case_id, {})
    with place.world.acting(place.supervisor) as supervisor:
        access.screening_to_read(supervisor, case_id, screening.pk)
        assert events_of_case(supervisor, case_id).get(kind="screening.viewed").right == "lead"


def test_a_screening_is_not_found_under_another_case(place):
    mine, other = place.case(), place.case()
    screening = screened(place, mine, {})
    with place.world.acting(place.supervisor) as supervisor, pytest.raises(NotThere):
        access.screening_to_read(supervisor, other, screening.pk)


def test_nothing_remains_when_the_audit_fails(place, monkeypatch):
    case_id = place.case()

    def broken(kind, **facts):
        raise RuntimeError("no audit")

    monkeypatch.setattr("opennrm.cases.telling.audit.record", broken)
    with pytest.raises(RuntimeError):
        screened(place, case_id, {})
    monkeypatch.undo()
    with place.world.acting(place.caseworker) as actor:
        assert not access.screenings_of(actor, case_id).exists()
        assert case_access.visible_to(actor).filter(pk=case_id).exists()
