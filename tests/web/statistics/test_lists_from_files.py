"""Files of lists: kept while something else is corrected, read as they are meant, and never shown without a warning."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from opennrm.statistics import access
from tests.statistics.scene import LISTS, data_officer, done, jobs, work
from tests.web.statistics.test_pages import send, shown, upload

pytestmark = pytest.mark.database


@pytest.fixture
def officer(world):
    return data_officer(world)


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page)
    return found[1] if found else ""


def test_a_chosen_file_is_kept_when_the_title_is_missing(world, officer):
    response = send(world, officer, title="", file=upload(LISTS), pasted="")
    page = response.content.decode()
    assert response.status_code == 422
    assert "The file “lists.csv” was read and is kept: 3 lists, 577 people." in page
    response = send(world, officer, title="Three lists", pasted="", kept=kept_in(page))
    assert response.status_code == 302
    (job,) = jobs()
    with world.acting(officer) as actor:
        question = access.open_question(access.run_to_read(actor, job["run_id"]))
    assert (question.title, question.table.observed) == ("Three lists", 577)


def test_another_file_counts_and_not_the_one_that_was_kept(world, officer):
    page = send(world, officer, title="", file=upload(LISTS), pasted="").content.decode()
    other = LISTS.replace("241", "341")
    send(world, officer, file=upload(other), pasted="", kept=kept_in(page))
    (job,) = jobs()
    with world.acting(officer) as actor:
        question = access.open_question(access.run_to_read(actor, job["run_id"]))
    assert question.table.observed == 677


def test_a_kept_file_is_for_whoever_chose_it_and_as_it_was(world, officer):
    page = send(world, officer, title="", file=upload(LISTS), pasted="").content.decode()
    sealed = kept_in(page)
    for who, sent in (
        (data_officer(world), sealed),
        (officer, sealed[:-8] + "AAAAAAA="),
        (officer, "x" * 500_000),
    ):
        response = send(world, who, pasted="", kept=sent)
        assert response.status_code == 422
        assert "The file is no longer kept. Choose it again." in response.content.decode()
        assert kept_in(response.content.decode()) == ""
    assert jobs() == []


def test_a_refused_file_does_not_leave_the_one_before_it_in_the_form(world, officer):
    page = send(world, officer, title="", file=upload(LISTS), pasted="").content.decode()
    response = send(world, officer, file=upload(b"PK\x03\x04 a sheet"), pasted="", kept=kept_in(page))
    assert response.status_code == 422
    assert kept_in(response.content.decode()) == ""


def test_how_the_lists_were_read_stands_in_page_and_files(world, officer):
    text = LISTS.replace("241", "1.241").replace(",", ";")
    send(world, officer, file=upload(text), pasted="")
    (job,) = jobs()
    work(world)
    said = "“1.241” on line 2 is 1241."
    for name in ("estimate-show", "estimate-csv"):
        assert said in shown(world, officer, name, job["run_id"])
    assert said in json.loads(shown(world, officer, "estimate-json", job["run_id"]))["reading"][0]["text"]


def test_no_file_of_an_unreliable_estimate_shows_its_number_first(world, officer):
    few = "Harbour,Clinic,School,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n"
    run_id = done(world, officer, text=few)
    page = shown(world, officer, "estimate-show", run_id)
    assert page.index("This estimate is unreliable") < page.index("Unreliable: About")
    assert page.count("people in all") == page.count("Unreliable: About")
    kept = json.loads(shown(world, officer, "estimate-json", run_id))
    assert list(kept)[:2] == ["title", "reliable"]
    rows = list(csv.reader(io.StringIO(shown(world, officer, "estimate-csv", run_id).lstrip("\ufeff"))))
    assert rows[1][0] == "reliable"
    assert rows[1][-1].startswith("no")
    assert [row[0] for row in rows].index("unreliable") < [row[0] for row in rows].index("population")
    response = world.client(officer).get(reverse("estimate-pdf", args=[run_id]))
    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert text.index("This estimate is unreliable") < text.index("Unreliable: About")
