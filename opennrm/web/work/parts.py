"""What the first page adds to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.agencies.permissions import WORK_VIEW
from opennrm.web.guide.places import first_page
from opennrm.web.parts import NavigationLink, Parts

PARTS = Parts(
    navigation=[NavigationLink(order=10, may=(WORK_VIEW,), page="home", label=_("My work"))],
    guide={
        "": "README",
        "home": first_page,
        "notices": "README#notices",
    },
)
