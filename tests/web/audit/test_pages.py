"""Who reads the audit, what they are shown, and that their looking is recorded."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.audit import actions as audit
from opennrm.audit.models import AuditEvent
from opennrm.cases import actions, drafts
from opennrm.people import actions as people
from opennrm.web.audit.words import SENTENCES
from tests.audit.chain import happen, seal
from tests.world import secret_word


@pytest.fixture
def office(world):
    return world.agency("child_protection")


@pytest.fixture
def case(world, office):
    """A case that a constable reported; nobody has it yet."""
    return concern(world, world.person(world.agency("police"), "first_responder"))


def concern(world, reporter, **texts):
    at = timezone.now()
    with world.acting(reporter) as actor:
        draft = drafts.start(by=actor, at=at)
        answers = {"kinds": ["made_to_work"], "area": "JM-01", **texts}
        drafts.keep(draft.pk, answers=answers, typed={}, step="check", version=0, page="a", by=actor, at=at)
        people.receive_concern(draft.pk, by=actor, at=at)
    return draft.pk


@pytest.fixture
def caseworker(world, office):
    return world.person(office, "caseworker", name="Mara Holt")


@pytest.fixture
def auditor(world):
    return world.person(world.agency("oversight"), "auditor")


def kinds(superuser) -> list[str]:
    return [
        kind for (kind,) in superuser.execute("SELECT kind FROM audit_event ORDER BY sequence").fetchall()
    ]


def test_the_lead_agency_reads_who_looked_at_its_case(world, superuser, case, caseworker):
    client = world.client(caseworker)
    client.get(reverse("case-show", args=[case]))
    page = client.get(reverse("case-audit", args=[case])).content.decode()
    assert "Looked at the case" in page
    assert "Mara Holt, caseworker, Invented agency" in page
    assert "By right: their agency leads the case." in page
    assert kinds(superuser)[-1] == "case.history_viewed"


def test_an_assigned_case_is_read_by_its_caseworker_and_supervisor_alone(world, office, case, caseworker):
    colleague, supervisor = world.person(office, "caseworker"), world.person(office, "supervisor")
    with world.acting(caseworker) as actor:
        actions.assign(case, to=actor.membership_id, by=actor, at=timezone.now())
    address = reverse("case-audit", args=[case])
    assert [world.client(person).get(address).status_code for person in (caseworker, supervisor, colleague)] == [
        200, 200, 404,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind, role, status",
    [
        ("police", "first_responder", 403),
        ("police", "caseworker", 404),
        ("child_protection", "caseworker", 404),
        ("shelter", "service_provider", 403),
        ("coordination", "administrator", 403),
        ("coordination", "data_officer", 403),
        ("oversight", "auditor", 403),
    ],
)
def test_nobody_else_reads_who_looked(world, superuser, case, kind, role, status):
    somebody = world.person(world.agency(kind), role)
    before = kinds(superuser)
    assert world.client(somebody).get(reverse("case-audit", args=[case])).status_code == status
    assert "case.history_viewed" not in kinds(superuser)[len(before) :]


def test_the_audit_is_for_auditors_alone(world, caseworker, auditor):
    address = reverse("audit-list")
    assert world.client(auditor).get(address).status_code == 200
    assert world.client(caseworker).get(address).status_code == 403
    assert world.client().get(address).status_code == 302


def test_looking_through_the_audit_is_recorded(world, superuser, auditor):
    world.client(auditor).get(reverse("audit-list"))
    assert kinds(superuser)[-1] == "audit.viewed"


def test_an_auditor_sees_no_identity_and_no_reference(world, superuser, auditor):
    canary = secret_word()
    reporter = world.person(world.agency("police"), "first_responder")
    concern(world, reporter, given_names=canary, account=f"{canary} was seen") if world.agency(
        "child_protection"
    ) else None
    page = world.client(auditor).get(reverse("audit-list")).content.decode()
    (reference,) = superuser.execute("SELECT reference FROM cases_case").fetchone()
    assert "Reported a concern" in page
    assert canary not in page
    assert reference not in page


def test_events_are_narrowed_by_agency_kind_and_day(world, auditor, caseworker):
    happen(world, caseworker, "search.made", "identity.opened")
    client, address = world.client(auditor), reverse("audit-list")
    by_kind = client.get(address, {"kind": "identity.opened"}).content.decode()
    assert by_kind.count("nrm-timeline__entry nrm") == 1
    elsewhere = client.get(address, {"agency": str(auditor.membership.agency_id)}).content.decode()
    assert "Mara Holt" not in elsewhere
    yesterday = timezone.now() - timedelta(days=2)
    day = {"last_day_day": yesterday.day, "last_day_month": yesterday.month, "last_day_year": yesterday.year}
    assert "Nothing was found" in client.get(address, day).content.decode()


def test_an_unreadable_question_narrows_nothing_and_says_so(world, auditor):
    page = world.client(auditor).get(reverse("audit-list"), {"kind": "nonsense", "before": "-1 OR 1"})
    assert page.status_code == 200
    assert "Choose one of the options shown." in page.content.decode()


def test_pages_go_back_in_time_without_a_gap_or_a_repetition(world, auditor, caseworker, superuser):
    happen(world, caseworker, *["search.made"] * 120)
    client, address, seen = world.client(auditor), "?kind=search.made", 0
    while address:
        page = client.get(reverse("audit-list") + address).content.decode()
        seen += page.count("nrm-timeline__entry nrm")
        found = re.search(r'href="(\?[^"]*before=\d+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == 120


def test_the_page_says_how_far_the_audit_is_sealed(world, auditor, caseworker, tmp_path, superuser):
    client, address = world.client(auditor), reverse("audit-list")
    assert "Nothing is sealed yet" in client.get(address).content.decode()
    happen(world, caseworker, "search.made")
    seal(world, tmp_path)
    assert "Sealed up to batch 1" in client.get(address).content.decode()


def test_a_seal_that_falls_behind_is_told(world, auditor, caseworker, superuser):
    happen(world, caseworker, "search.made")
    with superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute("UPDATE audit_event SET at = at - interval '5 minutes'")
    assert "The seal is behind" in world.client(auditor).get(reverse("audit-list")).content.decode()


def test_every_kind_of_event_in_the_code_has_a_sentence():
    root = Path(audit.__file__).parent.parent
    recorded = set()
    for file in root.rglob("*.py"):
        recorded |= set(re.findall(r'\brecord\(\s*"([a-z_]+\.[a-z_]+)"', file.read_text()))
    assert len(recorded) > 40
    assert recorded - SENTENCES.keys() == set()


def test_a_kind_without_a_sentence_is_still_told(world, auditor, caseworker):
    happen(world, caseworker, "tomorrow.invented")
    assert AuditEvent.objects.count() == 0
    page = world.client(auditor).get(reverse("audit-list")).content.decode()
    assert "Something was recorded: tomorrow.invented" in page
