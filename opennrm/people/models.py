"""The persons of a case. What names or finds them is sealed; tokens find them again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, Correction
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from . import tokens
from .rules import Corrected


class Person(CaseBound):
    """A person of a case: the child.

    `former_names` holds, one a line, the names that stood here before a correction and by which the child may still
    be known. `nationality` holds what was written before citizenship was asked as codes, and is only read.
    `citizenships` are codes, which figures may count; none means that nobody has asked. `school` is the name of the
    child's school, `guardian` that of whoever takes care of the child: by both, two records of one child are told.
    `tokens_as_of` is the `tokens.VERSION` by which the search tokens were made. `changed_at` is when anything was last
    recorded by which two records of one child are compared, also in the contacts and in the facts of the case.
    """

    given_names = SealedField()
    family_name = SealedField()
    other_names = SealedField()
    former_names = SealedField()
    birth_date = SealedField()
    document_number = SealedField()
    school = SealedField()
    guardian = SealedField()
    nationality = SealedField()
    citizenships = ArrayField(models.TextField(), default=list, blank=True)
    age_is_estimated = models.BooleanField(default=True)
    sex = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    tokens_as_of = models.PositiveSmallIntegerField(default=tokens.VERSION)
    SCOPE = "identity"

    SEALED = (
        "given_names", "family_name", "other_names", "former_names", "birth_date", "document_number", "school",
        "guardian", "nationality",
    )  # fmt: skip
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="citizenships age_is_estimated sex languages",
        open="id readers writers case recorded_at changed_at tokens_as_of",
    )

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="person_by_change")]

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


class CorrectionDraft(CaseBound):
    """A correction or addition that somebody is still writing: what its form held, sealed. Its author alone sees it.

    `subject_id` is the contact or person that is corrected. It is the case where there is one such record in it, and
    where one more is added. The draft belongs to the showing of a page (`page`) that wrote it last. Another showing
    takes it over if it still is in the `version` that was opened there, and otherwise begins a draft of its own: none
    overwrites what another has kept.
    """

    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    corrected = models.TextField(choices=[(each.value, each.value) for each in Corrected])
    subject_id = models.UUIDField()
    page = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    content = SealedField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    CLASSES = classify(
        identifying="content",
        restricted="membership",
        open="id readers writers case corrected subject_id page version saved_at expires_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_draft_known", condition=Q(corrected__in=[each.value for each in Corrected])
            )
        ]
        indexes = [models.Index(fields=["case", "membership"], name="correction_draft_of_person")]

    def __str__(self) -> str:
        return f"Correction draft {self.pk}"

    @property
    def is_addition(self) -> bool:
        return Corrected(self.corrected).is_one_of_several and self.subject_id == self.case_id


class PersonAround(CaseBound):
    """Somebody else who has to do with the child, as far as anybody told.

    It is never removed. `ended_at` says since when it is known to hold no more; why is in the correction that said so.
    """

    role = models.TextField()
    relation = models.TextField(default="", blank=True)
    name = SealedField()
    other_names = SealedField()
    birth_date = SealedField()
    description = SealedField()
    address = SealedField()
    telephone = SealedField()
    note = SealedField()
    is_child = models.TextField(default="unknown")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    ROLES = ""
    """The pack's list of what such a person is to the child."""
    SEALED: tuple[str, ...] = (
        "name", "other_names", "birth_date", "description", "address", "telephone", "note",
    )  # fmt: skip
    FACTS: tuple[str, ...] = ("role", "relation", "is_child")
    """What is not sealed of what can be corrected."""

    class Meta:
        abstract = True


class RelatedPerson(PersonAround):
    """Somebody around the child: a guardian, a brother or sister, somebody whom the child trusts."""

    safe_to_contact = models.TextField(default="unknown")
    SCOPE = "persons"

    ROLES = "person_roles"
    FACTS = (*PersonAround.FACTS, "safe_to_contact")
    CLASSES = classify(
        identifying=" ".join(PersonAround.SEALED),
        restricted="role relation is_child safe_to_contact recorded_by",
        open="id readers writers case recorded_at ended_at",
    )

    def __str__(self) -> str:
        return f"Related person {self.pk}"


class SuspectedPerson(PersonAround):
    """Somebody who is said to be involved in what is done to the child: what was told, by whom and when. No finding.

    It has a scope of its own: who takes care of the child with the guardian need not know of whom the child spoke.
    """

    told_by = models.TextField()
    told_on = SealedField()
    SCOPE = "suspects"

    ROLES = "suspect_roles"
    SEALED = (*PersonAround.SEALED, "told_on")
    FACTS = (*PersonAround.FACTS, "told_by")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="role relation is_child told_by recorded_by",
        open="id readers writers case recorded_at ended_at",
    )

    def __str__(self) -> str:
        return f"Suspected person {self.pk}"


class PersonAroundCorrection(Correction):
    """A correction of somebody besides the child."""

    class Meta:
        abstract = True


class RelatedPersonCorrection(PersonAroundCorrection):
    """A correction of somebody around the child."""

    SCOPE = "persons"


class SuspectedPersonCorrection(PersonAroundCorrection):
    """A correction of somebody who is said to be involved."""

    SCOPE = "suspects"


class SearchToken(Guarded):
    """A token by which the supervisors of an agency find a person again: `id` is the token itself, and occurs once.

    Only a door of the database adds one (`search_index`). A token without a person stands for nobody any more; its
    number stays taken.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    CLASSES = classify(identifying="id", restricted="person", open="readers writers")

    class Meta:
        # Those of a person stand for nobody when a name or number is corrected, or the case goes to another agency.
        indexes = [
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="search_token_of_person")
        ]

    def __str__(self) -> str:
        return f"Token {self.pk}"
