"""What a browser sends to the pages of corrections."""

from collections.abc import Callable

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of

REASON = "The birth certificate says so."
OTHERS = dict.fromkeys(
    ("service_accepted", "deciding", "taking_part", "host", "facilitator", "interviewer"), 403
)


def _facts(cast: Cast) -> Fields:
    """The form as it stands after the first correction, with another age."""
    return {"age": 12, "sex": "female", "area": pack().areas[0].code, "version": 1, "reason": REASON}


def _identity(cast: Cast) -> Fields:
    """The form as it stands after the first correction, with another document number."""
    known = cast.canaries
    return {
        "given_names": known.given_names,
        "family_name": known.family_name,
        "other_names": known.other_names,
        "birth_date_day": 5,
        "birth_date_month": 4,
        "birth_date_year": 2013,
        "citizenships": ["XXA"],
        "document_number": "A 123",
        "school": known.school,
        "guardian": known.told_guardian,
        "version": 1,
        "reason": REASON,
    }


def _contact(cast: Cast) -> Fields:
    known = cast.canaries
    stands = {"address": known.address, "telephone": known.telephone, "is_current": "True"}
    return {**stands, "safe_to_contact": "yes", "version": 0, "reason": REASON}


def _person(cast: Cast) -> Fields:
    role = code_of(pack().codes("person_roles"))
    return {"role": role, "name": "Pearl", "is_child": "no", "safe_to_contact": "no"}


def _suspect(cast: Cast) -> Fields:
    role, told_by = code_of(pack().codes("suspect_roles")), code_of(pack().codes("sources"))
    said = {"told_by": told_by, "told_on_month": 3, "told_on_year": 2020, "note": "He drives the car."}
    return {"role": role, "description": "A tall man", "is_child": "unknown", **said}


def _corrected(fields: Callable[[Cast], Fields]) -> Callable[[Cast], Fields]:
    return lambda cast: {**fields(cast), "is_current": "True", "version": 0, "reason": REASON}


POSTS = {
    "correction-autosave": Post(
        fields=_facts, status=204, records=("correction_draft.saved",), otherwise=OTHERS
    ),
    "identity-same-child": Post(
        fields=_identity, status=200, records=("duplicates.checked",), otherwise=OTHERS
    ),
    "correction-draft-discard": Post(records=("correction_draft.discarded",)),
    "people-around": Post(status=200, records=("people_around.opened",)),
    "person-add": Post(fields=_person, records=("related_person.added",), otherwise=OTHERS),
    "person-correct": Post(
        fields=_corrected(_person), records=("related_person.corrected",), otherwise=OTHERS
    ),
    "person-end": Post(
        fields=lambda cast: {"reason": REASON}, records=("related_person.ended",), otherwise=OTHERS
    ),
    "suspect-add": Post(fields=_suspect, records=("suspected_person.added",), otherwise=OTHERS),
    "suspect-correct": Post(
        fields=_corrected(_suspect), records=("suspected_person.corrected",), otherwise=OTHERS
    ),
    "suspect-end": Post(
        fields=lambda cast: {"reason": REASON}, records=("suspected_person.ended",), otherwise=OTHERS
    ),
    "case-correct": Post(fields=_facts, records=("case.viewed", "case.corrected"), otherwise=OTHERS),
    "identity-correct": Post(
        fields=_identity,
        records=(
            "duplicates.checked",
            "person.corrected",
        ),
        otherwise=OTHERS,
    ),
    "contact-add": Post(
        fields=lambda cast: {"telephone": "876 555 0777", "safe_to_contact": "yes"},
        records=("contact.added",),
        otherwise=OTHERS,
    ),
    "contact-correct": Post(fields=_contact, records=("contact.corrected",), otherwise=OTHERS),
}
