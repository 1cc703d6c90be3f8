"""What has to be there before an interview begins, each with where to put it right."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of
from opennrm.tellings.queries import was_told

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
    found += [*_told(interview, at=at), *_basis(interview, at=at), *_quorum(actor, interview)]
    return found


def _told(interview: Interview, *, at: datetime) -> list[Missing]:
    """What the child has to be told before: some days ahead, and on the day at the start."""
    zone = pack().zone
    words = {
        Moment.BEFORE_INTERVIEW: _("tell the child before the day what will happen"),
        Moment.START_OF_INTERVIEW: _("tell the child at the start how it goes"),
    }
    since = {
        Moment.BEFORE_INTERVIEW: start_of(interview.requested_at.astimezone(zone).date(), zone),
        Moment.START_OF_INTERVIEW: start_of(at.astimezone(zone).date(), zone),
    }
    return [
        Missing(words=said, about=moment.value)
        for moment, said in words.items()
        if not was_told(interview.case_id, moment, since[moment])
    ]


def _basis(interview: Interview, *, at: datetime) -> list[Missing]:
    today = at.astimezone(pack().zone).date()
    is_over = interview.basis_until is not None and interview.basis_until < today
    if interview.basis_at is not None and not is_over:
        return []
    return [Missing(words=_("confirm that the interview may be recorded"), about="basis")]


def _quorum(actor: Actor, interview: Interview) -> list[Missing]:
    """The disciplines of which nobody is planned, unless somebody who may has said that it does not count."""
    planned = set(access.places_of(actor, interview).values_list("capacity", flat=True))
    relaxed = set(access.rows(Relaxation, actor, interview).values_list("condition", flat=True))
    lacking = [f"quorum({each})" for each in interview.quorum if each not in planned]
    return [
        Missing(
            words=_("nobody of this discipline watches: {discipline}").format(
                discipline=Capacity(rules.parts_of(each)[1]).label
            ),
            about="quorum",
        )
        for each in rules.standing(lacking, relaxed)
    ]
