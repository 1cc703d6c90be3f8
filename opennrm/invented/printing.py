"""Printed summaries of cases."""

from uuid import uuid4

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.papers import Paper, Passage, Section, set_paper
from opennrm.foundation.refusals import NotThere
from opennrm.printing import actions
from opennrm.printing.actions import Order

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .people import Child
from .screening import presumed, screened


def printed(
    recipient: str, *, purpose: str = "court", words: str = "She is safe.", by: Somebody = ""
) -> Trait:
    """Somebody has printed a summary with names, as a rule whoever works on the case."""

    def step(course: Course) -> None:
        purposes = pack().codes("print_purposes")
        with course.acting(by or course.worker) as actor:
            at, number = course.next(), actions.new_number()
            order = Order(
                purpose=purpose if purpose in purposes else next(iter(purposes)),
                recipient=recipient,
                sections=("child",),
                has_names=True,
                choices={},
            )
            try:
                reference = case_access.case(actor, course.case_id, event=None).reference
                paper = set_paper(_paper(reference, number, recipient, words))
                actions.keep(
                    course.case_id, order=order, number=number, paper=paper, page=uuid4(), by=actor, at=at
                )
            except NotThere as refused:
                raise EndsHere("In this country nobody like this prints summaries.") from refused

    return step


def _paper(reference: str, number: str, recipient: str, words: str) -> Paper:
    return Paper(
        language="en",
        title=f"Case summary {reference}",
        header=(f"{reference} · {number}", "Confidential"),
        footer="Invented, for a demonstration",
        page="Page {page} of {pages}",
        letters_are_missing="This paper cannot show some letters.",
        instead_of_letters="[letters missing]",
        facts=[("For", recipient), ("Number of this summary", number)],
        sections=[Section(title="The child", passages=[Passage(paragraphs=[words])])],
    )


STORIES = (
    Story(
        by="nurse",
        hours_ago=90,
        child=Child(given_names="Tashoy", family_name="Merriweather", age=14, sex="female"),
        kind="sexual_exploitation",
        area=4,
        occurred="Since August",
        account="She told me that a woman collects her from school and brings her to a guest house.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            printed("The judge of the Family Court", words="She is with her grandmother, and safe."),
        ),
    ),
)
