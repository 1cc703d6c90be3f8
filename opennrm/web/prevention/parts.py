"""What prevention adds to My work and the navigation."""

from django.utils.translation import gettext_lazy as _

from opennrm.agencies.permissions import WORK_VIEW
from opennrm.prevention.permissions import (
    INSPECTION_DO,
    INSPECTION_READ,
    PREVENTION_CONFIRM,
    PREVENTION_PLAN,
    PREVENTION_VIEW,
)
from opennrm.web.parts import NavigationLink, Parts, Work
from opennrm.web.prevention import work

PARTS = Parts(
    navigation=[
        NavigationLink(
            order=61, may=(INSPECTION_DO, INSPECTION_READ), page="inspection-list", label=_("Inspections")
        ),
        NavigationLink(order=62, may=(PREVENTION_VIEW,), page="prevention-calendar", label=_("Prevention")),
    ],
    work=[
        Work(order=66, may=(INSPECTION_DO,), sections=work.concerns),
        Work(order=67, may=(PREVENTION_PLAN,), sections=work.unreported),
        Work(order=68, may=(PREVENTION_CONFIRM,), sections=work.unconfirmed),
        Work(order=69, may=(WORK_VIEW,), sections=work.ending, waits=work.own_certificates),
    ],
    guide={
        "": "prevention-officer#plan-and-report",
        "prevention-figures": "prevention-officer#figures",
        "prevention-publish": "prevention-officer#figures",
        "prevention-csv": "prevention-officer#figures",
        "prevention-pdf": "prevention-officer#figures",
        "survey-new": "prevention-officer#figures",
        "tally-new": "prevention-officer#figures",
        "attendance-upload": "prevention-officer#who-was-there",
        "attendance-new": "prevention-officer#who-was-there",
        "attendance-correct": "prevention-officer#who-was-there",
        "sign-in-by-code": "prevention-officer#who-was-there",
        "head-count-new": "prevention-officer#who-was-there",
        "curriculum-list": "prevention-officer#curricula-and-certificates",
        "curriculum-new": "prevention-officer#curricula-and-certificates",
        "curriculum-replace": "prevention-officer#curricula-and-certificates",
        "training-certificate-own": "prevention-officer#curricula-and-certificates",
        "training-certificate-list": "prevention-officer#curricula-and-certificates",
        "training-certificate-check": "prevention-officer#curricula-and-certificates",
        "training-certificate-show": "prevention-officer#curricula-and-certificates",
        "training-certificate-revoke": "prevention-officer#curricula-and-certificates",
        "training-certificate-print": "prevention-officer#curricula-and-certificates",
        "inspection-list": "prevention-officer#inspections",
        "inspection-new": "prevention-officer#inspections",
        "inspection-show": "prevention-officer#inspections",
        "inspection-record": "prevention-officer#inspections",
        "inspection-receipt": "prevention-officer#inspections",
        "inspection-checklist": "prevention-officer#inspections",
    },
)
