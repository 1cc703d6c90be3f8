"""Pages about the time in which samples may be found: the last contact that is known, and the examination."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.country.pack import pack
from opennrm.interviews import access, samples
from opennrm.interviews.permissions import INTERVIEW_REQUEST
from opennrm.web import design
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.steps import take
from opennrm.web.request import Request, page_token, posted


class MomentForm(design.Form):
    """Asks for a day and a time."""

    on = design.DateField(
        label=gettext_lazy("On which day?"), error_messages={"required": gettext_lazy("Enter the day.")}
    )
    time = design.TimeField(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("If nobody knows, enter the earliest time that is possible."),
        error_messages={"required": gettext_lazy("Enter the time.")},
    )

    @property
    def moment(self) -> datetime:
        """The moment, from valid answers."""
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"], tzinfo=pack().zone)


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def contact(request: Request, case_id: UUID) -> HttpResponse:
    """Record when the last contact was that is known."""
    case = access.case_with_interviews(request.actor, case_id, may=INTERVIEW_REQUEST)
    form, page = MomentForm(posted(request)), page_token(request)
    return take(
        request,
        form,
        {"case": case},
        template="contact",
        do=lambda: samples.record_contact(
            case_id, contact_at=form.moment, page=page, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded. We warn you before it becomes harder to find samples."),
        leads_to="interview-of-case",
        of=case_id,
        field="on",
    )


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def examined(request: Request, case_id: UUID) -> HttpResponse:
    """Record that the child was examined."""
    case = access.case_with_interviews(request.actor, case_id, may=INTERVIEW_REQUEST)
    form = MomentForm(posted(request))
    return take(
        request,
        form,
        {"case": case},
        template="examined",
        do=lambda: samples.record_examination(
            case_id, examined_at=form.moment, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded. The warnings have ended."),
        leads_to="interview-of-case",
        of=case_id,
        field="on",
    )
