"""Filling in pages as people do."""

from tests.browser import Visit


def report_a_concern(visit: Visit) -> str:
    """Report a concern with everything that a constable knows; returns the number of the receipt."""
    visit.open("/concerns/")
    visit.press("Report a concern")
    visit.press("Start")
    visit.choose("The child is injured or ill")
    visit.picture("concern-danger")
    visit.press("Save and continue")
    visit.is_at("What to do now")
    visit.picture("concern-act-now")
    visit.press("Continue")
    visit.choose("About this old")
    visit.fill(age="15")
    visit.choose("Girl", "English")
    visit.picture("concern-child")
    visit.press("Save and continue")
    visit.choose("A child is made to work")
    visit.picture("concern-what")
    visit.press("Save and continue")
    visit.page.get_by_label("Area").select_option(index=4)
    visit.fill(place="Behind the old mill")
    visit.picture("concern-where")
    visit.press("Save and continue")
    visit.fill(occurred="Every day since March")
    visit.press("Save and continue")
    visit.choose("A teacher or school")
    visit.press("Save and continue")
    visit.fill(given_names="Keisha", family_name="Dunmore")
    visit.page.get_by_label("Year").fill("2011")
    visit.picture("concern-identity")
    visit.press("Save and continue")
    visit.choose("No, it could put somebody in danger")
    visit.picture("concern-contact")
    visit.press("Save and continue")
    visit.fill(account="She carries water from before sunrise. A man keeps her birth certificate.")
    visit.picture("concern-account")
    visit.press("Save and continue")
    visit.press("Continue")
    visit.press("Save and continue")
    return send(visit)


def send(visit: Visit) -> str:
    """Check the answers and send the concern; returns the number of the receipt."""
    visit.is_at("Check your answers")
    visit.picture("concern-check")
    visit.press("Send the concern")
    visit.is_at("The concern was sent")
    visit.picture("concern-receipt")
    return visit.page.locator(".nrm-panel strong").inner_text()


def screen_the_child(visit: Visit) -> None:
    """Screen with answers by which the child may be presumed a victim, and read the result."""
    visit.is_at("Screen the child")
    visit.picture("screening-start")
    visit.press("Begin the screening")
    visit.follow("What you notice first")
    answer(visit, "The child does not get to school.", "Yes")
    visit.press("Save and go on")
    visit.is_at("What was done with the child")
    answer(visit, "Someone kept, hid or lodged the child.", "Yes")
    answer(visit, "Someone recruited the child.", "Not known")
    visit.picture("screening-section")
    visit.press("Save and see all parts")
    visit.follow("Exploitation")
    answer(visit, "The child works too many hours or days.", "Yes")
    answer(visit, "The child gets little or no pay, or only food and lodging.", "Yes")
    visit.press("Save and see all parts")
    visit.picture("screening-overview")
    visit.press("Finish and see the result")
    visit.sees("The screening is finished and kept.")
    visit.picture("screening-result")


def answer(visit: Visit, question: str, words: str) -> None:
    """Answer one question of a screening."""
    visit.page.get_by_role("group", name=question).get_by_label(words, exact=True).check()


def presume(visit: Visit) -> None:
    """Presume the child a victim, with the reasons."""
    visit.is_at("Decide on the identification")
    visit.page.get_by_label("Presumed victim").check()
    visit.fill(reasons="She said so, a teacher saw it, and the answers of the screening fit together.")
    visit.picture("decision")
    visit.press("Record the decision")
