"""The page of one piece of joint work: for the lead how it stands, for the other agency what is asked of it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.cases.permissions import CASE_VIEW
from opennrm.foundation.actor import Actor
from opennrm.joint_work import access
from opennrm.joint_work.models import JointWork
from opennrm.joint_work.permissions import JOINT_WORK_ANSWER
from opennrm.joint_work.states import State
from opennrm.web.guards import requires
from opennrm.web.joint_work.words import TONES, not_shown, shown, story
from opennrm.web.referrals.words import summary_of
from opennrm.web.request import Request


@requires(CASE_VIEW, JOINT_WORK_ANSWER)
@require_safe
def show(request: Request, work_id: UUID) -> HttpResponse:
    """One piece of joint work: what was asked, what the agency may see, and what can be done with it."""
    actor, at = request.actor, timezone.now()
    work, texts = access.to_read(actor, work_id)
    context = {
        "work": work,
        "texts": texts,
        "case": case_access.visible_to(actor).filter(pk=work.case_id).first(),
        "summary": summary_of(work),
        "shown": shown(work),
        "not_shown": not_shown(work),
        "story": story(work),
        "tone": TONES[State(work.state)],
        "deadline": deadlines.of_matters(actor, [work.pk], at=at).get(work.pk),
        "has_lapsed": work.has_lapsed(at),
        "now": at,
        **_steps(actor, work, at=at),
    }
    return render(request, "joint_work/show.html", context)


def _steps(actor: Actor, work: JointWork, *, at: datetime) -> dict[str, bool]:
    """How it stands, on which side the actor is, and what they can do with it now."""
    is_own, asks = access.is_of_agency(actor, work), access.is_of_lead(actor, work)
    is_waiting = work.state == State.ASKED and not work.has_lapsed(at)
    takes_part = work.state == State.TAKING_PART and not work.has_lapsed(at)
    return {
        "is_own": is_own,
        "is_waiting": is_waiting,
        "takes_part": takes_part,
        "may_answer": is_own and is_waiting,
        "may_withdraw": asks and is_waiting,
        "may_extend": asks and takes_part,
        "may_end": (asks or is_own) and takes_part,
    }
