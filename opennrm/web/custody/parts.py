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
    NavigationLink,
    Parts,
    ShownCase,
    Subject,
    Work,
)

NEWEST = 3
"""As many as the page of a case shows."""


def _recordings(shown: ShownCase) -> Mapping[str, Any]:
    found = access.visible_to(shown.actor).of_case(shown.case.pk).newest_first()
    recordings = list(found[: NEWEST + 1]) if shown.has(Recording) else []
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
        Work(order=25, may=(COPY_VIEW,), sections=work.of_viewer),
    ],
    case_sections=[
        CaseSection(order=36, template="custody/_of_case.html", contents=_recordings, rows=[Recording])
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
