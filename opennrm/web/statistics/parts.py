"""What the pages of estimates add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.agencies.permissions import Permission
from opennrm.web.parts import NavigationLink, Parts

PARTS = Parts(
    navigation=[
        NavigationLink(
            order=70,
            may=(Permission.ESTIMATE_RUN, Permission.ESTIMATE_VIEW),
            page="estimate-list",
            label=_("Estimates"),
        )
    ],
)
