"""What follows for a child in court from the events of a case: who comes later stands beside the child too.

`participation.cover` lets a new part read what it covers. Several agencies prepare the child, so the part may also
change it, as if it had been there from the start.
"""

from typing import Any

from opennrm.cases.bound import CaseBound
from opennrm.cases.consequences import Happened
from opennrm.foundation.visibility import guarded_models, merged
from opennrm.joint_work.events import ASKED
from opennrm.joint_work.models import JointWork
from opennrm.referrals.events import RESUMED, SENT
from opennrm.referrals.models import Referral

from .models import ChildInProceeding


def let_take_steps(happened: Happened) -> None:
    """When an agency is asked into a case, let it change what its part covers of the child in court."""
    part = _part_given(happened)
    if part is None:
        return
    for model in guarded_models():
        if model._meta.app_label == ChildInProceeding._meta.app_label and issubclass(model, CaseBound):
            rows: Any = model.objects.visible_to(happened.by).writable_by(happened.by)
            # Its part covers what it was let read.
            rows.filter(case_id=happened.case_id, readers__contains=[part]).update(
                writers=merged("writers", [part]), from_action=True
            )


def _part_given(happened: Happened) -> int | None:
    """The principal of the part that an agency has once it accepts, or again."""
    if happened.event.kind == ASKED.kind:
        return JointWork.objects.visible_to(happened.by).get(pk=happened.detail["joint_work"]).principal
    if happened.event.kind in (SENT.kind, RESUMED.kind):
        return Referral.objects.visible_to(happened.by).get(pk=happened.detail["referral"]).serving_principal
    return None


CONSEQUENCES = (let_take_steps,)
