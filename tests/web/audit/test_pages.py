"""Who reads the audit, what they are shown, and that their looking is recorded."""

import csv
import io
import re
import tracemalloc
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.audit import queries, reading
from opennrm.audit.models import AuditEvent
from opennrm.cases import actions
from tests.audit.chain import behind_the_walls, happen, seal
from tests.world import secret_word

NEXT_PAGE = re.compile(r'href="(\?[^"]*)" rel="next"')


@pytest.fixture
def office(world):
    return world.agency("child_protection")


@pytest.fixture
def case(world, office):
    """A case that a constable reported; nobody has it yet."""
    return world.report(world.person(world.agency("police"), "first_responder")).case_id


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
    assert "Allowed because their agency leads the case." in page
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


def test_an_auditor_sees_no_identity_and_no_reference(world, superuser, auditor, constable):
    canary = secret_word()
    world.report(constable, given_names=canary, account=f"{canary} was seen")
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
    page = world.client(auditor).get(reverse("audit-list"), {"kind": "nonsense"})
    assert page.status_code == 200
    assert "Choose one of the options shown." in page.content.decode()


def test_pages_go_back_in_time_without_a_gap_or_a_repetition(world, auditor, caseworker, superuser):
    happen(world, caseworker, *["search.made"] * 120)
    client, address, seen = world.client(auditor), "?kind=search.made", 0
    while address:
        page = client.get(reverse("audit-list") + address).content.decode()
        seen += page.count("nrm-timeline__entry nrm")
        found = NEXT_PAGE.search(page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == 120


@pytest.mark.parametrize("mark", ["nonsense", "-1 OR 1", "7"])
def test_a_page_that_was_never_linked_to_is_not_there(world, auditor, caseworker, case, mark):
    assert world.client(auditor).get(reverse("audit-list"), {"page": mark}).status_code == 404
    assert world.client(auditor).get(reverse("audit-export"), {"page": mark}).status_code == 404
    assert world.client(caseworker).get(reverse("case-audit", args=[case]), {"page": mark}).status_code == 404


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
    assert "Sealing is behind" in world.client(auditor).get(reverse("audit-list")).content.decode()


def test_a_kind_without_a_sentence_is_still_told(world, auditor, caseworker):
    happen(world, caseworker, "tomorrow.invented")
    assert AuditEvent.objects.count() == 0
    page = world.client(auditor).get(reverse("audit-list")).content.decode()
    assert "Something was recorded: tomorrow.invented" in page


# --- Who looked: by person


def looks_at(world, person, case, times: int) -> None:
    for _ in range(times):
        world.client(person).get(reverse("case-show", args=[case]))


def test_who_looked_puts_one_persons_looks_together(world, office, case, caseworker):
    supervisor = world.person(office, "supervisor", name="Ines Vale")
    looks_at(world, caseworker, case, 7)
    looks_at(world, supervisor, case, 1)
    page = world.client(supervisor).get(reverse("case-audit", args=[case])).content.decode()
    # A card each: the caseworker, the supervisor, and the constable who reported.
    assert page.count('class="nrm-card__title"') == 3
    assert "Looked at the case, 7 times" in page
    assert re.search(r"7 times, on ", page)
    # The newest five looks of the caseworker, and a link to all of them.
    assert f"person={caseworker.account.pk}" in page
    assert "See all 7 times: Mara Holt, caseworker" in page


def test_who_looked_shows_all_looks_of_one_person(world, office, case, caseworker):
    supervisor = world.person(office, "supervisor")
    looks_at(world, caseworker, case, 55)
    looks_at(world, supervisor, case, 1)
    client, address, seen = world.client(supervisor), f"?person={caseworker.account.pk}", 0
    while address:
        page = client.get(reverse("case-audit", args=[case]) + address).content.decode()
        seen += page.count("nrm-timeline__entry nrm")
        found = NEXT_PAGE.search(page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == 55


def test_who_looked_is_narrowed_to_days_and_says_when_nothing_is_left(world, case, caseworker):
    looks_at(world, caseworker, case, 1)
    yesterday = timezone.now() - timedelta(days=2)
    day = {"last_day_day": yesterday.day, "last_day_month": yesterday.month, "last_day_year": yesterday.year}
    page = world.client(caseworker).get(reverse("case-audit", args=[case]), day).content.decode()
    assert "Nothing was found" in page
    assert "Looked at the case" not in page


def test_people_are_told_page_by_page(world, case, caseworker, monkeypatch):
    monkeypatch.setattr(queries, "PEOPLE_A_PAGE", 1)
    looks_at(world, caseworker, case, 3)
    client, address, seen = world.client(caseworker), "?", []
    for _ in range(5):
        page = client.get(reverse("case-audit", args=[case]) + address).content.decode()
        seen += re.findall(r'nrm-card__title">([^<,]+)', page)
        found = NEXT_PAGE.search(page)
        if not found:
            break
        address = found[1].replace("&amp;", "&")
    assert seen[0] == "Mara Holt"
    assert len(seen) == 2


@pytest.mark.parametrize("wrong", ["nonsense", "7' OR 1", "00000000-0000-0000-0000-000000000000"])
def test_a_person_who_is_not_in_the_case_is_refused_in_words(world, case, caseworker, wrong):
    page = world.client(caseworker).get(reverse("case-audit", args=[case]), {"person": wrong})
    assert page.status_code == 200
    assert "Choose one of the options shown." in page.content.decode()


# --- The auditor's filter by person, and the table


def look_for(world, auditor, **asked):
    return world.client(auditor).post(reverse("audit-list"), asked)


@pytest.mark.parametrize("typed", ["Mara Holt", "mara", "hol", "MARA.HOLT@example.org"])
def test_an_auditor_finds_a_person_by_name_or_address(world, office, auditor, typed):
    mara = world.person(office, "caseworker", name="Mara Holt", email="mara.holt@example.org")
    other = world.person(office, "caseworker", name="Ines Vale", email="ines@example.org")
    happen(world, mara, "search.made", "search.made")
    happen(world, other, "search.made")
    response = look_for(world, auditor, person=typed, kind="search.made")
    assert response.status_code == 302
    # Neither name nor address of a person stands in an address.
    assert response["Location"] == f"{reverse('audit-list')}?kind=search.made&account={mara.account.pk}"
    page = world.client(auditor).get(response["Location"]).content.decode()
    assert page.count("nrm-timeline__entry nrm") == 2
    assert 'value="mara.holt@example.org"' in page


def test_an_auditor_chooses_when_several_people_fit(world, office, auditor):
    people = [world.person(office, "caseworker", name=f"Mara {name}") for name in ("Holt", "Vale")]
    response = look_for(world, auditor, person="mara")
    page = response.content.decode()
    assert response.status_code == 422
    assert "More than one person matches" in page
    assert all(f"account={person.account.pk}" in page for person in people)


def test_a_person_whom_nobody_knows_is_told(world, auditor):
    response = look_for(world, auditor, person="Nobody at all")
    assert response.status_code == 422
    page = response.content.decode()
    assert "No account has this name or address" in page
    assert 'value="Nobody at all"' in page


def exported(world, auditor, **asked) -> list[list[str]]:
    response = world.client(auditor).get(reverse("audit-export"), asked)
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="audit.csv"'
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_auditor_takes_what_the_filter_shows_as_a_table(world, superuser, office, auditor, case):
    mara = world.person(office, "caseworker", name="=Mara()", email="mara@example.org")
    looks_at(world, mara, case, 2)
    happen(world, auditor, "search.made")
    page = world.client(auditor).get(f"{reverse('audit-list')}?account={mara.account.pk}&kind=case.viewed")
    address = f"{reverse('audit-export')}?account={mara.account.pk}&amp;kind=case.viewed"
    assert address in page.content.decode()
    head, *rows = exported(world, auditor, account=str(mara.account.pk), kind="case.viewed")
    assert head[:4] == ["Time", "What was done", "Code", "Person"]
    assert [row[2] for row in rows] == ["case.viewed"] * 2
    assert {row[3] for row in rows} == {"'=Mara()"}
    assert {row[7] for row in rows} == {str(case)[:8]}
    (kind, detail) = superuser.execute(
        "SELECT kind, detail FROM audit_event ORDER BY sequence DESC LIMIT 1"
    ).fetchone()
    assert kind == "audit.exported"
    assert (detail["events"], detail["who"], detail["kind"]) == (2, str(mara.account.pk), "case.viewed")


def test_a_long_audit_is_taken_in_files_that_follow_each_other(world, auditor, caseworker, monkeypatch):
    monkeypatch.setattr(reading, "EVENTS_A_FILE", 50)
    happen(world, caseworker, *["search.made"] * 120)
    asked, seen = {"kind": "search.made"}, []
    for _ in range(5):
        _head, *rows = exported(world, auditor, **asked)
        seen += [row[9] for row in rows if len(row) > 1]
        following = re.search(r"page=([\w%-]+)", rows[-1][0]) if len(rows[-1]) == 1 else None
        if following is None:
            break
        asked["page"] = unquote(following[1])
    assert len(seen) == len(set(seen)) == 120


def test_a_file_of_the_audit_takes_few_megabytes(world, auditor, caseworker, superuser):
    happen(world, caseworker, "search.made")
    columns = [row[0] for row in superuser.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'audit_event'"
    )]  # fmt: skip
    fresh = {"id": "gen_random_uuid()", "sequence": "nextval('audit_event_sequence')"}
    chosen = ", ".join(fresh.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    with behind_the_walls(superuser):
        superuser.execute(
            f"INSERT INTO audit_event ({names}) SELECT {chosen} FROM audit_event, generate_series(1, 20000)"
        )
    tracemalloc.start()
    try:
        response = world.client(auditor).get(reverse("audit-export"))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert response.content.count(b"\n") == 5002
    assert most < 40_000_000


def test_only_auditors_take_the_audit_away(world, caseworker):
    assert world.client(caseworker).get(reverse("audit-export")).status_code == 403
