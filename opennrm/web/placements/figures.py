"""Figures of placements: overdue visits and missing children of each person."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from opennrm.web.figures import PersonColumn, Shown

FIGURES: list[Shown] = [
    PersonColumn(
        order=34,
        name="overdue_visits_of_person",
        label=gettext_lazy("Visits overdue"),
        url=lambda holder: f"{reverse('clock-list')}?{urlencode({'overdue': 'yes', 'holder': holder})}",
    ),
    PersonColumn(
        order=36,
        name="missing_of_person",
        label=gettext_lazy("Missing children"),
        url=lambda holder: f"{reverse('case-list')}?{urlencode({'holder': holder})}",
    ),
]
