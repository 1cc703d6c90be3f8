"""What the child of an invented case was told."""

from dataclasses import dataclass
from uuid import uuid4

from opennrm.country.pack import pack
from opennrm.country.sheets import Level, Moment
from opennrm.foundation.refusals import NotThere
from opennrm.tellings import access, actions
from opennrm.tellings.vocabulary import Understood, Way

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .people import Child
from .screening import presumed, screened


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the child was told and how. A language that the country does not have is replaced by its first one."""

    moment: Moment = Moment.FIRST_CONTACT
    understood: Understood = Understood.SAID_BACK
    language: str = "eng"
    level: Level | None = None
    told_by: str = ""
    questions: str = ""

    def at(self, moment) -> actions.Content:
        """The same, told at this moment."""
        languages = pack().listed("languages")
        return actions.Content(
            moment=self.moment,
            happened_at=moment,
            is_time_known=True,
            language=self.language if self.language in languages else next(iter(languages)),
            ways=(Way.SPOKEN, Way.SHEET) if self.level else (Way.SPOKEN,),
            level=self.level,
            understood=self.understood,
            told_by=self.told_by,
            questions=self.questions,
        )


def told(words: Words, *, by: Somebody = "") -> Trait:
    """Somebody has told the child and written it down, as a rule whoever works on the case."""

    def step(course: Course) -> None:
        with course.acting(by or course.worker) as author:
            at = course.next()
            try:
                actions.write(course.case_id, content=words.at(at), page=uuid4(), by=author, at=at)
            except NotThere as refused:
                raise EndsHere(
                    "In this country a service has nothing to do with what a child is told."
                ) from refused

    return step


def telling_corrected(words: Words, *, reason: str) -> Trait:
    """The last row says something else by now."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as author:
            last = access.tellings_of(author, course.case_id).that_count()[0]
            actions.correct(
                course.case_id,
                last.pk,
                content=words.at(last.happened_at),
                reason=reason,
                page=uuid4(),
                by=author,
                at=course.next(),
            )

    return step


STORIES = (
    Story(
        by="nurse",
        hours_ago=90,
        child=Child(given_names="Anique", family_name="Dunstan", age=8, sex="female"),
        kind="made_to_work",
        area=4,
        occurred="For some months",
        account="She came with a burn on her arm. She cooks for a family that is not hers, and sleeps in the kitchen.",
        way=(
            assigned(to="caseworker"),
            told(
                Words(
                    level=Level.FIVE_TO_EIGHT,
                    language="jam",
                    questions="She asked whether the lady would be angry. She said back that the doctor comes first.",
                )
            ),
            screened,
            presumed,
            told(
                Words(
                    moment=Moment.BEFORE_SHARING,
                    level=Level.FIVE_TO_EIGHT,
                    language="jam",
                    understood=Understood.NODDED,
                    questions="She did not want her school to know. We left the school out.",
                )
            ),
            told(
                Words(
                    moment=Moment.BEST_INTERESTS,
                    level=Level.FIVE_TO_EIGHT,
                    language="jam",
                    told_by="Her grandmother, with the caseworker",
                )
            ),
            telling_corrected(
                Words(
                    moment=Moment.BEST_INTERESTS,
                    level=Level.FIVE_TO_EIGHT,
                    language="jam",
                    told_by="Her aunt, with the caseworker",
                    questions="She asked whether she may stay with her aunt.",
                ),
                reason="It was her aunt who was there.",
            ),
        ),
    ),
)
