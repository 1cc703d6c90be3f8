"""The pages on which a service is chosen, asked and the request checked. Their answers stay in the pages."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opennrm.web.design.wizard import Step, Wizard
from opennrm.web.referrals.forms import KindForm, ReferralForm

CHOOSE, REQUEST = "choose", "request"


def _address(slug: str, case_id: UUID, service_id: UUID | None = None, kind: str = "") -> str:
    """The address of a page; none of a request before a service is chosen."""
    if slug == CHOOSE:
        return reverse("referral-choose", args=[case_id]) + (f"?{urlencode({'kind': kind})}" if kind else "")
    return reverse("referral-new", args=[case_id, service_id]) if service_id else ""


WIZARD = Wizard(
    (
        Step(slug=CHOOSE, title=_("Refer to a service"), form=KindForm),
        Step(slug=REQUEST, title=_("Ask a service to help"), form=ReferralForm),
    ),
    _address,
)
