"""How many investigations were opened in each year of reports, by form. The unit is the investigation."""

from collections import Counter
from dataclasses import dataclass

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, rules
from .values import Form

FORMS = tuple(Form)
"""In the order in which tables have them."""


@dataclass(frozen=True, kw_only=True)
class Year:
    """One year of reports, by the year in which it begins."""

    begins: int
    counts: dict[str, int]

    @property
    def name(self) -> str:
        """As people write it: 2025/26 for one that ends in the year after, 2025 for a calendar year."""
        if pack().investigations.report_year_begins_in == 1:
            return str(self.begins)
        return f"{self.begins}/{(self.begins + 1) % 100:02}"

    @property
    def by_form(self) -> list[int]:
        """The numbers in the order of `FORMS`."""
        return [self.counts.get(form, 0) for form in FORMS]

    @property
    def total(self) -> int:
        """All forms together."""
        return sum(self.by_form)


def by_form_and_year(actor: Actor) -> list[Year]:
    """The investigations that the actor sees, by the year of reports in which they were opened; the newest first."""
    begins_in = pack().investigations.report_year_begins_in
    found: dict[int, Counter[str]] = {}
    for opened_on, form in access.visible_to(actor).values_list("opened_on", "form"):
        found.setdefault(rules.report_year(opened_on, begins_in=begins_in), Counter())[form] += 1
    return [Year(begins=year, counts=dict(counts)) for year, counts in sorted(found.items(), reverse=True)]
