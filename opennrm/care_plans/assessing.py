"""Assessing whether the child is safe, what is done at once, and what the child needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.state_table import TransitionRefused

from . import access, events
from .models import ImmediateAct, NeedAssessment, SafetyAssessment
from .states import Level, SafeTonight
from .telling import CareIncomplete, told


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something to be done at once."""

    code: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Safety:
    """What an assessment of safety says. `conditions` are needed where the child is safe with conditions alone."""

    assessed_at: datetime
    dangers: Sequence[str]
    safe_tonight: str
    conditions: str
    next_at: datetime
    acts: Sequence[Act]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What an assessment of needs says: a level for each domain, strengths, and the child's own words."""

    assessed_on: date
    levels: Mapping[str, str]
    strengths: str
    child_words: str = ""
    words_language: str = ""
    words_written_by: str = ""


def assess_safety(case_id: UUID, *, content: Safety, page: UUID, by: Actor, at: datetime) -> SafetyAssessment:
    """Record whether the child is safe, and what is done at once.

    :param page: of each showing of the page another one: sent twice, it makes one assessment.
    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not allow this.
    :raises CareIncomplete: something is missing, or lies in the future.
    """
    case = access.case_to_write(by, case_id)
    made = access.id_of_page("safety", case_id, page, by=by)
    if written := SafetyAssessment.objects.visible_to(by).filter(pk=made).first():
        return written
    _refuse_unsafe(content, at=at)
    seal = case_access.seal(by, case.pk)
    row = SafetyAssessment.make(
        case,
        at,
        id=made,
        assessed_at=content.assessed_at,
        dangers=list(content.dangers),
        safe_tonight=content.safe_tonight,
        next_at=content.next_at,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    seal.close_field(row, "conditions", content.conditions.strip())
    row.save(from_action=True, force_insert=True)
    for act in content.acts:
        done = ImmediateAct.make(case, at, assessment=row, code=act.code, due_at=act.due_at)
        seal.close_field(done, "owner", act.owner.strip())
        done.save(from_action=True, force_insert=True)
    told(events.SAFETY_ASSESSED, row, by=by, at=at, detail={"care": str(case.pk)})
    return row


def _refuse_unsafe(content: Safety, *, at: datetime) -> None:
    if not content.dangers or not {*content.dangers} <= {*pack().codes("safety_dangers")}:
        raise CareIncomplete(
            _("Choose what endangers the child, or that no danger was found."), field="dangers"
        )
    if content.safe_tonight not in SafeTonight.values:
        raise CareIncomplete(_("Choose whether the child is safe tonight."), field="safe_tonight")
    if content.safe_tonight == SafeTonight.WITH_CONDITIONS and not content.conditions.strip():
        raise CareIncomplete(_("Write what has to be done so that the child is safe."), field="conditions")
    if content.safe_tonight == SafeTonight.NO and not content.acts:
        raise CareIncomplete(_("The child is not safe tonight. Say what is done now."), field="act_1")
    if content.assessed_at > at:
        raise CareIncomplete(_("Enter when it was. It cannot be in the future."), field="assessed_on")
    if content.next_at <= content.assessed_at:
        raise CareIncomplete(_("Enter a day after this assessment."), field="next_on")
    for act in content.acts:
        if act.code not in pack().codes("immediate_acts") or not act.owner.strip():
            raise CareIncomplete(_("Say who does it."), field="act_1")


def finish_act(act_id: UUID, *, done_at: datetime, words: str, by: Actor, at: datetime) -> ImmediateAct:
    """Record that something was done to keep the child safe.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises TransitionRefused: it is done already.
    :raises CareIncomplete: it lies in the future.
    """
    visible = ImmediateAct.objects.visible_to(by)
    case = access.case_to_write(by, fetch(visible, pk=act_id).case_id)
    act = fetch(visible.select_for_update(of=("self",)), pk=act_id)
    if act.done_at is not None:
        raise TransitionRefused(_("Somebody has recorded already that this was done."))
    if done_at > at:
        raise CareIncomplete(_("Enter when it was done. It cannot be in the future."), field="done_on")
    act.done_at, act.done_by_id = done_at, by.membership_id
    case_access.seal(by, case.pk).close_field(act, "done_words", words.strip())
    act.save(from_action=True, update_fields=["done_at", "done_by", "done_words"])
    told(events.ACT_DONE, act, by=by, at=at, detail={"care": str(case.pk), "act": act.code})
    return act


def assess_needs(case_id: UUID, *, content: Needs, page: UUID, by: Actor, at: datetime) -> NeedAssessment:
    """Record what the child needs, as a new version. Earlier versions stay.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not allow this.
    :raises CareIncomplete: something is missing, or lies in the future.
    """
    case = access.case_to_write(by, case_id)
    made = access.id_of_page("needs", case_id, page, by=by)
    before = NeedAssessment.objects.visible_to(by).of_case(case_id)
    if written := before.filter(pk=made).first():
        return written
    _refuse_incomplete_needs(content, at=at)
    row = NeedAssessment.make(
        case,
        at,
        id=made,
        number=before.count() + 1,
        assessed_on=content.assessed_on,
        levels=dict(content.levels),
        words_language=content.words_language if content.child_words.strip() else "",
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    seal = case_access.seal(by, case.pk)
    for field in ("strengths", "child_words", "words_written_by"):
        seal.close_field(row, field, getattr(content, field).strip())
    row.save(from_action=True, force_insert=True)
    told(events.NEEDS_ASSESSED, row, by=by, at=at, detail={"care": str(case.pk)})
    return row


def _refuse_incomplete_needs(content: Needs, *, at: datetime) -> None:
    for domain in pack().codes("need_domains"):
        if content.levels.get(domain) not in Level.values:
            raise CareIncomplete(_("Choose a level."), field=f"level_{domain}")
    if content.assessed_on > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter the day. It cannot be in the future."), field="assessed_on")
    if not content.strengths.strip():
        raise CareIncomplete(_("Write what is strong in the child and around the child."), field="strengths")
    if content.child_words.strip():
        if content.words_language not in pack().listed("languages"):
            raise CareIncomplete(
                _("Choose the language in which the child said this."), field="words_language"
            )
        if not content.words_written_by.strip():
            raise CareIncomplete(_("Say who wrote down what the child said."), field="words_written_by")
