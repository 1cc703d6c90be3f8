"""Figures of care: who has more cases than the country aims for."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.country.pack import pack
from opennrm.web.figures import Row, Shown, Table, TableOf, figure


def _above_aim(counted: Sequence[tuple[str, int]], at: datetime) -> Table:
    found = Membership.objects.filter(pk__in=[holder for holder, _number in counted])
    names = {str(pk): name for pk, name in found.values_list("pk", "account__name")}
    most = pack().care.most_cases_a_caseworker
    return Table(
        title=_("Caseworkers with more cases than they should have"),
        intro=_("The country aims for at most %(most)d cases for each caseworker.") % {"most": most},
        headings=[_("Person"), _("Cases")],
        rows=[
            Row(
                label=names.get(holder, ""),
                cells=[figure(number, f"{reverse('case-list')}?{urlencode({'holder': holder})}")],
                size=number,
            )
            for holder, number in counted
        ],
        empty=_("Nobody has more cases than that."),
    )


FIGURES: list[Shown] = [TableOf(order=115, name="above_caseload_aim", shown=_above_aim)]
