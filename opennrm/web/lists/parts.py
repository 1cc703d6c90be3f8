"""What the pages of lists add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.permissions import CASE_VIEW
from opennrm.web.lists import figures
from opennrm.web.parts import NavigationLink, Parts

PARTS = Parts(
    figures=figures.FIGURES,
    navigation=[NavigationLink(order=30, may=(CASE_VIEW,), page="case-list", label=_("Cases"))],
    guide={
        "": "caseworker#finding-your-way-through-many-cases",
        "case-export": "supervisor#exporting-a-list",
        "case-export-named": "supervisor#exporting-a-list",
    },
)
