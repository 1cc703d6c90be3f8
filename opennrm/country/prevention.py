"""Prevention: who counts as trained, how long certificates count, what is due when, and who needs a certificate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Prevention:
    """The country's rules for prevention.

    Whoever was there for at least `trained_percent` of the hours counts as trained. A certificate is shown as ending
    soon for `expiring_days`, and renewed by a refresher until `renewal_days` after its end. Numbers are due
    `report_working_days` after an activity, and a concern `concern_hours` after an inspection that found signs.
    `screening_needs_certificate` are the roles that screen only with a `screening_certificate`.
    """

    trained_percent: int
    expiring_days: int
    renewal_days: int
    report_working_days: int
    concern_hours: int
    child_bands: tuple[str, ...]
    first_responder_roles: tuple[str, ...]
    identification_topics: tuple[str, ...]
    justice_roles: tuple[str, ...]
    confirming_kinds: tuple[str, ...]
    screening_certificate: str
    screening_needs_certificate: tuple[str, ...]
    certainty: Certainty


def read(table: Table, parts: Mapping[str, Any]) -> Prevention:
    """Read the table [prevention], whose codes must be those of the lists, kinds and roles in `parts` of the pack."""
    lists: Mapping[str, Collection[str]] = parts["lists"]
    found = Prevention(
        trained_percent=table.number("trained_percent", minimum=1, maximum=100),
        expiring_days=table.number("expiring_days", minimum=1, maximum=365),
        renewal_days=table.number("renewal_days", minimum=0, maximum=730),
        report_working_days=table.number("report_working_days", minimum=1, maximum=60),
        concern_hours=table.number("concern_hours", minimum=1, maximum=168),
        child_bands=table.known_codes("child_bands", lists["age_bands"]),
        first_responder_roles=table.known_codes("first_responder_roles", lists["prevention_roles"]),
        identification_topics=table.known_codes("identification_topics", lists["prevention_topics"]),
        justice_roles=table.known_codes("justice_roles", lists["prevention_roles"]),
        confirming_kinds=table.known_codes("confirming_kinds", parts["agency_kinds"]),
        screening_certificate=table.known("screening_certificate", lists["certificate_kinds"]),
        screening_needs_certificate=table.known_codes(
            "screening_needs_certificate", parts["roles"], may_be_empty=True
        ),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found
