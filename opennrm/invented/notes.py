"""Notes of a case, and notes that somebody has begun."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere
from opennrm.notes import access, actions, drafts

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait, lately
from .people import Child
from .referrals import accepted, referred
from .screening import presumed, screened


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a note says. A kind that the country does not have is replaced by the first that it has."""

    text: str
    kind: str = "telephone_call"
    with_whom: str = ""

    def at(self, moment: datetime) -> actions.Content:
        """The same as a note about this moment."""
        kinds = pack().codes("note_kinds")
        return actions.Content(
            kind=self.kind if self.kind in kinds else next(iter(kinds)),
            happened_at=moment,
            is_time_known=True,
            with_whom=self.with_whom,
            text=self.text,
        )


def noted(said: Said, *, is_shared: bool = False, by: Somebody = "") -> Trait:
    """Somebody has written a note, as a rule whoever works on the case."""

    def step(course: Course) -> None:
        with course.acting(by or course.worker) as author:
            at = course.next()
            try:
                actions.write(
                    course.case_id, content=said.at(at), is_shared=is_shared, page=uuid4(), by=author, at=at
                )
            except NotThere as refused:
                raise EndsHere("In this country a service has nothing to do with notes.") from refused

    return step


def note_corrected(said: Said, *, reason: str) -> Trait:
    """The last note says something else by now."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as author:
            last = access.notes_of(author, course.case_id).order_by("-written_at")[0]
            actions.correct(
                course.case_id,
                last.pk,
                content=said.at(last.happened_at),
                is_shared=None,
                reason=reason,
                seen=last.versions,
                page=uuid4(),
                by=author,
                at=course.next(),
            )

    return step


def note_begun(text: str) -> Trait:
    """Whoever works on the case has begun a note and not finished it."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as author:
            drafts.keep(course.case_id, typed={"text": text}, page=uuid4(), by=author, at=course.next())

    return step


CALL = Said(
    text="The aunt has not seen her since Thursday. She will ask the neighbours and call back tomorrow before noon.",
    with_whom="Her aunt",
)

STORIES = (
    Story(
        by="nurse",
        hours_ago=45,
        child=Child(given_names="Kadian", family_name="Bellfield", age=13, sex="female"),
        kind="missing",
        area=10,
        occurred="Since last week",
        account="She has not come for her medicine. At home they say that she looks after children in another town, "
        "and nobody knows where.",
        way=(
            assigned(to="caseworker"),
            noted(CALL),
            note_corrected(
                replace(CALL, text=CALL.text.replace("Thursday", "Tuesday")),
                reason="I had written down the wrong day.",
            ),
        ),
    ),
    Story(
        by="constable",
        hours_ago=140,
        child=Child(given_names="Shantel", family_name="Rookwood", age=15, sex="female"),
        kind="sexual_exploitation",
        area=11,
        occurred="For two months",
        account="She was found in a bar at night. She said that she owes the owner money for her bed and her clothes.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            lately(20),
            referred(to="shelter"),
            accepted,
            noted(
                Said(
                    kind="conversation_with_child",
                    with_whom="The girl, and somebody of the house whom she trusts",
                    text="She sleeps better and asked when she can go to school again.\n\nShe does not want anybody to "
                    "call her family for now. We agreed to talk about it again next week.",
                ),
                is_shared=True,
            ),
            noted(
                Said(
                    kind="other",
                    with_whom="The night staff",
                    text="She had a quiet night. A car stood at the gate from ten to eleven; the guard has written "
                    "down its number.",
                ),
                by="shelter",
            ),
        ),
    ),
)
