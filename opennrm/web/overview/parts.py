"""What the figures of an agency add to other pages."""

from django.utils.translation import gettext_lazy as _

from opennrm.overview.permissions import AGENCY_OVERVIEW
from opennrm.web.parts import NavigationLink, Parts

PARTS = Parts(
    navigation=[
        NavigationLink(order=37, may=(AGENCY_OVERVIEW,), page="agency-overview", label=_("At a glance"))
    ],
    guide={"": "supervisor#my-agency-at-a-glance"},
)
