"""Words that a child could be known by, put wherever a text is kept: none may show where it should not."""

from dataclasses import dataclass, field

from opennrm.country.pack import pack
from tests.world import secret_word


@dataclass
class Canaries:
    """Words that identify the child, or give the case away."""

    given_names: str = field(default_factory=secret_word)
    family_name: str = field(default_factory=secret_word)
    other_names: str = field(default_factory=secret_word)
    address: str = field(default_factory=secret_word)
    place: str = field(default_factory=secret_word)
    account: str = field(default_factory=secret_word)
    document_number: str = field(default_factory=secret_word)
    reporter_contact: str = field(default_factory=secret_word)
    file_name: str = field(default_factory=secret_word)
    reasons: str = field(default_factory=secret_word)
    document_title: str = field(default_factory=secret_word)
    document_content: str = field(default_factory=secret_word)
    removal_reason: str = field(default_factory=secret_word)
    note: str = field(default_factory=secret_word)
    same_child: str = field(default_factory=secret_word)
    conversation: str = field(default_factory=secret_word)
    unfinished_note: str = field(default_factory=secret_word)
    unfinished_correction: str = field(default_factory=secret_word)
    task: str = field(default_factory=secret_word)
    conference: str = field(default_factory=secret_word)
    minutes: str = field(default_factory=secret_word)
    unfinished_minutes: str = field(default_factory=secret_word)
    tie_end: str = field(default_factory=secret_word)
    saved_list: str = field(default_factory=secret_word)
    closing: str = field(default_factory=secret_word)
    erased: str = field(default_factory=secret_word)
    handed_on: str = field(default_factory=secret_word)
    guardian: str = field(default_factory=secret_word)
    school: str = field(default_factory=secret_word)
    told_guardian: str = field(default_factory=secret_word)
    suspect: str = field(default_factory=secret_word)
    addition: str = field(default_factory=secret_word)
    question: str = field(default_factory=secret_word)
    answer: str = field(default_factory=secret_word)
    label: str = field(default_factory=secret_word)
    printed_for: str = field(default_factory=secret_word)
    nationality: str = field(default_factory=secret_word)
    seen: str = field(default_factory=secret_word)
    exploitation: str = field(default_factory=secret_word)
    withdrawal: str = field(default_factory=secret_word)
    handover: str = field(default_factory=secret_word)
    joint_work: str = field(default_factory=secret_word)
    desk_sheet: str = field(default_factory=secret_word)
    consent: str = field(default_factory=secret_word)
    old_list: str = field(default_factory=secret_word)
    telling: str = field(default_factory=secret_word)
    interview: str = field(default_factory=secret_word)
    other_interview: str = field(default_factory=secret_word)
    recording: str = field(default_factory=secret_word)
    telephone: str = "8765550123"

    def all(self) -> set[str]:
        return set(vars(self).values())


def answers_of(canaries: Canaries) -> dict:
    """The answers of a concern that is full of canaries."""
    return {
        "urgent_dangers": ["none"],
        "age_known": "known",
        "age": 13,
        "sex": next(iter(pack().codes("sexes"))),
        "kinds": [next(iter(pack().codes("concern_kinds")))],
        "area": pack().areas[0].code,
        "told_by": next(iter(pack().codes("sources"))),
        "occurred": "last week",
        "safe_to_contact": "no",
        "given_names": canaries.given_names,
        "family_name": canaries.family_name,
        "other_names": canaries.other_names,
        "birth_date": "2013-04-05",
        "document_number": canaries.document_number,
        "school": canaries.school,
        "guardian": canaries.told_guardian,
        "nationality": canaries.nationality,
        "address": canaries.address,
        "telephone": canaries.telephone,
        "place": canaries.place,
        "account": f"I saw {canaries.account} there.",
        "reporter_contact": canaries.reporter_contact,
    }
