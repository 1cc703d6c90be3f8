"""Several children in one report: one case for each, all of them or none, and each case behind its own walls."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.cases import lost, receipts
from opennrm.cases.access import visible_to
from opennrm.cases.actions import assign
from opennrm.cases.models import Case, Document
from opennrm.concerns import actions, attachments, children, dangers, drafts, ties
from opennrm.concerns.access import open_concern
from opennrm.concerns.answers import AS_FIRST, REACHED, TIE, Incomplete
from opennrm.concerns.children import TooManyChildren
from opennrm.concerns.jobs import expire_drafts
from opennrm.concerns.models import CaseTie, ConcernDraft
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotThere
from opennrm.invented.concerns import add_child, begin, enough, photograph
from opennrm.people.access import open_identity
from tests.world import World

NOW = timezone.now()
FIRST = {
    "urgent_dangers": ["injured"],
    "age": 14,
    "sex": "female",
    "given_names": "Imani",
    "family_name": "Thistlewood",
    "address": "Yellow house",
    "telephone": "876 555 0142",
    "safe_to_contact": "no",
    "place": "Behind the old mill",
    "occurred": "Every Friday",
    "told_by": "neighbour",
    "account": "They carry water all day.",
    "reporter_contact": "Desk 4",
}
SISTER = {
    TIE: "siblings",
    REACHED: AS_FIRST,
    "age": 9,
    "sex": "female",
    "given_names": "Luz",
    "family_name": "Rowan",
}
FRIEND = {TIE: "not_known", "age": 12, "sex": "male", "given_names": "Oswin", "address": "Green gate"}


def cases_by_age(world: World, person) -> dict[int, Case]:
    with world.acting(person) as actor:
        return {case.age: case for case in visible_to(actor)}


def report_three(world: World, constable) -> None:
    world.report(constable, files=[photograph()], further=[SISTER, FRIEND], **FIRST)


def test_each_child_has_a_case_with_what_they_share_and_what_is_their_own(world, constable, caseworker):
    report_three(world, constable)
    found = cases_by_age(world, caseworker)
    assert sorted(found) == [9, 12, 14]
    assert {case.lead_agency_id for case in found.values()} == {caseworker.membership.agency_id}
    assert all(case.is_urgent for case in found.values())
    with world.acting(caseworker) as actor:
        for age, names, addresses in (
            (14, "Imani Thistlewood", ["Yellow house"]),
            (9, "Luz Rowan", ["Yellow house"]),
            (12, "Oswin ", ["Green gate"]),
        ):
            concern = open_concern(actor, found[age].pk, at=NOW)
            assert (concern.account, concern.place, concern.told_by, concern.reporter_contact) == (
                FIRST["account"], FIRST["place"], "neighbour", "Desk 4",
            )  # fmt: skip
            person = open_identity(actor, found[age].pk, at=NOW)
            assert f"{person.given_names} {person.family_name}" == names
            assert [contact.address for contact in person.contacts] == addresses
        # A picture may show one child: it comes into no other child's case.
        assert [file.case_id for file in Document.objects.visible_to(actor)] == [found[14].pk]


def test_each_danger_is_that_of_the_children_whom_it_concerns(world, constable, caseworker):
    first, second, *_rest = list(pack().codes("urgent_dangers"))
    told = {**FIRST, "urgent_dangers": [first, second]}
    safe, in_one = {**SISTER, "urgent_dangers": ["none"]}, {**FRIEND, "urgent_dangers": [second]}
    as_the_first = {TIE: "siblings", "age": 7}
    world.report(constable, further=[safe, in_one, as_the_first], **told)
    found = cases_by_age(world, caseworker)
    assert {age: case.is_urgent for age, case in found.items()} == {14: True, 9: False, 12: True, 7: True}
    with world.acting(caseworker) as actor:
        present = dangers.present_in(actor, [case.pk for case in found.values()])
        assert {age: set(present.get(case.pk, [])) for age, case in found.items()} == {
            14: {first, second}, 9: set(), 12: {second}, 7: {first, second},
        }  # fmt: skip
        assert open_concern(actor, found[12].pk, at=NOW).urgent_dangers == [second]


def test_the_reporter_has_a_receipt_for_each_child_and_sees_which_belong_together(
    world, constable, colleague_constable
):
    report_three(world, constable)
    alone = world.report(constable)
    with world.acting(constable) as actor:
        own = [each for each in receipts.receipts_of(actor) if each.pk != alone.pk]
        assert len(own) == 3
        for receipt in own:
            beside = children.receipts_beside(actor, receipt)
            assert {receipt, *beside} == set(own)
        assert children.receipts_beside(actor, alone) == []
        for model in (Case, CaseTie):
            assert not model.objects.exists()
    with world.acting(colleague_constable) as actor:
        assert not receipts.receipts_of(actor).exists()
        assert children.receipts_beside(actor, own[0]) == []


@pytest.fixture
def colleague_constable(world, constable):
    return world.person(constable.membership.agency, "first_responder")


def test_sent_again_from_any_child_it_gives_the_same_receipts(world, constable, superuser):
    report_three(world, constable)
    with world.acting(constable) as actor:
        for receipt in receipts.receipts_of(actor):
            assert actions.receive_concern(receipt.case_id, by=actor, at=NOW) == receipt
    assert superuser.execute("SELECT count(*) FROM cases_case").fetchone() == (3,)


def test_sent_four_times_at_once_while_it_is_written_there_is_one_case_for_each_child(
    world, constable, superuser
):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **{**enough(), **FIRST})
        child = add_child(draft, by=actor, at=NOW, **SISTER)
    together, faults = threading.Barrier(5), []

    def act(what) -> None:
        try:
            together.wait()
            with world.acting(constable) as actor:
                what(actor)
        except drafts.AlreadySent:
            return
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    def send(actor) -> None:
        actions.receive_concern(draft.pk, by=actor, at=NOW)

    def write(actor) -> None:
        step = {"step": "check", "version": 1, "page": "only"}
        drafts.keep(child.pk, answers={"age": 9, "sex": "female"}, typed={}, **step, by=actor, at=NOW)

    threads = [threading.Thread(target=act, args=[what]) for what in (send, write, send, send, send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert superuser.execute("SELECT count(*) FROM cases_case").fetchone() == (2,)
    assert superuser.execute("SELECT count(*) FROM concerns_casetie").fetchone() == (2,)


class PowerCut(BaseException):
    """The process dies."""


@pytest.mark.parametrize("step", ["record_reported", "add"])
def test_what_breaks_after_the_first_child_leaves_no_child_at_all(
    world, constable, superuser, monkeypatch, step
):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **{**enough(), **FIRST})
        add_child(draft, by=actor, at=NOW, **SISTER)

    def cut(*args, **options):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(ties if step == "record_reported" else actions.search_index, step, cut)
        with pytest.raises(PowerCut), world.acting(constable) as actor:
            actions.receive_concern(draft.pk, by=actor, at=NOW)
    for table in ("cases_case", "cases_receipt", "people_person", "concerns_casetie"):
        assert superuser.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    with world.acting(constable) as actor:
        assert len(children.open_further(actor, drafts.open_draft(actor, draft.pk))) == 1
        assert actions.receive_concern(draft.pk, by=actor, at=NOW).number


def test_what_was_not_understood_of_a_further_child_has_to_be_corrected_first(world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **enough())
        child = children.add(draft.pk, by=actor, at=NOW)
        step = {"step": "check", "version": 0, "page": "only"}
        drafts.keep(child.pk, answers={}, typed={"age": "about nine"}, **step, by=actor, at=NOW)
        with pytest.raises(Incomplete) as refused:
            actions.receive_concern(draft.pk, by=actor, at=NOW)
    assert refused.value.names == ["age"]


def test_a_child_of_whom_nothing_was_told_is_not_reported_and_two_clicks_add_one(world, constable, superuser):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **enough())
        one, same = (children.add(draft.pk, by=actor, at=NOW, token="one showing") for _click in range(2))
        assert one == same
        actions.receive_concern(draft.pk, by=actor, at=NOW)
        assert receipts.receipts_of(actor).count() == 1
    assert superuser.execute("SELECT count(*) FROM concerns_concerndraft").fetchone() == (1,)


def test_a_report_with_several_children_is_one_draft_that_is_kept_and_deleted_whole(world, constable):
    with world.acting(constable) as actor:
        long_ago = NOW - timedelta(days=pack().drafts.keep_days + 1)
        draft = begin(by=actor, at=long_ago, **enough())
        child = add_child(draft, by=actor, at=NOW, **SISTER)
        removed = add_child(draft, by=actor, at=NOW, **FRIEND)
        assert [(each.pk, each.children) for each in drafts.drafts_of(actor)] == [(draft.pk, 3)]
        drafts.discard(removed.pk, by=actor)
        assert [(each.pk, each.children) for each in drafts.drafts_of(actor)] == [(draft.pk, 2)]
    with world.connected_as("opennrm_worker"):
        # The child was added today: so the report is kept from today on.
        expire_drafts()
    with world.acting(constable) as actor:
        assert drafts.open_draft(actor, child.pk).expires_at > NOW
        drafts.discard(draft.pk, by=actor)
        assert not ConcernDraft.objects.exists()


def test_a_further_child_takes_no_files_and_no_children_and_there_are_not_too_many(
    world, constable, monkeypatch
):
    monkeypatch.setattr(children, "MOST_CHILDREN", 2)
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **enough())
        child = add_child(draft, by=actor, at=NOW, **SISTER)
        with pytest.raises(NotThere):
            attachments.add(child.pk, file=photograph(), by=actor, at=NOW)
        with pytest.raises(NotThere):
            children.add(child.pk, by=actor, at=NOW)
        with pytest.raises(TooManyChildren):
            children.add(draft.pk, by=actor, at=NOW)


def test_nobody_adds_a_child_to_the_report_of_somebody_else(world, constable, colleague_constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **enough())
    with world.acting(colleague_constable) as actor, pytest.raises(NotThere):
        children.add(draft.pk, by=actor, at=NOW)


def add_from(world: World, person, case_id, *, copied=("what", "where")):
    with world.acting(person) as actor:
        given = {"tie": "siblings", "copied": copied, "step": "danger", "token": "one showing"}
        return children.begin_from(case_id, **given, by=actor, at=NOW)


def send(world: World, person, draft) -> Case:
    with world.acting(person) as actor:
        receipt = actions.receive_concern(draft.pk, by=actor, at=NOW)
    return Case.objects.using("setup").get(pk=receipt.case_id)


def test_a_child_added_later_goes_to_whoever_holds_the_case_and_both_are_tied(
    world, constable, caseworker, supervisor, colleague
):
    first = world.report(constable, **FIRST)
    world.course(first.case_id, worker=caseworker, supervisor=supervisor).go(taken_by(caseworker))
    draft = add_from(world, supervisor, first.case_id)
    with world.acting(supervisor) as actor:
        answers = drafts.open_draft(actor, draft.pk).answers
    assert answers["place"] == FIRST["place"]
    # What may name the first child, and how to reach whoever reported, is not copied unasked.
    assert not {"account", "reporter_contact", "given_names", "address"} & set(answers)
    added = send(world, supervisor, draft)
    assert (added.assigned_to_id, added.lead_agency_id) == (
        caseworker.membership.pk,
        caseworker.membership.agency_id,
    )
    with world.acting(caseworker) as actor:
        for case, other in ((first.case_id, added.pk), (added.pk, first.case_id)):
            shown = ties.of_case(actor, visible_to(actor).get(pk=case))
            assert [(each.case.pk, each.kind) for each in shown.seen] == [(other, "Brothers or sisters")]
        assert "case.tied" in notices.unread_by(actor).values_list("kind", flat=True)
    with world.acting(colleague) as actor:
        assert not visible_to(actor).exists()
        assert lost.why(actor, added.pk, at=NOW) is None


def taken_by(person):
    def step(course) -> None:
        with course.acting(person) as actor:
            assign(course.case_id, to=actor.membership_id, by=actor, at=NOW)

    return step


def test_who_lost_the_case_meanwhile_still_reports_the_child_and_ties_nothing(
    world, constable, caseworker, supervisor, colleague
):
    first = world.report(constable, **FIRST)
    world.course(first.case_id).go(taken_by(caseworker))
    draft = add_from(world, caseworker, first.case_id)
    with world.acting(supervisor) as actor:
        assign(first.case_id, to=colleague.membership.pk, by=actor, at=NOW)
    added = send(world, caseworker, draft)
    assert added.assigned_to_id is None
    assert not CaseTie.objects.using("setup").exists()


def test_only_whoever_leads_a_case_adds_a_child_to_it(world, constable, caseworker, colleague):
    first = world.report(constable, **FIRST)
    world.course(first.case_id).go(taken_by(caseworker))
    for person in (colleague, constable):
        with pytest.raises(NotThere):
            add_from(world, person, first.case_id)
