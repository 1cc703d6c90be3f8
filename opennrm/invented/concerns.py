"""Concerns: what somebody tells, in traits that are put together, and the stories that begin with them."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from opennrm.cases import receipts
from opennrm.cases.models import Receipt
from opennrm.concerns import actions, attachments, drafts, messages
from opennrm.concerns.answers import NOT_KNOWN
from opennrm.concerns.models import ConcernDraft
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import CleanFile, accept

from .course import Acting, Course, EndsHere, Somebody, Trait
from .people import Child

Answers = dict[str, Any]
BETWEEN_STEPS = timedelta(hours=3)
FILE_NAME = "photo.jpg"
# From dark to light, 32 by 24 points, as a camera saves it.
PHOTOGRAPH = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWG"
    "kJ6jq62rZ4C8ybqmx5moq6T/wAALCAAYACABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAWEAADAAAAAAAAAAAAAAAA"
    "AAAAFGH/2gAIAQEAAD8AjKwKwKwKwsqwKwKwKwsqwKwKwKw//9k="
)


def enough() -> Answers:
    """The fewest answers that make a concern."""
    return {"kinds": [next(iter(pack().codes("concern_kinds")))], "area": pack().areas[0].code}


def of(child: Child) -> Answers:
    """What is known of this child."""
    known: Answers = dict(child.texts())
    if child.sex in pack().codes("sexes"):
        known["sex"] = child.sex
    if child.age is not None:
        known["age"] = child.age
    elif not child.birth_date:
        known["age_known"] = NOT_KNOWN
    return known


def urgent() -> Answers:
    """The child is in danger at this moment."""
    return {"urgent_dangers": [next(iter(pack().codes("urgent_dangers")))]}


def photograph(name: str = FILE_NAME) -> CleanFile:
    """A small photograph, made harmless. It is opened once: that takes a process."""
    return replace(_opened(), title=name)


@cache
def _opened() -> CleanFile:
    return accept(PHOTOGRAPH, FILE_NAME)


def begin(
    *,
    by: Actor,
    at: datetime,
    files: Iterable[CleanFile] = (),
    typed: Mapping[str, Any] | None = None,
    **answers: Any,
) -> ConcernDraft:
    """Begin a concern that is not sent yet, with these answers. `typed` holds what could not be understood."""
    draft = drafts.start(by=by, at=at)
    for file in files:
        attachments.add(draft.pk, file=file, by=by, at=at)
    return drafts.keep(
        draft.pk, answers=answers, typed=typed or {}, step="what", version=0, page="only", by=by, at=at
    )


def report(*, by: Actor, at: datetime, files: Iterable[CleanFile] = (), **answers: Any) -> Receipt:
    """Send a concern with these answers; whatever is not given is the least that is needed."""
    draft = begin(by=by, at=at, files=files, **{**enough(), **answers})
    return actions.receive_concern(draft.pk, by=by, at=at)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A case of the demonstration: who told what about whom, how long ago, and the way that the case went."""

    by: Somebody
    hours_ago: int
    child: Child = field(default_factory=Child)
    kind: str
    area: int
    occurred: str
    account: str
    is_urgent: bool = False
    has_picture: bool = False
    way: tuple[Trait, ...] = ()

    def tell(self, acting: Acting, *, now: datetime) -> bool:
        """Let it happen, as far as it can in this country; returns whether that is to its end."""
        at = now - timedelta(hours=self.hours_ago)
        try:
            with acting(self.by) as reporter:
                files = [photograph()] if self.has_picture else []
                receipt = report(by=reporter, at=at, files=files, **self._answers())
            Course(acting=acting, case_id=receipt.case_id, at=at, pace=BETWEEN_STEPS).go(*self.way)
        except EndsHere:
            return False
        return True

    def _answers(self) -> Answers:
        known = pack()
        kinds = {"kinds": [self.kind]} if self.kind in known.codes("concern_kinds") else {}
        return {
            **of(self.child),
            **kinds,
            **(urgent() if self.is_urgent else {"urgent_dangers": []}),
            "area": known.areas[self.area % len(known.areas)].code,
            "occurred": self.occurred,
            "account": self.account,
            "told_by": next(iter(known.codes("sources"))),
            "languages": [known.languages[0].code],
        }


def added(text: str, *, by: Somebody) -> Trait:
    """Whoever reported it has added something to it."""

    def step(course: Course) -> None:
        with course.acting(by) as reporter:
            receipt = receipts.receipt_of(reporter, course.case_id)
            messages.add(receipt.pk, text=text, page="", by=reporter, at=course.next())

    return step


def asked(text: str) -> Trait:
    """Whoever works on it has asked the person who reported it a question."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            messages.ask(course.case_id, text=text, page="", by=worker, at=course.next())

    return step


def answered(text: str, *, by: Somebody) -> Trait:
    """Whoever reported it has answered the question that waited."""

    def step(course: Course) -> None:
        with course.acting(by) as reporter:
            question = messages.questions_to(reporter).filter(case_id=course.case_id)[0]
            messages.answer(question.pk, text=text, page="", by=reporter, at=course.next())

    return step


STORIES = (
    Story(
        by="constable",
        hours_ago=2,
        child=Child(given_names="Keisha", family_name="Dunmore", age=15, sex="female"),
        kind="sexual_exploitation",
        area=1,
        occurred="Last night, shortly before midnight",
        account="A girl asked a patrol for help near a guest house. She said that a woman keeps her telephone and "
        "papers, and that men pay the woman.",
        is_urgent=True,
    ),
    Story(
        by="nurse",
        hours_ago=9,
        child=Child(given_names="Jevon", family_name="Allardyce", age=12, sex="male"),
        kind="made_to_work",
        area=4,
        occurred="This morning",
        account="A boy came in with an infected burn on his hand. He said that he cooks and cleans for a family that "
        "is not his, and has not gone to school this year.",
        has_picture=True,
    ),
)
