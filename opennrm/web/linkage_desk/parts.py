"""What the linkage desk adds to other pages."""

from django.utils.translation import gettext_lazy as _

from opennrm.audit.permissions import AUDIT_VIEW
from opennrm.linkage import desk_access
from opennrm.linkage.permissions import LINK_ANSWER, LINK_DECIDE, LINK_JUDGE, LINK_OVERSEE
from opennrm.web.linkage_desk import work
from opennrm.web.parts import NavigationLink, Parts, Subject, Work

PARTS = Parts(
    navigation=[
        NavigationLink(
            order=75, may=(LINK_DECIDE, LINK_OVERSEE), page="linkage-desk", label=_("Linkage desk")
        )
    ],
    work=[
        Work(
            order=12,
            may=(LINK_ANSWER,),
            sections=work.questions,
            waits=lambda actor, at: [desk_access.requests_to_answer(actor)],
        ),
        Work(order=13, may=(LINK_DECIDE, LINK_OVERSEE), sections=work.at_desk),
        Work(
            order=64,
            may=(LINK_JUDGE,),
            sections=work.of_agency,
            waits=lambda actor, at: [desk_access.within_agency(actor)],
        ),
        Work(order=91, may=(AUDIT_VIEW,), sections=work.figures),
    ],
    subjects={
        "link_request": Subject(page="link-request-show", readable=desk_access.readable_requests),
    },
    guide={
        "": "linkage-desk",
        "linkage-desk-results": "linkage-desk#children-on-the-lists-of-other-offices",
        "linkage-desk-outside": "linkage-desk#children-on-the-lists-of-other-offices",
        "linkage-own": "caseworker#the-same-child-twice",
        "linkage-desk-figures": "linkage-desk#how-well-the-desk-decides",
        "link-request-show": "supervisor#when-the-linkage-desk-asks",
        "link-request-agree": "supervisor#when-the-linkage-desk-asks",
        "link-request-refuse": "supervisor#when-the-linkage-desk-asks",
        "link-request-end": "supervisor#when-the-linkage-desk-asks",
    },
)
