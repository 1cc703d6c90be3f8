"""What the pages of the persons of a case add to others."""

from collections.abc import Mapping
from typing import Any

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.people import around
from opennrm.people.drafts import drafts_of
from opennrm.people.models import RelatedPerson, SuspectedPerson
from opennrm.web.parts import CaseSection, Parts, ShownCase, Subject, Work
from opennrm.web.people import around_words as words
from opennrm.web.people import printed, work


def _around(shown: ShownCase) -> Mapping[str, Any]:
    related, suspected = (
        around.listed(shown.actor, kind, shown.case.pk) if shown.has(kind) else []
        for kind in (RelatedPerson, SuspectedPerson)
    )
    may_open = shown.actor.may(IDENTITY_OPEN)
    return {
        "shows_people_around": shown.leads or bool(related or suspected),
        "people_around": [words.of_list(each) for each in related if not each.ended_at],
        "people_suspected": [words.of_list(each) for each in suspected if not each.ended_at],
        "opens_people_around": may_open and bool(related or suspected),
        "adds_people_around": may_open and shown.may_change,
    }


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[
        Work(
            order=29,
            may=(IDENTITY_OPEN,),
            sections=work.unfinished,
            waits=lambda actor, at: [drafts_of(actor)],
        )
    ],
    case_sections=[
        CaseSection(
            order=10,
            template="people/_of_case.html",
            contents=_around,
            rows=[RelatedPerson, SuspectedPerson],
        )
    ],
    subjects={"corrections": Subject(page="case-corrections")},
    guide={
        "": "caseworker#people-around-the-child",
        "case-corrections": "caseworker#when-something-is-wrong-or-has-changed",
        "case-correct": "caseworker#when-something-is-wrong-or-has-changed",
        "identity-correct": "caseworker#when-something-is-wrong-or-has-changed",
        "contact-add": "caseworker#when-something-is-wrong-or-has-changed",
        "contact-correct": "caseworker#when-something-is-wrong-or-has-changed",
    },
)
