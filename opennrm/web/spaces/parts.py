"""What spaces and the interview team add to My work, the navigation and the calendar."""

from django.utils.translation import gettext_lazy

from opennrm.agencies.permissions import WORK_VIEW
from opennrm.spaces.permissions import SPACE_BOOK, SPACE_KEEP, TEAM_KEEP
from opennrm.web.parts import CalendarSource, NavigationLink, Parts, Subject, Work
from opennrm.web.spaces import work

PARTS = Parts(
    navigation=[
        NavigationLink(
            order=57, may=(SPACE_BOOK, SPACE_KEEP), page="space-list", label=gettext_lazy("Spaces")
        ),
        NavigationLink(
            order=58, may=(SPACE_BOOK, TEAM_KEEP), page="team-list", label=gettext_lazy("Interview team")
        ),
    ],
    work=[
        Work(order=64, may=(SPACE_BOOK, SPACE_KEEP), sections=work.misfits),
        Work(order=65, may=(TEAM_KEEP,), sections=work.ending_certificates),
    ],
    calendar=[
        CalendarSource(
            order=17,
            kind="booking",
            words=gettext_lazy("Appointment"),
            may=(WORK_VIEW,),
            entries=work.in_calendar,
        )
    ],
    subjects={"space": Subject(page="space-show"), "team_member": Subject(page="team-show")},
    guide={
        "": "facilitator#the-interview-team",
        "space-list": "facilitator#child-friendly-spaces",
        "space-new": "facilitator#child-friendly-spaces",
        "space-show": "facilitator#child-friendly-spaces",
        "space-change": "facilitator#child-friendly-spaces",
        "space-close": "facilitator#child-friendly-spaces",
        "space-calendar": "facilitator#calendars",
        "team-calendar": "facilitator#calendars",
    },
)
