"""Figures of cases and of the children whom they are about."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.web.figures import Cell, Row, Shown, Table, TableOf, figure


def _children(counted: Mapping[str, int], at: datetime) -> Table:
    return Table(
        title=_("Cases and children"),
        headings=[_("Open now"), _("Number")],
        rows=[
            Row(label=_("Cases"), cells=[figure(counted["cases"], reverse("case-list"))]),
            Row(label=_("Children"), cells=[Cell(words=str(counted["children"]))]),
        ],
        intro=_("A child with several cases counts once if somebody has said that it is the same child."),
    )


FIGURES: list[Shown] = [TableOf(order=105, name="children", shown=_children)]
