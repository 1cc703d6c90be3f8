"""What the pages of estimates add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.statistics.permissions import ESTIMATE_RUN, ESTIMATE_VIEW
from opennrm.web.parts import NavigationLink, Parts

PARTS = Parts(
    navigation=[
        NavigationLink(
            order=70,
            may=(ESTIMATE_RUN, ESTIMATE_VIEW),
            page="estimate-list",
            label=_("Estimates"),
        )
    ],
    guide={
        "": "estimates#on-the-page",
        "estimate-share": "estimates#small-counts-and-sharing",
        "shared-estimate-show": "estimates#small-counts-and-sharing",
    },
)
