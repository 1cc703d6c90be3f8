"""Giving a result to others, without small counts."""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.state_table import TransitionRefused

from . import access
from .actions import holders_for, refuse_unless_runs_estimates
from .disclosure import masked
from .models import EstimateRun, SharedEstimate
from .permissions import ESTIMATE_VIEW
from .states import State


def share(run_id: UUID, *, agencies: Iterable[UUID], by: Actor, at: datetime) -> SharedEstimate | None:
    """Let the people of these agencies who read estimates see a result, and nobody else from now on.

    What they get is a copy without small counts. Without agencies the copy is deleted; then `None` is
    returned. Agencies in which nobody reads shared estimates are left out.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role runs no estimates.
    :raises TransitionRefused: it is not done.
    """
    refuse_unless_runs_estimates(by)
    run = access.run_to_change(by, run_id)
    if run.state != State.DONE:
        raise TransitionRefused(_("You can only share an estimate that is finished."))
    wanted = set(agencies)
    chosen = [agency.pk for agency in access.possible_readers() if agency.pk in wanted]
    SharedEstimate.objects.filter(run=run).delete(from_action=True)
    audit.record("estimate.shared", subject=run, detail={"agencies": [str(agency) for agency in chosen]})
    return _copy(run, chosen, by=by, at=at) if chosen else None


def _copy(run: EstimateRun, agencies: list[UUID], *, by: Actor, at: datetime) -> SharedEstimate:
    roles = pack().roles_that_may(ESTIMATE_VIEW)
    teams = [team_principal(agency, role) for agency in agencies for role in roles]
    holders = holders_for(by)
    copy = SharedEstimate(
        run=run,
        shared_by_id=by.membership_id,
        shared_at=at,
        agencies=agencies,
        method=run.method,
        is_reliable=bool(run.is_reliable),
        expires_at=run.expires_at,
        readers=sorted({*holders, *teams}),
        writers=holders,
    )
    data_key = sealing.new_data_key()
    copy.wrapped_key = sealing.wrap_key(copy.pk, data_key)
    result = json.loads(access.seal_of_row(run).open_field(run, "result"))
    sealing.Seal(copy.pk, data_key).close_field(copy, "result", json.dumps(masked(result)))
    copy.save(from_action=True, force_insert=True)
    return copy
