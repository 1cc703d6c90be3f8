"""What the pages of concerns add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.concerns import work
from opennrm.web.parts import NavigationLink, Parts, Subject, Work

PARTS = Parts(
    navigation=[NavigationLink(order=20, may=(CONCERN_REPORT,), page="concern-list", label=_("My concerns"))],
    work=[Work(order=50, may=(CONCERN_REPORT,), sections=work.reported)],
    subjects={"receipt": Subject(page="concern-receipt"), "urgency": Subject(page="case-urgency")},
)
