"""How far the work on an estimate is, in words."""

from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.statistics import access
from opennrm.statistics.models import EstimateRun
from opennrm.statistics.states import ENDED, State
from opennrm.web.progress import Standing, percent_of, standing_at


def standing_of(run: EstimateRun, *, at: datetime) -> Standing:
    """How a run that is not done stands at this moment."""
    if run.state in ENDED:
        return Standing(words=run.get_state_display(), may_try_again=True)
    if access.is_silent(run, at=at):
        return Standing(
            words=_("Stuck"),
            help=_("The worker is not responding. Try again, or ask the person who runs the server."),
            may_cancel=True,
            may_try_again=True,
        )
    if run.state == State.RUNNING:
        return standing_at(
            percent_of(run.work_done, run.work_whole),
            words=_("Being worked out"),
            help=_(
                "We calculate the samples first, then the other methods. You can leave this page while you wait."
            ),
            may_cancel=True,
        )
    if access.is_slow_to_begin(run, at=at):
        return Standing(
            words=_("Still waiting"),
            help=_(
                "No worker has started this estimate. If no other estimate is being worked out, ask the person "
                "who runs the server."
            ),
            may_cancel=True,
        )
    return Standing(words=_("Waiting for its turn"), is_watched=True, may_cancel=True)
