"""One interview, from what the child told before to the particulars for the court; and one that is planned anew."""

import pytest

from tests.interviews import preparing
from tests.interviews.scene import Scene, set_up, tomorrow
from tests.journeys.test_tasks_are_done_put_off_and_handed_on import choose_day

pytestmark = pytest.mark.journey


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_an_interview_is_asked_for_held_and_finished(visit, scene):
    caseworker, facilitator = visit(scene.person("caseworker")), visit(scene.person("facilitator"))
    ask(caseworker, scene)
    book(facilitator, scene)
    scene.interview_id = scene.only().pk
    interviewer = visit(scene.person("interviewer"))
    interviewer.open(f"/interviews/{scene.interview_id}/day/")
    interviewer.sees("Something is still missing")
    preparing.prepare(
        scene.world,
        scene.person("interviewer"),
        scene.person("caseworker"),
        scene.case_id,
        scene.interview_id,
    )
    interviewer.press("The recorder works")
    interviewer.press("Begin the interview")
    interviewer.choose("Calm")
    interviewer.press("Begin the interview")
    watch(visit(scene.person("observer")), scene)
    hold(interviewer, scene)
    caseworker.open(f"/interviews/{scene.interview_id}/")
    caseworker.sees("Held", "The child told what happened")
    caseworker.press("Notes of the interview")
    caseworker.sees("She drew the house")


def ask(caseworker, scene) -> None:
    """What the child told before is recorded and read, and the interview is asked for."""
    caseworker.open(f"/cases/{scene.case_id}/interviews/")
    caseworker.press("Record what the child told before")
    choose_day(caseworker, "told_on", tomorrow(days=-3).date())
    caseworker.choose("Notes")
    caseworker.fill(reference="With the class teacher")
    caseworker.press("Save")
    caseworker.press("Ask for an interview")
    caseworker.choose("I have read what the child has told before, and who has asked the child")
    caseworker.fill(reason="She has told a teacher what her aunt makes her do.", name_to_use="Kay")
    caseworker.choose("Within 7 days", "English", "No interpreter is needed", "A woman")
    caseworker.picture("interview-new")
    caseworker.press("Ask for the interview")
    caseworker.sees("Has no time yet", "With the class teacher")


def book(facilitator, scene) -> None:
    """A man cannot lead it, because the child wishes a woman; then the time is booked."""
    facilitator.open("/")
    facilitator.follow("Choose a time for an interview", exact=False)
    facilitator.press("Choose a time")
    choose_day(facilitator, "on", tomorrow().date())
    facilitator.fill(time="10:00 am", until="12:00 pm")
    page = facilitator.page
    page.get_by_label("Where?").select_option(label="The yellow house")
    for capacity, name in scene.quorum():
        page.locator(f"[name=people_{capacity}]").select_option(str(scene.person(name).membership.pk))
    page.locator("[name=lead]").select_option(str(scene.person("second_interviewer").membership.pk))
    facilitator.press("Book this time", status=422)
    facilitator.sees("the child wishes another interviewer")
    page.locator("[name=lead]").select_option(str(scene.person("interviewer").membership.pk))
    facilitator.press("Book this time")
    facilitator.sees("The interview has a time", "Who is planned")


def watch(observer, scene) -> None:
    observer.open(f"/interviews/{scene.interview_id}/watch/")
    observer.sees("Introduction")
    observer.fill(text="Which colour was the car?")
    observer.picture("interview-watch")
    observer.press("Hand in the question")
    observer.sees("Your question was handed in")


def hold(interviewer, scene) -> None:
    """The parts, somebody who waits, the question, the end and the notes."""
    interviewer.press("What happened")
    interviewer.press("Add somebody")
    interviewer.fill(name="Aunt Velma", relation="Aunt")
    interviewer.choose("Came with the child", "In the waiting room")
    interviewer.press("Save")
    interviewer.sees("Which colour was the car?")
    interviewer.picture("interview-day")
    interviewer.follow("Record whether you asked it", exact=False)
    interviewer.choose("Asked in other words")
    interviewer.press("Save")
    interviewer.press("Finish")
    interviewer.choose("The child told what happened")
    interviewer.press("Finish the interview")
    interviewer.sees("What is still to be done")
    interviewer.press("Write the notes")
    interviewer.fill(text="She drew the house and the blue van.")
    interviewer.press("Save the notes")


def test_an_interview_that_cannot_be_is_planned_anew(visit, scene):
    scene.ask()
    scene.plan()
    facilitator = visit(scene.person("facilitator"))
    facilitator.open(f"/interviews/{scene.interview_id}/")
    facilitator.press("Give it another time")
    facilitator.choose("Somebody of the team cannot come")
    facilitator.fill(words="The prosecutor is in court.")
    facilitator.press("Take the time away")
    facilitator.sees("Has no time yet", "Times that it lost", "The prosecutor is in court.")
    facilitator.press("Choose a time")
