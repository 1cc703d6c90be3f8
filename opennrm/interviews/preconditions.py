"""What has to be there before an interview begins, each with where to put it right."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennrm.foundation.actor import Actor

from . import access, rules
from .models import Interview, Relaxation
from .states import Capacity


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something that is missing. `about` says what leads to putting it right: a name that pages know."""

    words: str | Promise
    about: str


def missing(actor: Actor, interview: Interview, *, at: datetime) -> list[Missing]:
    """Everything that keeps an interview from beginning."""
    found = []
    if interview.recorder_tested_at is None:
        found.append(Missing(words=_("test the recorder"), about="recorder"))
    found += _quorum(actor, interview)
    return found


def _quorum(actor: Actor, interview: Interview) -> list[Missing]:
    """The disciplines of which nobody is planned, unless somebody who may has said that it does not count."""
    planned = set(access.places_of(actor, interview).values_list("capacity", flat=True))
    relaxed = set(access.rows(Relaxation, actor, interview).values_list("condition", flat=True))
    lacking = [f"quorum:{each}" for each in interview.quorum if each not in planned]
    return [
        Missing(
            words=_("nobody of this discipline watches: {discipline}").format(
                discipline=Capacity(each.partition(":")[2]).label
            ),
            about="quorum",
        )
        for each in rules.standing(lacking, relaxed)
    ]
