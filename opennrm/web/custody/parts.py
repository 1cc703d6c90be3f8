"""What recordings add to My work, the navigation and the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.custody import access
from opennrm.custody.models import Recording
from opennrm.custody.permissions import COPY_VIEW, CUSTODY_KEEP
from opennrm.web.custody import work
from opennrm.web.parts import (
    CaseButton,
    CaseButtons,
    CaseSection,
    Lists,
    NavigationLink,
    Parts,
    ShownCase,
    Subject,
    Work,
)

NEWEST = 3
"""As many as the page of a case shows."""


def _listed(shown: ShownCase) -> Lists:
    found = access.visible_to(shown.actor).of_case(shown.case.pk).newest_first()
    said = "reference", "state", "mismatch_at", "device", "announced_at"
    return {"recordings": found.showing(*said)[: NEWEST + 1]}


def _recordings(shown: ShownCase) -> Mapping[str, Any]:
    recordings = shown.lists["recordings"]
    return {"recordings": recordings[:NEWEST], "has_more_recordings": len(recordings) > NEWEST}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if shown.case.closed_at is not None or not access.keeps_in(shown.actor, shown.case):
        return []
    return [CaseButton(label=_("Announce a recording"), url=reverse("recording-new", args=[shown.case.pk]))]


PARTS = Parts(
    navigation=[
        NavigationLink(
            order=57, may=(CUSTODY_KEEP, COPY_VIEW), page="recording-list", label=gettext_lazy("Recordings")
        )
    ],
    work=[
        Work(order=25, may=(CUSTODY_KEEP,), sections=work.of_custodian),
        Work(
            order=25,
            may=(COPY_VIEW,),
            sections=work.of_viewer,
            waits=lambda actor, at: [access.copies_for(actor)],
        ),
    ],
    case_sections=[
        CaseSection(
            order=36, template="custody/_of_case.html", contents=_recordings, lists=_listed, rows=[Recording]
        )
    ],
    case_buttons=[CaseButtons(order=46, buttons=_buttons)],
    subjects={
        "recording": Subject(page="recording-show"),
        "copy": Subject(page="copy-show"),
    },
    guide={
        "": "custodian#recordings",
        "copy-order": "custodian#ordering-a-copy",
        "copy-show": "custodian#looking-at-a-copy",
        "copy-look": "custodian#looking-at-a-copy",
        "copy-play": "custodian#looking-at-a-copy",
        "copy-download": "custodian#looking-at-a-copy",
    },
)
