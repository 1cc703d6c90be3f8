"""A result of matching lists without names comes into the work list of the desk, and no office hears of it unasked."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Case, Clock, Participation
from opennrm.cli import encode, read_matches
from opennrm.cli.main import main
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.linkage import answers, jobs, outside, results
from opennrm.linkage.encodings import encoded_lists, keys, matching
from opennrm.linkage.encodings import results as signed
from opennrm.linkage.models import MATCHER, LinkRequest, MatchResult, OurEncoding, OutsideMatch
from opennrm.linkage.states import OutsideState
from opennrm.people.models import Person as Record
from tests.linkage.desk_scene import Scene, set_up
from tests.linkage.test_asking_a_lead import kinds_of

THEIRS = (
    "given name,family name,date of birth,sex\nShanice,Quarrington,2012,F\nIgnatius,Brandywine,2013-08-09,M\n"
)


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def folder(scene, tmp_path, monkeypatch):
    """The keys of an exchange, the encodings of our children and of another list, and what the matcher found."""
    for module in (encode, read_matches):
        monkeypatch.setattr(module, "start_django", lambda role: None)
    for kind, name in (("half", "half-1"), ("half", "half-2"), ("secret", "ours"), ("secret", "theirs")):
        run("exchange-key", kind, "--out", tmp_path / name)
    run("exchange-key", "join", tmp_path / "half-1", tmp_path / "half-2", "--out", tmp_path / "key")
    for name in ("matcher", "somebody"):
        run("exchange-key", "signing", "--out", tmp_path / name)
    with scene.world.connected_as("opennrm_worker"):
        run(
            "encode", "--ours", "--key", tmp_path / "key", "--secret", tmp_path / "ours",
            "--out", tmp_path / "ours.enc", "--matcher", tmp_path / "matcher.public",
        )  # fmt: skip
    (tmp_path / "school.csv").write_text(THEIRS)
    run(
        "encode", tmp_path / "school.csv", "--key", tmp_path / "key", "--secret", tmp_path / "theirs",
        "--out", tmp_path / "school.enc",
    )  # fmt: skip
    match(tmp_path, by="matcher")
    return tmp_path


def match(folder, *, by: str) -> bytes:
    """What a matcher signs who finds that the first child of ours is on the first row."""

    lists = [encoded_lists.read(folder / name) for name in ("ours.enc", "school.enc")]
    to = folder / f"found-by-{by}"
    to.unlink(missing_ok=True)
    found = matching.Matches([(1, 1, 2, 1, 8_700)], {})
    key = keys.read(folder / by, keys.Kind.SIGNING)
    signed.write(to, lists, found, 7_100, sampled=False, key=key)
    return to.read_bytes()


def bring(scene: Scene, content: bytes, *, by=None) -> MatchResult:
    with scene.world.acting(by or scene.overseer) as actor:
        return results.bring(content, by=actor, at=timezone.now())


def pass_on(scene: Scene) -> None:
    with scene.world.connected_as("opennrm_worker"):
        jobs.pass_on()


def waiting() -> OutsideMatch:
    return OutsideMatch.objects.using("setup").get()


def taken(scene: Scene, folder) -> OutsideMatch:
    """The match is in the hands of an officer."""
    bring(scene, match(folder, by="matcher"))
    pass_on(scene)
    with scene.world.acting(scene.officer) as actor:
        found = outside.take_next(by=actor, at=timezone.now())
    assert found is not None
    return found


def asked(scene: Scene, folder) -> LinkRequest:
    found = taken(scene, folder)
    with scene.world.acting(scene.officer) as actor:
        outside.decide(found.pk, is_asked=True, by=actor, at=timezone.now())
    pass_on(scene)
    return LinkRequest.objects.using("setup").get()


def lead_of(scene: Scene, case_id):
    agency = Case.objects.using("setup").get(pk=case_id).lead_agency_id
    return scene.supervisor if scene.supervisor.membership.agency_id == agency else scene.asking_supervisor


def test_a_match_waits_with_what_we_know_and_says_nothing_of_the_row(scene, folder):
    found = taken(scene, folder)
    with scene.world.acting(scene.officer) as actor:
        match_in_hand, sheet = outside.open_sheet(found.pk, by=actor, at=timezone.now())
        assert Record.objects.count() == 0
    assert (match_in_hand.other_list, match_in_hand.alike) == ("school", 8_700)
    assert sheet["family_name"] == "Quarrington"
    assert AuditEvent.objects.using("setup").get(kind="outside_match.opened").case_id is None
    with scene.world.acting(scene.second_officer) as actor, pytest.raises(NotThere):
        outside.open_sheet(found.pk, by=actor, at=timezone.now())


def test_the_lead_is_asked_first_and_only_then_the_desk_may_tell_the_office(scene, folder):
    question = asked(scene, folder)
    lead = lead_of(scene, question.case_id)
    assert kinds_of(question.case_id) == ["link.asked"]
    assert "link.waiting" in scene.notices_of(lead)
    with scene.world.acting(scene.officer) as actor:
        assert outside.to_tell(actor) == []
        with pytest.raises(TransitionRefused):
            outside.told(waiting().pk, by=actor)
    with scene.world.acting(lead) as actor:
        answers.agree(question.pk, scopes=(), by=actor, at=timezone.now())
    pass_on(scene)
    assert kinds_of(question.case_id) == ["link.asked", "link.agreed_outside"]
    assert not Participation.objects.using("setup").filter(part="linked").exists()
    assert not Clock.objects.using("setup").filter(subject_id=question.pk, stopped_at=None).exists()
    with scene.world.acting(scene.officer) as actor:
        [match_to_tell] = outside.to_tell(actor)
        assert match_to_tell.row == 1
        outside.told(match_to_tell.pk, by=actor)
    assert waiting().state == OutsideState.TOLD


def test_a_refusal_ends_it(scene, folder):
    question = asked(scene, folder)
    with scene.world.acting(lead_of(scene, question.case_id)) as actor:
        answers.refuse(question.pk, reason="danger", by=actor, at=timezone.now())
    pass_on(scene)
    assert waiting().state == OutsideState.REFUSED


def test_an_officer_drops_a_match_for_a_reason(scene, folder):
    found = taken(scene, folder)
    with scene.world.acting(scene.officer) as actor:
        with pytest.raises(Refused, match="Choose a reason"):
            outside.decide(found.pk, is_asked=False, reason="x", by=actor, at=timezone.now())
        reason = next(iter(pack().codes("link_unsure_reasons")))
        outside.decide(found.pk, is_asked=False, reason=reason, by=actor, at=timezone.now())
    pass_on(scene)
    assert waiting().state == OutsideState.DROPPED
    assert not LinkRequest.objects.using("setup").exists()


def test_nobody_is_asked_about_a_case_that_is_closed_meanwhile(scene, folder):
    found = taken(scene, folder)
    with scene.world.acting(scene.officer) as actor:
        outside.decide(found.pk, is_asked=True, by=actor, at=timezone.now())
    Case.objects.using("setup").update(closed_at=timezone.now(), from_action=True)
    pass_on(scene)
    assert waiting().state == OutsideState.GONE


def test_only_what_the_named_matcher_signed_is_believed(scene, folder):
    forged = match(folder, by="somebody")
    with pytest.raises(Refused, match="was not signed by the matcher"):
        bring(scene, forged)
    # Past the page too: somebody at the desk who sends statements of their own brings nothing into the work list.
    with scene.world.acting(scene.officer) as actor:
        encoding = OurEncoding.objects.visible_to(actor).get()
        planted = MatchResult(
            encoding=encoding, content=forged, brought_at=timezone.now(), readers=encoding.readers,
            writers=encoding.readers,
        )  # fmt: skip
        planted.save(from_action=True, force_insert=True)
    pass_on(scene)
    assert MatchResult.objects.using("setup").get().matches == 0
    assert not OutsideMatch.objects.using("setup").exists()


def test_the_desk_makes_up_no_match_and_no_matcher(scene, folder):
    found = taken(scene, folder)
    columns = (
        "readers, writers, other_list, alike, state, reason, wrapped, sheet, found_at, encoding_id, person_id"
    )
    for statement in (
        "UPDATE linkage_outsidematch SET state = 'agreed'",
        "UPDATE linkage_outsidematch SET state = 'asking', decided_by_id = NULL",
        f"INSERT INTO linkage_outsidematch (id, row, {columns}) SELECT gen_random_uuid(), 2, {columns} "
        "FROM linkage_outsidematch",
        "UPDATE linkage_ourencoding SET matcher_key = ''",
    ):
        with scene.world.acting(scene.second_officer), connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match=r"steps of its work|permission denied"):
                cursor.execute(statement)
            connection.set_rollback(True)
    assert waiting().state == found.state


HOSTILE = (
    (1, 0, 2, 1, 8_700),
    (1, 1, 2, 9, 8_700),
    (1, 1, 1, 1, 8_700),
    (1, 1, 3, 1, 8_700),
    (1, 1, 2, 1, 7_000),
    (1, 1, 2, 1, 10_001),
    (1, -1, 2, 1, 8_700),
)


def test_numbers_that_no_matcher_writes_and_files_that_are_no_result_are_refused_with_a_sentence(
    scene, folder
):
    lists = [encoded_lists.read(folder / name) for name in ("ours.enc", "school.enc")]
    key = keys.read(folder / "matcher", keys.Kind.SIGNING)
    sent = [b"", b"x", b"\xff\xfe" * 40, b"[" * 100_000, b"{}\nlist\nsignature,AAAA\n", b"9" * 4_000_001]
    for place, line in enumerate(HOSTILE):
        to = folder / f"hostile-{place}"
        signed.write(to, lists, matching.Matches([line], {}), 7_100, sampled=False, key=key)
        sent.append(to.read_bytes())
    for content in sent:
        with pytest.raises(Refused, match=r"damaged|too large"):
            bring(scene, content)


def test_only_the_overseer_brings_a_result(scene, folder):
    content = match(folder, by="matcher")
    for person in (scene.officer, scene.supervisor):
        with pytest.raises(NotAllowed):
            bring(scene, content, by=person)


def test_the_command_does_the_same_and_a_second_time_nothing(scene, folder):
    match(folder, by="matcher")
    with scene.world.connected_as("opennrm_worker"):
        assert "New in the work list of the linkage desk: 1." in run(
            "read-matches", folder / "found-by-matcher"
        )
        assert "New in the work list of the linkage desk: 0." in run(
            "read-matches", folder / "found-by-matcher"
        )
        match(folder, by="somebody")
        told = run("read-matches", folder / "found-by-somebody", code=1)
    assert "was not signed by the matcher" in told


def test_an_encoding_without_a_named_matcher_takes_no_result(scene, folder):
    content = match(folder, by="matcher")
    OurEncoding.objects.using("setup").update(matcher_key=b"", from_action=True)
    with pytest.raises(Refused, match="was not signed"):
        bring(scene, content)


def test_what_leads_to_the_children_and_the_sheets_go_in_time(scene, folder):
    found = taken(scene, folder)
    kept = pack().linkage.desk
    settled = timezone.now() - timedelta(days=kept.sheet_kept_days, minutes=1)
    OutsideMatch.objects.using("setup").filter(pk=found.pk).update(settled_at=settled, from_action=True)
    later = timezone.now() + timedelta(days=kept.encodings_kept_days)
    with scene.world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        results.destroy_old(Actor(principals=entered.principals), at=timezone.now())
        assert OurEncoding.objects.get().numbers is not None
        results.destroy_old(Actor(principals=entered.principals), at=later)
    assert waiting().sheet is None
    assert OurEncoding.objects.using("setup").get().numbers is None
    with pytest.raises(Refused, match="too long ago"):
        bring(scene, match(folder, by="matcher"))
