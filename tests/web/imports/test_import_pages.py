"""Pages of old lists: what is added, corrected, refused, and said of what came of it."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from opennrm.imports.models import ImportedList, KnownColumns
from opennrm.imports.states import State
from tests.imports.lists import add, cases_of, check, imported, jobs, stored, table, work

pytestmark = pytest.mark.database

LEDGER = b"No,First name,Surname,Born\n1,Keisha,Dunmore,03/04/2011\n2,=cmd|x,Allardyce,2013\n"


@pytest.fixture
def supervisor(world):
    return world.person(world.agency("child_protection"), "supervisor")


@pytest.fixture
def client(world, supervisor):
    return world.client(supervisor)


def upload(client, content=LEDGER, name="ledger.csv", **fields):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(reverse("import-new"), {"title": "Ledger", "file": file, **fields})


def holding(*fields, **more):
    return {f"column_{place}": holds for place, holds in enumerate(fields)} | more


AS_GUESSED = holding("reference", "given_names", "family_name", "birth_date")


def test_a_file_is_added_and_its_columns_are_guessed(world, supervisor, client):
    response = upload(client)
    (row,) = ImportedList.objects.using("setup").all()
    assert response.headers["Location"] == reverse("import-columns", args=[row.pk])
    page = client.get(response.headers["Location"]).content.decode()
    chosen = re.findall(r'<option value="(\w+)" selected', page)
    assert chosen == ["reference", "given_names", "family_name", "birth_date"]
    assert "Keisha" in page


def test_the_order_of_dates_is_asked_where_it_matters(world, supervisor, client):
    upload(client)
    (row,) = ImportedList.objects.using("setup").all()
    address = reverse("import-columns", args=[row.pk])
    response = client.post(address, AS_GUESSED)
    assert response.status_code == 422
    assert "Say whether the day or the month comes first" in response.content.decode()
    assert client.post(address, {**AS_GUESSED, "order": "month-first"}).status_code == 302
    work(world)
    page = client.get(reverse("import-show", args=[row.pk])).content.decode()
    assert "4 March 2011" in page
    assert "holds a formula" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (holding("reference", "", "", ""), "Choose the columns that hold the names."),
        (holding("reference", "given_names", "given_names", ""), "Two columns hold the same thing."),
    ],
)
def test_columns_that_cannot_be_are_refused(world, client, fields, said):
    upload(client)
    (row,) = ImportedList.objects.using("setup").all()
    response = client.post(reverse("import-columns", args=[row.pk]), fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert jobs() == []


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"Name\x81\n", 422, "how the letters"),
        (b"PK\x03\x04", 422, "cannot be read"),
        (b"\n\n", 422, "nothing in this file"),
        (b"a,b\n" * 100_000, 422, "Split it"),
        (b"a" * 10_500_000, 413, "larger than 10 MB"),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_kept(client, content, status, said):
    response = upload(client, content)
    assert response.status_code == status
    assert said in response.content.decode()
    assert not ImportedList.objects.using("setup").exists()


def test_two_clicks_add_one_list(client):
    page = re.search(r'name="page" value="([^"]+)"', client.get(reverse("import-new")).content.decode())[1]
    first, second = upload(client, page=page), upload(client, page=page)
    assert first.headers["Location"] == second.headers["Location"]
    assert ImportedList.objects.using("setup").count() == 1


def test_rows_left_out_are_a_file_that_no_spreadsheet_runs(world, supervisor, client):
    rows = [("1", "=cmd|x", "Bell", "2011", "F", "", ""), ("2", "Ann", "Bell", "soon", "F", "", "")]
    list_id = add(world, supervisor, table(rows))
    check(world, supervisor, list_id)
    response = client.get(reverse("import-left-out", args=[list_id]))
    found = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert found[0][:4] == ["Row", "What to do", "No", "First name"]
    assert found[1][:4] == [
        "2",
        "“First name” holds a formula. Copy its value into the cell.",
        "1",
        "'=cmd|x",
    ]
    assert found[2][1].startswith("We cannot read “soon” as a date.")


def test_a_row_that_looks_like_a_child_who_is_there_leads_to_the_case(world, supervisor, client):
    first = imported(world, supervisor)
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    page = client.get(reverse("import-show", args=[list_id])).content.decode()
    assert reverse("case-show", args=[cases_of(first)[0].case_id]) in page
    assert "Very likely the same child as" in page


def test_progress_is_told_as_a_part_of_the_page(world, supervisor, client):
    list_id = add(world, supervisor)
    columns = holding("reference", "given_names", "family_name", "birth_date", "sex", "telephone", "notes")
    client.post(reverse("import-columns", args=[list_id]), columns | {"order": "day-first"})
    assert "Waiting for its turn" in client.get(reverse("import-show", args=[list_id])).content.decode()
    address = reverse("import-progress", args=[list_id])
    part = client.get(address, headers={"hx-request": "true"})
    assert "0%" in part.content.decode()
    work(world)
    assert client.get(address, headers={"hx-request": "true"}).headers["HX-Refresh"] == "true"


def test_my_work_says_with_which_lists_to_go_on(world, supervisor, client):
    upload(client, title="Ledger of the north")
    home = client.get(reverse("home")).content.decode()
    assert "Old list of" in home
    assert "Ledger of the north" not in home, "what a list is called is opened on its own page alone"
    assert "Say what the columns are" in home
    list_id = imported(world, supervisor)
    home = client.get(reverse("home")).content.decode()
    assert reverse("import-show", args=[list_id]) in home
    assert "wait to be released" in home
    caseworker = world.member(world.account(), supervisor.membership.agency, "caseworker")
    assert "Old list of" not in world.client(caseworker).get(reverse("home")).content.decode()


def test_a_list_is_withdrawn_only_by_whoever_writes_how_many_cases_go(world, supervisor, client):
    list_id = imported(world, supervisor)
    address = reverse("import-withdraw", args=[list_id])
    assert "3 cases will be destroyed" in client.get(address).content.decode()
    assert client.post(address, {"count": 2}).status_code == 422
    assert client.post(address, {"count": 3}).status_code == 302
    work(world)
    assert stored(list_id).state == State.WITHDRAWN
    gone = client.get(reverse("case-show", args=[cases_of(list_id)[0].case_id]))
    assert gone.status_code == 409
    assert "This case came from a list that was withdrawn." in gone.content.decode()


def test_the_page_of_a_case_says_from_which_row_it_came(world, supervisor, client):
    case_id = cases_of(imported(world, supervisor))[0].case_id
    page = client.get(reverse("case-show", args=[case_id])).content.decode()
    assert "from row 2 of an old list." in " ".join(page.split())
    assert "Release this case" in page
    assert "Assign to somebody" not in page
    assert "Ledger of 2024" not in page
    assert "Ledger of 2024" in client.get(reverse("case-source", args=[case_id])).content.decode()


def test_what_waits_cannot_be_worked_on_and_says_what_to_do(world, supervisor, client):
    case_id = cases_of(imported(world, supervisor))[0].case_id
    response = client.post(reverse("case-assign", args=[case_id]), {"to": str(supervisor.membership.pk)})
    assert "A supervisor has to release it first." in response.content.decode()


def test_a_released_case_is_marked_in_the_list_of_cases(world, supervisor, client):
    case_id = cases_of(imported(world, supervisor))[0].case_id
    assert "From a list" not in client.get(reverse("case-list")).content.decode()
    client.post(reverse("case-release", args=[case_id]))
    assert "From a list" in client.get(reverse("case-list")).content.decode()


def test_the_addresses_of_another_agency_lead_nowhere(world, supervisor):
    list_id = imported(world, supervisor)
    other = world.client(world.person(world.agency("child_protection"), "supervisor"))
    for name in ("show", "columns", "start", "left-out", "progress", "withdraw", "delete"):
        assert other.get(reverse(f"import-{name}", args=[list_id])).status_code == 404, name
    case_id = cases_of(list_id)[0].case_id
    assert other.post(reverse("case-release", args=[case_id])).status_code == 404
    assert other.get(reverse("case-source", args=[case_id])).status_code == 404


def test_kept_columns_are_used_and_deleted(world, supervisor, client):
    upload(client)
    (row,) = ImportedList.objects.using("setup").all()
    address = reverse("import-columns", args=[row.pk])
    fields = holding(
        "notes", "given_names", "family_name", "birth_date", order="day-first", keep_as="Northern ledger"
    )
    client.post(address, fields)
    other = upload(client, LEDGER.replace(b"No,", b"Number,"), page="").headers["Location"]
    known = KnownColumns.objects.using("setup").get()
    assert "Northern ledger" in client.get(other).content.decode()
    page = client.get(f"{other}?like={known.pk}").content.decode()
    assert re.search(r'value="day-first"[^>]* checked', page)
    client.post(reverse("import-forget-columns", args=[known.pk]))
    assert not KnownColumns.objects.using("setup").exists()
