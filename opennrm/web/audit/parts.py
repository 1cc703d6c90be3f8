"""What the pages of the audit add to others."""

from django.utils.translation import gettext_lazy as _

from opennrm.audit.permissions import AUDIT_VIEW
from opennrm.web.audit import work
from opennrm.web.parts import NavigationLink, Parts, Work

PARTS = Parts(
    navigation=[NavigationLink(order=80, may=(AUDIT_VIEW,), page="audit-list", label=_("Audit"))],
    work=[Work(order=90, may=(AUDIT_VIEW,), sections=work.to_look_through)],
    guide={
        "": "auditor",
        "case-audit": "caseworker#the-case-page",
    },
)
