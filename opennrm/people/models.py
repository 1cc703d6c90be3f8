"""The persons of a case. What names or finds them is sealed; tokens find them again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from opennrm.cases.bound import CaseBound, Correction
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify


class Person(CaseBound):
    """A person of a case: the child.

    `former_names` holds, one a line, the names that stood here before a correction and by which the child may still
    be known. `nationality` holds what was written before citizenship was asked as codes, and is only read.
    `citizenships` are codes, which figures may count; none means that nobody has asked.
    """

    given_names = SealedField()
    family_name = SealedField()
    other_names = SealedField()
    former_names = SealedField()
    birth_date = SealedField()
    document_number = SealedField()
    nationality = SealedField()
    citizenships = ArrayField(models.TextField(), default=list, blank=True)
    age_is_estimated = models.BooleanField(default=True)
    sex = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    recorded_at = models.DateTimeField()
    SCOPE = "identity"

    SEALED = (
        "given_names", "family_name", "other_names", "former_names", "birth_date", "document_number", "nationality",
    )  # fmt: skip
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="citizenships age_is_estimated sex languages",
        open="id readers writers case recorded_at",
    )

    def __str__(self) -> str:
        return f"Person {self.pk}"


class Contact(CaseBound):
    """How to reach a person, and whether it is safe to write or call there.

    It is never removed. `ended_at` says since when they are known not to be reached there any more.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    address = SealedField()
    telephone = SealedField()
    safe_to_contact = models.TextField(default="unknown")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    SCOPE = "contact"

    SEALED = ("address", "telephone")
    CLASSES = classify(
        identifying="address telephone",
        restricted="person safe_to_contact",
        open="id readers writers case recorded_at ended_at",
    )

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class PersonCorrection(Correction):
    """A correction of who a person is."""

    SCOPE = "identity"


class ContactCorrection(Correction):
    """A correction of how to reach a person."""

    SCOPE = "contact"


class SearchToken(Guarded):
    """A token by which the supervisors of an agency find a person again: `id` is the token itself, and occurs once.

    Only a door of the database adds one (`search_index`). A token without a person stands for nobody any more; its
    number stays taken.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    CLASSES = classify(identifying="id", restricted="person", open="readers writers")

    def __str__(self) -> str:
        return f"Token {self.pk}"
