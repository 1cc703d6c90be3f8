"""Pages of estimates: lists in, a result with everything that qualifies it, nothing small for others."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from opennrm.statistics import actions, sharing
from opennrm.statistics.questions import question_of
from opennrm.statistics.states import State
from tests.statistics.scene import LISTS, ask, data_officer, done, jobs, stored, work

pytestmark = pytest.mark.database


@pytest.fixture
def officer(world):
    return data_officer(world)


@pytest.fixture
def supervisor(world):
    return world.person(world.agency("child_protection"), "supervisor")


def filled_in(**changed) -> dict:
    return {
        "title": "Three lists", "pasted": LISTS, "method": "chao", "replications": "20", "threshold": "0.02",
        "seed": "1", **changed,
    }  # fmt: skip


def upload(text: str | bytes) -> SimpleUploadedFile:
    content = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile("lists.csv", content, content_type="text/csv")


def send(world, officer, **changed):
    return world.client(officer).post(reverse("estimate-new"), filled_in(**changed))


def shown(world, person, name: str, *ids) -> str:
    response = world.client(person).get(reverse(name, args=ids))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def shared(world, officer, supervisor, run_id):
    with world.acting(officer) as actor:
        agency = supervisor.membership.agency_id
        return sharing.share(run_id, agencies=[agency], by=actor, at=timezone.now()).pk


def test_pasted_lists_are_queued_and_worked_out(world, officer):
    response = send(world, officer)
    (job,) = jobs()
    assert response["Location"] == reverse("estimate-show", args=[job["run_id"]])
    assert "Waiting for its turn" in shown(world, officer, "estimate-show", job["run_id"])
    work(world)
    assert "people in all" in shown(world, officer, "estimate-show", job["run_id"])


def test_a_file_counts_and_not_what_was_pasted(world, officer):
    send(world, officer, file=upload(LISTS), pasted="nonsense")
    (job,) = jobs()
    run = stored(job["run_id"])
    with world.acting(officer):
        from opennrm.statistics.access import seal_of_row

        assert question_of(seal_of_row(run).open_field(run, "question")).table.observed == 577


def test_the_options_are_passed_on(world, officer):
    send(world, officer, method="bic", replications="50", seed="9", calibrate="on")
    (job,) = jobs()
    assert stored(job["run_id"]).method == "bic"


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        (LISTS.replace(",37", ",-37"), "Line 5: the count -37 is negative"),
        (LISTS.replace("1,1,0", "1,2,0"), "Line 5: “2” under “Clinic” is neither 0 nor 1"),
        ("Harbour,count\n1,4\n", "There is only one list"),
        ("", "Choose a file, or paste the lists"),
        ("x" * 200_001, "too long to paste"),
    ],
)
def test_lists_that_cannot_be_used_say_which_line_to_mend(world, officer, lists, says):
    response = send(world, officer, pasted=lists)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert jobs() == []


def test_what_was_chosen_is_kept_when_the_lists_are_refused(world, officer):
    response = send(
        world, officer, pasted="Harbour,count\n1,4\n", method="bic", seed="77", title="Kept title"
    )
    page = response.content.decode()
    assert "Kept title" in page
    assert 'value="77"' in page
    assert response.context["form"]["method"].value() == "bic"


def test_the_text_of_a_refused_file_stands_in_the_field_to_be_mended(world, officer):
    response = send(world, officer, file=upload(LISTS.replace(",37", ",-37")), pasted="")
    page = response.content.decode()
    assert "Line 5: the count -37 is negative" in page
    assert "1,1,0,-37" in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (LISTS.encode("utf-16-le"), "is not text"),
        (b"PK\x03\x04 a sheet", "is a spreadsheet"),
        (b"", "The file is empty"),
    ],
)
def test_a_file_that_is_no_text_says_what_to_do(world, officer, content, says):
    response = send(world, officer, file=upload(content), pasted="")
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_file_that_is_too_large_is_refused(world, officer):
    response = send(world, officer, file=upload(b"1" * (11 * 1024 * 1024)), pasted="")
    assert response.status_code == 413
    assert "The file is too large" in response.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"replications": "5"}, {"threshold": "2"}, {"seed": "-1"}, {"method": "guess"}, {"title": ""}]
)
def test_options_that_cannot_be_used_are_refused(world, officer, wrong):
    assert send(world, officer, **wrong).status_code == 422


def test_a_result_shows_each_method_each_overlap_and_what_it_assumes(world, officer):
    page = shown(world, officer, "estimate-show", done(world, officer))
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox') == 2
    for words in (
        "Chao",
        "Independent lists",
        "Harbour + Clinic",
        "What the estimate assumes",
        "Times as many hidden",
    ):
        assert words in page
    assert "Some counts are so small" in page


def test_an_unreliable_estimate_says_so_first(world, officer):
    few = "Harbour,Clinic,School,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n"
    page = shown(world, officer, "estimate-show", done(world, officer, text=few))
    assert "This estimate is unreliable. Do not publish it." in page
    assert "Only 6 people are on more than one list" in page
    assert "Unreliable" in shown(world, officer, "estimate-list")


def test_names_of_lists_are_shown_as_text(world, officer):
    text = LISTS.replace("Harbour", "<b>Har&bour")
    page = shown(world, officer, "estimate-show", done(world, officer, text=text))
    assert "<b>Har" not in page
    assert "&lt;b&gt;Har&amp;bour" in page


def test_progress_is_a_part_of_the_page_until_the_work_has_ended(world, officer, superuser):
    run_id = ask(world, officer)
    client, address = world.client(officer), reverse("estimate-progress", args=[run_id])
    superuser.execute(
        "UPDATE statistics_estimaterun SET state = 'running', heard_at = now(), work_done = 3, work_whole = 4"
    )
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "75%" in part
    assert "every 2s" in part
    assert "<html" not in part
    superuser.execute("UPDATE statistics_estimaterun SET state = 'cancelled'")
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(address)["Location"] == reverse("estimate-show", args=[run_id])


def test_a_run_whose_worker_is_silent_is_stuck_and_not_watched(world, officer, superuser):
    run_id = ask(world, officer)
    superuser.execute(
        "UPDATE statistics_estimaterun SET state = 'running', heard_at = now() - interval '1 hour'"
    )
    page = shown(world, officer, "estimate-show", run_id)
    assert "Stuck" in page
    assert "Try again" in page
    assert "every 2s" not in page


def test_a_run_that_nobody_takes_up_is_not_watched_for_ever(world, officer, superuser):
    run_id = ask(world, officer)
    superuser.execute("UPDATE statistics_estimaterun SET queued_at = now() - interval '1 hour'")
    page = shown(world, officer, "estimate-show", run_id)
    assert "No worker has started this estimate" in page
    assert "every 2s" not in page


def test_a_run_can_be_cancelled_and_tried_again(world, officer):
    run_id = ask(world, officer)
    client = world.client(officer)
    client.post(reverse("estimate-cancel", args=[run_id]))
    assert stored(run_id).state == State.CANCELLED
    client.post(reverse("estimate-again", args=[run_id]))
    assert stored(run_id).state == State.QUEUED
    assert client.post(reverse("estimate-again", args=[run_id])).status_code == 409


def test_a_run_is_deleted_after_a_question(world, officer):
    run_id = done(world, officer)
    client, address = world.client(officer), reverse("estimate-delete", args=[run_id])
    assert "deleted for good" in client.get(address).content.decode()
    assert client.post(address)["Location"] == reverse("estimate-list")
    assert client.get(reverse("estimate-show", args=[run_id])).status_code == 404


def test_a_failure_says_why(world, officer, monkeypatch):
    from opennrm.statistics import running
    from opennrm.statistics.hidden_population import TableRefused

    def refuses(asked, tell):
        raise TableRefused("There are too many lists for this method.")

    run_id = ask(world, officer)
    monkeypatch.setattr(running, "worked_out", refuses)
    work(world)
    assert "There are too many lists for this method." in shown(world, officer, "estimate-show", run_id)


def test_downloads_of_what_is_not_done_lead_back_to_its_page(world, officer):
    run_id = ask(world, officer)
    for kind in ("json", "csv", "pdf"):
        response = world.client(officer).get(reverse(f"estimate-{kind}", args=[run_id]))
        assert response["Location"] == reverse("estimate-show", args=[run_id])


def test_the_json_is_what_the_command_prints_and_the_overlaps(world, officer):
    result = json.loads(shown(world, officer, "estimate-json", done(world, officer)))
    assert {"population", "hidden", "checks", "reliable", "warnings", "seed", "overlaps"} <= set(result)


def test_the_csv_begins_no_cell_like_a_formula(world, officer):
    run_id = done(world, officer, text=LISTS.replace("Harbour", "=cmd()"))
    response = world.client(officer).get(reverse("estimate-csv", args=[run_id]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert ["overlap", "'=cmd()", "241", "", "", "", ""] in rows


def test_the_pdf_is_accessible_and_takes_nothing_for_markup(world, officer):
    title = "#strong[Lists] $x$ *of* @all"
    run_id = done(world, officer, title=title)
    response = world.client(officer).get(reverse("estimate-pdf", args=[run_id]))
    reader = PdfReader(io.BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert root["/Lang"] == "en"
    assert reader.metadata.title == title
    assert title in reader.pages[0].extract_text()


def test_a_pdf_with_letters_that_the_fonts_lack_is_made_all_the_same(world, officer):
    run_id = done(world, officer, title="\U0001f30a \u4e09")
    response = world.client(officer).get(reverse("estimate-pdf", args=[run_id]))
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("kind", ["show", "json", "csv", "pdf"])
def test_small_counts_are_in_nothing_that_is_shared(world, officer, supervisor, kind):
    text = LISTS.replace(",7\n", ",8\n")
    copy = shared(world, officer, supervisor, done(world, officer, text=text))
    response = world.client(supervisor).get(reverse(f"shared-estimate-{kind}", args=[copy]))
    content = response.content
    if kind == "pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        said = "\n".join(page.extract_text() for page in pages)
    else:
        said = content.decode()
    # A day of the month is no count.
    said_without_days = re.sub(r"\b\d{1,2} [A-Z][a-z]+ \d{4}", "", said)
    words = said_without_days.replace("<", " ").replace(">", " ").replace(",", " ").replace('"', " ").split()
    # The exact figures of the lists, their totals and their overlaps: none of them ends in a nought.
    for hidden in ("241", "137", "123", "37", "29", "578", "311", "185", "163", "40.0", "76"):
        assert hidden not in words, hidden
    if kind == "json":
        assert {overlap["people"] for overlap in json.loads(said)["overlaps"]} == {
            None,
            30,
            40,
            120,
            140,
            240,
        }
    if kind == "csv":
        assert ",8," not in said


def test_the_shared_page_says_that_counts_are_rounded(world, officer, supervisor):
    copy = shared(world, officer, supervisor, done(world, officer))
    page = shown(world, supervisor, "shared-estimate-show", copy)
    assert "counts below 10 are not shown" in page
    assert "fewer than" not in page or "&lt;10" in page
    assert "&lt;10" in page


def test_who_reads_estimates_finds_what_is_shared_in_the_list(world, officer, supervisor):
    shared(world, officer, supervisor, done(world, officer, title="Shared lists"))
    page = shown(world, supervisor, "estimate-list")
    assert "Shared lists" in page
    assert reverse("estimate-new") not in page
    assert f'href="{reverse("estimate-list")}"' in shown(world, supervisor, "home")


def test_the_navigation_names_the_page_once(world, officer):
    assert shown(world, officer, "home").count(f'href="{reverse("estimate-list")}"') == 1


def test_agencies_to_share_with_are_chosen_on_a_page(world, officer, supervisor):
    run_id = done(world, officer)
    client, address = world.client(officer), reverse("estimate-share", args=[run_id])
    agency = supervisor.membership.agency
    assert agency.name in client.get(address).content.decode()
    client.post(address, {"agencies": [str(agency.pk)]})
    assert "Three lists" in shown(world, supervisor, "estimate-list")
    client.post(address, {"agencies": []})
    assert "Three lists" not in shown(world, supervisor, "estimate-list")


def test_an_empty_list_says_what_is_needed(world, officer):
    assert "There are no estimates yet" in shown(world, officer, "estimate-list")


def test_a_run_is_kept_for_so_long_as_its_page_says(world, officer):
    run = stored(ask(world, officer))
    assert run.expires_at - run.requested_at == actions.KEPT_FOR == timedelta(days=90)


def test_each_look_at_a_result_is_recorded(world, officer, superuser):
    run_id = done(world, officer)
    shown(world, officer, "estimate-show", run_id)
    world.client(officer).get(reverse("estimate-pdf", args=[run_id]))
    kinds = [
        kind
        for (kind,) in superuser.execute(
            "SELECT kind FROM audit_event ORDER BY sequence DESC LIMIT 2"
        ).fetchall()
    ]
    assert kinds == ["estimate.downloaded", "estimate.opened"]
