"""Filling in pages as people do. On the way, pictures for the guide are taken."""

from tests.browser import Visit

ACCOUNT = "She carries water from before sunrise. A man keeps her birth certificate."


def begin_a_concern(visit: Visit) -> None:
    """Go to the first question of a new concern."""
    visit.open("/concerns/")
    visit.press("Report a concern")
    visit.is_at("Is the child in danger now?")


def tell_of_danger_and_the_child(visit: Visit) -> None:
    """The first questions: urgent danger, what to do about it, and the few facts about the child."""
    visit.choose("The child is injured or ill")
    visit.picture("concern-danger")
    visit.press("Save and continue")
    visit.is_at("What to do now")
    visit.sees("Call an ambulance")
    visit.picture("concern-act-now")
    visit.press("Continue")
    visit.choose("About this age")
    visit.fill(age="15")
    visit.choose("Girl", "English")
    visit.picture("concern-child")
    visit.press("Save and continue")


def tell_what_and_where(visit: Visit) -> None:
    """The two questions that have to be answered, and what belongs to them."""
    visit.choose("A child is made to work")
    visit.picture("concern-what")
    visit.press("Save and continue")
    visit.page.get_by_label("Parish").select_option(index=4)
    visit.fill(place="Behind the old mill")


def tell_the_rest(visit: Visit) -> None:
    """When, what happened, who told, who the child is and how to reach them: as far as a constable knows."""
    visit.fill(occurred="Every day since March")
    visit.picture("concern-where")
    visit.press("Save and continue")
    visit.fill(account=ACCOUNT)
    visit.page.get_by_label("Who told you").select_option(label="A teacher or school")
    visit.choose("Who the child is", "How to reach the child or the family", "Pictures or documents")
    visit.picture("concern-account")
    visit.press("Save and continue")
    visit.fill(given_names="Keisha", family_name="Dunmore")
    visit.page.get_by_label("Year").fill("2011")
    visit.picture("concern-identity")
    visit.press("Save and continue")
    visit.choose("No, it could put somebody in danger")
    visit.picture("concern-contact")
    visit.press("Save and continue")


def send(visit: Visit) -> str:
    """Check the answers and send the concern; returns the number of the receipt."""
    visit.is_at("Check your answers")
    visit.picture("concern-check")
    visit.press("Send the concern")
    return number_of(visit)


def number_of(visit: Visit) -> str:
    """The number on the receipt that is shown."""
    visit.is_at("The concern was sent")
    return visit.page.locator(".nrm-panel strong").inner_text()


def screen_the_child(visit: Visit) -> None:
    """Screen with answers by which the child may be presumed a victim, and see the result."""
    visit.is_at("Screen the child")
    visit.picture("screening-start")
    visit.press("Start the screening")
    visit.follow("What you notice first")
    answer(visit, "The child does not go to school.", "Yes")
    visit.press("Save and continue")
    visit.is_at("What was done to the child")
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
    visit.sees("The screening is finished and saved.")
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
    visit.sees("Presumed victim")


def ask_the_shelter(visit: Visit) -> None:
    """From the page of the case: choose the shelter that fits, check, and send the request."""
    visit.press("Refer to a service")
    visit.page.get_by_label("Safe shelter").check()
    visit.press("Show services")
    visit.picture("referral-choose")
    visit.press("Ask Rooms for girls")
    visit.choose("The child agrees", "The state")
    visit.fill(signer="The director of the office")
    visit.fill(note="She has a cut on her hand. She would like to see the place first.")
    visit.picture("referral-new")
    visit.press("Check and send")
    visit.picture("referral-check")
    visit.press("Send the request")
    visit.sees("The request was sent")
