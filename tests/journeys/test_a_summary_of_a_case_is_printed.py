"""A caseworker prints a summary for a court, without names, and reads the paper before it leaves the house."""

import pytest

from tests.printing.desk import text_of

pytestmark = pytest.mark.journey


def test_a_summary_is_chosen_printed_and_read(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Print a summary")
    caseworker.choose("For a court")
    caseworker.fill(recipient="The judge of the Family Court")
    for section in ("The child", "What was reported", "What happened in the case"):
        caseworker.choose(section)
    caseworker.picture("printout-new")
    caseworker.press("Make the summary", status=422)
    caseworker.sees("Choose whether the summary may name people.")
    caseworker.choose("No, leave out the names")
    caseworker.press("Make the summary")
    caseworker.sees("The summary is ready.", "The judge of the Family Court", "Without names")
    caseworker.picture("printout")
    with caseworker.page.expect_download() as download:
        caseworker.page.get_by_role("button", name="Download the PDF").click()
    pages = text_of(download.value.path().read_bytes())
    for page in pages:
        assert "Printed by Marcia Denholm" in page
        assert "Confidential" in page
    whole = " ".join(pages)
    assert "The judge of the Family Court" in whole
    assert "A concern was reported" in whole
    caseworker.follow("Back to the case")
    caseworker.sees("Printed summaries", "For a court", "A summary of the case was printed.")
