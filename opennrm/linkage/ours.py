"""The children of the mechanism as a list that can be encoded. Only the job that compares all records can read it."""

from collections.abc import Iterator
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases.models import Case, CaseKey
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.plain_text import plain
from opennrm.foundation.sealing import seal_of
from opennrm.people.models import Person

from . import objecting
from .models import MATCHER

OPENED_AT_ONCE = 500


def people() -> Iterator[tuple[str, tuple[str, str, str, str, str]]]:
    """The id of each child, with given names, family name, date of birth, sex and area, in the order of the ids.

    For whoever has entered as the job that compares all records. Whose key is destroyed is left out, and who objects
    where a data officer decided that it stops for them.
    """
    areas = {area.code: area.name for area in pack().areas}
    stopped = objecting.cases(Actor(principals=(system_principal(MATCHER),)))
    everybody = Person.objects.exclude(case_id__in=stopped).order_by("pk")
    rows = list(everybody[:OPENED_AT_ONCE])
    while rows:
        cases = Case.objects.in_bulk([row.case_id for row in rows])
        keys = _keys(set(cases))
        for row in rows:
            if row.case_id in keys:
                case, seal = cases[row.case_id], seal_of(row.case_id, keys[row.case_id])
                given, family, born = (
                    plain(seal.open_field(row, name), lines=False)
                    for name in ("given_names", "family_name", "birth_date")
                )
                area = areas.get(case.area, case.area)
                yield str(row.pk), (given, family, born, row.sex or case.sex, area)
        rows = list(everybody.filter(pk__gt=rows[-1].pk)[:OPENED_AT_ONCE])


def _keys(case_ids: set[UUID]) -> dict[UUID, bytes]:
    found = CaseKey.objects.filter(pk__any_of=case_ids).values_list("pk", "wrapped")
    return {case_id: bytes(wrapped) for case_id, wrapped in found if wrapped}


def record_encoding(*, people: int, commitment: str) -> None:
    """Record for the auditors that all children were encoded, how many they are, and the digest of the encodings."""
    audit.record("linkage.encoded", detail={"people": people, "commitment": commitment})
