"""A case on its way. Traits take it from step to step, each by whoever takes such steps in service."""

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.foundation.actor import Actor

Somebody = Hashable
"""Whoever acts: a name in the invented mechanism, or whatever else the caller's `Acting` knows people by."""
Acting = Callable[[Somebody], AbstractContextManager[Actor]]
"""Lets somebody act: one transaction, entered as in service. It raises `EndsHere` if there is no such person."""


class EndsHere(Exception):
    """A case goes no further, because the country has nobody or nothing for the next step."""


@dataclass(kw_only=True)
class Course:
    """One case on its way: who works on it, and when the next step is taken."""

    acting: Acting
    case_id: UUID
    at: datetime
    """When the last step was taken."""
    pace: timedelta | None = None
    """How long after each other steps are taken, none of them in the future. Without it, each is taken now."""
    worker: Somebody = "caseworker"
    supervisor: Somebody = "supervisor"
    provider: Somebody = ""
    """Who answers the last referral."""
    referral_id: UUID | None = None
    task_id: UUID | None = None
    conference_id: UUID | None = None
    reasons: str = (
        "What the child said fits with what was seen. The answers in the screening give the details."
    )
    note: str = "The child knows about this and would like to see the place first."

    def next(self) -> datetime:
        """The moment of the next step."""
        present = timezone.now()
        self.at = present if self.pace is None else max(self.at, min(self.at + self.pace, present))
        return self.at

    def go(self, *traits: "Trait") -> "Course":
        """Take the case through these steps.

        :raises EndsHere: the country has nobody or nothing for one of them.
        """
        for trait in traits:
            trait(self)
        return self


Trait = Callable[[Course], None]
"""What can be said of a case, as the step that makes it true."""


def lately(hours: int) -> Trait:
    """What follows began so many hours ago, or later: there is still time to answer it."""

    def step(course: Course) -> None:
        course.at = max(course.at, timezone.now() - timedelta(hours=hours))

    return step
