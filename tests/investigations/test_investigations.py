"""Opening, sending, charging and ending an investigation, and who sees what of it and its suspects."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.investigations import access, candidates, children, involving, lapsing, links, suspects
from opennrm.investigations.jobs import tell_of_lapsing
from opennrm.investigations.models import (
    InvestigatedChild,
    Investigation,
    Involvement,
    Link,
    Suspect,
    SuspectToken,
    Thing,
)
from opennrm.investigations.states import State
from opennrm.people.models import SuspectedPerson
from tests import kept
from tests.investigations.scene import CARETAKER, Scene, set_up, young
from tests.world import World

pytestmark = pytest.mark.database
TABLES = (Investigation, Suspect, Involvement, InvestigatedChild, Link, Thing, SuspectToken)


@pytest.fixture
def scene(world: World) -> Scene:
    return kept.begin(world, set_up)


def recorded(kind: str) -> int:
    return AuditEvent.objects.using("setup").filter(kind=kind).count()


def test_an_investigation_goes_to_the_prosecutor_and_back_and_is_charged(scene: Scene) -> None:
    page = uuid4()
    investigation = scene.open(page=page)
    assert scene.open(page=page).pk == investigation.pk
    to_agency = {"to_agency": scene.prosecutor.membership.agency_id, "words": ""}
    with pytest.raises(Refused, match="suspect first"):
        scene.do("send", investigation, **to_agency)
    scene.involve(investigation, scene.suspect())
    with pytest.raises(NotThere):
        scene.do("give_back", investigation, by=scene.prosecutor, words="Where was he?")
    scene.do("send", investigation, by=scene.head, **to_agency)
    with pytest.raises(TransitionRefused):
        scene.do("send", investigation, **to_agency)
    scene.do("give_back", investigation, by=scene.prosecutor, words="Where was he in March?")
    scene.do("send", investigation, **to_agency)
    with pytest.raises(NotAllowed):
        scene.do("charge", investigation)
    assert scene.do("charge", investigation, by=scene.prosecutor).state == State.CHARGED
    with pytest.raises(TransitionRefused):
        scene.do("end", investigation, reason="no_offence", words="")
    kinds = ("opened", "sent", "returned", "charged")
    assert [recorded(f"investigation.{kind}") for kind in kinds] == [1, 2, 1, 1]
    told = Notice.objects.using("setup").filter(subject_id=investigation.pk).values_list("kind", flat=True)
    assert {*told} == {"investigation.sent", "investigation.returned", "investigation.charged"}


def test_it_ends_with_a_reason_and_is_reopened(scene: Scene) -> None:
    investigation = scene.open()
    with pytest.raises(NotAllowed):
        scene.do("end", investigation, by=scene.outside, reason="no_offence", words="")
    with pytest.raises(Refused):
        scene.do("end", investigation, reason="tired", words="")
    scene.do("end", investigation, reason="suspect_unknown", words="")
    with pytest.raises(Refused, match="Reopen"):
        scene.involve(investigation, scene.suspect())
    assert scene.do("reopen", investigation, words="A witness came forward.").state == State.OPEN
    assert recorded("investigation.ended") == recorded("investigation.reopened") == 1


def test_facts_are_changed_by_a_version_and_the_lead_by_whoever_oversees(scene: Scene) -> None:
    investigation = scene.open()
    changed = {"form": "both", "complicit_official": "alleged"}
    scene.do("change_facts", investigation, seen_version=0, **changed)
    with pytest.raises(ChangedMeanwhile):
        scene.do("change_facts", investigation, seen_version=0, **changed)
    with pytest.raises(NotAllowed):
        scene.do("give", investigation, to=scene.head.membership.pk)
    with pytest.raises(Refused):
        scene.do("give", investigation, by=scene.head, to=scene.outside.membership.pk)
    scene.do("give", investigation, by=scene.head, to=scene.head.membership.pk)
    assert recorded("investigation.facts_changed") == recorded("investigation.given") == 1


def test_whoever_does_not_investigate_or_prosecute_sees_no_row_of_it(scene: Scene) -> None:
    investigation, suspect = scene.sent()
    scene.do("add", suspect, module=links, kind="telephone", value="876-555-0142")
    scene.do("add", investigation, module=children, case_reference=scene.reference, position="victim")
    for person in (scene.caseworker, scene.supervisor, scene.other_supervisor):
        seen = scene.ask(person, lambda actor: [model.objects.count() for model in TABLES])
        assert seen == [0] * len(TABLES)
        with pytest.raises(NotThere):
            scene.ask(person, lambda actor: access.suspect(actor, suspect.pk))
        with pytest.raises(NotAllowed):
            scene.open(by=person)
    counts = scene.ask(scene.prosecutor, lambda actor: [model.objects.count() for model in TABLES])
    assert counts == [1, 1, 1, 1, 1, 1, 0]


def test_a_child_is_a_reference_that_only_whoever_sees_the_case_enters(scene: Scene) -> None:
    investigation, of_others = scene.open(), scene.open(by=scene.outside)
    given = {"module": children, "case_reference": scene.reference.lower(), "position": "both"}
    row = scene.do("add", investigation, **given)
    assert scene.do("add", investigation, **given).pk == row.pk
    with pytest.raises(Refused, match="no case"):
        scene.do("add", of_others, by=scene.outside, **given)
    with pytest.raises(NotAllowed):
        scene.do("add", investigation, by=scene.outside, **given)
    read = scene.ask(scene.outside, lambda actor: access.children(actor).get().case_reference)
    assert read == scene.reference
    scene.do("take_out", investigation, module=children, child_id=row.pk)
    assert recorded("investigation.child_added") == recorded("investigation.child_ended") == 1


def test_a_suspect_is_found_by_every_investigator_before_they_are_made_twice(scene: Scene) -> None:
    suspect = scene.suspect()
    scene.do("add", suspect, module=links, kind="telephone", value="(876) 555-0142")
    for text in ("Desmond Wetheril", "bigga", "+1 876 555 0142"):
        found = scene.ask(scene.outside, lambda actor, text=text: candidates.find(actor, text))
        assert [each.suspect.suspect.pk for each in found.suspects] == [suspect.pk], text
    assert not scene.ask(scene.outside, lambda actor: candidates.find(actor, "Rosalind Pym")).suspects
    named = scene.ask(scene.investigator, lambda actor: candidates.find(actor, "Wetherill")).named
    assert [each.reference for each in named] == [scene.reference]
    assert not scene.ask(scene.outside, lambda actor: candidates.find(actor, "Wetherill")).named
    with pytest.raises(NotAllowed):
        scene.ask(scene.caseworker, lambda actor: candidates.find(actor, "Wetherill"))
    event = AuditEvent.objects.using("setup").filter(kind="suspects.checked").first()
    assert event is not None
    assert "Wether" not in str(event.detail)


def test_a_correction_keeps_what_stood_there_and_is_found_anew(scene: Scene) -> None:
    suspect = scene.suspect()
    right = replace(CARETAKER, family_name="Weatherby", other_names="")
    given = {"module": suspects, "facts": right, "reason": "His licence says so.", "seen_version": 0}
    scene.do("correct", suspect, by=scene.outside, **given)
    with pytest.raises(ChangedMeanwhile):
        scene.do("correct", suspect, **given)
    find = lambda text: scene.ask(scene.head, lambda actor: candidates.find(actor, text)).suspects  # noqa: E731
    assert find("Weatherby")
    assert not find("Bigga")
    assert recorded("suspect.corrected") == 1


def test_the_same_telephone_joins_two_suspects(scene: Scene) -> None:
    one, other = scene.suspect(), scene.suspect(replace(CARETAKER, given_names="Cordell"))
    link = scene.do("add", one, module=links, kind="telephone", value="876-555-0142")
    again = scene.do("add", other, by=scene.outside, module=links, kind="telephone", value="+1 876 5550142")
    assert link.thing_id == again.thing_id
    assert scene.do("add", one, module=links, kind="telephone", value="8765550142").pk == link.pk
    with pytest.raises(Refused):
        scene.do("add", one, module=links, kind="telephone", value="none")
    scene.do("end", one, module=links, link_id=link.pk)
    assert recorded("suspect.linked") == 2
    assert recorded("suspect.link_ended") == 1


def test_where_a_suspect_is_is_a_row_that_can_be_withdrawn(scene: Scene) -> None:
    suspect, then = scene.suspect(), timezone.now() - timedelta(hours=3)
    given = {"module": suspects, "status": "arrested", "happened_at": then, "is_time_known": True}
    row = scene.do("add_status", suspect, **given)
    assert scene.do("add_status", suspect, **given).pk == row.pk
    scene.do("withdraw_status", suspect, module=suspects, status_id=row.pk)
    with pytest.raises(Refused):
        scene.do("add_status", suspect, **{**given, "happened_at": then + timedelta(days=1)})
    assert recorded("suspect.status_recorded") == recorded("suspect.status_withdrawn") == 1


def test_what_an_agency_confines_no_other_investigator_sees(scene: Scene) -> None:
    investigation = scene.open(is_confined=True)
    agency_id = scene.investigator.membership.agency_id
    suspect = scene.suspect(confined_to=agency_id)
    scene.involve(investigation, suspect)
    scene.do("add", suspect, module=links, kind="vehicle", value="1234 GK")
    assert scene.ask(scene.outside, lambda actor: [model.objects.count() for model in TABLES]) == [0] * 7
    assert not scene.ask(scene.outside, lambda actor: candidates.find(actor, "Wetherill")).suspects
    assert scene.ask(scene.head, lambda actor: candidates.find(actor, "Wetherill")).suspects
    with pytest.raises(Refused, match="keeps to itself"):
        scene.involve(scene.open(), suspect)


def test_a_child_counts_as_a_suspect_only_once_another_agency_has_agreed(scene: Scene) -> None:
    investigation, boy = scene.open(), scene.suspect(young(timezone.now()))
    with pytest.raises(Refused, match="is a child"):
        scene.involve(investigation, boy)
    with pytest.raises(Refused, match="is a child"):
        scene.involve(
            investigation, boy, ask_agency=scene.investigator.membership.agency_id, why="He said so."
        )
    other = scene.other_supervisor
    why = {"ask_agency": other.membership.agency_id, "why": "He took others along, and was never paid."}
    scene.involve(investigation, boy, **why)
    standing = lambda: scene.ask(scene.head, lambda actor: access.involvements(actor).standing().count())  # noqa: E731
    assert standing() == 0
    with pytest.raises(Refused, match="suspect first"):
        scene.do("send", investigation, to_agency=scene.prosecutor.membership.agency_id, words="")
    request = scene.ask(other, lambda actor: access.requests_to_answer(actor).get())
    answer = {"module": involving, "agrees": True, "words": "He was paid for it."}
    with pytest.raises(NotAllowed):
        scene.do("answer", request, **answer)
    assert scene.ask(other, lambda actor: Suspect.objects.count() + Involvement.objects.count()) == 0
    scene.do("answer", request, by=other, **answer)
    assert standing() == 1
    with pytest.raises(TransitionRefused):
        scene.do("answer", request, by=other, **answer)


def test_the_lead_is_told_once_that_nothing_happens(scene: Scene) -> None:
    investigation = scene.open()
    then = timezone.now() - timedelta(days=91)
    Investigation.objects.using("setup").filter(pk=investigation.pk).update(
        last_event_at=then, from_action=True
    )
    at = timezone.now()
    assert scene.ask(scene.head, lambda actor: lapsing.lapsing(actor, at=at).count()) == 1
    with scene.world.connected_as("opennrm_worker"):
        tell_of_lapsing()
        tell_of_lapsing()
    assert Notice.objects.using("setup").filter(kind="investigation.lapsing").count() == 1
    scene.involve(investigation, scene.suspect())
    assert scene.ask(scene.head, lambda actor: lapsing.lapsing(actor, at=at).count()) == 0


def test_somebody_who_was_named_is_seen_by_the_police_who_take_part(scene: Scene) -> None:
    assert scene.ask(scene.investigator, lambda actor: SuspectedPerson.objects.count()) == 1
    assert scene.ask(scene.outside, lambda actor: SuspectedPerson.objects.count()) == 0
