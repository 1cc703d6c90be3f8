"""A screening in the making: each section is kept as soon as it is sent, so that a long one is never lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.country.instrument import Instrument
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refusal

from . import access, actions
from .models import Screening, ScreeningDraft
from .observations import Observation, Observations, from_text, to_text
from .rules import Answer, UnknownItem


class NothingBegun(Refusal):
    """There is no screening in the making: it was finished or discarded, or none was begun."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A screening in the making: its instrument, in the version it began with, and what was answered and written."""

    draft: ScreeningDraft
    instrument: Instrument
    answers: dict[str, Answer]
    observations: dict[str, Observation]

    def answered_in(self, section_code: str) -> int:
        """How many questions of a section have an answer other than "not asked"."""
        questions = self.questions_in(section_code)
        return sum(self.answers.get(code, Answer.NOT_ASKED) is not Answer.NOT_ASKED for code in questions)

    def questions_in(self, section_code: str) -> set[str]:
        """The codes of the questions of a section; none where the instrument has no such section."""
        sections = (found for found in self.instrument.sections if found.code == section_code)
        return {item.code for section in sections for item in section.items}


def begin(case_id: UUID, *, instrument: str, by: Actor, at: datetime) -> ScreeningDraft:
    """Begin to screen the child of a case; whoever has begun already goes on with what they have.

    Where somebody began who no longer works on the case, the actor goes on with their answers: nobody should have to
    ask the child the same again.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` may not screen in this case.
    :raises InstrumentMissing: the country pack has no such instrument.
    """
    case = access.case_to_screen(by, case_id)
    if begun := access.own_draft(by, case_id):
        return begun
    if left := access.draft_left_behind(by, case, lock=True):
        left.membership_id = by.membership_id
        left.save(from_action=True, update_fields=["membership"])
        audit.record("screening.taken_over", subject=left, right=case_access.right_of(by, case))
        return left
    found = access.instrument_of(instrument)
    draft = ScreeningDraft(
        case=case,
        membership_id=by.membership_id,
        instrument=found.code,
        instrument_version=found.version,
        begun_at=at,
        saved_at=at,
        readers=[LEAD],
        writers=[LEAD],
    )
    draft.save(from_action=True, force_insert=True)
    audit.record("screening.begun", subject=draft, right=case_access.right_of(by, case))
    return draft


def open_own(actor: Actor, case: Case) -> Opened:
    """Open what the actor has answered so far, and record the opening.

    :raises NothingBegun: the actor has begun no screening in this case.
    :raises InstrumentMissing: the country pack no longer holds the version that it began with.
    """
    draft = access.own_draft(actor, case.pk)
    if draft is None:
        raise NothingBegun
    audit.record("screening_draft.opened", subject=draft, right=case_access.right_of(actor, case))
    return _open(actor, draft)


def save_section(
    case_id: UUID,
    *,
    section: str,
    answers: Mapping[str, str],
    observations: Observations | None = None,
    by: Actor,
    at: datetime,
) -> ScreeningDraft:
    """Keep the answers to one section, and what was written beside them. Other sections stay as they are.

    :param observations: everything that stands beside the answers of this section; None leaves that as it is.
    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` may not screen in this case.
    :raises NothingBegun: `by` has begun no screening in this case.
    :raises UnknownItem: an answer or an observation belongs to no question of the section.
    :raises ValueError: an answer is none of `rules.Answer`.
    """
    case = access.case_to_screen(by, case_id)
    draft = access.own_draft(by, case_id)
    if draft is None:
        raise NothingBegun
    opened = _open(by, draft)
    if unknown := {*answers, *(observations or ())} - opened.questions_in(section):
        raise UnknownItem(f"The section {section} has no question {', '.join(sorted(unknown))}.")
    kept = opened.answers | {code: Answer(answer) for code, answer in answers.items()}
    seal = case_access.seal(by, case_id)
    seal.close_field(draft, "answers", json.dumps(kept))
    # What was emptied stands there as an observation that says nothing, and is not kept.
    seal.close_field(draft, "observations", to_text({**opened.observations, **(observations or {})}))
    draft.saved_at = at
    draft.save(from_action=True, update_fields=["answers", "observations", "saved_at"])
    audit.record(
        "screening.section_saved",
        subject=draft,
        right=case_access.right_of(by, case),
        detail={"section": section},
    )
    return draft


def finish(case_id: UUID, *, by: Actor, at: datetime) -> Screening:
    """Make a screening of the answers so far, with the version of the instrument that it began with.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` may not screen in this case.
    :raises NothingBegun: it was finished already, or never begun.
    :raises InstrumentMissing: the country pack no longer holds that version.
    """
    access.case_to_screen(by, case_id)
    draft = access.own_draft(by, case_id)
    if draft is None:
        raise NothingBegun
    opened = _open(by, draft)
    screening = actions.screen(
        case_id,
        instrument=draft.instrument,
        version=draft.instrument_version,
        answers=opened.answers,
        observations=opened.observations,
        by=by,
        at=at,
    )
    draft.delete(from_action=True)
    return screening


def discard(case_id: UUID, *, by: Actor) -> None:
    """Throw away the actor's own screening in the making. Finished screenings stay.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` may not screen in this case.
    :raises NothingBegun: there is none.
    """
    case = access.case_to_screen(by, case_id)
    draft = access.own_draft(by, case_id)
    if draft is None:
        raise NothingBegun
    audit.record("screening.discarded", subject=draft, right=case_access.right_of(by, case))
    draft.delete(from_action=True)


def _open(actor: Actor, draft: ScreeningDraft) -> Opened:
    seal = case_access.seal(actor, draft.case_id)
    text = seal.open_field(draft, "answers")
    answers = {code: Answer(answer) for code, answer in json.loads(text or "{}").items()}
    return Opened(
        draft=draft,
        instrument=access.instrument_of(draft.instrument, draft.instrument_version),
        answers=answers,
        observations=from_text(seal.open_field(draft, "observations")),
    )
