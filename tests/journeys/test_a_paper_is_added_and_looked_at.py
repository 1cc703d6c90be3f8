"""A caseworker takes a picture of a paper, looks at its pages, and takes one back that belongs to another child."""

import pytest

from opennrm.invented.papers import SCHOOL_REPORT, written
from tests.cases.papers import as_jpeg

pytestmark = pytest.mark.journey


@pytest.fixture
def case_id(mechanism):
    return mechanism.taken(mechanism.reported())


def add(caseworker, case_id, path, kind: str, title: str) -> None:
    caseworker.open(f"/cases/{case_id}/")
    caseworker.follow("Add a document")
    caseworker.choose(kind)
    caseworker.fill(title=title)
    caseworker.page.get_by_label("Choose a picture or document").set_input_files(path)
    caseworker.picture("document-add")
    caseworker.press("Add the document")
    caseworker.sees("The document was added.")


def test_a_paper_is_added_looked_at_and_downloaded(visit, mechanism, case_id, tmp_path):
    paper = tmp_path / "Keisha.pdf"
    paper.write_bytes(written(*SCHOOL_REPORT))
    caseworker = visit(mechanism.caseworker)
    add(caseworker, case_id, paper, "School report", "Keisha, report of March")
    caseworker.is_at("Document 2")
    caseworker.does_not_see("Keisha")
    caseworker.press("Open the document")
    caseworker.is_at("Keisha, report of March")
    caseworker.picture("document-open")
    caseworker.tab_to("Next page", press="Enter")
    caseworker.sees("Page 2 of 2")
    caseworker.tab_to("Show it larger", press="Space", stays=True)
    with caseworker.page.expect_download() as download:
        caseworker.page.get_by_role("button", name="Download").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    caseworker.follow("Back to the document")
    caseworker.sees("Where it comes from", "Marcia Denholm", "Downloaded a document")
    caseworker.picture("document")


def test_a_paper_of_another_child_is_taken_back(visit, mechanism, case_id, tmp_path):
    paper = tmp_path / "paper.jpg"
    paper.write_bytes(as_jpeg("navy"))
    caseworker = visit(mechanism.caseworker)
    add(caseworker, case_id, paper, "Birth certificate", "")
    caseworker.follow("Mark as added by mistake")
    caseworker.fill(reason="It belongs to another child.")
    caseworker.press("Mark as added by mistake")
    caseworker.sees("It belongs to another child.", "Only your agency can still see it.")
    caseworker.follow("Documents")
    caseworker.does_not_see("Picture 2")
    caseworker.follow("Added by mistake")
    caseworker.follow("Picture 2")
    caseworker.press("Put it back")
    caseworker.sees("The document is back in the case.")
